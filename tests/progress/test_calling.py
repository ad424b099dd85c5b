"""Whom to ring: goals behind, returns overdue, at most three, nobody twice in a few days for the same."""

import datetime as dt

import pandas as pd
import pytest

from progress.calling import Overdue, rings

D = dt.date
ON, DUE = D(2015, 4, 20), D(2015, 4, 5)
LEAVES = list("ABCDEF")


def goal(org, gap, lamp="behind", code="x"):
    return {"org": org, "indicator": code, "lamp": lamp, "gap": gap}


def owed(org, sheet="组织建设月报", state="untouched", due_on=DUE):
    return {"org": org, "sheet": sheet, "state": state, "due_on": due_on}


def rung(goals=(), returns=(), reminded=()):
    records = pd.DataFrame(list(goals), columns=["org", "indicator", "lamp", "gap"])
    told = pd.DataFrame(list(returns), columns=["org", "sheet", "state", "due_on"])
    return [(ring.org, ring.goal and ring.goal["indicator"], ring.overdue and ring.overdue.sheets) for ring in rings(records, LEAVES, told, ON, reminded)]


def test_those_behind_come_first_each_once_at_the_worst_goal():
    goals = [goal("A", -12), goal("A", -30, code="y"), goal("B", -20), goal("0", -90), goal("C", -5, "slow"), goal("D", None, "unreported")]
    assert rung(goals) == [("A", "y", None), ("B", "x", None)]


def test_without_anybody_overdue_all_places_are_for_goals():
    assert [org for org, _, _ in rung([goal(org, -gap) for gap, org in enumerate("FEDC", 10)])] == ["C", "D", "E"]


def test_the_last_place_is_for_who_is_overdue():
    goals = [goal("A", -30), goal("B", -20), goal("C", -10)]
    assert rung(goals, [owed("D")]) == [("A", "x", None), ("B", "x", None), ("D", None, ("组织建设月报",))]
    assert rung(goals, [owed("C")])[-1] == ("C", "x", ("组织建设月报",))


def test_who_is_behind_and_overdue_is_rung_once_for_both():
    assert rung([goal("A", -30), goal("B", -20), goal("C", -10)], [owed("A")]) == [("A", "x", ("组织建设月报",)), ("B", "x", None), ("C", "x", None)]


def test_most_returns_then_longest_overdue_first():
    returns = [owed("A", due_on=D(2015, 4, 6)), owed("B"), *(owed("C", sheet) for sheet in ("组织建设月报", "集体协商台账")), owed("D", due_on=D(2015, 4, 7))]
    assert [org for org, _, _ in rung(returns=returns)] == ["C", "B", "A"]


@pytest.mark.parametrize("changed", [{"state": "partial"}, {"state": "nil"}, {"due_on": ON}, {"org": "0"}])
def test_what_is_in_or_not_yet_due_is_not_overdue(changed):
    assert rung(returns=[owed("A") | changed]) == []


def test_who_was_reminded_lately_is_left_alone_for_returns_but_not_for_goals():
    assert rung([goal("A", -30)], [owed("A"), owed("B"), owed("C")], reminded={"A", "B"}) == [("A", "x", None), ("C", None, ("组织建设月报",))]


def test_the_oldest_due_date_is_told():
    returns = pd.DataFrame([owed("A"), owed("A", "集体协商台账", due_on=D(2015, 3, 5)), owed("A", due_on=D(2015, 3, 6))])
    (ring,) = rings(pd.DataFrame(columns=["org", "lamp", "gap"]), LEAVES, returns, ON, ())
    assert ring.overdue == Overdue(("组织建设月报", "集体协商台账"), D(2015, 3, 5))
