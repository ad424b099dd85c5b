"""What a bulletin says: the example of a real county in substance, and the wording of every kind of goal."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from progress.reviews import contents
from schema.assignment import Assignment
from schema.bargaining_ledger import BargainingLedger
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.setting import Setting
from schema.target import Target
from snapshots.bulletin.desk import PARTS, Options
from snapshots.bulletin.documents import brief, bulletin, summary
from snapshots.document import Figure, Paragraph, Picture, Table
from snapshots.frozen import freeze
from snapshots.sentences import plain
from tests.progress.rows import contract, goal, indicator, ledger_of, month, organisation

D = dt.date
JULY = D(2012, 7, 16)
YEAR = {"start_on": D(2012, 1, 1), "due_on": D(2012, 12, 31), "issued_by": "市"}
# What each town has done and was asked: together 75 of 146 unions and 1,835 of 3,888 members.
UNIONS = {"A": (24, 30), "B": (18, 24), "C": (13, 20), "D": (12, 20), "E": (5, 26), "F": (3, 26)}
MEMBERS = {"A": (620, 700), "B": (480, 650), "C": (310, 500), "D": (300, 480), "E": (80, 778), "F": (45, 780)}


def county(on=JULY, **more):
    """Six towns below a federation, their returns for January to June."""
    tree = [organisation("0"), *(organisation(code, name=f"示例{code}镇") for code in UNIONS)]
    indicators = [
        indicator("unions_new", "sum(org_monthly.unions_new)", name_zh="新组建工会数", unit="org", theme="organisation", headline=1),
        indicator("members_new", "sum(org_monthly.members_new)", name_zh="新发展会员数", unit="person", theme="membership", headline=2),
    ]
    targets = [goal(code, town, asked, **YEAR) for code, told in (("unions_new", UNIONS), ("members_new", MEMBERS)) for town, (_, asked) in told.items()]
    branches = {town: {OrgMonthly: list(months(town))} for town in UNIONS}
    master = {Organisation: tree, Indicator: indicators, Target: targets, Setting: [{"key": "名称", "value": "示例县总工会"}]}
    master[Assignment] = [{"branch": "ALL", "sheet": "组织建设月报", "frequency": "月", "from_on": D(2012, 1, 1), "due_days": 5}]
    return freeze(ledger_of({**master, **more}, branches), on, {}, {})


def months(town):
    """What a town has done, spread over six months."""
    for at in range(1, 7):
        share = {what: told[town][0] // 6 + (told[town][0] % 6 if at == 6 else 0) for what, told in (("unions_new", UNIONS), ("members_new", MEMBERS))}
        yield month(f"2012-{at:02d}", units_due=900, units_covered=900, unions_begin=50, members_begin=2000, **share)


@pytest.fixture(scope="module")
def example():
    options = Options(deadline=D(2012, 9, 20), praised=4, parts=[part for part in PARTS if part != "charts"], matter="工会主要工作情况")
    return bulletin(county(), "2012-07", options)


def said(document, begins=""):
    return "\n".join(plain(block.runs) for block in document.blocks if isinstance(block, Paragraph) and block.key.startswith(begins))


def texts(document, key):
    return [run.text for block in document.blocks if isinstance(block, Paragraph) and block.key == key for run in block.runs if isinstance(run, Figure)]


def test_the_real_example_has_its_totals_with_their_share_of_the_years_target(example):
    """Printed once as 51.3 %, which no whole target gives: 75 of 146 are 51.37 %."""
    assert texts(example, "overall.unions_new_市")[:3] == ["75", "146", "51.4%"]
    assert texts(example, "overall.members_new_市")[:3] == ["1835", "3888", "47.2%"]


def test_the_real_example_praises_four_towns_with_their_counts(example):
    named = said(example, "praise.unions_new")
    assert re.findall("示例[A-F]镇（[0-9]+家", named) == ["示例A镇（24家", "示例B镇（18家", "示例C镇（13家", "示例D镇（12家"]
    assert texts(example, "praise.members_new_市")[::2] == ["620", "480", "300", "310"]


def test_only_who_is_on_pace_is_praised():
    everybody = bulletin(county(), "2012-07", Options(parts=["praise"], praised=None)), bulletin(county(), "2012-07", Options(parts=["praise"], praised=6))
    assert [re.findall("示例[A-F]镇", said(each, "praise.unions_new")) for each in everybody] == [[f"示例{code}镇" for code in "ABCD"]] * 2


def test_where_too_many_share_the_first_places_they_are_counted():
    towns = [f"T{at}" for at in range(12)]
    tree = [organisation("0"), *map(organisation, towns)]
    rows = [indicator("unions_new", "sum(org_monthly.unions_new)", unit="org", headline=1)]
    targets = [goal("unions_new", town, 4, **YEAR) for town in towns]
    branches = {town: {OrgMonthly: [month("2012-06", unions_new=3)]} for town in towns}
    frozen = freeze(ledger_of({Organisation: tree, Indicator: rows, Target: targets}, branches), D(2012, 6, 30), {}, {})
    assert texts(bulletin(frozen, "n", Options(parts=["praise"])), "praise.unions_new_市") == ["12"]


def a_year_before(then, now):
    """The figures told of an indicator that was so much in June a year before, and is so much this June."""
    tree = [organisation("0"), organisation("A")]
    rows = [indicator("unions_new", "sum(org_monthly.unions_new)", unit="org", headline=1)]
    branches = {"A": {OrgMonthly: [month("2011-06", unions_new=then), month("2012-06", unions_new=now)]}}
    master = {Organisation: tree, Indicator: rows, Target: [goal("unions_new", "A", 100, **YEAR)]}
    frozen = freeze(ledger_of(master, branches), D(2012, 6, 30), {}, {})
    return texts(bulletin(frozen, "n", Options(parts=["overall"])), "overall.unions_new_市")[5:]


@pytest.mark.parametrize(("then", "now", "found"), [(40, 50, ["25.0%"]), (50, 40, ["20.0%"]), (10, 20, ["100.0%"]), (9, 50, []), (0, 50, [])])
def test_growth_is_told_without_its_sign_and_not_from_a_handful(then, now, found):
    assert a_year_before(then, now) == found


def test_contracts_that_end_and_returns_that_are_overdue_are_counted():
    tree = [organisation("0"), organisation("A"), organisation("B")]
    ending = [contract("1", valid_to=D(2015, 4, 30), units_covered=7), contract("2", valid_to=D(2015, 12, 31))]
    asked = [{"branch": "ALL", "sheet": "集体协商台账", "frequency": "月", "from_on": D(2015, 1, 1), "due_days": 5}]
    ledger = ledger_of({Organisation: tree, Assignment: asked}, {"A": {BargainingLedger: ending}, "B": {BargainingLedger: []}})
    found = bulletin(freeze(ledger, D(2015, 3, 31), {}, {}), "n", Options(parts=["problems", "steps"]))
    assert (texts(found, "problems.expiring"), texts(found, "problems.overdue")) == (["1", "7"], ["3", "2"])
    assert (texts(found, "problems.silent"), texts(found, "steps.expiring")) == (["2"], ["1"])


def test_where_nothing_is_wrong_that_is_said():
    frozen = freeze(ledger_of({Organisation: [organisation("0"), organisation("A")]}), JULY, {}, {})
    found = bulletin(frozen, "n", Options(parts=["problems"]))
    assert [block.key for block in found.blocks if isinstance(block, Paragraph) and block.level == 0] == ["lead", "problems.none"]


def test_the_real_example_tells_problems_without_names(example):
    assert texts(example, "problems.branches") == ["2", "2"]
    assert not re.search("示例[A-F]镇", said(example, "problems"))


def test_the_weak_are_named_where_a_leader_asks_for_it():
    found = said(bulletin(county(), "2012-07", Options(parts=["problems"], name_the_weak=True)), "problems.branches")
    assert set(re.findall("示例[A-F]镇", found)) == {"示例E镇", "示例F镇"}


def test_the_real_example_has_its_deadline(example):
    assert "2012年9月20日" in said(example, "steps")


def test_title_addressees_and_day_of_the_real_example(example):
    assert (example.issuer, example.title) == ("示例县总工会", ("示例县总工会", "关于2012年1—7月工会主要工作情况的通报"))
    assert (example.addressees, example.dated) == ("各乡镇工会：", JULY)
    assert texts(example, "lead")[:3] == ["2012年7月16日", "6", "6"]


def test_sections_are_numbered_and_only_the_chosen_ones_are_there(example):
    heads = [plain(block.runs) for block in example.blocks if isinstance(block, Paragraph) and block.level == 1]
    assert heads == ["一、总体情况", "二、分项排名", "三、表扬", "四、存在问题", "五、下步要求"]
    few = bulletin(county(), "2012-07", Options(parts=["praise", "steps"]))
    assert [plain(block.runs)[:2] for block in few.blocks if isinstance(block, Paragraph) and block.level == 1] == ["一、", "二、"]
    assert few.annexes == ()


def test_demands_of_staff_follow_those_of_the_figures():
    found = bulletin(county(), "2012-07", Options(parts=["steps"], demands=["各镇召开推进会。"]))
    assert [block.key for block in found.blocks if isinstance(block, Paragraph) and block.level == 3] == ["steps.goals", ""]


def test_branches_that_tie_share_a_rank_and_the_silent_stand_below_unranked():
    branches = {town: {OrgMonthly: [month("2012-06", unions_new=done)]} for town, done in (("A", 3), ("B", 3), ("C", 1))}
    targets = [goal("unions_new", town, 10, **YEAR) for town in "ABCD"]
    tree = [organisation("0"), *(organisation(code) for code in "ABCD")]
    rows = [indicator("unions_new", "sum(org_monthly.unions_new)", unit="org", headline=1)]
    asked = [{"branch": "ALL", "sheet": "组织建设月报", "frequency": "月", "from_on": D(2012, 1, 1), "due_days": 5}]
    frozen = freeze(ledger_of({Organisation: tree, Indicator: rows, Target: targets, Assignment: asked}, branches), D(2012, 6, 30), {}, {})
    (table,) = (block for block in bulletin(frozen, "n", Options(parts=["rankings"])).blocks if isinstance(block, Table))
    assert [plain(row[0]) for row in table.rows] == ["1", "1", "3", "未报"]
    assert [plain(cell) for cell in table.rows[-1][2:6]] == ["—"] * 4


def test_a_chart_of_the_goals_and_one_a_ranking_say_what_they_show():
    found = bulletin(county(), "2012-07", Options(parts=["overall", "rankings", "charts"]))
    drawn, (annex,) = [block for block in found.blocks if isinstance(block, Picture)], found.annexes
    assert [picture.chart.spec["description"] == picture.says != "" for picture in (*drawn, *annex.blocks)] == [True] * 3


def test_what_is_behind_is_not_asked_for_by_a_day_that_is_over():
    tree, rows = [organisation("0"), organisation("A")], [indicator("x", "sum(org_monthly.unions_new)")]
    branches = {"A": {OrgMonthly: [month("2012-01", unions_new=1)]}}
    asked = {}
    for due in (D(2012, 6, 30), D(2012, 7, 1)):
        targets = [goal("x", "A", 100, start_on=D(2012, 1, 1), due_on=due)]
        frozen = freeze(ledger_of({Organisation: tree, Indicator: rows, Target: targets}, branches), D(2012, 6, 30), {}, {})
        asked[due] = said(bulletin(frozen, "n", Options(parts=["steps"])), "steps.goals")
    assert [("2012年6月30日" in told, "2012年7月1日" in told) for told in asked.values()] == [(False, False), (False, True)]


@pytest.mark.parametrize(
    ("matter", "lines"),
    [
        ("重点工作进展情况", ("关于2012年1—7月重点工作进展情况的通报",)),
        ("工会组建和发展会员等重点工作情况", ("关于2012年1—7月", "工会组建和发展会员等重点工作情况的通报")),
    ],
)
def test_a_title_longer_than_a_line_is_broken_between_period_and_matter(matter, lines):
    assert bulletin(county(), "n", Options(parts=[], matter=matter)).title == ("示例县总工会", *lines)


def test_brackets_in_names_are_those_of_chinese():
    tree, rows = [organisation("0"), organisation("A")], [indicator("x", "sum(org_monthly.unions_new)", name_zh="厂(政)务公开数", headline=1)]
    frozen = freeze(ledger_of({Organisation: tree, Indicator: rows}, {"A": {OrgMonthly: [month("2012-06", unions_new=1)]}}), D(2012, 6, 30), {}, {})
    assert "厂（政）务公开数1" in said(bulletin(frozen, "n", Options(parts=["overall"])), "overall.x")


def test_annexes_are_named_once(example):
    assert [(annex.title[:2] == "附件", annex.blocks[0].caption) for annex in example.annexes] == [(False, "")] * 2


def test_an_annex_has_every_goal_and_every_branch(example):
    goals, branches = (annex.blocks[0] for annex in example.annexes)
    assert (len(goals.rows), len(branches.rows)) == (2, 6)
    assert [plain(cell) for cell in branches.rows[0]] == ["示例A镇", "24", "80.0", "620", "88.6"]


def test_the_snapshot_before_gives_the_difference_and_nothing_else():
    now, before = county(), county(D(2012, 4, 30))
    assert texts(bulletin(now, "2012-07", Options(), before), "overall.unions_new_市")[-1] == "31"
    assert "较上期" not in said(bulletin(now, "2012-07", Options()))


def test_the_share_reviewed_is_told_once_anything_is():
    frozen = county()
    one = Return("A", "组织建设月报", "2012-06")
    passed = Review("final", "passed", contents(frozen.ledger, [one])[one], "", "甲", dt.datetime(2012, 7, 10, tzinfo=dt.UTC))
    assert "16.7%" in texts(bulletin(replace(frozen, reviews={one: [passed]}), "n", Options()), "lead")
    assert len(texts(bulletin(frozen, "n", Options()), "lead")) == 4


@pytest.mark.parametrize(
    ("maker", "kind", "keys"),
    [
        (brief, "brief", {"standing", "overall.unions_new_市", "praise.unions_new_市", "deadline"}),
        (summary, "summary", {"theme.organisation", "theme.membership", "problems.branches", "plan.1"}),
    ],
)
def test_the_other_documents_are_made_of_the_same_sentences(maker, kind, keys):
    found = maker(county(), "2012-07", Options(deadline=D(2012, 9, 20)))
    assert found.kind == kind
    assert keys <= {block.key for block in found.blocks if isinstance(block, Paragraph)}


def test_a_workspace_without_anything_still_has_its_documents():
    frozen = freeze(ledger_of({Organisation: [organisation("0")]}), JULY, {}, {})
    for maker in (bulletin, brief, summary):
        assert maker(frozen, "n", Options()).snapshot == "n"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_documents_are_written_in_both_languages(language):
    assert bulletin(county(), "n", Options(language=language)).blocks
