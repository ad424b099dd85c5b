"""The curve 上年季节: last year's course of the organisation, of the one above it, or a straight one that says so."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.pace import expected_percent
from progress.season import month_ends, shares
from progress.windows import elapsed
from schema.org_monthly import OrgMonthly
from tests.progress.rows import county, goal, month, organisation

D = dt.date
NEW = "sum(org_monthly.unions_new)"
SEASON = {"curve": "上年季节"}
ENDS = [D(2015, 1, 31), D(2015, 2, 28), D(2015, 3, 31)]


def of_year(year, *counts):
    return [month(f"{year}-{at:02d}", unions_new=number) for at, number in enumerate(counts, 1)]


def seen(found, **chosen):
    """Expected percent and whose season it is, by organisation and day."""
    rows = [row for row in found if all(row[name] == value for name, value in chosen.items())]
    return {(row["org"], row["on"].month): (row["should_be"], row["season"]) for row in rows}


QUARTER = {"start_on": D(2015, 1, 1), "due_on": D(2015, 3, 31), **SEASON}


def test_expected_is_last_years_share_at_each_months_end(figures):
    books = {"A": {OrgMonthly: [*of_year(2014, 10, 60, 30, 500), *of_year(2015, 1)]}}
    found = figures(county("A"), {"new": NEW}, [goal("new", "A", 40, **QUARTER)], books, on=[*ENDS, D(2015, 2, 14)])
    assert seen(found, org="A", on=D(2015, 2, 14)) == {("A", 2): (40, "own")}
    assert seen([row for row in found if row["on"] != D(2015, 2, 14)], org="A") == {("A", 1): (10, "own"), ("A", 2): (70, "own"), ("A", 3): (100, "own")}


def test_the_gap_and_the_lamp_follow_the_season(figures):
    books = {"A": {OrgMonthly: [*of_year(2014, 10, 60, 30), *of_year(2015, 4)]}}
    (record,) = [row for row in figures(county("A"), {"new": NEW}, [goal("new", "A", 40, **QUARTER)], books, on=ENDS[:1]) if row["org"] == "A"]
    assert (record["completion"], record["gap"], record["lamp"]) == (10, 0, "on_pace")


def test_without_a_year_before_it_is_the_parents_and_without_that_straight(figures):
    tree = county("A", "B", "C")
    books = {"A": {OrgMonthly: of_year(2014, 20, 60, 20)}, "B": {OrgMonthly: of_year(2014, 0, 0, 0)}, "C": {OrgMonthly: of_year(2015, 1)}}
    targets = [goal("new", code, 40, **QUARTER) for code in ("0", "A", "B", "C")]
    found = figures(tree, {"new": NEW, "other": "sum(org_monthly.entities_new)"}, [*targets, goal("other", "0", 5, **QUARTER)], books, on=ENDS[:1])
    assert seen(found, indicator="new") == {("0", 1): (20, "own"), ("A", 1): (20, "own"), ("B", 1): (20, "parent"), ("C", 1): (20, "parent")}
    assert seen(found, indicator="other", org="0") == {("0", 1): (pytest.approx(elapsed(ENDS[0], D(2015, 1, 1), D(2015, 3, 31))), "straight")}


def test_a_branch_that_opened_inside_last_years_stretch_has_no_course_of_its_own(figures):
    tree = [*county("A"), organisation("B", opened_on=D(2014, 2, 1))]
    books = {"A": {OrgMonthly: of_year(2014, 20, 60, 20)}, "B": {OrgMonthly: [month("2014-03", unions_new=100)]}}
    found = figures(tree, {"new": NEW}, [goal("new", "ALL", 40, **QUARTER)], books, on=ENDS[:1])
    assert seen(found, org="B") == {("B", 1): (10, "parent")}


def test_what_is_not_counted_this_year_was_not_counted_last_year(figures):
    books = {"A": {OrgMonthly: of_year(2014, 20, 60, 500)}}
    own = {"new": {"formula": NEW, "to_on": D(2015, 2, 28)}}
    found = figures(county("A"), own, [goal("new", "A", 40, **QUARTER)], books, on=ENDS)
    assert [row["should_be"] for row in found if row["org"] == "A"] == [25, 100, 100]


def test_a_goal_of_more_than_a_year_has_no_year_before_it(figures):
    books = {"A": {OrgMonthly: of_year(2014, 20, 60, 20)}}
    found = figures(county("A"), {"new": NEW}, [goal("new", "A", 40, start_on=D(2015, 1, 1), due_on=D(2016, 6, 30), **SEASON)], books, on=ENDS[:1])
    assert seen(found, org="A")["A", 1][1] == "straight"


def test_a_completion_follows_the_season_too(figures):
    books = {"A": {OrgMonthly: of_year(2014, 20, 60, 20)}}
    found = figures(county("A"), {"done": NEW + " / target * 100"}, [goal("done", "A", 40, basis="比率", **QUARTER)], books, on=ENDS[:1])
    assert seen(found, org="A") == {("A", 1): (20, "own")}


def test_a_stock_has_no_season(figures):
    found = figures(county("A"), {"new": NEW}, [goal("new", "A", 40, basis="存量", **QUARTER)], {"A": {OrgMonthly: of_year(2014, 1)}}, on=ENDS[:1])
    assert {row["season"] for row in found} == {""}


def test_a_straight_curve_says_nothing_of_a_season(figures):
    found = figures(county("A"), {"new": NEW}, [goal("new", "A", 40)], {"A": {OrgMonthly: of_year(2014, 1)}}, on=ENDS[:1])
    assert {row["season"] for row in found} == {""}


@pytest.mark.parametrize(
    ("start", "due", "found"),
    [
        (D(2015, 1, 1), D(2015, 3, 31), ENDS),
        (D(2015, 1, 15), D(2015, 3, 20), [*ENDS[:2], D(2015, 3, 20)]),
        (D(2015, 3, 31), D(2015, 4, 1), [D(2015, 3, 31), D(2015, 4, 1)]),
        (D(2015, 3, 2), D(2015, 3, 20), [D(2015, 3, 20)]),
    ],
)
def test_the_course_has_a_point_at_each_months_end_and_at_the_due_date(start, due, found):
    assert month_ends(start, due) == found


counts = st.lists(st.none() | st.floats(-5, 1e6), min_size=12, max_size=12)
year_days = st.integers(-40, 420).map(lambda days: D(2015, 1, 1) + dt.timedelta(days))


@settings(deadline=None)
@given(counts, year_days, st.integers(0, 100))
def test_a_season_never_falls_is_nought_before_the_start_and_whole_when_due(values, day, later):
    start, due = D(2015, 1, 1), D(2015, 12, 31)
    course = shares(pd.DataFrame([values], columns=month_ends(start, due), dtype="float64"))
    for _, row in course.iterrows():
        text = "; ".join(f"{on}:{share}" for on, share in row.items() if on < due)
        first, second = (expected_percent(on, start, due, text) for on in (day, day + dt.timedelta(later)))
        assert 0 <= first <= second + 1e-9 <= 100 + 2e-9
        assert expected_percent(start - dt.timedelta(1), start, due, text) == 0
        assert expected_percent(due, start, due, text) == 100


@settings(deadline=None)
@given(counts)
def test_only_who_reached_something_has_a_course(values):
    found = shares(pd.DataFrame([values], columns=range(12), dtype="float64"))
    assert len(found) == any(value is not None and value > 0 for value in values)
    assert (found.iloc[:, -1] == 100).all()
