"""The filters of an aggregate as a condition on rows."""

import operator
from functools import reduce

import ibis
import ibis.expr.types as ir

from progress.filters import Filter
from progress.formula import Aggregate
from schema.registry import SHEETS

_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


def holds(rows: ir.Table, aggregate: Aggregate) -> ir.BooleanValue:
    """True for the rows that pass every filter of the aggregate, false for all others; a nil return passes none.

    A comparison with a blank cell is null, of which engines make different things when they count.
    """
    conditions = [_condition(rows, aggregate, kept) for kept in aggregate.filters]
    found = reduce(operator.and_, conditions, rows.nil.isnull())
    return found.fill_null(False) if conditions else found


def _condition(rows: ir.Table, aggregate: Aggregate, kept: Filter) -> ir.BooleanValue:
    if kept.comparison == "in_force":
        return _in_force(rows, aggregate)
    if kept.comparison == "expires_in":
        return _in_force(rows, aggregate) & (rows.valid_to <= rows.win_until + ibis.interval(days=int(kept.values[0])))
    cells = rows[f"unit_{kept.column}" if kept.of_unit else kept.column]
    if kept.comparison == "blank":
        return cells.isnull()
    if kept.comparison == "in":
        found = cells.isin([value for value in kept.values if value is not None])
        return found | cells.isnull() if None in kept.values else found
    if kept.comparison == "not_in":
        return cells.notin(kept.values)
    return _COMPARE[kept.comparison](cells, kept.values[0])


def _in_force(rows: ir.Table, aggregate: Aggregate) -> ir.BooleanValue:
    """In force on the window's last day, and already signed by then."""
    term = (rows.valid_from <= rows.win_until) & (rows.valid_to >= rows.win_until)
    event = SHEETS[aggregate.sheet].about.event_date
    return term & (rows[event] <= rows.win_until) if event else term
