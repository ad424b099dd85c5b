"""The course of one indicator month by month: pace, last year, where it heads, and in words why it stands there and what is left."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.trend_labels import TrendLabels
from progress.course import ahead, outlooks
from progress.indicators import PERCENT, Indicator
from progress.pace import expected_percent
from schema.period import month_end
from schema.target import AT_MOST, QUOTA
from schema.workspace import LIST_MARK
from snapshots.goals import Record
from ui.chart_menu import chart_menu
from ui.correction_parts import corrected_days
from ui.draw import draw, gathered
from ui.load import Workspace, history, last_year, once
from ui.page import plain
from ui.printed import missing, name_of
from ui.reason_parts import left_sentence, reason_sentence
from ui.sections import note_line
from ui.session import language, t
from words.figures import day, full_day, known, number, quantity
from words.reasons import heading

_LONGEST = 3 * 366
_FARTHEST = 400
_COURSE = ("value", "expected", "last_year", "projected", "projected_low", "projected_high", "corrected")


@dataclass(frozen=True)
class Course:
    """One goal of one organisation month by month: its records, the first day, and where it heads; no outlook without a target."""

    months: pd.DataFrame
    start: dt.date
    outlook: "pd.Series | None"

    @property
    def projected(self) -> float | None:
        """The value projected for the due date, None where nothing is."""
        return None if self.outlook is None or not known(self.outlook["projected"]) else float(self.outlook["projected"])


def course_of(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> Course:
    """The months behind a record of the day. ``records`` hold those of every organisation at least for its goal."""
    return once(workspace, ("course", row["org"], row["goal"], on), lambda: _course(workspace, records, row, on))


def _course(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> Course:
    indicator = workspace.indicators[row["indicator"]]
    start = max(row["start_on"] or indicator.from_on or on.replace(month=1, day=1), on - dt.timedelta(days=_LONGEST))
    months = history(workspace, indicator.code, on, start)
    return Course(months, start, _outlook(workspace, indicator, months, records, row))


def trend_of(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date, course: Course, trusted: Sequence[str]) -> None:
    """The course of the figure against its pace, what its marks mean, and below it the reason of its lamp, what is left and where it heads.

    ``trusted`` stands under the chart where it is taken away.
    """
    indicator = workspace.indicators[row["indicator"]]
    mended = frozenset(corrected_days(workspace, indicator, row["org"], course.start, month_end(on)))
    key = ("trend", row["org"], row["goal"], on, language(), mended)
    found = once(workspace, key, lambda: _trend(workspace, records, row, on, course, mended))
    with gathered() as drawn:
        draw("trend", found.points, target=aim(row), labels=found.labels, quota=row["basis"] == QUOTA, lamp=row["lamp"])
    note_line(found.marks)
    if aim(row) is not None:
        with st.container(border=True):
            st.markdown("  \n".join(plain(sentence) for sentence in found.told if sentence))
    chart_menu(workspace, drawn, lambda: _table(course, row, found.points), name_of(indicator), on, trusted, key="course")


@dataclass(frozen=True)
class _Trend:
    """What is drawn of a figure's course, and said of it."""

    points: pd.DataFrame
    labels: TrendLabels
    marks: list[str]
    told: list[str]


def _trend(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date, course: Course, mended: frozenset[dt.date]) -> _Trend:
    indicator, seen = workspace.indicators[row["indicator"]], course.outlook
    points = _points(workspace, indicator, row, course, on, mended)
    lines = ahead(indicator, course.months, pd.Series(row), seen, points["on"]) if seen is not None and points["on"].iloc[-1].date() > on else None
    points = points if lines is None else points.assign(**{"projected": lines["projected"], "projected_low": lines["low"], "projected_high": lines["high"]})
    labels = _labels(indicator, row, on, None if lines is None or seen is None else float(seen["projected"]), points)
    told = [reason_sentence(workspace, records, row, on), left_sentence(workspace, row), "" if seen is None else _heading(indicator, row, seen)]
    return _Trend(points, labels, _marks(indicator, row, points, None if lines is None else seen), told)


def _table(course: Course, row: Record, points: pd.DataFrame) -> pd.DataFrame:
    """The points as people read them, with numerator and denominator and how many had reported."""
    then = [_by_day(course.months, row).get(found.date(), {}) for found in points["on"]]
    figures = {name: points[name].tolist() for name in _COURSE if name in points}
    figures["corrected"] = [t("formula.yes") if mended else "" for mended in figures["corrected"]]
    told = {name: [each.get(name) for each in then] for name in ("numerator", "denominator", "reported", "expected")}
    named = {t(f"course.{name}"): values for name, values in figures.items()} | {t(f"column.{name}"): values for name, values in told.items()}
    return pd.DataFrame({t("column.on"): [found.date() for found in points["on"]], **named}).convert_dtypes()


