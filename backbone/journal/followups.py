"""Saves that follow from a save: taking it back, and deciding what it met."""

from collections.abc import Mapping
from typing import Any

from backbone.book import Change, RowChange
from backbone.journal.saves import Save
from backbone.writing.cells import after
from schema.sheet import Sheet


def undone(save: Save) -> Change:
    """The change that puts everything back as it was before a save; a row that was struck out becomes a new one."""
    change = save.change
    return Change(change.book, change.model, [_undone(change.model, row) for row in reversed(change.rows)], branch=change.branch)


def decided(save: Save, mine: bool) -> Change | None:
    """What is still to be written once a conflict is decided: the person's cells over what stands there now, or without that row.

    The save's other rows, which the conflict held up, are in it either way; None where nothing is left.
    """
    met, rows = save.problem or {}, []
    for row in save.change.rows:
        if dict(row.seen) != met.get("seen") or dict(row.wanted) != met.get("wanted"):
            rows.append(row)
        elif mine and (over := _over(save.change.model, row, met)).wanted:
            rows.append(over)
    return Change(save.change.book, save.change.model, rows, branch=save.change.branch) if rows else None


def gone(book: str, model: type[Sheet], content: Mapping[str, str], branch: str = "") -> Change:
    """The change that says a row with this content is no longer there."""
    return Change(book, model, [RowChange(dict.fromkeys(content, ""), content)], branch=branch)


def _undone(model: type[Sheet], row: RowChange) -> RowChange:
    now = after(model, row.seen, row.wanted)
    if not now:
        return RowChange(dict(row.seen))
    before = {name: row.seen.get(name, "") for name in row.wanted} if row.seen else dict.fromkeys(now, "")
    return RowChange(before, now, row=row.row)


def _over(model: type[Sheet], row: RowChange, met: Mapping[str, Any]) -> RowChange:
    if not met["current"]:
        return RowChange(after(model, row.seen, row.wanted))
    return RowChange(row.wanted, met["current"], row=met["row"])
