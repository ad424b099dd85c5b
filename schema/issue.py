"""A fault found in what people filled in: data with a stable code, never an exception, never a sentence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["block", "warn"]


@dataclass(frozen=True)
class Explained:
    """Why a warning may stand (情况说明): the post of who says so, the day, and the reason."""

    who: str
    on: dt.date | None
    reason: str


@dataclass(frozen=True)
class Issue:
    """Where (book, sheet, row from 1, column header, cell address), what (code) and with which values.

    ``block`` keeps the row, sheet or book out of totals; ``warn`` lets it in and marks it until ``explained``.
    """

    code: str
    book: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""
    severity: Severity = "block"
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    explained: Explained | None = None
