"""What was typed into a grid and not saved: kept by the session when another sheet is opened or the workbook changes meanwhile."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from backbone.book import RowChange
from schema.sheet import Sheet
from schema.verdict import Row
from ui.load import Workspace


def fingerprint(rows: Sequence[Row]) -> str:
    """A digest of what stands in a sheet, so that a grid begins anew when that sheet changes and at no other time."""
    told = repr([(row.number, sorted(row.typed.items())) for row in rows])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def draft(workspace: Workspace, org: str, model: type[Sheet]) -> list[RowChange]:
    """The changes of a sheet that this session has typed and not saved."""
    return list(st.session_state.get(_key(workspace, org, model), []))


def keep_draft(workspace: Workspace, org: str, model: type[Sheet], changes: Sequence[RowChange]) -> None:
    """Remember the changes of a sheet in place of those remembered before."""
    st.session_state[_key(workspace, org, model)] = list(changes)


def with_draft(rows: Sequence[Row], changes: Sequence[RowChange]) -> list[dict[str, str]]:
    """The cells of a sheet with a draft over them: a row is found by what the person saw in it, else by its number; new rows come last."""
    cells = [dict(row.typed) for row in rows]
    for change in changes:
        at = _position(rows, change)
        if at is None:
            cells.append(dict(change.wanted))
        else:
            cells[at] |= change.wanted
    return cells


def _position(rows: Sequence[Row], change: RowChange) -> int | None:
    if change.row is None:
        return None
    same = [at for at, row in enumerate(rows) if dict(row.typed) == dict(change.seen)]
    numbered = [at for at, row in enumerate(rows) if row.number == change.row]
    return next(iter([at for at in same if at in numbered] or same or numbered), None)


def _key(workspace: Workspace, org: str, model: type[Sheet]) -> str:
    return f"draft_{workspace.folder}_{org}_{model.about.name}"
