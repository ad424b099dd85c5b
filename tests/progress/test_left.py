"""What is left and what a week: figures worked by hand, and what holds for all."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.left import left

D = dt.date
ROW = {"indicator": "i", "value": 40.0, "target": 100.0, "numerator": None, "denominator": None, "basis": "新增", "direction": "≥", "names_target": False}
ROW |= {"met": None, "of": None, "running": 0, "on": D(2015, 12, 3), "due_on": D(2015, 12, 31)}


def left_of(scale=100.0, **changed):
    found = left(pd.DataFrame([{**ROW, **changed}]), {"i": scale}).iloc[0]
    return tuple(None if pd.isna(number) else round(number, 6) for number in (found["left"], found["weekly"]))


def test_weeks_are_days_by_seven():
    assert left_of() == (60, 15)
    assert left_of(on=D(2015, 12, 28)) == (60, 140)


@pytest.mark.parametrize("on", [D(2015, 12, 31), D(2016, 1, 1), D(2016, 6, 1)])
def test_from_the_due_date_on_nothing_is_asked_for_a_week(on):
    assert left_of(on=on) == (60, None)


@pytest.mark.parametrize("value", [100, 120])
def test_what_is_reached_leaves_nothing(value):
    assert left_of(value=value) == (0, None)


def test_a_rate_lacks_so_many_of_its_numerator_at_todays_denominator():
    assert left_of(basis="比率", value=92.5, target=95, numerator=185, denominator=200) == (5, 1.25)


def test_a_rate_per_thousand_is_counted_in_its_own_scale():
    assert left_of(1000.0, basis="比率", value=20, target=25, numerator=4, denominator=200) == (1, 0.25)


def test_a_rate_without_a_denominator_lacks_points():
    assert left_of(basis="比率", value=92.5, target=95) == (2.5, 0.625)


def test_a_completion_lacks_what_is_missing_to_its_target():
    assert left_of(names_target=True, basis="比率", value=51.3, target=8000, numerator=4104, denominator=8000) == (3896, 974)


def test_the_denominator_of_a_mean_that_is_a_quota_is_not_multiplied_in():
    assert left_of(1.0, value=4, target=6, numerator=40, denominator=10) == (2, 0.5)


@pytest.mark.parametrize(("met", "of", "running", "found"), [(3, 5, 2, (2, 0.5)), (3, 5, 1, (1, 0.25)), (5, 5, 0, (0, None))])
def test_of_groups_those_that_can_still_be_met(met, of, running, found):
    assert left_of(met=met, of=of, running=running) == found


@pytest.mark.parametrize(("basis", "value", "found"), [("新增", 4, (6, None)), ("新增", 12, (0, None)), ("比率", 4, (12, None)), ("零容忍", 0, (10, None))])
def test_under_a_limit_what_may_still_be_added_and_nothing_is_needed(basis, value, found):
    share = {"numerator": 8, "denominator": 200} if basis == "比率" else {}
    assert left_of(basis=basis, direction="≤", value=value, target=10, **share) == found


@pytest.mark.parametrize("changed", [{"value": None}, {"target": None}, {"target": None, "met": 1, "of": 2, "running": 1}])
def test_the_unknown_leaves_the_unknown(changed):
    assert left_of(**changed) == (None, None)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(1, 400)), min_size=1, max_size=5))
def test_doing_what_is_needed_every_week_reaches_the_target(rows):
    frame = pd.DataFrame([{**ROW, "value": value, "target": target, "on": ROW["due_on"] - dt.timedelta(days)} for value, target, days in rows])
    before = frame.copy()
    found = left(frame, {"i": 100.0})
    pd.testing.assert_frame_equal(frame, before)
    weeks = pd.Series([days / 7 for *_, days in rows])
    reached = frame["value"] + (found["weekly"] * weeks).fillna(0)
    assert (reached >= frame["target"] - 1e-6).all()
    assert (found["left"] >= 0).all()
