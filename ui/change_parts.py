"""Figures held against last year and against the period before, with the reason where there is nothing to hold them against."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from progress.change import on_scale
from progress.indicators import Indicator
from progress.summary import LIT
from snapshots.goals import Record
from ui.load import Workspace, compared, once
from ui.page import plain
from ui.printed import goal_names
from ui.session import language, t
from words.figures import UNKNOWN, full_day, growth, known, quantity

_GAP = "　"


def change_line(workspace: Workspace, row: Record, on: dt.date) -> None:
    """Against last year and the period before, in one line under the numerals; what adds up tells its newest period alone instead."""
    told = once(workspace, ("change_line", row["org"], row["goal"], on, language()), lambda: _line(workspace, row, on))
    st.markdown(f":small[{told}]", help=t("change.how"))


def _line(workspace: Workspace, row: Record, on: dt.date) -> str:
    found = compared(workspace, on, [row["indicator"]])
    mine = {each["against"]: each for each in found[(found["org"] == row["org"]) & (found["goal"] == row["goal"])].to_dict("records")}
    return _GAP.join(_sentence(workspace.indicators[row["indicator"]], each) for each in mine.values())


def _sentence(indicator: Indicator, each: Record) -> str:
    """The change in ink, and in grey what it is measured from."""
    now = quantity(each["now"], indicator.unit, indicator.decimals, language())
    label = t(f"change.{each['against']}", now=plain(now), day=full_day(each["on"], language()))
    beside = [*_from(indicator, each), *_marks(each)]
    return f"{label} **{_growth(each)}**" + (f" :gray[({plain(', '.join(beside))})]" if beside else "")


def _growth(each: Record) -> str:
    return growth(each["change"], in_points=bool(each["points"]), language=language())


def _from(indicator: Indicator, each: Record) -> list[str]:
    if each["reason"]:
        return [t(f"no_change.{each['reason']}")]
    then = quantity(each["then"], indicator.unit, indicator.decimals, language())
    return [t("change.then", day=full_day(each["then_on"], language()), then=then)]


def _marks(each: Record) -> list[str]:
    """What makes the earlier figure less than it seems: branches that had not filed then, or another set of branches."""
    if not known(each["then"]):
        return []
    return [*_filed_then(each), *([t("change.regrouped")] if each["regrouped"] else [])]


def _filed_then(each: Record) -> list[str]:
    reported, expected = each["reported"], each["expected"]
    if not known(expected) or (expected and reported == expected):
        return []
    return [t("change.filed_then", reported=int(reported), expected=int(expected)) if expected else t("change.not_asked_then")]


def a_year_before(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date) -> Mapping[str, float]:
    """Where each lit goal of an organisation stood a year ago, on the scale of its bar; those of which it is soundly known."""
    return once(workspace, ("year_before", on, org), lambda: _year_before(workspace, records, org, on))


def _year_before(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date) -> Mapping[str, float]:
    found, own = _of_lit(workspace, records, on), records[records["org"] == org]
    return on_scale(own[own["goal"].isin(found["goal"].unique())], found[found["org"] == org])


def _of_lit(workspace: Workspace, records: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """What the goals are held against that have a lamp anywhere: one reckoning for all branches of a day."""
    lit = once(workspace, ("lit", on), lambda: records.loc[records["lamp"].isin(LIT), "indicator"].unique().tolist())
    return compared(workspace, on, lit)


def change_table(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date) -> None:
    """All lit goals of an organisation against last year and the period before, quietly. ``records`` are those of the whole federation on the day."""
    (rows,) = once(workspace, ("changes", org, on, language()), lambda: (_rows(workspace, records, org, on),))
    if rows.empty:
        return
    with st.expander(t("change.title")):
        st.markdown(f":small[:gray[{t('change.how')}]]")
        st.table(rows, border="horizontal", hide_index=True)


def _rows(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date) -> pd.DataFrame:
    found, own = _of_lit(workspace, records, on), records[records["org"] == org]
    mine, here = own[own["lamp"].isin(LIT)], found[found["org"] == org]
    names, of_goals = goal_names(workspace, mine), here[here["goal"].isin(mine["goal"])].groupby("goal", sort=False)
    return pd.DataFrame([_row(workspace, names[str(goal)], {each["against"]: each for each in of.to_dict("records")}) for goal, of in of_goals])


def _row(workspace: Workspace, name: str, of_goal: Mapping[str, Record]) -> dict[str, str]:
    indicator = workspace.indicators[of_goal["year"]["indicator"]]
    period = of_goal["period"]
    single = of_goal.get("single", period)
    return {
        t("column.indicator"): plain(name),
        t("column.value"): plain(quantity(of_goal["year"]["now"], indicator.unit, indicator.decimals, language())),
        t("change.column_year"): _cell(of_goal["year"]),
        t("change.column_period"): _cell(period),
        t("change.column_single"): _cell(single) if single is not period else UNKNOWN,
    }


def _cell(each: Record) -> str:
    """The change with its marks, or the dash with its reason."""
    beside = [t(f"no_change.{each['reason']}")] if each["reason"] else _marks(each)
    return f"{plain(_growth(each))}" + (f" :small[:gray[({plain(', '.join(beside))})]]" if beside else "")
