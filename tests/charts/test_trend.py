import pandas as pd
import pytest

from charts.palette import LIGHT
from charts.trend import TrendLabels, trend
from charts.trend_labels import APART, Label, placed, spread
from tests.charts.spec import channels, data_of, drawn, layers, spec

LABELS = TrendLabels(target="目标", now_expected="应到", gap="差", value="值", last_year="去年", description="x", projected="预计", corrected="更正")


def quota(points, target=6000, **more):
    return trend(points, LIGHT, target=target, labels=LABELS, **more)


def printed(chart) -> list[str]:
    """Direct labels, each once (a halo lies below every one)."""
    texts = [layer for layer in layers(chart, "text") if "stroke" not in layer["mark"] and "data" in layer]
    return [row["text"] for layer in texts for row in data_of(chart, layer)]


def test_zero_is_always_on_the_axis(course):
    domains = [channel["scale"]["domain"] for channel in channels(quota(course.assign(value=5000.0)), "y") if "scale" in channel]
    assert all(low == 0 for low, _ in domains)


def test_the_target_is_inside_the_axis(course):
    domains = [channel["scale"]["domain"] for channel in channels(quota(course), "y") if "scale" in channel]
    assert all(high > 6000 for _, high in domains)


def test_days_count_from_the_first_date(course):
    assert [row["day"] for row in drawn(quota(course))][:3] == [0, 31, 59]


def test_the_slow_band_is_ten_points_of_the_target(course):
    last = drawn(quota(course))[-1]
    assert last["expected"] - last["slow_from"] == pytest.approx(600)


def test_the_slow_band_does_not_fall_below_zero(course):
    assert drawn(quota(course))[0]["slow_from"] == 0


def test_a_rate_has_no_band(course):
    assert {row["slow_from"] for row in drawn(quota(course.assign(expected=90.0), target=90, quota=False))} == {None}


def test_an_unknown_month_is_a_gap_in_the_line(course):
    course.loc[3, "value"] = None
    assert drawn(quota(course))[3]["value"] is None


def test_one_point_is_enough():
    point = pd.DataFrame({"on": [pd.Timestamp("2026-01-31")], "value": [5.0], "expected": [6.0], "last_year": [None]})
    assert spec(quota(point, target=None))["layer"]


def test_without_a_target_there_is_no_target_label(course):
    assert "目标" not in printed(quota(course.assign(expected=None), target=None))


def test_the_gap_is_measured_at_the_newest_value(course):
    chart = quota(course)
    (rule,) = layers(chart, "rule")
    assert [(row["value"], round(row["expected"])) for row in data_of(chart, rule)] == [(2940, 3995)]


def test_without_an_expected_value_there_is_no_gap(course):
    assert layers(quota(course.assign(expected=None)), "rule") == []


def test_the_lamp_colours_the_gap(course):
    (rule,) = layers(quota(course, lamp="slow"), "rule")
    assert rule["mark"]["color"] == LIGHT.lamp("slow").text


def test_a_gap_without_a_lamp_is_not_red(course):
    (rule,) = layers(quota(course), "rule")
    assert rule["mark"]["color"] == LIGHT.ink2


def test_every_text_stands_once(course):
    assert sorted(printed(quota(course))) == sorted(["目标", "应到", "差", "值", "去年"])


def test_empty_texts_are_not_drawn(course):
    assert printed(trend(course, LIGHT, target=6000, labels=TrendLabels(value="值"))) == ["值"]


def test_a_corrected_month_is_named(course):
    assert "更正" in printed(quota(course.assign(corrected=[False] * 7 + [True] + [False] * 5)))


def test_a_projection_is_named_at_its_end(course):
    assert "预计" in printed(quota(course.assign(projected=[None] * 8 + [2940.0, 3300.0, 3650.0, 4000.0, 4360.0])))


def test_months_are_bare_digits_unless_texts_are_given(course):
    assert [row["month"] for row in drawn(quota(course))][:2] == ["12", "1"]


def test_given_month_texts_are_printed(course):
    assert drawn(quota(course.assign(label="M")))[0]["month"] == "M"


@pytest.mark.parametrize("heights", [[10, 11, 12], [100, 100, 100, 100], [290, 291, 289], [5, 200, 201]])
def test_labels_keep_apart_and_stay_inside(heights):
    placed_at = [label.y for label in spread([Label(0, y, "t", LIGHT.ink) for y in heights], bottom=290)]
    assert all(below - above >= APART for above, below in zip(placed_at, placed_at[1:], strict=False)) and max(placed_at) <= 290


def test_labels_with_room_below_do_not_leave_the_chart_above():
    assert [label.y for label in spread([Label(0, 5, "t", LIGHT.ink)] * 3, bottom=290)] == [5, 5 + APART, 5 + 2 * APART]


def test_labels_late_in_the_period_keep_off_those_at_the_end():
    at_end, at_now = [Label(365, 100, "end", LIGHT.ink)], [Label(360, 101, "now", LIGHT.ink)]
    ys = sorted(label.y for label in placed(at_end, at_now, days=365, bottom=290))
    assert ys[1] - ys[0] >= APART


def spared(course, label):
    """How many px the months of a course would need, as the chart reckons."""
    texts = [layer["mark"]["opacity"]["expr"] for layer in layers(quota(course.assign(label=label)), "text") if isinstance(layer["mark"].get("opacity"), dict)]
    return float(texts[0].split("ceil(")[1].split(" /")[0])


def test_longer_month_texts_stand_farther_apart(course):
    assert spared(course, "8月") < spared(course, "2015年8月")


def labelled(chart) -> dict[str, tuple[float, str]]:
    """Height of each direct label, in the goal's unit, and the side it is written to."""
    found = {}
    for layer in layers(chart, "text"):
        if "stroke" not in layer["mark"] and "data" in layer:
            found |= {row["text"]: (row["at"], layer["mark"]["align"]) for row in data_of(chart, layer)}
    return found


def test_a_wide_gap_is_written_between_value_and_pace(course):
    found = labelled(quota(course))
    assert found["值"][0] < 2940 < found["差"][0] < 3995


def test_a_narrow_gap_is_written_below_the_value_where_nothing_is_drawn(course):
    course.loc[8, "value"] = 3900
    found = labelled(quota(course, lamp="slow"))
    assert found["差"][0] < found["值"][0] < 3900


def test_a_projection_that_may_fall_leaves_its_side_to_the_fan(course):
    lines = {"projected": [None] * 8 + [3900.0] * 5, "projected_low": [None] * 8 + [3900.0, 3800.0, 3700.0, 3600.0, 3500.0]}
    course.loc[8, "value"] = 3900
    assert labelled(quota(course.assign(**lines)))["值"][1] == "right"


def test_points_tell_their_words(course):
    chart = quota(course.assign(tip=["", *(f"{at}月" for at in range(1, 13))]))
    (near,) = [layer for layer in spec(chart)["layer"] if layer["encoding"].get("tooltip", {}).get("field") == "tip"]
    assert (near["mark"]["opacity"], drawn(chart)[1]["tip"]) == (0, "1月")
