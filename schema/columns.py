"""The kinds of columns a sheet may have, and how one is declared: header, unit, bounds, choices."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from schema import values

Kind = Literal["whole", "decimal", "date", "period", "choice", "text", "code", "codes", "yes_no"]
Level = Literal["P0", "P1"]


_UNITS = "units"


@dataclass(frozen=True)
class Of:
    """Marks the kind of a column inside its type, and reads its cells; blank ones stay None."""

    kind: Kind
    read: Callable[[object], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        units = schema.get("metadata", {}).get(_UNITS, ())

        def read(typed: object) -> object:
            return None if typed is None else self.read(values.without_unit(typed, units) if units else typed)

        return core_schema.no_info_before_validator_function(read, schema)


@dataclass(frozen=True)
class Counted:
    """Marks a column of numbers behind which one of these units may be typed: 12人 in a column of persons is 12."""

    units: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = cast("dict[str, Any]", handler(source))
        return cast("CoreSchema", schema | {"metadata": {_UNITS: self.units}})


_T = TypeVar("_T")
Whole = Annotated[int | None, Of("whole", values.read_whole)]
Number = Annotated[Decimal | None, Of("decimal", values.read_decimal)]
Day = Annotated[dt.date | None, Of("date", values.read_date)]
Period = Annotated[str | None, Of("period", values.read_period)]
Choice = Annotated[_T | None, Of("choice", values.read_choice)]
Text = Annotated[str | None, Of("text", values.read_text)]
Code = Annotated[str | None, Of("code", values.read_code)]
Codes = Annotated[tuple[str, ...] | None, Of("codes", values.read_codes)]
YesNo = Annotated[bool | None, Of("yes_no", values.read_yes_no)]
UNITS = {
    "case": ("件", "起", "个"),
    "copy": ("份", "册"),
    "day": ("天", "日"),
    "enterprise": ("家", "户", "个"),
    "event": ("场次", "次", "场"),
    "file": ("份", "个"),
    "household": ("户", "家"),
    "item": ("项", "个", "条", "件"),
    "org": ("家", "个"),
    "pair": ("对",),
    "person": ("人", "名"),
    "person_time": ("人次", "次"),
    "piece": ("件", "个", "份"),
    "post": ("个岗位", "岗位", "个"),
    "team": ("支", "个"),
    "unit": ("家", "个", "户"),
    "volume": ("册", "本"),
    "yuan": ("元",),
}
_PERCENT = ("%",)


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
    """Declare one column of a sheet; the header is its alias, blank its default.

    ``unit`` is one of UNITS, whose words may stand behind a number; behind a ``percent`` it is the sign.
    """
    told: dict[str, Any] = {"unit": unit, "required": required or key, "key": key, "places": places or key, "percent": percent, "level": level}
    field: Any = Field(default=None, alias=header, ge=ge, gt=gt, le=le, max_length=max_length, json_schema_extra=told)
    if units := _PERCENT if percent else UNITS[unit] if unit else ():
        field.metadata.append(Counted(units))
    return field
