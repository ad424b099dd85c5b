"""The sheet of a book that somebody is filling: its rows as they will stand, and the saves that made them so."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from access.database import DatabaseError
from backbone.book import Change, RowChange
from backbone.journal.saves import Save
from backbone.journal.vanished import Content, vanished, vanished_issues
from backbone.journal.waiting import with_waiting
from schema.issue import Issue
from schema.sheet import Sheet
from schema.verdict import Row
from ui.load import Workspace, book_name, known_rows, sheet_rows
from ui.saves import Desk, desk, who


def vanished_from(workspace: Workspace, org: str) -> list[Issue]:
    """A warning for each row of a branch's book that was saved on a page and is gone; none where the database cannot be reached."""
    book = workspace.ledger.book_of(org)
    try:
        saves = desk(workspace.place).journal.of_book(book.name) if book else []
    except DatabaseError:
        return []
    found = {model: known_rows(workspace, org, model) for model in dict.fromkeys(save.change.model for save in saves)}
    return [issue for model, rows in found.items() if rows is not None for issue in vanished_issues(saves, model, rows)]


@dataclass(frozen=True)
class Filling:
    """One sheet of a branch's book, or of the master workbook where ``org`` is empty.

    What is written already and what waits are told apart by ``saves`` only.
    """

    workspace: Workspace
    org: str
    model: type[Sheet]

    @cached_property
    def book(self) -> str:
        """The name of the branch's book, or of the master workbook."""
        return book_name(self.workspace, self.org)

    @property
    def desk(self) -> Desk:
        """Where its saves are kept. Raises DatabaseError."""
        return desk(self.workspace.place)

    @cached_property
    def journal(self) -> Sequence[Save] | None:
        """Every save of this sheet, oldest first, be its book renamed meanwhile; None where the database cannot be reached."""
        try:
            if self.book and self.org:
                self.desk.journal.follow(self.org, self.book)
            return [save for save in self.desk.journal.of_book(self.book) if save.change.model is self.model]
        except DatabaseError:
            return None

    @property
    def saves(self) -> Sequence[Save]:
        """Every save of this sheet that can be known."""
        return self.journal or ()

    @cached_property
    def written(self) -> Sequence[Row]:
        """The rows that stand in the book."""
        return sheet_rows(self.workspace, self.org, self.model)

    @cached_property
    def vanished(self) -> Sequence[Content]:
        """What was saved and is in the book no more; nothing while the sheet cannot be read."""
        rows = known_rows(self.workspace, self.org, self.model)
        return () if rows is None else vanished(self.saves, self.model, rows)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows as they will stand."""
        return with_waiting(self.model, self.written, self.saves)

    def save(self, rows: Sequence[RowChange], operation: str, undoes: str | None = None) -> None:
        """Remember a save, then try to write it at once: what was a draft is one no more. Raises DatabaseError, and then nothing was saved."""
        person = who()
        self.desk.journal.record(Change(self.book, self.model, rows, operation, self.org), person, undoes)
        with suppress(DatabaseError):  # it is saved; what cannot be done now is done later
            if not undoes:
                self.desk.drafts(person).keep(self.org, self.model.about.name, [])
            self.write()

    def add(self, rows: Sequence[RowChange], operation: str) -> None:
        """Remember rows that were typed elsewhere than in the grid, whose draft stays, then try to write them. Raises DatabaseError."""
        self.desk.journal.record(Change(self.book, self.model, rows, operation, self.org), who())
        with suppress(DatabaseError):
            self.write()

    def write(self) -> None:
        """Try to write what waits for the book, where that takes no longer than a page may; else it is written within a second or two."""
        if not self.workspace.place.online:
            self.desk.applier.apply(self.book)
