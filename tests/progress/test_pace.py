"""Lamps, gaps and time: the table of sheets.md §7, row by row."""

import datetime as dt

import pandas as pd
import pytest

from progress.pace import Scheme, expected_percent, judge, scheme
from progress.windows import elapsed, window, year_start

D = dt.date
STANDARD, YINCHUAN = scheme(None), scheme("银川")


def judged(rules=STANDARD, **changed):
    row = {"value": 50.0, "target": 100.0, "elapsed": 50.0, "should_be": 50.0, "basis": "新增", "direction": "≥", "nature": "刚性", "names_target": False}
    row |= {
        "met": None,
        "of": None,
        "running": 0,
        "on": D(2015, 7, 1),
        "start_on": D(2015, 1, 1),
        "due_on": D(2015, 12, 31),
        "reported": 3,
        "expected": 4,
        "leaf": True,
    }
    row |= changed
    if "elapsed" in changed and "should_be" not in changed:
        row["should_be"] = changed["elapsed"]
    frame = pd.DataFrame([row])
    before = frame.copy()
    found = judge(frame, rules).iloc[0]
    pd.testing.assert_frame_equal(frame, before)
    return found


def lamp(rules=STANDARD, **changed):
    return judged(rules, **changed)["lamp"]


@pytest.mark.parametrize(
    ("on", "start", "due", "percent"),
    [
        (D(2012, 7, 16), D(2012, 1, 1), D(2012, 9, 20), 75.0),
        (D(2012, 7, 16), D(2011, 10, 1), D(2012, 9, 20), 81.5),
        (D(2012, 3, 31), D(2011, 10, 1), D(2012, 9, 30), 50.0),
        (D(2015, 3, 31), D(2014, 10, 1), D(2015, 9, 30), 49.9),
        (D(2015, 1, 1), D(2015, 1, 1), D(2015, 12, 31), 0.3),
        (D(2014, 12, 31), D(2015, 1, 1), D(2015, 12, 31), 0.0),
        (D(2015, 12, 31), D(2015, 1, 1), D(2015, 12, 31), 100.0),
        (D(2016, 5, 1), D(2015, 1, 1), D(2015, 12, 31), 100.0),
        (D(2015, 5, 1), D(2015, 5, 1), D(2015, 5, 2), 50.0),
    ],
)
def test_time_gone_counts_both_ends(on, start, due, percent):
    assert round(elapsed(on, start, due), 1) == percent


@pytest.mark.parametrize(
    ("start", "gone", "gap", "standard", "yinchuan"),
    [(D(2012, 1, 1), 75.0, -23.7, "behind", "slow"), (D(2011, 10, 1), 81.5, -30.2, "behind", "behind")],
)
def test_the_published_case_of_july_2012(start, gone, gap, standard, yinchuan):
    on, due = D(2012, 7, 16), D(2012, 9, 20)
    case = {"value": 51.3, "elapsed": elapsed(on, start, due), "on": on, "start_on": start, "due_on": due}
    found = judged(**case)
    assert (round(found["elapsed"], 1), round(found["completion"], 1), round(found["gap"], 1)) == (gone, 51.3, gap)
    assert (found["lamp"], lamp(YINCHUAN, **case)) == (standard, yinchuan)


@pytest.mark.parametrize(("value", "found"), [(50, "on_pace"), (49.99, "slow"), (40, "slow"), (39.99, "behind"), (0, "behind")])
def test_a_quota_is_lit_by_its_gap_in_points(value, found):
    assert lamp(value=value) == found


@pytest.mark.parametrize(("value", "found"), [(40, "on_pace"), (39.99, "slow"), (20, "slow"), (19.99, "behind")])
def test_the_yinchuan_preset_moves_both_limits(value, found):
    assert lamp(YINCHUAN, value=value) == found


@pytest.mark.parametrize(("value", "found"), [(100, "on_pace"), (99.9, "behind"), (130, "on_pace")])
def test_a_quota_past_its_date_is_done_or_behind_in_every_scheme(value, found):
    late = {"on": D(2016, 2, 1), "elapsed": 100.0, "value": value}
    assert lamp(**late) == lamp(YINCHUAN, **late) == found


@pytest.mark.parametrize(
    ("basis", "value", "gap", "found"),
    [
        ("比率", 95, 0, "on_pace"),
        ("比率", 94.9, -0.1, "slow"),
        ("比率", 90, -5, "slow"),
        ("比率", 89.9, -5.1, "behind"),
        ("存量", 95, 0, "on_pace"),
        ("存量", 94.9, -0.105, "slow"),
        ("存量", 90.25, -5, "slow"),
        ("存量", 90, -5.263, "behind"),
    ],
)
def test_rates_and_levels_are_lit_by_their_distance_from_the_target(basis, value, gap, found):
    row = judged(basis=basis, value=value, target=95)
    assert (round(row["gap"], 3), row["lamp"]) == (gap, found)


