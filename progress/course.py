"""The course of one goal: its ended periods, the same stretch a year before, and where every organisation is heading."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from ledger.ledger import Ledger
from progress.indicators import Indicator
from progress.left import goal, numeric
from progress.measure import Measure, measure
from progress.pace import START_PERCENT, expected_percent
from progress.projection import PROJECTED, Path, along, project
from progress.windows import CALENDAR_YEAR, window
from schema import period as periods
from schema.assignment import Assignment
from schema.registry import by_title
from schema.setting import YEAR_START
from schema.target import AT_MOST, LEVEL, QUOTA, RATE

_ALIKE = ("basis", "direction", "names_target", "bends", "season")
_RARER = (periods.MONTHLY, periods.QUARTERLY, periods.HALF_YEARLY, periods.YEARLY)


def frequency(ledger: Ledger, sheets: Sequence[str]) -> str:
    """How often an indicator over these sheets is known anew: as often as the rarest of them is filed, at most monthly."""
    owed = {row["frequency"] for row in ledger.master(Assignment) if (model := by_title(row["sheet"])) and model.about.name in sheets}
    return max(owed & set(_RARER), key=_RARER.index, default=periods.MONTHLY)


def outlooks(ledger: Ledger, indicator: Indicator, history: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """The columns PROJECTED for the records of one goal on one day. ``history`` has its records at the month ends before, of the same organisations.

    Projected are quotas, stocks and rates with a target, from the end of the first tenth of the period to its due date; goals per group, milestones and
    zero tolerance are not.
    """
    alike = records.groupby(list(_ALIKE), dropna=False, sort=False)
    return pd.concat([_of_alike(ledger, indicator, history, rows) for _, rows in alike]).loc[records.index]


def _of_alike(ledger: Ledger, indicator: Indicator, history: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """The same for records that go along the same path."""
    first = records.iloc[0]
    path = path_of(indicator, first, history)
    if path is None or first["elapsed"] <= START_PERCENT:
        return pd.DataFrame({**dict.fromkeys(PROJECTED), "outlook": "too_early" if path else "unknown"}, records.index)
    own = records.set_index("org")
    found = project(_wide(ledger, indicator, history, first).reindex(own.index), numeric(own["value"]), goal(own), first["on"], path)
    return found.set_axis(records.index)


def ahead(indicator: Indicator, history: pd.DataFrame, record: pd.Series, outlook: pd.Series, days: pd.Series) -> pd.DataFrame | None:
    """The way from today's value to the projected one on these days, as ``along``; None where nothing is projected."""
    path = path_of(indicator, record, history)
    if path is None or pd.isna(outlook["projected"]):
        return None
    return along(outlook, float(record["value"]), record["on"], pd.to_datetime(days).dt.date, path)


def path_of(indicator: Indicator, record: pd.Series, history: pd.DataFrame) -> Path | None:
    """Along what a goal is projected; None for a goal that has no course of its own."""
    if record["basis"] not in (QUOTA, LEVEL, RATE) or pd.isna(record["target"]) or pd.notna(record["of"]):
        return None
    start, due, bends = record["start_on"], record["due_on"], record["bends"] if record["season"] in ("own", "parent") else ""
    share = indicator.is_share and not (numeric(history["value"]) > 100).any()
    return Path(
        start_on=start,
        due_on=due,
        clock=lambda day: expected_percent(day, start, due, bends),
        adds=record["basis"] == QUOTA or bool(record["names_target"]),
        ceiling=100.0 if share else float("inf"),
        at_most=record["direction"] == AT_MOST,
    )


def _wide(ledger: Ledger, indicator: Indicator, history: pd.DataFrame, record: pd.Series) -> pd.DataFrame:
    """Values by organisation and ended period; a leaf that did not report a period has no value there."""
    since, every = record["start_on"].replace(day=1), frequency(ledger, indicator.sheets)
    ended = [periods.last_day(period) for period in periods.between(since, record["on"], every)]
    mine = history[(history["goal"] == record["goal"]) & history["on"].isin(ended)]
    silent = mine["leaf"].astype("bool") & (mine["expected"] > 0) & (mine["reported"] == 0)
    values = mine.assign(value=numeric(mine["value"]).mask(silent))
    return pd.DataFrame(values.pivot(index="org", columns="on", values="value"), columns=ended)


def year_before(ledger: Ledger, indicator: Indicator, org: str, start_on: dt.date | None, days: Sequence[dt.date]) -> "pd.Series[float]":
    """The value of an organisation a year before each of these days, counted from the same day of that year; unknown is NaN."""
    begins = ledger.settings.get(YEAR_START, CALENDAR_YEAR)
    windows = {day: window(day, indicator.from_on, indicator.to_on, start_on, begins).year_ago() for day in days}
    assert indicator.formula is not None  # noqa: S101
    found = measure(ledger, [Measure(indicator.code, indicator.formula, None, windows)])
    values = found[found["org"] == org].set_index("on")["value"]
    return numeric(values.reindex(list(days)))
