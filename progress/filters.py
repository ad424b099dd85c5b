"""The filters of a formula: which rows an aggregate looks at. Data only; the engine's conditions are made elsewhere."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from schema.columns import Column
from schema.folding import identifier
from schema.sheet import Sheet
from schema.unit_register import UnitRegister
from words.formula_terms import FILTER_TERMS

Comparison = Literal["in", "not_in", ">=", "<=", ">", "<", "blank", "in_force", "expires_in"]
_LONGEST_TERM = 36_500
SPECIAL = {"in_force": "in_force", "expires_in": "expires_in"} | FILTER_TERMS


@dataclass
class FilterRefused(Exception):
    """A filter that names no column, or whose value the column could never hold."""

    code: str


@dataclass(frozen=True)
class Filter:
    """A column, how it is compared and with what; ``of_unit`` filters the listed units by a field of the register."""

    column: str
    comparison: Comparison
    values: tuple[Any, ...] = ()
    of_unit: bool = False


def read_filter(model: type[Sheet], aggregated: str, keyword: str, value: object) -> Filter:
    """A keyword of an aggregate as a filter. Raises FilterRefused."""
    if keyword in SPECIAL:
        return _special(model, SPECIAL[keyword], value)
    column = _find(model, keyword)
    if column is not None:
        return _compared(model, column, value)
    unit_column = _find(UnitRegister, keyword)
    if unit_column is None or model.column(aggregated).kind != "codes":
        raise FilterRefused("formula_filter_column")
    found = _compared(UnitRegister, unit_column, value)
    return Filter(found.column, found.comparison, found.values, of_unit=True)


def _special(model: type[Sheet], comparison: str, value: object) -> Filter:
    has_term = {"valid_from", "valid_to"} <= model.model_fields.keys()
    if comparison == "in_force" and value is True and has_term:
        return Filter("", "in_force")
    if comparison == "expires_in" and type(value) is int and 0 <= value <= _LONGEST_TERM and has_term:
        return Filter("", "expires_in", (value,))
    raise FilterRefused("formula_filter_value")


def _find(model: type[Sheet], word: str) -> Column | None:
    return next((column for column in model.columns() if word in (column.name, identifier(column.header))), None)


def _compared(model: type[Sheet], column: Column, value: object) -> Filter:
    if value is None:
        return Filter(column.name, "blank")
    if isinstance(value, tuple):
        return Filter(column.name, "in", tuple(_value(model, column, part) for part in value))
    if isinstance(value, str):
        sign = next((sign for sign in (">=", "<=", "!=", ">", "<") if value.startswith(sign)), "")
        if sign:
            return _ordered(column, sign, _value(model, column, value.removeprefix(sign).strip()))
    return Filter(column.name, "in", (_value(model, column, value),))


def _ordered(column: Column, sign: str, value: Any) -> Filter:
    """Choices compare in the order they are declared, so an order among them is a list of choices."""
    if sign == "!=":
        return Filter(column.name, "not_in", (value,))
    if column.choices:
        at = column.choices.index(value)
        parts = {">=": column.choices[at:], ">": column.choices[at + 1 :], "<=": column.choices[: at + 1], "<": column.choices[:at]}
        return Filter(column.name, "in", parts[sign])
    if not isinstance(value, (int, float, dt.date)) and column.kind != "period":
        raise FilterRefused("formula_filter_value")
    return Filter(column.name, sign, (value,))  # type: ignore[arg-type]


def _value(model: type[Sheet], column: Column, value: object) -> Any:
    """The value as the column holds it; a value the column could never hold is refused."""
    if value is None:
        return None
    if column.kind == "yes_no" and not isinstance(value, bool):
        raise FilterRefused("formula_filter_value")
    try:
        read = model.read(column.name, value)
    except ValidationError as error:
        raise FilterRefused("formula_filter_value") from error
    return float(read) if column.kind == "decimal" else read
