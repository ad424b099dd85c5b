"""Cells as they may be known: personal data are masked, and their places marked, before anything else of the house sees them.

Numbers that a column of numbers accepts are no texts, however much they look like one of the kinds.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from schema.grid import TITLE, Address, Grid, address
from schema.issue import Issue
from schema.personal import find, is_masked, kind_of, known_as, masked, may_hold, suspects
from schema.registry import by_title
from schema.sheet import Sheet
from schema.table import find_table
from schema.workspace import JOURNAL_TAB


def shielded(grids: Mapping[str, Grid], texts: bytes) -> dict[str, Grid]:
    """The sheets of a book by the titles they may be known by. ``texts`` are those of all cells, parted as ``may_hold`` wants it."""
    if not may_hold(texts) and not may_hold("\0".join(grids).encode()):
        return dict(grids)
    known = known_as(grids)
    return {known[title]: _shielded(grid, known[title]) for title, grid in grids.items()}


def shielded_cell(model: type[Sheet], name: str, text: str) -> str:
    """What one cell of a column may be known as."""
    return masked(text) if kind_in(model, name, text) else text


def kind_in(model: type[Sheet], name: str, text: str) -> str | None:
    """The kind of personal data in a cell of a column, as ``kind_of`` tells it; None for a number that the column accepts."""
    kind = kind_of(text)
    return None if kind is None or _is_number(model, name, text) else kind


def stray_issues(grid: Grid, book: str, judged: Collection[int] = (), columns: Collection[int] = ()) -> Iterator[Issue]:
    """An issue for each mark of personal data in a sheet, but for those in these columns of rows that have a verdict of their own."""
    for at, kind in sorted(grid.personal.items()) if grid.title != JOURNAL_TAB else ():
        if not (at[0] in judged and at[1] in columns):
            yield Issue("personal_data", book, grid.title, at[0] or None, cell=address(*at) if at[0] else "", values={"kind": kind})


def _shielded(grid: Grid, known: str) -> Grid:
    kinds = {TITLE: kind} if (kind := find(grid.title)) else {}
    columns = list(grid.columns)
    found = dict(_found(grid))
    for at in {column for _, column in found}:
        cells = columns[at - 1].to_pylist()
        for row, column in found:
            if column == at:
                cells[row - 1] = masked(cells[row - 1])
        columns[at - 1] = pa.array(cells, pa.string())
    return replace(grid, title=known, columns=columns, personal=kinds | found)


def _found(grid: Grid) -> Iterator[tuple[Address, str]]:
    """Every cell with personal data and their kind."""
    positions = suspects(pa.chunked_array(list(grid.columns), pa.string()))
    if not len(positions):
        return
    model = by_title(grid.title)
    table = find_table(model, grid, "")[0] if model else None
    named = {at: name for name, at in table.columns.items()} if table else {}
    columns, rows = np.divmod(positions, len(grid.columns[0]))
    for row, column in zip((rows + 1).tolist(), (columns + 1).tolist(), strict=True):
        text, name = grid.columns[column - 1][row - 1].as_py(), named.get(column)
        if kind := kind_in(model, name, text) if model and table and name and row > table.header_row else kind_of(text):
            yield (row, column), kind


def _is_number(model: type[Sheet], name: str, text: str) -> bool:
    if is_masked(text) or model.column(name).kind not in ("whole", "decimal"):
        return False
    try:
        model.read(name, text)
    except ValueError:
        return False
    return True
