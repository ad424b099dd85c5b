"""Filing discipline: who has filed what for which period, told from the content of the books alone."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from pydantic_core import PydanticCustomError

from ledger.ledger import Ledger
from progress.coverage import assignments_of, owed_since
from schema import period as periods
from schema.check import Row
from schema.registry import RETURN_NOTE, SHEETS, by_title
from schema.return_note import FILED, NIL
from schema.sheet import Sheet
from schema.values import read_period

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


def filings(ledger: Ledger, period: str) -> pd.DataFrame:
    """What every open leaf owes for the periods that end inside the one asked for (a month, quarter or year), one row each."""
    found = [asdict(filing) for leaf in ledger.organisations.leaves for filing in _of_leaf(ledger, leaf, period)]
    return pd.DataFrame(found, columns=list(Filing.__annotations__))


def _of_leaf(ledger: Ledger, leaf: str, period: str) -> Iterator[Filing]:
    for month in periods.between(periods.first_day(period), periods.last_day(period), periods.MONTHLY):
        since, until = periods.first_day(month), periods.last_day(month)
        owes = [(row, owed) for row in assignments_of(ledger, leaf, until) for owed in _owed_periods(row, since, until)]
        for row, owed in owes:
            ends = periods.last_day(owed)
            if ends >= owed_since(ledger.organisations, leaf, row) and ledger.organisations.open_on(leaf, ends):
                yield _filing(ledger, leaf, SHEETS[row["name"]], owed, ends + dt.timedelta(days=row["due_days"] or 0))


def _owed_periods(row: Mapping[str, Any], since: dt.date, until: dt.date) -> list[str]:
    if row["frequency"] == periods.ONCE:
        return [periods.containing(row["to_on"], periods.MONTHLY)] if row["to_on"] and since <= row["to_on"] <= until else []
    return periods.between(since, until, row["frequency"])


def _filing(ledger: Ledger, leaf: str, model: type[Sheet], period: str, due_on: dt.date) -> Filing:
    book = ledger.book_of(leaf)
    rows = [row for row in book.sheets[model.about.name].rows if _inside(row, period)] if book and model.about.name in book.sheets else []
    notes = [note for note in book.accepted(RETURN_NOTE) if by_title(note["sheet"]) is model and note["period"] == period] if book else []
    missing = Counter(model.column(name).header for row in rows for name in row.blanks)
    days = [day for row in rows if row.values and (day := row.values.get("reported_on"))] + [note["noted_on"] for note in notes if note["noted_on"]]
    return Filing(leaf, model.about.title, period, _state(rows, {note["kind"] for note in notes}), due_on, max(days, default=None), dict(missing))


def _inside(row: Row, period: str) -> bool:
    """Whether a row, blocked or not, is of the period or of a shorter one inside it."""
    try:
        found = read_period(row.typed.get("period", ""))
    except PydanticCustomError:
        return False
    return periods.first_day(period) <= periods.first_day(found) and periods.last_day(found) <= periods.last_day(period)


def _state(rows: list[Row], notes: set[str]) -> str:
    if any(row.values is None for row in rows):
        return "invalid"
    if any(row.blanks for row in rows):
        return "partial"
    if rows or FILED in notes:
        return "submitted"
    return "nil" if NIL in notes else "untouched"
