"""Asking the rules between rows: what they find blocks rows that were accepted so far, or is told beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema.batch import CheckedRows, Given
from schema.between import Explained, Filled, Finding
from schema.issue import Issue
from schema.sheet import Sheet
from schema.table import Layout
from schema.tuples import Numbers

_KEPT = ("row", "accepted", "blanks", "period")


def with_neighbours(model: type[Sheet], sheets: Sequence[Given], checked: CheckedRows, explained: Explained = ()) -> CheckedRows:
    """The same rows with the rules between them asked, each sheet by itself; ``explained`` has (place of the sheet, period, code).

    Every rule sees the rows that the layers before let in, so that what one finds never makes another row wrong.
    """
    table = checked.table
    accepted = table["accepted"].to_numpy()
    if not model.between or not accepted.any():
        return checked
    at = np.flatnonzero(accepted)
    rows = _filled(model, table if len(at) == len(table) else table.take(at), np.repeat(np.arange(len(sheets)), checked.counts)[at], explained)
    found = [finding for rule in model.between for finding in rule.found(rows)]
    if not found:
        return checked
    blocked = {finding.at for finding in found if finding.severity == "block"}
    issues = [list(told) for told in checked.issues]
    for finding in found:
        if finding.severity == "block" or finding.at not in blocked:
            place = int(rows.book[finding.at])
            issues[place].append(_issue(model, sheets[place].book, checked.layouts[place], rows.table, finding))
    return replace(checked, table=_without(table, at[sorted(blocked)]) if blocked else table, issues=issues)


def _filled(model: type[Sheet], table: pa.Table, book: Any, explained: Explained) -> Filled:
    keys = [name for name in model.key_columns() if name != "period"]
    return Filled(table.combine_chunks(), book, model.columns(), keys, explained)


def _issue(model: type[Sheet], book: str, layout: Layout, rows: pa.Table, found: Finding) -> Issue:
    values: Mapping[str, Any] = {"found": _value(rows, found.column, found.at), **found.values}
    if found.other is not None:
        row = rows["row"][found.other].as_py()
        told = (book, layout.title, row, layout.cell(row, found.other_column), _value(rows, found.other_column, found.other))
        values = {**values, **compared(*told), "other": model.column(found.other_column).header}
    number = rows["row"][found.at].as_py()
    header = model.column(found.column).header
    return Issue(found.code, book, layout.title, number, header, layout.cell(number, found.column), found.severity, values)


def _value(rows: pa.Table, name: str, at: int) -> Any:
    value = rows[name][at].as_py()
    return "" if value is None else value


def compared(book: str, sheet: str, row: int | None, cell: str, value: Any) -> dict[str, Any]:
    """The other side of a comparison, as the values of an issue name it; without a row where it is a count or a sum."""
    return {"other_book": book, "other_sheet": sheet, "other_row": row, "other_cell": cell, "other_value": value}


def _without(table: pa.Table, blocked: Numbers) -> pa.Table:
    """The table with these rows blocked: no longer accepted, and without values but their period."""
    gone = np.zeros(len(table), bool)
    gone[blocked] = True
    mask = pa.array(gone)
    for place, name in enumerate(table.column_names):
        if name == "accepted":
            table = table.set_column(place, name, pc.and_not(table[name], mask))
        elif name not in _KEPT:
            table = table.set_column(place, name, pc.if_else(mask, pa.scalar(None, table[name].type), table[name]))
    return table
