"""The course of a goal from a ledger: which periods count, who is left out, the same a year before."""

import datetime as dt

import pandas as pd
import pytest

from progress.course import ahead, frequency, outlooks, year_before
from progress.indicators import load_indicators
from progress.records import month_ends, records
from schema.assignment import Assignment
from schema.democracy_quarterly import DemocracyQuarterly
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.target import Target
from tests.progress.rows import county, goal, indicator, ledger_of, month

D = dt.date
NEW = "sum(org_monthly.unions_new)"
RATE = "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100"
OWED = [
    {"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5},
    {"sheet": "民主管理与和谐劳动关系季报", "branch": "ALL", "frequency": "季", "due_days": 5},
]


def ledger(formula, targets, rows, unit="percent", model=OrgMonthly):
    held = {Organisation: county(*rows), Indicator: [indicator("i", formula, unit=unit)], Target: targets, Assignment: OWED}
    return ledger_of(held, {code: {model: found} for code, found in rows.items()})


def heading(formula, targets, rows, on, **more):
    """The outlooks of the one goal by organisation."""
    made = ledger(formula, targets, rows, **more)
    figures = records(made, [on])
    history = records(made, month_ends(made, on, D(2015, 1, 1)))
    found = outlooks(made, load_indicators(made)[0]["i"], history, figures)
    assert found.index.equals(figures.index)
    return {org: row for org, (_, row) in zip(figures["org"], found.iterrows(), strict=True)}


def monthly(*counts, year=2015):
    return [month(f"{year}-{at:02d}", unions_new=number) for at, number in enumerate(counts, 1)]


def covered(*shares):
    return [month(f"2015-{at:02d}", units_covered=share, units_due=100) for at, share in enumerate(shares, 1)]


def test_every_organisation_goes_on_from_its_own_periods():
    """31, 28, 31, 30 unions in as many days: one a day, 365 in the year."""
    found = heading(NEW, [goal("i", "ALL", 365)], {"A": monthly(31, 28, 31, 30), "B": monthly(62, 56, 62, 60)}, D(2015, 4, 30))
    assert [found[org]["projected"] for org in ("0", "A", "B")] == pytest.approx([1095, 365, 730])
    assert [found[org]["outlook"] for org in ("0", "A", "B")] == ["in_time"] * 3


def test_a_branch_that_did_not_report_a_month_is_not_taken_to_have_done_nothing():
    found = heading(NEW, [goal("i", "ALL", 365)], {"A": monthly(31, 28, 31), "B": monthly(31, 28, 31, 0)}, D(2015, 4, 30))
    assert found["A"]["projected"] == pytest.approx(365)
    assert found["B"]["projected"] < 300


@pytest.mark.parametrize(
    ("on", "outlook"), [(D(2015, 2, 5), "too_early"), (D(2015, 3, 30), "too_early"), (D(2015, 3, 31), "in_time"), (D(2015, 12, 31), "past_due")]
)
def test_only_between_the_third_period_and_the_due_date(on, outlook):
    assert heading(NEW, [goal("i", "A", 365)], {"A": monthly(*[31] * 12)}, on)["A"]["outlook"] == outlook


def test_the_first_tenth_of_a_long_goal_is_too_early_whatever_ended():
    targets = [goal("i", "A", 365, due_on=D(2019, 12, 31))]
    assert heading(NEW, targets, {"A": monthly(*[31] * 5)}, D(2015, 5, 31))["A"]["outlook"] == "too_early"


def test_a_quarterly_sheet_has_a_period_a_quarter():
    rows = {"A": [{**_quarter(at), "joint_meetings": number} for at, number in ((1, 90), (2, 91), (3, 92))]}
    assert [
        heading("sum(democracy_quarterly.joint_meetings)", [goal("i", "A", 365)], rows, day, model=DemocracyQuarterly)["A"]["outlook"]
        for day in (D(2015, 8, 31), D(2015, 9, 30))
    ] == ["too_early", "in_time"]


def _quarter(at):
    names = ("unionised_units", "units_should_open", "units_open", "units_congress", "harmony_units", "warning_units", "commitment_units", "joint_meetings")
    return {"period": f"2015-Q{at}", "unit_kind": "非公企业", **dict.fromkeys((*names, "party_hearings"), 0)}


@pytest.mark.parametrize(
    ("sheets", "found"), [(("org_monthly",), "月"), (("democracy_quarterly",), "季"), (("org_monthly", "democracy_quarterly"), "季"), (("visit_log",), "月")]
)
def test_an_indicator_is_known_anew_as_often_as_its_rarest_sheet(sheets, found):
    assert frequency(ledger(NEW, [], {"A": []}), sheets) == found


def test_a_part_of_a_whole_is_not_projected_beyond_it():
    found = heading(RATE, [goal("i", "0", 100, basis="比率")], {"A": covered(70, 80, 90, 98)}, D(2015, 4, 30))
    assert (found["0"]["projected"], found["0"]["high"]) == (100, 100)


def test_a_rate_that_was_beyond_a_hundred_may_be_again():
    found = heading("sum(org_monthly.members_new) / sum(org_monthly.unions_new) * 100", [goal("i", "0", 900, basis="比率")], {"A": _growing()}, D(2015, 4, 30))
    assert found["0"]["projected"] > 200


def _growing():
    return [month(f"2015-{at:02d}", unions_new=10, members_new=at * 10) for at in range(1, 5)]


@pytest.mark.parametrize("changed", [{"basis": "零容忍", "direction": "≤"}, {"basis": "里程碑"}, {"basis": "频次", "per": "月"}, {"per": "月"}])
def test_what_has_no_course_of_its_own_is_not_projected(changed):
    assert heading(NEW, [goal("i", "A", 5, **changed)], {"A": monthly(1, 1, 1, 1)}, D(2015, 4, 30))["A"]["outlook"] == "unknown"


def test_an_organisation_without_a_target_is_not_projected():
    assert heading(NEW, [goal("i", "A", 5)], {"A": monthly(1, 1, 1, 1), "B": monthly(1, 1, 1, 1)}, D(2015, 4, 30))["B"]["outlook"] == "unknown"


def test_a_seasonal_goal_goes_on_along_its_season():
    """Last year 10 + 20 + 30 of 240 were there by March; 30 by then lead to 120."""
    rows = [*monthly(10, 20, 30, *[20] * 9, year=2014), *monthly(5, 10, 15)]
    found = heading(NEW, [goal("i", "A", 100, curve="上年季节")], {"A": rows}, D(2015, 3, 31))["A"]
    assert [found[name] for name in ("projected", "low", "high")] == pytest.approx([120, 120, 120])


def test_the_way_ahead_begins_at_todays_value():
    made = ledger(NEW, [goal("i", "A", 365)], {"A": monthly(31, 28, 31, 30)})
    figures = records(made, [D(2015, 4, 30)])
    row, known = figures[figures["org"] == "A"], load_indicators(made)[0]["i"]
    seen = outlooks(made, known, records(made, month_ends(made, D(2015, 4, 30))), row).iloc[0]
    days = pd.Series(pd.to_datetime([D(2015, 3, 31), D(2015, 4, 30), D(2015, 12, 31)]))
    told = ahead(known, figures, row.iloc[0], seen, days)
    assert [None if pd.isna(value) else round(value) for value in told["projected"]] == [None, 120, 365]
    assert ahead(known, figures, row.iloc[0], seen.to_frame().T.assign(projected=float("nan")).iloc[0], days) is None


def test_the_year_before_counts_from_the_same_day_of_that_year():
    made = ledger(NEW, [], {"A": [*monthly(1, 2, 4, year=2014), *monthly(100)]})
    found = year_before(made, load_indicators(made)[0]["i"], "A", D(2015, 2, 1), [D(2015, 1, 31), D(2015, 2, 28), D(2015, 3, 31)])
    assert [None if pd.isna(value) else value for value in found] == [None, 2, 6]
