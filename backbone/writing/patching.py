"""Changing only the named cells of one sheet of a workbook: every other part of the package stays byte for byte.

People's workbooks hold what no library writes back whole (charts, pictures, newer validations, cached results), so the
sheet's XML is spliced at the places a parser found, never written anew.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

from backbone.reading.parts import CHAIN, CONTENT_TYPES, RELATIONS, WORKBOOK, date_styles, epoch, percent_styles, sheet_parts
from backbone.writing.cells import Rate, Stored, shown
from backbone.writing.packing import repacked
from backbone.writing.sheet_map import Place, SheetMap, corners, map_sheet
from schema.folding import fold
from schema.grid import Address, address

_RANGE = re.compile(rb":\$?[A-Z]{1,3}\$?(\d+)")
_CALCULATION = re.compile(rb"<calcPr\b[^>]*?(/?)>")
_BEFORE_CALCULATION = (b"</definedNames>", b"</externalReferences>", b"</functionGroups>", b"</sheets>")
_CHAINED = re.compile(rb"<(Override|Relationship)\b[^>]*calcChain[^>]*(?:/>|>\s*</\1>)")
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DIMENSION = re.compile(rb'<dimension\b[^>]*?\bref="([A-Z]+\d+(?::[A-Z]+\d+)?)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_NO_ROWS = re.compile(rb"<sheetData\s*/>")
_LOOK_UP = 50


class Bound(ValueError):
    """The cell named belongs to a formula that fills several, or lies covered inside a merged range."""


@dataclass(frozen=True)
class _Looks:
    """What decides how a new cell looks: where the header ends, which styles show dates and which percents, and the day dates count from."""

    header_row: int
    dates: frozenset[str]
    percents: frozenset[str]
    epoch: dt.date


class OpenSheet:
    """One sheet of a package, looked through so that cells of it can be changed.

    Raises KeyError for a sheet that is not there, ExpatError for one that is damaged.
    """

    def __init__(self, package: bytes, title: str) -> None:
        self._package, self._old = package, zipfile.ZipFile(io.BytesIO(package))
        parts = sheet_parts(self._old)
        self._part = {fold(name): part for name, part in parts.items()}[fold(title)]
        contents = {part: self._old.read(part) for part in parts.values()}
        self._computes = any(_FORMULA.search(content) for content in contents.values())
        self._xml = _NO_ROWS.sub(b"<sheetData></sheetData>", contents[self._part], count=1)
        self._map = map_sheet(self._xml)

    def patched(self, cells: Mapping[Address, Stored], header_row: int = 0) -> bytes:
        """The package with these cells changed; None empties a cell and keeps its format.

        A cell keeps its style; a new one takes that of the nearest cell above it below the header, else its column's. Where the style of a date is no date
        format the date is written as text. Raises Bound for a cell that cannot be changed alone.
        """
        looks = _Looks(header_row, date_styles(self._old), percent_styles(self._old), epoch(self._old))
        changed = {self._part: _spliced(self._xml, self._map, cells, looks)}
        if self._computes:
            changed[WORKBOOK] = _recalculating(self._old.read(WORKBOOK))
        if any(place.formula for at in cells if (place := self._map.cell(at))):
            changed |= _without_chain(self._old)
        return repacked(self._package, self._old, changed)


def _without_chain(package: zipfile.ZipFile) -> dict[str, bytes]:
    """The order of computing names every formula cell; where one becomes a plain value, programs make that list anew if it is left out."""
    if CHAIN not in package.namelist():
        return {}
    return {CHAIN: b"", **{part: _CHAINED.sub(b"", package.read(part)) for part in (CONTENT_TYPES, RELATIONS)}}


def _spliced(xml: bytes, found: SheetMap, cells: Mapping[Address, Stored], looks: _Looks) -> bytes:
    if bound := next((at for at in cells if found.is_bound(at)), None):
        raise Bound(address(*bound))
    edits: list[tuple[int, int, bytes]] = []
    by_row: dict[int, dict[int, Stored]] = {}
    for (row, column), value in cells.items():
        by_row.setdefault(row, {})[column] = value
    for row, values in sorted(by_row.items()):
        made = {column: _cell(found, (row, column), value, looks) for column, value in sorted(values.items())}
        edits += list(_in_row(xml, found, row, made)) if row in found.rows else [_new_row(found, row, made)]
    edits += list(_wider_dimension(xml, found, cells))
    edits += list(_longer_validations(xml, found, max(by_row), max(found.rows, default=0)))
    return _applied(xml, edits)


def _cell(found: SheetMap, at: Address, value: Stored, looks: _Looks) -> bytes:
    style = _style(found, at, looks.header_row)
    mark = f' s="{style}"' if style else ""
    head = f'<c r="{address(*at)}"{mark}'
    if value is None:
        return f"{head}/>".encode()
    if isinstance(value, dt.date):
        value = (value - looks.epoch).days if style in looks.dates else value.isoformat()
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{_escaped(value)}</t></is></c>'.encode()
    if isinstance(value, Rate) and style in looks.percents:
        value = float(Decimal(shown(value)) / 100)
    return f"{head}><v>{shown(value)}</v></c>".encode()


def _escaped(text: str) -> str:
    """Readers take _x0041_ for the letter A; what was typed so is to stay so."""
    return escape(_CODED.sub("_x005F_", text))


def _style(found: SheetMap, at: Address, header_row: int) -> str:
    row, column = at
    if standing := found.cell(at):
        return standing.style
    above = (place.style for upper in range(row - 1, max(header_row, row - _LOOK_UP), -1) if (place := found.cell((upper, column))))
    return next(above, "") or next((style for first, last, style in found.column_styles if first <= column <= last), "")


def _in_row(xml: bytes, found: SheetMap, row: int, made: Mapping[int, bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Each cell in place of the one that stands there, else before the next one of its row."""
    place, standing = found.rows[row], found.cells(row)
    if not standing:
        yield _filled_row(xml, place, b"".join(made.values()))
        return
    for column, cell in made.items():
        if column in standing:
            yield standing[column].start, standing[column].end(xml), cell
        else:
            behind = next((standing[other].start for other in sorted(standing) if other > column), place.stop)
            yield behind, behind, cell


