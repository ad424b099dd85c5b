"""What of a change may be remembered: no personal data, and no mask that stands for them."""

from collections.abc import Sequence
from dataclasses import replace

from backbone.book import Change, RowChange
from schema.sheet import Sheet
from schema.shield import kind_in


def can_be_written(change: Change) -> bool:
    """Whether no cell to be written holds personal data or a mask, as it would where a save over such a cell is taken back."""
    return not any(kind_in(change.model, name, text) for row in change.rows for name, text in row.wanted.items())


def without_personal(model: type[Sheet], rows: Sequence[RowChange]) -> list[RowChange]:
    """The changes without the cells that hold personal data; a change of nothing else is left out."""
    kept = [replace(row, wanted={name: text for name, text in row.wanted.items() if not kind_in(model, name, text)}) for row in rows]
    return [row for row in kept if row.wanted]
