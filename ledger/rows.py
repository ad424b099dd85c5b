"""The rows of one sheet over many books as one Arrow table, of which the rows of single books can be exchanged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[Any, Any]
_MOST_PIECES = 64
PART = 1 << 32


@dataclass(frozen=True)
class SheetRows:
    """``table`` has the rows of book after book; those of the book at a position begin at ``starts[position]``."""

    table: pa.Table
    starts: Numbers

    @classmethod
    def of(cls, table: pa.Table, books: int, at: Sequence[int], counts: Sequence[int]) -> "SheetRows":
        """The rows of so many books; the books at these positions have so many rows each, the others none."""
        heights = np.zeros(books + 1, np.int64)
        heights[np.array(at, np.int64) + 1] = counts
        return cls(table, np.cumsum(heights))

    @property
    def counts(self) -> Numbers:
        """How many rows each book has."""
        return np.diff(self.starts)

    def books(self, first: int, last: int) -> "SheetRows":
        """The rows of the books from a position to before another."""
        return SheetRows(self.table.slice(self.starts[first], self.starts[last] - self.starts[first]), self.starts[first : last + 1] - self.starts[first])

    def by_row(self, of_books: Numbers) -> Numbers:
        """Something known of each book, repeated for each of its rows."""
        return np.repeat(of_books, self.counts)


def joined(parts: Sequence[SheetRows | None], runs: Sequence[tuple[int, int, int]]) -> SheetRows:
    """The rows of runs of books: (which part, its first book, behind its last). Nothing is copied but now and then, when the pieces grow many."""
    found = [part.books(first, last) for number, first, last in runs if (part := parts[number]) is not None]
    table = pa.concat_tables([rows.table for rows in found if len(rows.table)] or [found[0].table])
    if table.column(0).num_chunks > _MOST_PIECES:
        table = table.combine_chunks()
    return SheetRows(table, np.cumsum(np.concatenate([[0], *(rows.counts for rows in found)])))


def runs_of(places: Numbers) -> list[tuple[int, int, int]]:
    """Books one after the other, each as PART times which part plus its place in it, gathered into runs of neighbours."""
    breaks = np.flatnonzero(np.diff(places) != 1) + 1
    edges = [0, *breaks.tolist(), len(places)]
    found = [(divmod(int(places[first]), PART), last - first) for first, last in zip(edges, edges[1:], strict=False)]
    return [(part, begin, begin + length) for (part, begin), length in found]
