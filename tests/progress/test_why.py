"""Why a goal has its lamp: codes and numbers worked by hand."""

import datetime as dt

import pandas as pd
import pytest

from progress.indicators import load_indicators
from progress.records import records
from progress.why import Share, why
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.rights_ledger import RightsLedger
from schema.target import Target
from tests.progress.rows import county, goal, indicator, ledger_of, month

D = dt.date
NEW = "sum(org_monthly.unions_new)"
RATE = "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100"
JUNE = D(2015, 6, 30)
OWED = [{"sheet": title, "branch": "ALL", "frequency": "月", "due_days": 5} for title in ("组织建设月报", "维权案件台账")]


def reason(formula, targets, rows, org="0", on=JUNE, model=OrgMonthly):
    """The reason of one indicator; ``rows`` by branch."""
    towns = county(*rows)
    held = {Organisation: towns, Indicator: [indicator("i", formula)], Target: targets, Assignment: OWED}
    ledger = ledger_of(held, {code: {model: found} for code, found in rows.items()})
    scales = {code: found.scale for code, found in load_indicators(ledger)[0].items()}
    figures = records(ledger, [on])
    before = figures.copy()
    told = why(figures, org, list(rows), scales)
    pd.testing.assert_frame_equal(figures, before)
    return told


def new(number, period="2015-06"):
    return [month(period, unions_new=number)]


def covered(part, whole, period="2015-06"):
    return [month(period, units_covered=part, units_due=whole)]


def test_behind_its_pace_it_names_the_gap_and_who_lacks_most():
    """181 of 365 days: 49.589 % of 100, 80, 60, 40 are 49.59, 39.67, 29.75, 19.84."""
    parts = {"A": (100, 0), "B": (80, 30), "C": (60, 40), "E": (40, 10)}
    targets = [goal("i", code, number) for code, (number, _) in parts.items()]
    told = reason(NEW, targets, {code: new(number) for code, (_, number) in parts.items()})
    assert (told.code, told.gap, told.short) == ("behind_pace", pytest.approx(80 / 2.8 - 100 * 181 / 365), pytest.approx(280 * 181 / 365 - 80))
    assert [(share.org, round(share.short, 2)) for share in told.most] == [("A", 49.59), ("E", 9.84), ("B", 9.67)]


def test_no_more_than_three_are_named():
    told = reason(NEW, [goal("i", "ALL", 100)], {code: new(1) for code in "ABCEF"})
    assert [share.org for share in told.most] == ["A", "B", "C"]


def test_past_its_date_a_quota_is_overdue():
    told = reason(NEW, [goal("i", "A", 100, due_on=D(2015, 5, 31))], {"A": new(30)})
    assert (told.code, told.short) == ("overdue", 70)


def test_a_rate_names_numerator_denominator_and_what_the_numerator_lacks():
    """95 % of 110 are 104.5; A lacks 5 of 95, B 8.5 of 9.5."""
    told = reason(RATE, [goal("i", "0", 95, basis="比率")], {"A": covered(90, 100), "B": covered(1, 10)})
    assert (told.code, told.numerator, told.denominator, told.short) == ("below_target", 91, 110, 13.5)
    assert told.most == (Share("B", 8.5), Share("A", 5.0))


def test_a_branch_with_a_target_of_its_own_is_compared_with_that_of_the_one_above():
    targets = [goal("i", "0", 95, basis="比率"), goal("i", "A", 50, basis="比率")]
    assert reason(RATE, targets, {"A": covered(60, 100), "B": covered(100, 100)}).most == (Share("A", 35.0),)
    assert reason(RATE, targets, {"A": covered(40, 100)}, org="A").short == 10


@pytest.mark.parametrize(("whole", "marks"), [(10, ()), (9, ("small_denominator",))])
def test_a_denominator_below_ten_is_marked(whole, marks):
    assert reason(RATE, [goal("i", "0", 95, basis="比率")], {"A": covered(1, whole)}).marks == marks


def test_a_completion_lacks_what_its_target_asks_for_now():
    told = reason(NEW + " / target * 100", [goal("i", "A", 365, basis="比率")], {"A": new(81)}, org="A")
    assert (told.code, told.numerator, told.denominator, told.short) == ("behind_pace", 81, 365, pytest.approx(100))


def test_a_stock_lacks_what_its_target_is_above_it():
    targets = [goal("i", code, 100, basis="存量") for code in "AB"]
    told = reason("last(org_monthly.members_end)", targets, {"A": [month("2015-06", members_end=60, members_begin=60)], "B": new(0)})
    assert (told.code, told.gap, told.short, told.most) == ("below_target", -70, 140, (Share("B", 100.0), Share("A", 40.0)))


