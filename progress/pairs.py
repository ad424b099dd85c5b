"""Teams and the hosts they are paired with: what each pair has done of every quota that is issued by team and host."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ledger.ledger import Ledger
from progress.cadence import PAIR, group_columns, pair_values, reaches
from progress.indicators import Indicator
from progress.measure import Measure
from progress.programmes import Part
from progress.targets import Goal, Target, goals, targets_on
from progress.windows import CALENDAR_YEAR, window
from schema.setting import YEAR_START
from schema.unit_register import UnitRegister
from schema.visit_log import VisitLog


@dataclass(frozen=True)
class Quota:
    """One figure a pair is to reach, and what it has reached; None where nothing was filed."""

    indicator: str
    value: float | None
    target: float | None
    met: bool


@dataclass(frozen=True)
class Pair:
    """A team and a host. ``kinds`` counts the different kinds of the enterprises visited, None where the register knows none of them."""

    team: Part
    host: Part
    quotas: tuple[Quota, ...]
    kinds: int | None
    lamp: str


def pairs(ledger: Ledger, part: Part, indicators: Mapping[str, Indicator], on: dt.date) -> list[Pair]:
    """Each team below a programme with each of its hosts, in order.

    Green: every quota reached, and by enterprises of more than one kind, as far as the register knows them. Else amber until the last
    quota is due and red after it; grey for a pair of which nothing was filed; without a quota no lamp.
    """
    listed = part.pairs
    if not listed:
        return []
    issued = list(_issued(ledger, indicators, on))
    values = {goal: _values(ledger, indicators[goal.indicator], goal, on) for goal, _ in issued}
    kinds = _kinds(ledger, min((goal.start_on for goal, _ in issued), default=dt.date.min), on)
    late = on > max((goal.due_on for goal, _ in issued), default=on)
    found = []
    for team, host in listed:
        key = (team.code, host.code)
        done = [(goal, target, values[goal].get(key)) for goal, target in issued]
        quotas = tuple(Quota(goal.indicator, value, target.value, reaches(value, target)) for goal, target, value in done)
        found.append(Pair(team, host, quotas, kinds.get(key), _lamp(quotas, kinds.get(key), late)))
    return found


def _issued(ledger: Ledger, indicators: Mapping[str, Indicator], on: dt.date) -> Iterator[tuple[Goal, Target]]:
    """The quotas valid on the day that are issued to the whole federation by team and host."""
    valid = targets_on(ledger, on)
    for code, listed in goals(ledger).items():
        for goal in listed:
            target = valid.get(goal, {}).get(ledger.organisations.root)
            if target and group_columns(target.per) == PAIR and code in indicators and indicators[code].formula:
                yield goal, target


def _values(ledger: Ledger, indicator: Indicator, goal: Goal, on: dt.date) -> Mapping[tuple[str, ...], float]:
    begins = ledger.settings.get(YEAR_START, CALENDAR_YEAR)
    stretch = window(on, indicator.from_on, indicator.to_on, goal.start_on, begins)
    if indicator.formula is None:
        return {}
    return pair_values(ledger, Measure(indicator.code, indicator.formula, None, {on: stretch}), stretch, on)


def _kinds(ledger: Ledger, since: dt.date, on: dt.date) -> dict[tuple[str, str], int]:
    """For each team and host how many kinds of enterprises were visited in these days, of those the register knows."""
    rows = ledger.filled_rows(VisitLog)
    visits = rows.filter(pc.and_(rows["accepted"], pc.is_valid(rows["unit_codes"]))).select([*PAIR, "visited_on", "unit_codes"]).to_pylist()
    visits = [visit for visit in visits if visit["visited_on"] and since <= visit["visited_on"] <= on]
    codes = {code for visit in visits for code in visit["unit_codes"]}
    register = ledger.federation.tables[UnitRegister.about.name].select(["unit_code", "unit_kind"])
    units = {row["unit_code"]: row["unit_kind"] for row in register.filter(pc.is_in(register["unit_code"], pa.array(sorted(codes), pa.string()))).to_pylist()}
    found: dict[tuple[str, str], set[str]] = {}
    for visit in visits:
        kinds = {units[code] for code in visit["unit_codes"] if units.get(code)}
        if kinds:
            found.setdefault((visit["team_code"], visit["host_code"]), set()).update(kinds)
    return {pair: len(kinds) for pair, kinds in found.items()}


def _lamp(quotas: tuple[Quota, ...], kinds: int | None, late: bool) -> str:
    if not quotas:
        return "no_target"
    if all(quota.value is None for quota in quotas):
        return "unreported"
    if all(quota.met for quota in quotas) and kinds != 1:
        return "on_pace"
    return "behind" if late else "slow"
