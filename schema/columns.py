"""The kinds of columns a sheet may have, and how one is declared: header, unit, bounds, choices."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field

from schema import values

Kind = Literal["whole", "decimal", "date", "period", "choice", "text", "code", "codes", "yes_no"]
Level = Literal["P0", "P1"]


@dataclass(frozen=True)
class Of:
    """Marks the kind of a column inside its type."""

    kind: Kind


def _unless_blank(reader: Callable[[object], object]) -> BeforeValidator:
    return BeforeValidator(lambda typed: None if typed is None else reader(typed))


_T = TypeVar("_T")
Whole = Annotated[int | None, _unless_blank(values.read_whole), Of("whole")]
Number = Annotated[Decimal | None, _unless_blank(values.read_decimal), Of("decimal")]
Day = Annotated[dt.date | None, _unless_blank(values.read_date), Of("date")]
Period = Annotated[str | None, _unless_blank(values.read_period), Of("period")]
Choice = Annotated[_T | None, _unless_blank(values.read_choice), Of("choice")]
Text = Annotated[str | None, _unless_blank(values.read_text), Of("text")]
Code = Annotated[str | None, _unless_blank(values.read_code), Of("code")]
Codes = Annotated[tuple[str, ...] | None, _unless_blank(values.read_codes), Of("codes")]
YesNo = Annotated[bool | None, _unless_blank(values.read_yes_no), Of("yes_no")]


@dataclass(frozen=True)
class Column:
    """One column of a sheet as a person sees it: its header, what it counts, and whether it may stay blank.

    ``key`` columns together name a row; ``places`` columns decide where a row belongs, so a blank one blocks the row.
    ``percent`` lets a cell with a % format stand for a rate of 0–100.
    """

    name: str
    header: str
    kind: Kind
    unit: str = ""
    required: bool = False
    key: bool = False
    places: bool = False
    percent: bool = False
    level: Level = "P0"
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    longest: int | None = None


def column(
    header: str,
    unit: str = "",
    *,
    required: bool = False,
    key: bool = False,
    places: bool = False,
    percent: bool = False,
    level: Level = "P0",
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    max_length: int | None = None,
) -> Any:
    """Declare one column of a sheet; the header is its alias, blank its default."""
    told: dict[str, Any] = {"unit": unit, "required": required or key, "key": key, "places": places or key, "percent": percent, "level": level}
    return Field(default=None, alias=header, ge=ge, gt=gt, le=le, max_length=max_length, json_schema_extra=told)
