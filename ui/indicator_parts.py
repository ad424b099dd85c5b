"""The parts of the page of one indicator: its branches, its definition, the table behind it all."""

import datetime as dt

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from progress.indicators import Indicator
from schema.target import QUOTA, RATE
from schema.workspace import LIST_MARK
from ui.course_parts import aim
from ui.draw import draw
from ui.load import Workspace
from ui.page import pick_one, plain
from ui.printed import Record, name_of, ranks
from ui.sections import BRANCH
from ui.session import language, t
from words.figures import full_day, percent

_ENDS = 20


def definition(place: DeltaGenerator, workspace: Workspace, indicator: Indicator) -> None:
    """What the indicator means: definition, formula, source and the department that answers for it."""
    with place.popover(t("definition.title"), icon=":material/menu_book:", type="tertiary"):
        st.markdown(plain(indicator.definition or name_of(indicator)))
        st.code(indicator.text, wrap_lines=True, language=None)
        for label, told in (("source", indicator.source), ("owner", indicator.owner)):
            if told:
                st.markdown(f":small[:gray[{t(f'definition.{label}')}]] {plain(told)}")
        if indicator.from_on or indicator.to_on:
            st.markdown(f":small[:gray[{t('definition.window')}]] {indicator.from_on or ''} – {indicator.to_on or ''}")


def pick_goal(records: pd.DataFrame) -> Record:
    """The federation's record of one goal; where there are several (a city's beside a county's), the one that was picked."""
    rows = {str(row["goal"]): {str(name): value for name, value in row.items()} for row in records.to_dict("records")}
    if len(rows) == 1:
        return next(iter(rows.values()))
    asked = st.query_params.get("goal", "")
    first = asked if asked in rows else next(iter(rows))
    named = {goal: t("goal.named", issuer=row["issued_by"], due=full_day(row["due_on"], language())) for goal, row in rows.items()}
    return rows[pick_one(t("goal.pick"), {first: named[first], **named})]


def spread(workspace: Workspace, ranked: pd.DataFrame, row: Record, on: dt.date) -> None:
    """How the branches lie, a tick each."""
    indicator = workspace.indicators[row["indicator"]]
    rows = ranks(workspace, indicator, ranked[ranked["score"].notna()], on)
    if len(rows) > 1 and rows["done"].notna().any():
        st.header(t("spread.title", count=len(rows)), anchor=False)
        draw("distribution", rows[["name", "done"]], now=_now(row), description=t("spread.title", count=len(rows)))


def _now(row: Record) -> float | None:
    """Where a branch should stand now, in percent of what is ranked."""
    if aim(row) is None:
        return None
    return float(row["should_be"]) if row["basis"] == QUOTA else float(row["target"]) if row["basis"] == RATE else 100.0


def branch_ranking(workspace: Workspace, ranked: pd.DataFrame, row: Record, on: dt.date) -> None:
    """The branches from the lowest up; who did not report is named below, unranked. A click opens the branch."""
    indicator = workspace.indicators[row["indicator"]]
    st.header(t("ranking.title"), anchor=False)
    placed, silent = ranked[ranked["score"].notna()], ranked[ranked["lamp"] == "unreported"]
    if placed.empty:
        st.markdown(f":gray[{t('ranking.empty')}]")
        return
    ends = {"last": placed.head(_ENDS), "first": placed.tail(_ENDS)[::-1], "all": placed}
    which = pick_one(t("ranking.title"), {end: t(f"ranking.{end}") for end in ends}) if len(placed) > _ENDS else "last"
    rows = ranks(workspace, indicator, ends[which], on)
    picked = draw("ranking", rows, key=f"ranking_{which}", select="branch", now=_now(row), description=_told(rows))
    notes = [t("ranking.now", expected=percent(_now(row)))] if _now(row) is not None else []
    names = LIST_MARK.join(workspace.ledger.organisations.on(org, on).name for org in silent["org"])
    st.markdown(f":small[:gray[{' '.join([*notes, *([t('ranking.silent', names=plain(names))] if names else [])])}]]")
    if picked:
        st.switch_page(BRANCH, query_params={"org": picked, "code": indicator.code})


def _told(rows: pd.DataFrame) -> str:
    return "; ".join(f"{row['name']} {row['percent_text']}" for row in rows.to_dict("records"))
