"""Reporting periods: a month 2026-03, a quarter 2026-Q1, a half-year 2026-H1 or a year 2026, kept as text."""

import calendar
import datetime as dt
import re
from functools import lru_cache

MONTHLY, QUARTERLY, HALF_YEARLY, YEARLY, ONCE = "月", "季", "半年", "年", "一次"
WEEKLY = "周"
_CANONICAL = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")
_SPELLINGS = (
    (re.compile(r"([0-9]{4})[-./年](?!(?<=\.)1$)([0-9]{1,2})月?份?"), "month"),  # 2026.1 may be a number that was 2026.10
    (re.compile(r"([0-9]{4})(0[1-9]|1[0-2])"), "month"),
    (re.compile(r"([0-9]{4})年?-?[Qq第]?([1-4一二三四])季度?"), "quarter"),
    (re.compile(r"([0-9]{4})年?-?[Qq]([1-4])"), "quarter"),
    (re.compile(r"([0-9]{4})年?-?[Hh]([12])"), "half"),
    (re.compile(r"([0-9]{4})年([上下])半年"), "half"),
    (re.compile(r"([0-9]{4})年?(?:度)?()"), "year"),
)
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2, "": 0}


def spell(folded: str) -> str | None:
    """The canonical period of a folded spelling (2026年3月, 2026.3, 2026-Q1, 2026年一季度 …), or None."""
    for pattern, kind in _SPELLINGS:
        if found := pattern.fullmatch(folded):
            year, number = int(found[1]), _NUMERALS[found[2]] if found[2] in _NUMERALS else int(found[2])
            if not 1949 <= year <= 2199 or (kind == "month" and not 1 <= number <= 12):
                return None
            return {"month": f"{year}-{number:02d}", "quarter": f"{year}-Q{number}", "half": f"{year}-H{number}", "year": f"{year}"}[kind]
    return None


@lru_cache(maxsize=4096)
def months(period: str) -> tuple[int, int, int]:
    """Year, first month and number of months of a canonical period."""
    found = _CANONICAL.fullmatch(period)
    if found is None:
        raise ValueError(period)
    year, month, quarter, half = int(found[1]), found[2], found[3], found[4]
    if month:
        return year, int(month), 1
    if quarter:
        return year, int(quarter) * 3 - 2, 3
    return (year, int(half) * 6 - 5, 6) if half else (year, 1, 12)


@lru_cache(maxsize=4096)
def first_day(period: str) -> dt.date:
    """The day a period begins: what puts a row into a window."""
    year, month, _ = months(period)
    return dt.date(year, month, 1)


@lru_cache(maxsize=4096)
def last_day(period: str) -> dt.date:
    """The day a period ends: from the next morning on it is owed."""
    year, month, length = months(period)
    last = month + length - 1
    return dt.date(year, last, calendar.monthrange(year, last)[1])


def is_inside(period: str, whole: str) -> bool:
    """Whether a period is another one or a shorter one inside it."""
    return first_day(whole) <= first_day(period) and last_day(period) <= last_day(whole)


def containing(on: dt.date, frequency: str) -> str:
    """The period of this frequency (月, 季, 半年, 年) that holds the day."""
    if frequency == MONTHLY:
        return f"{on.year}-{on.month:02d}"
    if frequency == QUARTERLY:
        return f"{on.year}-Q{(on.month + 2) // 3}"
    return f"{on.year}-H{(on.month + 5) // 6}" if frequency == HALF_YEARLY else f"{on.year}"


def newest_ended(on: dt.date, frequency: str) -> str:
    """The newest period of this frequency whose last day is the given day or earlier."""
    current = containing(on, frequency)
    return current if last_day(current) <= on else containing(first_day(current) - dt.timedelta(days=1), frequency)


def between(since: dt.date, until: dt.date, frequency: str) -> list[str]:
    """All periods of this frequency that end inside since … until, oldest first."""
    found, day = [], since
    while (period := containing(day, frequency)) and last_day(period) <= until:
        found.append(period)
        day = last_day(period) + dt.timedelta(days=1)
    return found


def month_end(on: dt.date) -> dt.date:
    """The last day of the month that holds the day."""
    return on.replace(day=calendar.monthrange(on.year, on.month)[1])


def years_before(on: dt.date, years: int = 1) -> dt.date:
    """The same day so many years earlier; a month's end stays a month's end, so 28 February 2015 meets 29 February 2012."""
    if on == month_end(on):
        return month_end(on.replace(year=on.year - years, day=1))
    return on.replace(year=on.year - years)
