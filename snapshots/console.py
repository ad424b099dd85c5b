"""Tables as a command prints them: JSON, lines of a .csv for other programs, or columns to read."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

Form = Literal["json", "csv", "table"]


def printed(frame: pd.DataFrame, form: Form) -> str:
    """The whole table in one text, without the last line break."""
    rows: list[Mapping[str, Any]] = [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
    if form == "json":
        return document(rows)
    return _lines(list(frame.columns), rows) if form == "csv" else _columns(list(frame.columns), rows)


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


def _lines(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, fieldnames=names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().removesuffix("\n")


def _columns(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    lines = [list(names), *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(names))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def _cell(value: Any) -> str:
    """A value in a table, to four places and never in powers of ten."""
    if value is None:
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
