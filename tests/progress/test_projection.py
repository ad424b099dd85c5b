"""Projections: a straight line goes on as it is, the range holds its point, and nothing is said too early."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.projection import FEWEST, OUTLOOKS, Path, along, project
from progress.windows import elapsed
from schema.period import month_end

D = dt.date
START, DUE = D(2015, 1, 1), D(2015, 12, 31)
ENDS = [month_end(D(2015, month, 1)) for month in range(1, 13)]


def path(adds=True, **changed):
    return Path(START, DUE, lambda day: elapsed(day, START, DUE), adds, **changed)


def projected(values, target=1000.0, on=None, way=None, now=None):
    """The projection of one organisation from the values at the first month ends."""
    course = pd.DataFrame([values], index=["0"], columns=ENDS[: len(values)], dtype="float64")
    before = course.copy()
    last = pd.Series(values, dtype="float64").ffill().iloc[-1] if values else float("nan")
    today = pd.Series([last if now is None else now], index=["0"], dtype="float64")
    found = project(course, today, pd.Series([target], index=["0"], dtype="float64"), on or ENDS[len(values) - 1], way or path())
    pd.testing.assert_frame_equal(course, before)
    return found.iloc[0]


def line(months, whole=1000.0):
    return [whole * elapsed(day, START, DUE) / 100 for day in ENDS[:months]]


@pytest.mark.parametrize("months", range(3, 12))
@pytest.mark.parametrize("adds", [True, False])
def test_a_straight_line_goes_on_as_it_is_and_has_no_range(months, adds):
    found = projected(line(months), way=path(adds))
    assert [found[name] for name in ("projected", "low", "high")] == pytest.approx([1000, 1000, 1000])
    assert (found["reached_on"], found["outlook"]) == (DUE, "in_time")


def test_a_line_of_twice_the_pace_is_at_its_target_half_way():
    found = projected(line(4, 2000.0), 1000.0)
    assert (found["reached_on"], found["outlook"]) == (D(2015, 7, 2), "in_time")


def test_a_line_of_half_the_pace_is_at_its_target_a_year_late():
    found = projected(line(6, 500.0), 1000.0)
    assert (found["projected"], found["reached_on"], found["outlook"]) == (pytest.approx(500), D(2016, 12, 30), "late")


def test_a_flow_goes_on_between_the_pace_so_far_and_the_recent_pace():
    """60 in 181 days, the last 30 of them in 91: 60 + 184 × (60/181 + 30/91) / 2."""
    found = projected([10, 20, 30, 40, 50, 60])
    assert found["projected"] == pytest.approx(60 + 184 * (60 / 181 + 30 / 91) / 2, abs=1e-6)


def test_a_level_goes_on_by_its_recent_change_alone():
    """Three months from 11,004 to 11,832 in 92 days; the months before do not count."""
    found = projected([0, 0, 11004, 11004, 11004, 11460, 11460, 11832], 12000, way=path(adds=False))
    assert found["projected"] == pytest.approx(11832 + 828 / 92 * 122)


@pytest.mark.parametrize("values", [[5], [5, 10], [5, None, 10], [None, 5, 10, None]])
def test_before_three_known_periods_nothing_is_projected(values):
    found = projected(values, on=D(2015, 4, 30))
    assert (found["outlook"], found["reached_on"]) == ("too_early", None)
    assert found[["projected", "low", "high"]].isna().all()


@pytest.mark.parametrize("on", [DUE, D(2016, 1, 31)])
def test_from_the_due_date_on_nothing_is_projected(on):
    found = projected(line(12), on=on)
    assert (found["outlook"], found["reached_on"]) == ("past_due", None)
    assert np.isnan(found["projected"])


@pytest.mark.parametrize("missing", [{"now": float("nan")}, {"target": float("nan")}])
def test_the_unknown_is_not_projected(missing):
    found = projected(line(5), **missing)
    assert (found["outlook"], np.isnan(found["projected"])) == ("unknown", True)


def test_a_share_ends_at_a_hundred():
    found = projected([70, 80, 90, 98], 99, way=path(adds=False, ceiling=100.0))
    assert (found["projected"], found["high"]) == (100, 100)


def test_a_falling_share_ends_at_nought():
    found = projected([50, 40, 30, 20], 90, way=path(adds=False, ceiling=100.0))
    assert (found["projected"], found["low"], found["outlook"]) == (0, 0, "never")


def test_a_target_beyond_what_is_possible_is_never_reached():
    found = projected([70, 80, 90, 98], 101, way=path(adds=False, ceiling=100.0))
    assert (found["reached_on"], found["outlook"]) == (None, "never")


def test_what_does_not_move_is_never_at_its_target():
    found = projected([0, 0, 0, 0])
    assert (found["projected"], found["reached_on"], found["outlook"]) == (0, None, "never")


def test_more_than_ten_years_is_never():
    assert projected(line(6, 100.0), 1000.0)["outlook"] == "late"
    assert projected(line(6, 90.0), 1000.0)["outlook"] == "never"


def test_what_is_reached_names_no_day():
    found = projected(line(6, 2000.0), 900.0)
    assert (found["outlook"], found["reached_on"]) == ("reached", None)


def test_a_month_not_yet_reported_is_no_month_of_nought():
    assert projected([*line(5), None], on=ENDS[5])["projected"] == pytest.approx(1000)
    assert projected([*line(5), line(5)[-1]], on=ENDS[5])["projected"] < 990


def test_a_month_between_that_is_unknown_is_filled_evenly():
    values = line(6)
    values[2] = None
    assert projected(values)["projected"] == pytest.approx(1000)


def test_what_came_since_the_last_period_is_kept():
    found = projected([10, 20, 30], on=D(2015, 4, 20), now=900.0)
    assert (found["projected"], found["low"], found["high"]) == (900, 900, 900)


@pytest.mark.parametrize(("target", "outlook", "day"), [(1000, "within", DUE), (990, "over", D(2015, 12, 28)), (100, "over", None)])
def test_a_limit_is_kept_or_passed(target, outlook, day):
    found = projected(line(6), target, way=path(at_most=True))
    assert (found["outlook"], found["reached_on"]) == (outlook, day)


def test_a_flow_follows_the_season_it_is_given():
    """Last year three quarters of the result were there by June: 60 of them make 80."""
    gone = dict(zip(ENDS, [5, 10, 20, 40, 60, 75, 75, 75, 80, 90, 95, 100], strict=True))
    way = Path(
        START, DUE, lambda day: float(np.interp(day.toordinal(), [START.toordinal() - 1, *(end.toordinal() for end in ENDS)], [0, *gone.values()])), True
    )
    found = projected([4, 8, 16, 32, 48, 60], 78, way=way)
    assert [found[name] for name in ("projected", "low", "high")] == pytest.approx([80, 80, 80])
    assert D(2015, 11, 1) < found["reached_on"] <= D(2015, 12, 31)


values_of_a_flow = st.lists(st.floats(0, 1e5), min_size=3, max_size=11).map(lambda steps: list(np.cumsum(steps)))
values_of_a_rate = st.lists(st.floats(0, 100) | st.none(), min_size=3, max_size=11)


@settings(deadline=None)
@given(values_of_a_flow, st.floats(1, 1e6))
def test_the_range_of_a_flow_holds_its_point_and_never_falls_below_today(values, target):
    found = projected(values, target)
    assert values[-1] - 1e-6 <= found["low"] <= found["projected"] <= found["high"]
    assert found["outlook"] in OUTLOOKS
    assert (found["reached_on"] is not None) == (found["outlook"] in ("in_time", "late"))


@settings(deadline=None)
@given(values_of_a_rate, st.floats(0, 100))
def test_the_range_of_a_share_holds_its_point_and_stays_possible(values, target):
    found = projected(values, target, way=path(adds=False, ceiling=100.0))
    if sum(value is not None for value in values) >= FEWEST and values:
        assert 0 <= found["low"] <= found["projected"] <= found["high"] <= 100
    else:
        assert np.isnan(found["projected"])


@settings(deadline=None)
@given(values_of_a_flow, st.floats(1, 100))
def test_more_of_everything_is_projected_to_more(values, more):
    assert projected([value + more for value in values])["projected"] >= projected(values)["projected"] - 1e-6


@settings(deadline=None)
@given(values_of_a_flow, st.floats(0.01, 100))
def test_another_unit_changes_nothing_but_the_unit(values, times):
    one, other = projected(values, 1000), projected([value * times for value in values], 1000 * times)
    assert [other[name] for name in ("projected", "low", "high")] == pytest.approx(
        [one[name] * times for name in ("projected", "low", "high")], rel=1e-6, abs=1e-6
    )


@settings(deadline=None)
@given(st.lists(values_of_a_flow, min_size=1, max_size=4))
def test_organisations_do_not_touch_each_other(courses):
    months = min(len(values) for values in courses)
    rows = [values[:months] for values in courses]
    frame = pd.DataFrame(rows, columns=ENDS[:months])
    together = project(frame, frame.iloc[:, -1], pd.Series(1000.0, frame.index), ENDS[months - 1], path())
    alone = [projected(values) for values in rows]
    assert together["projected"].tolist() == pytest.approx([found["projected"] for found in alone])
    assert together["reached_on"].tolist() == [found["reached_on"] for found in alone]


def test_the_way_ahead_leads_from_today_to_the_end():
    found = projected(line(6, 600.0))
    days = pd.Series([ENDS[4], ENDS[5], ENDS[8], DUE])
    ahead = along(found, line(6, 600.0)[-1], ENDS[5], days, path())
    assert ahead["projected"].isna().tolist() == [True, False, False, False]
    assert ahead["projected"].tolist()[1:] == pytest.approx([*line(6, 600.0)[-1:], 600 * elapsed(ENDS[8], START, DUE) / 100, 600])
