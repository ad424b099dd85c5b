"""A workspace that is a folder of .xlsx files: the master workbook and one workbook a branch in a folder below."""

import datetime as dt
import hashlib
import io
import os
import shutil
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, is_zipfile

from backbone.book import Book, Change, RowChange, Trace, no_note
from backbone.errors import HeldOpen, Misplaced, NoRight, NotAWorkspace, Unreadable, Unwritable
from backbone.layout import new_workbook
from backbone.locks import alone, holder, mark
from backbone.reading.workbooks import read_workbook, read_workbooks
from backbone.writing.cells import Stored, is_writable, stored
from backbone.writing.patching import Bound, OpenSheet
from backbone.writing.placing import counted, missing, placed
from backbone.writing.replacing import Overtaken, digest, flush_folder, give_back, swap, write
from schema.check import Checked, typed_rows
from schema.folding import fold
from schema.grid import Address, Grid
from schema.issue import Issue
from schema.personal import is_masked, kind_of, known_as, may_hold
from schema.sheet import Sheet
from schema.workspace import BRANCH_FOLDER, MARKED_COPY, MASTER, OWN_FOLDER

_OWNER_MARKS = ("~$", ".~")
_TRIES = 5
_BACKUPS = 10

Reader = Callable[[Path, str], dict[str, Grid]]
Clock = Callable[[], dt.datetime]


def _utc_now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


class FolderBackbone:
    """Books are named by their path inside the folder, in which personal data are masked: beyond this nobody knows the real name."""

    def __init__(self, folder: Path, read_file: Reader = read_workbook, now: Clock = _utc_now) -> None:
        self.folder = folder
        self._read_file = read_file
        self._now = now

    @property
    def seen_at(self) -> None:
        """A folder is looked at whenever it is asked."""

    def look(self) -> None:
        """Nothing to do: asking for revisions looks."""

    def revisions(self) -> Mapping[str, str]:
        """Each workbook with its time and size; one scan of two folders. Raises NotAWorkspace."""
        try:
            if not (self.folder / MASTER).is_file():
                raise NotAWorkspace(str(self.folder))
            found = self._revisions()
        except PermissionError as error:
            raise NoRight(str(self.folder)) from error
        except OSError as error:
            raise NotAWorkspace(str(self.folder)) from error
        return {name: found[name] for name in sorted(found)}

    def digests(self, books: Iterable[str]) -> Mapping[str, str]:
        """A digest of the bytes of each file; those that cannot be read are left out."""
        found = {}
        for name in books:
            with suppress(OSError):
                found[name] = hashlib.blake2b(self._path(name).read_bytes(), digest_size=16).hexdigest()
        return found

    def read(self, books: Iterable[str]) -> Iterator[Book]:
        """The books asked for, in that order and as they are read; a damaged one carries an issue and stops nobody else."""
        names = list(books)
        paths = [self._path(name) for name in names]
        return (_book(name, path, grids) for name, path, grids in zip(names, paths, read_workbooks(paths), strict=True))

    @contextmanager
    def alone(self, book: str) -> Iterator[None]:
        """One writer a book, among all processes of this machine; the same thread may ask again. Raises HeldOpen, Unwritable."""
        with alone(self.folder / OWN_FOLDER / "locks", book):
            yield

    def save(self, change: Change, trace: Trace | None = None, note: Callable[[Trace], None] = no_note) -> None:
        """Write the named cells of one sheet and replace the file in one step. Raises Conflict, HeldOpen, Misplaced, Unwritable.

        The trace holds the file's digest before and after and how often each row stood there before.
        """
        path = self._path(change.book)
        with self.alone(change.book), _told_as(Unwritable(change.book)):
            if held := holder(path):
                raise HeldOpen(held)
            if trace:
                self._tidy(path, change, trace)
            for _ in range(_TRIES):
                trace = self._attempt(path, change, trace, note)
                if trace is None:
                    return
            raise HeldOpen(change.book)

    def _attempt(self, path: Path, change: Change, trace: Trace | None, note: Callable[[Trace], None]) -> Trace | None:
        """None when the change is in the book; else, where somebody else's save came in between, the trace to try again with."""
        old = path.read_bytes()
        before = digest(old)
        if trace and before == trace["after"]:
            flush_folder(path.parent)
            return None
        grid, checked = self._sheet(change)
        rows = missing(change, checked.rows, trace["counts"]) if trace and before != trace["before"] else change.rows
        if not rows:
            return None
        rest = replace(change, rows=rows)
        cells = dict(_cells(rest, checked, placed(rest, checked.rows, _free_rows(grid, checked))))
        # Opened here only now: a child has found the file harmless.
        new = OpenSheet(old, grid.title).patched(cells, checked.table.header_row)
        counts = trace["counts"] if trace else counted(change, checked.rows)
        noted = {"before": before, "after": digest(new), "counts": counts}
        note(noted)
        try:
            self._put(path, new, before, change)
        except Overtaken:
            return noted
        return None

    def _put(self, path: Path, content: bytes, expected: str, change: Change) -> None:
        """Write beside the book, then change places with it; what stood there becomes a backup."""
        temporary = _temporary(path, change.operation)
        try:
            write(temporary, content)
            shutil.copymode(path, temporary)
            swap(temporary, path, expected)
        except (Overtaken, OSError):
            if path.exists() and _holds(temporary, digest(content)):
                temporary.unlink()
            raise
        self._keep(temporary, change.book)

    def _tidy(self, path: Path, change: Change, trace: Trace) -> None:
        """Put away what a save that was cut short left beside the book; a file of somebody else goes back to its place."""
        left = _temporary(path, change.operation)
        if not left.exists():
            return
        if is_zipfile(left) and digest(left.read_bytes()) not in (trace["before"], trace["after"]):
            standing = digest(path.read_bytes())
            if standing == trace["after"] or left.stat().st_mtime_ns > path.stat().st_mtime_ns:
                give_back(left, path, standing)
        if _holds(left, trace["after"]) or not is_zipfile(left):
            left.unlink()
        else:
            self._keep(left, change.book)

    def _keep(self, old: Path, book: str) -> None:
        """Move a former state of a book into its backups, of which the newest few stay. Where that fails it is given up: the save stands."""
        kept = self.folder / OWN_FOLDER / "history" / PurePosixPath(book).stem
        with suppress(OSError):
            try:
                kept.mkdir(parents=True, exist_ok=True)
                old.replace(kept / f"{self._now():%Y%m%dT%H%M%S.%fZ}.xlsx")
                for surplus in sorted(kept.iterdir())[:-_BACKUPS]:
                    surplus.unlink()
            finally:
                old.unlink(missing_ok=True)

    def _sheet(self, change: Change) -> tuple[Grid, Checked]:
        """The sheet as it stands now, under the title the workbook spells it by. Raises Misplaced where its rows cannot be known or it lacks a column."""
        title = change.model.about.title
        grids = self._read_file(self._path(change.book), title)
        found = [grid for name, grid in grids.items() if fold(name) == fold(title)]
        grid = found[0] if len(found) == 1 else None
        checked = typed_rows(change.model, grid, change.book) if grid else None
        if grid is None or checked is None or checked.issues:
            raise Misplaced(f"{change.book} {title}")
        if lacking := [name for row in change.rows for name in (*row.seen, *row.wanted) if name not in checked.table.columns]:
            raise Misplaced(f"{change.book} {title} {change.model.column(lacking[0]).header}")
        return grid, checked

    def create(self, book: str, sheets: Mapping[type[Sheet], Iterable[Mapping[str, Any]]], owner: tuple[str, str] | None = None) -> None:
        """Make a new workbook. Raises HeldOpen, Unwritable where one of that name stands already."""
        path = self.folder / book
        buffer = io.BytesIO()
        new_workbook(sheets, owner).save(buffer)
        temporary = _temporary(path, mark(book))
        with self.alone(book), _told_as(Unwritable(book)):
            if path.exists():
                raise Unwritable(book)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write(temporary, buffer.getvalue())
                temporary.replace(path)
                flush_folder(path.parent)
            finally:
                temporary.unlink(missing_ok=True)

    def _revisions(self) -> dict[str, str]:
        told = self._branches()
        known = known_as(told) if may_hold("\0".join(told).encode()) else {name: name for name in told}
        found = {f"{BRANCH_FOLDER}/{known[name]}": revision for name, revision in told.items()}
        return {MASTER: _revision((self.folder / MASTER).stat()), **found}

    def _branches(self) -> dict[str, str]:
        """The revision of each branch's workbook by its real name."""
        found, branches = {}, self.folder / BRANCH_FOLDER
        for entry in os.scandir(branches) if branches.is_dir() else ():
            name = entry.name
            if name[-5:].lower() == ".xlsx" and not name.startswith(_OWNER_MARKS) and not MARKED_COPY.search(name):
                try:
                    told = entry.stat()
                except FileNotFoundError:  # gone since the folder was listed
                    continue
                if stat.S_ISREG(told.st_mode):
                    found[name] = _revision(told)
        return found

    def _path(self, book: str) -> Path:
        """Where a book lies; one whose name is masked is looked for among the real names."""
        real = known_as(self._branches()) if is_masked(book) else {}
        return self.folder / next((f"{BRANCH_FOLDER}/{name}" for name, known in real.items() if f"{BRANCH_FOLDER}/{known}" == book), book)


