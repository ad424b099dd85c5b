"""Rows that a save wrote and that are no longer in the spreadsheet: somebody deleted them, or saved an older copy over them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backbone.book import Backbone
from backbone.journal.saves import APPLIED, LET_GO, Journal, Save
from backbone.writing.cells import after, content
from backbone.writing.placing import key_of
from schema.check import check_grid
from schema.folding import fold
from schema.issue import Issue
from schema.sheet import Sheet
from schema.verdict import Row

Content = Mapping[str, str]
_Mark = frozenset[tuple[str, str]]
_PARTED = " / "


def all_vanished(backbone: Backbone, journal: Journal) -> list[Issue]:
    """One warning for each row that vanished from any book. Books and sheets that cannot be read now say so elsewhere. Raises DatabaseError."""
    issues = []
    for book in backbone.read(journal.books(APPLIED)):
        saves = journal.of_book(book.name)
        for model in dict.fromkeys(save.change.model for save in saves):
            grid = next((grid for title, grid in book.grids.items() if fold(title) == fold(model.about.title)), None)
            checked = check_grid(model, grid, book.name) if grid else None
            issues += vanished_issues(saves, model, checked.rows) if checked and not checked.quarantined else []
    return issues


def vanished_issues(saves: Sequence[Save], model: type[Sheet], rows: Sequence[Row]) -> list[Issue]:
    """One warning for each row that vanished from a sheet."""
    lost = vanished(saves, model, rows)
    return [Issue("row_vanished", saves[0].change.book, model.about.title, severity="warn", values={"row": _PARTED.join(one.values())}) for one in lost]


@dataclass(frozen=True)
class _Left:
    """What saves left in a row, and what they had found there before."""

    content: Content
    former: list[Content] = field(default_factory=list)


def vanished(saves: Iterable[Save], model: type[Sheet], rows: Sequence[Row]) -> list[Content]:
    """The content of each row that the saves of one sheet wrote and that none of its rows now stands for.

    A row stands for another of the same key, of the same content, or, where rows have no key, of more than half the same
    cells: people may go on working on what was saved. A row that is again as it was before a save does not: there an older
    copy was saved over ours.
    """
    standing, changed = Counter(_mark(content(row.typed)) for row in rows), []
    for left in _written(saves, model):
        if standing[_mark(left.content)]:
            standing[_mark(left.content)] -= 1
        else:
            changed.append(left)
    rest: list[Content] = [dict(mark) for mark in standing.elements()]
    return [left.content for left in changed if not _take_alike(model, rest, left)]


def _written(saves: Iterable[Save], model: type[Sheet]) -> list[_Left]:
    """What all saves together left in the sheet, whatever else people did to it. The newest comes first."""
    written: dict[_Mark, list[_Left]] = {}
    for save in saves:
        if save.change.model is model and save.state in (APPLIED, LET_GO):
            for row in save.change.rows:
                seen, new = content(row.seen), after(model, row.seen, row.wanted)
                former = [*_take(model, written, seen), seen] if seen else []
                if new:
                    written.setdefault(_mark(new), []).append(_Left(new, former))
    return [left for equal in reversed(written.values()) for left in reversed(equal)]


def _mark(one: Content) -> _Mark:
    return frozenset(one.items())


def _take(model: type[Sheet], written: dict[_Mark, list[_Left]], seen: Content) -> list[Content]:
    """Take what saves had left in a row with this content off the list; what they had found there before."""
    mark = _mark(seen)
    if mark not in written:
        mark = next((other for other, equal in reversed(written.items()) if _is_alike(model, seen, equal[-1].content)), mark)
    if mark not in written:
        return []
    former = written[mark].pop().former
    if not written[mark]:
        del written[mark]
    return former


def _take_alike(model: type[Sheet], among: list[Content], left: _Left) -> bool:
    """Take the row that people may have made of one out of a list; False where there is none."""
    found = next((other for other in among if other not in left.former and _is_alike(model, left.content, other)), None)
    if found is not None:
        among.remove(found)
    return found is not None


def _is_alike(model: type[Sheet], one: Content, other: Content) -> bool:
    key = key_of(model, one)
    return key_of(model, other) == key if key else 2 * len(one.items() & other.items()) > len(one)
