"""Reviewing returns on a page: which wait for which step, and letting them pass or sending them back."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.journal.returns import Return
from backbone.journal.reviews import Step, Verdict
from progress.reviews import contents, returns_of
from ui.load import Workspace, open_workspace
from ui.page import pick_one
from ui.saves import desk, who
from ui.session import t

_STEPS: tuple[Step, ...] = ("first", "final")
_DONE, _REASON = "review_done", "review-reason"


def review(workspace: Workspace, rows: pd.DataFrame, on: dt.date, ticked: Sequence[str]) -> None:
    """The returns that wait, of the ticked branches or of all; those chosen in the list, or all of it, pass or go back."""
    st.subheader(t("filing.review"), anchor=False)
    _told()
    waiting = rows[rows["step"].notna() & (rows["org"].isin(ticked) if ticked else True)]
    if waiting.empty:
        st.markdown(f":gray[{t('filing.review_none')}]")
        return
    counted = {step: int((waiting["step"] == step).sum()) for step in _STEPS}
    step = pick_one(t("filing.waits_for"), {step: f"{t(f'filing.step_{step}')} {counted[step]}" for step in _STEPS if counted[step]})
    listed = waiting[waiting["step"] == step].reset_index(drop=True)
    chosen = _list(workspace, listed, on)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(t("filing.pass", count=len(chosen)), type="primary", key="review-pass", on_click=_record, args=(workspace, chosen, "passed"))
        st.text_input(t("filing.why"), key=_REASON, max_chars=200, width=320)
        st.button(t("filing.send_back", count=len(chosen)), key="review-back", on_click=_record, args=(workspace, chosen, "returned"))


def _list(workspace: Workspace, listed: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Draw the returns that wait for one step; those that are ticked, or all."""
    names = [workspace.ledger.organisations.on(org, on).name for org in listed["org"]]
    corrected = [t("filing.corrected") if each else "" for each in listed["corrected"]]
    told = {t("column.org"): names, t("column.sheet"): listed["sheet"], t("column.period"): listed["period"]}
    told |= {t("column.state"): [t(f"filing.{state}") for state in listed["state"]], t("filing.corrected"): corrected}
    picked = st.dataframe(pd.DataFrame(told), hide_index=True, on_select="rerun", selection_mode="multi-row", key="review_grid", row_height=34)
    return listed.iloc[picked.selection.rows] if picked.selection.rows else listed


def _record(shown: Workspace, chosen: pd.DataFrame, verdict: Verdict) -> None:
    """Keep the verdict on those of the returns whose books are as they were shown."""
    reason = str(st.session_state[_REASON]).strip() if verdict == "returned" else ""
    if verdict == "returned" and not reason:
        st.session_state[_DONE] = [("why_needed", 0)]
        return
    now = open_workspace(shown.place)
    same = chosen[[_revision(shown, org) == _revision(now, org) for org in chosen["org"]]]
    marks = contents(now.ledger, returns_of(same))
    steps: list[tuple[Return, Step, str]] = [(one, step, marks[one]) for one, step in zip(returns_of(same), same["step"], strict=True)]
    try:
        desk(shown.place).reviews.record(steps, verdict, who(), reason)
    except DatabaseError:
        st.session_state[_DONE] = [("", 0)]
        return
    st.session_state[_DONE] = [("reviewed", len(same)), ("changed", len(chosen) - len(same))]


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
