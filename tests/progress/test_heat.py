"""Branches × goals: who stands where, and what is worst."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.heat import Heat
from progress.summary import WORST_FIRST

ROWS = {
    "A": {"g": ("on_pace", 3.0), "h": ("slow", -2.0)},
    "B": {"g": ("behind", -30.0), "h": ("behind", -12.0)},
    "C": {"g": ("unreported", -40.0), "h": ("unreported", math.nan)},
    "D": {"g": ("behind", -20.0), "h": ("on_pace", 1.0)},
    "E": {"g": ("on_pace", 0.0), "h": ("no_target", math.nan)},
}


def records(rows, more=("0",)):
    """The records of one day of these rows, and of organisations above that are in none of them."""
    goals = list(next(iter(rows.values())))
    told = [{"org": org, "goal": goal, "lamp": lamp, "gap": gap} for org, row in rows.items() for goal, (lamp, gap) in row.items()]
    return pd.DataFrame([*({"org": org, "goal": goal, "lamp": "slow", "gap": -1.0} for org in more for goal in goals), *told])


@pytest.fixture
def heat():
    return Heat.of(records(ROWS), list(ROWS))


def test_a_row_an_organisation_and_a_column_a_goal(heat):
    assert (heat.orgs, heat.goals) == (list("ABCDE"), ["g", "h"])
    assert (heat.lamps.loc["A", "h"], heat.gaps.loc["A", "h"]) == ("slow", -2)


def test_a_goal_that_none_of_the_rows_has_is_no_column():
    rows = {org: {**row, "only above": ("no_target", math.nan)} for org, row in ROWS.items()}
    assert Heat.of(records(rows), list(rows)).goals == ["g", "h"]


def test_an_organisation_without_a_record_is_a_row_without_targets():
    assert list(Heat.of(records(ROWS), ["A", "Z"]).lamps.loc["Z"]) == ["no_target", "no_target"]


def test_no_records_are_no_goals():
    assert Heat.of(records(ROWS).head(0), ["A"]).goals == []


def test_most_behind_come_first_and_who_reported_nothing_last(heat):
    assert heat.ordered().orgs == ["B", "D", "A", "E", "C"]


def test_by_a_goal_the_worst_come_first_and_the_unknown_last(heat):
    assert heat.ordered("g").orgs == ["B", "D", "E", "A", "C"]
    assert heat.ordered("h").orgs == ["B", "A", "D", "C", "E"]


@pytest.mark.parametrize(("lamps", "kept"), [((), "ABCDE"), (("behind",), "BD"), (("slow",), "A"), (("on_pace",), "ADE"), (("unreported", "slow"), "AC")])
def test_lamps_keep_who_shows_one_of_them(heat, lamps, kept):
    assert "".join(heat.keeping(lamps).orgs) == kept


def test_what_stands_out_is_named_with_its_count(heat):
    assert (heat.most_behind(), heat.worst_goal()) == (("B", 2), ("g", 2))
    assert (heat.keeping(["slow"]).most_behind(), heat.keeping(["slow"]).worst_goal()) == (("", 0), ("", 0))


def test_a_part_is_that_many_rows_from_a_place_on(heat):
    assert heat.part(3, 10).orgs == ["D", "E"]


cells = st.tuples(st.sampled_from(WORST_FIRST), st.floats(-100, 100) | st.just(math.nan))


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=12))
def test_every_order_has_everybody_once_and_no_known_gap_behind_an_unknown_one(drawn):
    rows = {f"B{at}": dict(zip(("g", "h"), row, strict=True)) for at, row in enumerate(drawn)}
    found = Heat.of(records(rows), list(rows))
    for goal in ("", *found.goals):
        ordered = found.ordered(goal)
        assert sorted(ordered.orgs) == sorted(rows)
        unknown = [rows[org][goal][0] == "unreported" or math.isnan(rows[org][goal][1]) for org in ordered.orgs] if goal else []
        assert unknown == sorted(unknown)


def test_who_is_only_starting_comes_before_who_is_not_known():
    rows = {"A": {"g": ("unreported", 5.0)}, "B": {"g": ("behind", math.nan)}, "C": {"g": ("starting", 1.0)}}
    assert Heat.of(records(rows), list(rows)).ordered("g").orgs[0] == "C"
