"""Numbers, shares and days as people read them; unknown is a dash, never 0 and never blank."""

import datetime as dt
import math
from decimal import Decimal

from words.catalogue import has, text

ZONE = dt.timezone(dt.timedelta(hours=8))
UNKNOWN = "—"
MINUS = "−"
_EXACT = 1e-9


def known(value: object) -> bool:
    """Whether there is a number at all."""
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def number(value: float | None, decimals: int = 0) -> str:
    """A plain number with thousands commas."""
    return f"{value:,.{decimals}f}".replace("-", MINUS) if value is not None and known(value) else UNKNOWN


def exact(value: Decimal | None, *, signed: bool = False) -> str:
    """A number with all its digits and thousands commas; a difference with its sign."""
    if value is None:
        return UNKNOWN
    digits = f"{abs(value):,f}"
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return sign + (digits.rstrip("0").rstrip(".") if "." in digits else digits)


def quantity(value: float | None, unit: str, decimals: int = 0, language: str = "zh_CN") -> str:
    """A number in the words of its unit; money stands in units of 10,000 yuan, rates with one decimal and a % sign."""
    if value is None or not known(value):
        return UNKNOWN
    if unit == "percent":
        return percent(value)
    if unit == "yuan":
        return text("figure.money", language, number=number(value / 10_000, 1))
    return text("figure.counted", language, number=number(value, decimals), unit=unit_name(unit, language))


def unit_name(unit: str, language: str = "zh_CN") -> str:
    """The word for a unit; a unit that no catalogue knows stands for itself."""
    return text(f"unit.{unit}", language) if has(f"unit.{unit}", language) else unit


def percent(value: float | None, below: float | None = None) -> str:
    """A share with one decimal. What falls short of ``below`` is never printed as reaching it."""
    if value is None or not known(value):
        return UNKNOWN
    rounded = round(value + _EXACT, 1)
    if below is not None and value < below - _EXACT and rounded >= below:
        rounded = math.floor(value * 10) / 10
    return f"{rounded:,.1f}%".replace("-", MINUS)


def points(gap: float | None) -> str:
    """A difference in percentage points, with its sign: a shortfall is rounded away from zero, a lead towards zero."""
    if gap is None or not known(gap):
        return UNKNOWN
    rounded = math.floor(gap * 10 + _EXACT) / 10
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.1f}"


def signed(value: float | None, decimals: int = 0) -> str:
    """A difference with its sign; what is printed as nothing has none."""
    if value is None or not known(value):
        return UNKNOWN
    size = f"{abs(value):,.{decimals}f}"
    return size if not size.strip("0.") else f"{'+' if value > 0 else MINUS}{size}"


def growth(change: float | None, *, in_points: bool, language: str = "zh_CN") -> str:
    """A change against another time with its sign: percent, or points of a figure that is a percentage itself."""
    size = signed(change, 1)
    return UNKNOWN if size == UNKNOWN else text("figure.points", language, points=size) if in_points else f"{size}%"


def day(on: dt.date | None, language: str = "zh_CN") -> str:
    """A day of the year, as 8月31日 or 31 Aug 2026."""
    if on is None:
        return UNKNOWN
    return text("figure.day", language, year=on.year, month=on.month, day=on.day, name=text(f"month.{on.month}", language))


def full_day(on: dt.date | None, language: str = "zh_CN") -> str:
    """A day with its year."""
    if on is None:
        return UNKNOWN
    return text("figure.full_day", language, year=on.year, month=on.month, day=on.day, name=text(f"month.{on.month}", language))


def clock(at: dt.datetime) -> str:
    """The time of a moment, as 15:42, in the federation's time zone."""
    return f"{at.astimezone(ZONE):%H:%M}"


def moment(at: dt.datetime, language: str = "zh_CN") -> str:
    """A day of the year and the time, as 8月31日 15:42."""
    return f"{day(at.astimezone(ZONE).date(), language)} {clock(at)}"


def month(on: dt.date, language: str = "zh_CN") -> str:
    """A month with its year, as 2026年8月 or Aug 2026."""
    return text("figure.month", language, year=on.year, month=on.month, name=text(f"month.{on.month}", language))


def plain(value: float | None, decimals: int = 0) -> str:
    """A number as official documents print it: without thousands commas."""
    return number(value, decimals).replace(",", "")


def wan(value: float | None) -> str:
    """Yuan in units of 10,000 with two decimals; with four where two would print something as nothing."""
    if value is None or not known(value):
        return UNKNOWN
    told = plain(value / 10_000, 2)
    return told if told.strip(f"0.{MINUS}") or not value else plain(value / 10_000, 4)


def size(difference: str) -> str:
    """A printed difference without its sign, where the sentence says which way it goes."""
    return difference.lstrip(f"+{MINUS}")
