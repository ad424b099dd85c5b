"""Where the elements of a sheet's XML begin and end, so that it can be changed at those places and nowhere else."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from backbone.reading.parts import place_of
from schema.grid import Address

_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ROWS = re.compile(
    rb"""<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|(/?)(row|sheetData)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>)""",
    re.DOTALL,
)
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_SQREF = re.compile(rb'\bsqref="[^"]*"')


@dataclass
class Place:
    """Where an element begins; where the parser was when it ended: at its closing tag, or just behind one that closes itself."""

    start: int
    stop: int = 0
    style: str = ""
    formula: bool = False

    def closes_itself(self, xml: bytes) -> bool:
        """Whether it is one tag without content."""
        return _tag(xml, self.start).endswith(b"/>")

    def end(self, xml: bytes) -> int:
        """The first byte behind it."""
        return self.stop if self.closes_itself(xml) else xml.index(b">", self.stop) + 1


@dataclass
class SheetMap:
    """The rows of a sheet part, the end of its data, the styles of its columns, its drop-downs, and what is bound together.

    The cells of a row are looked for when they are asked for, unless there are formulas, which bind cells of several rows.
    """

    xml: bytes
    rows: dict[int, Place] = field(default_factory=dict)
    data: Place = field(default_factory=lambda: Place(0))
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    validations: list[tuple[int, int]] = field(default_factory=list)
    ranges: list[tuple[Address, Address]] = field(default_factory=list)
    masters: set[Address] = field(default_factory=set)
    corners: set[Address] = field(default_factory=set)
    _cells: dict[int, dict[int, Place]] = field(default_factory=dict)

    def cells(self, row: int) -> Mapping[int, Place]:
        """The cells of a row by column."""
        if row not in self._cells:
            self._cells[row] = _RowWalk(self, row).cells if row in self.rows else {}
        return self._cells[row]

    def cell(self, at: Address) -> Place | None:
        """The cell at an address, if it is written down."""
        return self.cells(at[0]).get(at[1])

    def is_bound(self, at: Address) -> bool:
        """Whether a cell cannot be written without breaking a formula of several cells, or without being seen in a merged range."""
        inside = any(first[0] <= at[0] <= last[0] and first[1] <= at[1] <= last[1] for first, last in self.ranges)
        return at in self.masters or (inside and at not in self.corners)


def map_sheet(xml: bytes) -> SheetMap:
    """Where everything stands. Raises ExpatError for XML that is damaged, has a DOCTYPE, or holds no cells."""
    _parser().Parse(xml, True)
    sheet = SheetMap(xml)
    first, last = _find_rows(sheet)
    _OutlineWalk(sheet, first, last)
    if xml.find(b"<f", first, last) >= 0:
        for row in sheet.rows:
            sheet.cells(row)
    return sheet


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise expat.ExpatError("DOCTYPE")


def _find_rows(sheet: SheetMap) -> tuple[int, int]:
    """Note where each row begins and ends; the first and the last byte of what stands between the tags of the data."""
    first, number, row = 0, 0, Place(0)
    for tag in _ROWS.finditer(sheet.xml):
        closing, name, told = tag.groups()
        if name == b"sheetData" and closing:
            return first, tag.start()
        if name == b"sheetData":
            first = tag.end()
        elif first and name and closing:
            row.stop = tag.start()
        elif first and name:
            named = _NUMBER.search(told)
            number = int(named[1]) if named else number + 1
            row = sheet.rows[number] = Place(tag.start(), tag.end())
    raise expat.ExpatError("sheetData")


class _Walk:
    """One pass over a piece of the XML, which tells each element it knows where it begins, and later where it ends."""

    def __init__(self, sheet: SheetMap, known: Mapping[str, Callable[[Place, dict[str, str]], None]]) -> None:
        self.sheet, self._known, self._open = sheet, known, list[tuple[str, Place]]()
        self._parser = _parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._finish

    def walk(self, piece: bytes) -> None:
        """Go through the piece from its first to its last tag."""
        self._parser.Parse(piece, True)

    def _place(self, index: int) -> int:
        """The place in the whole XML of a place in the piece."""
        raise NotImplementedError

    def _begin(self, name: str, told: dict[str, str]) -> None:
        place = Place(self._place(self._parser.CurrentByteIndex), style=told.get("s", ""))
        if name in self._known:
            self._known[name](place, told)
        self._open.append((name, place))

    def _finish(self, _: str) -> None:
        name, place = self._open.pop()
        place.stop = self._place(self._parser.CurrentByteIndex)
        if name == "xm:sqref":
            self.sheet.validations.append((place.start, place.stop))


class _RowWalk(_Walk):
    """The cells of one row. A cell without an address follows the one before it."""

    def __init__(self, sheet: SheetMap, row: int) -> None:
        super().__init__(sheet, {"c": self._cell, "f": self._formula})
        self.cells: dict[int, Place] = {}
        self._first, self._at = sheet.rows[row].start, (row, 0)
        self.walk(sheet.xml[self._first : sheet.rows[row].end(sheet.xml)])

    def _place(self, index: int) -> int:
        return self._first + index

    def _cell(self, place: Place, told: dict[str, str]) -> None:
        self._at = place_of(told["r"]) if "r" in told else (self._at[0], self._at[1] + 1)
        self.cells[self._at[1]] = place

    def _formula(self, _: Place, told: dict[str, str]) -> None:
        """Other cells may rest on this one: all cells of an array formula are bound, the first cell of a shared one."""
        if self._at[1] in self.cells:
            self.cells[self._at[1]].formula = True
        if ":" in told.get("ref", ""):
            self.sheet.masters.add(self._at)
            self.sheet.ranges += [corners(told["ref"])] if told.get("t") == "array" else []


class _OutlineWalk(_Walk):
    """Everything but the rows, which are left out of the piece."""

    def __init__(self, sheet: SheetMap, first: int, last: int) -> None:
        super().__init__(sheet, {"mergeCell": self._merged, "sheetData": self._data, "col": self._column, "dataValidation": self._validation})
        self._first, self._left_out = first, last - first
        self.walk(sheet.xml[:first] + sheet.xml[last:])

    def _place(self, index: int) -> int:
        return index if index < self._first else index + self._left_out

    def _merged(self, _: Place, told: dict[str, str]) -> None:
        self.sheet.ranges.append(corners(told["ref"]))
        self.sheet.corners.add(self.sheet.ranges[-1][0])

    def _data(self, place: Place, _: dict[str, str]) -> None:
        self.sheet.data = place

    def _column(self, _: Place, told: dict[str, str]) -> None:
        if "style" in told:
            self.sheet.column_styles.append((int(told["min"]), int(told["max"]), told["style"]))

    def _validation(self, place: Place, _: dict[str, str]) -> None:
        if named := _SQREF.search(self.sheet.xml, place.start):
            self.sheet.validations.append(named.span())


def _tag(xml: bytes, start: int) -> bytes:
    found = _TAG.match(xml, start)
    return found[0] if found else b""


def corners(reference: str) -> tuple[Address, Address]:
    """The first and the last cell of a range such as A1:C5; one cell is both."""
    first, _, last = reference.partition(":")
    return place_of(first), place_of(last or first)
