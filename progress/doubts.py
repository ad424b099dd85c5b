"""What may be meant otherwise in new rows of 目标: parts that do not add up to their whole, a version that counts before the one it follows."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ledger.ledger import Ledger
from progress.targets import Goal, Target, goal_of, targets_of
from schema.between import Finding
from schema.target import LEVEL, QUOTA
from schema.target import Target as TargetSheet

Rows = Sequence[Mapping[str, Any]]


def doubts(ledger: Ledger, rows: Rows) -> Iterator[Finding]:
    """Everything doubtful in these rows, goal by goal, as if they stood in 目标 already. Each has all cells that name and date it."""
    yield from _dated_back(ledger, rows)
    for goal in dict.fromkeys(map(goal_of, rows)):
        own = [at for at, row in enumerate(rows) if goal_of(row) == goal]
        if all(rows[at]["basis"] in (QUOTA, LEVEL) and not rows[at]["per"] for at in own):
            yield from _not_the_sum(ledger, rows, goal, own)


def _dated_back(ledger: Ledger, rows: Rows) -> Iterator[Finding]:
    """A later version that counts from an earlier day takes the one before it out of the past as well."""
    newest: dict[tuple[Goal, str], Mapping[str, Any]] = {}
    for stands in sorted(ledger.master(TargetSheet), key=lambda row: row["version"]):
        newest[goal_of(stands), stands["branch_code"]] = stands
    for at, row in enumerate(rows):
        before = newest.get((goal_of(row), row["branch_code"]))
        if before and before["version"] < row["version"] and before["effective_on"] and row["effective_on"] < before["effective_on"]:
            yield Finding("counts_before", "effective_on", at, "warn", values={"version": before["version"], "day": before["effective_on"]})


def _not_the_sum(ledger: Ledger, rows: Rows, goal: Goal, own: Sequence[int]) -> Iterator[Finding]:
    """An organisation with a row of its own whose children, of which a row changes something, add up to another number. Told at its row, else at theirs."""
    organisations, day = ledger.organisations, max(rows[at]["effective_on"] for at in own)
    known = targets_of(ledger, goal, max(rows[at]["version"] for at in own), day, [rows[at] for at in own])
    for code, target in known.items():
        touched = [at for at in own if code in _above(ledger, rows[at]["branch_code"], day)]
        parts = [known.get(child) for child in organisations.children(code, day)]
        whole, total = _value(target), _sum(parts)
        if touched and parts and whole is not None and total is not None and total != whole:
            at = next((at for at in touched if rows[at]["branch_code"] == code), touched[0])
            yield Finding("not_the_sum", "target_value", at, "warn", values={"org": organisations.on(code, day).name, "sum": total, "whole": whole})


def _above(ledger: Ledger, code: str, day: dt.date) -> Sequence[str]:
    """The organisations a row says something about: its own and those above it; every one of them where it is for all leaves."""
    return list(ledger.organisations.line(code, day)) if code in ledger.organisations.codes else ledger.organisations.codes


def _sum(parts: Sequence[Target | None]) -> Decimal | None:
    found = [_value(part) for part in parts]
    return None if None in found else sum((value for value in found if value is not None), Decimal(0))


def _value(target: Target | None) -> Decimal | None:
    if target is None or target.value is None:
        return None
    value = Decimal(str(target.value))
    return Decimal(int(value)) if value == int(value) else value
