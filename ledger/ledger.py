"""The ledger: everything the books of a workspace say, checked, as tables an engine can query."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from backbone.book import Backbone, Book
from backbone.errors import REASONS
from ledger.across import across_issues
from ledger.books import CheckedBook, check_books
from ledger.cache import Cache
from ledger.engine import LINES, Engine, connect, given
from ledger.explanations import Explanation, Explanations
from ledger.federation import Federation, as_rows
from ledger.organisations import Numbers, Organisations
from ledger.rows import SheetRows
from ledger.seen import Seen
from ledger.state import State
from ledger.tables import NIL, table_names, tables, values_of
from schema import period as periods
from schema.issue import Issue
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, MEASURED, RETURN_NOTE, by_title
from schema.return_note import EXPLAINED, FILED
from schema.return_note import NIL as NIL_RETURN
from schema.sheet import Sheet
from schema.unit_register import UnitRegister
from schema.workspace import MASTER
from settings import settings

Progress = Callable[[int, int], None]
Span = tuple[dt.date, dt.date]
Days = np.ndarray[Any, np.dtype[np.datetime64]]
_BATCH = 256
_MOST_UNSAVED = 0.01
_STRUCTURE = (*REASONS, "missing_sheet", "doubled_sheet", "no_header", "missing_header", "doubled_header")
_OWNERS = ("unknown_branch", "not_a_leaf", "two_books")
_TREE = ("no_root", "many_roots", "orphan", "circle", "overlap")
_FATAL = frozenset((*_STRUCTURE, *_TREE, "unreadable_setting"))


class Ledger:
    """One state of a workspace. Made by ``load``; never changed afterwards, so it may be shared between sessions."""

    def __init__(self, state: State, federation: Federation | None = None) -> None:
        self.state = state
        self.revisions = state.revisions
        self._books = state.books
        if federation:
            self.federation = federation

    @cached_property
    def revision(self) -> str:
        """A digest that changes whenever any book does: the key for everything computed from this ledger."""
        told = "\n".join(f"{name} {revision}" for name, revision in sorted(self.revisions.items()))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @cached_property
    def federation(self) -> Federation:
        """What the master workbook says."""
        rows = {model.about.name: _accepted(self.state.rows(model, [name == MASTER for name in self._books])) for model in MASTER_SHEETS}
        return Federation(rows, self._books[MASTER].layouts if MASTER in self._books else {})

    @property
    def organisations(self) -> Organisations:
        """The tree of 单位."""
        return self.federation.organisations

    @property
    def settings(self) -> dict[str, str]:
        """The sheet 设置 as key and value."""
        return self.federation.settings

    def master(self, model: type[Sheet]) -> list[dict[str, Any]]:
        """The accepted rows of a sheet the federation holds."""
        return self.federation.rows(model)

    def book_of(self, branch: str) -> CheckedBook | None:
        """The one book of a branch that counts, or None."""
        return self._by_branch.get(branch)

    @cached_property
    def _by_branch(self) -> dict[str, CheckedBook]:
        """The books that count: of a known leaf, and the only one of it."""
        own = [book for book in self._books.values() if book.sheets and book.name != MASTER]
        owners, leaves = Counter(book.owner for book in own), set(self.organisations.leaves)
        return {book.owner: book for book in own if book.owner in leaves and owners[book.owner] == 1}

    @cached_property
    def issues(self) -> list[Issue]:
        """Everything found wrong, books in order, the tree and the owners of books first."""
        told = [issue for book in self._books.values() for issue in book.issues]
        fatal = {issue.sheet for issue in told if self.is_fatal(issue)}
        unknown = not self.organisations.rows and bool(fatal)
        tree = [] if unknown else self.federation.tree_issues
        pointers = [] if unknown or fatal else self.federation.reference_issues
        return [*tree, *self._owner_issues(), *pointers, *self._explanations.applied([*self._across, *told])]

    @cached_property
    def fatal(self) -> list[Issue]:
        """The issues that leave nothing to compute."""
        return [issue for issue in self.issues if self.is_fatal(issue)]

    @cached_property
    def left_out(self) -> list[Issue]:
        """The issues that keep a whole book or sheet of a branch out of everything."""
        return [issue for issue in self.issues if issue.severity == "block" and issue.book != MASTER and issue.code in (*_STRUCTURE, *_OWNERS)]

    @cached_property
    def told(self) -> Counter[str]:
        """How many issues there are that block (``block``), that warn and are not explained (``warn``), and that are explained (``explained``)."""
        return Counter("explained" if issue.explained else issue.severity for issue in self.issues)

    def issues_in(self, book: str) -> Sequence[Issue]:
        """The issues of one book."""
        return self._by_book.get(book, ())

    @cached_property
    def _by_book(self) -> dict[str, list[Issue]]:
        found: dict[str, list[Issue]] = {}
        for issue in self.issues:
            found.setdefault(issue.book, []).append(issue)
        return found

    @cached_property
    def _across(self) -> list[Issue]:
        """What the rules between sheets, branches and months find; nothing while the master workbook is unknown."""
        if not self.organisations.rows or any(self.is_fatal(issue) for book in self._books.values() for issue in book.issues):
            return []
        return list(across_issues(Seen(self._books, self.filled_rows, self.federation)))

    @cached_property
    def explanations(self) -> list[Explanation]:
        """The statements of branches that answer a warning."""
        return list(self._explanations.used) if self.issues else []

    def period_of(self, issue: Issue) -> str | None:
        """The period a branch can explain a warning for; None where it cannot be explained."""
        return self._explanations.period_of(issue)

    @cached_property
    def _explanations(self) -> Explanations:
        notes = _accepted(self.filled_rows(RETURN_NOTE))
        said = as_rows(notes.filter(pc.equal(notes["kind"], EXPLAINED)))
        told = [*self._across, *(issue for book in self._books.values() for issue in book.issues)]
        owners = {book.name: branch for branch, book in self._by_branch.items()}
        return Explanations(told, said, owners, lambda model, books: self.state.rows(model, [name in books for name in self._books]))

    def is_fatal(self, issue: Issue) -> bool:
        """Whether an issue leaves nothing to compute: the master workbook, a sheet it must have or its headers, the tree or a setting is broken."""
        model = by_title(issue.sheet)
        return issue.book == MASTER and issue.code in _FATAL and not (model and model.about.optional)

    def filled_rows(self, model: type[Sheet]) -> pa.Table:
        """All rows of a branch sheet in the books that count, blocked ones too: branch, book, row, accepted, blanks, values by column name.

        A blocked row has no values but its period.
        """
        return self.state.rows(model, [self._by_branch.get(book.owner) is book for book in self._books.values()])

    def rows(self, model: type[Sheet]) -> list[dict[str, Any]]:
        """The accepted rows of a branch sheet over all books that count, one by one: for sheets of few rows."""
        return as_rows(_accepted(self.filled_rows(model)))

    @cached_property
    def filed(self) -> dict[tuple[str, str], list[Span]]:
        """Branch and sheet name → the spans (first day, last day) it has filed: an accepted row, 已报 or 零报告."""
        found: dict[tuple[str, str], set[Span]] = {}
        for sheet, filed in self.filed_by_sheet.items():
            for branch, period in zip(filed["branch"].to_pylist(), filed["period"].to_pylist(), strict=True):
                found.setdefault((branch, sheet), set()).add((periods.first_day(period), periods.last_day(period)))
        return {key: sorted(spans) for key, spans in found.items()}

    @cached_property
    def filed_by_sheet(self) -> dict[str, pa.Table]:
        """Sheet name → the branches and periods (once each, or twice where a note stands beside rows) that have been filed of it."""
        notes = [(note["branch"], _sheet_name(note["sheet"]), note["period"]) for note in self.rows(RETURN_NOTE) if note["kind"] in (FILED, NIL_RETURN)]
        found = {}
        for model in BRANCH_SHEETS:
            rows = _accepted(self.filled_rows(model)).group_by(["branch", "period"]).aggregate([]).select(["branch", "period"])
            said = [(branch, period) for branch, sheet, period in notes if sheet == model.about.name]
            told = pa.table({"branch": [branch for branch, _ in said], "period": [period for _, period in said]}, schema=rows.schema)
            found[model.about.name] = pa.concat_tables([rows, told])
        return found

    @cached_property
    def spans(self) -> dict[str, tuple[Numbers, Days, Days]]:
        """Sheet name → the places of branches among the organisations, and first and last day of what each has filed of it."""
        found = {}
        for sheet, filed in self.filed_by_sheet.items():
            named = filed["period"].combine_chunks().dictionary_encode()
            days = [[day(period) for period in named.dictionary.to_pylist()] for day in (periods.first_day, periods.last_day)]
            first, last = (np.array(each, "datetime64[D]")[named.indices.to_numpy(zero_copy_only=False)] for each in days)
            found[sheet] = self.organisations.places(filed["branch"].to_pylist()), first, last
        return found

    @cached_property
    def engine(self) -> Engine:
        """The engine with one table a sheet, the tables of listed codes, and LINES (ancestor, leaf, days)."""
        held: dict[str, Callable[[], pa.Table]] = {LINES: lambda: given(LINES, self.organisations.lines())}
        for model in MEASURED:
            made = cache(partial(self._tables, model))
            held |= {name: partial(_one_of, made, name) for name in table_names(model)}
        return connect(held, settings().engine, settings().ledger)

    def _tables(self, model: type[Sheet]) -> dict[str, pa.Table]:
        if model is UnitRegister:
            register = self.federation.tables[model.about.name]
            branches = register.set_column(register.column_names.index("branch"), "branch", register["branch_code"])
            return tables(model, _with_values(branches), self.organisations.codes)
        nil = values_of(model, list(self._nil_returns(model)))
        rows = _with_values(_accepted(self.filled_rows(model)))
        return tables(model, pa.concat_tables([rows.select(nil.column_names), nil]), self.organisations.codes)

    def _nil_returns(self, model: type[Sheet]) -> Iterator[dict[str, Any]]:
        for note in self.rows(RETURN_NOTE):
            if note["kind"] == NIL_RETURN and _sheet_name(note["sheet"]) == model.about.name:
                yield {"branch": note["branch"], "book": note["book"], "row": note["row"], "period": note["period"], NIL: True}

    def _owner_issues(self) -> list[Issue]:
        issues, by_owner = [], dict[str, list[str]]()
        for book in self._books.values():
            if book.name != MASTER and book.sheets:
                by_owner.setdefault(book.owner, []).append(book.name)
        codes, leaves = set(self.organisations.codes), set(self.organisations.leaves)
        for owner, names in by_owner.items():
            if owner not in codes:
                issues += [Issue("unknown_branch", name, values={"code": owner}) for name in names]
            elif owner not in leaves:
                issues += [Issue("not_a_leaf", name, values={"code": owner}) for name in names]
            elif len(names) > 1:
                issues.append(Issue("two_books", names[0], values={"code": owner, "books": names}))
        return issues


def load(backbone: Backbone, previous: Ledger | None = None, progress: Progress = lambda done, of: None, cache: Cache | None = None) -> Ledger:
    """The ledger of a workspace as it stands. Only books whose revision differs from the previous ledger's are read.

    Without a previous one the cache stands in for it. A book whose content is what it was is not read either. ``progress`` is told
    how many of the changed books are read. Raises NotAWorkspace.
    """
    revisions = backbone.revisions()
    before = previous.state if previous else (cache.read() if cache else None) or State()
    known = before.revisions
    moved = [name for name, revision in revisions.items() if known.get(name) != revision]
    if previous and not moved and len(before.revisions) == len(revisions):
        return previous
    books, rows = _read(backbone, _changed(backbone, before, moved), progress)
    unsaved = before.unsaved + len(moved)
    keeping = cache is not None and unsaved > len(revisions) * _MOST_UNSAVED
    state = before.refreshed(revisions, books, rows, 0 if keeping else unsaved)
    if cache and keeping:
        cache.keep(state, backbone)
    return Ledger(state, previous.federation if previous and MASTER not in moved else None)


def _changed(backbone: Backbone, before: State, moved: Sequence[str]) -> list[str]:
    """The books to read: those without the content they had."""
    known = [name for name in moved if name in before.digests]
    digests = backbone.digests(known) if known else {}
    return [name for name in moved if name not in digests or digests[name] != before.digests[name]]


def _read(backbone: Backbone, names: Sequence[str], progress: Progress) -> tuple[list[CheckedBook], list[Mapping[str, SheetRows]]]:
    """These books checked, and their rows in batches, so that no more than one batch of cells is held at a time."""
    progress(0, len(names))
    checked: list[CheckedBook] = []
    batches: list[Mapping[str, SheetRows]] = []
    waiting: list[Book] = []
    for done, book in enumerate(backbone.read(names) if names else (), start=1):
        waiting.append(book)
        if len(waiting) == _BATCH or done == len(names):
            found, rows = check_books(waiting)
            checked, batches, waiting = [*checked, *found], [*batches, rows], []
        progress(done, len(names))
    return checked, batches


def _accepted(rows: pa.Table) -> pa.Table:
    return rows if pc.all(rows["accepted"]).as_py() else rows.filter(rows["accepted"])


def _with_values(rows: pa.Table) -> pa.Table:
    return rows.append_column(NIL, pa.nulls(len(rows), pa.bool_()))


def _one_of(made: Callable[[], Mapping[str, pa.Table]], name: str) -> pa.Table:
    return made()[name]


def _sheet_name(title: str) -> str:
    model = by_title(title)
    return model.about.name if model else ""
