"""Reading one .xlsx file into grids of text. Types are the schema's business: nothing is guessed here."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import python_calamine
from defusedxml.ElementTree import fromstring

from backbone.errors import Unreadable
from schema.grid import Address, Cell, Grid

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb'\b(r|s|t)="([^"]*)"')
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_PERCENT_FORMATS = frozenset((9, 10))
_LITERAL = re.compile(r'"[^"]*"|\\.')


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
    return Grid(title, [[_text(value) for value in row] for row in rows], *marks)


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
    percent_styles = _percent_styles(package)
    return {title: _sheet_marks(package.read(part), percent_styles) for title, part in _sheet_parts(package).items()}


def _sheet_marks(xml: bytes, percent_styles: frozenset[bytes]) -> tuple[frozenset[Address], ...]:
    formulas, errors, percents = set(), set(), set()
    if percent_styles or b"<f" in xml or b't="e"' in xml:
        for found in _CELL.finditer(xml):
            told = dict(_ATTRIBUTE.findall(found[1]))
            at = _address(told[b"r"].decode()) if b"r" in told else (0, 0)
            if b"<f" in (found[2] or b""):
                formulas.add(at)
            if told.get(b"t") == b"e":
                errors.add(at)
            if told.get(b"s") in percent_styles:
                percents.add(at)
    return frozenset(formulas), frozenset(errors), frozenset(percents)


def _address(reference: str) -> Address:
    letters, row = _REFERENCE.fullmatch(reference).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(row), column


def _percent_styles(package: zipfile.ZipFile) -> frozenset[bytes]:
    if "xl/styles.xml" not in package.namelist():
        return frozenset()
    styles = fromstring(package.read("xl/styles.xml"))
    own = {int(found.get("numFmtId", 0)) for found in styles.iter(f"{_MAIN}numFmt") if "%" in _LITERAL.sub("", found.get("formatCode", ""))}
    formats = styles.find(f"{_MAIN}cellXfs")
    chosen = [int(xf.get("numFmtId", 0)) for xf in formats] if formats is not None else []
    return frozenset(str(index).encode() for index, number in enumerate(chosen) if number in own | _PERCENT_FORMATS)


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    targets = {found.get("Id"): found.get("Target", "") for found in fromstring(package.read("xl/_rels/workbook.xml.rels"))}
    sheets = fromstring(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    named = {sheet.get("name", ""): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    parts = {title: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for title, target in named.items()}
    return {title: part for title, part in parts.items() if part in package.namelist()}
