"""A sheet as it will stand once everything that waits for it is written: what a person who saved expects to see."""

from collections.abc import Sequence

from backbone.book import RowChange
from backbone.journal.saves import WAITING, Save
from backbone.writing.cells import after, content
from backbone.writing.placing import standing
from schema.sheet import Sheet
from schema.verdict import Row


def with_waiting(model: type[Sheet], rows: Sequence[Row], saves: Sequence[Save]) -> list[Row]:
    """The rows of a sheet as they will stand once everything that waits is written. A new row has no number yet: 0."""
    found = list(rows)
    for save in saves:
        for change in save.change.rows if save.state == WAITING and save.change.model is model else ():
            _replace(model, found, change)
    return found


def _replace(model: type[Sheet], rows: list[Row], change: RowChange) -> None:
    now = after(model, change.seen, change.wanted)
    if not change.seen:
        rows.append(Row(0, now, None))
        return
    row = standing(model, rows, change)
    if row is None or content(row.typed) != content(change.seen):
        return
    at = rows.index(row)
    rows[at : at + 1] = [Row(row.number, now, None)] if now else []
