"""The parts of the filling page: what is owed, the sheet as a grid made from the schema, and the check of what was changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from backbone.book import Change, RowChange
from backbone.errors import BackboneError, Conflict
from backbone.layout import explanation
from schema.check import check_row
from schema.columns import Column
from schema.issue import Issue
from schema.registry import BRANCH_SHEETS, RETURN_NOTE, by_title
from schema.sheet import Sheet
from schema.verdict import Row
from schema.workspace import DASH, YES_NO
from ui.branch_parts import MARKS
from ui.drafts import draft, fingerprint, keep_draft, with_draft
from ui.load import Workspace, filing, sheet_rows
from ui.page import plain
from ui.session import language, t
from words.figures import day
from words.issues import sentence

ENTRY = "../pages/entry.py"
_ROW, _TALLEST, _LOWEST = 36, 460, 220
_WIDTHS = {"text": 180, "codes": 160, "date": 116}


def tasks(workspace: Workspace, org: str, period: str) -> None:
    """What the branch owes for the newest month, by due date, each with its state."""
    st.header(t("entry.tasks"), anchor=False)
    rows = filing(workspace, period)
    own = rows[rows["org"] == org].sort_values("due_on", kind="stable").to_dict("records")
    cards = st.container(gap="xsmall")
    if not own:
        cards.markdown(f":gray[{t('entry.no_tasks')}]")
    for row in own:
        with cards.container(border=True, gap=None):
            st.page_link(ENTRY, label=plain(row["sheet"]), query_params={"org": org, "sheet": row["sheet"]})
            state = t(f"filing.{row['state']}")
            st.markdown(f":small[:gray[{MARKS[row['state']]} {state} ・ {t('entry.due', day=day(row['due_on'], language()))}]]")


def pick_sheet(workspace: Workspace, org: str) -> type[Sheet]:
    """The sheet to fill, among those the branch's book has."""
    book = workspace.ledger.book_of(org)
    models = [model for model in (*BRANCH_SHEETS, RETURN_NOTE) if book and model.about.name in book.sheets]
    titles = [model.about.title for model in models]
    asked = by_title(st.query_params.get("sheet", ""))
    chosen = st.selectbox(
        t("column.sheet"), titles, titles.index(asked.about.title) if asked in models else 0, key=f"entry-sheet-{org}-{asked.about.name if asked else ''}"
    )
    return models[titles.index(chosen)]


def editor(workspace: Workspace, org: str, model: type[Sheet]) -> pd.DataFrame:
    """The sheet as text, exactly as typed, newest rows last; rows may be changed and added. The grid holds what is not yet saved."""
    rows = sheet_rows(workspace, org, model)
    key = f"grid_{workspace.folder.name}_{org}_{model.about.name}_{fingerprint(rows)}"
    if key not in st.session_state:
        st.session_state[f"under_{key}"] = draft(workspace, org, model)
    names = [column.name for column in model.columns()]
    typed = pd.DataFrame(with_draft(rows, st.session_state.get(f"under_{key}", [])), columns=names, dtype="str")
    config = {column.name: _config(column, typed[column.name]) for column in model.columns()}
    st.markdown(f":small[:gray[{t('entry.how')}]]")
    height = max(_LOWEST, min(_TALLEST, _ROW * (len(rows) + 2) + 4))
    return st.data_editor(typed, key=key, hide_index=True, num_rows="add", column_config=config, height=height, row_height=_ROW, placeholder="")


def _config(column: Column, typed: "pd.Series[str]") -> Any:
    label = column.header if column.required else f"{column.header} ·"
    told = explanation(column, language())
    width = max(_WIDTHS.get(column.kind, 100), 16 * len(label) + 52, *(16 * len(choice) + 40 for choice in column.choices))
    choices = column.choices or (tuple(YES_NO.values()) if column.kind == "yes_no" else ())
    if not choices:
        return st.column_config.TextColumn(label, help=told, width=width)
    options = list(dict.fromkeys([*choices, DASH, *typed.dropna()]))
    return st.column_config.SelectboxColumn(label, help=told, options=options, width=width)


