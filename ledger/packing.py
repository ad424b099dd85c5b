"""Issues as JSON and back, so that nothing is lost: days, exact numbers and tuples among their values are marked."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from schema.issue import Issue

_UNPACK: dict[str, Callable[[Any], Any]] = {
    "day": dt.date.fromisoformat,
    "exact": Decimal,
    "tuple": lambda parts: tuple(_unpacked(part) for part in parts),
    "list": lambda parts: [_unpacked(part) for part in parts],
    "named": lambda parts: {name: _unpacked(part) for name, part in parts.items()},
}


def packed_issue(issue: Issue) -> list[Any]:
    """An issue as a list that JSON can hold. Raises TypeError for values of other kinds than issues have."""
    return [issue.code, issue.book, issue.sheet, issue.row, issue.column, issue.cell, issue.severity, _packed(dict(issue.values))]


def unpacked_issue(told: list[Any]) -> Issue:
    """The issue that was packed."""
    code, book, sheet, row, column, cell, severity, values = told
    return Issue(code, book, sheet, row, column, cell, severity, _unpacked(values))


def _packed(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"exact": str(value)}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [_packed(part) for part in value]}
    if isinstance(value, dict):
        return {"named": {name: _packed(part) for name, part in value.items()}}
    raise TypeError(type(value).__name__)


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        ((kind, inner),) = value.items()
        return _UNPACK[kind](inner)
    return value
