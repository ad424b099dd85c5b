"""A formula as a sentence: titles and headers instead of codes, words instead of functions."""

import datetime as dt
from typing import Any

from progress.filters import Filter
from progress.formula import Aggregate, Bare, Binary, Node, Number, YearAgo
from schema.columns import Column
from schema.registry import SHEETS
from schema.sheet import Sheet
from schema.unit_register import UnitRegister
from schema.workspace import LIST_MARK
from ui.session import language, t
from words.figures import day

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}
_COMPARED = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


def in_words(node: Node) -> str:
    """The formula in the session's language; indicators it names must have been filled in."""
    return _told(node, 0)


def _told(node: Node, binds: int) -> str:
    """A part of a formula; in brackets where what stands around it binds more closely."""
    if isinstance(node, Binary):
        own = _BINDS[node.operator]
        told = f"{_told(node.left, own)}{_SIGNS[node.operator]}{_told(node.right, own + (node.operator in '-/'))}"
        return t("formula.brackets", inner=told) if own < binds else told
    if isinstance(node, Number):
        return f"{node.value:,g}"
    if isinstance(node, Aggregate):
        return _aggregate(node)
    return t("formula.year_ago", inner=_told(node.of, 0)) if isinstance(node, YearAgo) else t(f"formula.{node.name if isinstance(node, Bare) else 'other'}")


def _aggregate(node: Aggregate) -> str:
    model = SHEETS[node.sheet]
    told = t(f"formula.{node.function}", sheet=sheet_name(model), column=column_name(model.column(node.column)))
    filters = [_filter(kept, UnitRegister if kept.of_unit else model) for kept in node.filters]
    return told + t("formula.where", filters=LIST_MARK.join(filters)) if filters else told


def _filter(kept: Filter, model: type[Sheet]) -> str:
    if kept.comparison == "in_force":
        return t("formula.in_force")
    if kept.comparison == "expires_in":
        return t("formula.expires_in", days=kept.values[0])
    name, values = column_name(model.column(kept.column)), t("formula.or").join(map(_value, kept.values))
    if kept.comparison in _COMPARED:
        return f"{name} {_COMPARED[kept.comparison]} {values}"
    return t(f"formula.{kept.comparison}", column=name, values=values)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return t("formula.yes" if value else "formula.no")
    if isinstance(value, dt.date):
        return day(value, language())
    return t("formula.blank_value") if value is None else f"{value:,g}" if isinstance(value, float) else str(value)


def sheet_name(model: type[Sheet]) -> str:
    """The title of a sheet of branches or of the register."""
    return t("formula.register") if model is UnitRegister else t(f"sheet.{model.about.name}")


def column_name(column: Column) -> str:
    """The header of a column; in English its name, for headers are Chinese."""
    return column.header if language() == "zh_CN" else column.name.replace("_", " ")