def _filled_row(xml: bytes, place: Place, cells: bytes) -> tuple[int, int, bytes]:
    """A row without cells: its tag may close itself."""
    if place.closes_itself(xml):
        return place.stop - 2, place.stop, b">" + cells + b"</row>"
    return place.stop, place.stop, cells


def _new_row(found: SheetMap, row: int, made: Mapping[int, bytes]) -> tuple[int, int, bytes]:
    xml = f'<row r="{row}">'.encode() + b"".join(made.values()) + b"</row>"
    behind = next((found.rows[other].start for other in sorted(found.rows) if other > row), None)
    if behind is not None:
        return behind, behind, xml
    return found.data.stop, found.data.stop, xml


def _wider_dimension(xml: bytes, found: SheetMap, cells: Iterable[Address]) -> Iterator[tuple[int, int, bytes]]:
    """The range a sheet says it fills takes the new cells in: some readers stop at its end."""
    named = _DIMENSION.search(xml, 0, found.data.start)
    if named:
        first, last = corners(named[1].decode())
        rows, columns = zip(first, last, *cells, strict=True)
        yield *named.span(1), f"{address(min(rows), min(columns))}:{address(max(rows), max(columns))}".encode()


def _longer_validations(xml: bytes, found: SheetMap, last: int, known: int) -> Iterator[tuple[int, int, bytes]]:
    """A drop-down that ends at the last row there was goes on to the rows added below it."""
    for start, end in found.validations if last > known else ():
        for hit in _RANGE.finditer(xml, start, end):
            if int(hit[1]) == known:
                yield hit.start(1), hit.end(1), str(last).encode()


def _applied(xml: bytes, edits: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Edits from the last to the first; what is inserted at one place keeps its order."""
    joined: dict[tuple[int, int], bytes] = {}
    for start, end, text in edits:
        joined[start, end] = joined.get((start, end), b"") + text
    for (start, end), text in sorted(joined.items(), reverse=True):
        xml = xml[:start] + text + xml[end:]
    return xml


def _recalculating(workbook: bytes) -> bytes:
    """The workbook told to compute its formulas anew when it is opened: what they show rests on cells that changed."""
    if b"fullCalcOnLoad=" in workbook:
        return workbook
    if found := _CALCULATION.search(workbook):
        at = found.start(1)
        return workbook[:at] + b' fullCalcOnLoad="1"' + workbook[at:]
    mark = next((mark for mark in _BEFORE_CALCULATION if mark in workbook), None)
    if mark is None:
        raise ValueError("sheets")
    return workbook.replace(mark, mark + b'<calcPr fullCalcOnLoad="1"/>', 1)
