"""What a typed text becomes in a cell, and what stands there when the cell is read again."""

import datetime as dt
import re
from collections.abc import Mapping

from backbone.layout import cell_value
from schema.grid import number_text
from schema.personal import is_masked
from schema.sheet import Sheet

Stored = str | int | float | dt.date | None


_LONGEST = 32_767
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_writable(text: str) -> bool:
    """Whether a cell can hold the text: XML knows no control characters, spreadsheet programs cut what is longer than they allow.

    A masked text stands for a value and is none.
    """
    return len(text) <= _LONGEST and not _UNWRITABLE.search(text) and not is_masked(text)


class Rate(float):
    """A share of 0–100; a cell with a percent format holds a hundredth of it."""


def stored(model: type[Sheet], name: str, text: str) -> Stored:
    """The value a text stands for, or the text itself where the schema refuses it: what was typed is never lost."""
    if not text.strip():
        return None
    column = model.column(name)
    try:
        value: Stored = cell_value(column, model.read(name, text))
    except ValueError:
        value = text
    if column.percent and isinstance(value, (int, float)):
        return Rate(value)
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def shown(value: Stored) -> str:
    """The text under which a stored value is read again."""
    if value is None:
        return ""
    if isinstance(value, float):
        return number_text(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def content(typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in a row, blank cells and white space around the texts left out: two rows with the same content are equal."""
    return {name: text.strip() for name, text in typed.items() if text.strip()}


def after(model: type[Sheet], seen: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """The content of a row once the wanted texts are in its cells."""
    return content({**seen, **{name: shown(stored(model, name, text)) for name, text in wanted.items()}})
