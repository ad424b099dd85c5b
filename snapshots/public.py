"""A frozen workspace as it may be read outside: its records without the numbers that stay inside, so that nothing that is made of them tells more.

Lamps follow a hidden number: with the target beside it they would tell one person from two. Places would too, and the places of the others tell between
which figures a hidden one lies; so where the figure of one branch is hidden, no branch has a place.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from progress.formula import Aggregate, walk
from progress.indicators import Indicator
from progress.ranking import ORDERS
from progress.summary import LIT
from snapshots.frozen import Frozen
from snapshots.outside import COUNTS, FOLLOWING, PERSON, SHOWN, WITHHELD, is_few, marks

INSIDE: Final = "withheld"
"""The lamp, and among ranked branches the status, of a figure that is hidden."""
VEIL: Final = "veil_"
"""What the columns begin with that say what becomes of a number: ``veil_value``."""
_BLANK: Final = "not_applicable"
_HIDEABLE: Final = (*COUNTS, *FOLLOWING)


def public(frozen: Frozen) -> Frozen:
    """The workspace with the records that may leave; its ledger is whole, and persons must not be counted from it."""
    return replace(frozen, records=veiled(frozen.records, marks(frozen.records, frozen.indicators, frozen.ledger.organisations)))


def veiled(records: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Records in which hidden numbers are unknown, each with what is told instead in a column that begins with VEIL."""
    shown = {name: records[name].where(found[name].eq(SHOWN)) for name in _HIDEABLE}
    lit = records["lamp"].isin([lamp for lamp in LIT if lamp != "unreported"])
    hidden = found["value"].ne(SHOWN) & lit
    told = found.assign(lamp=hidden.map({True: WITHHELD, False: SHOWN})).add_prefix(VEIL)
    return records.assign(**shown, lamp=records["lamp"].mask(hidden, INSIDE)).join(told)


def unplaced(ranked: pd.DataFrame) -> pd.DataFrame:
    """Ranked records without the places in goals of which the figure of one branch is hidden; those branches have the status INSIDE."""
    if f"{VEIL}value" not in ranked:
        return ranked
    hidden = ranked[f"{VEIL}value"].ne(SHOWN)
    closed = hidden.groupby(ranked["goal"]).transform("any")
    places = {f"rank_{order}": ranked[f"rank_{order}"].mask(closed) for order in ORDERS}
    return ranked.assign(status=ranked["status"].mask(hidden & ranked["status"].eq(_BLANK), INSIDE), **places)


def past(changes: pd.DataFrame, records: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """Of the changes of veiled records those that may be told: none of a hidden figure, none from one or two persons, none of a rate of persons.

    How many persons stood above and below the line of a rate on the earlier day is not among the changes, so nobody knows whether they were few.
    """
    of = [indicators[code] for code in changes["indicator"]]
    rates = [PERSON in (indicator.numerator_unit, indicator.denominator_unit) for indicator in of]
    few = [indicator.unit == PERSON and is_few(then) for indicator, then in zip(of, changes["then"], strict=True)]
    open_ = {(row.org, row.goal) for row in records[records[f"{VEIL}value"].eq(SHOWN)].itertuples()}
    hidden = [key not in open_ for key in zip(changes["org"], changes["goal"], strict=True)]
    return changes[[not any(told) for told in zip(rates, few, hidden, strict=True)]]


def hidden_branches(frozen: Frozen, sheet: str) -> set[str]:
    """Of a public workspace the organisations of which a number made from a sheet stays inside: its rows would add up to it."""
    reading = [code for code, indicator in frozen.indicators.items() if _reads(indicator, sheet)]
    rows = frozen.records[frozen.records["indicator"].isin(reading)]
    return set(rows.loc[rows[[f"{VEIL}{name}" for name in COUNTS]].ne(SHOWN).any(axis=1), "org"])


def _reads(indicator: Indicator, sheet: str) -> bool:
    return indicator.formula is not None and any(isinstance(part, Aggregate) and part.sheet == sheet for part in walk(indicator.formula))
