"""A workspace that is a Drive folder: the master spreadsheet and one spreadsheet a branch.

Reading goes by copies on this machine: ``look`` asks Drive what has changed and reads that; everything else asks nobody.
"""

import datetime as dt
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backbone.book import Book, Change, Trace, no_note
from backbone.errors import NotAWorkspace, NotReached, Protected, Unwritable
from backbone.google.checks import Step, steps
from backbone.google.connection import Connection
from backbone.google.copies import Copies, Copy
from backbone.google.drive import SPREADSHEET, File, listing, title_of
from backbone.google.findings import show
from backbone.google.layout import laying_out
from backbone.google.marks import Findings
from backbone.google.pacing import Pacing
from backbone.google.refusals import PASSING, Rejected
from backbone.google.saving import Saving
from backbone.google.tabs import FIELDS, Tab, tabs_of
from backbone.locks import alone
from schema.issue import Issue
from schema.sheet import Sheet
from schema.workspace import MASTER

_SERVICE = PASSING | {"bad_key", "key_refused", "interface_off"}
"""Reasons that hold for every book, for the time being."""
_SETTLED, _YOUNG = 60.0, 600.0
"""Seconds after which a change is read once more, and after which it is taken as read; the second allows for clocks that differ."""


class GoogleBackbone:
    """Books are named like those of a folder: a spreadsheet's title is the file name without its end."""

    def __init__(self, connection: Connection, folder: str, own: Path, clock: Callable[[], float] = time.time) -> None:
        self._connection, self.folder, self._own, self._clock = connection, folder, own, clock
        self._copies = Copies(own / "copies")
        self._files, self._seen_at = self._copies.kept_list()
        self._looking, self._guards = threading.Lock(), defaultdict[str, threading.RLock](threading.RLock)
        self._refused: dict[str, str] = {}
        self._marked = set[str]()
        self._pacing = Pacing(clock)

    @property
    def seen_at(self) -> dt.datetime | None:
        """When the folder was last seen to be as the copies are; None where it never was."""
        return self._seen_at

    def look(self) -> None:
        """See what has changed, and read that: one request for the list, one for each changed spreadsheet.

        Raises NotReached where the service fails; what was read until then is kept.
        """
        with self._looking:
            files = listing(self._connection, self.folder)
            for name, file in files.items():
                if self._is_due(file) and self._read(name, file) is None and self._refused[file.id] in _SERVICE:
                    raise NotReached(name, self._refused[file.id])
            self._take(files)

    def revisions(self) -> Mapping[str, str]:
        """Each book and the revision of its copy; asks Drive for the list of files only where there was never one. Raises NotAWorkspace, NotReached."""
        with self._looking:
            if self._seen_at is None:
                self._take(listing(self._connection, self.folder))
        if MASTER not in self._files:
            raise NotAWorkspace(self.folder)
        return {name: self._revision(file) for name, file in self._files.items()}

    def digests(self, books: Iterable[str]) -> Mapping[str, str]:
        """A digest of the cells of each copy."""
        found = {name: self._copies.digest(self._files[name].id) for name in books if name in self._files}
        return {name: digest for name, digest in found.items() if digest}

    def read(self, books: Iterable[str]) -> Iterator[Book]:
        """The copies of these books, in the order asked; of those that were never read, the spreadsheets themselves."""
        for name in books:
            yield self._book(name)

    @contextmanager
    def alone(self, book: str) -> Iterator[None]:
        """One writer a book, among all processes of this machine; the same thread may ask again. Raises HeldOpen, Unwritable."""
        with alone(self._own / "locks", book):
            yield

    def save(self, change: Change, trace: Trace | None = None, note: Callable[[Trace], None] = no_note) -> None:
        """One read and one write. Raises Conflict, HeldOpen, Misplaced, Protected, NotReached, Unwritable.

        A save that failed is not sent again at once: until its time has come it fails as it did, and nobody is asked.
        """
        file = self._file(change.book)
        with self.alone(change.book), self._guards[file.id], self._pacing.paced(change.operation):
            known = self._copies.copy(file.id)
            ids = known.ids if known and file.id in self._marked else {}
            tab = Saving(self._connection, file.id, ids, change, note, self._clock).saved(trace)
            self._marked.add(file.id)
            if known and tab:
                self._copies.keep(file.id, known.with_tab(tab, change.operation))

    def create(self, book: str, sheets: Mapping[type[Sheet], Iterable[Mapping[str, Any]]], owner: tuple[str, str] | None = None) -> None:
        """Lay out a blank spreadsheet that somebody made and shared. Raises Unwritable where it is not blank, NotReached where there is none."""
        if book not in self._files:
            self._take(listing(self._connection, self.folder))
        if book not in self._files:
            raise NotReached(title_of(book), "no_spreadsheet")
        file = self._file(book)
        with self.alone(book), self._guards[file.id]:
            tabs = tabs_of(self._asked(book, lambda: self._connection.spreadsheet(file.id, FIELDS)))
            if any(tab.grid.columns for tab in tabs):
                raise Unwritable(book)
            body = {
                "requests": laying_out(sheets, owner, self._connection.email, [tab.id for tab in tabs]),
                "includeSpreadsheetInResponse": True,
                "responseIncludeGridData": True,
            }
            try:
                told = self._asked(book, lambda: self._connection.change(file.id, body, f"updatedSpreadsheet({FIELDS})"))
            except Rejected as error:
                raise Unwritable(book) from error
            self._copies.keep(file.id, Copy.of(file.version, "new", tabs_of(told.get("updatedSpreadsheet") or {})))

    def mark(self, book: str, findings: Mapping[str, Findings]) -> int:
        """Show findings in a spreadsheet, by sheet title and cell, in place of earlier ones; how many cells bear one.

        None at all takes every mark away. Raises NotReached, Protected, Unwritable.
        """
        file = self._file(book)
        with self.alone(book), self._guards[file.id]:
            try:
                return show(self._connection, file.id, findings)
            except Rejected as error:
                raise Protected(book) from error
            except NotReached as error:
                raise NotReached(book, error.reason) from error

    def steps(self) -> Iterator[Step]:
        """Whether everything on the way to the folder works, step by step."""
        return steps(self._connection, self.folder)

    @property
    def email(self) -> str:
        """The address that folder and spreadsheets have to be shared with."""
        return self._connection.email

    def _take(self, files: Mapping[str, File]) -> None:
        self._files, self._seen_at = dict(files), dt.datetime.fromtimestamp(self._clock(), dt.UTC)
        self._copies.keep_list(self._files, self._seen_at)

    def _file(self, book: str) -> File:
        file = self._files.get(book)
        if file is None or file.mime != SPREADSHEET:
            raise Unwritable(book)
        return file

    def _revision(self, file: File) -> str:
        refused = self._refused.get(file.id, "")
        return self._copies.head(file.id).revision if not refused or refused in _SERVICE else f"{refused}@{file.version}"

    def _is_due(self, file: File) -> bool:
        """Whether a spreadsheet has changed since it was read, or had changed so shortly before that the reading may have missed it."""
        head = self._copies.head(file.id)
        return head.version != file.version or 0 < head.again_at <= self._clock()

    def _book(self, name: str) -> Book:
        file = self._files.get(name)
        if file is None:
            return Book(name, problem=Issue("not_shared", name))
        refused = self._refused.get(file.id, "")
        copy = self._copies.copy(file.id) if not refused or refused in _SERVICE else None
        copy = copy or self._read(name, file)
        if copy:
            return Book(name, copy.grids, personal=file.personal)
        reason = self._refused[file.id]
        return Book(name, problem=Issue("not_reached" if reason in _SERVICE else reason, name), personal=file.personal)

    def _read(self, name: str, file: File) -> Copy | None:
        """The spreadsheet as it stands, which becomes the copy; None where it is refused to us, which is remembered."""
        with self._guards[file.id]:
            try:
                again_at = self._clock() + _SETTLED if self._is_young(file) else 0.0
                copy = Copy.of(file.version, "", self._tabs(name, file), again_at)
            except NotReached as error:
                self._refused[file.id] = error.reason
                return None
            self._refused.pop(file.id, None)
            self._copies.keep(file.id, copy)
            return copy

    def _is_young(self, file: File) -> bool:
        """Whether the newest change is so new that Sheets may not show it yet: nobody documents how far Drive's versions are ahead."""
        return self._copies.head(file.id).version != file.version and self._clock() - file.modified < _YOUNG

    def _tabs(self, name: str, file: File) -> list[Tab]:
        if file.mime != SPREADSHEET:
            raise NotReached(name, "workbook_on_drive")
        with self._pacing.paced(file.id):
            try:
                return tabs_of(self._connection.spreadsheet(file.id, FIELDS))
            except Rejected as error:
                raise NotReached(name, "refused") from error

    def _asked(self, book: str, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What Google says of a book, and its refusals under the book's name."""
        try:
            return ask()
        except NotReached as error:
            raise NotReached(book, error.reason, error.unsure, error.wait) from error
