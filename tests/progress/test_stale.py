"""Branches carried on for longer than the setting 沿用期数 allows."""

import datetime as dt

import pytest

from schema.assignment import Assignment
from schema.democracy_quarterly import DemocracyQuarterly
from schema.org_monthly import OrgMonthly
from schema.return_note import ReturnNote
from tests.progress.rows import county, month, organisation

D = dt.date
DUE = {"due": "last(org_monthly.units_due)"}
OWED = {Assignment: [{"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}]}


def stale(found, **chosen):
    return {row["org"]: row["stale"] for row in found if all(row[name] == value for name, value in chosen.items())}


def filed(*months):
    return {OrgMonthly: [month(f"2015-{at:02d}", units_due=10) for at in months]}


@pytest.mark.parametrize(("setting", "found"), [("0", 2), ("1", 1), ("2", 0), (None, 0), ("３", 0)])
def test_a_branch_silent_for_more_ended_periods_than_allowed_is_stale(setting, found, figures):
    books = {"A": filed(1, 2, 3), "B": filed(1, 2), "C": filed(1)}
    told = figures(county("A", "B", "C"), DUE, branches=books, master=OWED, settings={"沿用期数": setting} if setting else {})
    assert stale(told)["0"] == found


def test_stale_is_counted_at_the_branch_and_all_above_it_and_it_goes_on_counting(figures):
    tree = [*county("X"), organisation("A", "X"), organisation("B", "X")]
    told = figures(tree, DUE, branches={"A": filed(1), "B": filed(3)}, master=OWED, settings={"沿用期数": "1"})
    assert stale(told) == {"0": 1, "X": 1, "A": 1, "B": 0}
    assert {row["org"]: row["value"] for row in told} == {"0": 20, "X": 20, "A": 10, "B": 10}


def test_the_running_period_is_nobodys_silence(figures):
    told = figures(county("A"), DUE, branches={"A": filed(1)}, on=[D(2015, 2, 27), D(2015, 2, 28)], master=OWED, settings={"沿用期数": "0"})
    assert [row["stale"] for row in told if row["org"] == "A"] == [0, 1]


def test_who_never_filed_is_carried_by_nothing(figures):
    told = figures(county("A", "B"), DUE, branches={"A": filed(3)}, master=OWED, settings={"沿用期数": "0"})
    assert stale(told) == {"0": 0, "A": 0, "B": 0}


def test_a_flow_is_never_carried(figures):
    told = figures(county("A"), {"new": "sum(org_monthly.unions_new)"}, branches={"A": filed(1)}, master=OWED, settings={"沿用期数": "0"})
    assert stale(told) == {"0": 0, "A": 0}


def test_only_the_sheets_that_are_carried_are_looked_at(figures):
    both = {"mixed": "last(org_monthly.units_due) + sum(democracy_quarterly.joint_meetings)"}
    owed = {Assignment: [*OWED[Assignment], {"sheet": DemocracyQuarterly.about.title, "branch": "ALL", "frequency": "季", "due_days": 5}]}
    assert stale(figures(county("A"), both, branches={"A": filed(3)}, master=owed, settings={"沿用期数": "0"})) == {"0": 0, "A": 0}


def test_a_nil_return_breaks_the_silence(figures):
    note = {ReturnNote: [{"sheet": "组织建设月报", "period": "2015-03", "kind": "零报告"}]}
    told = figures(county("A"), DUE, branches={"A": {**filed(1), **note}}, master=OWED, settings={"沿用期数": "1"})
    assert stale(told)["A"] == 0


def test_what_was_filed_later_does_not_end_an_earlier_silence(figures):
    told = figures(county("A"), DUE, branches={"A": filed(1, 5)}, on=[D(2015, 3, 31)], master=OWED, settings={"沿用期数": "1"})
    assert stale(told)["A"] == 1
