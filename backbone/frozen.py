"""Books that were frozen: nobody reads or writes them any more."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from backbone.book import Book, Change, Trace, no_note
from backbone.errors import Unwritable
from schema.sheet import Sheet


class FrozenBackbone:
    """The books of a snapshot by their revisions. What their rows were is in its ledger; their cells are gone."""

    def __init__(self, revisions: Mapping[str, str]) -> None:
        self._revisions = revisions

    @property
    def seen_at(self) -> dt.datetime | None:
        """Nothing changes, so there is nothing to see."""
        return None

    def look(self) -> None:
        """Nothing changes."""

    def revisions(self) -> Mapping[str, str]:
        """The books that there were."""
        return self._revisions

    def digests(self, books: Iterable[str]) -> Mapping[str, str]:
        """There are no files."""
        return {}

    def read(self, books: Iterable[str]) -> Iterator[Book]:
        """Books without a sheet."""
        return (Book(name) for name in books)

    def alone(self, book: str) -> AbstractContextManager[None]:
        """Nobody has a frozen book to write. Raises Unwritable."""
        raise Unwritable(book)

    def save(self, change: Change, trace: Trace | None = None, note: Callable[[Trace], None] = no_note) -> None:
        """What is frozen stays. Raises Unwritable."""
        raise Unwritable(change.book)

    def create(self, book: str, sheets: Mapping[type[Sheet], Iterable[Mapping[str, Any]]], owner: tuple[str, str] | None = None) -> None:
        """What is frozen stays. Raises Unwritable."""
        raise Unwritable(book)
