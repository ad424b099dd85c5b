"""What branches weigh when a target is split over them: what they last reported, or what they did a year before."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from ledger.ledger import Ledger
from progress.formula import Node, parse
from progress.indicators import load_indicators
from progress.measure import Measure, measure
from progress.targets import Goal
from progress.windows import CALENDAR_YEAR, Window, window
from schema.setting import YEAR_START

REPORTED = ("units_due", "staff_end", "members_end")
"""Columns of the monthly return whose newest value can be a weight."""
LAST_YEAR = "last_year"
Weights = dict[str, Decimal | None]


def reported(ledger: Ledger, codes: Sequence[str], on: dt.date, column: str) -> Weights:
    """Of each organisation the newest value of a REPORTED column on the day; None where a leaf below it has none."""
    return _of_leaves(ledger, codes, on, parse(f"last(org_monthly.{column})"), Window(on, on))


def last_year(ledger: Ledger, codes: Sequence[str], on: dt.date, goal: Goal) -> Weights:
    """Of each organisation the goal's own figure in the same stretch of the year before; None where a leaf below it has none."""
    indicator = load_indicators(ledger)[0].get(goal.indicator)
    if indicator is None or indicator.formula is None:
        return dict.fromkeys(codes)
    begins = ledger.settings.get(YEAR_START, CALENDAR_YEAR)
    stretch = window(goal.due_on, indicator.from_on, indicator.to_on, goal.start_on, begins).year_ago()
    return _of_leaves(ledger, codes, on, indicator.formula, stretch)


def _of_leaves(ledger: Ledger, codes: Sequence[str], on: dt.date, formula: Node, stretch: Window) -> Weights:
    """The sum of what the leaves open below each organisation have themselves, wherever they stood in the tree before."""
    found = measure(ledger, [Measure("weight", formula, None, {stretch.until: stretch})])
    known = {row["org"]: Decimal(str(row["value"])) for row in found.to_dict("records") if row["value"] == row["value"]}
    below = {code: ledger.organisations.leaves_below(code, on) for code in codes}
    return {code: sum((known[leaf] for leaf in leaves), Decimal(0)) if leaves and known.keys() >= set(leaves) else None for code, leaves in below.items()}
