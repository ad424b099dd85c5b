"""Where the elements of a sheet's XML begin and end, so that it can be changed at those places and nowhere else."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from backbone.parts import place_of
from schema.grid import Address

_END_TAG = re.compile(rb"</([^\s>]+)\s*>")
_SQREF = re.compile(rb'\bsqref="[^"]*"')


@dataclass
class Place:
    """Bytes from ``start`` to ``end`` of an element, and where its content ends: at ``inside``, or at ``start`` where it can have none."""

    start: int
    end: int = 0
    inside: int = 0
    style: str = ""
    formula: bool = False


@dataclass
class SheetMap:
    """The rows and cells of a sheet part, the end of its data, the styles of its columns, its drop-downs, and what is bound together."""

    rows: dict[int, Place] = field(default_factory=dict)
    cells: dict[Address, Place] = field(default_factory=dict)
    data: Place = field(default_factory=lambda: Place(0))
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    validations: list[tuple[int, int]] = field(default_factory=list)
    ranges: list[tuple[Address, Address]] = field(default_factory=list)
    masters: set[Address] = field(default_factory=set)
    corners: set[Address] = field(default_factory=set)

    def is_bound(self, at: Address) -> bool:
        """Whether a cell cannot be written without breaking a formula of several cells, or without being seen in a merged range."""
        inside = any(first[0] <= at[0] <= last[0] and first[1] <= at[1] <= last[1] for first, last in self.ranges)
        return at in self.masters or (inside and at not in self.corners)


def map_sheet(xml: bytes) -> SheetMap:
    """Walk the part once. Raises ExpatError for XML that is damaged, has a DOCTYPE, or holds no cells."""
    walk = _Walk(xml)
    walk.parser.Parse(xml, True)
    if not walk.sheet.data.end:
        raise expat.ExpatError("sheetData")
    return walk.sheet


class _Walk:
    """One pass over the XML. A row or cell without an address follows the one before it."""

    def __init__(self, xml: bytes) -> None:
        self.sheet = SheetMap()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._begin, self._finish
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._xml, self._at, self._open = xml, (0, 0), list[tuple[str, Place]]()
        self._known = {
            "row": self._row,
            "c": self._cell,
            "f": self._formula,
            "mergeCell": self._merged,
            "sheetData": self._data,
            "col": self._column,
            "dataValidation": self._validation,
        }

    def _begin(self, name: str, told: dict[str, str]) -> None:
        place = Place(self.parser.CurrentByteIndex, style=told.get("s", ""))
        if name in self._known:
            self._known[name](place, told)
        self._open.append((name, place))

    def _finish(self, _: str) -> None:
        """The parser stands at an end tag, or behind a tag that closes itself; such an element has no inside."""
        name, place = self._open.pop()
        at = self.parser.CurrentByteIndex
        closing = _END_TAG.match(self._xml, at)
        if closing and closing[1] == name.encode():
            place.inside, place.end = at, closing.end()
        else:
            place.inside, place.end = place.start, at
        if name == "xm:sqref":
            self.sheet.validations.append((place.start, place.end))

    def _row(self, place: Place, told: dict[str, str]) -> None:
        self._at = int(told.get("r", self._at[0] + 1)), 0
        self.sheet.rows[self._at[0]] = place

    def _cell(self, place: Place, told: dict[str, str]) -> None:
        self._at = place_of(told["r"]) if "r" in told else (self._at[0], self._at[1] + 1)
        self.sheet.cells[self._at] = place

    def _formula(self, _: Place, told: dict[str, str]) -> None:
        """Other cells may rest on this one: all cells of an array formula are bound, the first cell of a shared one."""
        if self._at in self.sheet.cells:
            self.sheet.cells[self._at].formula = True
        if ":" in told.get("ref", ""):
            self.sheet.masters.add(self._at)
            self.sheet.ranges += [_corners(told["ref"])] if told.get("t") == "array" else []

    def _merged(self, _: Place, told: dict[str, str]) -> None:
        self.sheet.ranges.append(_corners(told["ref"]))
        self.sheet.corners.add(self.sheet.ranges[-1][0])

    def _data(self, place: Place, _: dict[str, str]) -> None:
        self.sheet.data = place

    def _column(self, _: Place, told: dict[str, str]) -> None:
        if "style" in told:
            self.sheet.column_styles.append((int(told["min"]), int(told["max"]), told["style"]))

    def _validation(self, place: Place, _: dict[str, str]) -> None:
        if named := _SQREF.search(self._xml, place.start):
            self.sheet.validations.append(named.span())

    def _refuse(self, *_: object) -> None:
        raise expat.ExpatError("DOCTYPE")


def _corners(reference: str) -> tuple[Address, Address]:
    first, _, last = reference.partition(":")
    return place_of(first), place_of(last or first)
