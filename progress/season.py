"""The curve 上年季节: what is expected follows the share of last year's result that was there by each month's end."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from ledger.ledger import Ledger
from ledger.organisations import Organisations
from progress.measure import Measure, measure
from progress.targets import Target
from progress.windows import Window
from schema.period import month_end, years_before
from schema.target import BY_SEASON

Source = Literal["own", "parent", "straight"]
_DIGITS = 6


@dataclass(frozen=True)
class Season:
    """A course as milestones ("2015-01-31:4.5; …") and whose it is: the organisation's own, one above it, or nobody's, then it is straight."""

    milestones: str
    source: Source


@dataclass(frozen=True)
class Seasons:
    """Last year's courses of one goal by organisation; those that can be used."""

    known: Mapping[str, str]

    def of(self, org: str, organisations: Organisations, on: dt.date) -> Season:
        """The organisation's own course, else the nearest above it on the day, else a straight one."""
        for above in organisations.line(org, on):
            if above in self.known:
                return Season(self.known[above], "own" if above == org else "parent")
        return Season("", "straight")


def seasons(ledger: Ledger, asked: Measure, since: dt.date, to_on: dt.date | None, targets: Mapping[str, Target]) -> Seasons:
    """Last year's courses of a goal, from its own measure in the same stretch a year before; none where no target asks or the goal overlaps that stretch.

    ``since`` is the first day the measure counts from, ``to_on`` the last one if it has one. An organisation's course can be used if the organisation
    existed then and reached more than nothing.
    """
    goal = next((target.goal for target in targets.values() if target.curve == BY_SEASON), None)
    if goal is None or years_before(goal.due_on) >= since:
        return Seasons({})
    ends = month_ends(goal.start_on, goal.due_on)
    given = {(org, day): target.value for org, target in targets.items() for day in ends}
    values = measure(ledger, [replace(asked, windows={day: Window(since, min(day, to_on or day)).year_ago() for day in ends}, targets=given)])
    wide = values.pivot(index="org", columns="on", values="value")[ends]
    existed = [ledger.organisations.begins_on(org) <= years_before(since) for org in wide.index]
    courses = shares(wide[existed])
    return Seasons({str(org): "; ".join(f"{day}:{share}" for day, share in zip(ends[:-1], row, strict=False)) for org, row in courses.iterrows()})


def month_ends(start_on: dt.date, due_on: dt.date) -> list[dt.date]:
    """The month ends from one day to another, and that day itself."""
    found, day = [], month_end(start_on)
    while day < due_on:
        found.append(day)
        day = month_end(day + dt.timedelta(days=1))
    return [*found, due_on]


def shares(values: pd.DataFrame) -> pd.DataFrame:
    """Cumulative values (rows organisations, columns days) as percent of the last column, never falling; rows without a positive result are left out."""
    rising = values.astype("float64").fillna(0.0).clip(lower=0).cummax(axis=1)
    total = rising.iloc[:, -1]
    return rising[total > 0].div(total[total > 0], axis=0).mul(100).round(_DIGITS)
