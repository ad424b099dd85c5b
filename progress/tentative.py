"""What would be wrong with a sheet were the changes in it saved: the rules between its rows, asked before anything is written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from backbone.book import RowChange
from backbone.writing.cells import after
from backbone.writing.placing import Standing
from ledger.ledger import Ledger
from schema.batch import Given
from schema.check import check_sheets
from schema.grid import Grid
from schema.issue import Issue
from schema.neighbours import with_neighbours
from schema.registry import RETURN_NOTE, by_title
from schema.return_note import EXPLAINED
from schema.sheet import Sheet
from schema.verdict import Row


def explained_of(ledger: Ledger, model: type[Sheet], branch: str) -> frozenset[tuple[str, str]]:
    """Period and rule code of every 情况说明 that the branch has on a sheet."""
    notes = [note for note in ledger.rows(RETURN_NOTE) if note["branch"] == branch and note["kind"] == EXPLAINED and note["rule"]]
    return frozenset((note["period"], note["rule"]) for note in notes if by_title(note["sheet"]) is model)


def tentative_issues(
    model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange], columns: Mapping[str, int], explained: Collection[tuple[str, str]] = ()
) -> list[list[Issue]]:
    """For each change what the rules between rows would find at its row were all changes saved; cells and single rows are judged elsewhere.

    ``columns`` says in which column (from 1) of the sheet each field stands, so that the cells named are those people see.
    """
    if not model.between or not changes:
        return [[] for _ in changes]
    cells, at = _as_saved(model, rows, changes)
    given = Given(_grid(model, cells, columns))
    checked = check_sheets(model, [given])
    told = with_neighbours(model, [given], checked, frozenset((0, *each) for each in explained)).issues[0][len(checked.issues[0]) :]
    return [[issue for issue in told if issue.row == number] for number in at]


def _as_saved(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> tuple[dict[int, Mapping[str, str]], list[int]]:
    """The cells of every row by its number as they would stand, and the number of each change's row; what has no number yet comes last."""
    last, numbers = max([1, *(row.number for row in rows)]), dict[int, int]()
    for place, row in enumerate(rows):
        last += not row.number
        numbers[place] = row.number or last
    cells: dict[int, Mapping[str, str]] = {numbers[place]: row.typed for place, row in enumerate(rows)}
    numbered = [replace(row, number=numbers[place]) for place, row in enumerate(rows)]
    stand, taken, at = Standing(model, numbered), set[int](), list[int]()
    for change in changes:
        found = stand.row_of(change, taken) if change.seen else None
        last += found is None
        number = found.number if found else last
        taken.add(number)
        cells[number] = after(model, change.seen, change.wanted)
        at.append(number)
    return cells, at


def _grid(model: type[Sheet], cells: Mapping[int, Mapping[str, str]], columns: Mapping[str, int]) -> Grid:
    """A sheet with its header in the first row and every row at its number."""
    last = max(columns.values(), default=0)
    places = {column.name: columns.get(column.name) or last + at for at, column in enumerate(model.columns(), 1)}
    lines: list[list[str | None]] = [[None] * max(places.values()) for _ in range(max(cells, default=1))]
    for column in model.columns():
        lines[0][places[column.name] - 1] = column.header
    for number, typed in cells.items():
        for name, text in typed.items():
            lines[number - 1][places[name] - 1] = text or None
    return Grid.of(model.about.title, lines)
