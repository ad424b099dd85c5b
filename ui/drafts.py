"""What was typed into a grid and not saved: kept by the session and in the database, so that nothing but a word from its author drops it."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.journal.personal import without_personal
from backbone.writing.cells import content
from backbone.writing.placing import Standing, most_alike
from schema.sheet import Sheet
from schema.verdict import Row
from ui.load import Workspace
from ui.saves import desk, who


@dataclass(frozen=True)
class Draft:
    """Rows typed and not saved, and since when the database has them; None where it could not take them.

    ``crossed`` where the same person changed, saved or dropped the draft in another window meanwhile.
    """

    rows: tuple[RowChange, ...] = ()
    at: dt.datetime | None = None
    crossed: bool = False


@dataclass(frozen=True)
class Grid:
    """A grid as it was begun: the name of its widget, the rows under it, and the draft laid over them."""

    key: str
    rows: Sequence[Row]
    under: Sequence[RowChange]


def grid(workspace: Workspace, branch: str, model: type[Sheet], rows: Sequence[Row]) -> Grid:
    """The grid to draw over these rows. One that holds anything typed stays as it was begun, whatever became of the book since:
    nothing typed into it is lost, and its save tells what the person saw."""
    place = f"begun_{_key(workspace, branch, model)}"
    begun: Grid | None = st.session_state.get(place)
    if begun is None or not _holds_anything(begun):
        key = f"grid_{_key(workspace, branch, model)}_{fingerprint(rows)}_{begun_anew()}"
        begun = st.session_state[place] = Grid(key, rows, draft(workspace, branch, model).rows)
    return begun


def drop_draft(workspace: Workspace, branch: str, model: type[Sheet]) -> None:
    """Forget what was typed into a sheet; its grid begins anew."""
    redraft(workspace, branch, model, [])


def redraft(workspace: Workspace, branch: str, model: type[Sheet], rows: Sequence[RowChange]) -> None:
    """Put other changes in place of what was typed; what shows them begins anew."""
    keep_draft(workspace, branch, model, rows)
    _begin_anew(workspace, branch, model)


def begun_anew() -> int:
    """How often what was typed here gave way to something else: part of the names of the fields and grids that show it."""
    return int(st.session_state.get("dropped", 0))


def _begin_anew(workspace: Workspace, branch: str, model: type[Sheet]) -> None:
    st.session_state["dropped"] = begun_anew() + 1
    st.session_state.pop(f"begun_{_key(workspace, branch, model)}", None)


def _holds_anything(begun: Grid) -> bool:
    typed = st.session_state.get(begun.key)
    return typed is not None and bool(begun.under or any(typed.values()))


def fingerprint(rows: Sequence[Row]) -> str:
    """A digest of what stands in a sheet, so that a grid begins anew when that sheet changes and at no other time."""
    told = repr([sorted(row.typed.items()) for row in rows])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def draft(workspace: Workspace, branch: str, model: type[Sheet]) -> Draft:
    """The changes of a sheet that its author has typed and not saved, here or before a reload."""
    key = _key(workspace, branch, model)
    if key not in st.session_state:
        try:
            rows, at = desk(workspace.place).drafts(who()).kept(branch, model.about.name)
        except DatabaseError:
            return Draft()
        st.session_state[key] = Draft(tuple(rows), at)
    found: Draft = st.session_state[key]
    return found


def keep_draft(workspace: Workspace, branch: str, model: type[Sheet], rows: Sequence[RowChange]) -> Draft:
    """Remember the changes of a sheet in place of those remembered before; cells with personal data are not remembered."""
    before, rows = draft(workspace, branch, model), without_personal(model, rows)
    if not rows and not before.rows:
        return before
    try:
        drafts = desk(workspace.place).drafts(who())
        there = Draft(*_told(drafts.kept(branch, model.about.name)))
        crossed = bool(rows) and (before.crossed or (before.at != there.at and bool(before.at or not before.rows)))
        if tuple(rows) != there.rows:
            drafts.keep(branch, model.about.name, rows)
            there = Draft(*_told(drafts.kept(branch, model.about.name)))
        kept = replace(there, crossed=crossed)
    except DatabaseError:
        kept = Draft(tuple(rows))
    st.session_state[_key(workspace, branch, model)] = kept
    return kept


def with_draft(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> list[dict[str, str]]:
    """The cells of a sheet with a draft over them: a row is found by what the person saw in it, as a save finds it; new rows come last.

    Of a row that is gone, the whole of it comes last.
    """
    cells, places, stand = [dict(row.typed) for row in rows], {id(row): at for at, row in enumerate(rows)}, Standing(model, rows)
    for change in changes:
        found = (stand.row_of(change) or most_alike(rows, change.seen)) if change.seen else None
        if found:
            cells[places[id(found)]] |= change.wanted
        elif whole := content({**change.seen, **change.wanted}):
            cells.append(whole)
    return cells


def _told(kept: tuple[list[RowChange], dt.datetime | None]) -> tuple[tuple[RowChange, ...], dt.datetime | None]:
    return tuple(kept[0]), kept[1]


def _key(workspace: Workspace, branch: str, model: type[Sheet]) -> str:
    return f"draft_{workspace.place.name}_{branch}_{model.about.name}"
