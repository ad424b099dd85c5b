"""One workbook's bytes as sheets of text. Types are the schema's business: nothing is guessed here."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import python_calamine

from backbone.reading.inspection import Package, Refused, inspect
from backbone.reading.marks import MOST_CELLS, Marks, refuse_excess, sheet_marks
from backbone.reading.parts import percent_styles, sheet_parts
from schema.folding import fold
from schema.grid import number_text

_STRINGS = "xl/sharedStrings.xml"
_MOST_KNOWN = 8192


@dataclass(frozen=True)
class Parsed:
    """One sheet: the texts of its cells column after column, each column of ``rows`` cells; empty text is an empty cell."""

    title: str
    rows: int
    columns: int
    texts: list[str]
    marks: Marks


def parse(content: bytes, only: str = "") -> list[Parsed]:
    """All sheets of a workbook, hidden ones too, or only the one of a title. Raises Refused, and whatever a damaged package makes its readers raise."""
    package = inspect(content)
    parts = sheet_parts(package)
    strings = package.read(_STRINGS) if _STRINGS in package.namelist() else b""
    refuse_excess([package.read(part) for part in set(parts.values())], strings)
    percents = percent_styles(package)
    marks = {title: sheet_marks(package.read(part), percents) for title, part in parts.items() if _is_asked(title, only)}
    return list(_sheets(package, marks, only))


def _is_asked(title: str, only: str) -> bool:
    return not only or fold(title) == fold(only)


def _sheets(package: Package, marks: dict[str, Marks], only: str) -> Iterator[Parsed]:
    left = MOST_CELLS
    with python_calamine.CalamineWorkbook.from_filelike(package.file()) as workbook:
        for title in filter(lambda title: _is_asked(title, only), workbook.sheet_names):
            sheet = workbook.get_sheet_by_name(title)
            left -= sheet.total_height * sheet.total_width
            if left < 0:
                raise Refused("too_large")
            rows = sheet.to_python(skip_empty_area=False)
            texts = [value if type(value) is str else _TEXTS[value] for value in chain.from_iterable(zip(*rows, strict=True))]
            yield Parsed(title, len(rows), len(rows[0]) if rows else 0, texts, marks.get(title) or Marks())


class _Texts(dict[object, str]):
    """The texts of values met before: the same numbers and dates come again and again."""

    def __missing__(self, value: object) -> str:
        text = _text(value)
        if len(self) < _MOST_KNOWN and value not in (0, 1):  # which are equal to FALSE and TRUE
            self[value] = text
        return text


_TEXTS = _Texts()


def _text(value: object) -> str:
    """The value as the shortest text a person could have typed for it."""
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.timedelta):
        return _duration(value)
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def _duration(value: dt.timedelta) -> str:
    """Hours may pass 24, as ``[h]:mm`` shows them; seconds stand only where there are any."""
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    told = f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}"
    return f"{told}:{rest % 60:02}" if rest % 60 else told
