"""Progress records: one for each organisation, indicator, target and date, with everything a screen or a report needs."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ledger.ledger import Ledger
from progress.cadence import counts
from progress.columns import Asks, Columns
from progress.coverage import Coverage
from progress.formula import names_target
from progress.indicators import Indicator, load_indicators
from progress.measure import Measure, solve
from progress.pace import scheme
from progress.season import Seasons, seasons
from progress.targets import Goal, Target, goals, targets_by_day
from progress.windows import CALENDAR_YEAR, Window, elapsed, window
from schema.period import month_end
from schema.setting import DATA_DATE, LAMP_SCHEME, YEAR_START, carry_periods
from schema.target import QUOTA
from schema.values import read_date

PUBLIC = ("org", "indicator", "on", "value", "numerator", "denominator", "target", "met", "of", "completion", "elapsed", "gap", "lamp", "reported", "expected")
Targets = Mapping[dt.date, Mapping[Goal, Mapping[str, Target]]]


@dataclass(frozen=True)
class _Asked:
    """One indicator under one goal (or none), ready to be measured on some dates."""

    indicator: Indicator
    goal: Goal | None
    windows: Mapping[dt.date, Window]

    @property
    def key(self) -> str:
        return self.goal.key if self.goal else self.indicator.code


class UnknownIndicator(LookupError):
    """An indicator code that the workspace does not have."""


def data_date(ledger: Ledger, today: dt.date) -> dt.date:
    """The day a workspace is looked at without being asked for another: its setting 数据日期, else today."""
    return read_date(ledger.settings[DATA_DATE]) if DATA_DATE in ledger.settings else today


def month_ends(ledger: Ledger, on: dt.date, since: dt.date | None = None) -> list[dt.date]:
    """The month ends of the year that holds the day (or since the day given), and the day itself."""
    begins = ledger.settings.get(YEAR_START, CALENDAR_YEAR)
    day = month_end(since or window(on, None, None, None, begins).since)
    found = []
    while day < on:
        found.append(day)
        day = month_end(day + dt.timedelta(days=1))
    return [*found, on]


def records(ledger: Ledger, on: Sequence[dt.date], codes: Iterable[str] | None = None) -> pd.DataFrame:
    """Records of every organisation on these dates: the PUBLIC columns, those of the target, start_on, due_on, should_be, issued_by, season, stale.

    ``season`` says whose last year bends the course (own, parent, straight for nobody's), ``stale`` how many branches are carried longer than allowed.
    Texts of a target are empty where there is none. Organisations stand as in 单位, indicators as asked, goals by name, oldest date first.

    Without ``codes`` all indicators. Raises UnknownIndicator.
    """
    indicators, _ = load_indicators(ledger)
    wanted = list(indicators) if codes is None else list(codes)
    if unknown := [code for code in wanted if code not in indicators]:
        raise UnknownIndicator(unknown[0])
    days = sorted(set(on))
    asked = _asked(ledger, [indicators[code] for code in wanted if indicators[code].formula], days)
    targets = targets_by_day(ledger, days)
    measures = [_measure(each, targets) for each in asked]
    table = Columns(ledger.organisations.codes, len(asked), days)
    table.numbers(solve(ledger, measures))
    coverage = {day: Coverage(ledger, day) for day in {found.until for each in asked for found in each.windows.values()}}
    for at, (each, asked_measure) in enumerate(zip(asked, measures, strict=True)):
        _fill(table, at, ledger, each, asked_measure, targets, coverage)
    return table.frame(ledger.organisations.leaf_codes, scheme(ledger.settings.get(LAMP_SCHEME)))


def measures(ledger: Ledger, indicator: Indicator, on: dt.date) -> dict[str, Measure]:
    """What is measured for the records of one indicator on a day, by the ``goal`` they have; none where its formula cannot be used."""
    if indicator.formula is None:
        return {}
    targets = targets_by_day(ledger, [on]) if names_target(indicator.formula) else {on: {}}
    return {each.key: _measure(each, targets) for each in _asked(ledger, [indicator], [on])}


def _asked(ledger: Ledger, indicators: Sequence[Indicator], on: Sequence[dt.date]) -> list[_Asked]:
    begins, known = ledger.settings.get(YEAR_START, CALENDAR_YEAR), goals(ledger)
    found = []
    for indicator in indicators:
        own: Sequence[Goal | None] = sorted(known.get(indicator.code, ()), key=lambda goal: goal.key) or [None]
        for goal in own:
            start = goal.start_on if goal else None
            found.append(_Asked(indicator, goal, {day: window(day, indicator.from_on, indicator.to_on, start, begins) for day in on}))
    return found


def _measure(each: _Asked, targets: Targets) -> Measure:
    formula, goal = each.indicator.formula, each.goal
    assert formula is not None  # noqa: S101
    needed = goal is not None and names_target(formula)
    given = {(org, day): target.value for day in each.windows for org, target in targets[day].get(goal, {}).items()} if goal and needed else {}
    gone = {day: elapsed(found.until, goal.start_on, goal.due_on) for day, found in each.windows.items()} if goal else {}
    return Measure(each.key, formula, each.indicator.ratio, each.windows, targets=given, elapsed=gone)


def _fill(table: Columns, at: int, ledger: Ledger, each: _Asked, asked: Measure, targets: Targets, coverage: Mapping[dt.date, Coverage]) -> None:
    """What is known of one indicator's figures besides their values: target, time gone, coverage, groups met."""
    goal, completes = each.goal, names_target(asked.formula)
    table.name(at, each.indicator.code, each.key, goal, completes)
    carried, allowed = each.indicator.carried, carry_periods(ledger.settings)
    asks = {day: table.asks(targets[day].get(goal, {})) for day in each.windows} if goal else {}
    courses = _seasons(ledger, each, asked, list(asks.values()))
    for day_at, (day, found) in enumerate(each.windows.items()):
        covered = coverage[found.until]
        table.filed(at, day_at, *covered.counted(each.indicator.sheets), covered.stale(carried, allowed))
        if goal:
            table.targets(at, day_at, goal, asks[day], found.until)
            bent = [org for org, target in asks[day].seasonal.items() if target.basis == QUOTA or completes]
            table.seasons(at, day_at, goal, {org: courses.of(org, ledger.organisations, found.until) for org in bent}, found.until)
            if asks[day].per:
                table.counts(at, day_at, counts(ledger, asked, found, day, asks[day].per))


def _seasons(ledger: Ledger, each: _Asked, asked: Measure, asks: Sequence[Asks]) -> Seasons:
    """Last year's courses where a version of the goal on one of the days asks for them."""
    if not any(found.seasonal for found in asks):
        return Seasons({})
    given = {org: target for found in asks for org, target in found.given.items()}
    return seasons(ledger, asked, next(iter(each.windows.values())).since, each.indicator.to_on, given)
