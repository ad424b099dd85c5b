"""Reviewing returns on a page: which wait for which step, and letting them pass or sending them back."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.journal.returns import Return
from backbone.journal.reviews import Step, Verdict
from progress.reviews import contents, returns_of, stood
from schema.setting import locks
from schema.workspace import LIST_MARK
from snapshots.goals import Record
from ui.load import Workspace, open_anew
from ui.page import pick_one
from ui.saves import desk, who
from ui.session import t

_STEPS: tuple[Step, ...] = ("first", "final")
_LOCKED = "locked"
_DONE, _REASON = "review_done", "review-reason"


def review(workspace: Workspace, rows: pd.DataFrame, on: dt.date, ticked: Sequence[str]) -> None:
    """The returns that wait, and those locked, of the ticked branches or of all; those chosen in the list, or all of it, pass or go back."""
    if workspace.frozen:
        return
    st.header(t("filing.review"), anchor=False)
    _told()
    own = rows[rows["org"].isin(ticked)] if ticked else rows
    stands = own["step"].where(own["step"].notna(), _locked(workspace, own))
    if not stands.isin(_STEPS).any():
        st.markdown(f":gray[{t('filing.review_none')}]")
    counted = {stage: count for stage in (*_STEPS, _LOCKED) if (count := int((stands == stage).sum()))}
    if not counted:
        return
    stage = pick_one(t("filing.waits_for"), {stage: f"{t(f'filing.step_{stage}')} {count}" for stage, count in counted.items()})
    listed = own[stands == stage].reset_index(drop=True)
    at = _list(workspace, listed, on)
    chosen, told = (listed.iloc[at], "") if at else (listed, "_all")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if stage != _LOCKED:
            kind: Literal["primary", "secondary"] = "primary" if at else "secondary"
            st.button(t(f"filing.pass{told}", count=len(chosen)), type=kind, key="review-pass", on_click=_record, args=(workspace, chosen, "passed"))
        st.text_input(t("filing.why"), key=_REASON, max_chars=200, width=320)
        st.button(t(f"filing.send_back{told}", count=len(chosen)), key="review-back", on_click=_record, args=(workspace, chosen, "returned"))


def _locked(workspace: Workspace, rows: pd.DataFrame) -> "pd.Series[str]":
    """The returns that wait for nobody and can be opened again: those approved once, and those locked by their date, filed or not."""
    days = locks(workspace.ledger.settings).days
    late = pd.Series([days is not None and due_on + dt.timedelta(days=days) < workspace.data_on for due_on in rows["due_on"]], rows.index, bool)
    closed = [opened is False or (opened is None and by_date) for opened, by_date in zip(rows["opened"], late, strict=True)]
    return pd.Series([_LOCKED if shut and state != "returned" else None for shut, state in zip(closed, rows["state"], strict=True)], rows.index, object)


def _list(workspace: Workspace, listed: pd.DataFrame, on: dt.date) -> list[int]:
    """Draw the returns that stand at one step; which of them are ticked."""
    names = listed["org"].map({org: workspace.ledger.organisations.on(org, on).name for org in listed["org"].unique()})
    states = listed["state"].map({state: t(f"filing.{state}") for state in listed["state"].unique()})
    corrected = pd.Series("", listed.index, dtype="str")
    corrected.update(pd.Series({at: _corrected(row) for at, row in listed[listed["corrected"]].to_dict("index").items()}, dtype="str"))
    told = {t("column.org"): names, t("column.sheet"): listed["sheet"], t("column.period"): listed["period"]}
    told |= {t("column.state"): states, t("filing.corrected"): corrected}
    table, named = pd.DataFrame(told), t("filing.review")
    picked = st.dataframe(table, hide_index=True, on_select="rerun", selection_mode="multi-row", key="review_grid", row_height=34, alt=named)
    return list(picked.selection.rows)


def _corrected(row: Record) -> str:
    """That a return was changed after it was locked, and why where that was said."""
    return t("filing.corrected_why", reasons=LIST_MARK.join(row["why"])) if row["why"] else t("filing.corrected")


def _record(shown: Workspace, chosen: pd.DataFrame, verdict: Verdict) -> None:
    """Keep the verdict on those of the returns whose books are as they were shown, and which no save is about to change."""
    reason = str(st.session_state[_REASON]).strip() if verdict == "returned" else ""
    if verdict == "returned" and not reason:
        st.session_state[_DONE] = [("why_needed", 0)]
        return
    try:
        kept = _keep(shown, chosen, verdict, reason)
    except DatabaseError:
        st.session_state[_DONE] = [("", 0)]
        return
    st.session_state[_DONE] = [("reviewed", kept), ("changed", len(chosen) - kept)]


def _keep(shown: Workspace, chosen: pd.DataFrame, verdict: Verdict, reason: str) -> int:
    """How many verdicts were kept. Locked returns go back from their last step. Raises DatabaseError."""
    known = desk(shown.place).journal.known()
    now = open_anew(shown.place)
    same = chosen[[_revision(shown, org) == _revision(now, org) for org in chosen["org"]]]
    marks = contents(now.ledger, returns_of(same))
    steps: list[tuple[Return, Step, str]] = [(one, step or "final", marks[one]) for one, step in zip(returns_of(same), same["step"], strict=True)]
    rows = stood(now.ledger, returns_of(same)) if verdict == "passed" else {}
    return len(same) - len(desk(shown.place).reviews.record(steps, verdict, who(), reason, known, rows))


def _told() -> None:
    """What became of the verdict just given."""
    for code, count in st.session_state.pop(_DONE, ()):
        if code == "reviewed" and count:
            st.markdown(f":green[✓ {t('filing.reviewed', count=count)}]")
        elif code != "reviewed" and (count or code != "changed"):
            st.error(t(f"filing.{code}", count=count) if code else t("database.unreachable"))


def _revision(workspace: Workspace, org: str) -> str:
    book = workspace.ledger.book_of(org)
    return workspace.ledger.revisions[book.name] if book else ""
