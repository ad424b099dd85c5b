"""What has been read and checked of a workspace: the books, their rows by sheet, and which revision of each that was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ledger.books import CheckedBook
from ledger.rows import SheetRows, joined, runs_of
from schema.registry import SHEETS
from schema.sheet import Sheet


@dataclass(frozen=True)
class State:
    """Books in order, and by sheet name the rows of all books in that order.

    ``digests`` holds what is known of the content of books as they stand; it may learn more. ``unsaved`` counts the books
    that have changed since the state was last kept on disk.
    """

    books: Mapping[str, CheckedBook] = field(default_factory=dict)
    sheets: Mapping[str, SheetRows] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    unsaved: int = 0

    def refreshed(self, revisions: Mapping[str, str], books: Sequence[CheckedBook], rows: Sequence[Mapping[str, SheetRows]], unsaved: int) -> "State":
        """The books of these revisions: those given, whose rows stand in batches one after the other, and for the rest those of this state."""
        fresh = {book.name: book for book in books}
        places = {name: (0, at) for at, name in enumerate(self.books)} | dict(zip(fresh, _places(rows), strict=True))
        runs = runs_of([places[name] for name in revisions])
        sheets = {name: joined([self.sheets.get(name), *(batch[name] for batch in rows)], runs) for name in SHEETS}
        known = self.digests.copy()
        digests = {name: known[name] for name in revisions if name in known and name not in fresh}
        return State({name: fresh.get(name) or self.books[name] for name in revisions}, sheets, dict(revisions), digests, unsaved)

    def rows(self, model: type[Sheet], counting: Sequence[bool]) -> pa.Table:
        """The rows of a sheet, blocked ones too, in the books that count: book, branch, row, accepted, blanks, values by column name."""
        rows = self.sheets[model.about.name]
        of_book = pa.array(rows.by_row(np.arange(len(self.books))))
        table = rows.table
        for name, told in (("book", list(self.books)), ("branch", [book.owner for book in self.books.values()])):
            if name not in table.column_names:
                table = table.append_column(name, pa.DictionaryArray.from_arrays(of_book, pa.array(told, pa.string())).cast(pa.string()))
        return table if all(counting) else table.filter(pa.array(rows.by_row(np.array(counting, bool))))


def _places(rows: Sequence[Mapping[str, SheetRows]]) -> list[tuple[int, int]]:
    """Batch (from 1) and place in it of book after book."""
    return [(number, at) for number, batch in enumerate(rows, start=1) for at in range(len(next(iter(batch.values())).starts) - 1)]
