"""Whom to remind, how it sounds, and how many returns came in time."""

import datetime as dt

import pandas as pd
import pytest

from progress.reminders import COOL_OFF, calls, is_cooling, on_time, tone

D = dt.date
DUE = D(2015, 4, 5)
NOW = dt.datetime(2015, 4, 9, 8, tzinfo=dt.UTC)


def row(org, state, sheet="组织建设月报", due_on=DUE, filed_at=None, missing=None, reason=""):
    return {"org": org, "sheet": sheet, "state": state, "due_on": due_on, "filed_at": filed_at, "missing": missing or {}, "reason": reason}


def test_who_lacks_most_is_called_first_and_who_lacks_nothing_not_at_all():
    rows = [
        row("A", "submitted"),
        row("B", "partial", missing={"期末职工数": 2}),
        row("C", "untouched"),
        row("C", "returned", "集体协商台账", D(2015, 4, 3), reason="数不对"),
    ]
    rows += [row("E", "nil"), row("F", "approved"), row("G", "invalid")]
    found = calls(pd.DataFrame(rows))
    assert [(call.org, call.due_on, [lack.state for lack in call.lacks]) for call in found] == [
        ("C", D(2015, 4, 3), ["untouched", "returned"]),
        ("B", D(2015, 4, 5), ["partial"]),
        ("G", D(2015, 4, 5), ["invalid"]),
    ]
    assert (found[0].lacks[1].reason, found[1].lacks[0].missing) == ("数不对", {"期末职工数": 2})


@pytest.mark.parametrize(("ago", "cooling"), [(dt.timedelta(0), True), (COOL_OFF - dt.timedelta(seconds=1), True), (COOL_OFF, False)])
def test_nobody_is_called_again_within_the_cool_off(ago, cooling):
    assert is_cooling(NOW - ago, NOW) is cooling


def test_who_was_never_called_is_not_cooling():
    assert not is_cooling(None, NOW)


@pytest.mark.parametrize(("on", "found"), [(D(2015, 4, 4), "before"), (D(2015, 4, 5), "today"), (D(2015, 4, 6), "overdue")])
def test_the_tone_follows_the_day(on, found):
    assert tone(D(2015, 4, 5), on) == found


def test_of_returns_that_are_due_those_without_a_day_are_counted_apart():
    rows = [
        *(row("A", "submitted", filed_at=D(2015, 4, 5)), row("B", "approved", filed_at=D(2015, 4, 6)), row("C", "nil")),
        *(row("E", "untouched"), row("F", "partial", filed_at=D(2015, 4, 1)), row("G", "submitted", due_on=D(2015, 4, 20), filed_at=D(2015, 4, 1))),
    ]
    assert on_time(pd.DataFrame(rows), D(2015, 4, 10)) == (2, 2, 1)
