"""Change: a figure against the same window a year earlier (同比) and against the period before (环比), and why there is none.

Both sides are counted to the end of a period that is over, so that a month half reported is never held against a whole one.
"""

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from ledger.ledger import Ledger
from ledger.organisations import Organisations
from progress.aggregates import Request
from progress.course import frequency
from progress.coverage import Coverage
from progress.formula import Aggregate, Bare, Node, walk
from progress.indicators import PERCENT, Indicator
from progress.left import numeric
from progress.measure import Measure, measure
from progress.windows import CALENDAR_YEAR, Window, window
from schema import period as periods
from schema.setting import YEAR_START
from schema.target import RATE

Against = Literal["year", "period", "single"]
AGAINST: Final[tuple[Against, ...]] = ("year", "period", "single")
REASONS: Final = ("completion", "cumulative", "not_ended", "no_value", "not_open", "no_base", "zero_base", "sign")
COLUMNS: Final = ("org", "indicator", "goal", "against", "on", "then_on", "now", "then", "change", "points", "reason", "reported", "expected", "regrouped")
SOUND: Final = 0.8
_EXACT = 9


@dataclass(frozen=True)
class _Pair:
    """Two windows of one figure that are held against each other; none where there is nothing to compare, for the reason given."""

    indicator: Indicator
    goal: str
    against: Against
    now: Window | None
    then: Window | None
    reason: str = ""

    @property
    def key(self) -> str:
        """The name of the measure that has both figures; a period alone looks through other windows than the rest."""
        return f"{self.goal}|{'single' if self.against == 'single' else ''}"


def is_level(formula: Node) -> bool:
    """Whether a figure tells how things stand on a day and adds nothing up: made of newest returns, contracts in force and the register alone."""
    parts = list(walk(formula))
    aggregates = [part for part in parts if isinstance(part, Aggregate)]
    return bool(aggregates) and all(Request(part, "").mode in _STANDING for part in aggregates) and not any(isinstance(part, Bare) for part in parts)


_STANDING = ("stock", "in_force", "register")


