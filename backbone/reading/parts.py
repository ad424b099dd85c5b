"""The parts of an .xlsx package: which one holds which sheet, and which cell styles show dates or percents."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

WORKBOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
CHAIN, CONTENT_TYPES = "xl/calcChain.xml", "[Content_Types].xml"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_PERCENTS = frozenset((9, 10))
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))


@dataclass(frozen=True)
class _Styles:
    """The numbers of the cell styles that show percents, and of those that show dates."""

    percents: frozenset[str]
    dates: frozenset[str]


class Package(Protocol):
    """The parts of a workbook by name: a zip file, or what an inspection let through."""

    def namelist(self) -> Sequence[str]:
        """The names of the parts."""

    def read(self, name: str, /) -> bytes:
        """The bytes of one part. Raises KeyError."""


def sheet_parts(package: Package) -> dict[str, str]:
    """The part of every sheet, by the sheet's title."""
    named = _named_parts(package.read(WORKBOOK), package.read(RELATIONS))
    there = frozenset(package.namelist())
    return {title: part for title, part in named if part in there}


def percent_styles(package: Package) -> frozenset[str]:
    """The numbers of the cell styles that show a percent."""
    return _styles(package.read(STYLES)).percents if STYLES in package.namelist() else frozenset()


def date_styles(package: Package) -> frozenset[str]:
    """The numbers of the cell styles that show a date."""
    return _styles(package.read(STYLES)).dates if STYLES in package.namelist() else frozenset()


def epoch(package: Package) -> dt.date:
    """The day a workbook counts dates from."""
    return _epoch(package.read(WORKBOOK))


# Workbooks made from one template share these parts byte for byte.
@lru_cache(maxsize=8)
def _epoch(workbook: bytes) -> dt.date:
    properties = fromstring(workbook).find("{*}workbookPr")
    return dt.date(1904, 1, 1) if properties is not None and properties.get("date1904") in ("1", "true") else dt.date(1899, 12, 30)


def place_of(reference: str) -> tuple[int, int]:
    """The row and column of a cell's name: C5 is row 5, column 3. Raises ValueError."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


@lru_cache(maxsize=8)
def _named_parts(workbook: bytes, relations: bytes) -> list[tuple[str, str]]:
    targets = {found.get("Id"): found.get("Target", "") for found in fromstring(relations)}
    named = [(sheet.get("name", ""), targets.get(_relation(sheet), "")) for sheet in fromstring(workbook).iterfind(".//{*}sheet")]
    return [(title, target.lstrip("/") if target.startswith("/") else f"xl/{target}") for title, target in named]


def _relation(sheet: Element) -> str | None:
    """The attribute ``r:id``, whose namespace differs between the two kinds of the format."""
    return next((value for name, value in sheet.items() if name.endswith("}id")), None)


@lru_cache(maxsize=8)
def _styles(xml: bytes) -> _Styles:
    styles = fromstring(xml)
    codes = {int(found.get("numFmtId", 0)): _LITERAL.sub("", found.get("formatCode", "")).lower() for found in styles.iterfind(".//{*}numFmt")}
    percents = {number for number, code in codes.items() if "%" in code} | (_PERCENTS - codes.keys())
    dates = {number for number, code in codes.items() if any(letter in code for letter in "yd") and "general" not in code} | (_DATES - codes.keys())
    formats = styles.find("{*}cellXfs")
    chosen = [int(xf.get("numFmtId", 0)) for xf in formats] if formats is not None else []
    return _Styles(*(frozenset(str(index) for index, number in enumerate(chosen) if number in kind) for kind in (percents, dates)))
