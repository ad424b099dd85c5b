"""Readings that may have been meant by what was refused. They are shown to a person and never taken by themselves."""

import datetime as dt
import re
from decimal import Decimal

_UNITS = "人次|人|名|家|个|户|件|份|次|场|项|条|支|册|对|天|元"
_AMOUNT = re.compile(
    rf"(?:约|大约|大概|近|超|逾|¥)?([+\-−]?(?:[0-9]+|[0-9]{{1,3}}(?:,[0-9]{{3}})+)(?:\.[0-9]+)?)"
    rf"(?:余|多|来)?([千万亿]?)(?:余|多|来)?(?:{_UNITS})?(?:余|多)?(?:左右|上下)?"
)
_SCALE = {"": 1, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_SHORT_YEAR = re.compile(r"([0-4][0-9])(?:([-.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号])")
_LONG_YEAR = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})号")
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T?[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
_SERIAL = re.compile(r"[0-9]{5}")
_DAY_0 = dt.date(1899, 12, 30)
_LIKELY = range(1980, 2080)


def number(folded: str, whole: bool = False) -> str | None:
    """The number in an amount that is rough, or counted in tens of thousands: 约200 may be 200, 610.8万 may be 6108000. None for ranges and words."""
    found = _AMOUNT.fullmatch(folded)
    if found is None:
        return None
    meant = Decimal(found[1].replace(",", "").replace("−", "-")) * _SCALE[found[2]]
    return None if whole and meant != int(meant) else format(meant.normalize(), "f")


def day(folded: str) -> str | None:
    """The day in a date with a short year, with a time, with 号 for 日, or written as a spreadsheet counts days: 46086 may be 2026-03-05."""
    if _SERIAL.fullmatch(folded):
        meant = _DAY_0 + dt.timedelta(days=int(folded))
        return meant.isoformat() if meant.year in _LIKELY else None
    found = _SHORT_YEAR.fullmatch(folded) or _LONG_YEAR.fullmatch(folded) or _MOMENT.fullmatch(folded)
    if found is None:
        return None
    year, month, date = (part for part in found.groups() if part and part.isdecimal())
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(date)).isoformat()
    except ValueError:
        return None
