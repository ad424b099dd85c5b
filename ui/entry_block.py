"""A block of cells pasted from a spreadsheet, or a file: what it would change, beside what stands and what was last reviewed, to be taken line by line."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.errors import Unreadable
from backbone.reading.workbooks import read_workbook
from backbone.writing.placing import Key, key_of
from progress.blocks import Block, block_of, decoded, grid_of, lines_of, merged
from schema.grid import Grid
from schema.issue import Issue
from schema.registry import by_title
from schema.sheet import Sheet
from schema.workspace import LIST_MARK
from ui.drafts import begun_anew, draft, keep_draft, redraft
from ui.entry_review import Judged, judged, what, where
from ui.filling import Filling
from ui.page import plain
from ui.session import language, t
from words.issues import sentence

_LONGEST = 400_000  # signs
_SHOWN = 400
_TOLD = 20
_WORKBOOK = ".xlsx"
_PARTED = " / "


def block(filling: Filling) -> list[Judged]:
    """Paste or upload, choose what to take over, and everything that is not yet saved, with what is wrong in it."""
    model, slot = filling.model, f"{filling.whose} block"
    st.markdown(f":small[:gray[{t('block.how')}]]")
    st.code("\t".join(column.header for column in model.columns()), language=None, wrap_lines=True)
    named = f"{filling.org}-{model.about.name}-{begun_anew()}"
    wiped: dict[str, Any] = {"on_change": keep_draft, "args": (filling.workspace, slot, model, ())}
    pasted = st.text_area(t("block.paste"), key=f"entry-paste-{named}", height=140, max_chars=_LONGEST, **wiped)
    upload = st.file_uploader(t("block.upload"), ["xlsx", "csv"], key=f"entry-file-{named}", max_upload_size=10, **wiped)
    if pasted.strip():
        found = _of_lines(filling, pasted)
    elif upload:
        found = _of_file(filling, upload.name, upload.getvalue())
    else:
        found = Block(draft(filling.workspace, slot, model).rows)
    keep_draft(filling.workspace, slot, model, found.changes)
    for issue in found.issues:
        st.markdown(f":red[✕ {plain(sentence(issue, language()))}]")
    _left(found)
    kept = draft(filling.workspace, filling.whose, model).rows
    if found.changes or found.same:
        _preview(filling, found, kept, slot)
    return judged(filling, filling.rows, kept)


def _left(found: Block) -> None:
    """The columns and cells that cannot be taken over, so that none is missed unseen."""
    if found.unknown:
        st.markdown(f":orange[▲ {t('block.unknown', columns=plain(LIST_MARK.join(found.unknown)))}]")
    if found.left:
        st.markdown(f":orange[▲ {t('block.left', count=len(found.left))}]")
    for issue in found.left[:_TOLD]:
        place = f"{t('entry.row', row=issue.row)} **{plain(issue.column)}**"
        st.markdown(f":small[:orange[▲ {place} {plain(sentence(issue, language()))}]]")


def _of_lines(filling: Filling, text: str) -> Block:
    grid, headless = grid_of(filling.model, lines_of(text))
    return block_of(filling.model, grid, filling.rows, headless)


def _of_file(filling: Filling, name: str, data: bytes) -> Block:
    """A workbook is read as those of branches are, in a process of its own."""
    if name.lower().endswith(_WORKBOOK):
        grid = _sheet_of(filling.model, data)
        return Block(issues=[grid]) if isinstance(grid, Issue) else block_of(filling.model, grid, filling.rows)
    text = decoded(data)
    return Block(issues=[Issue("not_a_workbook", plain(name))]) if text is None else _of_lines(filling, text)


def _sheet_of(model: type[Sheet], data: bytes) -> Grid | Issue:
    """The sheet of this title, or the only one there is unless it bears the title of another one of ours."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"upload{_WORKBOOK}"
        file.write_bytes(data)
        try:
            grids = read_workbook(file)
        except Unreadable as error:
            return Issue(error.reason)
    alone = next((grid for title, grid in grids.items() if len(grids) == 1 and by_title(title) is None), None)
    return grids.get(model.about.title) or alone or Issue("missing_sheet", values={"sheet": model.about.title})


def _preview(filling: Filling, found: Block, kept: Sequence[RowChange], slot: str) -> None:
    """Cell by cell what the block says, what stands, what was reviewed; the lines that are ticked, or all of them, are taken over."""
    st.header(t("block.preview", rows=len(found.changes), same=found.same), anchor=False)
    if found.headless:
        st.markdown(f":small[:orange[▲ {t('block.headless')}]]")
    reviewed = _reviewed(filling)
    lines = [(at, line) for at, change in enumerate(found.changes) for line in _lines(filling, change, reviewed)]
    if not lines:
        return
    shown = pd.DataFrame([line for _, line in lines[:_SHOWN]])
    picked = st.dataframe(
        shown,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"entry-preview-{begun_anew()}",
        placeholder="",
        alt=t("block.preview", rows=len(found.changes), same=found.same),
    )
    if len(lines) > _SHOWN:
        st.markdown(f":small[:gray[{t('block.more', count=len(lines) - _SHOWN)}]]")
    rows = sorted({lines[line][0] for line in picked.selection.rows}) or list(range(len(found.changes)))
    with st.container(horizontal=True):
        if st.button(t("block.take", count=len(rows)), type="primary", key="entry-take"):
            keep_draft(filling.workspace, slot, filling.model, [])
            redraft(filling.workspace, filling.whose, filling.model, merged(filling.model, kept, [found.changes[at] for at in rows]))
            st.rerun()
        if st.button(t("entry.drop"), key="entry-block-drop"):
            redraft(filling.workspace, slot, filling.model, [])
            st.rerun()


def _lines(filling: Filling, change: RowChange, reviewed: Mapping[Key, Mapping[str, str]]) -> list[dict[str, str]]:
    """A line for each cell that differs, one for a new row."""
    if not change.seen:
        cells = _PARTED.join(new for _, _, new in what(filling.model, change))
        return [_line(change, t("entry.whole_row"), cells, "", "")]
    key, names = key_of(filling.model, change.seen), {column.header: column.name for column in filling.model.columns()}
    then = reviewed.get(key, {}) if key else {}
    return [_line(change, item, new, old, then.get(names.get(item, ""), "")) for item, old, new in what(filling.model, change)]


def _line(change: RowChange, item: str, given: str, stored: str, reviewed: str) -> dict[str, str]:
    told = {t("entry.where"): where(change), t("entry.item"): item}
    return {**told, t("block.given"): given, t("block.stored"): stored, t("block.reviewed"): reviewed}


def _reviewed(filling: Filling) -> Mapping[Key, Mapping[str, str]]:
    """The rows of the sheet by key as they stood when their returns last passed a review; nothing where rows have no key."""
    try:
        stood = filling.desk.reviews.stood(filling.org, filling.model.about.title)
    except DatabaseError:
        return {}
    return {key: row for rows in stood.values() for row in rows if (key := key_of(filling.model, row))}
