"""What passes between the application and a backbone: books read, and changes to be saved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from schema.grid import Grid
from schema.issue import Issue
from schema.sheet import Sheet


@dataclass(frozen=True)
class Book:
    """One workbook as read: its sheets by title, or the issue that says why it could not be read."""

    name: str
    grids: Mapping[str, Grid] = field(default_factory=dict)
    problem: Issue | None = None


@dataclass(frozen=True)
class RowChange:
    """One row to write: what the person saw in it (empty for a new row) and the text of the columns to change.

    Columns are English names, texts as they would be typed; an empty text empties the cell.
    """

    wanted: Mapping[str, str]
    row: int | None = None
    seen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What one save writes: some rows of one sheet of one book."""

    book: str
    model: type[Sheet]
    rows: Sequence[RowChange]


class Backbone(Protocol):
    """The few verbs that every kind of storage has."""

    def revisions(self) -> Mapping[str, str]:
        """Each book and its revision, cheaply. Raises NotAWorkspace."""

    def digests(self, books: Iterable[str]) -> Mapping[str, str]:
        """A digest of the content of each of these books, more cheaply than reading them; those that cannot be had are left out."""

    def read(self, books: Iterable[str]) -> Iterable[Book]:
        """The cells of all sheets of these books; a book that cannot be read carries its issue."""

    def save(self, change: Change) -> None:
        """Write exactly the named cells. Raises Conflict, HeldOpen, Unwritable."""

    def create(self, book: str, sheets: Mapping[type[Sheet], Iterable[Mapping[str, Any]]], owner: tuple[str, str] | None = None) -> None:
        """Make a new book from the schema; ``owner`` is the branch's code and name, None for the master."""
