"""The head of the page of one indicator: what it means, and which of its goals is looked at."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from progress.indicators import Indicator
from progress.versions import history
from schema.workspace import LIST_MARK
from snapshots.goals import Record
from ui.folded import behind
from ui.formula_words import in_words
from ui.load import Workspace, named, once
from ui.page import pick_one, plain
from ui.printed import name_of
from ui.session import language, t
from words.figures import UNKNOWN, day, full_day, quantity

_ENDS = 20


def definition(place: DeltaGenerator, workspace: Workspace, indicator: Indicator, row: Record) -> None:
    """What the indicator means: definition, formula in words and as written, source, the department that answers for it, and the versions of its target."""
    with place:
        behind(t("definition.title"), "definition", lambda: _defined(workspace, indicator, row))


def _defined(workspace: Workspace, indicator: Indicator, row: Record) -> None:
    st.markdown(plain(indicator.definition or name_of(indicator)))
    if indicator.formula:
        st.markdown(f":small[:gray[{t('definition.formula')}]] {plain(in_words(indicator.formula))}")
    st.code(indicator.text, wrap_lines=True, language=None)
    for label, told in (("source", indicator.source), ("owner", indicator.owner)):
        if told:
            st.markdown(f":small[:gray[{t(f'definition.{label}')}]] {plain(told)}")
    if indicator.from_on or indicator.to_on:
        st.markdown(f":small[:gray[{t('definition.window')}]] {indicator.from_on or ''} – {indicator.to_on or ''}")
    _versions(workspace, indicator, row)


def _versions(workspace: Workspace, indicator: Indicator, row: Record) -> None:
    """The target's versions, newest first: since when, how much, by which document and why."""
    found = history(workspace.ledger, indicator.code, row["goal"], row["org"])
    if not found:
        return
    st.markdown(f":small[:gray[{t('definition.versions')}]]")
    told = [
        {
            t("column.version"): str(each.number),
            t("column.effective"): full_day(each.effective_on, language()),
            t("column.target"): plain(quantity(each.value, indicator.unit, indicator.decimals, language())),
            t("column.document"): plain(each.document_no or UNKNOWN),
            t("column.reason"): plain(each.reason or UNKNOWN),
        }
        for each in found
    ]
    st.table(pd.DataFrame(told), border="horizontal", hide_index=True)


def own_period(row: Record) -> list[str]:
    """For the line under the title: the goal's own period."""
    if not row["due_on"]:
        return []
    start, due = row["start_on"], row["due_on"]
    same = start.year == due.year == row["on"].year
    return [f"{day(start, language())} – {day(due, language())}" if same else f"{full_day(start, language())} – {full_day(due, language())}"]


def answers_for(indicator: Indicator) -> list[str]:
    """For the line under the title: the sheets the figure comes from and the department that answers for it."""
    sheets = LIST_MARK.join(t(f"sheet.{sheet}") for sheet in indicator.sheets)
    told = [t("goal.sheets", sheets=sheets)] if sheets else []
    return [*told, t("goal.owner", owner=plain(indicator.owner))] if indicator.owner else told


def pick_goal(workspace: Workspace, records: pd.DataFrame) -> Record:
    """The federation's record of one goal; where there are several (a city's beside a county's), the one that was picked."""
    rows = once(workspace, ("by_goal", named(records)), lambda: _by_goal(records))
    if len(rows) == 1:
        return next(iter(rows.values()))
    asked = st.query_params.get("goal", "")
    first = asked if asked in rows else next(iter(rows))
    told = {goal: t("goal.named", issuer=row["issued_by"], due=full_day(row["due_on"], language())) for goal, row in rows.items()}
    return rows[pick_one(t("goal.pick"), {first: told[first], **told})]


def _by_goal(records: pd.DataFrame) -> dict[str, Record]:
    return {str(row["goal"]): {str(name): value for name, value in row.items()} for row in records.to_dict("records")}
