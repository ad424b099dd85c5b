"""考核: the score of every branch on a day, each item with its working as codes and values.

All arithmetic is in decimals: a figure and a deduction are each rounded half up to two decimals, and nothing else is rounded, so that whoever has the
working in hand comes to the same points.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from ledger.ledger import Ledger
from progress.reminders import punctuality
from progress.scored_figures import Asked, Figure, Record, State, cents, figure, with_lacking
from progress.windows import CALENDAR_YEAR, year_start
from schema import period as periods
from schema.score_rule import OF_RETURNS, PER_ITEM, PER_POINT, TIERS, ScoreRule, Tiers, read_tiers
from schema.setting import YEAR_START
from schema.target import EVERY_LEAF

_ZERO = Decimal(0)


@dataclass(frozen=True)
class ScoringRule:
    """A row of 考核, its cells as numbers."""

    code: str
    name: str
    branch: str
    asked: Asked
    full: Decimal
    tiers: Tiers
    deduction: Decimal
    most_deducted: Decimal
    to_on: dt.date | None
    note: str

    def binds(self, org: str, kind: str, on: dt.date) -> bool:
        """Whether a branch of this kind is scored by the rule on the day."""
        return self.asked.since <= on <= (self.to_on or on) and self.branch in (org, kind, EVERY_LEAF)


@dataclass(frozen=True)
class Item:
    """One rule applied to one branch. ``points`` of ``rule.full``; an item that is left out counts in neither.

    ``line`` is where deduction begins or what was asked; ``tier`` the line of the tier reached; ``over`` the percentage points or items beyond
    the line; ``capped`` whether more would have been deducted.
    """

    rule: ScoringRule
    figure: Figure
    points: Decimal = _ZERO
    deducted: Decimal = _ZERO
    line: Decimal | None = None
    tier: Decimal | None = None
    over: Decimal = _ZERO
    capped: bool = False

    @property
    def state(self) -> State:
        """Scored, unreported (no points) or left out."""
        return self.figure.state

    @property
    def counts(self) -> bool:
        """Whether the item stands in the total."""
        return self.state != "left_out"


@dataclass(frozen=True)
class Score:
    """A branch's items and what they add up to. ``rank`` is None where nothing is scored; equal shares of the full points share a rank."""

    org: str
    items: tuple[Item, ...]
    rank: int | None = None

    @property
    def points(self) -> Decimal:
        """The sum of the points of its items."""
        return sum((item.points for item in self.items if item.counts), _ZERO)

    @property
    def full(self) -> Decimal:
        """What these items would bring at most."""
        return sum((item.rule.full for item in self.items if item.counts), _ZERO)

    @property
    def of(self) -> int:
        """How many items stand in the total."""
        return sum(item.counts for item in self.items)

    @property
    def scored(self) -> int:
        """How many of them were reported."""
        return sum(item.state == "scored" for item in self.items)

    @property
    def share(self) -> Fraction | None:
        """Points of the full ones, exactly; None where there are none to reach."""
        return Fraction(self.points) / Fraction(self.full) if self.full else None


def scoring_rules(ledger: Ledger, on: dt.date) -> list[ScoringRule]:
    """The rows of 考核 in sheet order. A rule without a first day counts from the beginning of the federation's year."""
    begun = year_start(on, ledger.settings.get(YEAR_START, CALENDAR_YEAR))
    return [_rule(row, begun) for row in ledger.master(ScoreRule)]


def months_scored(rules: Sequence[ScoringRule], on: dt.date) -> list[str]:
    """The months whose returns any rule looks at."""
    first = min((rule.asked.since for rule in rules if rule.asked.measure in OF_RETURNS), default=None)
    return periods.between(first, on, periods.MONTHLY) if first else []


