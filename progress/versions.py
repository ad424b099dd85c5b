"""The versions of a goal: who issued each, since when it counts, and what it changes for every organisation."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledger.ledger import Ledger
from progress.targets import Goal, Target, goal_of, targets_of
from schema.target import Target as TargetSheet

IN_FORCE, PARTLY, LATER, REPLACED = "in_force", "partly", "later", "replaced"


@dataclass(frozen=True)
class Version:
    """The rows of 目标 that bear one number: how many, and what the first of them says.

    ``state`` is ``in_force`` where all its rows count on the day, ``partly`` where some do, ``later`` where none does yet,
    ``replaced`` where none does any more.
    """

    goal: Goal
    number: int
    rows: int
    effective_on: dt.date | None
    document_no: str
    reason: str
    curve: str
    basis: str
    state: str


@dataclass(frozen=True)
class Difference:
    """An organisation's target as of two versions; None where it had none."""

    org: str
    before: Target | None
    after: Target | None

    @property
    def change(self) -> Decimal | None:
        """After less before, exactly; None where either is unknown."""
        known = [target.value for target in (self.before, self.after) if target and target.value is not None]
        return Decimal(str(known[1])) - Decimal(str(known[0])) if len(known) == 2 else None


def versions(ledger: Ledger, on: dt.date) -> dict[Goal, list[Version]]:
    """Every goal with its versions, oldest first, in the order of 目标."""
    rows: dict[Goal, dict[int, list[dict[str, object]]]] = {}
    valid: dict[tuple[Goal, object], int] = {}
    for row in sorted(ledger.master(TargetSheet), key=lambda row: row["row"]):
        rows.setdefault(goal_of(row), {}).setdefault(row["version"], []).append(row)
        if row["effective_on"] is None or row["effective_on"] <= on:
            place = goal_of(row), row["branch_code"]
            valid[place] = max(valid.get(place, 0), row["version"])
    counting = Counter((goal, number) for (goal, _), number in valid.items())
    return {goal: [_version(goal, number, found[number], counting[goal, number], on) for number in sorted(found)] for goal, found in rows.items()}


@dataclass(frozen=True)
class Told:
    """One version of an organisation's target; ``value`` is None where the version says nothing of this organisation."""

    number: int
    effective_on: dt.date | None
    document_no: str
    reason: str
    value: float | None


def history(ledger: Ledger, indicator: str, goal: str, org: str) -> list[Told]:
    """The versions of one goal, by its key, as they concern an organisation, newest first."""
    rows = [row for row in ledger.master(TargetSheet) if row["indicator_code"] == indicator and goal_of(row).key == goal]
    first = {row["version"]: row for row in reversed(rows)} | {row["version"]: row for row in rows if row["branch_code"] == org}
    return [_told(first[number], org) for number in sorted(first, reverse=True)]


def _told(row: Mapping[str, Any], org: str) -> Told:
    own = row["branch_code"] == org and row["target_value"] is not None
    value = float(row["target_value"]) if own else None
    return Told(row["version"], row["effective_on"], row["document_no"] or "", row["reason"] or "", value)


def compared(ledger: Ledger, goal: Goal, before: int, after: int, on: dt.date) -> Sequence[Difference]:
    """Every organisation that has a target as of either version, in the order of 单位."""
    old, new = targets_of(ledger, goal, before, on), targets_of(ledger, goal, after, on)
    return [Difference(code, old.get(code), new.get(code)) for code in ledger.organisations.codes if code in old or code in new]


def _version(goal: Goal, number: int, rows: Sequence[dict[str, object]], counting: int, on: dt.date) -> Version:
    told = {name: str(rows[0][name] or "") for name in ("document_no", "reason", "curve", "basis")}
    days = [day for row in rows if isinstance(day := row["effective_on"], dt.date)]
    state = (IN_FORCE if counting == len(rows) else PARTLY) if counting else LATER if days and min(days) > on else REPLACED
    return Version(goal, number, len(rows), min(days, default=None), **told, state=state)
