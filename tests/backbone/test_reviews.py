"""Reviews and reminders are kept in order, all or none, each workspace its own."""

import datetime as dt

import pytest

from access.database import database
from backbone.journal.reminders import Reminders
from backbone.journal.returns import Return
from backbone.journal.reviews import Reviews

A, B = Return("A", "组织建设月报", "2015-03"), Return("B", "组织建设月报", "2015-Q1")
START = dt.datetime(2015, 4, 6, 9, tzinfo=dt.UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    made = database(request.getfixturevalue("postgresql") if request.param == "postgresql" else "", tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def clock():
    """An hour more at every look."""
    hours = iter(range(10**6))
    return lambda: START + dt.timedelta(hours=next(hours))


def test_reviews_are_told_oldest_first_each_as_it_was_given(engine, clock):
    reviews = Reviews(engine, "w reviews", clock)
    reviews.record([(A, "first", "x"), (B, "first", "y")], "passed", "甲")
    reviews.record([(A, "final", "x")], "returned", "乙", "数不对")
    reviews.record([], "passed", "甲")
    found = Reviews(engine, "w reviews", clock).of(["2015-03", "2015-Q1"])
    assert Reviews(engine, "w reviews", clock).of() == found
    assert [(one.step, one.verdict, one.content, one.who, one.reason) for one in found[A]] == [
        ("first", "passed", "x", "甲", ""),
        ("final", "returned", "x", "乙", "数不对"),
    ]
    assert [(one.content, one.at) for one in found[B]] == [("y", START)]
    assert set(reviews.of(["2015-03"])) == {A}
    assert Reviews(engine, "another", clock).of(["2015-03"]) == {}


def test_of_reminders_the_newest_counts(engine, clock):
    reminders = Reminders(engine, "w reminders", clock)
    reminders.record(["A", "B"], "2015-03", "甲")
    reminders.record(["A"], "2015-03", "甲")
    reminders.record(["A"], "2015-04", "甲")
    assert reminders.newest("2015-03") == {"A": START + dt.timedelta(hours=1), "B": START}
    assert Reminders(engine, "another", clock).newest("2015-03") == {}


def test_the_rows_of_what_passed_last_are_kept_beside_it(engine, clock):
    reviews = Reviews(engine, "w stood", clock)
    rows = [{"period": "2015-03", "units_due": "10"}]
    reviews.record([(A, "first", "x"), (B, "first", "y")], "passed", "甲", stood={A: rows, B: []})
    reviews.record([(A, "final", "x")], "returned", "乙", "数不对", stood={A: [{"units_due": "0"}]})
    assert reviews.stood("A", A.sheet) == {"2015-03": rows}
    reviews.record([(A, "first", "z")], "passed", "甲", stood={A: [{"units_due": "11"}]})
    assert reviews.stood("A", A.sheet) == {"2015-03": [{"units_due": "11"}]}
    assert (reviews.stood("B", B.sheet), Reviews(engine, "another", clock).stood("A", A.sheet)) == ({"2015-Q1": []}, {})
