"""Filing discipline: who has filed what for which period, told from the content of the books alone."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ledger.ledger import Ledger
from progress.coverage import assignments_of, owed_since
from schema import period as periods
from schema.registry import RETURN_NOTE, SHEETS, by_title
from schema.return_note import FILED, NIL
from schema.sheet import Sheet

_Owed = tuple[str, type[Sheet], str, dt.date]
STATES = ("untouched", "partial", "invalid", "nil", "submitted", "returned", "approved")


@dataclass(frozen=True)
class Filing:
    """One sheet of one branch for one period it owes. ``missing`` counts required cells left blank, by header."""

    org: str
    sheet: str
    period: str
    state: str
    due_on: dt.date
    filed_at: dt.date | None
    missing: Mapping[str, int]


@dataclass(frozen=True)
class _Stand:
    """What a branch has put into a sheet for one period: whether all rows count, when it said it reported, which cells are missing."""

    first: dt.date
    last: dt.date
    accepted: bool
    reported_on: dt.date | None
    missing: Mapping[str, int]


def filings(ledger: Ledger, period: str) -> pd.DataFrame:
    """What every open leaf owes for the periods that end inside the one asked for (a month, quarter or year), one row each."""
    owed = [found for leaf in ledger.organisations.leaves for found in _of_leaf(ledger, leaf, period)]
    stands = {model: _stands(ledger, model) for model in {model for _, model, _, _ in owed}}
    notes = _notes(ledger)
    found = [_filing(leaf, model, each, due_on, stands[model].get(leaf, []), notes.get((leaf, model, each), [])) for leaf, model, each, due_on in owed]
    return pd.DataFrame([vars(filing) for filing in found], columns=list(Filing.__annotations__))


def _of_leaf(ledger: Ledger, leaf: str, period: str) -> Iterator[_Owed]:
    for month in periods.between(periods.first_day(period), periods.last_day(period), periods.MONTHLY):
        since, until = periods.first_day(month), periods.last_day(month)
        owes = [(row, owed) for row in assignments_of(ledger, leaf, until) for owed in _owed_periods(row, since, until)]
        for row, owed in owes:
            ends = periods.last_day(owed)
            if ends >= owed_since(ledger.organisations, leaf, row) and ledger.organisations.open_on(leaf, ends):
                yield leaf, SHEETS[row["name"]], owed, ends + dt.timedelta(days=row["due_days"] or 0)


def _owed_periods(row: Mapping[str, Any], since: dt.date, until: dt.date) -> list[str]:
    if row["frequency"] == periods.ONCE:
        return [periods.containing(row["to_on"], periods.MONTHLY)] if row["to_on"] and since <= row["to_on"] <= until else []
    return periods.between(since, until, row["frequency"])


def _stands(ledger: Ledger, model: type[Sheet]) -> dict[str, list[_Stand]]:
    """Branch → what stands in its sheet, blocked rows too, period by period; rows whose period cannot be read are of none."""
    rows = ledger.filled_rows(model).select(["branch", "period", "accepted", "reported_on", "blanks"])
    missing: dict[tuple[str, str], Counter[str]] = {}
    for row in rows.filter(rows["blanks"].is_valid()).to_pylist():
        missing.setdefault((row["branch"], row["period"]), Counter()).update(model.column(name).header for name in row["blanks"])
    found: dict[str, list[_Stand]] = {}
    for row in rows.group_by(["branch", "period"]).aggregate([("accepted", "all"), ("reported_on", "max")]).to_pylist():
        if period := row["period"]:
            told = _Stand(
                periods.first_day(period), periods.last_day(period), row["accepted_all"], row["reported_on_max"], missing.get((row["branch"], period), {})
            )
            found.setdefault(row["branch"], []).append(told)
    return found


def _notes(ledger: Ledger) -> dict[tuple[str, type[Sheet] | None, str], list[Mapping[str, Any]]]:
    """Branch, sheet and period → the notes on it."""
    found: dict[tuple[str, type[Sheet] | None, str], list[Mapping[str, Any]]] = {}
    for note in ledger.rows(RETURN_NOTE):
        found.setdefault((note["branch"], by_title(note["sheet"]), note["period"]), []).append(note)
    return found


def _filing(leaf: str, model: type[Sheet], period: str, due_on: dt.date, stands: list[_Stand], notes: list[Mapping[str, Any]]) -> Filing:
    """One filing from what stands in the sheet for the period or a shorter one inside it, and from the notes on it."""
    first, last = periods.first_day(period), periods.last_day(period)
    inside = [stand for stand in stands if first <= stand.first and stand.last <= last]
    missing = sum((Counter(stand.missing) for stand in inside), Counter[str]())
    days = [stand.reported_on for stand in inside if stand.reported_on] + [note["noted_on"] for note in notes if note["noted_on"]]
    return Filing(leaf, model.about.title, period, _state(inside, {note["kind"] for note in notes}), due_on, max(days, default=None), dict(missing))


def _state(stands: list[_Stand], notes: set[str]) -> str:
    if any(not stand.accepted for stand in stands):
        return "invalid"
    if any(stand.missing for stand in stands):
        return "partial"
    if stands or FILED in notes:
        return "submitted"
    return "nil" if NIL in notes else "untouched"
