"""The working of a scoring item in words names every number it rests on, whatever the way of scoring."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from schema.score_rule import KIND_CODES, MEASURE_CODES, PER_ITEM, PER_POINT, TIERS, YES_NO
from words import LANGUAGES, text
from words.assessment import Working, measured, working

D = Decimal
TOLD = Working("per_point", "completion", D("77.13"), "percent", False, D(82), (), None, D("4.87"), D("0.5"), D(9), D("2.44"), False, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_of_scoring_every_figure_has_words(language):
    for kind, measure, fewer in product(KIND_CODES.values(), MEASURE_CODES.values(), (True, False)):
        if fewer or kind != KIND_CODES[PER_ITEM]:
            assert working(replace(TOLD, kind=kind, measure=measure, fewer=fewer), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deduction_names_figure_line_rate_distance_and_what_was_taken_off(language):
    told = working(TOLD, language)
    assert [number for number in ("77.13", "82", "0.5", "4.87", "2.44") if number not in told] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cap_is_told_only_where_it_ended_the_deduction(language):
    assert [text("assess.capped", language, most="9") in working(replace(TOLD, capped=capped), language) for capped in (True, False)] == [True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_tiers_name_every_tier_and_the_one_that_was_reached(language):
    tiers = replace(TOLD, kind=KIND_CODES[TIERS], line=None, tiers=((D(80), D(4)), (D(75), D(3))))
    assert text("assess.tier", language, line="75", points="3") in working(tiers, language)
    assert working(replace(tiers, tier=D(75)), language).endswith(text("assess.tier_reached", language, line="75"))
    assert working(tiers, language).endswith(text("assess.tier_missed", language))


@pytest.mark.parametrize(("over", "code"), [(D(0), "assess.yes"), (D(1), "assess.no")])
def test_yes_and_no_are_told_apart(over, code):
    assert working(replace(TOLD, kind=KIND_CODES[YES_NO], over=over)).endswith(text(code))


def test_nothing_taken_off_is_said():
    assert working(replace(TOLD, kind=KIND_CODES[PER_POINT], over=D(0))).endswith(text("assess.nothing_off"))


def test_silent_goals_among_the_red_ones_are_counted_apart():
    red = replace(TOLD, measure="behind", value=D(3))
    assert measured(replace(red, silent=2)) == measured(red) + text("assess.silent", count=2)
