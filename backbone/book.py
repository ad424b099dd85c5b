"""What passes between the application and a backbone: books read, and changes to be saved."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from schema.grid import Grid
from schema.issue import Issue
from schema.sheet import Sheet


@dataclass(frozen=True)
class Book:
    """One workbook as read: its sheets by title, or the issue that says why it could not be read.

    Personal data in it are masked, in its name too; ``personal`` is the kind of those in the name.
    """

    name: str
    grids: Mapping[str, Grid] = field(default_factory=dict)
    problem: Issue | None = None
    personal: str = ""


@dataclass(frozen=True)
class RowChange:
    """One row to write: the text of the columns to change, and what the person saw in the row (nothing for a new one).

    Columns are English names, texts as they would be typed; an empty text empties the cell, and a row left without any
    content is struck out. A row is found by its key, else by its content; of equal rows it is the one that has ``among``
    others above it. ``row`` is the number it stood at: shown to people, never used to find it.
    """

    wanted: Mapping[str, str]
    seen: Mapping[str, str] = field(default_factory=dict)
    among: int = 0
    row: int | None = None


@dataclass(frozen=True)
class Change:
    """What one save writes: some rows of one sheet of one book, under an operation's name that no other save bears.

    ``branch`` is whose book it is, so that the save is found again when the book has another name; empty for the master.
    """

    book: str
    model: type[Sheet]
    rows: Sequence[RowChange]
    operation: str = field(default_factory=lambda: secrets.token_hex(8))
    branch: str = ""


Trace = Mapping[str, Any]
"""What a backbone wants to be told again when a save may have been cut short; plain values that JSON can hold."""


def no_note(_: Trace) -> None:
    """Remember nothing: a save that is cut short is not taken up again."""


class Backbone(Protocol):
    """The few verbs that every kind of storage has."""

    @property
    def seen_at(self) -> dt.datetime | None:
        """When the books were last seen to be as ``revisions`` says; None where it looks itself whenever it is asked."""

    def look(self) -> None:
        """See what has changed, where that costs too much to be done whenever revisions are asked for. Raises NotReached."""

    def revisions(self) -> Mapping[str, str]:
        """Each book and its revision, cheaply. Raises NotAWorkspace."""

    def digests(self, books: Iterable[str]) -> Mapping[str, str]:
        """A digest of the content of each of these books, more cheaply than reading them; those that cannot be had are left out."""

    def read(self, books: Iterable[str]) -> Iterator[Book]:
        """The cells of all sheets of these books, in the order asked and as they are read; a book that cannot be read carries its issue."""

    def alone(self, book: str) -> AbstractContextManager[None]:
        """Nobody else who writes through this backbone has the book meanwhile; may be nested. Raises HeldOpen."""

    def save(self, change: Change, trace: Trace | None = None, note: Callable[[Trace], None] = no_note) -> None:
        """Write exactly the named cells, once. Raises Conflict, HeldOpen, Misplaced, Unwritable.

        ``note`` is told a trace before anything is changed. Where a save was cut short, the same change with that trace is
        written if it is not there yet, and taken as done if it is.
        """

    def create(self, book: str, sheets: Mapping[type[Sheet], Iterable[Mapping[str, Any]]], owner: tuple[str, str] | None = None) -> None:
        """Make a new book from the schema; ``owner`` is the branch's code and name, None for the master."""
