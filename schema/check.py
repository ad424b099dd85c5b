"""Checking the cells of sheets into rows and issues: header, cell, row, and rows that bear the same key.

Sheets of one model are checked together, column by column. What a quick screen finds clean is taken as it was read;
every other row gets the verdict of the model itself, so that there is one book of rules.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from schema.batch import Batch, CheckedRows, Given
from schema.folding import is_blank
from schema.grid import Grid
from schema.issue import Issue
from schema.personal import masked
from schema.sheet import Sheet
from schema.shield import kind_in
from schema.table import HEADER_ISSUES, Table, find_table
from schema.verdict import Place, Row, as_typed, judge


@dataclass(frozen=True)
class Checked:
    """A sheet after checking: the table found in it, its rows in order, and every issue."""

    table: Table
    rows: Sequence[Row] = ()
    issues: Sequence[Issue] = field(default_factory=list)

    @property
    def quarantined(self) -> bool:
        """Whether its header leaves the rows unknown."""
        return not self.table.columns or any(issue.code in HEADER_ISSUES for issue in self.issues)


def check_sheets(model: type[Sheet], sheets: Sequence[Given]) -> CheckedRows:
    """Check sheets of one model. Header issues quarantine a sheet; bad cells block their row; blanks and warnings let it in."""
    with _uncollected():
        return Batch(model, sheets).checked()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Issues point at nothing that points back: the search for such circles would take a sixth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def check_grid(model: type[Sheet], grid: Grid, book: str = "") -> Checked:
    """Check one sheet into rows that know what was typed."""
    table, quarantined = find_table(model, grid, book)
    if quarantined:
        return Checked(table, (), quarantined)
    batch = Batch(model, [Given(grid, book)])
    return Checked(table, batch.rows(), batch.issues[0])


def typed_rows(model: type[Sheet], grid: Grid, book: str = "") -> Checked:
    """The rows of one sheet as they were typed, without a verdict on their cells; the issues are those of the header."""
    table, quarantined = find_table(model, grid, book)
    return Checked(table, () if quarantined else list(_typed(model, grid, table)), quarantined)


def block_rows(model: type[Sheet], grid: Grid) -> Checked:
    """The rows of cells that come from elsewhere and may have some of the columns only; the issues are those of a header that cannot be used."""
    table, found = find_table(model, grid, "")
    fatal = [issue for issue in found if issue.code != "missing_header"]
    return Checked(table, () if fatal else list(_typed(model, grid, table)), fatal)


def _typed(model: type[Sheet], grid: Grid, table: Table) -> Iterator[Row]:
    names = [(column.name, table.columns[column.name] - 1) for column in model.columns() if column.name in table.columns]
    marked = {row for row, column in grid.formulas | grid.errors if column in table.columns.values()}
    for number, cells in enumerate(grid.rows[table.header_row :], start=table.header_row + 1):
        typed = {name: text for name, at in names if (text := cells[at]) is not None and not is_blank(text)}
        if typed or number in marked:
            yield Row(number, as_typed(Place(model, grid, table, "", number), typed) if grid.percents else typed, None)


def check_row(model: type[Sheet], typed: Mapping[str, str]) -> tuple[Row, list[Issue]]:
    """Check one row that stands in no workbook yet, such as one typed on a page; columns are known by English name.

    Personal data in it are masked before they are looked at.
    """
    names = [column.name for column in model.columns()]
    table = Table(0, {name: position + 1 for position, name in enumerate(names)})
    kinds = {name: kind for name, text in typed.items() if (kind := kind_in(model, name, text))}
    grid = Grid(model.about.title, (), personal={(0, table.columns[name]): kind for name, kind in kinds.items()})
    filled = {name: masked(text) if name in kinds else text for name, text in typed.items() if not is_blank(text)}
    return judge(Place(model, grid, table, "", 0), filled)
