"""The tabs of a spreadsheet, as one reply shows them: every cell with what was typed, what it comes to, and how it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from typing import Any

from backbone.google.values import PERCENT, Json, kind, raw_text, shown_text
from schema.grid import Address, Cell, Grid
from schema.shield import shielded

FIELDS = (
    "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),merges,developerMetadata(metadataId,metadataKey,metadataValue),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue,userEnteredFormat(numberFormat(type)),effectiveFormat(numberFormat(type))))))"
)


@dataclass(frozen=True)
class Tab:
    """One tab: its id, which stays when people rename it, the size of its grid, and its cells row by row from row 1."""

    id: int
    title: str
    height: int
    width: int
    rows: Sequence[Sequence[Json]]
    merges: Sequence[Mapping[str, int]] = ()
    metadata: Sequence[Json] = ()

    @cached_property
    def grid(self) -> Grid:
        """The cells as every backbone hands them up, personal data masked."""
        texts: list[list[Cell]] = [[shown_text(cell) for cell in row] for row in self.rows]
        filled = list(dropwhile(lambda row: not any(row), reversed(texts)))[::-1]
        marks = (self._places(is_computed), self._places(_is_error), self._places(_is_percent))
        told = "\0".join(text for row in filled for text in row if text)
        return shielded({self.title: Grid.of(self.title, filled, *marks)}, told.encode()).popitem()[1]

    def cell(self, row: int, column: int) -> Json:
        """The cell in a row and column from 1; an empty one where nothing is."""
        cells = self.rows[row - 1] if row <= len(self.rows) else ()
        return cells[column - 1] if column <= len(cells) else {}

    def raw(self, row: int, columns: Sequence[int]) -> list[str]:
        """What tells the values of some cells of a row from any others."""
        return [raw_text(self.cell(row, column)) for column in columns]

    def is_covered(self, row: int, column: int) -> bool:
        """Whether a merged range hides the cell."""
        for merge in self.merges:
            top, left = merge.get("startRowIndex", 0) + 1, merge.get("startColumnIndex", 0) + 1
            inside = top <= row <= merge.get("endRowIndex", self.height) and left <= column <= merge.get("endColumnIndex", self.width)
            if inside and (row, column) != (top, left):
                return True
        return False

    def _places(self, holds: Any) -> frozenset[Address]:
        return frozenset((at, along) for at, row in enumerate(self.rows, 1) for along, cell in enumerate(row, 1) if holds(cell))


def tabs_of(told: Mapping[str, Any]) -> list[Tab]:
    """The tabs of a spreadsheet's JSON; what proto leaves out is nought or nothing."""
    return [_tab(sheet) for sheet in told.get("sheets") or ()]


def is_computed(cell: Mapping[str, Any]) -> bool:
    """Whether a formula makes the value, be it one of another cell that spills over."""
    return "formulaValue" in (cell.get("userEnteredValue") or {}) or is_spilled(cell)


def is_spilled(cell: Mapping[str, Any]) -> bool:
    """Whether a formula in another cell makes the value; who writes there breaks that formula."""
    return bool(cell.get("effectiveValue") and not cell.get("userEnteredValue"))


def _is_error(cell: Mapping[str, Any]) -> bool:
    return "errorValue" in (cell.get("effectiveValue") or {})


def _is_percent(cell: Mapping[str, Any]) -> bool:
    return kind(cell) == PERCENT and "numberValue" in (cell.get("effectiveValue") or {})


def _tab(sheet: Mapping[str, Any]) -> Tab:
    properties = sheet.get("properties") or {}
    size = properties.get("gridProperties") or {}
    rows: list[list[Json]] = []
    for block in sheet.get("data") or ():
        _lay(rows, block)
    told = (properties.get("sheetId", 0), properties.get("title", ""), size.get("rowCount", 0), size.get("columnCount", 0))
    return Tab(*told, rows, sheet.get("merges") or (), sheet.get("developerMetadata") or ())


def _lay(rows: list[list[Json]], block: Mapping[str, Any]) -> None:
    """Lay a block of cells where it begins; a whole tab is one block from the first cell."""
    top, left = block.get("startRow", 0), block.get("startColumn", 0)
    for at, line in enumerate(block.get("rowData") or (), top):
        rows.extend([] for _ in range(at + 1 - len(rows)))
        cells = rows[at]
        cells.extend({} for _ in range(left - len(cells)))
        cells[left:] = line.get("values") or []
