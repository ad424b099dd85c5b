"""Finding a sheet's table among its cells: the header row and the columns by their text, wherever they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from schema.folding import fold
from schema.grid import Cell, Grid, address
from schema.issue import Issue
from schema.nearness import offers
from schema.sheet import Sheet

HEADER_ISSUES = ("no_header", "missing_header", "doubled_header")
_DEEPEST_HEADER = 20
_OFFERED, _RENAMED = 0.6, 0.75


@dataclass(frozen=True)
class Table:
    """Where the header row is (from 1; 0 if there is none) and in which column (from 1) each field stands."""

    header_row: int
    columns: Mapping[str, int]


@dataclass(frozen=True)
class Layout:
    """What is kept of a sheet once its cells are gone: its title as written, and in which column (from 1) each field stands."""

    title: str
    columns: Mapping[str, int]

    def cell(self, row: int, column: str) -> str:
        """The address of a row's cell in a column, empty where the sheet has no such column."""
        at = self.columns.get(column)
        return address(row, at) if at else ""


def find_table(model: type[Sheet], grid: Grid, book: str) -> tuple[Table, list[Issue]]:
    """The table of a sheet, and why the sheet cannot be used: no header, a required header missing, a header twice.

    Headers are compared after NFKC and without white space. Titles above the header, moved and extra columns are fine. Where an unknown
    header looks like a missing one, the issue stands at its cell and offers it.
    """
    names, row = _best_row(model, grid)
    if _hits(names) < min(2, len(model.columns())):
        return Table(0, {}), [Issue("no_header", book, grid.title)]
    columns, missing, doubled = _layout(model, names)
    near = _near(model, grid, row, missing, _OFFERED) if missing else {}
    issues = [_missing_header(book, grid, row, header, near.get(header)) for header in missing]
    return Table(row, columns), issues + [Issue("doubled_header", book, grid.title, row, header) for header in doubled]


def renamed_headers(model: type[Sheet], grid: Grid, table: Table, book: str) -> Iterator[Issue]:
    """A warning for each column that may be missing, but looks as if it stood there under another header: it is not read."""
    missing = () if len(table.columns) == len(model.columns()) else tuple(column.header for column in model.columns() if column.name not in table.columns)
    if missing and len(table.columns) < len(grid.columns):
        for header, (column, typed) in _near(model, grid, table.header_row, missing, _RENAMED).items():
            values = {"typed": typed, "offered": header}
            yield Issue("renamed_header", book, grid.title, table.header_row, header, address(table.header_row, column), "warn", values)


def _missing_header(book: str, grid: Grid, row: int, header: str, near: tuple[int, str] | None) -> Issue:
    cell, values = (address(row, near[0]), {"offered": near[1]}) if near else ("", {})
    return Issue("missing_header", book, grid.title, row, header, cell, values=values)


def _near(model: type[Sheet], grid: Grid, row: int, missing: Sequence[str], least: float) -> Mapping[str, tuple[int, str]]:
    """For missing headers the column (from 1) and text of an unknown header that looks like it."""
    texts = tuple(column[row - 1].as_py() for column in grid.columns)
    found = _offers(model, texts, tuple(missing), least)
    return {header: (texts.index(typed) + 1, typed) for header, typed in found.items()}


@lru_cache(maxsize=4096)
def _offers(model: type[Sheet], texts: tuple[Cell, ...], missing: tuple[str, ...], least: float) -> Mapping[str, str]:
    unknown = [text for text in texts if text and fold(text) and fold(text) not in _wanted(model)]
    return offers(unknown, missing, [column.header for column in model.columns()], least)


def _best_row(model: type[Sheet], grid: Grid) -> tuple[tuple[str, ...], int]:
    """The row with most headers, the first of such, and its number. A first row of nothing but headers needs no search."""
    if not grid.columns:
        return (), 0
    first = _names(model, tuple(column[0].as_py() for column in grid.columns)) if len(grid.columns[0]) else ()
    if _hits(first) == len(grid.columns):
        return first, 1
    rows = zip(*(column.slice(0, _DEEPEST_HEADER).to_pylist() for column in grid.columns), strict=True)
    found = [(_names(model, tuple(row)), number) for number, row in enumerate(rows, start=1)]
    return max(found, key=lambda row: (_hits(row[0]), -row[1]), default=((), 0))


def _hits(names: Sequence[str]) -> int:
    return len(set(names) - {""})


@lru_cache(maxsize=4096)
def _names(model: type[Sheet], row: tuple[Cell, ...]) -> tuple[str, ...]:
    """The columns a row of cells names, empty where a cell is no header."""
    return tuple(_wanted(model).get(fold(cell), "") if cell else "" for cell in row)


@cache
def _wanted(model: type[Sheet]) -> dict[str, str]:
    return {fold(column.header): column.name for column in model.columns()}


@lru_cache(maxsize=4096)
def _layout(model: type[Sheet], names: tuple[str, ...]) -> tuple[Mapping[str, int], Sequence[str], Sequence[str]]:
    """In which column each field stands, the required headers that are missing, and those that stand twice."""
    columns = {name: index + 1 for index, name in reversed(list(enumerate(names))) if name}
    missing = [column.header for column in model.columns() if column.required and column.name not in columns]
    return columns, missing, [column.header for column in model.columns() if names.count(column.name) > 1]
