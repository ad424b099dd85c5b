"""What one sheet's XML says beyond its values: how far it reaches, and which cells hold formulas, errors and percents."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from backbone.reading.inspection import Refused
from backbone.reading.parts import place_of

MOST_CELLS = 2_000_000
_SHORTEST_CELL = 8
_MOST_TEXT = 64 << 20
_MOST_RULES = 65_536
_WIDEST_AREA = 20_000_000
_FAR = re.compile(rb"""r=["'](?:[A-Za-z]{3,}\d|[A-Za-z]+\d{5})""")
_ROOT = re.compile(rb".{0,4096}?<worksheet[\s>]", re.DOTALL)
_AREA = re.compile(rb"""(?:mergeCell|hyperlink)\s[^>]*?ref=["']([A-Z]+\d+):([A-Z]+\d+)["']""")
_RULE = re.compile(rb"<(?:\w+:)?(?:dataValidation|cfRule|hyperlink|mergeCell)[\s>]")

Place = tuple[int, int]


@dataclass
class Marks:
    """Addresses (row, column) of formulas, errors and percents, and the last row and column that hold anything."""

    formulas: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    rows: int = 0
    columns: int = 0


def refuse_excess(sheets: Sequence[bytes], strings: bytes) -> None:
    """Raises Refused when the sheets hold more cells, rules or text than a reader should unfold: text counts each time a cell names it."""
    most = sum(map(len, sheets)) // _SHORTEST_CELL
    if most > MOST_CELLS and (_counted(sheets, b"v") > MOST_CELLS or _counted(sheets, b"c") > 2 * MOST_CELLS):
        raise Refused("too_large")
    if any(_rules_sprawl(xml[max(xml.rfind(b"sheetData"), 0) :]) for xml in sheets):
        raise Refused("too_large")
    longest = max(map(len, strings.split(b"<si")), default=0)
    if min(most, 2 * MOST_CELLS) * longest > _MOST_TEXT and _unfolded(sheets, strings) > _MOST_TEXT:
        raise Refused("hostile_book")


def _counted(sheets: Sequence[bytes], name: bytes) -> int:
    return sum(xml.count(b"<" + name) + xml.count(b":" + name) for xml in sheets)


def sheet_marks(xml: bytes, percents: frozenset[str]) -> Marks:
    """The marks of one sheet; read cell by cell only where the sheet may have any. Raises ExpatError."""
    if not (_ROOT.match(xml) and _is_compact(xml) and not _may_have_marks(xml, percents)):
        return _walked(xml, percents)
    return Marks()


def _is_compact(xml: bytes) -> bool:
    """Whether no cell can stand far out, be it by its address or by its place in line; whoever cheats here meets the limits of the child."""
    if _FAR.search(xml):
        return False
    return xml.count(b"<row") * len(xml) // _SHORTEST_CELL <= MOST_CELLS or xml.count(b' r="') >= xml.count(b"<c ") + xml.count(b"<c>")


def _may_have_marks(xml: bytes, percents: frozenset[str]) -> bool:
    """Whether any cell may hold a formula, an error or a percent; the rules behind the cells hold formulas of their own."""
    end = max(xml.rfind(b"sheetData"), 0)
    quoted = (b'"e"', b"'e'") if b"'" in xml else (b'"e"',)
    if any(xml.find(sign, 0, end) >= 0 for sign in (b"<f", b":f", *quoted)):
        return True
    return bool(percents and re.search(rf"""\bs=["'](?:{"|".join(percents)})["']""".encode(), xml))


def _rules_sprawl(tail: bytes) -> bool:
    """Whether what follows the cells has more rules than a spreadsheet program allows, or merges as large as the grid."""
    if len(tail) > 1024 * 1024 and len(_RULE.findall(tail)) > _MOST_RULES:
        return True
    return any(_area(first.decode(), last.decode()) > _WIDEST_AREA for first, last in _AREA.findall(tail))


def _area(first: str, last: str) -> int:
    (top, left), (bottom, right) = place_of(first), place_of(last)
    return (bottom - top + 1) * (right - left + 1)


class _Walk:
    """Every cell in turn. A row or cell without an address stands after the one before it."""

    def __init__(self, percents: frozenset[str]) -> None:
        self.marks, self.arrays = Marks(), list[str]()
        self._percents, self._row, self._at = percents, 0, (0, 0)

    def begin(self, name: str, told: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell(told)
        elif name in ("v", "is"):
            self.marks.rows, self.marks.columns = max(self.marks.rows, self._at[0]), max(self.marks.columns, self._at[1])
        elif name == "row":
            self._row = int(told.get("r", self._row + 1))
            self._at = (self._row, 0)
        elif name == "f":
            self.marks.formulas.add(self._at)
            if ":" in told.get("ref", "") and told.get("t") != "shared":
                self.arrays.append(told["ref"])

    def _cell(self, told: dict[str, str]) -> None:
        self._at = place_of(told["r"]) if "r" in told else (self._row, self._at[1] + 1)
        if told.get("t") == "e":
            self.marks.errors.add(self._at)
        if told.get("s") in self._percents:
            self.marks.percents.add(self._at)


def _walked(xml: bytes, percents: frozenset[str]) -> Marks:
    walk, parser = _Walk(percents), expat.ParserCreate()
    parser.StartElementHandler = walk.begin
    parser.Parse(xml, True)
    marks = walk.marks
    if marks.rows * marks.columns > MOST_CELLS:
        raise Refused("too_large")
    for reference in walk.arrays:
        marks.formulas.update(_covered(reference, marks))
    return marks


def _covered(reference: str, marks: Marks) -> Iterator[Place]:
    """The cells of an array formula, which stands written in its first cell only."""
    first, last = reference.split(":")
    (top, left), (bottom, right) = place_of(first), place_of(last)
    rows, columns = range(top, min(bottom, marks.rows) + 1), range(left, min(right, marks.columns) + 1)
    return ((row, column) for row in rows for column in columns)


def _unfolded(sheets: Sequence[bytes], strings: bytes) -> int:
    """How much text all cells together show, each shared text counted as often as a cell names it."""
    lengths = list(_lengths(strings))
    return sum(lengths[int(index)] if int(index) < len(lengths) else 0 for xml in sheets for index in _named_texts(xml))


def _lengths(strings: bytes) -> Iterator[int]:
    found: list[int] = []

    def begin(name: str, _: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            found.append(0)

    def text(content: str) -> None:
        if found:
            found[-1] += len(content.encode())

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = begin, text
    parser.Parse(strings, True)
    return iter(found)


def _named_texts(xml: bytes) -> Iterator[bytes]:
    return (found[1] for found in re.finditer(rb"""\st=["']s["'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,7})\s*<""", xml))
