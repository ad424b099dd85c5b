"""The sheet of a branch's book, or of the master workbook, that somebody is filling: its rows as they will stand, and the saves that made them so."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from access.database import DatabaseError
from backbone.book import Change, RowChange
from backbone.journal.locks import Locking
from backbone.journal.returns import Return, touched
from backbone.journal.saves import Save
from backbone.journal.vanished import Content, vanished, vanished_issues
from backbone.journal.waiting import with_waiting
from progress.locks import late, late_until
from schema.issue import Issue
from schema.period import last_day
from schema.registry import RETURN_NOTE
from schema.setting import LockMode, locks
from schema.sheet import Sheet
from schema.verdict import Row
from ui.load import Workspace, book_name, known_rows, open_anew, sheet_rows
from ui.saves import Desk, desk, who


def vanished_from(workspace: Workspace, org: str) -> list[Issue]:
    """A warning for each row of a branch's book that was saved on a page and is gone; none where the database cannot be reached.

    What seems gone is looked for once more in the workspace as it stands: the save may have been written since the page looked.
    """
    book = workspace.ledger.book_of(org)
    try:
        saves = desk(workspace.place).journal.of_book(book.name) if book else []
    except DatabaseError:
        return []
    return _vanished_from(workspace, org, saves) and _vanished_from(open_anew(workspace.place), org, saves)


def _vanished_from(workspace: Workspace, org: str, saves: Sequence[Save]) -> list[Issue]:
    found = {model: known_rows(workspace, org, model) for model in dict.fromkeys(save.change.model for save in saves)}
    return [issue for model, rows in found.items() if rows is not None for issue in vanished_issues(saves, model, rows)]


@dataclass(frozen=True)
class Filling:
    """One sheet of one book: of a branch's, or of the master workbook where ``org`` is empty. What waits is told from what is written by ``saves`` only."""

    workspace: Workspace
    org: str
    model: type[Sheet]

    @cached_property
    def book(self) -> str:
        """The name of the book."""
        return book_name(self.workspace, self.org)

    @property
    def whose(self) -> str:
        """By what a draft of it is kept: the branch's code."""
        return self.org

    @property
    def desk(self) -> Desk:
        """Where its saves are kept. Raises DatabaseError."""
        return desk(self.workspace.place)

    @cached_property
    def journal(self) -> Sequence[Save] | None:
        """Every save of this sheet, oldest first, be its book renamed meanwhile; None where the database cannot be reached."""
        try:
            if self.org and self.book:
                self.desk.journal.follow(self.org, self.book)
            return [save for save in self.desk.journal.of_book(self.book) if save.change.model is self.model]
        except DatabaseError:
            return None

    @property
    def saves(self) -> Sequence[Save]:
        """Every save of this sheet that can be known."""
        return self.journal or ()

    @cached_property
    def _after_saves(self) -> Workspace:
        """The workspace looked at after the saves: what these tell as written is among its rows."""
        _ = self.journal
        return open_anew(self.workspace.place)

    @cached_property
    def written(self) -> Sequence[Row]:
        """The rows that stand in the book."""
        return sheet_rows(self._after_saves, self.org, self.model)

    @cached_property
    def vanished(self) -> Sequence[Content]:
        """What was saved and is in the book no more; nothing while the sheet cannot be read."""
        rows = known_rows(self._after_saves, self.org, self.model)
        return () if rows is None else vanished(self.saves, self.model, rows)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows as they will stand."""
        return with_waiting(self.model, self.written, self.saves)

    @property
    def lock_mode(self) -> LockMode:
        """How the federation locks periods."""
        return locks(self.workspace.ledger.settings).mode

    @cached_property
    def _verdicts(self) -> Mapping[Return, bool]:
        """What was approved, and what was opened again, of this sheet, or of all sheets where the notes on them are filled in."""
        if self.lock_mode == "open" or not self.org:
            return {}
        try:
            found = self.desk.journal.verdicts(self.org)
        except DatabaseError:
            return {}
        return {one: passed for one, passed in found.items() if self.model is RETURN_NOTE or one.sheet == self.model.about.title}

    @property
    def locked(self) -> Sequence[Return]:
        """What is locked because it was approved."""
        return [one for one, passed in self._verdicts.items() if passed]

    @property
    def opened(self) -> Sequence[Return]:
        """What is not locked although it is late, because it was sent back."""
        return [one for one, passed in self._verdicts.items() if not passed and self.locked_until and last_day(one.period) <= last_day(self.locked_until)]

    @cached_property
    def locked_until(self) -> str:
        """The newest period that is locked by its date, with all before it; empty where there is none."""
        return late_until(self.workspace.ledger, self.org, self.model, self.workspace.data_on) if self.org else ""

    def locking(self, change: Change, reason: str) -> Locking:
        """How a change is to meet locks, with the reason that its author gives."""
        return Locking(self.lock_mode, late(self.workspace.ledger, touched(change), self.workspace.data_on), reason)

    def save(self, rows: Sequence[RowChange], operation: str, undoes: str | None = None, reason: str = "") -> None:
        """Remember a save, then try to write it at once: what was a draft is one no more. Raises DatabaseError and Locked, and then nothing was saved."""
        person = who()
        self._record(rows, operation, reason, undoes)
        with suppress(DatabaseError):  # it is saved; what cannot be done now is done later
            if not undoes:
                self.desk.drafts(person).keep(self.whose, self.model.about.name, [])
            self.write()

    def add(self, rows: Sequence[RowChange], operation: str, reason: str = "") -> None:
        """Remember rows that were typed elsewhere than in the grid, whose draft stays, then try to write them. Raises as ``save`` does."""
        self._record(rows, operation, reason)
        with suppress(DatabaseError):
            self.write()

    def _record(self, rows: Sequence[RowChange], operation: str, reason: str, undoes: str | None = None) -> None:
        change = Change(self.book, self.model, rows, operation, self.org)
        self.desk.journal.record(change, who(), undoes, self.locking(change, reason))

    def write(self) -> None:
        """Try to write what waits for the book, where that takes no longer than a page may; else it is written within a second or two."""
        if not self.workspace.place.online:
            self.desk.applier.apply(self.book)
