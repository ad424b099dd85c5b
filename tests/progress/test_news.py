"""What is different from a week before."""

import datetime as dt

import pandas as pd

from progress.news import came_late, turned

DAY = dt.date(2026, 8, 31)


def lamps(**told: str) -> pd.DataFrame:
    """Records by ``org_goal=lamp``."""
    rows = [{"org": name.split("_")[0], "goal": name.split("_")[1], "lamp": lamp, "gap": -1.0} for name, lamp in told.items()]
    return pd.DataFrame(rows, columns=["org", "goal", "lamp", "gap"])


def told(now: pd.DataFrame, before: pd.DataFrame, *orgs: str) -> list[tuple[str, str, str]]:
    return list(turned(now, before, orgs or ("root", "a", "b"), "root")[["org", "was", "lamp"]].itertuples(index=False, name=None))


def test_a_lamp_that_is_the_same_has_not_turned():
    assert told(lamps(a_g="slow"), lamps(a_g="slow")) == []


def test_the_lamp_before_stands_beside_the_lamp_now():
    assert told(lamps(a_g="behind"), lamps(a_g="slow")) == [("a", "slow", "behind")]


def test_the_federation_comes_first_and_the_worse_before_the_better():
    before = lamps(a_g="behind", b_g="slow", root_g="slow")
    assert [org for org, *_ in told(lamps(a_g="on_pace", b_g="behind", root_g="on_pace"), before)] == ["root", "b", "a"]


def test_a_branch_that_reports_no_more_is_not_better():
    assert [org for org, *_ in told(lamps(a_g="on_pace", b_g="unreported"), lamps(a_g="slow", b_g="behind"))] == ["b", "a"]


def test_a_goal_that_was_not_lit_has_not_turned():
    assert told(lamps(a_g="behind", b_g="no_target"), lamps(a_g="not_begun", b_g="slow")) == []


def test_others_are_left_out():
    assert told(lamps(a_g="behind", b_g="behind"), lamps(a_g="slow", b_g="slow"), "b") == [("b", "slow", "behind")]


def test_nothing_at_all_has_not_turned():
    assert told(lamps(), lamps()) == []


def returns(*told: tuple[str, int | None]) -> pd.DataFrame:
    """Returns that were due on the 25th, by branch and the day of August they came."""
    rows = [{"org": org, "due_on": dt.date(2026, 8, 25), "filed_at": day and dt.date(2026, 8, day)} for org, day in told]
    return pd.DataFrame(rows, columns=["org", "due_on", "filed_at"])


def late(found: pd.DataFrame, *orgs: str) -> list[str]:
    return list(came_late(found, orgs or ("a", "b"), dt.date(2026, 8, 24), DAY)["org"])


def test_what_came_after_it_was_due_is_late_newest_first():
    assert late(returns(("a", 26), ("b", 31))) == ["b", "a"]


def test_what_came_in_time_or_never_is_not_late():
    assert late(returns(("a", 25), ("b", None))) == []


def test_what_came_late_before_the_week_is_no_news():
    early = returns(("a", 24)).assign(due_on=dt.date(2026, 8, 20))
    assert late(early) == []


def test_late_returns_of_others_are_left_out():
    assert late(returns(("a", 26)), "b") == []


def test_nothing_filed_is_nothing_late():
    assert late(returns()) == []