def scores(ledger: Ledger, rules: Sequence[ScoringRule], records: pd.DataFrame, returns: pd.DataFrame, scales: Mapping[str, float], on: dt.date) -> list[Score]:
    """The score of every leaf that is open on the day, best first; branches that no item scores come last.

    ``records`` are those of the day, ``returns`` the filings of ``months_scored``, ``scales`` those of the indicators, see ``left``.
    """
    organisations = ledger.organisations
    own = _by_org(records, rules, scales)
    filed = {since: _filed(returns, since, on) for since in {rule.asked.since for rule in rules if rule.asked.measure in OF_RETURNS}}
    found = []
    for leaf in (leaf for leaf in organisations.leaves if organisations.open_on(leaf, on)):
        bound = [rule for rule in rules if rule.binds(leaf, organisations.on(leaf, on).kind, on)]
        counted = [filed.get(rule.asked.since, {}).get(leaf, (0, 0)) for rule in bound]
        items = [score(rule, figure(rule.asked, own.get(leaf, ()), told, on)) for rule, told in zip(bound, counted, strict=True)]
        found.append(Score(leaf, tuple(items)))
    return ranked(found)


def _by_org(records: pd.DataFrame, rules: Sequence[ScoringRule], scales: Mapping[str, float]) -> Mapping[str, Sequence[Record]]:
    """The records that any rule looks at, by organisation."""
    wanted = {rule.asked.indicator for rule in rules if rule.asked.measure not in OF_RETURNS}
    own = records if "" in wanted else records[records["indicator"].isin(wanted)]
    return {str(org): rows.to_dict("records") for org, rows in with_lacking(own, scales).groupby("org", sort=False)} if len(own) else {}


def _filed(returns: pd.DataFrame, since: dt.date, on: dt.date) -> Mapping[str, tuple[int, int]]:
    """Of each branch how many returns of periods that end from a day on were filed in time and late."""
    ended = returns[returns["period"].map(periods.last_day) >= since] if len(returns) else returns
    counted = punctuality(ended, on)
    return dict(zip(map(str, counted.index), zip(counted["in_time"].tolist(), counted["late"].tolist(), strict=True), strict=True))


def score(rule: ScoringRule, found: Figure) -> Item:
    """The points of one figure under one rule."""
    if found.state != "scored" or found.value is None:
        return Item(rule, found)
    if rule.asked.kind == TIERS:
        reached, points = next(((line, points) for line, points in rule.tiers if found.value >= line), (None, _ZERO))
        return Item(rule, found, points, rule.full - points, tier=reached)
    line = found.line if rule.asked.line is None else rule.asked.line
    over = max(_ZERO, (found.value - (line or _ZERO)) * (1 if found.fewer else -1))
    lost = over * rule.deduction if rule.asked.kind in (PER_POINT, PER_ITEM) else rule.full if over else _ZERO
    deducted = min(cents(lost), rule.most_deducted)
    return Item(rule, found, rule.full - deducted, deducted, line, over=over, capped=lost > rule.most_deducted)


def ranked(found: Sequence[Score]) -> list[Score]:
    """These branches with their ranks among themselves, best first; equal shares share a rank, and who has none comes last."""
    shares = sorted((each.share for each in found if each.share is not None), reverse=True)
    first = {share: rank for rank, share in reversed(list(enumerate(shares, start=1)))}
    placed = [replace(each, rank=first[each.share] if each.share is not None else None) for each in found]
    return sorted(placed, key=lambda each: (each.rank is None, each.rank or 0))


def _rule(row: Mapping[str, Any], begun: dt.date) -> ScoringRule:
    full = _decimal(row["full"]) or _ZERO
    asked = Asked(row["measure"], row["kind"], row["indicator_code"] or "", _decimal(row["line"]), row["from_on"] or begun)
    return ScoringRule(
        code=row["code"],
        name=row["name"] or row["code"],
        branch=row["branch"],
        asked=asked,
        full=full,
        tiers=read_tiers(row["tiers"]) if row["tiers"] else (),
        deduction=_decimal(row["deduction"]) or _ZERO,
        most_deducted=_decimal(row["most_deducted"]) or full,
        to_on=row["to_on"],
        note=row["note"] or "",
    )


def _decimal(cell: Any) -> Decimal | None:
    return None if cell is None else Decimal(str(cell))
