"""What one book says after checking: whose it is, its accepted rows by sheet, and its issues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from backbone.book import Book
from schema.check import Checked, Row, check_grid
from schema.folding import fold
from schema.grid import address
from schema.issue import Issue
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE, SHEETS
from schema.sheet import Sheet
from schema.workspace import GUIDE, MASTER
from words import text


@dataclass(frozen=True)
class CheckedBook:
    """A book with all its sheets checked. ``owner`` is a branch's code, empty for the master workbook."""

    name: str
    owner: str = ""
    sheets: Mapping[str, Checked] = field(default_factory=dict)
    issues: Sequence[Issue] = ()

    def accepted(self, model: type[Sheet]) -> list[dict[str, Any]]:
        """The rows of a sheet that count, with their place."""
        checked = self.sheets.get(model.about.name)
        rows = checked.rows if checked else ()
        return [{"branch": self.owner, "book": self.name, "row": row.number, "blanks": row.blanks, **row.values} for row in rows if row.values]


def check_book(book: Book) -> CheckedBook:
    """Check every sheet the registry knows; sheets nobody knows are left alone."""
    if book.problem:
        return CheckedBook(book.name, issues=(book.problem,))
    master = book.name == MASTER
    models = MASTER_SHEETS if master else (*BRANCH_SHEETS, RETURN_NOTE)
    grids = {fold(title): grid for title, grid in book.grids.items()}
    sheets = {model.about.name: check_grid(model, grids[fold(model.about.title)], book.name) for model in models if fold(model.about.title) in grids}
    missing = [Issue("missing_sheet", book.name, model.about.title) for model in models if master and model.about.name not in sheets]
    issues = [*missing, *(issue for checked in sheets.values() for issue in checked.issues)]
    owner = "" if master else owner_of(book)
    return _own_rows_only(CheckedBook(book.name, owner, sheets, issues))


def owner_of(book: Book) -> str:
    """The branch's code: 单位编码 on the 填表说明 sheet, else the code the file name begins with."""
    guide = next((grid for title, grid in book.grids.items() if fold(title) == GUIDE), None)
    for row in guide.rows[:10] if guide else ():
        cells = [cell for cell in row if cell]
        if len(cells) > 1 and fold(cells[0]) == fold(text("guide.code")):
            return fold(cells[1])
    return PurePosixPath(book.name).stem.replace("_", " ").split(" ")[0]


def _own_rows_only(book: CheckedBook) -> CheckedBook:
    """Block rows that name another branch than the book's own."""
    sheets, issues = dict(book.sheets), list(book.issues)
    for name, checked in book.sheets.items():
        foreign = [row for row in checked.rows if book.owner and row.values and row.values.get("branch_code") not in (None, book.owner)]
        numbers = {row.number for row in foreign}
        sheets[name] = replace(checked, rows=[replace(row, values=None) if row.number in numbers else row for row in checked.rows])
        issues += [_foreign(book, SHEETS[name], checked, row) for row in foreign]
    return replace(book, sheets=sheets, issues=issues)


def _foreign(book: CheckedBook, model: type[Sheet], checked: Checked, row: Row) -> Issue:
    column = model.column("branch_code")
    cell = address(row.number, checked.table.columns[column.name])
    return Issue("foreign_branch", book.name, model.about.title, row.number, column.header, cell, values={"typed": row.typed[column.name], "owner": book.owner})
