"""Places among peers: against a plain reference for any rows, and worked by hand."""

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.indicators import load_indicators
from progress.pace import Scheme, judge
from progress.ranking import RANKED, earlier_day, in_order, ranking
from progress.records import records
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.setting import Setting
from tests.progress.rows import county, indicator, ledger_of, month

D = dt.date
JULY, AUGUST = D(2015, 7, 31), D(2015, 8, 31)


def figure(org, value, target=100.0, *, on=AUGUST, **changed):
    row = {"org": org, "goal": "g", "indicator": "i", "on": on, "value": value, "target": target, "denominator": None, "numerator": None}
    row |= {"elapsed": 66.6, "should_be": 66.6, "basis": "新增", "direction": "≥", "nature": "刚性", "names_target": False, "met": None, "of": None}
    row |= {"running": 0, "start_on": D(2015, 1, 1), "due_on": D(2015, 12, 31), "reported": 1, "expected": 1, "leaf": True}
    return row | changed


def judged(*rows):
    return judge(pd.DataFrame(rows), Scheme())


def places(now, then=(), peers=None):
    frame = judged(*now)
    found = ranking(frame, judged(*then) if then else frame.head(0), peers or sorted(frame["org"]))
    return {
        row["org"]: {name: None if isinstance(cell, float) and math.isnan(cell) else cell for name, cell in row.items()} for row in found.to_dict("records")
    }


def column(found, name):
    return {org: row[name] for org, row in found.items()}


def test_the_best_is_first_and_ties_share_their_place():
    found = places([figure("A", 20), figure("B", 60), figure("C", 60), figure("E", 40)])
    assert column(found, "rank_completion") == {"A": 4, "B": 1, "C": 1, "E": 3}


def test_only_peers_are_compared():
    found = places([figure("A", 20), figure("B", 60), figure("C", 90)], peers=["A", "B"])
    assert column(found, "rank_completion") == {"A": 2, "B": 1}


def test_who_did_not_report_has_no_place_though_its_old_figure_still_counts():
    found = places([figure("A", 90, reported=0), figure("B", 10)])
    assert (found["A"]["status"], found["A"]["score"], found["B"]["rank_completion"]) == ("unreported", None, 1)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"target": None}, "no_target"),
        ({"target": 0.0}, "no_target"),
        ({"value": None}, "not_applicable"),
        ({"value": None, "expected": 0, "reported": 0}, "not_applicable"),
        ({"value": None, "reported": 0}, "unreported"),
        ({"start_on": D(2015, 10, 1)}, "not_begun"),
    ],
)
def test_why_a_branch_has_no_place(changed, status):
    found = places([{**figure("A", 50), **changed}, figure("B", 10)])
    assert (found["A"]["status"], found["A"]["rank_completion"], found["A"]["rank_gap"]) == (status, None, None)


def test_a_figure_nobody_has_a_target_for_is_ranked_by_its_value():
    found = places([figure("A", 20, None), figure("B", 60, None)])
    assert column(found, "rank_completion") == {"A": 2, "B": 1}
    assert column(found, "rank_gap") == {"A": None, "B": None}


def test_under_a_limit_less_is_better_by_every_order():
    now, then = [figure("A", 2, 10, direction="≤"), figure("B", 8, 10, direction="≤")], [figure("A", 2, 10, direction="≤"), figure("B", 1, 10, direction="≤")]
    found = places(now, then)
    assert [(row["rank_completion"], row["rank_gap"], row["rank_improvement"], row["improvement"]) for row in found.values()] == [(1, 1, 1, 0), (2, 2, 2, -70)]


def test_what_exceeds_a_limit_of_nothing_is_last_and_not_left_out():
    found = places([figure("A", 3, 0, direction="≤"), figure("B", 20, 10, direction="≤")])
    assert column(found, "rank_completion") == {"A": 2, "B": 1}


def test_with_zero_tolerance_the_fewest_incidents_come_first_and_there_is_no_gap():
    found = places([figure("A", 0, 0, basis="零容忍"), figure("B", 2, 0, basis="零容忍"), figure("C", 1, 0, basis="零容忍")])
    assert [(row["rank_completion"], row["rank_gap"]) for row in found.values()] == [(1, None), (3, None), (2, None)]


def test_improvement_is_counted_in_points_of_todays_target():
    """A target that was raised from 50 to 100 is no loss: 30 of 100 against 20 of 100."""
    found = places([figure("A", 30), figure("B", 90)], [figure("A", 20, 50.0, on=JULY), figure("B", 85, on=JULY)])
    assert [(row["improvement"], row["rank_improvement"]) for row in found.values()] == [(10, 1), (5, 2)]


def test_a_rate_improves_by_its_own_points():
    found = places([figure("A", 92.0, 95.0, basis="比率")], [figure("A", 90.0, 95.0, basis="比率", on=JULY)])
    assert found["A"]["improvement"] == 2


def test_groups_and_formulas_with_a_target_improve_by_their_completion():
    now = [figure("A", 9, of=4, met=3), figure("B", 60.0, names_target=True)]
    then = [figure("A", 5, on=JULY, of=4, met=2), figure("B", 55.0, on=JULY, names_target=True)]
    assert column(places(now, then), "improvement") == {"A": 25, "B": 5}


