"""The lower half of the filling page: every changed cell, old beside new, what is wrong with it, and the button that saves them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.journal.locks import Locked
from backbone.writing.cells import after, content, is_writable
from backbone.writing.placing import key_of
from schema.check import check_row
from schema.columns import Column
from schema.issue import Issue
from schema.sheet import Sheet
from schema.shield import kind_in, shielded_cell
from schema.verdict import Row
from ui.drafts import Draft, drop_draft, keep_draft
from ui.entry_locks import reason, refuse, taken
from ui.filling import Filling
from ui.page import plain
from ui.saves import operation
from ui.session import language, t
from words.figures import clock
from words.issues import sentence

_PARTED = " / "


def review(filling: Filling, rows: Sequence[Row], edited: pd.DataFrame) -> None:
    """Every cell that differs from the rows the person saw, what is wrong with it, and the button that saves exactly these differences."""
    changes = _changes(filling.model, rows, edited)
    kept = keep_draft(filling.workspace, filling.whose, filling.model, changes)
    st.header(t("entry.review"), anchor=False)
    if not changes:
        st.markdown(f":gray[{t('entry.nothing')}]")
        return
    doubled = _doubled(filling.model, rows, changes)
    checked = [(change, [*doubled.get(at, ()), *_issues(filling.model, change)]) for at, change in enumerate(changes)]
    blocked = sum(issue.severity == "block" for _, issues in checked for issue in issues)
    st.table(pd.DataFrame([line for change, issues in checked for line in _lines(filling.model, change, issues)]), border="horizontal", hide_index=True)
    if blocked:
        st.markdown(f":red[✕ **{t('entry.blocked', count=blocked)}**]")
    if kept.crossed:
        st.markdown(f":orange[▲ {t('entry.crossed')}]")
    with st.container(horizontal=True, vertical_alignment="center"):
        count = sum(len(change.wanted) for change in changes)
        if st.button(t("entry.confirm", count=count), type="primary", disabled=blocked > 0, key="entry-confirm", shortcut="Ctrl+Enter"):
            _save(filling, changes)
        if st.button(t("entry.drop"), key="entry-drop"):
            drop_draft(filling.workspace, filling.whose, filling.model)
            st.rerun()
        _draft_note(kept)


def what(model: type[Sheet], change: RowChange) -> list[tuple[str, str, str]]:
    """The cells of a change as (item, old, new), personal data masked; a row that is struck out is one line."""
    if not after(model, change.seen, change.wanted):
        return [(t("entry.whole_row"), _PARTED.join(content(change.seen).values()), t("entry.struck"))]
    return [(model.column(name).header, change.seen.get(name, ""), shielded_cell(model, name, text)) for name, text in change.wanted.items()]


def where(change: RowChange) -> str:
    """The row of a change as people call it."""
    return t("entry.row", row=change.row) if change.seen and change.row else t("entry.new_row")


def _changes(model: type[Sheet], rows: Sequence[Row], edited: pd.DataFrame) -> list[RowChange]:
    typed = {int(str(at)): cells for at, cells in edited.to_dict("index").items()}
    found = []
    for at in sorted(typed.keys() | set(range(len(rows)))):
        seen = dict(rows[at].typed) if at < len(rows) else {}
        cells = typed.get(at, {})
        now = {column.name: _text(cells.get(column.name)) for column in model.columns()}
        wanted = {name: text for name, text in now.items() if text != seen.get(name, "").strip()}
        among = sum(content(row.typed) == content(seen) for row in rows[:at]) if seen else 0
        if wanted:
            found.append(RowChange(wanted, seen, among, rows[at].number or None if seen else None))
    return found


def _text(cell: Any) -> str:
    return "" if cell is None or pd.isna(cell) else str(cell).strip()


def _issues(model: type[Sheet], change: RowChange) -> list[Issue]:
    typed = {**change.seen, **change.wanted}
    wanted = [(name, text) for name, text in change.wanted.items() if not kind_in(model, name, text)]
    lost = [Issue("unwritable_text", column=model.column(name).header) for name, text in wanted if not is_writable(text)]
    return [*lost, *check_row(model, typed)[1]] if content(typed) else []


def _doubled(model: type[Sheet], rows: Sequence[Row], changes: Sequence[RowChange]) -> dict[int, list[Issue]]:
    """An issue for each change whose key another row, or a change before it, has already: no choice afterwards could settle that."""
    left = Counter(key_of(model, row.typed) for row in rows) - Counter(key_of(model, change.seen) for change in changes if change.seen)
    found: dict[int, list[Issue]] = {}
    for at, change in enumerate(changes):
        key = key_of(model, after(model, change.seen, change.wanted))
        if key is not None and left[key] and (not change.seen or key != key_of(model, change.seen)):
            found[at] = [Issue("key_taken", column=model.column(model.key_columns()[-1]).header)]
        left[key] += 1
    return found


def _lines(model: type[Sheet], change: RowChange, issues: Sequence[Issue]) -> list[Mapping[str, str]]:
    wrong = {issue.column: issue for issue in reversed(issues)}
    lines = [_line(where(change), item, old, new, wrong.pop(item, None)) for item, old, new in what(model, change)]
    for item, issue in wrong.items():
        kept = change.seen.get(_named(model, item).name, "")
        lines.append(_line(where(change), item, kept, kept, issue))
    return lines


def _named(model: type[Sheet], header: str) -> Column:
    return next(column for column in model.columns() if column.header == header)


def _line(place: str, item: str, old: str, new: str, issue: Issue | None) -> Mapping[str, str]:
    told = plain(sentence(issue, language())) if issue else ""
    mark = f":red[✕ {told}]" if issue and issue.severity == "block" else f":orange[{told}]" if issue else ""
    shown = f"**{plain(new)}**" if new else ""
    return {t("entry.where"): place, t("entry.item"): plain(item), t("entry.old"): plain(old), t("entry.new"): shown, t("column.issue"): mark}


def _save(filling: Filling, changes: Sequence[RowChange]) -> None:
    """Saved is said once the journal has it; whether it is in the spreadsheet already is told by the line that follows it."""
    saving = operation("asked", (filling.workspace.place.name, filling.book, filling.model, tuple(changes)))
    try:
        filling.save(changes, saving, reason=reason(filling))
    except DatabaseError:
        st.error(t("database.unreachable"))
        return
    except Locked as error:
        refuse(error)
        return
    taken()
    drop_draft(filling.workspace, filling.whose, filling.model)
    del st.session_state["asked"]
    st.session_state["saved"] = saving
    st.rerun()


def _draft_note(kept: Draft) -> None:
    told = t("entry.draft_kept", time=clock(kept.at)) if kept.at else t("entry.draft_lost")
    st.markdown(f":small[:gray[{told}]]" if kept.at else f":small[:orange[▲ {told}]]")
