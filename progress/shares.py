"""What of a figure is reported, nil, reviewed and explained: told for all records of some indicators and days in one pass."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from ledger.ledger import Ledger
from progress.coverage import Coverage, Owed
from progress.footnotes import window_of
from progress.indicators import Indicator
from progress.reviews import contents, standing
from progress.windows import Window
from schema import period as periods
from schema.registry import RETURN_NOTE, SHEETS, by_title
from schema.return_note import NIL

_Said = tuple[str, dt.date, tuple[str, ...]]


class Shares:
    """The branches behind each record. Made from the ledger alone, so it may be kept as long as that; reviews are laid to it when asked."""

    def __init__(self, ledger: Ledger, indicators: Mapping[str, Indicator], records: pd.DataFrame) -> None:
        self._ledger, self._records = ledger, records
        asked = zip(records["indicator"], records["start_on"], records["on"], strict=True)
        self._sheets = [indicators[code].sheets for code in records["indicator"]]
        self._windows = [window_of(ledger, indicators[code], start, on) for code, start, on in asked]
        self._coverage = {day: Coverage(ledger, day) for day in {window.until for window in self._windows}}
        self._marks: dict[Return, str] = {}

    @cached_property
    def periods(self) -> frozenset[str]:
        """The periods of the returns that the branches owe for these figures."""
        named = {sheet for sheets in self._sheets for sheet in sheets}
        owed = {owed for covered in self._coverage.values() for _, owed in covered.owed() if owed[0] in named}
        return frozenset(_period(each) for each in owed)

    @cached_property
    def returns(self) -> frozenset[Return]:
        """The returns that the branches owe for these figures."""
        named = {sheet for sheets in self._sheets for sheet in sheets}
        return frozenset(_return(leaf, owed) for covered in self._coverage.values() for leaf, owed in covered.owed() if owed[0] in named)

    def reviewed(self, reviews: Mapping[Return, Sequence[Review]]) -> tuple[int, int]:
        """Of the returns that the branches owe for these figures how many were finally approved as they stand, and how many there are."""
        return len(self._approved(reviews) & self.returns), len(self.returns)

    def laid(self, reviews: Mapping[Return, Sequence[Review]]) -> pd.DataFrame:
        """The records with ``nil`` (of the branches that reported, those with nothing but nil returns), ``reviewed`` (those finally approved as
        they stand), and ``explained`` (the rows in the figure's window that carry an explained warning)."""
        nil, passed = _nil(self._ledger), self._approved(reviews)
        told = self._records.assign(
            nil=self._branches(lambda leaf, owed: _is_nil(nil, leaf, owed)),
            reviewed=self._branches(lambda leaf, owed: _return(leaf, owed) in passed),
        )
        return told.assign(explained=self._explained())

    def _branches(self, holds: Callable[[str, Owed], bool]) -> list[int]:
        counted: dict[tuple[tuple[str, ...], dt.date], Mapping[str, int]] = {}
        for sheets, window in zip(self._sheets, self._windows, strict=True):
            if (sheets, window.until) not in counted:
                counted[sheets, window.until] = self._coverage[window.until].holding(sheets, holds)
        found = zip(self._records["org"], self._sheets, self._windows, strict=True)
        return [counted[sheets, window.until].get(org, 0) for org, sheets, window in found]

    def _approved(self, reviews: Mapping[Return, Sequence[Review]]) -> set[Return]:
        final = {one for one, given in reviews.items() if any(review.step == "final" and review.verdict == "passed" for review in given)}
        if unmarked := final - self._marks.keys():
            self._marks |= contents(self._ledger, unmarked)
        return {one for one in final if standing(reviews[one], self._marks[one]).state == "approved"}

    def _explained(self) -> list[int]:
        said, counted = _explained_rows(self._ledger), dict[tuple[tuple[str, ...], Window], Counter[str]]()
        for sheets, window in zip(self._sheets, self._windows, strict=True):
            if (sheets, window) not in counted:
                inside = (orgs for sheet, day, orgs in said if sheet in sheets and window.since <= day <= window.until)
                counted[sheets, window] = Counter(org for orgs in inside for org in orgs)
        return [counted[sheets, window][org] for org, sheets, window in zip(self._records["org"], self._sheets, self._windows, strict=True)]


def _return(leaf: str, owed: Owed) -> Return:
    return Return(leaf, SHEETS[owed[0]].about.title, _period(owed))


def _period(owed: Owed) -> str:
    _, frequency, _, until = owed
    return periods.containing(until, periods.MONTHLY if frequency == periods.ONCE else frequency)


def _nil(ledger: Ledger) -> Mapping[tuple[str, str], list[tuple[dt.date, dt.date, bool]]]:
    """Branch and sheet → the spans it filed, each with whether it was nil, for those that filed any nil return."""
    found: dict[tuple[str, str], list[tuple[dt.date, dt.date, bool]]] = {}
    for note in ledger.rows(RETURN_NOTE):
        model = by_title(note["sheet"]) if note["kind"] == NIL else None
        if model:
            found.setdefault((note["branch"], model.about.name), []).append((*_span(note["period"]), True))
    for name in {sheet for _, sheet in found}:
        branches = [branch for branch, sheet in found if sheet == name]
        table = ledger.filled_rows(SHEETS[name]).select(["branch", "period", "accepted"])
        rows = table.filter(pc.and_(table["accepted"], pc.is_in(table["branch"], pa.array(branches))))
        for row in rows.group_by(["branch", "period"]).aggregate([]).to_pylist():
            found[row["branch"], name].append((*_span(row["period"]), False))
    return found


def _is_nil(filed: Mapping[tuple[str, str], list[tuple[dt.date, dt.date, bool]]], leaf: str, owed: Owed) -> bool:
    sheet, _, since, until = owed
    inside = [nil for first, last, nil in filed.get((leaf, sheet), ()) if since <= first and last <= until]
    return bool(inside) and all(inside)


def _explained_rows(ledger: Ledger) -> list[_Said]:
    """For each row with an explained warning its sheet, the first day of its period, and the organisations that bear it."""
    owners = {book.name: leaf for leaf in ledger.organisations.leaves if (book := ledger.book_of(leaf))}
    rows = {(issue.book, issue.sheet, issue.row): ledger.period_of(issue) for issue in ledger.issues if issue.explained}
    found = [(owners[book], by_title(sheet), periods.first_day(period)) for (book, sheet, _), period in rows.items() if period and book in owners]
    return [(model.about.name, day, tuple(ledger.organisations.line(leaf, day))) for leaf, model, day in found if model]


def _span(period: str) -> tuple[dt.date, dt.date]:
    return periods.first_day(period), periods.last_day(period)
