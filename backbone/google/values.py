"""Cells as Sheets has them (CellData in JSON) and as the house has them: typed when written, text when read."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from backbone.writing.cells import Rate, Stored, shown
from schema.personal import masked

Json = dict[str, Any]

DAY_0 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 a day in a cell has no zone
PERCENT = "PERCENT"
DATE_FORMAT = {"type": "DATE", "pattern": "yyyy-mm-dd"}
PERCENT_FORMAT = {"type": PERCENT, "pattern": "0.00%"}
_DATES = frozenset(("DATE", "DATE_TIME"))
_ERRORS = {"DIVIDE_BY_ZERO": "#DIV/0!", "NULL_VALUE": "#NULL!", "VALUE": "#VALUE!", "REF": "#REF!", "NAME": "#NAME?", "NUM": "#NUM!", "N_A": "#N/A"}


def typed_cell(value: Stored, like: str = "", is_new: bool = True) -> Json:
    """The CellData that puts a value into a cell as what it is, so that no text becomes a number or a formula; nothing empties it.

    ``like`` is the kind of format that numbers have there: a percent format shows them a hundredfold, so that a share is divided for it.
    A cell that stands there keeps its format; a new one brings along the one by which a day, or a share, is read again as what it is.
    """
    if value is None:
        return {}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": value}}
    told: float
    if isinstance(value, dt.date):
        told, form = (value - DAY_0.date()).days, DATE_FORMAT if is_new or like not in _DATES else None
    elif isinstance(value, Rate) and like == PERCENT:
        told, form = value / 100, PERCENT_FORMAT if is_new else None
    else:
        told, form = value, None
    return {"userEnteredValue": {"numberValue": told}, **({"userEnteredFormat": {"numberFormat": form}} if form else {})}


def shown_text(cell: Mapping[str, Any]) -> str | None:
    """The text of a cell as the schema reads it: the shortest of a number, the day of a date, an error by its sign; None for an empty one."""
    value = cell.get("effectiveValue") or {}
    if "numberValue" in value:
        number = value["numberValue"]
        return day_text(float(number)) if kind(cell) in _DATES else shown(float(number))
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return _ERRORS.get(value["errorValue"].get("type", ""), "#ERROR!")
    return value.get("stringValue") or None


def raw_text(cell: Mapping[str, Any]) -> str:
    """What tells the value of a cell from any other, whatever format shows it; empty for an empty cell.

    It is kept in the journal, so personal data are masked in it.
    """
    value = cell.get("effectiveValue") or {}
    if "numberValue" in value:
        return f"n{masked(shown(float(value['numberValue'])))}"
    if "boolValue" in value:
        return f"b{value['boolValue']}"
    if "errorValue" in value:
        return f"e{value['errorValue'].get('type', '')}"
    return f"s{masked(value['stringValue'])}" if value.get("stringValue") else ""


def kind(cell: Mapping[str, Any]) -> str:
    """The kind of number format a cell is shown in, such as DATE or PERCENT; empty where none is set. Of a blank cell only the set one is told."""
    formats = (cell.get(name) or {} for name in ("effectiveFormat", "userEnteredFormat"))
    return next((str(found["type"]) for one in formats if "type" in (found := one.get("numberFormat") or {})), "")


def day_text(days: float) -> str:
    """The day, and the time where there is one, that a number of days since the end of 1899 stands for."""
    try:
        moment = DAY_0 + dt.timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return shown(days)
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(" ")
