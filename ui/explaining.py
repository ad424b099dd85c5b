"""The short form beside a warning: why it may stand, saved as a row of 报送说明 in the branch's own book."""

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.journal.locks import Locked
from backbone.journal.saves import WAITING
from progress.findings import Question, to_explain
from schema.issue import Issue
from schema.registry import RETURN_NOTE, SHEETS
from schema.return_note import EXPLAINED
from ui.entry_locks import refusal
from ui.entry_saves import saved_line
from ui.filling import Filling
from ui.load import ZONE, Workspace
from ui.page import plain
from ui.saves import operation
from ui.session import language, t
from words.issues import sentence


def said_line(workspace: Workspace) -> None:
    """What became of the explanation just given."""
    org = st.session_state.get("said_of")
    if org and not workspace.frozen and workspace.ledger.book_of(org):
        saved_line(Filling(workspace, org, RETURN_NOTE))


def forms(workspace: Workspace, org: str, issues: Sequence[Issue]) -> None:
    """A form for each rule, sheet and period with a warning that can be explained and is not yet."""
    book = workspace.ledger.book_of(org)
    questions = to_explain(workspace.ledger, issues)
    if book is None or workspace.frozen or RETURN_NOTE.about.name not in book.sheets or not questions:
        return
    filling = Filling(workspace, org, RETURN_NOTE)
    waiting = {_asked_in(row.wanted) for save in filling.saves if save.state == WAITING for row in save.change.rows}
    with st.container(horizontal=True, gap="small"):
        for question in questions:
            if _key(question) in waiting:
                st.markdown(f":small[:gray[{t('explain.waiting', cells=_cells(question))}]]", width="content")
            else:
                _form(filling, question)


def _form(filling: Filling, question: Question) -> None:
    stem = f"explain-{filling.org}-{question.sheet}-{question.period}-{question.rule}"
    with st.popover(t("explain.open", cells=_cells(question)), type="tertiary", icon=":material/edit_note:"), st.form(stem, border=False):
        st.markdown(f"{plain(sentence(question.issues[0], language()))} :gray[{question.period}]")
        reason = st.text_area(t("explain.reason"), key=f"{stem}-reason", max_chars=200, height=80)
        role = st.text_input(t("explain.role"), key=f"{stem}-role", max_chars=30)
        if st.form_submit_button(t("explain.confirm"), type="primary"):
            _save(filling, question, reason.strip(), role.strip())


def _save(filling: Filling, question: Question, reason: str, role: str) -> None:
    if not reason:
        st.markdown(f":red[✕ {t('explain.no_reason')}]")
        return
    title, period, rule = _key(question)
    noted = dt.datetime.now(tz=ZONE).date().isoformat()
    row = {"sheet": title, "period": period, "kind": EXPLAINED, "rule": rule, "text": reason, "filler_role": role, "noted_on": noted}
    saving = operation("saying", (filling.book, tuple(row.items())))
    try:
        filling.add([RowChange({name: text for name, text in row.items() if text})], saving, reason)
    except DatabaseError:
        st.error(t("database.unreachable"))
        return
    except Locked as error:
        st.error(refusal(error))
        return
    del st.session_state["saying"]
    st.session_state["saved"], st.session_state["said_of"] = saving, filling.org
    st.rerun()


def _key(question: Question) -> tuple[str, str, str]:
    return SHEETS[question.sheet].about.title, question.period, question.rule


def _asked_in(wanted: Mapping[str, str]) -> tuple[str, str, str]:
    return wanted.get("sheet", ""), wanted.get("period", ""), wanted.get("rule", "")


def _cells(question: Question) -> str:
    first, *others = [issue.cell or str(issue.row) for issue in question.issues]
    return t("explain.cells", first=first, count=len(others) + 1) if others else first
