"""Finding a sheet's table among its cells: the header row and the columns by their text, wherever they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from schema.folding import fold
from schema.grid import Grid
from schema.issue import Issue
from schema.sheet import Sheet

_DEEPEST_HEADER = 20


@dataclass(frozen=True)
class Table:
    """Where the header row is (from 1; 0 if there is none) and in which column (from 1) each field stands."""

    header_row: int
    columns: Mapping[str, int]


def find_table(model: type[Sheet], grid: Grid, book: str) -> tuple[Table, list[Issue]]:
    """The table of a sheet, and why the sheet cannot be used: no header, a required header missing, a header twice.

    Headers are compared after NFKC and without white space. Titles above the header, moved and extra columns are fine.
    """
    wanted = {fold(column.header): column.name for column in model.columns()}
    found = [[wanted.get(fold(cell)) if cell else None for cell in row] for row in grid.rows[:_DEEPEST_HEADER]]
    hits = [len(set(names) - {None}) for names in found]
    if not hits or max(hits) < min(2, len(wanted)):
        return Table(0, {}), [Issue("no_header", book, grid.title)]
    row = hits.index(max(hits))
    columns = {name: index + 1 for index, name in reversed(list(enumerate(found[row]))) if name}
    table = Table(row + 1, columns)
    return table, _header_issues(model, table, found[row], book, grid.title)


def _header_issues(model: type[Sheet], table: Table, names: list[str | None], book: str, title: str) -> list[Issue]:
    def issue(code: str, header: str) -> Issue:
        return Issue(code, book, title, table.header_row, header)

    missing = [issue("missing_header", column.header) for column in model.columns() if column.required and column.name not in table.columns]
    doubled = [issue("doubled_header", column.header) for column in model.columns() if names.count(column.name) > 1]
    return missing + doubled
