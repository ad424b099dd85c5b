"""What branches weigh: their newest return, or last year's figure; a leaf without one leaves it unknown."""

import datetime as dt

import pytest

from progress.targets import Goal
from progress.weights import REPORTED, last_year, reported
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from tests.progress.rows import DASH, county, indicator, ledger_of, month, organisation

D = dt.date
TREE = [*county("X", "C"), organisation("A", "X"), organisation("B", "X"), organisation("E", "X", closed_on=D(2015, 6, 1))]
GOAL = Goal("x", "市", D(2015, 1, 1), D(2015, 12, 31))


def world(**branches):
    return ledger_of(
        {Organisation: TREE, Indicator: [indicator("x", "sum(org_monthly.unions_new)")]},
        {code: {OrgMonthly: rows} for code, rows in branches.items()},
    )


@pytest.mark.parametrize("column", REPORTED)
def test_the_newest_month_up_to_the_day_counts(column):
    begins = {3: 0, 5: 30, 8: 50}
    of_members = [{"members_begin": begun, "members_new": 10 * at - begun, "members_left": 0} for at, begun in begins.items()]
    rows = [month(f"2015-0{at}", **(more if column == "members_end" else {}), **{column: 10 * at}) for at, more in zip(begins, of_members, strict=True)]
    assert reported(world(C=rows), ["C"], D(2015, 6, 30), column) == {"C": 50}


def test_kinds_of_units_are_added():
    ledger = world(C=[month("2015-03", unit_kind="机关", units_due=3), month("2015-03", units_due=4)])
    assert reported(ledger, ["C"], D(2015, 6, 30), "units_due") == {"C": 7}


def test_a_leaf_without_a_figure_leaves_the_sum_unknown():
    ledger = world(A=[month("2015-03", units_due=3)], C=[month("2015-03", units_due=DASH)])
    assert reported(ledger, ["A", "B", "X", "C"], D(2015, 6, 30), "units_due") == {"A": 3, "B": None, "X": None, "C": None}


def test_zero_is_known():
    assert reported(world(C=[month("2015-03")]), ["C"], D(2015, 6, 30), "units_due") == {"C": 0}


def test_a_closed_leaf_is_not_asked():
    ledger = world(A=[month("2015-03", units_due=3)], B=[month("2015-02", units_due=4)])
    assert [reported(ledger, ["X"], day, "units_due")["X"] for day in (D(2015, 5, 31), D(2015, 6, 1))] == [None, 7]


def test_last_year_is_the_goals_own_figure_in_the_whole_stretch_a_year_before():
    rows = [month(period, unions_new=new) for period, new in (("2013-12", 1), ("2014-01", 2), ("2014-12", 4), ("2015-01", 8))]
    assert last_year(world(C=rows), ["C", "A"], D(2015, 6, 30), GOAL) == {"C": 6, "A": None}


def test_last_year_of_an_indicator_nobody_knows_is_unknown():
    assert last_year(world(), ["C"], D(2015, 6, 30), Goal("y", "市", D(2015, 1, 1), D(2015, 12, 31))) == {"C": None}