@pytest.mark.parametrize("basis", ["新增", "存量", "比率"])
@pytest.mark.parametrize("on", [D(2015, 7, 1), D(2016, 2, 1)])
@pytest.mark.parametrize(("value", "found"), [(0, "on_pace"), (5, "on_pace"), (10, "on_pace"), (17, "behind")])
def test_at_or_under_a_limit_is_green_on_every_day(basis, on, value, found):
    row = judged(basis=basis, direction="≤", value=value, target=10, on=on, elapsed=100.0 if on.year == 2016 else 50.0)
    assert (row["gap"], row["lamp"]) == (10 - value, found)


@pytest.mark.parametrize(
    ("basis", "value", "found"), [("比率", 15, "slow"), ("比率", 15.1, "behind"), ("存量", 10.5, "slow"), ("存量", 10.6, "behind"), ("新增", 10.1, "behind")]
)
def test_a_limit_that_is_passed_is_amber_only_where_it_can_be_mended(basis, value, found):
    assert lamp(basis=basis, direction="≤", value=value, target=10) == found


@pytest.mark.parametrize(("value", "found"), [(0, "on_pace"), (1, "behind"), (7, "behind")])
def test_zero_tolerance_knows_two_lamps_and_no_gap(value, found):
    row = judged(basis="零容忍", direction="≤", target=0, value=value)
    assert row["lamp"] == found
    assert pd.isna(row["gap"])


@pytest.mark.parametrize(
    ("value", "on", "found"),
    [
        (100, D(2015, 7, 1), "on_pace"),
        (0, D(2015, 7, 1), "on_pace"),
        (0, D(2015, 12, 23), "on_pace"),
        (0, D(2015, 12, 24), "slow"),
        (0, D(2015, 12, 31), "slow"),
        (0, D(2016, 1, 1), "behind"),
        (100, D(2016, 1, 1), "on_pace"),
    ],
)
def test_a_milestone_is_amber_in_its_last_week_and_red_when_overdue(value, on, found):
    assert lamp(basis="里程碑", value=value, on=on) == found


@pytest.mark.parametrize("rules", [STANDARD, YINCHUAN])
@pytest.mark.parametrize(
    ("value", "on", "found"),
    [
        (100, D(2015, 7, 1), "on_pace"),
        (0, D(2015, 12, 23), "on_pace"),
        (99, D(2015, 12, 24), "slow"),
        (99, D(2015, 12, 31), "slow"),
        (99, D(2016, 1, 1), "behind"),
    ],
)
def test_so_often_by_a_day_is_amber_in_its_last_week_and_red_when_missed(value, on, found, rules):
    assert lamp(rules, basis="频次", value=value, on=on) == found


@pytest.mark.parametrize("rules", [STANDARD, YINCHUAN])
@pytest.mark.parametrize(
    ("basis", "value", "found"), [("比率", 95, "on_pace"), ("比率", 90, "slow"), ("比率", 89.9, "behind"), ("存量", 90.25, "slow"), ("存量", 90, "behind")]
)
def test_the_preset_moves_the_limits_of_quotas_alone(basis, value, found, rules):
    assert lamp(rules, basis=basis, value=value, target=95) == found


@pytest.mark.parametrize("rules", [STANDARD, YINCHUAN])
@pytest.mark.parametrize(("basis", "direction"), [("新增", "≥"), ("存量", "≥"), ("比率", "≥"), ("频次", "≥"), ("里程碑", "≥")])
def test_the_first_tenth_lights_no_lamp_for_any_kind(basis, direction, rules):
    assert lamp(rules, basis=basis, direction=direction, value=0, elapsed=10.0) == "starting"


@pytest.mark.parametrize(
    ("met", "of", "running", "on", "found"),
    [
        (5, 5, 0, D(2015, 7, 1), "on_pace"),
        (4, 5, 1, D(2015, 7, 1), "slow"),
        (3, 5, 1, D(2015, 7, 1), "behind"),
        (4, 5, 1, D(2016, 1, 1), "behind"),
        (5, 5, 0, D(2016, 1, 1), "on_pace"),
        (0, 0, 0, D(2015, 7, 1), "on_pace"),
    ],
)
def test_a_cadence_is_green_when_all_are_met_and_amber_while_they_can_be(met, of, running, on, found):
    row = judged(basis="频次", met=met, of=of, running=running, on=on)
    assert row["lamp"] == found
    assert pd.isna(row["completion"]) if of == 0 else row["completion"] == 100 * met / of


@pytest.mark.parametrize("value", [0, 50, 100])
def test_the_first_tenth_of_a_period_shows_start_instead_of_a_lamp(value):
    assert lamp(value=value, elapsed=10.0) == "starting"
    assert lamp(value=value, elapsed=10.1) != "starting"


