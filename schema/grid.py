"""The cells of one sheet as any backbone hands them up: text, exactly as typed, with the row and column it stands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from itertools import zip_longest
from typing import Any

import pyarrow as pa

_EXACT = 10**15
Cell = str | None
Address = tuple[int, int]
TITLE: Address = (0, 0)
"""The address under which something is told of a sheet's title."""


@dataclass(frozen=True)
class Grid:
    """Columns from column 1, each the text of its cells from row 1 down; all of one length, null is an empty cell.

    Numbers stand as ``number_text`` writes them, dates as 2026-03-05, booleans as TRUE and FALSE. The three sets hold the addresses
    (row, column) of formulas, of cells that show an error, and of numbers with a percent format. ``personal`` tells the kind of
    personal data at each address (TITLE for the sheet's title) whose text is masked here.
    """

    title: str
    columns: Sequence[pa.StringArray]
    formulas: frozenset[Address] = frozenset()
    errors: frozenset[Address] = frozenset()
    percents: frozenset[Address] = frozenset()
    personal: Mapping[Address, str] = field(default_factory=dict)

    @classmethod
    def of(cls, title: str, rows: Sequence[Sequence[Cell]], *marks: Any) -> "Grid":
        """A grid from its rows and its marks in their order; shorter rows end in empty cells."""
        return cls(title, [pa.array(column, pa.string()) for column in zip_longest(*rows)], *marks)

    @cached_property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The same cells row by row from row 1."""
        return list(zip(*(column.to_pylist() for column in self.columns), strict=True))


def number_text(number: float) -> str:
    """A number of a cell as its shortest text, without powers of ten unless it is above 10¹⁵.

    Spreadsheets keep fifteen digits: whatever was longer, such as the number of an identity card, is ruined and shows it.
    """
    if abs(number) > _EXACT:
        return str(Decimal(repr(number)).normalize())
    return str(int(number)) if number.is_integer() else format(Decimal(repr(number)), "f")


@cache
def letter(column: int) -> str:
    """The letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The name of a cell as spreadsheets print it: row 5, column 3 is C5."""
    return f"{letter(column)}{row}"
