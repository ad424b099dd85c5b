"""The ledger: everything the books of a workspace say, checked, as tables an engine can query."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from backbone.book import Backbone
from backbone.errors import REASONS
from ledger.books import CheckedBook, check_book
from ledger.engine import connect
from ledger.organisations import Organisations, tree_issues
from ledger.references import reference_issues
from ledger.tables import NIL, tables
from schema import period as periods
from schema.issue import Issue
from schema.organisation import Organisation
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE, by_title
from schema.return_note import FILED
from schema.return_note import NIL as NIL_RETURN
from schema.setting import Setting
from schema.sheet import Sheet
from schema.unit_register import UnitRegister
from schema.workspace import MASTER

Progress = Callable[[int, int], None]
_STRUCTURE = (*REASONS, "missing_sheet", "no_header", "missing_header", "doubled_header")
_TREE = ("no_root", "many_roots", "orphan", "circle", "overlap")
_FATAL = frozenset((*_STRUCTURE, *_TREE, "unreadable_setting"))


class Ledger:
    """One state of a workspace. Made by ``load``; never changed afterwards, so it may be shared between sessions."""

    def __init__(self, books: Mapping[str, CheckedBook], revisions: Mapping[str, str]) -> None:
        self._books = books
        self.revisions = dict(revisions)

    @cached_property
    def revision(self) -> str:
        """A digest that changes whenever any book does: the key for everything computed from this ledger."""
        told = "\n".join(f"{name} {revision}" for name, revision in sorted(self.revisions.items()))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @cached_property
    def organisations(self) -> Organisations:
        """The tree of 单位."""
        return Organisations(self.master(Organisation))

    @cached_property
    def settings(self) -> dict[str, str]:
        """The sheet 设置 as key and value."""
        return {row["key"]: row["value"] for row in self.master(Setting) if row["value"] is not None}

    def master(self, model: type[Sheet]) -> list[dict[str, Any]]:
        """The accepted rows of a sheet the federation holds."""
        return self._books[MASTER].accepted(model) if MASTER in self._books else []

    def book_of(self, branch: str) -> CheckedBook | None:
        """The one book of a branch that counts, or None."""
        return next((book for book in self.branch_books if book.owner == branch), None)

    @cached_property
    def branch_books(self) -> list[CheckedBook]:
        """The books that count: of a known leaf, and the only one of it."""
        owners = [book.owner for book in self._books.values() if book.name != MASTER and book.sheets]
        return [book for book in self._books.values() if book.sheets and book.owner in self.organisations.leaves and owners.count(book.owner) == 1]

    @cached_property
    def issues(self) -> list[Issue]:
        """Everything found wrong, books in order, the tree and the owners of books first."""
        unknown = not self.organisations.rows and any(self.is_fatal(issue) for book in self._books.values() for issue in book.issues)
        tree = [] if unknown else tree_issues(self.organisations, MASTER, Organisation.about.title)
        broken = {issue.sheet for book in self._books.values() for issue in book.issues if self.is_fatal(issue)}
        pointers = [] if unknown or broken else reference_issues({model: self.master(model) for model in MASTER_SHEETS}, self.organisations)
        return [*tree, *self._owner_issues(), *pointers, *(issue for book in self._books.values() for issue in book.issues)]

    def is_fatal(self, issue: Issue) -> bool:
        """Whether an issue leaves nothing to compute: the master workbook, its sheets and headers, the tree or a setting is broken."""
        return issue.book == MASTER and issue.code in _FATAL

    def rows(self, model: type[Sheet]) -> list[dict[str, Any]]:
        """The accepted rows of a branch sheet over all books that count."""
        return [row for book in self.branch_books for row in book.accepted(model)]

    @cached_property
    def filed(self) -> dict[tuple[str, str], list[tuple[dt.date, dt.date]]]:
        """Branch and sheet name → the spans (first day, last day) it has filed: an accepted row, 已报 or 零报告."""
        found: dict[tuple[str, str], list[tuple[dt.date, dt.date]]] = {}
        for model in BRANCH_SHEETS:
            for row in self.rows(model):
                found.setdefault((row["branch"], model.about.name), []).append(_span(row["period"]))
        for note in self.rows(RETURN_NOTE):
            if note["kind"] in (FILED, NIL_RETURN):
                found.setdefault((note["branch"], _sheet_name(note["sheet"])), []).append(_span(note["period"]))
        return {key: sorted(set(spans)) for key, spans in found.items()}

    @cached_property
    def engine(self) -> ibis.BaseBackend:
        """The engine with one table a sheet, the tables of listed codes, and ``lines`` (ancestor, leaf, days)."""
        made: dict[str, pa.Table] = {}
        for model in BRANCH_SHEETS:
            made |= tables(model, [*self.rows(model), *self._nil_returns(model)])
        made |= tables(UnitRegister, [{**row, "branch": row["branch_code"]} for row in self.master(UnitRegister)])
        return connect(made, self.organisations.lines())

    def _nil_returns(self, model: type[Sheet]) -> Iterable[dict[str, Any]]:
        for note in self.rows(RETURN_NOTE):
            if note["kind"] == NIL_RETURN and _sheet_name(note["sheet"]) == model.about.name:
                yield {"branch": note["branch"], "book": note["book"], "row": note["row"], "period": note["period"], NIL: True}

    def _owner_issues(self) -> list[Issue]:
        issues, by_owner = [], dict[str, list[str]]()
        for book in self._books.values():
            if book.name != MASTER and book.sheets:
                by_owner.setdefault(book.owner, []).append(book.name)
        for owner, names in by_owner.items():
            if owner not in self.organisations.codes:
                issues += [Issue("unknown_branch", name, values={"code": owner}) for name in names]
            elif owner not in self.organisations.leaves:
                issues += [Issue("not_a_leaf", name, values={"code": owner}) for name in names]
            elif len(names) > 1:
                issues.append(Issue("two_books", names[0], values={"code": owner, "books": names}))
        return issues


def load(backbone: Backbone, previous: Ledger | None = None, progress: Progress = lambda done, of: None) -> Ledger:
    """The ledger of a workspace as it stands. Only books whose revision differs from the previous ledger's are read.

    ``progress`` is told how many of the changed books are read. Raises NotAWorkspace.
    """
    revisions = backbone.revisions()
    known = {name: book for name, book in (previous._books if previous else {}).items() if revisions.get(name) == previous.revisions.get(name)}  # type: ignore[union-attr]
    if previous and len(known) == len(revisions) == len(previous.revisions):
        return previous
    changed = [name for name in revisions if name not in known]
    for done, book in enumerate(backbone.read(changed)):
        progress(done, len(changed))
        known[book.name] = check_book(book)
    progress(len(changed), len(changed))
    return Ledger({name: known[name] for name in revisions}, revisions)


def _span(period: str) -> tuple[dt.date, dt.date]:
    return periods.first_day(period), periods.last_day(period)


def _sheet_name(title: str) -> str:
    model = by_title(title)
    return model.about.name if model else ""
