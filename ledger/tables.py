"""Accepted rows as the engine queries them: one table a sheet, and one more for each column that holds a list of codes."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema import period as periods
from schema.distinct import arrow_type
from schema.registry import MEASURED
from schema.sheet import Sheet
from schema.workspace import LIST_MARK

NIL = "nil"
NOWHERE = -1


def listed(sheet: str, column: str) -> str:
    """The name of the table that holds a column's lists, one row a code."""
    return f"{sheet}__{column}"


def tables(model: type[Sheet], rows: pa.Table, branches: Sequence[str]) -> dict[str, pa.Table]:
    """The tables of one sheet, from rows with branch, book, row, ``nil`` and values by column name; what is missing is null.

    A branch is told by its place among these codes, NOWHERE where it has none, because engines compare numbers faster.
    Each row gets a ``row_id`` and the days of its period. A nil return is a row without values whose ``nil`` is true: it
    says that the branch reported, and nothing else.
    """
    period = rows["period"] if "period" in rows.column_names else pa.nulls(len(rows), pa.string())
    made = {
        "row_id": pa.array(np.arange(len(rows))),
        "branch": _places(rows["branch"], branches),
        "book": rows["book"],
        "row": rows["row"].cast(pa.int64()),
        NIL: rows[NIL],
    }
    made |= {"period_on": _days(period, periods.first_day), "period_until": _days(period, periods.last_day)}
    for column in model.columns():
        if column.name not in ("branch_code", "row") or (column.name == "branch_code" and not model.about.frequency):
            made[column.name] = _joined(rows[column.name]) if column.kind == "codes" else rows[column.name]
    lists = {listed(model.about.name, column.name): _lists(rows[column.name]) for column in model.columns() if column.kind == "codes"}
    return {model.about.name: pa.table(made), **lists}


def table_names(model: type[Sheet]) -> list[str]:
    """The tables of one sheet: its own and one for each column of lists."""
    return [model.about.name, *(listed(model.about.name, column.name) for column in model.columns() if column.kind == "codes")]


@cache
def schemas() -> Mapping[str, pa.Schema]:
    """The columns of every table that can be measured, by its name."""
    return {name: table.schema for model in MEASURED for name, table in tables(model, values_of(model, []), ()).items()}


def values_of(model: type[Sheet], rows: list[dict[str, object]]) -> pa.Table:
    """Rows that stand in no workbook as the table ``tables`` takes; what is missing is null."""
    kinds = {"branch": pa.string(), "book": pa.string(), "row": pa.int32(), NIL: pa.bool_()}
    kinds |= {column.name: arrow_type(column) for column in model.columns()}
    return pa.table({name: pa.array([row.get(name) for row in rows], kind) for name, kind in kinds.items()})


def _places(codes: pa.ChunkedArray, known: Sequence[str]) -> pa.ChunkedArray:
    return pc.index_in(codes.cast(pa.string()), pa.array(known, pa.string())).fill_null(NOWHERE)


def _days(period: pa.ChunkedArray, day: Callable[[str], dt.date]) -> pa.Array:
    encoded = pa.chunked_array(period, pa.string()).combine_chunks().dictionary_encode()
    return pa.array([day(each) for each in encoded.dictionary.to_pylist()], pa.date32()).take(encoded.indices)


def _joined(lists: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.binary_join(lists, LIST_MARK)


def _lists(lists: pa.ChunkedArray) -> pa.Table:
    whole = lists.combine_chunks()
    return pa.table({"row_id": pc.list_parent_indices(whole).cast(pa.int64()), "unit": pc.list_flatten(whole)})
