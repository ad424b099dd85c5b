"""The federation's year: how much of it is gone on a day, and its months as the rows of a year bar."""

import calendar
import datetime as dt
from typing import NamedTuple

import pandas as pd

from progress.pace import expected_percent
from progress.windows import CALENDAR_YEAR, year_start
from schema.period import month_end, years_before
from words import text
from words.figures import percent


class Gone(NamedTuple):
    """Which year (``year`` or ``union_year``, as codes begin), how much of it is gone as people read it, and how many days are left."""

    year: str
    share: str
    days: int


def gone(on: dt.date, begins: str) -> Gone:
    """Where in a year that begins on ``begins`` (month-day) the day is; both ends of the year are counted."""
    start = year_start(on, begins)
    end = years_before(start, -1) - dt.timedelta(days=1)
    return Gone("year" if begins == CALENDAR_YEAR else "union_year", percent(expected_percent(on, start, end)), (end - on).days)


def months(on: dt.date, begins: str, language: str) -> pd.DataFrame:
    """One row a month of the year: ``label``, and ``begun``, the share of it that is gone."""
    start = year_start(on, begins)
    ends = [month_end(dt.date(start.year + (start.month - 1 + step) // 12, (start.month - 1 + step) % 12 + 1, 1)) for step in range(12)]
    begun = [min(1.0, max(0.0, ((on - end.replace(day=1)).days + 1) / calendar.monthrange(end.year, end.month)[1])) for end in ends]
    labels = [text("figure.month_short", language, month=end.month, name=text(f"month.{end.month}", language)) for end in ends]
    return pd.DataFrame({"label": labels, "begun": begun})
