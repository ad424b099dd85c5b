"""Saving into one tab: read it, send one batch, look at what the batch really met, and put that back where it was something else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from backbone.book import Change, RowChange, Trace
from backbone.errors import BackboneError, Conflict, HeldOpen, Misplaced, NotReached, Protected
from backbone.google.batch import is_done, paying, writing
from backbone.google.connection import Connection
from backbone.google.copies import Copy
from backbone.google.layout import JOURNAL_ID
from backbone.google.plan import Debt, Plan, planned, stamp_of, whereabouts
from backbone.google.refusals import Rejected
from backbone.google.tabs import FIELDS, Tab, tabs_of
from backbone.google.values import Json, day_text
from backbone.writing.placing import counted, missing, placed
from schema.check import Checked, typed_rows
from schema.folding import fold
from schema.workspace import JOURNAL_TAB

IN_FLIGHT = 200.0
"""Seconds in which a request that was never answered may still be carried out: Google ends every one after 180
(developers.google.com/sheets/api/limits)."""
Note = Callable[[Trace], None]
_TRIES = 5
_UNANSWERED = frozenset(("no_network", "too_slow", "proxy_refused"))
"""After these a request may still be on its way."""
_PROTECTED = "protected"
_MASK = f"updatedSpreadsheet({FIELDS})"


@dataclass(frozen=True)
class View:
    """Tabs of a spreadsheet as they stood at one moment: those that matter to a save, or all."""

    tabs: Sequence[Tab]

    @property
    def journal(self) -> Tab | None:
        """The hidden tab, None where it is missing."""
        return self.tab(JOURNAL_ID)

    def tab(self, tab_id: int) -> Tab | None:
        """The tab of this id, whatever people call it; None where it is gone."""
        return next((tab for tab in self.tabs if tab.id == tab_id), None)

    def titled(self, title: str) -> list[Tab]:
        """The tabs that bear a sheet's title."""
        return [tab for tab in self.tabs if fold(tab.title) == fold(title)]