def _marks(indicator: Indicator, row: Record, points: pd.DataFrame, seen: "pd.Series | None") -> list[str]:
    """What is drawn, in words; of the projection its range."""
    quota = row["basis"] == QUOTA
    told = [t("trend.legend_pace" if quota else "trend.legend_target")] if aim(row) is not None else []
    told += [t("trend.legend_slow")] if quota and aim(row) is not None else []
    if seen is not None:
        unit = PERCENT if row["names_target"] else indicator.unit
        low, high = (quantity(seen[name], unit, indicator.decimals, language()) for name in ("low", "high"))
        told.append(t("trend.legend_fan", low=low, high=high))
    told += [t("trend.legend_last_year")] if points["last_year"].notna().any() else []
    return [*told, t("trend.corrected")] if points["corrected"].any() else told


def _outlook(workspace: Workspace, indicator: Indicator, months: pd.DataFrame, records: pd.DataFrame, row: Record) -> "pd.Series | None":
    """Where the figure heads; None without a target."""
    if aim(row) is None:
        return None
    mine = records[(records["org"] == row["org"]) & (records["goal"] == row["goal"])]
    return outlooks(workspace.ledger, indicator, months, mine).iloc[0]


def _heading(indicator: Indicator, row: Record, seen: pd.Series) -> str:
    unit = PERCENT if row["names_target"] else indicator.unit
    figures = {name: quantity(seen[name], unit, indicator.decimals, language()) for name in ("projected", "low", "high")}
    return heading(seen["outlook"], figures, seen["reached_on"], language())


def _points(workspace: Workspace, indicator: Indicator, row: Record, course: Course, on: dt.date, mended: frozenset[dt.date]) -> pd.DataFrame:
    """The start, and every month end of the goal's period: value where known, what was expected then, the value a year before, and whether it was corrected."""
    days = _days(row, course.start, on)
    known_then = _by_day(course.months, row)
    quota = row["basis"] == QUOTA
    values = [0.0 if at == 0 and quota else known_then.get(found, {}).get("value") for at, found in enumerate(days)]
    before = last_year(workspace, indicator, row["org"], row["start_on"], days)
    if quota and before.notna().any():
        before.iloc[0] = 0.0
    labels = _month_texts(days, on)
    expected = pd.Series([_expected(row, found) for found in days], dtype="float64")
    points = {"on": pd.to_datetime(days), "value": pd.to_numeric(pd.Series(values)), "expected": expected, "last_year": before.to_numpy(), "label": labels}
    tips = [_tip(indicator, known_then.get(found), goal, found) for found, goal in zip(days, expected, strict=True)]
    corrected = [found <= on and (found in mended or (found == on and month_end(on) in mended)) for found in days]
    return pd.DataFrame({**points, "corrected": corrected, "tip": tips})


def _by_day(months: pd.DataFrame, row: Record) -> dict[dt.date, Record]:
    mine = months[(months["org"] == row["org"]) & (months["goal"] == row["goal"])]
    return {each["on"]: each for each in mine.to_dict("records")}


def _tip(indicator: Indicator, then: Record | None, expected: float, on: dt.date) -> str:
    """A point in words: the figure with its numerator and denominator, what was expected, and how many had reported."""
    if then is None or not known(then["value"]):
        return ""
    parts = [f"{full_day(on, language())} {quantity(then['value'], indicator.unit, indicator.decimals, language())}"]
    parts += [f"{number(then['numerator'])} / {number(then['denominator'])}"] if known(then["denominator"]) else []
    parts += [t("trend.expected", expected=quantity(expected, indicator.unit, indicator.decimals, language()))] if known(expected) else []
    parts += [t("trend.reported", reported=then["reported"], expected=then["expected"])] if then["expected"] else []
    return LIST_MARK.join(parts)


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


def _labels(indicator: Indicator, row: Record, on: dt.date, projected: float | None, points: pd.DataFrame) -> TrendLabels:
    def amount(value: float | None) -> str:
        return quantity(value, indicator.unit, indicator.decimals, language())

    value = t("trend.value", day=day(on, language()), value=amount(row["value"])) if known(row["value"]) else ""
    before, goal = t("trend.last_year") if points["last_year"].notna().any() else "", aim(row)
    mended = t("trend.corrected") if points["corrected"].any() else ""
    if goal is None:
        return TrendLabels(value=value, last_year=before, corrected=mended, description=f"{name_of(indicator)}: {value}")
    target = t("trend.target", target=amount(goal))
    gap = missing(indicator, row) if row["lamp"] in ("behind", "slow") and row["direction"] != AT_MOST else ""
    expected = t("trend.expected", expected=amount(goal * row["should_be"] / 100)) if row["basis"] == QUOTA and row["on"] < row["due_on"] else ""
    heads = t("trend.projected", projected=amount(projected)) if projected is not None else ""
    told = {"target": target, "now_expected": expected, "gap": gap, "value": value, "last_year": before, "projected": heads, "corrected": mended}
    return TrendLabels(**told, description=f"{name_of(indicator)}: {value}, {target}. {gap} {heads}".strip())
