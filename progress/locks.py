"""Periods that are locked by their date: so many days after they were due."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from backbone.journal.returns import Return
from ledger.ledger import Ledger
from progress.coverage import assignments_of, owed_since
from schema import period as periods
from schema.registry import SHEETS
from schema.setting import locks
from schema.sheet import Sheet


def late(ledger: Ledger, touched: Iterable[Return], on: dt.date) -> frozenset[Return]:
    """Those returns around the touched ones that are locked by their date on a day; none where the setting 锁定方式 names no days."""
    days = locks(ledger.settings).days
    return frozenset() if days is None else frozenset(found for one in touched for found in _late(ledger, one, on - dt.timedelta(days=days)))


def late_until(ledger: Ledger, org: str, model: type[Sheet], on: dt.date) -> str:
    """The newest period of a branch's sheet that is locked by its date on a day: it and all before it. Empty where there is none."""
    days = locks(ledger.settings).days
    for row in _assigned(ledger, org, model.about.title, on) if days is not None else ():
        if row["frequency"] != periods.ONCE:
            period = periods.newest_ended(on, row["frequency"])
            while _due(period, row) + dt.timedelta(days=days or 0) >= on:
                period = periods.newest_ended(periods.first_day(period) - dt.timedelta(days=1), row["frequency"])
            return period if _is_owed(ledger, org, period, row) else ""
    return ""


def _late(ledger: Ledger, one: Return, before: dt.date) -> Iterator[Return]:
    ends = periods.last_day(one.period)
    for row in _assigned(ledger, one.org, one.sheet, ends):
        once = row["frequency"] == periods.ONCE
        day = row["to_on"] if once else ends
        owed = periods.containing(day, periods.MONTHLY if once else row["frequency"]) if day else ""
        if (
            owed
            and periods.is_inside(one.period, owed)
            and _due(owed, row) < before
            and periods.last_day(owed) >= owed_since(ledger.organisations, one.org, row)
        ):
            yield Return(one.org, one.sheet, owed)


def _assigned(ledger: Ledger, org: str, sheet: str, day: dt.date) -> list[Mapping[str, Any]]:
    return [row for row in assignments_of(ledger, org, day) if SHEETS[row["name"]].about.title == sheet] if ledger.organisations.open_on(org, day) else []


def _is_owed(ledger: Ledger, org: str, period: str, row: Mapping[str, Any]) -> bool:
    return periods.last_day(period) >= owed_since(ledger.organisations, org, row)


def _due(period: str, row: Mapping[str, Any]) -> dt.date:
    return periods.last_day(period) + dt.timedelta(days=row["due_days"] or 0)
