"""A sheet as it will stand once everything that waits for it is written: what a person who saved expects to see."""

from collections.abc import Sequence

from backbone.book import RowChange
from backbone.journal.saves import WAITING, Save
from backbone.writing.cells import after, content
from backbone.writing.placing import Standing
from schema.sheet import Sheet
from schema.verdict import Row


def with_waiting(model: type[Sheet], rows: Sequence[Row], saves: Sequence[Save]) -> list[Row]:
    """The rows of a sheet as they will stand once everything that waits is written. A new row has no number yet: 0."""
    found = list(rows)
    for save in saves:
        if save.state == WAITING and save.change.model is model:
            found = _written(model, found, save.change.rows)
    return found


def _written(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> list[Row]:
    """The rows with one save in them; what it means to change and is not as it was seen stays."""
    stand, now, new = Standing(model, rows), dict[int, Row | None](), list[Row]()
    for change in changes:
        cells = after(model, change.seen, change.wanted)
        row = stand.row_of(change) if change.seen else None
        if not change.seen:
            new.append(Row(0, cells, None))
        elif row and content(row.typed) == content(change.seen):
            now[id(row)] = Row(row.number, cells, None) if cells else None
    return [*(kept for row in rows if (kept := now.get(id(row), row))), *new]
