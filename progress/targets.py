"""Targets: which version is valid on a day, and what each organisation is to reach."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ledger.ledger import Ledger
from ledger.organisations import Organisations
from schema.target import EVERY_LEAF, LEVEL, QUOTA
from schema.target import Target as TargetSheet


@dataclass(frozen=True)
class Goal:
    """What tells targets apart: an indicator, who issued it and its own period. A city's and a county's stand side by side."""

    indicator: str
    issued_by: str
    start_on: dt.date
    due_on: dt.date

    @property
    def key(self) -> str:
        """The name of the goal in addresses and records."""
        return f"{self.indicator}_{self.issued_by}_{self.start_on:%Y%m%d}_{self.due_on:%Y%m%d}"


@dataclass(frozen=True)
class Target:
    """What one organisation is to reach. ``derived`` where it follows from children or an ancestor."""

    goal: Goal
    value: float | None
    basis: str
    direction: str
    nature: str
    per: str
    curve: str
    milestones: str
    assumed: bool
    version: int
    document_no: str
    reason: str
    derived: bool = False


def goals(ledger: Ledger) -> dict[str, list[Goal]]:
    """The goals of every indicator that has any, oldest first."""
    found: dict[str, list[Goal]] = {}
    for row in ledger.master(TargetSheet):
        goal = goal_of(row)
        if goal not in found.setdefault(goal.indicator, []):
            found[goal.indicator].append(goal)
    return {code: sorted(listed, key=lambda goal: (goal.start_on, goal.due_on, goal.issued_by)) for code, listed in found.items()}


def targets_on(ledger: Ledger, on: dt.date) -> dict[Goal, dict[str, Target]]:
    """For every goal the target of each organisation, in the version valid on the day; organisations without one are left out."""
    return targets_by_day(ledger, [on])[on]


def targets_by_day(ledger: Ledger, days: Iterable[dt.date]) -> dict[dt.date, dict[Goal, dict[str, Target]]]:
    """The targets of several days. Days on which the same versions are valid and the tree stands alike share one mapping."""
    rows = sorted(ledger.master(TargetSheet), key=lambda row: row["version"])
    begins = sorted({row["effective_on"] for row in rows if row["effective_on"]})
    known: dict[tuple[int, int], dict[Goal, dict[str, Target]]] = {}
    found = {}
    for day in days:
        key = bisect_right(begins, day), ledger.organisations.span(day)
        if key not in known:
            valid = [row for row in rows if row["effective_on"] is None or row["effective_on"] <= day]
            known[key] = {goal: _derived(given, ledger.organisations, day) for goal, given in _given(valid).items()}
        found[day] = known[key]
    return found


def _given(rows: Iterable[Mapping[str, Any]]) -> dict[Goal, dict[str, Target]]:
    """By goal the row of each organisation, the last of them."""
    found: dict[Goal, dict[str, Target]] = {}
    for row in rows:
        found.setdefault(goal_of(row), {})[row["branch_code"]] = _target(row)
    return found


def targets_of(ledger: Ledger, goal: Goal, version: int, on: dt.date, added: Sequence[Mapping[str, Any]] = ()) -> dict[str, Target]:
    """The target of each organisation open on the day as of a version, whether or not it is in force yet; ``added`` are rows that do not stand in 目标 yet."""
    rows = [row for row in (*ledger.master(TargetSheet), *added) if goal_of(row) == goal and row["version"] <= version]
    given = {row["branch_code"]: _target(row) for row in sorted(rows, key=lambda row: row["version"])}
    return _derived(given, ledger.organisations, on) if given else {}


def _derived(given: Mapping[str, Target], organisations: Organisations, on: dt.date) -> dict[str, Target]:
    """Of each organisation open on the day: its own row, else ALL for a leaf.

    Without either, quotas and levels are the sum of the children, the rest the nearest ancestor's.
    """
    adds = next(iter(given.values())).basis in (QUOTA, LEVEL)
    found: dict[str, Target] = {}
    leaves = organisations.leaf_codes
    for code in organisations.bottom_up(on):
        own = given.get(code) or (given.get(EVERY_LEAF) if code in leaves else None)
        own = own or (_sum(found, organisations.children(code, on)) if adds else _inherited(given, organisations.line(code, on)))
        if own:
            found[code] = own
    return found


def _sum(found: Mapping[str, Target], children: list[str]) -> Target | None:
    parts = [found[child] for child in children if child in found]
    if not children or len(parts) < len(children) or any(part.value is None for part in parts):
        return None
    return replace(parts[0], value=float(sum(Decimal(str(part.value)) for part in parts)), derived=True)


def _inherited(given: Mapping[str, Target], line: Iterable[str]) -> Target | None:
    found = next((given[above] for above in line if above in given), None)
    return replace(found, derived=True) if found else None


def goal_of(row: Mapping[str, Any]) -> Goal:
    """The goal that a row of 目标 belongs to."""
    return Goal(row["indicator_code"], row["issued_by"], row["start_on"], row["due_on"])


def _target(row: Mapping[str, Any]) -> Target:
    texts: dict[str, Any] = {name: row[name] or "" for name in ("basis", "direction", "nature", "per", "curve", "milestones", "document_no", "reason")}
    value = None if row["target_value"] is None else float(row["target_value"])
    return Target(goal=goal_of(row), value=value, assumed=bool(row["assumed"]), version=row["version"], **texts)
