"""A workspace that is a folder of .xlsx files: the master workbook and one workbook a branch in a folder below."""

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.workbook import Workbook

from backbone.book import Book, Change, RowChange
from backbone.errors import Conflict, HeldOpen, NotAWorkspace, Unreadable, Unwritable
from backbone.layout import new_workbook, write_cell
from backbone.reading import read_workbook
from schema.check import check_grid
from schema.columns import Column
from schema.issue import Issue
from schema.sheet import Sheet
from schema.workspace import BRANCH_FOLDER, MASTER

_OWNER_MARKS = ("~$", ".~")


class FolderBackbone:
    """Books are named by their path inside the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def revisions(self) -> Mapping[str, str]:
        """Each workbook with its time and size; one scan of two folders. Raises NotAWorkspace."""
        if not (self.folder / MASTER).is_file():
            raise NotAWorkspace(str(self.folder))
        return {name: _revision(self.folder / name) for name in sorted(self._names())}

    def read(self, books: Iterable[str]) -> list[Book]:
        """The books asked for, in that order; a damaged one carries an issue and stops nobody else."""
        return [self._read(name) for name in books]

    def save(self, change: Change) -> None:
        """Write the named cells of one sheet and replace the file in one step. Raises Conflict, HeldOpen, Unwritable."""
        path = self.folder / change.book
        if holder := _holder(path):
            raise HeldOpen(holder)
        checked = check_grid(change.model, self._grid(change), change.book)
        if not checked.table.columns or any(issue.row == checked.table.header_row for issue in checked.issues):
            raise Unwritable(f"{change.book} {change.model.about.title}")
        current = {row.number: row.typed for row in checked.rows}
        next_row = max([checked.table.header_row, *current]) + 1
        with _rewritten(path) as workbook:
            sheet = workbook[change.model.about.title]
            for row in change.rows:
                _refuse_conflict(change, row, current)
                number = row.row or next_row
                next_row += row.row is None
                for name, text in row.wanted.items():
                    column = change.model.column(name)
                    if name not in checked.table.columns:
                        raise Unwritable(f"{change.book} {change.model.about.title} {column.header}")
                    write_cell(sheet, number, checked.table.columns[name], column, _typed(change.model, column, text))

    def create(self, book: str, sheets: Mapping[type[Sheet], Iterable[Mapping[str, Any]]], owner: tuple[str, str] | None = None) -> None:
        """Make a new workbook. Raises Unwritable where one of that name stands already."""
        path = self.folder / book
        if path.exists():
            raise Unwritable(book)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, new_workbook(sheets, owner))

    def _names(self) -> Iterator[str]:
        yield MASTER
        branches = self.folder / BRANCH_FOLDER
        if branches.is_dir():
            found = (entry.name for entry in os.scandir(branches) if entry.is_file() and entry.name.lower().endswith(".xlsx"))
            yield from (f"{BRANCH_FOLDER}/{name}" for name in found if not name.startswith(_OWNER_MARKS))

    def _read(self, name: str) -> Book:
        try:
            return Book(name, read_workbook(self.folder / name))
        except Unreadable as error:
            return Book(name, problem=Issue(error.code, name))

    def _grid(self, change: Change) -> Any:
        try:
            return read_workbook(self.folder / change.book)[change.model.about.title]
        except (KeyError, Unreadable) as error:
            raise Unwritable(f"{change.book} {change.model.about.title}") from error


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


def _revision(path: Path) -> str:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"


def _holder(path: Path) -> str | None:
    """The owner file that a spreadsheet program lays beside a workbook it has open."""
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    return next((mark for mark in marks if (path.parent / mark).exists()), None)


@contextmanager
def _rewritten(path: Path) -> Iterator[Workbook]:
    try:
        workbook = openpyxl.load_workbook(path)
    except (OSError, ValueError, KeyError) as error:
        raise Unwritable(path.name) from error
    try:
        yield workbook
    except IllegalCharacterError as error:
        raise Unwritable(path.name) from error
    _replace(path, workbook)


def _replace(path: Path, workbook: Workbook) -> None:
    """Write beside the file, flush to disk, then take its place: a reader sees the old file or the new one, never half."""
    temporary = path.with_name(f".xushi-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            workbook.save(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise Unwritable(path.name) from error
    finally:
        temporary.unlink(missing_ok=True)
