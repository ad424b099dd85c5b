"""Ranking, distribution, composition, year bar and filing calendar."""

import pandas as pd
import pytest

from charts.calendar import filing_calendar
from charts.changes import changes
from charts.composition import composition
from charts.distribution import TICKS_UP_TO, distribution
from charts.layers import columns
from charts.palette import LIGHT, SHAPES
from charts.ranking import ROW, ranking
from charts.year_bar import year_bar
from tests.charts.spec import channels, data_of, drawn, layers, spec


def test_what_is_drawn_forgets_the_callers_index():
    rows = pd.DataFrame({"a": [1, 2]}, index=[7, 9])
    assert list(columns(rows, a=rows["a"]).index) == [0, 1]


def test_a_ranked_branch_takes_25_pixels(ranked):
    assert (ROW, spec(ranking(ranked, LIGHT, now=None, description="x"))["height"]) == (25, 75)


def test_the_order_of_the_ranking_is_the_callers(ranked):
    rows = drawn(ranking(ranked.iloc[::-1], LIGHT, now=None, description="x"))
    assert [row["key"] for row in rows] == ["b3", "b2", "b1"]


def test_ranking_cuts_above_106_and_leaves_unknown_blank(ranked):
    assert [row["done"] for row in drawn(ranking(ranked, LIGHT, now=None, description="x"))] == [32.2, 106, None]


def test_ranking_prints_the_lamps_shape(ranked):
    shapes = [row["shape"] for row in drawn(ranking(ranked, LIGHT, now=None, description="x"))]
    assert shapes == [SHAPES[code] for code in ranked["lamp"]]


def test_ranking_selects_the_branch_by_key(ranked):
    (chosen,) = spec(ranking(ranked, LIGHT, now=None, description="x"))["params"]
    assert (chosen["name"], chosen["select"]["fields"]) == ("branch", ["key"])


@pytest.mark.parametrize(("now", "lines"), [(None, 0), (66.6, 1)])
def test_ranking_has_a_now_line_only_if_now_is_known(ranked, now, lines):
    assert len(layers(ranking(ranked, LIGHT, now=now, description="x"), "rule")) == lines


def test_distribution_leaves_unknown_branches_out(ranked):
    chart = distribution(ranked, LIGHT, now=None, description="x")
    assert [row["done"] for row in data_of(chart, layers(chart, "tick")[0])] == [32.2, 125.0]


def test_distribution_reaches_from_0_to_125(ranked):
    chart = distribution(ranked, LIGHT, now=66.6, description="x")
    assert [channel["scale"]["domain"] for channel in channels(chart, "x")] == [[0, 125], [0, 125]]


def many(count: int) -> pd.DataFrame:
    return pd.DataFrame({"name": ["n"] * count, "done": [at % 130 for at in range(count)]})


@pytest.mark.parametrize(("count", "mark"), [(TICKS_UP_TO, "tick"), (TICKS_UP_TO + 1, "bar")])
def test_distribution_bins_what_would_run_together(count, mark):
    assert layers(distribution(many(count), LIGHT, now=None, description="x"), mark)


def test_distribution_bins_lose_nobody():
    chart = distribution(many(1000), LIGHT, now=None, description="x")
    assert sum(row["count"] for row in data_of(chart, layers(chart, "bar")[0])) == 1000


def test_composition_is_scaled_to_its_sum():
    rows = drawn(composition(pd.DataFrame({"name": ["a", "b"], "share": [30, 10]}), LIGHT, description="x"))
    assert [(row["start"], row["end"]) for row in rows] == [(0, 0.75), (0.75, 1)]


def test_composition_runs_from_dark_to_pale():
    rows = drawn(composition(pd.DataFrame({"name": list("abc"), "share": [3, 2, 1]}), LIGHT, description="x"))
    assert [row["fill"] for row in rows] == list(LIGHT.ramp[:3])


def test_composition_of_nothing_known_has_no_length():
    rows = drawn(composition(pd.DataFrame({"name": ["a"], "share": [None]}), LIGHT, description="x"))
    assert [(row["start"], row["end"]) for row in rows] == [(0, 0)]


def test_a_month_half_gone_is_filled_by_half(months):
    assert drawn(year_bar(months, LIGHT, description="x"))[7]["filled"] == 7.5


def test_the_year_bars_tick_stands_at_today(months):
    assert [channel["datum"] for channel in channels(year_bar(months, LIGHT, description="x"), "x") if "datum" in channel] == [7.5]


def test_months_to_come_are_named_more_quietly(months):
    inks = [row["ink"] for row in drawn(year_bar(months, LIGHT, description="x"))]
    assert inks == [LIGHT.ink2] * 8 + [LIGHT.ink3] * 4


def test_calendar_marks_take_the_colour_of_their_state(cells):
    inks = [row["ink"] for row in drawn(filing_calendar(cells, LIGHT, description="x"))]
    assert inks == [LIGHT.accent, LIGHT.lamp("slow").mark, LIGHT.ink3, LIGHT.lamp("behind").text]


def test_the_current_month_has_a_pale_square_and_months_to_come_none(cells):
    squares = [row["square"] for row in drawn(filing_calendar(cells, LIGHT, description="x"))]
    assert squares[1:3] == [LIGHT.paler, "transparent"]


def test_calendar_sheets_and_months_keep_their_order(cells):
    assert [row["month"] for row in drawn(filing_calendar(cells, LIGHT, description="x"))] == [0, 1, 2, 0]


def test_a_change_leads_from_the_old_to_the_new_on_a_scale_from_0(moved):
    chart = changes(moved, LIGHT, description="x")
    assert [(row["start"], row["before"], row["after"]) for row in drawn(chart)] == [(20, 20, 50), (45, 45, 40), (8, None, 8)]
    (way,) = layers(chart, "rule")
    assert (way["encoding"]["x"]["field"], way["encoding"]["x2"]["field"], way["encoding"]["x"]["scale"]["domain"]) == ("start", "after", [0, 50])


def test_the_old_dot_is_hollow_and_the_new_one_full(moved):
    old, new = layers(changes(moved, LIGHT, description="x"), "point")
    assert (old["encoding"]["x"]["field"], old["mark"]["fill"]) == ("before", LIGHT.paper)
    assert (new["encoding"]["x"]["field"], new["mark"]["color"]) == ("after", LIGHT.accent)
