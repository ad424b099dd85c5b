"""Tables as a command prints them: JSON, lines of a .csv for other programs, or columns to read."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
from pyarrow.csv import WriteOptions, write_csv

Form = Literal["json", "csv", "table"]


def printed(frame: pd.DataFrame, form: Form) -> str:
    """The whole table in one text, without the last line break."""
    if form == "csv":
        return _lines(frame)
    rows: list[Mapping[str, Any]] = [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
    return document(rows) if form == "json" else _columns(list(frame.columns), rows)


def document(told: object) -> str:
    """One JSON document, letters of every script as they are."""
    return json.dumps(told, ensure_ascii=False, indent=1)


def plain(value: Any) -> Any:
    """A value as JSON has it: dates as text, whole floats that count things as they are, unknown as null."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if value is None or value != value:  # noqa: PLR0124
        return None
    return value.item() if hasattr(value, "item") else value


def _lines(frame: pd.DataFrame) -> str:
    """Lines of a .csv: unknown is empty, whole numbers bear no point, texts are quoted where they must be."""
    buffer = pa.BufferOutputStream()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    write_csv(table, buffer, WriteOptions(include_header=False, quoting_style="needed"))
    return "\n".join([",".join(map(str, frame.columns)), buffer.getvalue().to_pybytes().decode()]).removesuffix("\n")


def _columns(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    lines = [list(names), *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(names))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def _cell(value: Any) -> str:
    """A value in a table, to four places and never in powers of ten."""
    if value is None:
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
