"""What books say after checking: whose each is, its issues, and its rows in the tables of their sheets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backbone.book import Book
from ledger.rows import SheetRows
from ledger.tabs import owner_of, tabs_of
from schema.batch import CheckedRows, Given
from schema.between import Explained
from schema.check import check_sheets
from schema.grid import Grid
from schema.issue import Issue
from schema.neighbours import with_neighbours
from schema.registry import RETURN_NOTE, SHEETS, by_title
from schema.return_note import EXPLAINED
from schema.sheet import Sheet
from schema.shield import stray_issues
from schema.table import Layout
from schema.workspace import MASTER


@dataclass(frozen=True)
class CheckedBook:
    """A book with all its sheets checked. ``owner`` is a branch's code, empty for the master workbook.

    ``layouts`` says by sheet name where the columns of its sheets stand, ``nearly`` which tabs look like a sheet (title, sheet name).
    """

    name: str
    owner: str = ""
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    nearly: Sequence[tuple[str, str]] = ()
    issues: Sequence[Issue] = ()

    @property
    def sheets(self) -> Sequence[str]:
        """The names of its sheets."""
        return tuple(self.layouts)


def check_books(books: Sequence[Book]) -> tuple[list[CheckedBook], dict[str, SheetRows]]:
    """Check every sheet the registry knows, and the rows of each among themselves; of sheets nobody knows only personal data are told.

    The rows of each sheet stand in the order of the books.
    """
    tabs = [tabs_of(book) for book in books]
    owners = ["" if book.name == MASTER or book.problem else owner_of(book) for book in books]
    issues = [[*_personal(book, each.grids), *each.issues] for book, each in zip(books, tabs, strict=True)]
    layouts: list[dict[str, Layout]] = [{} for _ in books]
    rows, explained = {}, dict[str, Explained]()
    for model in (RETURN_NOTE, *(model for model in SHEETS.values() if model is not RETURN_NOTE)):
        at = [position for position, each in enumerate(tabs) if model in each.grids]
        given = [Given(tabs[position].grids[model], books[position].name, owners[position]) for position in at]
        checked = _checked(model, given, at, explained.get(model.about.name, ())) if at else no_rows(model)
        for position, told, layout in zip(at, checked.issues, checked.layouts, strict=True):
            issues[position] += told
            layouts[position][model.about.name] = layout
        rows[model.about.name] = SheetRows.of(checked.table, len(books), at, checked.counts)
        if model is RETURN_NOTE:
            explained = _explained(rows[model.about.name])
    nearly = [each.nearly for each in tabs]
    return [CheckedBook(book.name, *told) for book, told in zip(books, zip(owners, layouts, nearly, issues, strict=True), strict=True)], rows


def _checked(model: type[Sheet], given: Sequence[Given], at: Sequence[int], explained: Explained) -> CheckedRows:
    """The sheets of one model that stand in the books at these positions."""
    places = {position: place for place, position in enumerate(at)}
    own = frozenset((places[book], period, code) for book, period, code in explained if book in places)
    return with_neighbours(model, given, check_sheets(model, given), own)


def _explained(notes: SheetRows) -> dict[str, Explained]:
    """By sheet name, the book, period and rule code of every accepted 情况说明."""
    found: dict[str, set[tuple[int, str, str]]] = {}
    told = notes.table.append_column("at", pa.array(notes.by_row(np.arange(len(notes.counts)))))
    for note in told.filter(pc.and_(told["accepted"], pc.equal(told["kind"], EXPLAINED))).to_pylist():
        model = by_title(note["sheet"])
        if model and note["rule"]:
            found.setdefault(model.about.name, set()).add((note["at"], note["period"], note["rule"]))
    return dict(found)


@cache
def no_rows(model: type[Sheet]) -> CheckedRows:
    """A sheet of which no book has a row."""
    return check_sheets(model, [])


def _personal(book: Book, known: Mapping[type[Sheet], Grid]) -> Iterator[Issue]:
    """Personal data in the book's name, and in the sheets that nobody knows."""
    if book.personal:
        yield Issue("personal_data", book.name, values={"kind": book.personal})
    for grid in book.grids.values():
        if grid.personal and not any(grid is one for one in known.values()):
            yield from stray_issues(grid, book.name)
