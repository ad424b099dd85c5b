"""Accepted rows as Arrow tables, one a sheet, and one more for each column that holds a list of codes."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from schema import period as periods
from schema.columns import Column
from schema.sheet import Sheet
from schema.workspace import LIST_MARK

_TYPES = {"whole": pa.int64(), "decimal": pa.float64(), "date": pa.date32(), "yes_no": pa.bool_()}
_PROVENANCE = {
    "row_id": pa.int64(),
    "branch": pa.string(),
    "book": pa.string(),
    "row": pa.int64(),
    "nil": pa.bool_(),
    "period_on": pa.date32(),
    "period_until": pa.date32(),
}
NIL = "nil"


def listed(sheet: str, column: str) -> str:
    """The name of the table that holds a column's lists, one row a code."""
    return f"{sheet}__{column}"


def tables(model: type[Sheet], rows: Sequence[Mapping[str, Any]]) -> dict[str, pa.Table]:
    """The tables of one sheet. Each row carries its provenance, values by column name, and the days of its period.

    A nil return is a row without values whose ``nil`` is true: it says that the branch reported, and nothing else.
    """
    numbered = [{**row, "row_id": number, **_days(row)} for number, row in enumerate(rows)]
    columns = {**_PROVENANCE, **{column.name: _type(column) for column in model.columns() if column.name not in ("branch_code", "row")}}
    if "branch_code" in model.model_fields and not model.about.frequency:
        columns["branch_code"] = pa.string()
    made = {model.about.name: pa.table({name: pa.array([_plain(row.get(name)) for row in numbered], kind) for name, kind in columns.items()})}
    for column in model.columns():
        if column.kind == "codes":
            made[listed(model.about.name, column.name)] = _lists(numbered, column.name)
    return made


def _type(column: Column) -> pa.DataType:
    return _TYPES.get(column.kind, pa.string())


def _plain(value: Any) -> Any:
    """Lists become text (their codes have a table of their own), exact decimals floats."""
    if isinstance(value, tuple):
        return LIST_MARK.join(value)
    return float(value) if isinstance(value, Decimal) else value


def _days(row: Mapping[str, Any]) -> dict[str, dt.date | None]:
    period = row.get("period")
    return {"period_on": periods.first_day(period), "period_until": periods.last_day(period)} if period else {"period_on": None, "period_until": None}


def _lists(rows: Iterable[Mapping[str, Any]], name: str) -> pa.Table:
    pairs = [(row["row_id"], code) for row in rows for code in row.get(name) or ()]
    return pa.table({"row_id": pa.array([pair[0] for pair in pairs], pa.int64()), "unit": pa.array([pair[1] for pair in pairs], pa.string())})
