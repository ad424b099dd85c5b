"""Rectangles of cells: A1 notation, grid ranges, and where they go when rows or columns are inserted, deleted or moved."""

import re
from dataclasses import dataclass, replace

CELL = re.compile(r"\$?([A-Za-z]{0,3})\$?((?:[1-9]\d*)?)")
PLAIN_TITLE = re.compile(r"(?![A-Za-z]{1,3}\d+$)[A-Za-z_][A-Za-z0-9_]*")
ENDS = {"ROWS": ("startRowIndex", "endRowIndex"), "COLUMNS": ("startColumnIndex", "endColumnIndex")}


@dataclass(frozen=True)
class Area:
    """Cells ``top <= row < bottom`` and ``left <= column < right`` of a sheet; an end of ``None`` is open."""

    sheet_id: int
    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    def inside(self, rows, columns):
        """The same with open ends closed and cut at a grid of this size."""
        bottom, right = (size if end is None else min(end, size) for end, size in ((self.bottom, rows), (self.right, columns)))
        return replace(self, bottom=bottom, right=right)

    def touches(self, other):
        """Whether the two share a cell; open ends reach to infinity."""
        if self.sheet_id != other.sheet_id:
            return False
        rows = self.top < _end(other.bottom) and other.top < _end(self.bottom)
        return rows and self.left < _end(other.right) and other.left < _end(self.right)

    def holds(self, row, column):
        """Whether the cell lies in this area."""
        return self.top <= row < _end(self.bottom) and self.left <= column < _end(self.right)

    @property
    def single(self):
        """Whether this is one cell, which a write takes as an anchor."""
        return self.bottom == self.top + 1 and self.right == self.left + 1


def _end(end):
    return float("inf") if end is None else end


def column_name(index):
    """``A`` of 0, ``AA`` of 26."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name):
    """0 of ``A``."""
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def cells_of(text, sheet_id):
    """The area of ``A1:B2``, ``A:A``, ``2:5`` or ``A2:2``; ``None`` when it is not A1 notation."""
    first, _, last = text.partition(":")
    start, end = CELL.fullmatch(first), CELL.fullmatch(last or first)
    if not first or not start or not end:
        return None
    (left, top), (right, bottom) = start.groups(), end.groups()
    rows, columns = _ordered(top and int(top), bottom and int(bottom)), _ordered(left and column_index(left) + 1, right and column_index(right) + 1)
    return Area(sheet_id, *rows, *columns)


def _ordered(first, last):
    """Start and end of a span given by its first and last place, counted from 1; either may be open, both may be swapped."""
    first, last = (min(first, last), max(first, last)) if first and last else (first, last)
    return (first - 1 if first else 0, last or None)


def split(text):
    """Title and cells of ``'a ''b'' sheet'!A1``; either may be empty."""
    if quoted := re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL):
        return quoted[1].replace("''", "'"), quoted[2] or ""
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else ("", text)


def written(title, area):
    """A bounded area in A1 notation as Google writes it."""
    name = title if PLAIN_TITLE.fullmatch(title) else "'" + title.replace("'", "''") + "'"
    first = f"{column_name(area.left)}{area.top + 1}"
    last = f"{column_name(area.right - 1)}{area.bottom}"
    return f"{name}!{first}" if first == last else f"{name}!{first}:{last}"


def of_grid(grid):
    """The area of a GridRange in JSON."""
    return Area(
        grid.get("sheetId") or 0,
        grid.get("startRowIndex") or 0,
        grid.get("endRowIndex"),
        grid.get("startColumnIndex") or 0,
        grid.get("endColumnIndex"),
    )


def of_dimension(span):
    """The area of a DimensionRange in JSON: whole rows or whole columns."""
    start, end = span.get("startIndex") or 0, span.get("endIndex")
    sheet = span.get("sheetId") or 0
    return Area(sheet, top=start, bottom=end) if span["dimension"] == "ROWS" else Area(sheet, left=start, right=end)


def shown(grid):
    """A GridRange or DimensionRange as replies carry it: the sheet id 0 is left out."""
    return {name: value for name, value in grid.items() if value is not None and (name != "sheetId" or value)}


def moved(start, end, goes):
    """Both ends of a span after each place went where ``goes`` says (``None``: deleted); ``None`` when nothing is left."""
    places = [place for old in range(start, end) if (place := goes(old)) is not None]
    return (min(places), max(places) + 1) if places else None


def moved_grid(grid, dimension, goes, size):
    """A GridRange after the rows or columns of its sheet went elsewhere; ``None`` when all of it is gone."""
    first, last = ENDS[dimension]
    if grid.get(last) is None:
        return {**grid, first: moved(grid[first], size, goes)[0]} if grid.get(first) and moved(grid[first], size, goes) else grid
    span = moved(grid.get(first) or 0, grid[last], goes)
    return {**grid, first: span[0], last: span[1]} if span else None
