"""How a figure of a document is printed: the one place through which every number of a record goes on its way to paper.

``of`` says where it stands: in a sentence (empty), in a sentence that says which way a difference goes (SIZE), in a table whose heads bear the units
(CELL), or in an annex, where money stands in full yuan (FULL).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from charts.palette import SHAPES
from progress.indicators import PERCENT, Indicator
from schema.target import AT_MOST, QUOTA, RATE
from snapshots.outside import FEW, PRINTED, SHOWN
from snapshots.public import VEIL
from words.catalogue import text
from words.figures import UNKNOWN, full_day, growth, known, number, percent, plain, points, signed, size, wan

SIZE: Final = "size"
CELL: Final = "cell"
FULL: Final = "full"
YUAN: Final = "yuan"
Row = Mapping[Any, Any]
_WAN: Final = 10_000
_TABLES: Final = (CELL, FULL)
_PARTS: Final = ("numerator", "denominator")


def printed(indicator: Indicator, row: Row, column: str, of: str = "", language: str = "zh_CN") -> str:
    """A column of a record as it stands in a document; unknown is a dash, and so is what stays inside, but for the word that it is few."""
    mark = int(row.get(f"{VEIL}{column}", SHOWN))
    if mark != SHOWN:
        return text("figure.few", language) if mark == FEW and of not in _TABLES else PRINTED[mark]
    return _printed(indicator, row, column, of, language)


def _printed(indicator: Indicator, row: Row, column: str, of: str, language: str) -> str:
    if column == "lamp":
        return f"{SHAPES[row['lamp']]} {text('lamp.' + row['lamp'], language)}" if of in _TABLES else text(f"lamp.{row['lamp']}", language)
    value = number_of(row[column])
    if column in ("value", "target"):
        return _amount(indicator, row, column, of)
    if column == "gap":
        return size(points(value)) if of == SIZE else points(value)
    if column in ("completion", "elapsed", "should_be"):
        return _percent(value, _aim(row) if column == "completion" else None, of)
    if column == "year":
        told = growth(value, in_points=False, language=language) if not row["points"] else signed(value, 1)
        return size(told).replace(",", "")
    return (number if of in _TABLES else plain)(value, _places(value) if column in _PARTS else 0)


def printed_difference(indicator: Indicator, value: float | None) -> str:
    """How much a figure has changed since another snapshot, without its sign, in the unit in which the figure itself stands in a sentence."""
    if indicator.unit == PERCENT:
        return size(signed(value, 1))
    return size(wan(value) if indicator.unit == YUAN and in_wan(value) else plain(value, decimals(indicator, value)))


def in_wan(value: float | None) -> bool:
    """Whether an amount of money stands in units of 10,000 yuan in a sentence; less than one of them stands in yuan."""
    return value is not None and abs(value) >= _WAN


def printed_count(value: float | dt.date | None, column: str, language: str = "zh_CN") -> str:
    """Something counted, a share of what is counted, or a day."""
    if isinstance(value, dt.date):
        return full_day(value, language)
    return percent(value, 100.0) if column in ("elapsed", "reviewed") else plain(value)


def decimals(indicator: Indicator, value: float | None) -> int:
    """Places after the point: the indicator's own, but a ratio that counts no whole things is never printed as one."""
    return indicator.decimals or _places(value)


def _places(value: float | None) -> int:
    """None for whole things, two for anything else."""
    return 0 if value is None or not known(value) or value == int(value) else 2


def number_of(value: Any) -> float | None:
    """A cell of a record as a number, None for unknown."""
    return None if value is None or value != value else float(value)  # noqa: PLR0124


def is_counted(indicator: Indicator, row: Row, column: str) -> bool:
    """Whether a value or target counts things, or is a percentage."""
    return indicator.unit != PERCENT or (column == "target" and bool(row["names_target"]))


def _amount(indicator: Indicator, row: Row, column: str, of: str) -> str:
    """The value or the target, without the word for its unit. What falls short is never printed as reaching its target."""
    value = number_of(row[column])
    if value is None:
        return UNKNOWN
    if not is_counted(indicator, row, column):
        below = number_of(row["target"]) if row["basis"] == RATE and row["direction"] != AT_MOST else None
        return _percent(value, (_aim(row) if row["names_target"] else below) if column == "value" else None, of)
    if indicator.unit == YUAN and (of == CELL or (not of and in_wan(value))):
        return wan(value)
    places = _places(value) if row["names_target"] else decimals(indicator, value)
    return (number if of in _TABLES else plain)(value, places)


def _aim(row: Row) -> float | None:
    """What a completion may not be printed as reaching while it falls short of it."""
    return number_of(row["should_be"]) if row["basis"] == QUOTA or row["names_target"] else 100.0


def _percent(value: float | None, below: float | None, of: str) -> str:
    told = percent(value, below)
    return told.removesuffix("%") if of in _TABLES else told
