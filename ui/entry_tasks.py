"""What a branch owes now: each return with where it stands, the way to its form, and the one click for nothing to report."""

import datetime as dt

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.journal.locks import Locked
from progress.prefilled import period_of
from progress.reminders import LACKING
from schema.period import MONTHLY, first_day, newest_ended
from schema.registry import RETURN_NOTE
from schema.return_note import NIL
from snapshots.goals import Record
from ui.branch_parts import MARKS
from ui.entry_locks import refuse
from ui.entry_parts import ENTRY
from ui.entry_saves import saved_line
from ui.filing_parts import returns
from ui.filling import Filling
from ui.load import Workspace
from ui.page import plain
from ui.saves import operation
from ui.session import language, t
from words.figures import day

_INK = {"partial": "orange", "invalid": "red", "returned": "red"}


def tasks(workspace: Workspace, org: str, period: str) -> None:
    """What the branch owes: what an earlier month still lacks first, then the newest month by due date, each with its state and reason."""
    st.header(t("entry.tasks"), anchor=False)
    earlier = newest_ended(first_day(period) - dt.timedelta(days=1), MONTHLY)
    overdue, now = returns(workspace, earlier), returns(workspace, period)
    found = pd.concat([overdue[overdue["state"].isin(LACKING)], now], ignore_index=True)
    own = found[found["org"] == org].sort_values("due_on", kind="stable")
    lacking, done = own[own["state"].isin(LACKING)].to_dict("records"), own[~own["state"].isin(LACKING)].to_dict("records")
    cards = st.container(gap="xsmall")
    if not lacking:
        cards.markdown(f":green[✓ {t('entry.all_filed')}]" if done else f":gray[{t('entry.no_tasks')}]")
    for row in lacking:
        with cards.container(border=True, gap=None):
            _task(workspace, org, row)
    if done:
        st.markdown(f":small[:gray[{t('entry.filed')}]]")
        with st.container(gap="xsmall"):
            for row in done:
                _link(org, row, f"{MARKS[row['state']]} {plain(row['sheet'])} {row['period']}")


def nil_line(beside: Filling) -> None:
    """What became of the 零报告 just said, unless the sheet beside it tells that already."""
    said = st.session_state.get("nil_of")
    if said and (beside.org, beside.model) != (said, RETURN_NOTE):
        saved_line(Filling(beside.workspace, said, RETURN_NOTE))


def _link(org: str, row: Record, label: str) -> None:
    st.page_link(ENTRY, label=label, query_params={"org": org, "sheet": row["sheet"], "period": row["period"]})


def _task(workspace: Workspace, org: str, row: Record) -> None:
    """One return: the way to its form, where it stands, why it came back, and the one click that says nothing happened."""
    _link(org, row, f"{plain(row['sheet'])} {row['period']}")
    state, due = f"{MARKS[row['state']]} {t('filing.' + row['state'])}", t("entry.due", day=day(row["due_on"], language()))
    late = row["state"] in LACKING and row["due_on"] < workspace.data_on
    st.markdown(f":small[:{_INK.get(row['state'], 'gray')}[{state}] :{'red' if late else 'gray'}[・ {due}]]")
    if row["reason"]:
        st.markdown(f":small[{plain(row['reason'])}]")
    key = f"entry-nil-{row['sheet']}-{row['period']}"
    notes = Filling(workspace, org, RETURN_NOTE)
    offered = row["state"] == "untouched" and not _is_said(notes, row)
    if offered and st.button(t("entry.nil"), key=key, type="tertiary", icon=":material/exposure_zero:"):
        _nil(notes, row)


def _is_said(notes: Filling, row: Record) -> bool:
    """Whether the notes say of a return already that there is nothing to report, even if that still waits to be written."""
    said = (row["sheet"], row["period"], NIL)
    return any((note.typed.get("sheet"), period_of(RETURN_NOTE, note.typed), note.typed.get("kind")) == said for note in notes.rows)


def _nil(filling: Filling, row: Record) -> None:
    """A 零报告 in the branch's notes, through the journal like every save; taken back in the history of the notes."""
    note = {"sheet": row["sheet"], "period": row["period"], "kind": NIL, "noted_on": str(filling.workspace.data_on)}
    saving = operation("nil", (filling.book, tuple(note.items())))
    try:
        filling.add([RowChange(note)], saving)
    except DatabaseError:
        st.error(t("database.unreachable"))
        return
    except Locked as error:
        refuse(error)
    st.session_state.pop("nil", None)
    st.session_state["saved"], st.session_state["nil_of"] = saving, filling.org
    st.rerun()
