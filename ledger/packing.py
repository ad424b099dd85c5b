"""What books say besides their rows as JSON and back, so that nothing is lost: days, exact numbers and tuples among the values of issues are marked."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from ledger.books import CheckedBook
from ledger.rows import SheetRows
from ledger.state import State
from schema.issue import Issue
from schema.registry import SHEETS
from schema.table import Layout

_UNPACK: dict[str, Callable[[Any], Any]] = {
    "day": dt.date.fromisoformat,
    "exact": Decimal,
    "tuple": lambda parts: tuple(_unpacked(part) for part in parts),
    "list": lambda parts: [_unpacked(part) for part in parts],
    "named": lambda parts: {name: _unpacked(part) for name, part in parts.items()},
}


def packed_state(state: State) -> dict[str, Any]:
    """The books of a state in order, the layouts they share, and how many rows each has in each sheet: all but the rows, the revisions and the digests."""
    layouts = dict[str, int]()
    books = [
        [book.name, book.owner, _packed_layouts(book, layouts), book.nearly, [packed_issue(issue) for issue in book.issues]] for book in state.books.values()
    ]
    counts = {name: rows.counts.tolist() for name, rows in state.sheets.items()}
    return {"books": books, "layouts": [json.loads(each) for each in layouts], "counts": counts}


def unpacked_state(told: Mapping[str, Any], rows: Callable[[str], pa.Table], revisions: Mapping[str, str], digests: dict[str, str]) -> State:
    """The state that was packed; ``rows`` gives the rows of a sheet by name. Raises ValueError where they are not as many as there were."""
    layouts = [Layout(title, columns) for title, columns in told["layouts"]]
    books = {name: _book(name, layouts, *rest) for name, *rest in told["books"]}
    sheets = {name: _rows(rows(name), told["counts"].get(name) or [0] * len(books)) for name in SHEETS}
    return State(books, sheets, revisions, digests)


def _packed_layouts(book: CheckedBook, known: dict[str, int]) -> Mapping[str, int]:
    """The layouts of a book by sheet name, as places among those that are known; most books have the same few."""
    told = {name: json.dumps([layout.title, layout.columns], ensure_ascii=False) for name, layout in book.layouts.items()}
    return {name: known.setdefault(each, len(known)) for name, each in told.items()}


def _book(name: str, known: Sequence[Layout], owner: str, layouts: Mapping[str, int], nearly: Sequence[Sequence[str]], issues: list[Any]) -> CheckedBook:
    own = {sheet: known[at] for sheet, at in layouts.items() if sheet in SHEETS}
    return CheckedBook(name, owner, own, [(title, sheet) for title, sheet in nearly], [unpacked_issue(each) for each in issues])


def _rows(table: pa.Table, counts: Sequence[int]) -> SheetRows:
    starts = np.cumsum([0, *counts])
    if len(table) != starts[-1]:
        raise ValueError("rows are missing")
    return SheetRows(table, starts)


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
