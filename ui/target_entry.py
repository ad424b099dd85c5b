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
from ui.load import Workspace
from ui.page import plain
from ui.saves import operation
from ui.session import language, t
from ui.target_drafts import begun, drop, emptied, keep, slot
from ui.target_parts import indicator_name, organisation_name, unit_of
from words.issues import sentence

_SHOWN = 200
_LONGEST = 100_000  # signs; a cell of a csv may have no more than 131,072
_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
_DAYS = ("start_on", "due_on", "effective_on")
_TEXTS = ("per", "milestones", "document_no", "reason")
_SHOWN_AS = ("indicator_code", "branch_code", *_DAYS, "target_value", "basis", "direction", "issued_by", "nature", "curve", *_TEXTS)


def enter(filling: Filling, goal: Goal | None) -> None:
    """A form for one row: a new goal, or the next version of one that is there, which begins with what stands there."""
    before = _newest(filling, goal)
    st.markdown(f":small[:gray[{t('targets.enter_how')}]]")
    place, stem = slot("enter", goal), f"{goal.key if goal else ''}-{emptied()}"
    kept = next(iter(begun(filling.workspace, place, str(_about("target_value", stem)["key"]))), {})
    typed = _form(filling, before, kept, stem, place)
    number = next_version(_goal_of(typed), keys_of(filling.rows))
    st.markdown(t("targets.will_be", version=number) if number > 1 else t("targets.will_be_new"))
    if typed["target_value"].strip():
        row = content({**typed, "version": str(number)})
        preview(filling, proposed_rows(filling.workspace.ledger, [row], keys_of(filling.rows)), place)


def paste(filling: Filling) -> None:
    """A block of cells copied from a spreadsheet, headers first."""
    place, headers = slot("paste"), "\t".join(column.header for column in Target.columns())
    st.markdown(f":small[:gray[{t('targets.paste_how')}]]")
    st.code(headers, language=None, wrap_lines=True)
    field = f"targets-paste-{emptied()}"
    start = _block(begun(filling.workspace, place, field))
    text = st.text_area(t("targets.paste"), start, key=field, height=200, max_chars=_LONGEST)
    lines = [[cell or None for cell in line] for line in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
    found = proposed_lines(filling.workspace.ledger, lines, keys_of(filling.rows)) if text.strip() else Proposed()
    keep(filling.workspace, place, [row.typed for row in found.rows])
    if text.strip():
        preview(filling, found, place)


def _block(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as a spreadsheet would copy them, headers first; empty without rows."""
    told = io.StringIO(newline="")
    lines = csv.writer(told, delimiter="\t", lineterminator="\n")
    if rows:
        lines.writerow(column.header for column in Target.columns())
        lines.writerows([row.get(column.name, "") for column in Target.columns()] for row in rows)
    return told.getvalue()


def preview(filling: Filling, found: Proposed, place: str) -> None:
    """What would be saved, what is wrong with it by line and column, and the button, which works only where nothing blocks."""
    title, lines = t("targets.preview", count=len(found.rows)), pd.DataFrame([_line(filling, row.number, row.typed) for row in found.rows[:_SHOWN]])
    st.header(title, anchor=False)
    _issue_table(found.issues)
    st.dataframe(lines, hide_index=True, height="content", alt=title)
    if len(found.rows) > _SHOWN:
        st.markdown(f":small[:gray[{t('targets.more', count=len(found.rows) - _SHOWN)}]]")
    if found.blocked:
        st.markdown(f":red[✕ **{t('targets.blocked', count=found.blocked)}**]")
    usable = bool(found.rows) and not found.blocked
    if st.button(t("targets.save", count=len(found.rows)), type="primary", disabled=not usable, key="targets-save"):
        save(filling, [row.typed for row in found.rows], place)


def save(filling: Filling, rows: Sequence[Mapping[str, str]], place: str) -> None:
    """Add rows to 目标, all or none: first to the journal, then to the master workbook. What was typed, whose draft has this name, is cleared."""
    changes = [RowChange(content(row)) for row in rows]
    saving = operation("targeting", (filling.workspace.place.name, tuple(changes)))
    try:
        filling.add(changes, saving)
    except DatabaseError:
        st.error(t("database.unreachable"))
        return
    del st.session_state["targeting"]
    st.session_state["saved"] = saving
    drop(filling.workspace, place)
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


def _form(filling: Filling, before: Mapping[str, str], kept: Mapping[str, str], stem: str, place: str) -> dict[str, str]:
    """The cells of one row as they are typed, begun with those kept in a draft; the version is counted, so nobody types it."""
    workspace, typed = filling.workspace, dict[str, str]()
    choices = _choices(workspace)
    plain_start = _start(workspace, before, choices)
    start = {**plain_start, **kept}
    grid = st.grid(4, min_column_width=220, gap="small")
    for name, begun_with in start.items():
        with grid.cell():
            label, about = Target.column(name).header, _about(name, stem)
            if name in choices:
                typed[name] = _choice(label, choices[name], begun_with, about)
            elif name in _DAYS:
                typed[name] = str(st.date_input(label, dt.date.fromisoformat(begun_with), _EARLIEST, _LATEST, format="YYYY-MM-DD", **about))
            else:
                label = t("targets.value", unit=unit_of(workspace, typed["indicator_code"])) if name == "target_value" else label
                typed[name] = st.text_input(label, begun_with, **about)
    keep(workspace, place, [{name: cell for name, cell in typed.items() if cell != plain_start[name]}])
    return typed


def _choices(workspace: Workspace) -> Mapping[str, Mapping[str, str]]:
    """The columns of which one value is picked, with the words for each."""
    organisations = {code: organisation_name(workspace, code) for code in (*workspace.ledger.organisations.codes, EVERY_LEAF)}
    indicators = {code: indicator_name(workspace, code) for code in workspace.indicators}
    return {"indicator_code": indicators, "branch_code": organisations} | {
        name: {choice: choice for choice in Target.column(name).choices} for name in ("basis", "direction", "issued_by", "nature", "curve")
    }


def _start(workspace: Workspace, before: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What stands in the fields before anything is typed, in the order they are shown."""
    year = workspace.data_on.year
    days = {"start_on": str(dt.date(year, 1, 1)), "due_on": str(dt.date(year, 12, 31)), "effective_on": str(workspace.data_on)}
    found = {name: before[name] if before.get(name) in named else next(iter(named), "") for name, named in choices.items()}
    found |= {name: day if name == "effective_on" else before.get(name, day) for name, day in days.items()}
    found |= {name: before.get(name, "") if name in ("per", "milestones") else "" for name in ("target_value", *_TEXTS)}
    return {name: found[name] for name in _SHOWN_AS}


def _choice(label: str, named: Mapping[str, str], start: str, about: Mapping[str, Any]) -> str:
    options = list(named)
    at = options.index(start) if start in named else 0
    return str(st.selectbox(label, options, at, format_func=named.__getitem__, **about) or "")


def _about(name: str, stem: str) -> dict[str, Any]:
    """The name of a column's field on the page, and what the schema says of the column."""
    return {"key": f"target-{name}-{stem}", "help": explanation(Target.column(name), language())}


def _goal_of(typed: Mapping[str, str]) -> Goal:
    start, due = (dt.date.fromisoformat(typed[name]) for name in ("start_on", "due_on"))
    return Goal(typed["indicator_code"], typed["issued_by"], start, due)
