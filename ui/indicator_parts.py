"""The parts of the page of one indicator: its course, its branches, its definition, the table behind it all."""

import datetime as dt

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.trend_labels import TrendLabels
from progress.indicators import Indicator
from progress.pace import expected_percent
from schema.period import month_end
from schema.target import QUOTA, RATE
from schema.workspace import LIST_MARK
from ui.draw import draw
from ui.load import Workspace, history
from ui.page import pick_one, plain
from ui.printed import Record, missing, name_of, ranks
from ui.sections import BRANCH
from ui.session import language, t
from words.figures import day, full_day, known, percent, quantity

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


def trend_of(workspace: Workspace, row: Record, on: dt.date) -> None:
    """The course of the figure month by month against its pace."""
    indicator = workspace.indicators[row["indicator"]]
    points = _points(workspace, indicator, row, on)
    target = _goal(row)
    quota = row["basis"] == QUOTA
    draw("trend", points, target=target, labels=_labels(indicator, row, on), quota=quota, lamp=row["lamp"])
    if quota and not row["names_target"] and row["lamp"] in ("behind", "slow"):
        with st.container(border=True):
            days = max(1, (row["due_on"] - on).days)
            left = max(0.0, row["target"] - row["value"])
            weekly = quantity(float(-(-left * 7 // days)), indicator.unit, 0, language())
            st.markdown(t("trend.weekly", due=day(row["due_on"], language()), weekly=plain(weekly), left=plain(quantity(left, indicator.unit, 0, language()))))


def _points(workspace: Workspace, indicator: Indicator, row: Record, on: dt.date) -> pd.DataFrame:
    """The start, and every month end of the goal's period: value where known, and what was expected then."""
    start = row["start_on"] or indicator.from_on or on.replace(month=1, day=1)
    start = max(start, on - dt.timedelta(days=3 * 366))
    course = history(workspace, indicator.code, on, start)
    mine = course[(course["org"] == row["org"]) & (course["goal"] == row["goal"])].set_index("on")["value"]
    end = max(month_end(row["due_on"]) if row["due_on"] else on, on) if (row["due_on"] or on) - on < dt.timedelta(days=400) else on
    days, step = [start], month_end(start)
    while step <= end or step == month_end(on):
        days.append(min(step, on) if step == month_end(on) else step)
        step = month_end(step + dt.timedelta(days=1))
    values = [0.0 if at == 0 and row["basis"] == QUOTA else mine.get(found) for at, found in enumerate(days)]
    labels = ["", *(t("figure.month_short", month=found.month, name=t(f"month.{found.month}")) for found in days[1:])]
    expected = [_expected(row, found) for found in days]
    return pd.DataFrame({"on": pd.to_datetime(days), "value": pd.to_numeric(pd.Series(values)), "expected": expected, "last_year": None, "label": labels})


def _goal(row: Record) -> float | None:
    """What the figure itself is to reach: its target, or 100 % where the formula is a completion."""
    if not known(row["target"]) or row["target"] is None:
        return None
    return 100.0 if row["names_target"] else float(row["target"])


def _expected(row: Record, on: dt.date) -> float | None:
    goal = _goal(row)
    if goal is None or row["basis"] != QUOTA:
        return goal
    return goal * expected_percent(on, row["start_on"], row["due_on"], row["bends"]) / 100


def _labels(indicator: Indicator, row: Record, on: dt.date) -> TrendLabels:
    def amount(value: float | None) -> str:
        return quantity(value, indicator.unit, indicator.decimals, language())

    value = t("trend.value", day=day(on, language()), value=amount(row["value"])) if known(row["value"]) else ""
    goal = _goal(row)
    if goal is None:
        return TrendLabels(value=value, description=f"{name_of(indicator)}: {value}")
    target = t("trend.target", target=amount(goal))
    short = row["lamp"] in ("behind", "slow")
    gap = missing(indicator, row) if short else ""
    expected = t("trend.expected", expected=amount(goal * row["should_be"] / 100)) if row["basis"] == QUOTA and row["on"] <= row["due_on"] else ""
    return TrendLabels(target=target, now_expected=expected, gap=gap, value=value, description=f"{name_of(indicator)}: {value}, {target}. {gap}")


def spread(workspace: Workspace, ranked: pd.DataFrame, row: Record, on: dt.date) -> None:
    """How the branches lie, a tick each."""
    indicator = workspace.indicators[row["indicator"]]
    rows = ranks(workspace, indicator, ranked[ranked["score"].notna()], on)
    if len(rows) > 1 and rows["done"].notna().any():
        st.header(t("spread.title", count=len(rows)), anchor=False)
        draw("distribution", rows[["name", "done"]], now=_now(row), description=t("spread.title", count=len(rows)))


def _now(row: Record) -> float | None:
    """Where a branch should stand now, in percent of what is ranked."""
    if _goal(row) is None:
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
