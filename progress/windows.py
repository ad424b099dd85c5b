"""The stretch of time a measure looks at, for every date asked for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from schema import period as periods
from schema.setting import read_year_start

CALENDAR_YEAR = "01-01"


@dataclass(frozen=True)
class Window:
    """From the first day to the day the figure stands for, both ends counted. Empty if the first lies behind the last."""

    since: dt.date
    until: dt.date

    @property
    def months(self) -> int:
        """Calendar months touched."""
        return max(0, (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1)

    def year_ago(self) -> "Window":
        """The same stretch a year earlier."""
        return Window(periods.years_before(self.since), periods.years_before(self.until))


Windows = Mapping[dt.date, Window]


def year_start(on: dt.date, begins: str) -> dt.date:
    """The first day of the year that holds the day; ``begins`` is the setting 年度起始, such as 01-01 or 10-01."""
    month, day = read_year_start(begins)
    start = dt.date(on.year, month, day)
    return start if start <= on else dt.date(on.year - 1, month, day)


def window(on: dt.date, from_on: dt.date | None, to_on: dt.date | None, target_start: dt.date | None, begins: str) -> Window:
    """An indicator's own 统计起, else its target's start, else the year's; to the date asked for or 统计止, whichever is earlier.

    A start inside a month takes the whole month, because rows are filed by the month.
    """
    since = from_on or target_start or year_start(on, begins)
    return Window(since.replace(day=1), min(on, to_on) if to_on else on)


def elapsed(on: dt.date, start_on: dt.date, due_on: dt.date) -> float:
    """Percent of a target's own period gone, both ends counted: 0 before it begins, 100 after it is due."""
    days = (due_on - start_on).days + 1
    return 100.0 * min(days, max(0, (on - start_on).days + 1)) / days