@contextmanager
def _told_as(failure: Unwritable) -> Iterator[None]:
    """Whatever the disk or a damaged package raises means that this book cannot be written."""
    try:
        yield
    except Bound as error:
        raise Misplaced(f"{failure.place} {error}") from error
    except (OSError, LookupError, ValueError, EOFError, NotImplementedError, ExpatError, BadZipFile, zlib.error, Unreadable) as error:
        raise failure from error


def _cells(change: Change, checked: Checked, rows: Mapping[int, RowChange]) -> Iterator[tuple[Address, Stored]]:
    """What each changed cell is to hold. A text no workbook can hold is refused."""
    for number, row in rows.items():
        for name, text in row.wanted.items():
            if not is_writable(text):
                raise Misplaced(f"{change.book} {change.model.about.title} {change.model.column(name).header}")
            yield (number, checked.table.columns[name]), stored(change.model, name, text)


def _free_rows(grid: Grid, checked: Checked) -> Iterator[int]:
    """Rows below the last one that is filled in which have nothing in any column, not even in those nobody asked for."""
    first = max([checked.table.header_row, *(row.number for row in checked.rows)]) + 1
    marked = {row for row, _ in (*grid.formulas, *grid.errors)}
    return (number for number in count(first) if number not in marked and not any(grid.rows[number - 1 : number] and grid.rows[number - 1]))


def _temporary(path: Path, operation: str) -> Path:
    return path.with_name(f".xushi-{operation}.tmp")


def _holds(path: Path, expected: str) -> bool:
    return path.exists() and digest(path.read_bytes()) == expected


def _book(name: str, path: Path, found: dict[str, Grid] | Unreadable) -> Book:
    personal = kind_of(path.stem) or "" if is_masked(name) else ""
    return Book(name, problem=Issue(found.reason, name), personal=personal) if isinstance(found, Unreadable) else Book(name, found, personal=personal)


def _revision(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"
