"""Progress records: one for each organisation, indicator, target and date, with everything a screen or a report needs."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ledger.ledger import Ledger
from progress.cadence import Count, counts
from progress.coverage import Coverage
from progress.formula import names_target
from progress.indicators import Indicator, load_indicators
from progress.measure import Measure, measure
from progress.pace import expected_percent, judge, scheme
from progress.season import Season, Seasons, seasons
from progress.targets import Goal, Target, goals, targets_on
from progress.windows import CALENDAR_YEAR, Window, elapsed, window
from schema.period import month_end
from schema.setting import DATA_DATE, LAMP_SCHEME, YEAR_START, carry_periods
from schema.target import BY_MILESTONES, BY_SEASON, MILESTONE, QUOTA
from schema.values import read_date

PUBLIC = ("org", "indicator", "on", "value", "numerator", "denominator", "target", "met", "of", "completion", "elapsed", "gap", "lamp", "reported", "expected")
_FROM_TARGET = ("basis", "direction", "nature", "per", "curve", "assumed", "derived", "document_no")


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

    Without ``codes`` all indicators. Raises UnknownIndicator.
    """
    indicators, _ = load_indicators(ledger)
    wanted = list(indicators) if codes is None else list(codes)
    if unknown := [code for code in wanted if code not in indicators]:
        raise UnknownIndicator(unknown[0])
    asked = _asked(ledger, [indicators[code] for code in wanted if indicators[code].formula], on)
    targets = {day: targets_on(ledger, day) for day in on}
    measures = {each.key: _measure(each, targets) for each in asked}
    values = measure(ledger, list(measures.values()))
    if values.empty:
        return pd.DataFrame(columns=[*PUBLIC, *_FROM_TARGET, "goal", "issued_by", "start_on", "due_on", "bends", "should_be", "season", "stale"])
    coverage = {day: Coverage(ledger, day) for day in {found.until for each in asked for found in each.windows.values()}}
    courses = {each.key: _seasons(ledger, each, measures[each.key], targets) for each in asked}
    about = pd.DataFrame([row for each in asked for row in _about(ledger, each, measures[each.key], targets, coverage, courses[each.key])])
    figures = values.merge(about, on=["key", "org", "on"], how="inner").drop(columns="key")
    return _in_order(judge(figures, scheme(ledger.settings.get(LAMP_SCHEME))), ledger.organisations.codes, wanted)


def _in_order(figures: pd.DataFrame, organisations: Sequence[str], indicators: Sequence[str]) -> pd.DataFrame:
    """Organisations as in 单位, indicators as asked, oldest date first."""
    ranks = {"org": {code: at for at, code in enumerate(organisations)}, "indicator": {code: at for at, code in enumerate(indicators)}}
    return figures.sort_values(
        ["org", "indicator", "goal", "on"], key=lambda found: found.map(ranks[str(found.name)]) if found.name in ranks else found, ignore_index=True
    )


def _asked(ledger: Ledger, indicators: Sequence[Indicator], on: Sequence[dt.date]) -> list[_Asked]:
    begins, known = ledger.settings.get(YEAR_START, CALENDAR_YEAR), goals(ledger)
    found = []
    for indicator in indicators:
        own: Sequence[Goal | None] = known.get(indicator.code) or [None]
        for goal in own:
            start = goal.start_on if goal else None
            found.append(_Asked(indicator, goal, {day: window(day, indicator.from_on, indicator.to_on, start, begins) for day in on}))
    return found


def _measure(each: _Asked, targets: Targets) -> Measure:
    formula, goal = each.indicator.formula, each.goal
    assert formula is not None  # noqa: S101
    given = {(org, day): target.value for day in each.windows for org, target in targets[day].get(goal, {}).items()} if goal else {}
    gone = {day: elapsed(found.until, goal.start_on, goal.due_on) for day, found in each.windows.items()} if goal else {}
    return Measure(each.key, formula, each.indicator.ratio, each.windows, targets=given, elapsed=gone)


def _seasons(ledger: Ledger, each: _Asked, asked: Measure, targets: Targets) -> Seasons:
    """Last year's courses where a version of the goal on one of the days asks for them."""
    given = {org: target for day in each.windows for org, target in targets[day].get(each.goal, {}).items()} if each.goal else {}
    return seasons(ledger, asked, next(iter(each.windows.values())).since, each.indicator.to_on, given) if each.windows else Seasons({})


def _about(
    ledger: Ledger, each: _Asked, asked: Measure, targets: Targets, coverage: Mapping[dt.date, Coverage], courses: Seasons
) -> Iterable[dict[str, object]]:
    """What is known of each organisation's figure besides its value: target, time gone, coverage, groups met."""
    leaves = set(ledger.organisations.leaves)
    goal, completes = each.goal, names_target(each.indicator.formula) if each.indicator.formula else False
    carried, allowed = each.indicator.carried, carry_periods(ledger.settings)
    for day, found in each.windows.items():
        given = targets[day].get(goal, {}) if goal else {}
        per = _counts(ledger, asked, found, day, given)
        covered = coverage[found.until].counts(each.indicator.sheets)
        stale = coverage[found.until].stale(carried, allowed)
        for org in ledger.organisations.codes:
            reported, expected = covered.get(org, (0, 0))
            count, target = per.get(org), given.get(org)
            seasonal = target is not None and target.curve == BY_SEASON and (target.basis == QUOTA or completes)
            season = courses.of(org, ledger.organisations, found.until) if seasonal else None
            yield {
                **{"key": each.key, "org": org, "on": day, "indicator": each.indicator.code, "goal": each.key},
                **_of_target(target, goal, found.until, season),
                **{"met": count.met if count else None, "of": count.of if count else None, "running": count.running if count else 0},
                **{"names_target": completes, "reported": reported, "expected": expected, "leaf": org in leaves, "stale": stale.get(org, 0)},
            }


def _of_target(target: Target | None, goal: Goal | None, day: dt.date, season: Season | None) -> dict[str, object]:
    told: dict[str, object] = {name: getattr(target, name) if target else None for name in _FROM_TARGET}
    told["target"] = target.value if target else None
    told |= {"issued_by": goal.issued_by if goal else None, "start_on": goal.start_on if goal else None, "due_on": goal.due_on if goal else None}
    told["elapsed"] = elapsed(day, goal.start_on, goal.due_on) if goal else None
    curved = target is not None and (target.curve == BY_MILESTONES or target.basis == MILESTONE)
    told["bends"] = season.milestones if season else target.milestones if curved and target else ""
    told["season"] = season.source if season else ""
    told["should_be"] = expected_percent(day, goal.start_on, goal.due_on, str(told["bends"])) if goal else None
    return told


def _counts(ledger: Ledger, asked: Measure, found: Window, day: dt.date, given: Mapping[str, Target]) -> Mapping[str, Count]:
    per = {org: target for org, target in given.items() if target.per}
    return counts(ledger, asked, found, day, per) if per else {}
