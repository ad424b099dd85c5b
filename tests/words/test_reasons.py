"""Reasons, what is left and outlooks as sentences: every code has words, numbers are never flattering."""

import datetime as dt

import pytest

from progress.projection import OUTLOOKS
from progress.why import CODES, MARKS, Share, Why
from words import LANGUAGES
from words.catalogue import has, text
from words.reasons import amount, heading, reason, still_left

DUE = dt.date(2015, 12, 31)
PARTS = {"ratio", "share", "most", "and", "then", "end", "silent", "stale"}


def told(code="behind_pace", **changed):
    values = {"gap": -12.3, "short": 54.2, "numerator": None, "denominator": None, "most": (), "silent": 0, "stale": 0, "marks": ()}
    return Why(code, **{**values, **changed})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_reason_is_one_sentence(code, language):
    found = reason(told(code, short=None, gap=None), "person", {}, language)
    assert found.endswith(text("why.end", language))
    assert "{" not in found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark != "stale"])
def test_every_mark_is_told(mark, language):
    assert text(f"why.mark.{mark}", language) in reason(told(marks=(mark,)), "person", {}, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_a_reason_stands_in_its_sentence(language):
    shares = (Share("A", 30.1), Share("B", 20.0))
    found = reason(told(numerator=31, denominator=8, most=shares, silent=7, stale=5, marks=("stale",)), "person", {"A": "示例一"}, language)
    assert all(number in found for number in ("12.3", "55", "示例一 31", "B 20", "31", " 8", "7", "5"))


def test_the_silent_branch_itself_is_not_counted_again():
    assert reason(told("unreported", silent=1), "person", {}) == text("why.unreported") + text("why.end")


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        (0.2, "", "1"),
        (3.0, "", "3"),
        (2.0000000001, "", "2"),
        (0.04, "percent", "0.1"),
        (1200.0, "yuan", "0.2"),
        (None, "person", "—"),
        (float("nan"), "", "—"),
    ],
)
def test_what_is_short_is_rounded_up(value, unit, found):
    assert found in amount(value, unit)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_is_told_with_what_a_week_needs(language):
    found = still_left(60.0, 0.43, DUE, "person", language)
    assert "60" in found
    assert "0.5" in found


@pytest.mark.parametrize(("left", "weekly"), [(None, None), (0.0, None), (float("nan"), None)])
def test_nothing_left_is_not_told(left, weekly):
    assert still_left(left, weekly, DUE, "person") == ""


def test_past_due_no_week_is_told():
    assert still_left(60.0, None, DUE, "person") == text("left.plain", left=amount(60.0, "person"))


@pytest.mark.parametrize(("of", "code"), [("limit", "left.limit"), ("groups", "left.groups")])
def test_room_under_a_limit_and_groups_are_told_in_their_own_words(of, code):
    assert still_left(6.0, None, DUE, "person", of=of) == text(code, due="12月31日", left=amount(6.0, "person"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outlook", OUTLOOKS)
def test_every_outlook_has_a_sentence_or_none(outlook, language):
    figures = {"projected": "8", "low": "7", "high": "9"}
    found = heading(outlook, figures, dt.date(2016, 2, 1) if outlook in ("in_time", "late") else None, language)
    assert bool(found) == has(f"outlook.{outlook}", language)
    assert ("2016" in found) == (outlook in ("in_time", "late"))