def review(workspace: Workspace, org: str, model: type[Sheet], edited: pd.DataFrame) -> None:
    """Every changed cell, old beside new, what is wrong with it, and the button that saves exactly these differences."""
    changes = _changes(sheet_rows(workspace, org, model), model, edited)
    keep_draft(workspace, org, model, changes)
    st.header(t("entry.review"), anchor=False)
    _saved_note(workspace, org)
    if not changes:
        st.markdown(f":gray[{t('entry.nothing')}]")
        return
    checked = [(change, *_check(model, change)) for change in changes]
    issues = [issue for _, _, found in checked for issue in found]
    st.table(pd.DataFrame(_told(model, checked)), border="horizontal", hide_index=True)
    blocked = [issue for issue in issues if issue.severity == "block"]
    if blocked:
        st.markdown(f":red[✕ **{t('entry.blocked', count=len(blocked))}**]")
    count = sum(len(change.wanted) for change in changes)
    if st.button(t("entry.confirm", count=count), type="primary", disabled=bool(blocked), key="entry-confirm", shortcut="Ctrl+Enter"):
        _save(workspace, org, Change(_book(workspace, org), model, changes))


def _changes(rows: Sequence[Row], model: type[Sheet], edited: pd.DataFrame) -> list[RowChange]:
    changes = []
    for position, cells in enumerate(edited.to_dict("records")):
        row = rows[position] if position < len(rows) else None
        now = {str(name): "" if text is None or pd.isna(text) else str(text).strip() for name, text in cells.items()}
        before = {name: row.typed.get(name, "") if row else "" for name in now}
        wanted = {name: text for name, text in now.items() if text != before[name].strip()}
        if wanted:
            changes.append(RowChange(wanted, row.number if row else None, dict(row.typed) if row else {}))
    return changes


def _check(model: type[Sheet], change: RowChange) -> tuple[Row, list[Issue]]:
    return check_row(model, {**change.seen, **change.wanted})


def _told(model: type[Sheet], checked: Sequence[tuple[RowChange, Row, list[Issue]]]) -> list[Mapping[str, str]]:
    lines = []
    for change, _, issues in checked:
        wrong = {issue.column: issue for issue in reversed(issues)}
        names = [*change.wanted, *(column.name for column in model.columns() if column.header in wrong and column.name not in change.wanted)]
        where = t("entry.row", row=change.row) if change.row else t("entry.new_row")
        lines += [_line(where, model.column(name), change, wrong.get(model.column(name).header)) for name in names]
    return lines


def _line(where: str, column: Column, change: RowChange, issue: Issue | None) -> Mapping[str, str]:
    mark = (
        ""
        if issue is None
        else f":red[✕ {plain(sentence(issue, language()))}]"
        if issue.severity == "block"
        else f":orange[{plain(sentence(issue, language()))}]"
    )
    before, after = change.seen.get(column.name, ""), change.wanted.get(column.name, change.seen.get(column.name, ""))
    return {
        t("entry.where"): where,
        t("entry.item"): plain(column.header),
        t("entry.old"): plain(before),
        t("entry.new"): f"**{plain(after)}**" if after else "",
        t("column.issue"): mark,
    }


def _save(workspace: Workspace, org: str, change: Change) -> None:
    try:
        workspace.backbone.save(change)
    except Conflict as error:
        st.error(t("error.conflict", place=t("entry.row", row=error.row)))
    except BackboneError as error:
        st.error(t(f"error.{error.code}", place=plain(error.place)))
    else:
        keep_draft(workspace, org, change.model, [])
        st.session_state[f"saved_{org}"] = sum(len(row.wanted) for row in change.rows)
        st.rerun()


def _saved_note(workspace: Workspace, org: str) -> None:
    count = st.session_state.pop(f"saved_{org}", 0)
    if count:
        st.markdown(f":green[✓ {t('entry.saved', count=count, book=plain(_book(workspace, org)))}]")


def _book(workspace: Workspace, org: str) -> str:
    book = workspace.ledger.book_of(org)
    return book.name if book else ""
