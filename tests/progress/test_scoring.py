"""考核: worked cases with their points, what is left out and what counts as unreported, and what holds whatever the rule."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.filing import filings
from progress.indicators import load_indicators
from progress.records import records
from progress.scored_figures import Asked, Figure
from progress.scoring import Score, ScoringRule, months_scored, score, scores, scoring_rules
from schema.activity_ledger import ActivityLedger
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from schema.score_rule import ScoreRule
from schema.target import Target
from tests.progress.rows import county, goal, indicator, ledger_of, month, organisation

D = dt.date
ON = D(2015, 6, 30)
MONTHLY = {"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}
RATE = indicator("rate", "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100", unit="percent")
NEW = indicator("new", "sum(org_monthly.members_new)")
RATED = goal("rate", "ALL", 80, basis="比率")
TIERS = {"kind": "分档", "tiers": "80:4; 75:3; 70:2; 65:1", "measure": "数值", "full": 4}


def rule(indicator_code="rate", **changed):
    row = {"code": "k", "name": "示例", "branch": "ALL", "indicator_code": indicator_code, "measure": "完成率", "full": 4, "kind": "按百分点扣分", **changed}
    return row | ({"deduction": 1} if row["kind"].startswith("按") and "deduction" not in changed else {})


def covered(done, due=1000):
    return {OrgMonthly: [month("2015-06", units_covered=done, units_due=due)]}


def scored(rules, branches, on=ON, targets=(RATED,), tree=None, indicators=(RATE, NEW)):
    """Every branch's score by code."""
    tree = tree or county(*branches)
    master = {Organisation: tree, Assignment: [MONTHLY], Indicator: list(indicators), Target: list(targets), ScoreRule: rules}
    ledger = ledger_of(master, branches)
    assert ledger.issues == []
    asked = scoring_rules(ledger, on)
    returns = pd.concat([filings(ledger, each) for each in months_scored(asked, on)] or [filings(ledger, "2015-01").iloc[:0]])
    scales = {code: found.scale for code, found in load_indicators(ledger)[0].items()}
    return {each.org: each for each in scores(ledger, asked, records(ledger, [on]), returns, scales, on)}


def one(rule, branch, **told):
    """The only item of the only branch."""
    (item,) = scored([rule], {"A": branch}, **told)["A"].items
    return item


@pytest.mark.parametrize(
    ("done", "points", "tier"), [(1000, 4, 80), (800, 4, 80), (799, 3, 75), (750, 3, 75), (749, 2, 70), (650, 1, 65), (649, 0, None), (0, 0, None)]
)
def test_a_rate_gets_the_points_of_the_highest_tier_it_reaches(done, points, tier):
    item = one(rule(**TIERS), covered(done))
    assert (item.points, item.tier, item.rule.full) == (points, tier, 4)


@pytest.mark.parametrize(("done", "points"), [(800, 10), (810, 10), (790, 9), (795, Decimal("9.5")), (799, Decimal("9.9")), (700, 0), (500, 0)])
def test_each_point_under_the_line_costs_what_the_rule_says_down_to_nothing(done, points):
    assert one(rule(measure="数值", line=80, full=10), covered(done)).points == points


def test_without_a_line_of_its_own_deduction_begins_at_the_target():
    item = one(rule(measure="数值", full=10), covered(770))
    assert (item.line, item.over, item.deducted, item.points) == (80, 3, 3, 7)


def test_a_cap_ends_the_deduction_and_says_so():
    item = one(rule(measure="数值", line=80, full=10, most_deducted=2), covered(500))
    assert (item.over, item.deducted, item.capped, item.points) == (30, 2, True, 8)


@pytest.mark.parametrize(("contracts", "points"), [(3, 6), (2, 4), (1, 2), (0, 0), (4, 6)])
def test_each_missing_contract_costs_two_points(contracts, points):
    signed = indicator("signed", "sum(org_monthly.unions_new)")
    told = rule("signed", kind="按件扣分", measure="缺额", deduction=2, full=6)
    branch = {OrgMonthly: [month("2015-06", units_due=4, units_covered=4, unions_new=contracts, unions_end=contracts)]}
    assert one(told, branch, targets=[goal("signed", "ALL", 3)], indicators=[signed]).points == points


def test_what_a_rate_lacks_is_counted_in_whole_things_of_its_numerator():
    item = one(rule(kind="按件扣分", measure="缺额", deduction="0.5"), covered(17, 23))
    assert (item.over, item.deducted) == (2, 1)


def test_things_up_to_the_line_cost_nothing():
    told = rule("new", kind="按件扣分", measure="数值", line=2, deduction=1, full=5)
    assert [one(told, {OrgMonthly: [month("2015-06", members_new=new)]}).points for new in (1, 2, 4)] == [5, 5, 3]


@pytest.mark.parametrize(("done", "points"), [(800, 4), (799, 0)])
def test_yes_brings_all_points_and_no_none(done, points):
    assert one(rule(kind="是否", measure="数值"), covered(done)).points == points


