"""Ranking, distribution, composition, year bar and filing calendar."""

import pandas as pd
import pytest

from charts.calendar import filing_calendar
from charts.changes import changes
from charts.composition import composition
from charts.distribution import TICKS_UP_TO, distribution
from charts.layers import columns
from charts.palette import LIGHT, SHAPES
from charts.peers import MEDIAN, OWN, PEER, peer_strips
from charts.peers import ROW as STRIP
from charts.ranking import HEAD, ROW, ranking
from charts.year_bar import year_bar
from tests.charts.spec import channels, data_of, drawn, layers, spec


def test_what_is_drawn_forgets_the_callers_index():
    rows = pd.DataFrame({"a": [1, 2]}, index=[7, 9])
    assert list(columns(rows, a=rows["a"]).index) == [0, 1]


HEADS = ("完成率", "进度差", "进步")


def ranked_chart(rows, now=None):
    return ranking(rows, LIGHT, now=now, heads=HEADS, description="x")


def test_ranked_branches_stand_below_their_heads(ranked):
    assert spec(ranked_chart(ranked))["height"] == HEAD + 3 * ROW


def test_the_order_of_the_ranking_is_the_callers(ranked):
    assert [row["key"] for row in drawn(ranked_chart(ranked.iloc[::-1]))] == ["b3", "b2", "b1"]


def test_ranking_cuts_above_106_and_leaves_unknown_blank(ranked):
    assert [row["done"] for row in drawn(ranked_chart(ranked))] == [32.2, 106, None]


def test_ranking_prints_the_lamps_shape(ranked):
    assert [row["shape"] for row in drawn(ranked_chart(ranked))] == [SHAPES[code] for code in ranked["lamp"]]


def test_ranking_prints_three_figures_each_under_its_head(ranked):
    """The last comes flush with the right edge; a head is as far from it as its figures."""
    texts = [layer for layer in layers(ranked_chart(ranked), "text") if layer["mark"]["align"] == "right"]
    figures = {layer["encoding"]["text"]["field"]: layer["mark"]["dx"] for layer in texts if layer["encoding"].get("text") and "dx" in layer["mark"]}
    heads = {layer["mark"]["text"]: layer["mark"]["dx"] for layer in texts if "text" in layer["mark"]}
    assert heads == dict(zip(HEADS, (figures["percent_text"], figures["gap_text"], figures["gain_text"]), strict=True))
    assert heads["进步"] == 0


def test_the_place_is_printed_as_given(ranked):
    assert [row["place"] for row in drawn(ranked_chart(ranked))] == ["2", "1", ""]


def test_ranking_selects_the_branch_by_key(ranked):
    (chosen,) = spec(ranked_chart(ranked))["params"]
    assert (chosen["name"], chosen["select"]["fields"]) == ("branch", ["key"])


@pytest.mark.parametrize(("now", "at"), [(None, []), (66.6, [66.6]), (120.0, [106])])
def test_ranking_marks_now_only_if_it_is_known(ranked, now, at):
    assert [layer["encoding"]["x"]["datum"] for layer in layers(ranked_chart(ranked, now), "tick")] == at


def marked(strips, mark):
    """The rows that the layers of one mark draw."""
    return [row for row in drawn(peer_strips(strips, LIGHT, description="x")) if row["mark"] == mark]


def test_every_goal_has_a_strip_of_its_own(strips):
    assert [row["strip_y"] - row["words_y"] for row in marked(strips, OWN)] == [18, 18]
    assert marked(strips, OWN)[1]["words_y"] - marked(strips, OWN)[0]["words_y"] == STRIP
    assert spec(peer_strips(strips, LIGHT, description="x"))["height"] == 2 * STRIP


def test_a_peer_far_ahead_stands_at_the_edge(strips):
    assert [row["done"] for row in marked(strips, PEER)] == [40, 106, 10]


def test_a_branch_without_a_figure_has_no_dot(strips):
    assert [row["done"] for row in marked(strips, OWN)] == [60, None]


def test_only_the_branch_itself_is_named(strips):
    texts = layers(peer_strips(strips, LIGHT, description="x"), "text")
    assert {step["filter"] for layer in texts for step in layer["transform"]} == {f"datum.mark === '{OWN}'"}


def test_each_mark_is_drawn_in_its_own_way(strips):
    chart = peer_strips(strips, LIGHT, description="x")
    drawn_as = {layer["transform"][0]["filter"].split("'")[1]: layer["mark"]["color"] for kind in ("tick", "point") for layer in layers(chart, kind)}
    assert drawn_as == {PEER: LIGHT.pale, MEDIAN: LIGHT.ink, OWN: LIGHT.accent}


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
    assert [row["passed"] for rows in spec(year_bar(months, LIGHT, description="x"))["datasets"].values() for row in rows if "passed" in row] == [7.5]


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


def test_the_calendar_has_room_for_the_longest_name_of_a_sheet(cells):
    (name, *_) = layers(filing_calendar(cells.assign(sheet="宣教培训文体台账"), LIGHT, description="x"), "text")
    assert name["mark"]["limit"] >= 8 * 13
