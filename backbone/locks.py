"""One writer a book, among all processes of this machine, and none while a person has it open."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from backbone.errors import HeldOpen, Unwritable

_PATIENCE = 10.0


@contextmanager
def alone(locks: Path, book: str) -> Iterator[None]:
    """Nobody else has the book meanwhile; the same thread may ask again. Raises HeldOpen, Unwritable."""
    try:
        locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(locks / f"{mark(book)}.lock", timeout=_PATIENCE, is_singleton=True)
        lock.acquire()
    except Timeout as error:
        raise HeldOpen(book) from error
    except OSError as error:
        raise Unwritable(book) from error
    try:
        yield
    finally:
        lock.release()


def mark(book: str) -> str:
    """A book's name as a file may be called."""
    return hashlib.sha256(book.encode()).hexdigest()[:16]


def holder(path: Path) -> str | None:
    """The owner file that a spreadsheet program lays beside a workbook it has open."""
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    return next((mark for mark in marks if (path.parent / mark).exists()), None)