def test_yes_under_a_limit_is_what_stays_within_it():
    limit = [goal("new", "ALL", 5, direction="≤", basis="存量")]
    told = rule("new", kind="是否", measure="数值")
    assert [one(told, {OrgMonthly: [month("2015-06", members_new=new)]}, targets=limit).points for new in (5, 6)] == [4, 0]


def test_a_completion_under_a_limit_says_nothing_good_and_is_left_out():
    item = one(rule("new"), {OrgMonthly: [month("2015-06", members_new=3)]}, targets=[goal("new", "ALL", 5, direction="≤", basis="存量")])
    assert (item.state, item.figure.reason) == ("left_out", "limit")


def test_yellow_lamps_cost_half_a_point_and_red_ones_two():
    codes = ["a", "b", "c", "d"]
    counted = [indicator(code, "sum(org_monthly.members_new)") for code in codes]
    targets = [goal(code, "ALL", target) for code, target in zip(codes, (100, 110, 110, 300), strict=True)]
    rules = [
        rule("", code="y", kind="按件扣分", measure="黄灯数", deduction="0.5", full=3),
        rule("", code="r", kind="按件扣分", measure="红灯数", deduction=2, full=10),
    ]
    found = scored(rules, {"A": {OrgMonthly: [month("2015-06", members_new=50)]}}, targets=targets, indicators=counted)["A"]
    assert [(item.over, item.points) for item in found.items] == [(2, 2), (1, 8)]
    assert (found.points, found.full) == (10, 13)


def test_a_goal_nobody_reported_on_costs_what_a_red_one_costs():
    sheets = {**covered(900), ActivityLedger: []}
    held = indicator("held", "sum(activity_ledger.sessions)")
    owed = MONTHLY | {"sheet": "宣教培训文体台账"}
    ledger = ledger_of(
        {
            **{Organisation: county("A"), Assignment: [MONTHLY, owed], Indicator: [RATE, held]},
            **{Target: [RATED, goal("held", "ALL", 5)], ScoreRule: [rule("", kind="按件扣分", measure="红灯数", deduction=2)]},
        },
        {"A": sheets},
    )
    (found,) = scores(ledger, scoring_rules(ledger, ON), records(ledger, [ON]), filings(ledger, "2015-06"), {"rate": 100.0, "held": 1.0}, ON)
    assert [(item.over, item.figure.silent, item.points) for item in found.items] == [(1, 1, 2)]


def test_who_did_not_report_gets_no_points_and_is_counted_as_such():
    found = scored([rule(**TIERS)], {"A": covered(800), "B": {OrgMonthly: []}})
    assert [(found[org].points, found[org].full, found[org].scored, found[org].of, found[org].rank) for org in "AB"] == [(4, 4, 1, 1, 1), (0, 4, 0, 1, 2)]
    assert found["B"].items[0].state == "unreported"


def test_a_branch_that_was_silent_in_the_newest_month_is_unreported_whatever_it_filed_before():
    assert one(rule(**TIERS), {OrgMonthly: [month("2015-05", units_covered=800, units_due=1000)]}).state == "unreported"


def test_nothing_to_count_is_left_out_of_points_and_full():
    found = scored([rule(**TIERS)], {"A": covered(0, 0), "B": covered(800)})
    assert [(found[org].points, found[org].full, found[org].rank) for org in "AB"] == [(0, 0, None), (4, 4, 1)]
    assert found["A"].items[0].figure.reason == "nothing"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"target_value": 0}, "no_target"), ({"nature": "名义"}, "no_target"), ({"branch_code": "B"}, "no_target"), ({"start_on": D(2015, 7, 1)}, "not_begun")],
)
def test_a_goal_that_asks_nothing_yet_is_left_out(changed, reason):
    new = {OrgMonthly: [month("2015-06", members_new=3)]}
    found = scored([rule("new")], {"A": new, "B": new}, targets=[goal("new", "A", 10) | changed])["A"]
    assert [(item.state, item.figure.reason) for item in found.items] == [("left_out", reason)]


def test_a_branch_that_does_not_owe_the_sheet_is_left_out():
    tree = [organisation("0"), organisation("A"), organisation("C", kind="产业")]
    ledger = ledger_of(
        {
            **{Organisation: tree, Assignment: [MONTHLY | {"branch": "乡镇"}], Indicator: [RATE], Target: [RATED]},
            **{ScoreRule: [rule(**TIERS), rule(code="t", branch="产业", **TIERS), rule(code="c", branch="C", **TIERS)]},
        },
        {"A": covered(800), "C": {OrgMonthly: []}},
    )
    found = scores(ledger, scoring_rules(ledger, ON), records(ledger, [ON]), filings(ledger, "2015-06"), {"rate": 100.0}, ON)
    assert [(each.org, [(item.rule.code, item.figure.reason) for item in each.items]) for each in found] == [
        ("A", [("k", "")]),
        ("C", [("k", "not_owed"), ("t", "not_owed"), ("c", "not_owed")]),
    ]


