"""What a total is made of: the same formula told by a choice that every row of its sheet bears, such as the kind of unit or of contract."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ledger.ledger import Ledger
from progress.footnotes import window_of
from progress.formula import Aggregate, Bare, Node, YearAgo, walk
from progress.indicators import Indicator
from progress.measure import Measure, measure
from schema.columns import Column
from schema.registry import SHEETS

MOST: Final = 5
"""Parts that are told by name; what is smaller is told together."""
_FIRST = "unit_kind"
_EXACT = 1e-6


@dataclass(frozen=True)
class Part:
    """One part of a total and its share of it in percent; ``choice`` is empty for all that are told together."""

    choice: str
    value: float
    share: float


@dataclass(frozen=True)
class Composition:
    """A total told by the choices of one column of one sheet, the largest part first and the rest last; ``of_numerator`` where it is a rate's."""

    sheet: str
    column: Column
    parts: tuple[Part, ...]
    whole: float
    of_numerator: bool


def composition(ledger: Ledger, indicator: Indicator, org: str, on: dt.date, start_on: dt.date | None) -> Composition | None:
    """The total of an organisation by the first choice its rows are told by: of a rate its numerator.

    None where its rows bear no choice, where it is nothing, and where the parts are no parts: they do not add up to it, as units that have contracts of
    several kinds do not.
    """
    node = indicator.ratio[0] if indicator.ratio else indicator.formula
    column = split_by(node) if node else None
    if node is None or column is None:
        return None
    window = window_of(ledger, indicator, start_on, on)
    asked = Measure(indicator.code, node, None, {on: window})
    told = measure(ledger, [asked], (column.name,))
    found = {row[column.name] or "": float(row["value"]) for row in _of(told, org)}
    whole = [float(row["value"]) for row in _of(measure(ledger, [asked]), org)]
    if not whole or not _adds_up(found, whole[0]):
        return None
    sheet = next(part.sheet for part in walk(node) if isinstance(part, Aggregate))
    return Composition(sheet, column, _parts(found, whole[0]), whole[0], indicator.ratio is not None)


def split_by(node: Node) -> Column | None:
    """The choice by which a formula can be told: one of the only sheet it reads, by preference the kind of unit, that none of its filters fixes."""
    parts = list(walk(node))
    aggregates = [part for part in parts if isinstance(part, Aggregate)]
    if len({part.sheet for part in aggregates}) != 1 or any(isinstance(part, Bare | YearAgo) for part in parts):
        return None
    fixed = {kept.column for part in aggregates for kept in part.filters if kept.comparison == "in" and len(kept.values) == 1 and not kept.of_unit}
    choices = [column for column in SHEETS[aggregates[0].sheet].columns() if column.choices and column.name not in fixed]
    return min(choices, key=lambda column: column.name != _FIRST, default=None)


def _of(found: Any, org: str) -> list[Mapping[Any, Any]]:
    """The rows of one organisation that have a value."""
    known: list[Mapping[Any, Any]] = found[found["org"].eq(org) & found["value"].notna()].to_dict("records")
    return known


def _adds_up(found: Mapping[str, float], whole: float) -> bool:
    apart = abs(math.fsum(found.values()) - whole)
    return whole > 0 and len([value for value in found.values() if value > 0]) > 1 and min(found.values()) >= 0 and apart <= _EXACT * whole


def _parts(found: Mapping[str, float], whole: float) -> tuple[Part, ...]:
    """The largest named parts, and in one all others with those that bear no choice."""
    named = sorted((choice for choice, value in found.items() if choice and value > 0), key=lambda choice: -found[choice])[:MOST]
    parts = [Part(choice, found[choice], 100 * found[choice] / whole) for choice in named]
    rest = math.fsum(value for choice, value in found.items() if choice not in named)
    return (*parts, Part("", rest, 100 * rest / whole)) if rest > _EXACT * whole else tuple(parts)
