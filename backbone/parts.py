"""The parts of an .xlsx package: which one holds which sheet, and which cell styles show dates or percents."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable

from defusedxml.ElementTree import fromstring

from schema.grid import Address

WORKBOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
CHAIN, CONTENT_TYPES = "xl/calcChain.xml", "[Content_Types].xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENTS = frozenset((9, 10))
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of every sheet, by the sheet's title."""
    targets = {found.get("Id"): found.get("Target", "") for found in fromstring(package.read(RELATIONS))}
    sheets = fromstring(package.read(WORKBOOK)).iter(f"{_MAIN}sheet")
    named = {sheet.get("name", ""): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    parts = {title: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for title, target in named.items()}
    return {title: part for title, part in parts.items() if part in package.namelist()}


def percent_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show a percent."""
    return _styles(package, _PERCENTS, lambda code: "%" in code)


def date_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show a date."""
    return _styles(package, _DATES, lambda code: any(letter in code.lower() for letter in "yd") and "general" not in code.lower())


def epoch(package: zipfile.ZipFile) -> dt.date:
    """The day a workbook counts dates from."""
    properties = fromstring(package.read(WORKBOOK)).find(f"{_MAIN}workbookPr")
    return dt.date(1904, 1, 1) if properties is not None and properties.get("date1904") in ("1", "true") else dt.date(1899, 12, 30)


def place_of(reference: str) -> Address:
    """The row and column of a cell's name: C5 is row 5, column 3. Raises ValueError."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _styles(package: zipfile.ZipFile, known: frozenset[int], shows: Callable[[str], bool]) -> frozenset[str]:
    if STYLES not in package.namelist():
        return frozenset()
    styles = fromstring(package.read(STYLES))
    own = {int(found.get("numFmtId", 0)): shows(_LITERAL.sub("", found.get("formatCode", ""))) for found in styles.iter(f"{_MAIN}numFmt")}
    formats = styles.find(f"{_MAIN}cellXfs")
    chosen = [int(xf.get("numFmtId", 0)) for xf in formats] if formats is not None else []
    return frozenset(str(index) for index, number in enumerate(chosen) if own.get(number, number in known))