class Saving:
    """One save on its way into a spreadsheet. ``note`` is told the plan of each batch before it is sent, and once it is known not to be on its way."""

    def __init__(self, connection: Connection, file_id: str, known: Copy | None, change: Change, note: Note, clock: Callable[[], float]) -> None:
        self._connection, self._file_id, self._known = connection, file_id, known
        self._change, self._note, self._clock = change, note, clock
        self._title = change.model.about.title
        self._failure: BackboneError = HeldOpen(change.book)

    def saved(self, trace: Trace | None) -> Tab | None:
        """The tab as it stands with the change in it; None where it is gone since. Raises Conflict, Misplaced, Protected, NotReached, HeldOpen.

        One read and one write where nobody interferes. ``trace`` is the plan that was noted last.
        """
        plan, view = Plan.of(trace) if trace else None, None
        for _ in range(_TRIES):
            view = view or self._view(plan)
            debts = self._debts(plan, view) if plan else []
            if plan and debts:
                plan, view = self._put_back(plan, view, debts)
            elif self._is_done(plan, view):
                return view.tab(plan.tab) if plan else next(iter(view.titled(self._title)), None)
            else:
                plan, view = self._write(plan, view)
        raise self._failure

    def _debts(self, plan: Plan, view: View) -> Sequence[Debt]:
        """What has to be put back before anything else; nothing where the tab is gone with it. Raises NotReached while the last batch may still arrive."""
        if view.journal and plan.arrived(view.journal):
            debts: Sequence[Debt] = plan.owed(view.journal)
        elif self._clock() < plan.sent + IN_FLIGHT and (plan.debts or not is_done(plan.operation, view.journal)):
            raise NotReached(self._change.book, "still_unsure")
        else:
            debts = plan.debts
        return debts if view.tab(plan.tab) else ()

    def _is_done(self, plan: Plan | None, view: View) -> bool:
        """Whether nothing is left to write. Raises Conflict where the save was done and does not stand there."""
        is_marked = is_done(self._change.operation, view.journal)
        if plan is None:
            return is_marked
        if view.journal and plan.arrived(view.journal) and not plan.debts:
            if not plan.stands(view.journal):
                raise self._met(plan, view.journal, None)
            return True
        rows = self._missing(plan, self._checked(self._tab(view)))
        if rows and is_marked:
            raise self._met(plan, view.journal, None)
        return not rows

    def _write(self, last: Plan | None, view: View) -> tuple[Plan, View | None]:
        """Send what is missing as one batch; what was planned, and the tabs as they stood right after it."""
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
            kind = Protected if _PROTECTED in str(error).lower() else Misplaced
            again, self._failure = type(self._failure) is not Misplaced and kind is Misplaced, kind(f"{self._change.book} {self._title}")
            if not again:
                raise self._failure from error
            return last or plan, None

    def _put_back(self, plan: Plan, view: View, debts: Sequence[Debt]) -> tuple[Plan, View | None]:
        """Put back what is owed, in the rows where it stands now. Raises Conflict where nothing of it is found, with what stood there."""
        tab, journal = view.tab(plan.tab), view.journal
        if not (tab and journal and stamp_of(journal).startswith(f"{plan.operation} ")):
            raise self._met(plan, None, debts[0])
        found: dict[int, Debt] = {}
        for debt in debts:
            row = whereabouts(debt, tab, journal, found)
            if row is not None:
                found[row] = debt
        if not found:
            raise self._met(plan, journal, debts[0])
        pays = plan.paying([(debt, row) for row, debt in found.items()], [debt for debt in debts if debt not in found.values()], tab)
        try:
            return pays, self._sent(pays, paying(pays, journal, self._connection.email), tab, journal)
        except Rejected as error:
            raise self._met(plan, journal, debts[0]) from error

    def _sent(self, plan: Plan, requests: Iterable[Json], tab: Tab, journal: Tab | None) -> View | None:
        """The tab and the hidden one right after a batch; None where the answer does not tell, though it is one. Raises Rejected, NotReached."""
        body = {
            "requests": list(requests),
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
            "responseRanges": [_whole(tab.title), _whole(journal.title if journal else JOURNAL_TAB)],
        }
        self._note(plan.told(self._clock()))
        try:
            return View(tabs_of(self._connection.change(self._file_id, body, _MASK).get("updatedSpreadsheet") or {}))
        except NotReached as error:
            self._failure = NotReached(self._change.book, error.reason, error.unsure, error.wait)
            if error.unsure and error.reason in _UNANSWERED:
                raise self._failure from error
            self._note(plan.told())
            if not error.unsure:
                raise self._failure from error
        return None

    def _view(self, plan: Plan | None) -> View:
        """Both tabs by their ids where these are known and still right; else the whole spreadsheet is looked through."""
        at = plan.tab if plan else self._known_tab()
        if at is not None:
            with suppress(Rejected):
                view = View(tabs_of(self._asked(lambda: self._connection.tabs(self._file_id, [at, JOURNAL_ID], FIELDS))))
                if view.titled(self._title):
                    return view
        try:
            return View(tabs_of(self._asked(lambda: self._connection.spreadsheet(self._file_id, FIELDS))))
        except Rejected as error:
            raise NotReached(self._change.book, "refused") from error

    def _known_tab(self) -> int | None:
        """The id of the tab, unless it was last seen doubled, or without the hidden one."""
        ids = self._known.ids if self._known else {}
        found = [one for title, one in ids.items() if fold(title) == fold(self._title)]
        return found[0] if len(found) == 1 and JOURNAL_ID in ids.values() else None

    def _asked(self, ask: Callable[[], Json]) -> Mapping[str, Any]:
        try:
            return ask()
        except NotReached as error:
            raise NotReached(self._change.book, error.reason, wait=error.wait) from error

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

    def _met(self, plan: Plan, journal: Tab | None, debt: Debt | None) -> Conflict:
        """What cannot be put back, with what stood there; or a save that Google keeps otherwise than asked."""
        row = debt.row if debt else plan.written[0][0] if plan.written else None
        slot = debt.slot if debt else plan.end - len(plan.rows) + plan.rows.index(row) if row else 0
        raws = {name: journal.raw(slot, [column])[0] for name, column in plan.columns.items()} if journal and slot else {}
        wanted = next((one for one in self._change.rows if one.row == row), self._change.rows[0])
        current = {name: self._told(name, raw) for name, raw in raws.items() if raw}
        return Conflict(self._change.book, self._title, row, wanted.seen, current, wanted.wanted)

    def _told(self, name: str, raw: str) -> str:
        """A value as people read it: a day is a number in the copies, which have no formats."""
        is_day = self._change.model.column(name).kind == "date" and raw.startswith("n")
        return day_text(float(raw[1:])) if is_day else raw[1:]


def _whole(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"
