"""Periods follow one another without gap, end on their last day, and a year before a month's end is a month's end."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema import period as periods

days = st.dates(dt.date(1950, 1, 1), dt.date(2190, 12, 31))
LENGTHS = {"月": 1, "季": 3, "半年": 6, "年": 12}
frequencies = st.sampled_from(tuple(LENGTHS))
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2026-12", dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
        ("2026-Q2", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        ("2026-H2", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        ("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_period_begins_and_ends(period, first, last):
    assert (periods.first_day(period), periods.last_day(period)) == (first, last)


@pytest.mark.parametrize("typed", ["2026-1", "2026-13", "2026-Q5", "2026年", "26-03"])
def test_only_canonical_periods_have_days(typed):
    with pytest.raises(ValueError, match=typed):
        periods.first_day(typed)


@given(days, frequencies)
def test_period_that_holds_a_day_holds_it(day, frequency):
    period = periods.containing(day, frequency)
    assert periods.first_day(period) <= day <= periods.last_day(period)
    assert periods.months(period)[2] == LENGTHS[frequency]
    assert periods.spell(period) == period


@given(days, frequencies)
def test_newest_ended_is_ended_and_the_next_is_not(day, frequency):
    newest = periods.newest_ended(day, frequency)
    following = periods.containing(periods.last_day(newest) + DAY, frequency)
    assert periods.last_day(newest) <= day < periods.last_day(following)


@pytest.mark.parametrize(
    ("day", "frequency", "newest"),
    [
        (dt.date(2026, 3, 31), "月", "2026-03"),
        (dt.date(2026, 3, 30), "月", "2026-02"),
        (dt.date(2026, 1, 1), "月", "2025-12"),
        (dt.date(2026, 3, 31), "季", "2026-Q1"),
        (dt.date(2026, 6, 29), "半年", "2025-H2"),
        (dt.date(2026, 12, 31), "年", "2026"),
    ],
)
def test_newest_ended_on_the_edges(day, frequency, newest):
    assert periods.newest_ended(day, frequency) == newest


@given(days, st.integers(0, 1500), frequencies)
def test_between_is_every_period_that_ends_inside_oldest_first(since, length, frequency):
    until = since + dt.timedelta(days=length)
    every_day = (since + dt.timedelta(days=number) for number in range(length + 1))
    expected = [period for day in every_day if periods.last_day(period := periods.containing(day, frequency)) == day]
    assert periods.between(since, until, frequency) == expected


def test_between_is_empty_when_it_ends_before_it_begins():
    assert periods.between(dt.date(2026, 3, 1), dt.date(2026, 2, 1), "月") == []


@given(days, st.integers(1, 30))
def test_year_before_keeps_month_and_end_of_month(day, years):
    before = periods.years_before(day, years)
    assert (before.year, before.month) == (day.year - years, day.month)
    if day == periods.month_end(day):
        assert before == periods.month_end(before)
    else:
        assert before.day == day.day


def test_leap_days_meet_the_ends_of_february():
    assert periods.years_before(dt.date(2015, 2, 28), 3) == dt.date(2012, 2, 29)
    assert periods.years_before(dt.date(2012, 2, 29)) == dt.date(2011, 2, 28)
    assert periods.years_before(dt.date(2012, 2, 28)) == dt.date(2011, 2, 28)