def test_a_limit_says_what_is_too_much_and_where_it_came_from():
    told = reason(NEW, [goal("i", "0", 10, direction="≤")], {"A": new(3), "B": new(9), "C": new(0)})
    assert (told.code, told.short, told.most) == ("over_limit", 2, (Share("B", 9.0), Share("A", 3.0)))


def test_where_nothing_is_allowed_every_incident_is_told():
    told = reason(NEW, [goal("i", "0", 0, direction="≤", basis="零容忍")], {"A": new(0), "B": new(2)})
    assert (told.code, told.gap, told.short, told.most) == ("incidents", None, 2, (Share("B", 2.0),))


def test_sub_periods_that_were_missed_are_counted():
    case = {"record_kind": "纠纷调解", "issue": "欠薪", "persons": 1, "wage_yuan": 0, "is_migrant": False, "result": "办理中"}
    rows = [{**case, "period": f"2015-0{at}", "case_no": f"c{at}", "opened_on": D(2015, at, 3), "cases": 1} for at in (1, 2, 4)]
    told = reason("sum(rights_ledger.cases)", [goal("i", "0", 1, per="月", basis="频次")], {"A": rows}, model=RightsLedger)
    assert (told.code, told.short, told.most) == ("not_met", 3, (Share("A", 3.0),))


@pytest.mark.parametrize(("due", "code"), [(D(2015, 7, 7), "due_soon"), (D(2015, 7, 8), "on_pace"), (D(2015, 6, 29), "overdue"), (D(2015, 12, 31), "on_pace")])
@pytest.mark.parametrize("basis", ["里程碑", "频次"])
def test_what_is_to_be_done_by_a_day_is_near_or_overdue(basis, due, code):
    assert reason(NEW, [goal("i", "A", 4, basis=basis, due_on=due)], {"A": new(1)}, org="A").code == code


@pytest.mark.parametrize(
    ("targets", "on", "code"),
    [
        ([], D(2015, 6, 30), "no_target"),
        ([goal("i", "A", 9, nature="名义")], D(2015, 6, 30), "nominal"),
        ([goal("i", "A", 9, start_on=D(2015, 8, 1), effective_on=D(2015, 1, 1))], D(2015, 6, 30), "not_begun"),
        ([goal("i", "A", 9)], D(2015, 1, 31), "starting"),
        ([goal("i", "A", 9)], D(2015, 7, 31), "unreported"),
        ([goal("i", "A", 2)], D(2015, 6, 30), "on_pace"),
    ],
)
def test_what_is_no_judgement_or_a_good_one_has_neither_shortfall_nor_culprit(targets, on, code):
    told = reason(NEW, targets, {"A": [*new(1, "2015-01"), *new(1)]}, org="A", on=on)
    assert (told.code, told.short, told.most) == (code, None, ())


def test_the_silent_are_counted_and_a_branch_is_not_its_own_culprit():
    told = reason(NEW, [goal("i", "ALL", 100)], {"A": new(1), "B": new(1, "2015-05"), "C": new(1, "2015-01")})
    assert told.silent == 2
    assert reason(NEW, [goal("i", "ALL", 100)], {"A": new(1)}, org="A").most == ()


def test_a_branch_that_is_not_asked_lacks_nothing():
    held = {Organisation: county("A", "B"), Indicator: [indicator("i", NEW)], Target: [goal("i", "ALL", 100)]}
    held[Assignment] = [{**OWED[0], "branch": "A"}]
    ledger = ledger_of(held, {"A": {OrgMonthly: new(1)}})
    assert [share.org for share in why(records(ledger, [D(2015, 6, 30)]), "0", ["A", "B"], {}).most] == ["A"]


def test_who_is_carried_too_long_is_a_mark():
    told = reason("last(org_monthly.members_end)", [goal("i", "A", 100, basis="存量")], {"A": new(1, "2015-01")})
    assert (told.stale, told.marks) == (1, ("stale",))


@pytest.mark.parametrize(("code", "rows", "mark"), [("B", {"A": new(4, "2014-03"), "B": new(1)}, "parents_season"), ("A", {"A": new(1)}, "no_season")])
def test_a_season_that_is_not_its_own_is_a_mark(code, rows, mark):
    assert reason(NEW, [goal("i", "ALL", 100, curve="上年季节")], rows, org=code).marks == (mark,)
