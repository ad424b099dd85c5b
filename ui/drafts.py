"""What was typed into a grid and not saved: kept by the session and in the database, so that nothing but a word from its author drops it."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.cells import content
from schema.sheet import Sheet
from schema.verdict import Row
from ui.load import Workspace
from ui.saves import desk, who


@dataclass(frozen=True)
class Draft:
    """Rows typed and not saved, and since when the database has them; None where it could not take them."""

    rows: tuple[RowChange, ...] = ()
    at: dt.datetime | None = None


def fingerprint(rows: Sequence[Row]) -> str:
    """A digest of what stands in a sheet, so that a grid begins anew when that sheet changes and at no other time."""
    told = repr([sorted(row.typed.items()) for row in rows])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def draft(workspace: Workspace, book: str, model: type[Sheet]) -> Draft:
    """The changes of a sheet that its author has typed and not saved, here or before a reload."""
    key = _key(workspace, book, model)
    if key not in st.session_state:
        try:
            rows, at = desk(workspace.folder).drafts(who()).kept(book, model.about.name)
        except DatabaseError:
            return Draft()
        st.session_state[key] = Draft(tuple(rows), at)
    found: Draft = st.session_state[key]
    return found


def keep_draft(workspace: Workspace, book: str, model: type[Sheet], rows: Sequence[RowChange]) -> Draft:
    """Remember the changes of a sheet in place of those remembered before."""
    before = draft(workspace, book, model)
    if before.rows == tuple(rows) and (before.at or not rows):
        return before
    try:
        drafts = desk(workspace.folder).drafts(who())
        drafts.keep(book, model.about.name, rows)
        kept = Draft(*_told(drafts.kept(book, model.about.name)))
    except DatabaseError:
        kept = Draft(tuple(rows))
    st.session_state[_key(workspace, book, model)] = kept
    return kept


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
    if not change.seen:
        return None
    same = [at for at, row in enumerate(rows) if content(row.typed) == content(change.seen)]
    numbered = [at for at, row in enumerate(rows) if row.number == change.row]
    return same[min(change.among, len(same) - 1)] if same else next(iter(numbered), None)


def _told(kept: tuple[list[RowChange], dt.datetime | None]) -> tuple[tuple[RowChange, ...], dt.datetime | None]:
    return tuple(kept[0]), kept[1]


def _key(workspace: Workspace, book: str, model: type[Sheet]) -> str:
    return f"draft_{workspace.folder}_{book}_{model.about.name}"
