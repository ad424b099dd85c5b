"""Goals per group or per sub-period: so many for every team and host, or in every week, month, quarter or year."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ledger.ledger import Ledger
from progress.formula import Aggregate, Bare, walk
from progress.measure import Measure, measure
from progress.targets import Target
from progress.windows import Window, Windows
from schema import period as periods
from schema.programme import HOST, TEAM, Programme
from schema.registry import SHEETS
from schema.target import AT_MOST

PAIR = ["team_code", "host_code"]
_SUB_PERIODS = (periods.WEEKLY, periods.MONTHLY, periods.QUARTERLY, periods.YEARLY)


@dataclass(frozen=True)
class Count:
    """Of so many groups or sub-periods, how many reach the figure, and how many of the others still can."""

    met: int
    of: int
    running: int


def counts(ledger: Ledger, asked: Measure, window: Window, on: dt.date, targets: Mapping[str, Target]) -> dict[str, Count]:
    """For each organisation with a target the count on a day. ``per`` is a sub-period or a list of columns.

    Nothing is counted where ``per`` is neither, or names columns that the formula cannot be grouped by.
    """
    per = next(iter(targets.values())).per.strip()
    if per in _SUB_PERIODS:
        goal = next(iter(targets.values())).goal
        inside = Window(max(window.since, goal.start_on), min(window.until, goal.due_on))
        return _by_sub_period(ledger, asked, sub_periods(inside, per), on, targets)
    columns = group_columns(per)
    return _by_group(ledger, asked, window, on, columns, targets) if _groups(asked, columns) else {}


def group_columns(per: str) -> list[str]:
    """The columns that the ``per`` of a goal names, be they any or not."""
    return [name.strip() for name in per.replace("，", ",").split(",")]


def pair_values(ledger: Ledger, asked: Measure, window: Window, on: dt.date) -> Mapping[tuple[Any, ...], float]:
    """What every team did for every host in a window, whoever filed it; nothing where the formula cannot be told by team and host."""
    if not _groups(asked, PAIR):
        return {}
    values = measure(ledger, [asked.within({on: window})], groups=PAIR)
    return _values_by_group(values, PAIR).get(ledger.organisations.root, {})


def _groups(asked: Measure, columns: Sequence[str]) -> bool:
    parts = list(walk(asked.formula))
    sheets = {part.sheet for part in parts if isinstance(part, Aggregate)}
    known = all(name in SHEETS[sheet].model_fields and name not in ("branch_code", "row") for sheet in sheets for name in columns)
    return bool(sheets) and known and not any(isinstance(part, Bare) for part in parts)


def sub_periods(window: Window, per: str) -> list[Window]:
    """The sub-periods begun inside a window, the last one perhaps still running; weeks begin on Monday."""
    found, day = [], window.since
    while day <= window.until:
        last = _last_day(day, per)
        found.append(Window(day, last))
        day = last + dt.timedelta(days=1)
    return found


def _last_day(day: dt.date, per: str) -> dt.date:
    if per == periods.WEEKLY:
        return day + dt.timedelta(days=6 - day.weekday())
    return periods.last_day(periods.containing(day, per))


def _by_sub_period(ledger: Ledger, asked: Measure, parts: Sequence[Window], on: dt.date, targets: Mapping[str, Target]) -> dict[str, Count]:
    windows: Windows = {part.until: Window(part.since, min(part.until, on)) for part in parts}
    values = measure(ledger, [asked.within(windows, by_event=True)]).set_index(["org", "on"])["value"]
    found = {}
    for org, target in targets.items():
        hits = [reaches(values.get((org, part.until)), target) for part in parts]
        running = sum(1 for part, hit in zip(parts, hits, strict=True) if not hit and part.until > on)
        found[org] = Count(sum(hits), len(parts), running)
    return found


def _by_group(ledger: Ledger, asked: Measure, window: Window, on: dt.date, columns: Sequence[str], targets: Mapping[str, Target]) -> dict[str, Count]:
    values = measure(ledger, [asked.within({on: window})], groups=columns)
    listed, groups = _listed_groups(ledger, columns), _values_by_group(values, columns)
    everywhere = groups.get(ledger.organisations.root, {})
    found = {}
    for org, target in targets.items():
        own = groups.get(org, {})
        teams = {group[0] for group in own}
        wanted = {pair for pair, orgs in listed.items() if org in orgs} or {pair for pair in listed if pair[0] in teams}
        reached = [reaches(everywhere.get(pair), target) for pair in wanted] if wanted else [reaches(value, target) for value in own.values()]
        found[org] = Count(sum(reached), len(reached), len(reached) - sum(reached))
    return found


def _values_by_group(values: pd.DataFrame, columns: Sequence[str]) -> dict[str, dict[tuple[Any, ...], float]]:
    """For each organisation the value of every group it has rows of."""
    found: dict[str, dict[tuple[Any, ...], float]] = {}
    for row in values[values["value"].notna()].to_dict("records"):
        found.setdefault(row["org"], {})[tuple(row[name] for name in columns)] = row["value"]
    return found


def _listed_groups(ledger: Ledger, columns: Sequence[str]) -> dict[tuple[str, ...], set[str]]:
    """Team and host pairs of 专项 and the organisations they count for, which are those above the host.

    Each is owed a visit even if nobody went. A branch that is above no host but filed for a team is owed all hosts of it.
    """
    if list(columns) != PAIR:
        return {}
    rows, organisations = ledger.master(Programme), ledger.organisations
    teams = {row["code"] for row in rows if row["kind"] == TEAM}
    pairs = [(row["parent"], row["code"]) for row in rows if row["kind"] == HOST and row["parent"] in teams]
    today = dt.date.max - dt.timedelta(days=400)
    return {pair: {organisations.root, *organisations.line(pair[1], today)} for pair in pairs}


def reaches(value: float | None, target: Target) -> bool:
    """Whether a figure is what the target asks of every group or sub-period; none reaches nothing."""
    if value is None or pd.isna(value) or target.value is None:
        return False
    return bool(value <= target.value) if target.direction == AT_MOST else bool(value >= target.value)
