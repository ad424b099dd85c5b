"""The course of one indicator month by month: pace, last year, where it heads, and in words why it stands there and what is left."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.trend_labels import TrendLabels
from progress.course import ahead, outlooks
from progress.indicators import Indicator
from progress.pace import expected_percent
from schema.period import month_end
from schema.target import AT_MOST, QUOTA
from ui.draw import draw
from ui.load import Workspace, history, last_year, once
from ui.page import plain
from ui.printed import Record, missing, name_of
from ui.reason_parts import left_sentence, reason_sentence
from ui.session import language, t
from words.figures import day, known, quantity
from words.reasons import heading

_LONGEST = 3 * 366
_FARTHEST = 400


def trend_of(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> None:
    """The course of the figure against its pace, and below it the reason of its lamp, what is left and where it heads."""
    course = once(workspace, ("course", row["org"], row["goal"], on, language()), lambda: _course(workspace, records, row, on))
    draw("trend", course.points, target=aim(row), labels=course.labels, quota=row["basis"] == QUOTA, lamp=row["lamp"])
    if aim(row) is not None:
        with st.container(border=True):
            st.markdown("  \n".join(plain(sentence) for sentence in course.told if sentence))


@dataclass(frozen=True)
class _Course:
    """What is drawn of a figure's course, and said of it."""

    points: pd.DataFrame
    labels: TrendLabels
    told: list[str]


def _course(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> _Course:
    indicator = workspace.indicators[row["indicator"]]
    start = max(row["start_on"] or indicator.from_on or on.replace(month=1, day=1), on - dt.timedelta(days=_LONGEST))
    months = history(workspace, indicator.code, on, start)
    seen = _outlook(workspace, indicator, months, records, row)
    points = _points(workspace, indicator, row, months, start, on)
    lines = ahead(indicator, months, pd.Series(row), seen, points["on"]) if seen is not None else None
    points = points if lines is None else points.assign(**{"projected": lines["projected"], "projected_low": lines["low"], "projected_high": lines["high"]})
    labels = _labels(indicator, row, on, None if lines is None or seen is None else float(seen["projected"]), bool(points["last_year"].notna().any()))
    told = [reason_sentence(workspace, records, row, on), left_sentence(workspace, row), "" if seen is None else _heading(indicator, row, seen)]
    return _Course(points, labels, told)


def _outlook(workspace: Workspace, indicator: Indicator, months: pd.DataFrame, records: pd.DataFrame, row: Record) -> "pd.Series | None":
    """Where the figure heads; None without a target."""
    if aim(row) is None:
        return None
    mine = records[(records["org"] == row["org"]) & (records["goal"] == row["goal"])]
    return outlooks(workspace.ledger, indicator, months, mine).iloc[0]


def _heading(indicator: Indicator, row: Record, seen: pd.Series) -> str:
    unit = "percent" if row["names_target"] else indicator.unit
    figures = {name: quantity(seen[name], unit, indicator.decimals, language()) for name in ("projected", "low", "high")}
    return heading(seen["outlook"], figures, seen["reached_on"], language())


def _points(workspace: Workspace, indicator: Indicator, row: Record, months: pd.DataFrame, start: dt.date, on: dt.date) -> pd.DataFrame:
    """The start, and every month end of the goal's period: value where known, what was expected then, and the value a year before."""
    mine = months[(months["org"] == row["org"]) & (months["goal"] == row["goal"])].set_index("on")["value"]
    days = _days(row, start, on)
    quota = row["basis"] == QUOTA
    values = [0.0 if at == 0 and quota else mine.get(found) for at, found in enumerate(days)]
    before = last_year(workspace, indicator, row["org"], row["start_on"], days)
    if quota and before.notna().any():
        before.iloc[0] = 0.0
    labels = _month_texts(days, on)
    expected = pd.Series([_expected(row, found) for found in days], dtype="float64")
    told = {"on": pd.to_datetime(days), "value": pd.to_numeric(pd.Series(values)), "expected": expected, "last_year": before.to_numpy(), "label": labels}
    return pd.DataFrame(told)


def _days(row: Record, start: dt.date, on: dt.date) -> Sequence[dt.date]:
    """The start, the month ends, today in place of the running month's, and the due date."""
    due = row["due_on"] if row["due_on"] and row["due_on"] - on < dt.timedelta(days=_FARTHEST) else on
    found, step = {start, on, max(due, on)}, month_end(start)
    while step <= month_end(max(due, on)):
        found |= {step} if step != month_end(on) else set()
        step = month_end(step + dt.timedelta(days=1))
    return sorted(found)


def _month_texts(days: Sequence[dt.date], on: dt.date) -> list[str]:
    """The month of every month end; with its year where the period has months of several."""
    ends = [found if _ends_month(found, on) else None for found in days]
    code = "figure.month_short" if len({found.year for found in ends if found}) == 1 else "figure.month_of_year"
    return [t(code, month=found.month, name=t(f"month.{found.month}"), year=found.year) if found else "" for found in ends]


def _ends_month(found: dt.date, on: dt.date) -> bool:
    return found in (month_end(found), on)


def aim(row: Record) -> float | None:
    """What the figure itself is to reach: its target, or 100 % where the formula is a completion."""
    if not known(row["target"]) or row["target"] is None:
        return None
    return 100.0 if row["names_target"] else float(row["target"])


def _expected(row: Record, on: dt.date) -> float | None:
    goal = aim(row)
    if goal is None or row["basis"] != QUOTA:
        return goal
    return goal * expected_percent(on, row["start_on"], row["due_on"], row["bends"]) / 100


def _labels(indicator: Indicator, row: Record, on: dt.date, projected: float | None, last: bool) -> TrendLabels:
    def amount(value: float | None) -> str:
        return quantity(value, indicator.unit, indicator.decimals, language())

    value = t("trend.value", day=day(on, language()), value=amount(row["value"])) if known(row["value"]) else ""
    before, goal = t("trend.last_year") if last else "", aim(row)
    if goal is None:
        return TrendLabels(value=value, last_year=before, description=f"{name_of(indicator)}: {value}")
    target = t("trend.target", target=amount(goal))
    gap = missing(indicator, row) if row["lamp"] in ("behind", "slow") and row["direction"] != AT_MOST else ""
    expected = t("trend.expected", expected=amount(goal * row["should_be"] / 100)) if row["basis"] == QUOTA and row["on"] <= row["due_on"] else ""
    heads = t("trend.projected", projected=amount(projected)) if projected is not None else ""
    told = {"target": target, "now_expected": expected, "gap": gap, "value": value, "last_year": before, "projected": heads}
    return TrendLabels(**told, description=f"{name_of(indicator)}: {value}, {target}. {gap} {heads}".strip())