@pytest.mark.parametrize(
    "before", [None, {"reported": 0}, {"start_on": D(2015, 8, 1)}, {"value": None}], ids=["no record", "silent then", "not begun then", "no value then"]
)
def test_without_a_place_then_there_is_no_improvement(before):
    then = [figure("B", 5, on=JULY)] + ([{**figure("A", 20, on=JULY), **before}] if before is not None else [])
    found = places([figure("A", 30), figure("B", 10)], then)
    assert [(row["improvement"], row["rank_improvement"]) for row in found.values()] == [(None, None), (5, 1)]


def test_how_much_more_brings_a_branch_beside_the_next():
    found = places([figure("A", 20, 50.0), figure("B", 60), figure("C", 60), figure("E", 90)])
    assert column(found, "to_next") == {"A": 10, "B": 30, "C": 30, "E": None}


@pytest.mark.parametrize("changed", [{"basis": "比率"}, {"names_target": True}, {"of": 4, "met": 2}, {"direction": "≤"}])
def test_where_that_cannot_be_told_exactly_nothing_is_said(changed):
    assert set(column(places([figure("A", 20, **changed), figure("B", 60, **changed)]), "to_next").values()) == {None}


def test_a_denominator_below_ten_is_marked():
    found = places([figure("A", 50.0, denominator=9), figure("B", 50.0, denominator=10), figure("C", 5)])
    assert column(found, "small") == {"A": True, "B": False, "C": False}


def test_the_last_place_stands_first_and_the_unranked_below():
    ranked = ranking(judged(figure("A", 90, reported=0), figure("E", 60), figure("C", 20), figure("B", 60)), judged(figure("B", 1)), list("ABCE"))
    assert list(in_order(ranked, "completion")["org"]) == ["C", "B", "E", "A"]


amounts = st.none() | st.integers(0, 5)
figures = st.lists(st.tuples(amounts, st.none() | st.integers(0, 3), st.integers(0, 1), amounts), min_size=1, max_size=7)


@given(figures, st.sampled_from(["≥", "≤"]))
def test_any_rows_rank_as_counted_one_by_one(made, direction):
    """One's place is one more than the number of those that are strictly better."""
    now = [figure(f"{at}", value, target, reported=reported, direction=direction) for at, (value, target, reported, _) in enumerate(made)]
    then = [figure(f"{at}", before, target, on=JULY, direction=direction) for at, (_, target, _, before) in enumerate(made)]
    found = places(now, then)
    for name, score in (("completion", "score"), ("gap", "gap"), ("improvement", "improvement")):
        better = (lambda one, other: one < other) if direction == "≤" and name == "completion" else (lambda one, other: one > other)
        known = {org: row[score] for org, row in found.items() if row["status"] == RANKED and row[score] is not None}
        assert column(found, f"rank_{name}") == {org: 1 + sum(better(other, known[org]) for other in known.values()) if org in known else None for org in found}
    assert all(row["status"] != RANKED for org, row in found.items() if made[int(org)][2] == 0 or made[int(org)][0] is None)


@given(figures, st.randoms())
def test_the_order_of_the_rows_does_not_matter(made, random):
    rows = [figure(f"{at}", value, target, reported=reported) for at, (value, target, reported, _) in enumerate(made)]
    mixed = random.sample(rows, len(rows))
    assert places(mixed) == places(rows)


def test_the_records_handed_in_stay_as_they_are():
    now, then = judged(figure("A", 20), figure("B", 60)), judged(figure("A", 10, on=JULY))
    before = now.copy(), then.copy()
    ranking(now, then, ["A", "B"])
    pd.testing.assert_frame_equal(now, before[0])
    pd.testing.assert_frame_equal(then, before[1])


SUM, LAST = "sum(org_monthly.unions_new)", "last(org_monthly.units_due)"


@pytest.mark.parametrize(
    ("formula", "has_goal", "begins", "on", "before"),
    [
        (SUM, False, "01-01", AUGUST, JULY),
        (SUM, False, "01-01", D(2015, 8, 16), JULY),
        (SUM, False, "01-01", D(2015, 1, 31), None),
        (SUM, False, "10-01", D(2015, 1, 31), D(2014, 12, 31)),
        (SUM, False, "10-01", D(2015, 10, 31), None),
        (SUM, True, "01-01", D(2015, 1, 31), D(2014, 12, 31)),
        (LAST, False, "01-01", D(2015, 1, 31), D(2014, 12, 31)),
    ],
)
def test_the_day_improvement_counts_from(formula, has_goal, begins, on, before):
    ledger = ledger_of({Organisation: county("A"), Indicator: [indicator("i", formula)], Setting: [{"key": "年度起始", "value": begins}]})
    assert earlier_day(ledger, load_indicators(ledger)[0]["i"], on, has_goal=has_goal) == before


def test_places_come_from_a_ledgers_records():
    """Two towns: one goes from 2 to 3, one from 2 to 6, and a third is silent in August."""
    filed = {"A": [2, 0, 1], "B": [2, 0, 4], "C": [9, 0, None]}
    rows = {code: {OrgMonthly: [month(f"2015-{6 + at:02d}", unions_new=new) for at, new in enumerate(news) if new is not None]} for code, news in filed.items()}
    ledger = ledger_of(
        {
            Organisation: county(*filed),
            Indicator: [indicator("i", SUM)],
            Assignment: [{"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}],
        },
        rows,
    )
    now, then = records(ledger, [AUGUST]), records(ledger, [JULY])
    found = ranking(now, then, list(filed)).set_index("org")
    assert list(found["status"]) == [RANKED, RANKED, "unreported"]
    assert list(found["improvement"].head(2)) == [1, 4]
