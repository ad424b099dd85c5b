"""How goals of every kind read: the bands of official wording, limits, groups, what is unknown or not begun."""

import datetime as dt

import pytest

from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.target import Target
from snapshots.bulletin.aims import goal_of
from snapshots.bulletin.desk import Desk
from snapshots.bulletin.goal_sentences import sentence
from snapshots.frozen import freeze
from snapshots.sentences import plain
from snapshots.sources import Readings
from tests.progress.rows import goal, indicator, ledger_of, month, organisation

D = dt.date
JUNE = D(2015, 6, 30)


def told(done, asked, formula="sum(org_monthly.members_new)", unit="person", on=JUNE, row=None, **changed):
    """The sentence on one goal of a federation with one branch."""
    tree = [organisation("0"), organisation("A")]
    targets = [goal("x", "0", asked, **changed)] if asked is not None else []
    rows = [indicator("x", formula, name_zh="甲", unit=unit)]
    filed = {"A": {OrgMonthly: [month("2015-06", **(row or {"members_new": done}))]}} if done is not None or row else {}
    frozen = freeze(ledger_of({Organisation: tree, Indicator: rows, Target: targets}, filed), on, {}, {})
    desk = Desk(Readings(frozen), "n")
    own = frozen.records[frozen.records["org"] == "0"].to_dict("records")[0]
    return plain(sentence(desk, goal_of(desk.readings, own)))


@pytest.mark.parametrize(
    ("done", "wording"),
    [
        (1001, "甲1001人，完成目标（1000人）的100.1%，超额完成"),
        (1000, "甲1000人，完成目标（1000人）"),
        (700, "甲700人，完成目标（1000人）的70.0%，达到序时进度（49.6%），高出20.4个百分点"),
        (496, "甲496人，完成目标（1000人）的49.6%，达到序时进度（49.6%）"),
        (495, "甲495人，完成目标（1000人）的49.5%，略低于序时进度（49.6%）0.1个百分点"),
        (396, "甲396人，完成目标（1000人）的39.6%，略低于序时进度（49.6%）10.0个百分点"),
        (395, "甲395人，完成目标（1000人）的39.5%，低于序时进度（49.6%）10.1个百分点，明显滞后"),
        (0, "甲0人，完成目标（1000人）的0.0%，低于序时进度（49.6%）49.6个百分点，明显滞后"),
    ],
)
def test_a_quota_is_told_in_the_bands_of_official_wording(done, wording):
    assert told(done, 1000) == wording


def test_a_quota_that_was_due_is_told_by_what_is_lacking():
    assert told(900, 1000, on=D(2016, 1, 31)).endswith("完成时限（2015年12月31日）已过，尚差10.0个百分点")


def test_a_figure_nobody_reported_is_never_nothing():
    assert told(None, 1000) == "甲暂无数据"


def test_a_goal_that_has_not_begun_says_when_it_does():
    assert told(10, 1000, start_on=D(2015, 7, 1), effective_on=D(2015, 1, 1)) == "甲自2015年7月1日起计，尚未开始"


def test_a_figure_without_a_target_is_told_alone():
    assert told(10, None) == "甲10人"


def test_a_nominal_figure_is_no_goal():
    assert told(10, 1000, nature="名义") == "甲10人（名义数1000人，不作考核）"


@pytest.mark.parametrize(("done", "wording"), [(3, "甲3人，未超过控制数3人"), (4, "甲4人，超出控制数3人")])
def test_a_limit_says_whether_it_is_kept(done, wording):
    assert told(done, 3, direction="≤") == wording


@pytest.mark.parametrize(("done", "wording"), [(0, "甲0人，未超过控制数0人"), (2, "甲2人，超出控制数0人")])
def test_of_zero_tolerance_every_case_counts(done, wording):
    assert told(done, 0, basis="零容忍", direction="≤") == wording


@pytest.mark.parametrize(
    ("covered", "wording"),
    [
        (95, "甲95.0%（应建会单位数100家，已覆盖单位数95家），高于目标（90.0%）5.0个百分点"),
        (90, "甲90.0%（应建会单位数100家，已覆盖单位数90家），达到目标（90.0%）"),
        (80, "甲80.0%（应建会单位数100家，已覆盖单位数80家），低于目标（90.0%）10.0个百分点"),
    ],
)
def test_a_rate_stands_with_its_parts_beside_its_target(covered, wording):
    formula = "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100"
    assert told(1, 90, formula, "percent", row={"units_due": 100, "units_covered": covered}, basis="比率") == wording


def test_the_part_of_a_rate_that_one_choice_makes_is_called_by_it():
    formula = 'last(org_monthly.members_end, unit_kind="非公企业") / last(org_monthly.members_end) * 100'
    assert told(1, None, formula, "percent", row={"members_begin": 50}) == "甲100.0%（期末会员数50人，其中非公企业50人）"


def test_a_stock_says_what_is_short_of_its_target():
    formula = "last(org_monthly.members_end)"
    assert told(1, 1000, formula, row={"members_begin": 986}, basis="存量") == "甲986人，完成目标（1000人）的98.6%，距目标差1.4个百分点"


def test_what_is_due_every_month_is_told_by_the_months():
    assert told(5, 5, basis="频次", per="月") == "甲（每月不少于5人）应达标6个月，已达标1个月，达标率16.7%"


@pytest.mark.parametrize(("done", "wording"), [(500, "甲500元"), (9_999, "甲9999元"), (10_000, "甲1.00万元"), (4_324_000, "甲432.40万元"), (0, "甲0元")])
def test_money_stands_in_ten_thousands_from_ten_thousand_on(done, wording):
    assert told(done, None, unit="yuan") == wording


def issue(*filed, on=JUNE):
    """A federation of two branches with these months of new members each."""
    tree = [organisation("0"), organisation("A"), organisation("B")]
    rows = [indicator("x", "sum(org_monthly.members_new)", name_zh="甲", unit="person")]
    months = [[month(f"2015-{at:02}", members_new=count) for at, count in enumerate(branch, start=5) if count is not None] for branch in filed]
    books = {code: {OrgMonthly: found} for code, found in zip("AB", months, strict=True)}
    return freeze(ledger_of({Organisation: tree, Indicator: rows, Target: [goal("x", "0", 1000)]}, books), on, {}, {})


def since(now, before):
    desk = Desk(Readings(now, before), "n")
    own = now.records[now.records["org"] == "0"].to_dict("records")[0]
    return plain(sentence(desk, goal_of(desk.readings, own))).rpartition("，")[2]


MAY = D(2015, 5, 31)


@pytest.mark.parametrize(
    ("now", "before", "wording"),
    [
        (([10, 5], [20, 6]), ([10], [20]), "较上期增加11人"),
        (([10, 5], [20, 6]), ([10], [None]), "较上期增加31人（其中迟报补录20人）"),
        (([10, 5], [18, 6]), ([10], [20]), "较上期增加9人（其中更正减少2人）"),
        (([13, 5], [20, 6]), ([10], [None]), "较上期增加34人（其中迟报补录20人、更正增加3人）"),
    ],
)
def test_what_moved_since_the_snapshot_before_is_told_with_what_was_no_work(now, before, wording):
    assert since(issue(*now), issue(*before, on=MAY)) == wording
