"""A workspace that is a folder of .xlsx files: the master workbook and one workbook a branch in a folder below."""

import hashlib
import io
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from operator import itemgetter
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from filelock import FileLock, Timeout
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from backbone.book import Book, Change, RowChange
from backbone.errors import Conflict, HeldOpen, NotAWorkspace, Unreadable, Unwritable
from backbone.layout import cell_value, new_workbook
from backbone.patching import Stored, patched
from backbone.reading import read_workbook
from schema.check import check_grid
from schema.columns import Column
from schema.folding import fold
from schema.grid import Address, Grid
from schema.issue import Issue
from schema.sheet import Sheet
from schema.workspace import BRANCH_FOLDER, MASTER, OWN_FOLDER

_OWNER_MARKS = ("~$", ".~")
_PATIENCE = 10.0


class FolderBackbone:
    """Books are named by their path inside the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def revisions(self) -> Mapping[str, str]:
        """Each workbook with its time and size; one scan of two folders. Raises NotAWorkspace."""
        if not (self.folder / MASTER).is_file():
            raise NotAWorkspace(str(self.folder))
        return dict(sorted(self._revisions(), key=itemgetter(0)))

    def digests(self, books: Iterable[str]) -> Mapping[str, str]:
        """A digest of the bytes of each file; those that cannot be read are left out."""
        found = {}
        for name in books:
            with suppress(OSError):
                found[name] = hashlib.blake2b((self.folder / name).read_bytes(), digest_size=16).hexdigest()
        return found

    def read(self, books: Iterable[str]) -> list[Book]:
        """The books asked for, in that order; a damaged one carries an issue and stops nobody else."""
        return [self._read(name) for name in books]

    def save(self, change: Change) -> None:
        """Write the named cells of one sheet and replace the file in one step. Raises Conflict, HeldOpen, Unwritable."""
        path = self.folder / change.book
        if holder := _holder(path):
            raise HeldOpen(holder)
        with self._lock(change.book):
            self._replace(path, self._patched(path, change))

    def _patched(self, path: Path, change: Change) -> bytes:
        """The workbook's bytes with the change in it, compared with what the person saw under the same lock."""
        grid = self._grid(change)
        checked = check_grid(change.model, grid, change.book)
        if not checked.table.columns or any(issue.row == checked.table.header_row for issue in checked.issues):
            raise Unwritable(f"{change.book} {change.model.about.title}")
        current = {row.number: row.typed for row in checked.rows}
        next_row = max([checked.table.header_row, *current]) + 1
        cells: dict[Address, Stored] = {}
        for row in change.rows:
            _refuse_conflict(change, row, current)
            number = row.row or next_row
            next_row += row.row is None
            cells |= {(number, checked.table.columns[name]): value for name, value in _stored(change, row, checked.table.columns)}
        try:
            return patched(path.read_bytes(), grid.title, cells, checked.table.header_row)
        except (OSError, KeyError, ValueError, ExpatError, BadZipFile) as error:
            raise Unwritable(change.book) from error

    @contextmanager
    def _lock(self, book: str) -> Iterator[None]:
        """One writer a book, among all processes of this machine."""
        locks = self.folder / OWN_FOLDER / "locks"
        try:
            locks.mkdir(parents=True, exist_ok=True)
            with FileLock(locks / f"{hashlib.sha256(book.encode()).hexdigest()[:16]}.lock", timeout=_PATIENCE):
                yield
        except Timeout as error:
            raise HeldOpen(book) from error
        except PermissionError as error:
            raise Unwritable(book) from error

    def create(self, book: str, sheets: Mapping[type[Sheet], Iterable[Mapping[str, Any]]], owner: tuple[str, str] | None = None) -> None:
        """Make a new workbook. Raises Unwritable where one of that name stands already."""
        path = self.folder / book
        if path.exists():
            raise Unwritable(book)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        new_workbook(sheets, owner).save(buffer)
        self._replace(path, buffer.getvalue())

    def _replace(self, path: Path, content: bytes) -> None:
        """Write beside the file, flush to disk, then take its place: a reader sees the old file or the new one, never half."""
        temporary = path.with_name(f".xushi-{secrets.token_hex(8)}.tmp")
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            _flush_folder(path.parent)
        except OSError as error:
            raise Unwritable(path.name) from error
        finally:
            temporary.unlink(missing_ok=True)

    def _revisions(self) -> Iterator[tuple[str, str]]:
        yield MASTER, _revision((self.folder / MASTER).stat())
        branches = self.folder / BRANCH_FOLDER
        for entry in os.scandir(branches) if branches.is_dir() else ():
            name = entry.name
            if name.lower().endswith(".xlsx") and not name.startswith(_OWNER_MARKS) and entry.is_file():
                try:
                    yield f"{BRANCH_FOLDER}/{name}", _revision(entry.stat())
                except FileNotFoundError:  # gone since the folder was listed
                    continue

    def _read(self, name: str) -> Book:
        try:
            return Book(name, read_workbook(self.folder / name))
        except Unreadable as error:
            return Book(name, problem=Issue(error.code, name))

    def _grid(self, change: Change) -> Grid:
        """The sheet as it stands now, under the title the workbook spells it by."""
        try:
            grids = read_workbook(self.folder / change.book)
        except Unreadable as error:
            raise Unwritable(change.book) from error
        found = next((grid for title, grid in grids.items() if fold(title) == fold(change.model.about.title)), None)
        if found is None:
            raise Unwritable(f"{change.book} {change.model.about.title}")
        return found


def _refuse_conflict(change: Change, row: RowChange, current: Mapping[int, Mapping[str, str]]) -> None:
    if row.row is not None and dict(current.get(row.row, {})) != dict(row.seen):
        raise Conflict(change.book, change.model.about.title, row.row, row.seen, current.get(row.row, {}), row.wanted)


def _typed(model: type[Sheet], column: Column, text: str) -> Any:
    """The value a text stands for, or the text itself where the schema refuses it: what was typed is never lost."""
    if not text.strip():
        return None
    try:
        return model.read(column.name, text)
    except ValueError:
        return text


def _revision(found: os.stat_result) -> str:
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"


def _holder(path: Path) -> str | None:
    """The owner file that a spreadsheet program lays beside a workbook it has open."""
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    return next((mark for mark in marks if (path.parent / mark).exists()), None)


def _stored(change: Change, row: RowChange, columns: Mapping[str, int]) -> Iterator[tuple[str, Stored]]:
    """What each changed cell is to hold. A column the sheet lacks, or a sign no workbook can hold, is refused."""
    for name, text in row.wanted.items():
        column = change.model.column(name)
        if name not in columns or ILLEGAL_CHARACTERS_RE.search(text):
            raise Unwritable(f"{change.book} {change.model.about.title} {column.header}")
        yield name, cell_value(column, _typed(change.model, column, text))


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system lets a folder be flushed."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
