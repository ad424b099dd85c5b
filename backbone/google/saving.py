"""Saving into one tab: read it, send one batch, look at what the batch really met, and put that back where it was something else."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from backbone.book import Change, Trace
from backbone.errors import Conflict, HeldOpen, Misplaced, NotReached, Protected
from backbone.google.connection import Connection
from backbone.google.copies import Copy
from backbone.google.layout import JOURNAL_ID
from backbone.google.plan import Plan, doing, is_done, planned, redoing, undoing
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
    """The tab to be written as it stands, and the hidden one, None where it is missing."""

    tab: Tab
    journal: Tab | None


class Saving:
    """One save on its way into a spreadsheet. ``note`` is told the plan before each batch, and whether the batch was answered."""

    def __init__(self, connection: Connection, file_id: str, known: Copy | None, change: Change, note: Note, clock: Callable[[], float]) -> None:
        self._connection, self._file_id, self._known = connection, file_id, known
        self._change, self._note, self._clock = change, note, clock
        self._title = change.model.about.title

    def saved(self, trace: Trace | None) -> Tab:
        """The tab as it stands with the change in it. Raises Conflict, Misplaced, Protected, NotReached, HeldOpen.

        One read and one write where nobody interferes. ``trace`` is the plan that was noted last.
        """
        plan = Plan.of(trace) if trace else None
        for _ in range(_TRIES):
            view = self._view()
            is_marked = is_done(self._change.operation, view.journal)
            if is_marked and (plan is None or view.journal is None or plan.is_met(view.journal)):
                return view.tab
            if plan and plan.sent and self._clock() < plan.sent + IN_FLIGHT:
                raise NotReached(self._change.book, "still_unsure")
            if is_marked and plan:
                self._take_back(plan, view)
            else:
                plan, tab = self._attempt(view, plan)
                if tab:
                    return tab
        raise HeldOpen(self._change.book)

    def _attempt(self, view: View, before: Plan | None) -> tuple[Plan | None, Tab | None]:
        """Send the batch once. The tab when it is done, else the plan to look again with."""
        checked = self._checked(view.tab)
        rows = missing(self._change, checked.rows, before.counts) if before else self._change.rows
        if not rows:
            return before, view.tab
        rest = replace(self._change, rows=rows)
        free = count(max([checked.table.header_row, *(row.number for row in checked.rows)]) + 1)
        counts = before.counts if before else counted(self._change, checked.rows)
        plan, writes = planned(rest, view.tab, checked, placed(rest, checked.rows, free), counts)
        try:
            after = self._sent(plan, doing(plan, view.tab, writes, view.journal, self._connection.email, self._clock()), view.tab)
        except NotReached as error:
            if not error.unsure or error.reason in _UNANSWERED:
                raise
            return plan, None
        if not (after.journal and plan.is_met(after.journal)):
            self._take_back(plan, after)
            return plan, None
        if not plan.stands(after.tab):
            raise self._met(plan, after)
        return plan, after.tab

    def _take_back(self, plan: Plan, after: View) -> None:
        """Put back what the batch overwrote. Raises Conflict where rows move faster than that, with what stood there."""
        if not plan.stands(after.tab):
            raise self._met(plan, after)
        undone = self._sent(plan, undoing(plan, after.tab), after.tab)
        if not (undone.journal and plan.was_undone(undone.journal)):
            self._sent(plan, redoing(plan, after.tab), after.tab)
            raise self._met(plan, after)

    def _met(self, plan: Plan, after: View) -> Conflict:
        """The first row that was not as it had been seen, with what was overwritten there; else the first that Google keeps otherwise than asked."""
        found = plan.overwrote(after.journal) if after.journal else {}
        moved = [row for row in found if row != plan.header and not plan.agrees(row, found[row])]
        row = next(iter(moved), plan.written[0][0])
        raws = found[row] if moved else after.tab.raw(row, plan.columns)
        names = {column: name for name, column in self._checked(after.tab).table.columns.items()}
        current = {names[column]: self._told(names[column], raw) for column, raw in zip(plan.columns, raws, strict=True) if raw and column in names}
        wanted = next((one for one in self._change.rows if one.row == row), self._change.rows[0])
        return Conflict(self._change.book, self._title, row, wanted.seen, current, wanted.wanted)

    def _told(self, name: str, raw: str) -> str:
        """A value as people read it: a day is a number in the copies, which have no formats."""
        is_day = self._change.model.column(name).kind == "date" and raw.startswith("n")
        return day_text(float(raw[1:])) if is_day else raw[1:]

    def _sent(self, plan: Plan, requests: Iterable[Json], tab: Tab) -> View:
        """The tab and the hidden one as they stood right after a batch."""
        body = {
            "requests": list(requests),
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
            "responseRanges": [_whole(tab.title), _whole(JOURNAL_TAB)],
        }
        self._note(replace(plan, sent=self._clock()).told())
        try:
            told = self._connection.change(self._file_id, body, _MASK)
        except Rejected as error:
            self._note(plan.told())
            kind = Protected if _PROTECTED in str(error).lower() else Misplaced
            raise kind(f"{self._change.book} {self._title}") from error
        except NotReached as error:
            if not (error.unsure and error.reason in _UNANSWERED):
                self._note(plan.told())
            raise NotReached(self._change.book, error.reason, error.unsure, error.wait) from error
        return self._viewed(tabs_of(told.get("updatedSpreadsheet") or {}))

    def _view(self) -> View:
        """Both tabs by their ids where these are known and still right; else the whole spreadsheet is looked through."""
        ids = self._known.ids if self._known else {}
        at = next((one for title, one in ids.items() if fold(title) == fold(self._title)), None)
        if at is not None and JOURNAL_ID in ids.values():
            with suppress(Rejected, Misplaced):
                return self._viewed(tabs_of(self._asked(lambda: self._connection.tabs(self._file_id, [at, JOURNAL_ID], FIELDS))))
        return self._viewed(tabs_of(self._asked(lambda: self._connection.spreadsheet(self._file_id, FIELDS))))

    def _asked(self, ask: Callable[[], Json]) -> Mapping[str, Any]:
        try:
            return ask()
        except NotReached as error:
            raise NotReached(self._change.book, error.reason, wait=error.wait) from error

    def _viewed(self, tabs: list[Tab]) -> View:
        """Raises Misplaced where no tab, or more than one, has the sheet's title."""
        found = [tab for tab in tabs if fold(tab.title) == fold(self._title)]
        if len(found) != 1:
            raise Misplaced(f"{self._change.book} {self._title}")
        return View(found[0], next((tab for tab in tabs if tab.id == JOURNAL_ID), None))

    def _checked(self, tab: Tab) -> Checked:
        """The rows as they stand. Raises Misplaced where they cannot be known or a column is missing."""
        checked = typed_rows(self._change.model, tab.grid, self._change.book)
        if checked.issues:
            raise Misplaced(f"{self._change.book} {self._title}")
        names = [name for row in self._change.rows for name in (*row.seen, *row.wanted) if name not in checked.table.columns]
        if names:
            raise Misplaced(f"{self._change.book} {self._title} {self._change.model.column(names[0]).header}")
        return checked


def _whole(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"
