"""What books say after checking: whose each is, its issues, and its rows in the tables of their sheets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from backbone.book import Book
from ledger.rows import SheetRows
from schema.batch import CheckedRows, Given
from schema.check import check_sheets
from schema.folding import fold
from schema.grid import Grid
from schema.issue import Issue
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE, SHEETS
from schema.sheet import Sheet
from schema.shield import stray_issues
from schema.workspace import GUIDE, MASTER
from words import text

_MODELS = {True: MASTER_SHEETS, False: (*BRANCH_SHEETS, RETURN_NOTE)}


@dataclass(frozen=True)
class CheckedBook:
    """A book with all its sheets checked. ``owner`` is a branch's code, empty for the master workbook; ``sheets`` are names."""

    name: str
    owner: str = ""
    sheets: Sequence[str] = ()
    issues: Sequence[Issue] = ()


def check_books(books: Sequence[Book]) -> tuple[list[CheckedBook], dict[str, SheetRows]]:
    """Check every sheet the registry knows; of sheets nobody knows only personal data are told. The rows of each sheet stand in the order of the books."""
    found = [_known_grids(book) for book in books]
    owners = ["" if book.name == MASTER or book.problem else owner_of(book) for book in books]
    issues = [[*_personal(book, grids), *([book.problem] if book.problem else _missing(book, grids))] for book, grids in zip(books, found, strict=True)]
    rows = {}
    for model in SHEETS.values():
        at = [position for position, grids in enumerate(found) if model in grids]
        checked = check_sheets(model, [Given(found[position][model], books[position].name, owners[position]) for position in at]) if at else _nothing(model)
        for position, told in zip(at, checked.issues, strict=True):
            issues[position] += told
        rows[model.about.name] = SheetRows.of(checked.table, len(books), at, checked.counts)
    sheets = [tuple(model.about.name for model in grids) for grids in found]
    return [CheckedBook(book.name, *told) for book, told in zip(books, zip(owners, sheets, issues, strict=True), strict=True)], rows


@cache
def _nothing(model: type[Sheet]) -> CheckedRows:
    return check_sheets(model, [])


def _known_grids(book: Book) -> Mapping[type[Sheet], Grid]:
    """The sheets of a book that the registry knows for its kind of book."""
    grids = {fold(title): grid for title, grid in book.grids.items()}
    return {model: grids[title] for model, title in _titles(book.name == MASTER) if title in grids}


@cache
def _titles(master: bool) -> Sequence[tuple[type[Sheet], str]]:
    return [(model, fold(model.about.title)) for model in _MODELS[master]]


def _missing(book: Book, grids: Mapping[type[Sheet], Grid]) -> list[Issue]:
    return [Issue("missing_sheet", book.name, model.about.title) for model in MASTER_SHEETS if book.name == MASTER and model not in grids]


def _personal(book: Book, known: Mapping[type[Sheet], Grid]) -> Iterator[Issue]:
    """Personal data in the book's name, and in the sheets that nobody knows."""
    if book.personal:
        yield Issue("personal_data", book.name, values={"kind": book.personal})
    for grid in book.grids.values():
        if grid.personal and not any(grid is one for one in known.values()):
            yield from stray_issues(grid, book.name)


def owner_of(book: Book) -> str:
    """The branch's code: 单位编码 on the 填表说明 sheet, else the code the file name begins with."""
    guide = next((grid for title, grid in book.grids.items() if fold(title) == GUIDE), None)
    for row in zip(*(column.slice(0, 10).to_pylist() for column in guide.columns), strict=True) if guide else ():
        cells = [cell for cell in row if cell]
        if len(cells) > 1 and fold(cells[0]) == fold(text("guide.code")):
            return fold(cells[1])
    return PurePosixPath(book.name).stem.replace("_", " ").split(" ")[0]
