"""Saving into one tab: read it, send one batch, look at what the batch really met, and put that back where it was something else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from backbone.book import Change, RowChange, Trace
from backbone.errors import BackboneError, Conflict, HeldOpen, Misplaced, NotReached, Protected
from backbone.google.batch import is_done, paying, writing
from backbone.google.connection import Connection
from backbone.google.debts import Debt, Owed
from backbone.google.plan import Plan, planned
from backbone.google.refusals import Rejected
from backbone.google.tabs import FIELDS, Tab, tabs_of
from backbone.google.values import Json, day_text
from backbone.google.views import View, known_tab, viewed
from backbone.writing.placing import counted, missing, placed
from schema.check import Checked, typed_rows
from schema.workspace import JOURNAL_TAB

IN_FLIGHT = 200.0
"""Seconds in which a request that was never answered may still be carried out: Google ends every one after 180
(developers.google.com/sheets/api/limits)."""
Note = Callable[[Trace], None]
_MOST_BATCHES = 8
_UNANSWERED = frozenset(("no_network", "too_slow", "proxy_refused"))
"""After these a request may still be on its way."""
_PROTECTED = "protected"
_MASK = f"updatedSpreadsheet({FIELDS})"


class Saving:
    """One save on its way into a spreadsheet. ``note`` is told the plan of each batch before it is sent, and when it is known not to be on its way."""

    def __init__(self, connection: Connection, file_id: str, ids: Mapping[str, int], change: Change, note: Note, clock: Callable[[], float]) -> None:
        self._connection, self._file_id, self._ids = connection, file_id, ids
        self._change, self._note, self._clock = change, note, clock
        self._title = change.model.about.title
        self._failure: BackboneError = HeldOpen(change.book)

    def saved(self, trace: Trace | None) -> Tab | None:
        """The tab as it stands with the change in it; None where it is gone since. Raises Conflict, Misplaced, Protected, NotReached, HeldOpen.

        One read and one write where nobody interferes. ``trace`` is the plan that was noted last.
        """
        plan, view = Plan.of(trace) if trace else None, None
        for batches in count():
            view = view or self._view(plan)
            owed = self._owed(plan, view) if plan else None
            if not owed and self._is_done(plan, view):
                return next(iter(view.titled(self._title)), None)
            if batches == _MOST_BATCHES:
                raise self._failure
            plan, view = self._put_back(plan, owed) if plan and owed else self._write(plan, view)
        raise AssertionError

    def _owed(self, plan: Plan, view: View) -> Owed | None:
        """What has to be put back before anything else. Raises NotReached while the last batch may still arrive, Conflict where its copies are gone."""
        tab, journal = view.tab(plan.tab), view.journal
        debts = plan.owed(journal) if plan.arrived(journal) else plan.debts
        if not plan.arrived(journal) and self._clock() < plan.sent + IN_FLIGHT and (plan.debts or not is_done(plan.operation, journal)):
            raise NotReached(self._change.book, "still_unsure")
        if not debts or tab is None:
            return None
        if journal is None or not plan.is_ours(journal):
            raise self._met(plan, None, debts[0])
        return Owed.of(debts, tab, journal)

    def _is_done(self, plan: Plan | None, view: View) -> bool:
        """Whether nothing is left to write. Raises Conflict where the save was done and does not stand there."""
        if plan is None:
            return is_done(self._change.operation, view.journal)
        journal = view.journal
        if plan.arrived(journal) and not plan.debts and not plan.owed(journal):
            if not plan.stands(journal):
                raise self._met(plan, journal)
            return True
        rows = self._missing(plan, self._checked(self._tab(view)))
        if rows and not plan.arrived(journal) and is_done(plan.operation, journal):
            raise self._met(plan, None)
        return not rows

    def _write(self, last: Plan | None, view: View) -> tuple[Plan, View | None]:
        """Send what is missing as one batch; what was planned, and the tabs right after it, None where they have to be looked at again."""
        tab = self._tab(view)
        checked = self._checked(tab)
        rest = replace(self._change, rows=self._missing(last, checked))
        free = count(max([checked.table.header_row, *(row.number for row in checked.rows)]) + 1)
        counts = last.counts if last else counted(self._change, checked.rows)
        plan, cells = planned(rest, tab, checked, placed(rest, checked.rows, free), counts, last.step + 1 if last else 1)
        try:
            return plan, self._sent(plan, writing(plan, tab, cells, view.journal, self._connection.email, self._clock()), tab, view.journal)
        except Rejected as error:
            self._note((last or plan).told())
            self._bear(error)
            return last or plan, None

    def _bear(self, error: Rejected) -> None:
        """What was refused once may fit what stands there now. Raises Protected, and Misplaced the second time."""
        is_second, place = type(self._failure) is Misplaced, f"{self._change.book} {self._title}"
        is_protected = _PROTECTED in str(error).lower()
        self._failure = Protected(place) if is_protected else Misplaced(place)
        if is_second or is_protected:
            raise self._failure from error

    def _put_back(self, plan: Plan, owed: Owed) -> tuple[Plan, View | None]:
        """Put back what was found. Raises Conflict where that is nothing or not allowed, with what stood there."""
        if not owed.found:
            raise self._met(plan, owed.journal, owed.lost[0])
        pays = plan.paying(owed)
        try:
            return pays, self._sent(pays, paying(pays, owed.journal, self._connection.email), owed.tab, owed.journal)
        except Rejected as error:
            raise self._met(plan, owed.journal, pays.debts[0]) from error

    def _sent(self, plan: Plan, requests: Sequence[Json], tab: Tab, journal: Tab | None) -> View | None:
        """The tab and the hidden one right after a batch; None where the answer does not tell, though it is one. Raises Rejected, NotReached."""
        titles = [tab.title, journal.title if journal else JOURNAL_TAB]
        body = {
            "requests": requests,
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
            "responseRanges": ["'" + title.replace("'", "''") + "'" for title in titles],
        }
        self._note(plan.told(self._clock()))
        try:
            return View(tabs_of(self._connection.change(self._file_id, body, _MASK).get("updatedSpreadsheet") or {}))
        except NotReached as error:
            is_second, self._failure = isinstance(self._failure, NotReached), self._of_book(error)
            is_over = not (error.unsure and error.reason in _UNANSWERED)
            if is_over:
                self._note(plan.told())
            if is_second or not (is_over and error.unsure):
                raise self._failure from error
        return None

    def _view(self, plan: Plan | None) -> View:
        try:
            return viewed(self._connection, self._file_id, self._title, plan.tab if plan else known_tab(self._ids, self._title))
        except NotReached as error:
            raise self._of_book(error) from error

    def _of_book(self, error: NotReached) -> NotReached:
        return NotReached(self._change.book, error.reason, error.unsure, error.wait)

    def _tab(self, view: View) -> Tab:
        """Raises Misplaced where no tab, or more than one, has the sheet's title."""
        found = view.titled(self._title)
        if len(found) != 1:
            raise Misplaced(f"{self._change.book} {self._title}")
        return found[0]

    def _checked(self, tab: Tab) -> Checked:
        """The rows as they stand. Raises Misplaced where they cannot be known or a column is missing."""
        checked = typed_rows(self._change.model, tab.grid, self._change.book)
        if checked.issues:
            raise Misplaced(f"{self._change.book} {self._title}")
        names = [name for row in self._change.rows for name in (*row.seen, *row.wanted) if name not in checked.table.columns]
        if names:
            raise Misplaced(f"{self._change.book} {self._title} {self._change.model.column(names[0]).header}")
        return checked

    def _missing(self, plan: Plan | None, checked: Checked) -> Sequence[RowChange]:
        return missing(self._change, checked.rows, plan.counts) if plan else self._change.rows

    def _met(self, plan: Plan, journal: Tab | None, debt: Debt | None = None) -> Conflict:
        """What stood in a row that cannot be put back; or what Google keeps in place of what was asked."""
        row, slot = (debt.row, debt.slot) if debt else plan.first_written
        raws = {name: journal.raw(slot, [column])[0] for name, column in plan.columns.items()} if journal else {}
        current = {name: self._told(name, raw) for name, raw in raws.items() if raw}
        wanted = next((one for one in self._change.rows if one.row == row), self._change.rows[0])
        return Conflict(self._change.book, self._title, row, wanted.seen, current, wanted.wanted)

    def _told(self, name: str, raw: str) -> str:
        """A value as people read it: a day is a number in the copies, which have no formats."""
        is_day = self._change.model.column(name).kind == "date" and raw.startswith("n")
        return day_text(float(raw[1:])) if is_day else raw[1:]
