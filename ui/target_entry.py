"""New rows of 目标 from a form or from a spreadsheet: checked cell by cell, shown before they are saved, saved through the journal."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.book import RowChange
from backbone.layout import explanation
from backbone.writing.cells import content
from progress.proposals import Proposed, keys_of, next_version, proposed_lines, proposed_rows
from progress.targets import Goal, goal_of
from schema.issue import Issue
from schema.target import EVERY_LEAF, Target
from ui.filling import Filling
from ui.page import plain
from ui.saves import operation
from ui.session import language, t
from ui.target_parts import indicator_name, organisation_name, unit_of
from words.issues import sentence

_SHOWN = 200
_LONGEST = 100_000  # signs; a cell of a csv may have no more than 131,072
_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
_TEXTS = ("per", "milestones", "document_no", "reason")


def enter(filling: Filling, goal: Goal | None) -> None:
    """A form for one row: a new goal, or the next version of one that is there, which begins with what stands there."""
    before = _newest(filling, goal)
    st.markdown(f":small[:gray[{t('targets.enter_how')}]]")
    typed = _form(filling, before, f"{goal.key if goal else ''}-{_emptied()}")
    number = next_version(_goal_of(typed), keys_of(filling.rows))
    st.markdown(t("targets.will_be", version=number) if number > 1 else t("targets.will_be_new"))
    if typed["target_value"].strip():
        row = content({**typed, "version": str(number)})
        preview(filling, proposed_rows(filling.workspace.ledger, [row], keys_of(filling.rows)))


def paste(filling: Filling) -> None:
    """A block of cells copied from a spreadsheet, headers first."""
    headers = "\t".join(column.header for column in Target.columns())
    st.markdown(f":small[:gray[{t('targets.paste_how')}]]")
    st.code(headers, language=None, wrap_lines=True)
    text = st.text_area(t("targets.paste"), key=f"targets-paste-{_emptied()}", height=200, max_chars=_LONGEST)
    if text.strip():
        lines = [[cell or None for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
        preview(filling, proposed_lines(filling.workspace.ledger, lines, keys_of(filling.rows)))


def preview(filling: Filling, found: Proposed) -> None:
    """What would be saved, what is wrong with it by line and column, and the button, which works only where nothing blocks."""
    st.header(t("targets.preview", count=len(found.rows)), anchor=False)
    _issue_table(found.issues)
    st.dataframe(pd.DataFrame([_line(filling, row.number, row.typed) for row in found.rows[:_SHOWN]]), hide_index=True, height="content")
    if len(found.rows) > _SHOWN:
        st.markdown(f":small[:gray[{t('targets.more', count=len(found.rows) - _SHOWN)}]]")
    if found.blocked:
        st.markdown(f":red[✕ **{t('targets.blocked', count=found.blocked)}**]")
    usable = bool(found.rows) and not found.blocked
    if st.button(t("targets.save", count=len(found.rows)), type="primary", disabled=not usable, key="targets-save"):
        save(filling, [row.typed for row in found.rows])


def save(filling: Filling, rows: Sequence[Mapping[str, str]]) -> None:
    """Add rows to 目标, all or none: first to the journal, then to the master workbook. What was typed is cleared once it is kept."""
    changes = [RowChange(content(row)) for row in rows]
    saving = operation("targeting", (filling.workspace.place.name, tuple(changes)))
    try:
        filling.add(changes, saving)
    except DatabaseError:
        st.error(t("database.unreachable"))
        return
    del st.session_state["targeting"]
    st.session_state["saved"], st.session_state["targets_emptied"] = saving, _emptied() + 1
    st.rerun()


def issue_lines(issues: Sequence[Issue]) -> list[dict[str, str]]:
    """Issues as lines of a table: line, column, what is wrong and how to mend it."""
    return [
        {
            t("targets.line"): str(issue.row or ""),
            t("column.column"): plain(issue.column),
            t("column.issue"): f":{'red' if issue.severity == 'block' else 'orange'}[{plain(sentence(issue, language()))}]",
        }
        for issue in issues
    ]


def _issue_table(issues: Sequence[Issue]) -> None:
    if issues:
        st.table(pd.DataFrame(issue_lines(issues[:_SHOWN])), border="horizontal", hide_index=True)


def _line(filling: Filling, number: int, typed: Mapping[str, str]) -> dict[str, str]:
    """A row that would be saved as people read it: names beside codes, the unit beside the number."""
    workspace, code, org = filling.workspace, typed.get("indicator_code", ""), typed.get("branch_code", "")
    names = {t("column.indicator"): indicator_name(workspace, code), t("column.org"): organisation_name(workspace, org)}
    told = {Target.column(name).header: typed.get(name, "") for name in ("target_value", "start_on", "due_on", "issued_by", "version")}
    more = {Target.column(name).header: typed.get(name, "") for name in ("effective_on", "basis", "direction", "nature", "curve", "document_no", "reason")}
    return {t("targets.line"): str(number), **names, **told, t("column.unit_name"): unit_of(workspace, code), **more}


def _newest(filling: Filling, goal: Goal | None) -> Mapping[str, str]:
    """The row of a goal to begin a form with: of the root where it has one, of the highest version."""
    rows = [row for row in filling.workspace.ledger.master(Target) if goal_of(row) == goal]
    root = filling.workspace.ledger.organisations.root
    found = max(rows, key=lambda row: (row["branch_code"] == root, row["version"]), default=None)
    return {name: str(value) for name, value in found.items() if value is not None} if found else {}


def _form(filling: Filling, before: Mapping[str, str], stem: str) -> dict[str, str]:
    """The cells of one row as they were typed; the version is counted, so nobody types it."""
    workspace, typed = filling.workspace, dict[str, str]()
    organisations = {code: organisation_name(workspace, code) for code in (*workspace.ledger.organisations.codes, EVERY_LEAF)}
    indicators = {code: indicator_name(workspace, code) for code in workspace.indicators}
    year = workspace.data_on.year
    days = {"start_on": dt.date(year, 1, 1), "due_on": dt.date(year, 12, 31), "effective_on": workspace.data_on}
    grid = st.grid(4, min_column_width=220, gap="small")
    with grid.cell():
        typed["indicator_code"] = _choice("indicator_code", indicators, before, stem)
    with grid.cell():
        typed["branch_code"] = _choice("branch_code", organisations, before, stem)
    for name, day in days.items():
        with grid.cell():
            begun = day if name == "effective_on" or name not in before else dt.date.fromisoformat(before[name])
            typed[name] = str(st.date_input(Target.column(name).header, begun, _EARLIEST, _LATEST, format="YYYY-MM-DD", **_about(name, stem)))
    with grid.cell():
        label = t("targets.value", unit=unit_of(workspace, typed["indicator_code"]))
        typed["target_value"] = st.text_input(label, **_about("target_value", stem))
    for name in ("basis", "direction", "issued_by", "nature", "curve"):
        with grid.cell():
            typed[name] = _choice(name, {choice: choice for choice in Target.column(name).choices}, before, stem)
    for name in _TEXTS:
        with grid.cell():
            begun_text = before.get(name, "") if name in ("per", "milestones") else ""
            typed[name] = st.text_input(Target.column(name).header, begun_text, **_about(name, stem))
    return typed


def _choice(name: str, named: Mapping[str, str], before: Mapping[str, str], stem: str) -> str:
    options = list(named)
    at = options.index(before[name]) if before.get(name) in named else 0
    return str(st.selectbox(Target.column(name).header, options, at, format_func=named.__getitem__, **_about(name, stem)) or "")


def _about(name: str, stem: str) -> dict[str, Any]:
    """The name of a column's field on the page, and what the schema says of the column."""
    return {"key": f"target-{name}-{stem}", "help": explanation(Target.column(name), language())}


def _goal_of(typed: Mapping[str, str]) -> Goal:
    start, due = (dt.date.fromisoformat(typed[name]) for name in ("start_on", "due_on"))
    return Goal(typed["indicator_code"], typed["issued_by"], start, due)


def _emptied() -> int:
    """How often what was typed here has been saved; part of the names of the fields, which begin empty after it."""
    return int(st.session_state.get("targets_emptied", 0))
