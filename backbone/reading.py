"""Reading one .xlsx file into grids of text. Types are the schema's business: nothing is guessed here."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import python_calamine

from backbone.errors import Unreadable
from backbone.parts import percent_styles, place_of, sheet_parts
from schema.grid import Address, Cell, Grid

_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_CORNERS = re.compile(rb'<c\s(?:[^>]*?\s)?r="([A-Z]{1,3}\d{1,7})"')
_MOST_CELLS = 20_000_000
_ATTRIBUTE = re.compile(rb'\b(r|s|t)="([^"]*)"')


def read_workbook(path: Path) -> dict[str, Grid]:
    """All sheets of a workbook by title, hidden ones too. Raises Unreadable with the file's name."""
    try:
        with zipfile.ZipFile(path) as package:
            marks = _marks(package)
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        return {title: _grid(workbook, title, *marks.get(title, ())) for title in workbook.sheet_names}
    except Exception as error:  # whatever a damaged package makes zlib, expat or calamine raise, it is this one file's fault
        raise Unreadable(path.name) from error


def _grid(workbook: python_calamine.CalamineWorkbook, title: str, *marks: frozenset[Address]) -> Grid:
    rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
    return Grid.of(title, [[_text(value) for value in row] for row in rows], *marks)


def _text(value: object) -> Cell:
    """The value as the shortest text a person could have typed for it."""
    if value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def _marks(package: zipfile.ZipFile) -> dict[str, tuple[frozenset[Address], ...]]:
    """Formulas, errors and percent cells of each sheet that has any, found without reading the values again."""
    percents = frozenset(style.encode() for style in percent_styles(package))
    return {title: _sheet_marks(package.read(part), percents) for title, part in sheet_parts(package).items()}


def _refuse_sprawl(xml: bytes) -> None:
    """One cell in a far corner makes a reader ask for memory for the whole rectangle, which ends the process."""
    places = [place_of(reference.decode()) for reference in set(_CORNERS.findall(xml))]
    rows, columns = max((row for row, _ in places), default=0), max((column for _, column in places), default=0)
    if rows * columns > _MOST_CELLS:
        raise ValueError("the sheet sprawls")


def _sheet_marks(xml: bytes, percent_styles: frozenset[bytes]) -> tuple[frozenset[Address], ...]:
    _refuse_sprawl(xml)
    formulas, errors, percents = set(), set(), set()
    if percent_styles or b"<f" in xml or b't="e"' in xml:
        for found in _CELL.finditer(xml):
            told = dict(_ATTRIBUTE.findall(found[1]))
            at = place_of(told[b"r"].decode()) if b"r" in told else (0, 0)
            if b"<f" in (found[2] or b""):
                formulas.add(at)
            if told.get(b"t") == b"e":
                errors.add(at)
            if told.get(b"s") in percent_styles:
                percents.add(at)
    return frozenset(formulas), frozenset(errors), frozenset(percents)
