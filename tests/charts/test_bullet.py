import pytest

from charts.bullet import ROW, bullet_rows
from charts.palette import LIGHT
from tests.charts.spec import channels, drawn, layers, spec


def one(goals, **changed):
    return drawn(bullet_rows(goals(changed), LIGHT, description="x"))[0]


def test_rows_have_the_agreed_height(goals):
    assert spec(bullet_rows(goals({}, {}, {}), LIGHT, description="x"))["height"] == 3 * ROW


def test_zero_is_always_on_the_axis(goals):
    scales = [channel["scale"]["domain"] for channel in channels(bullet_rows(goals({"done": 88.0}), LIGHT, description="x"), "x") if "scale" in channel]
    assert all(domain == [0, 106] for domain in scales)


@pytest.mark.parametrize("column", ["done", "now", "last_year"])
def test_what_is_above_106_is_cut(goals, column):
    assert one(goals, **{column: 126.0})[column] == 106


def test_the_printed_number_is_not_cut(goals):
    assert one(goals, done=126.0, percent_text="126.0%")["percent_text"] == "126.0%"


@pytest.mark.parametrize("lamp", ["behind", "slow"])
def test_what_is_missing_reaches_from_bar_to_now(goals, lamp):
    row = one(goals, lamp=lamp)
    assert (row["short_from"], row["short_to"]) == (49.0, 66.6)


@pytest.mark.parametrize("lamp", ["on_pace", "starting", "unreported", "no_target", "not_begun"])
def test_other_lamps_have_no_shortfall(goals, lamp):
    assert one(goals, lamp=lamp)["short_from"] is None


def test_a_goal_ahead_of_now_has_no_shortfall(goals):
    assert one(goals, done=70.0)["short_from"] is None


def test_no_report_is_no_bar_and_not_a_bar_of_length_zero(goals):
    assert one(goals, lamp="unreported", done=None)["done"] is None


def test_a_reported_zero_is_a_zero(goals):
    assert one(goals, done=0.0)["done"] == 0


@pytest.mark.parametrize("column", ["now", "last_year"])
def test_an_unknown_sign_is_not_drawn(goals, column):
    assert one(goals, **{column: None})[column] is None


def test_too_few_reports_make_the_bar_hollow(goals):
    assert one(goals, hollow=True)["bar"] == LIGHT.paper


def test_the_bar_is_never_in_a_lamp_colour(goals):
    assert one(goals, hollow=False)["bar"] == LIGHT.accent


def test_the_box_takes_the_lamps_tint_and_outline(goals):
    row = one(goals, lamp="slow")
    assert (row["tint"], row["edge"]) == (LIGHT.lamp("slow").tint, LIGHT.lamp("slow").mark)


def test_rows_stand_one_row_height_apart(goals):
    rows = drawn(bullet_rows(goals({}, {}, {}), LIGHT, description="x", row_height=54))
    assert [round(rows[at]["bar_y"] - rows[0]["bar_y"]) for at in range(3)] == [0, 54, 108]


def test_bars_do_not_stretch_the_row_scale(goals):
    scales = [channel["scale"] for channel in channels(bullet_rows(goals({}), LIGHT, description="x"), "y") if "scale" in channel]
    assert {scale["padding"] for scale in scales} == {0}


def test_names_start_where_asked(goals):
    starts = [layer["encoding"]["x"].get("value") for layer in layers(bullet_rows(goals({}), LIGHT, description="x", name_x=84), "text")]
    assert 84 in starts


def test_a_click_selects_the_goal_by_key(goals):
    (chosen,) = spec(bullet_rows(goals({}), LIGHT, description="x"))["params"]
    assert (chosen["name"], chosen["select"]["fields"]) == ("goal", ["key"])


def test_the_click_target_covers_the_whole_row_unseen(goals):
    target = layers(bullet_rows(goals({}), LIGHT, description="x"), "bar")[-1]["mark"]
    assert (target["size"], target["opacity"]) == (ROW, 0)


def test_hover_text_can_be_given(goals):
    frame = goals({}).assign(tip=["差 1,055 人"])
    assert drawn(bullet_rows(frame, LIGHT, description="x"))[0]["tip"] == "差 1,055 人"


def narrowest(goals, **changed):
    """Px below which the values stand under the bars."""
    return one(goals, **changed)["needed"]


def test_a_long_name_keeps_its_room_from_the_value(goals):
    assert narrowest(goals, name="工资集体协商签约率") - narrowest(goals, name="签约率") == 6 * 14


def test_a_page_has_room_for_a_short_name_beside_its_value(goals):
    assert narrowest(goals, name="新发展会员", value_text="2,940 / 6,000") < 358


def test_another_day_is_other_data_in_the_same_chart(goals):
    before = spec(bullet_rows(goals({}, {}), LIGHT, description="x"))
    after = spec(bullet_rows(goals({"name": "工资集体协商签约率", "value_text": "1 / 2", "done": 3.0, "lamp": "slow"}, {"now": 9.0}), LIGHT, description="x"))
    assert _without_data(before) == _without_data(after)


def test_each_row_is_read_out_with_its_lamp_and_its_words(goals):
    chart = bullet_rows(goals({"lamp_text": "▲ 偏慢"}).assign(tip="差 1,055 人"), LIGHT, description="x")
    target = layers(chart, "bar")[-1]
    assert (target["mark"]["aria"], target["encoding"]["description"]["field"]) == (True, "read")
    assert drawn(chart)[0]["read"] == "▲ 偏慢 差 1,055 人"


def _without_data(found):
    names = {name: f"data {at}" for at, name in enumerate(found["datasets"])}
    return [found[key] for key in ("layer", "height", "description", "params")] + [names[found["data"]["name"]]]