def changes(ledger: Ledger, indicators: Mapping[str, Indicator], records: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS for the records of one day, a row for each organisation, goal and one of AGAINST.

    ``year``: the same window a year earlier. ``period``: the period before; only of a level. ``single``: of what adds up, the newest ended period alone against
    the one before. ``change`` is percent, of a figure in percent (``points``) points; null with one of REASONS. ``reported`` of ``expected`` branches had filed
    then, null where nothing of it is filed by branches; ``regrouped``: other branches stood below the organisation then, or one has been merged into it since.
    """
    pairs = [pair for row in records.drop_duplicates("goal").to_dict("records") for pair in _pairs(ledger, indicators[row["indicator"]], row)]
    values = measure(ledger, _measures(pairs))
    known = {key: found.set_index("org")["value"] for key, found in values.groupby(["key", "on"])}
    past = {(pair.now.until, pair.then.until): _Past(ledger, pair.now.until, pair.then.until) for pair in pairs if pair.now and pair.then}
    parts = [_compared(pair, records.loc[records["goal"] == pair.goal, "org"], known, past) for pair in pairs]
    return _judged(pd.concat(parts, ignore_index=True))[list(COLUMNS)] if parts else pd.DataFrame(columns=list(COLUMNS))


def on_scale(records: pd.DataFrame, found: pd.DataFrame) -> dict[str, float]:
    """What one organisation's goals had reached a year before, by goal: a rate itself, anything else in percent of today's target.

    Only where the base is as sound as a figure of today has to be: at least SOUND of the branches asked had filed then. ``found`` are its changes.
    """
    year = found[found["against"] == "year"].set_index("goal").reindex(records["goal"]).set_axis(records.index)
    then, asked = numeric(year["then"]), numeric(year["expected"])
    sound = asked.isna() | (asked.gt(0) & numeric(year["reported"]).ge(SOUND * asked))
    percent = then / numeric(records["target"]).where(lambda target: target != 0) * 100
    length = then.where(records["basis"].eq(RATE), percent).where(sound & records["of"].isna())
    return {str(goal): float(value) for goal, value in zip(records["goal"], length, strict=True) if pd.notna(value)}


def _measures(pairs: Sequence[_Pair]) -> list[Measure]:
    """The figures over all their windows, by the days these end on."""
    windows: dict[str, dict[dt.date, Window]] = {}
    formulas: dict[str, Node] = {}
    for pair in pairs:
        if pair.now and pair.then and pair.indicator.formula:
            formulas[pair.key] = pair.indicator.formula
            windows.setdefault(pair.key, {}).update({each.until: each for each in (pair.now, pair.then)})
    return [Measure(key, formula, None, windows[key]) for key, formula in formulas.items()]


def _pairs(ledger: Ledger, indicator: Indicator, row: Mapping[Hashable, Any]) -> Iterator[_Pair]:
    """What a figure is held against. A formula that names its own target or the time gone says nothing about another year."""
    goal, on, formula = row["goal"], row["on"], indicator.formula
    if formula is None or any(isinstance(part, Bare) and part.name != "months" for part in walk(formula)):
        yield from (_Pair(indicator, goal, against, None, None, "completion") for against in AGAINST[:2])
        return
    found = window(on, indicator.from_on, indicator.to_on, row["start_on"], ledger.settings.get(YEAR_START, CALENDAR_YEAR))
    every = frequency(ledger, indicator.sheets)
    now = Window(found.since, _ended(found.until, on, every))
    if now.until < now.since:
        yield from (_Pair(indicator, goal, against, None, None, "not_ended") for against in AGAINST[:2])
        return
    yield _Pair(indicator, goal, "year", now, now.year_ago())
    newest = periods.containing(now.until, every)
    before = periods.containing(periods.first_day(newest) - dt.timedelta(days=1), every)
    if is_level(formula):
        yield _Pair(indicator, goal, "period", now, Window(now.since, periods.last_day(before)))
        return
    yield _Pair(indicator, goal, "period", None, None, "cumulative")
    alone, prior = (Window(periods.first_day(each), periods.last_day(each)) for each in (newest, before))
    yield _Pair(indicator, goal, "single", alone, prior)


def _ended(until: dt.date, on: dt.date, every: str) -> dt.date:
    """The day itself where its period is over by ``on``, else the last day of the period before."""
    return until if periods.last_day(periods.containing(until, every)) <= on else periods.last_day(periods.newest_ended(until, every))


class _Past:
    """What the federation was on an earlier day: who had filed, who existed, and under whom other branches stood than now."""

    def __init__(self, ledger: Ledger, now: dt.date, then: dt.date) -> None:
        organisations = ledger.organisations
        self.coverage = Coverage(ledger, then)
        self.existed = {code for code in organisations.codes if organisations.open_on(code, then)}
        heirs = {row.code: row.merged_into for row in organisations.rows if row.merged_into and then < row.closed_on <= now}
        before, after = _below(organisations, then, heirs), _below(organisations, now, {})
        self.regrouped = {code for code in organisations.codes if before.get(code) != after.get(code)} | set(heirs.values())


def _below(organisations: Organisations, day: dt.date, heirs: Mapping[str, str]) -> dict[str, set[str]]:
    """The leaves below every organisation on a day; a leaf that was merged later stands for its heir, which has its figures now."""
    found: dict[str, set[str]] = {}
    for leaf in organisations.leaves:
        for above in organisations.line(leaf, day) if organisations.open_on(leaf, day) else ():
            found.setdefault(above, set()).add(leaf if above == leaf else heirs.get(leaf, leaf))
    return found


def _compared(pair: _Pair, orgs: pd.Series, known: Mapping[Any, pd.Series], past: Mapping[tuple[dt.date, dt.date], _Past]) -> pd.DataFrame:
    """The two figures of each organisation, and what is known of the earlier day."""
    code = pair.indicator.code
    told = pd.DataFrame({"org": orgs.to_numpy(), "indicator": code, "goal": pair.goal, "against": pair.against, "points": pair.indicator.unit == PERCENT})
    blank = {"on": None, "then_on": None, "now": np.nan, "then": np.nan, "reported": None, "expected": None, "regrouped": False, "existed": True}
    if pair.now is None or pair.then is None:
        return told.assign(reason=pair.reason, **blank)
    figures = {name: told["org"].map(known[pair.key, each.until]) for name, each in (("now", pair.now), ("then", pair.then))}
    seen = past[pair.now.until, pair.then.until]
    covered = seen.coverage.counts(pair.indicator.sheets)
    filed = pd.DataFrame([covered.get(org, (0, 0)) for org in told["org"]], columns=["reported", "expected"])
    return told.assign(
        reason="",
        on=pair.now.until,
        then_on=pair.then.until,
        regrouped=told["org"].isin(seen.regrouped),
        existed=told["org"].isin(seen.existed),
        **figures,
        **(filed if pair.indicator.sheets else {"reported": None, "expected": None}),
    )


def _judged(rows: pd.DataFrame) -> pd.DataFrame:
    """The change, or the reason why there is none. Points need no base; a share of a base needs one above zero and no change of sign."""
    now, then = rows["now"].astype("float64"), rows["then"].astype("float64")
    share = ~rows["points"]
    reason = rows["reason"]
    for code, holds in {
        "no_value": now.isna(),
        "not_open": then.isna() & ~rows["existed"],
        "no_base": then.isna(),
        "zero_base": share & then.eq(0),
        "sign": share & (then.lt(0) | now.lt(0)),
    }.items():
        reason = reason.mask(reason.eq("") & holds, code)
    change = (now - then).where(rows["points"], (now / then.where(then != 0) - 1) * 100)
    return rows.assign(reason=reason, change=change.where(reason.eq("")).round(_EXACT))
