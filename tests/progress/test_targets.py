"""Who is to reach what, in which version, on which day."""

import datetime as dt

import pytest

from progress.targets import Goal, goals, targets_on
from schema.organisation import Organisation
from schema.target import Target
from tests.progress.rows import county, goal, ledger_of, organisation

D = dt.date
CITY = Goal("x", "市", D(2015, 1, 1), D(2015, 12, 31))
DAY = D(2015, 6, 30)


def found(*rows, tree=None, on=DAY, asked=CITY):
    made = targets_on(ledger_of({Organisation: tree or county("A", "B"), Target: rows}), on)
    return {code: target.value for code, target in made.get(asked, {}).items()}


def test_the_version_valid_on_the_day_counts():
    rows = [goal("x", "0", 10), goal("x", "0", 12, version=2, effective_on=D(2015, 7, 1)), goal("x", "0", 11, version=3, effective_on=D(2015, 9, 1))]
    assert [found(*rows, on=day)["0"] for day in (D(2015, 1, 1), D(2015, 6, 30), D(2015, 7, 1), D(2015, 8, 31), D(2015, 9, 1), D(2016, 1, 1))] == [
        10,
        10,
        12,
        12,
        11,
        11,
    ]
    assert found(*reversed(rows), on=D(2015, 8, 1)) == {"0": 12}


def test_a_target_that_is_not_yet_given_is_none():
    assert found(goal("x", "0", 10, effective_on=D(2015, 7, 1))) == {}


def test_a_new_version_for_one_branch_leaves_the_others():
    rows = [goal("x", "A", 10), goal("x", "B", 20), goal("x", "A", 15, version=2, effective_on=D(2015, 3, 1))]
    assert found(*rows) == {"A": 15, "B": 20, "0": 35}
    assert found(*rows, on=D(2015, 2, 28)) == {"A": 10, "B": 20, "0": 30}


def test_all_gives_every_leaf_the_same_figure():
    tree = [*county("X"), organisation("A", "X"), organisation("B", "X"), organisation("C")]
    assert found(goal("x", "ALL", 5), tree=tree) == {"A": 5, "B": 5, "C": 5, "X": 10, "0": 15}
    assert found(goal("x", "ALL", 5), goal("x", "B", 8), goal("x", "0", 100), tree=tree) == {"A": 5, "B": 8, "C": 5, "X": 13, "0": 100}


@pytest.mark.parametrize(
    ("basis", "expected"),
    [("新增", {"A": 10, "B": 20, "0": 30}), ("存量", {"A": 10, "B": 20, "0": 30}), ("比率", {"A": 10, "B": 20}), ("频次", {"A": 10, "B": 20})],
)
def test_only_quotas_and_levels_are_the_sum_of_the_children(basis, expected):
    assert found(goal("x", "A", 10, basis=basis), goal("x", "B", 20, basis=basis)) == expected


def test_there_is_no_sum_unless_every_open_child_has_one():
    tree = [*county("A", "B"), organisation("C", closed_on=D(2015, 3, 1))]
    assert found(goal("x", "A", 10), tree=tree) == {"A": 10}
    assert found(goal("x", "A", 10), goal("x", "B", 20), tree=tree) == {"A": 10, "B": 20, "0": 30}
    assert found(goal("x", "A", 10), goal("x", "B", 20), tree=tree, on=D(2015, 2, 28)) == {"A": 10, "B": 20}


@pytest.mark.parametrize(
    ("basis", "expected"), [("比率", {"0": 90, "X": 95, "A": 95, "C": 90}), ("零容忍", {"0": 90, "X": 95, "A": 95, "C": 90}), ("新增", {"0": 90, "X": 95})]
)
def test_the_nearest_ancestor_s_is_everybody_s_unless_it_is_a_count(basis, expected):
    tree = [*county("X"), organisation("A", "X"), organisation("C")]
    assert found(goal("x", "0", 90, basis=basis), goal("x", "X", 95, basis=basis), tree=tree) == expected


def test_an_ancestor_is_that_of_the_day():
    tree = [*county("X", "Y"), organisation("A", "X", closed_on=D(2015, 3, 1)), organisation("A", "Y", opened_on=D(2015, 3, 1))]
    rows = [goal("x", "X", 80, basis="比率"), goal("x", "Y", 90, basis="比率")]
    assert [found(*rows, tree=tree, on=day)["A"] for day in (D(2015, 2, 28), D(2015, 3, 1))] == [80, 90]


def test_two_issuers_stand_side_by_side():
    ledger = ledger_of({Organisation: county("A"), Target: [goal("x", "0", 10), goal("x", "0", 12, issued_by="县"), goal("x", "0", 3, due_on=D(2015, 6, 30))]})
    made = targets_on(ledger, DAY)
    assert {(asked.issued_by, asked.due_on.month): target["0"].value for asked, target in made.items()} == {("市", 12): 10, ("县", 12): 12, ("市", 6): 3}
    assert [(asked.issued_by, asked.due_on.month) for asked in goals(ledger)["x"]] == [("市", 6), ("县", 12), ("市", 12)]


def test_sums_are_of_one_issuer_and_one_period():
    rows = [goal("x", "A", 10), goal("x", "B", 20, issued_by="县")]
    assert found(*rows) == {"A": 10}
    assert found(goal("x", "A", 10), goal("x", "B", 20, due_on=D(2015, 6, 30))) == {"A": 10}