def test_of_several_goals_the_running_one_that_is_due_first_is_scored():
    plan = goal("rate", "ALL", 90, basis="比率", issued_by="全总", start_on=D(2014, 1, 1), due_on=D(2016, 12, 31))
    ended = goal("rate", "ALL", 10, basis="比率", start_on=D(2014, 1, 1), due_on=D(2014, 12, 31))
    county_one = goal("rate", "ALL", 85, basis="比率", issued_by="县")
    assert one(rule(measure="数值"), covered(850), targets=[plan, ended, RATED, county_one]).line == 85


def test_returns_filed_on_time_are_scored_by_their_share_and_by_their_number():
    rules = [
        rule(None, code="t", measure="按时报送率", full=10, deduction="0.1"),
        rule(None, code="n", measure="迟报漏报数", kind="按件扣分", full=5, deduction="0.5"),
        rule(None, code="j", measure="迟报漏报数", kind="按件扣分", full=5, deduction="0.5", from_on=D(2015, 5, 1)),
    ]
    filed = [{"sheet": "组织建设月报", "period": f"2015-0{at}", "kind": "零报告", "noted_on": D(2015, at + 1, 9 if at == 4 else 3)} for at in (1, 2, 3, 4)]
    found = scored(rules, {"A": {OrgMonthly: [], ReturnNote: filed}})["A"]
    assert [(item.rule.code, item.figure.value, item.over, item.points) for item in found.items] == [
        ("t", 60, 40, 6),
        ("n", 2, 2, 4),
        ("j", 1, 1, Decimal("4.5")),
    ]


def test_a_rule_counts_between_its_days_only():
    spans = [{"to_on": D(2015, 5, 31)}, {"from_on": D(2015, 7, 1)}, {"from_on": ON, "to_on": ON}]
    rules = [rule(code=str(at), **TIERS, **span) for at, span in enumerate(spans)]
    assert [item.rule.code for item in scored(rules, {"A": covered(800)})["A"].items] == ["2"]


def test_equal_shares_share_a_rank_whatever_they_are_shares_of():
    rules = [rule(**TIERS), rule("new", code="m", kind="是否", measure="数值", line=1, full=4)]
    targets = [RATED]
    b = {OrgMonthly: [month("2015-06", units_covered=0, units_due=0, members_new=1)]}
    found = scored(rules, {"A": covered(700), "B": b, "C": covered(750), "E": covered(760)}, targets=targets)
    assert {org: (each.points, each.full, each.rank) for org, each in found.items()} == {"B": (4, 4, 1), "C": (3, 8, 2), "E": (3, 8, 2), "A": (2, 8, 4)}
    assert list(found) == ["B", "C", "E", "A"]


AMOUNTS = st.decimals(0, 200, places=3)
POINTS = st.decimals("0.1", 50, places=1)


@st.composite
def any_rule(draw):
    full = draw(POINTS)
    kind = draw(st.sampled_from(("分档", "按百分点扣分", "按件扣分", "是否")))
    measure = "缺额" if kind == "按件扣分" else "数值"
    lines = sorted(draw(st.sets(AMOUNTS, min_size=1, max_size=4)), reverse=True)
    steps = tuple((line, full - full * at / len(lines)) for at, line in enumerate(lines))
    most = draw(st.one_of(st.just(full), st.decimals("0.1", full, places=1)))
    asked = Asked(measure, kind, "x", None if kind == "分档" else draw(AMOUNTS), D(2015, 1, 1))
    return ScoringRule("k", "k", "ALL", asked, full, steps if kind == "分档" else (), draw(POINTS), most, None, "")


def figure(rule, value):
    return Figure("scored", value, Decimal(0), fewer=rule.asked.kind == "按件扣分")


@given(any_rule(), AMOUNTS)
def test_points_lie_between_nothing_and_full_and_make_up_full_with_the_deduction(rule, value):
    item = score(rule, figure(rule, value))
    assert 0 <= item.points <= rule.full
    assert item.points + item.deducted == rule.full


@given(any_rule(), AMOUNTS, AMOUNTS)
def test_a_better_figure_never_brings_fewer_points(rule, first, second):
    low, high = sorted((first, second), reverse=rule.asked.kind == "按件扣分")
    assert score(rule, figure(rule, low)).points <= score(rule, figure(rule, high)).points


@given(st.lists(st.tuples(any_rule(), AMOUNTS), min_size=1, max_size=20))
def test_a_total_is_the_sum_of_its_items_to_the_last_digit(pairs):
    items = [score(rule, figure(rule, value)) for rule, value in pairs]
    total = Score("A", tuple(items))
    assert total.points == sum(item.points for item in items)
    assert total.points + sum(item.deducted for item in items) == total.full


def test_tenths_do_not_drift():
    told = ScoringRule("k", "k", "ALL", Asked("缺额", "按件扣分", "x", None, D(2015, 1, 1)), Decimal("0.3"), (), Decimal("0.1"), Decimal("0.3"), None, "")
    item = score(told, Figure("scored", Decimal(3), Decimal(0), fewer=True))
    assert (item.points, item.capped) == (0, False)
