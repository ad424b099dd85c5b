"""What has been read and checked of a workspace: the books, their rows by sheet, and which revision of each that was."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ledger.books import CheckedBook
from ledger.rows import PART, SheetRows, joined, runs_of
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
        places = dict(zip(self.books, range(len(self.books)), strict=True)) | dict(zip(fresh, _places(rows), strict=True))
        runs = runs_of(np.fromiter(map(places.__getitem__, revisions), np.int64, len(revisions)))
        kept = self._without_rows(revisions, fresh, rows)
        sheets = {name: kept.get(name) or joined([self.sheets.get(name), *(batch[name] for batch in rows)], runs) for name in SHEETS}
        digests = self.digests.copy()
        for name in (digests.keys() - revisions.keys()) | fresh.keys():
            digests.pop(name, None)
        known = {**self.books, **fresh}
        books_now = known if list(known) == list(revisions) else {name: known[name] for name in revisions}
        return State(books_now, sheets, revisions, digests, unsaved)

    def _without_rows(self, revisions: Mapping[str, str], fresh: Collection[str], rows: Sequence[Mapping[str, SheetRows]]) -> Mapping[str, SheetRows]:
        """The sheets that stay as they are, because the fresh books had and have no rows in them and the other books are the same as before."""
        if list(self.books) != list(revisions):
            return {}
        at = [number for number, name in enumerate(self.books) if name in fresh]
        return {name: sheet for name, sheet in self.sheets.items() if not (sheet.counts[at].any() or any(len(batch[name].table) for batch in rows))}

    def by_name(self) -> "State":
        """The same with the books in the order of their names, and what is known of files left out."""
        places = dict(zip(self.books, range(len(self.books)), strict=True))
        names = sorted(self.books)
        runs = runs_of(np.array([places[name] for name in names], np.int64))
        sheets = {name: joined([rows], runs) for name, rows in self.sheets.items()}
        return State({name: self.books[name] for name in names}, sheets)

    def rows(self, model: type[Sheet], counting: Sequence[bool]) -> pa.Table:
        """The rows of a sheet, blocked ones too, in the books that count: book, branch, row, accepted, blanks, values by column name."""
        rows = self.sheets[model.about.name]
        of_book = pa.array(rows.by_row(np.arange(len(self.books))))
        table = rows.table
        for name, told in (("book", list(self.books)), ("branch", [book.owner for book in self.books.values()])):
            if name not in table.column_names:
                table = table.append_column(name, pa.DictionaryArray.from_arrays(of_book, pa.array(told, pa.string())).cast(pa.string()))
        return table if all(counting) else table.filter(pa.array(rows.by_row(np.array(counting, bool))))


def _places(rows: Sequence[Mapping[str, SheetRows]]) -> list[int]:
    """Where book after book stands in batches, counted from 1."""
    return [number * PART + at for number, batch in enumerate(rows, start=1) for at in range(len(next(iter(batch.values())).counts))]
