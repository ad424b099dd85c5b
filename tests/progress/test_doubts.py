"""New rows of 目标 that are sound one by one and doubtful beside those that stand: warned of, never refused."""

import datetime as dt

import pytest

from progress.proposals import keys_of, proposed_rows
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.target import Target
from tests.progress.rows import goal, indicator, ledger_of, organisation

D = dt.date
# 0 over the district K (towns A and B) and the town C
TREE = [organisation("0"), organisation("K", kind="总工会"), organisation("A", "K"), organisation("B", "K"), organisation("C")]
STAND = [goal("x", "0", 100), goal("x", "K", 60), goal("x", "A", 40), goal("x", "B", 20), goal("x", "C", 40)]


def told(*rows, stand=STAND):
    """Code, line and values of everything doubtful in new rows."""
    ledger = ledger_of({Organisation: TREE, Indicator: [indicator("x", "sum(org_monthly.unions_new)")], Target: stand})
    assert ledger.issues == []
    typed = [{name: str(value) for name, value in row.items()} for row in rows]
    found = proposed_rows(ledger, typed, keys_of(()))
    assert found.blocked == 0
    return [(issue.code, issue.row, issue.column, dict(issue.values)) for issue in found.issues]


def second(org, value, **changed):
    return goal("x", org, value, version=2, reason="重分", effective_on=D(2015, 6, 1), **changed)


def test_parts_that_add_up_are_not_doubtful():
    assert told(second("A", 30), second("B", 30)) == []


def test_a_part_that_leaves_its_whole_is_told_with_both_numbers():
    assert told(second("A", 30)) == [("not_the_sum", 2, "目标值", {"org": "示例K", "sum": 50, "whole": 60})]


def test_a_whole_is_told_at_its_own_row_with_those_above_and_below():
    found = told(second("C", 40), second("K", 70))
    assert [(code, line, values["org"], values["sum"]) for code, line, _, values in found] == [
        ("not_the_sum", 2, "示例0", 110),
        ("not_the_sum", 3, "示例K", 60),
    ]


def test_what_nobody_changes_is_not_told():
    stand = [goal("x", "K", 60), goal("x", "A", 1), goal("x", "B", 2), goal("x", "C", 40)]
    assert told(second("C", 50), stand=stand) == []


def test_a_sum_that_follows_from_its_parts_is_not_doubtful():
    assert told(second("A", 30), stand=[goal("x", "A", 40), goal("x", "B", 20), goal("x", "C", 40)]) == []


def test_a_part_without_a_target_leaves_the_sum_open():
    assert told(second("A", 30), stand=[goal("x", "K", 60), goal("x", "A", 40)]) == []


def test_a_row_for_all_leaves_is_held_against_every_whole():
    assert [values["org"] for *_, values in told(second("ALL", 30), stand=[goal("x", "K", 50)])] == ["示例K"]


@pytest.mark.parametrize("changed", [{"basis": "比率"}, {"per": "周"}])
def test_rates_and_goals_per_period_do_not_add_up(changed):
    assert told(second("A", 30, **changed), stand=[row | changed for row in STAND]) == []


@pytest.mark.parametrize(("day", "codes"), [(D(2015, 5, 31), ["counts_before"]), (D(2015, 6, 1), []), (D(2015, 6, 2), [])])
def test_a_version_that_counts_from_before_the_one_it_follows_is_told(day, codes):
    stand = [*STAND, second("A", 40)]
    assert [code for code, *_ in told(goal("x", "A", 40, version=3, reason="更正", effective_on=day), stand=stand)] == codes