def test_zero_tolerance_is_lit_from_the_first_day():
    assert lamp(basis="零容忍", direction="≤", target=0, value=1, elapsed=1.0) == "behind"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"target": None}, "no_target"),
        ({"nature": "名义"}, "no_target"),
        ({"nature": "名义", "on": D(2014, 1, 1)}, "no_target"),
        ({"on": D(2014, 12, 31), "elapsed": 0.0}, "not_begun"),
        ({"value": None}, "unreported"),
        ({"reported": 0}, "unreported"),
        ({"reported": 0, "value": 0}, "unreported"),
        ({"value": None, "expected": 0, "reported": 0}, "no_target"),
        ({"value": None, "on": D(2014, 12, 31)}, "not_begun"),
        ({"value": None, "basis": "零容忍", "target": 0}, "unreported"),
    ],
)
def test_what_is_no_lamp_has_a_word_of_its_own(changed, found):
    assert lamp(**changed) == found


def test_a_county_keeps_its_lamp_while_nobody_has_reported_the_newest_period():
    assert lamp(reported=0, leaf=False) == lamp(leaf=False) != "unreported"


def test_a_nominal_goal_keeps_its_figures():
    row = judged(nature="名义")
    assert (row["completion"], row["gap"], row["lamp"]) == (50, 0, "no_target")


def test_without_a_target_there_is_neither_completion_nor_gap():
    row = judged(target=None)
    assert pd.isna(row["completion"]) and pd.isna(row["gap"])


@pytest.mark.parametrize(("value", "completion"), [(0, 100.0), (3, None)])
def test_a_target_of_nought_is_completed_by_nought_only(value, completion):
    found = judged(target=0, value=value, basis="存量", direction="≤")["completion"]
    assert (None if pd.isna(found) else found) == completion


def test_a_formula_that_names_its_target_is_the_completion():
    row = judged(value=51.3, target=8000, names_target=True, basis="比率", elapsed=75.0)
    assert (row["completion"], round(row["gap"], 6), row["lamp"]) == (51.3, -23.7, "behind")


@pytest.mark.parametrize(
    ("on", "text", "percent"),
    [
        (D(2015, 6, 30), "2015-06-30:80", 80),
        (D(2014, 12, 31), "2015-06-30:80", 0),
        (D(2015, 1, 1), "2015-06-30:80", pytest.approx(80 / 181)),
        (D(2015, 12, 31), "2015-06-30:80", 100),
        (D(2015, 6, 30), "2015-06-30：80%；2015-09-30：90", 80),
        (D(2015, 9, 30), "2015-06-30:80; 2015-09-30:90", 90),
        (D(2015, 1, 2), "2015-06-30:1", pytest.approx(2 / 181)),
        (D(2015, 6, 30), "", pytest.approx(elapsed(D(2015, 6, 30), D(2015, 1, 1), D(2015, 12, 31)))),
        (D(2015, 6, 30), "no milestone", pytest.approx(elapsed(D(2015, 6, 30), D(2015, 1, 1), D(2015, 12, 31)))),
    ],
)
def test_milestones_bend_what_is_expected(on, text, percent):
    assert expected_percent(on, D(2015, 1, 1), D(2015, 12, 31), text) == percent


def test_the_default_scheme_is_that_of_the_table():
    assert Scheme() == STANDARD == scheme("别的")
    assert (STANDARD.quota_green, STANDARD.quota_amber, STANDARD.rate_amber) == (0, 10, 5)


@pytest.mark.parametrize(
    ("arguments", "since", "until"),
    [
        ((D(2015, 3, 31), None, None, None, "01-01"), D(2015, 1, 1), D(2015, 3, 31)),
        ((D(2015, 3, 31), None, None, None, "10-01"), D(2014, 10, 1), D(2015, 3, 31)),
        ((D(2015, 10, 1), None, None, None, "10-01"), D(2015, 10, 1), D(2015, 10, 1)),
        ((D(2015, 3, 31), None, None, D(2014, 12, 15), "01-01"), D(2014, 12, 1), D(2015, 3, 31)),
        ((D(2015, 3, 31), D(2015, 2, 1), None, D(2014, 12, 1), "01-01"), D(2015, 2, 1), D(2015, 3, 31)),
        ((D(2015, 3, 31), None, D(2015, 2, 10), None, "01-01"), D(2015, 1, 1), D(2015, 2, 10)),
        ((D(2015, 3, 31), None, D(2015, 9, 30), None, "01-01"), D(2015, 1, 1), D(2015, 3, 31)),
    ],
)
def test_a_window_begins_with_the_indicator_else_the_target_else_the_year(arguments, since, until):
    found = window(*arguments)
    assert (found.since, found.until) == (since, until)


def test_the_window_of_a_year_ago_keeps_month_ends():
    found = window(D(2016, 2, 29), None, None, None, "01-01")
    assert (found.months, found.year_ago().until) == (2, D(2015, 2, 28))
    assert window(D(2015, 2, 28), None, None, None, "10-01").year_ago().until == D(2014, 2, 28)
    assert window(D(2013, 2, 28), None, None, None, "10-01").year_ago().until == D(2012, 2, 29)
    assert year_start(D(2015, 9, 30), "10-01") == D(2014, 10, 1)
