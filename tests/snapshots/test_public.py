"""What a workspace tells outside of figures that follow from hidden ones: lamps, groups, the year before, the issue before, edited sentences."""

import datetime as dt

import pandas as pd
import pytest

from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.target import Target
from snapshots.bulletin import Options, brief, bulletin
from snapshots.document import Figure, Paragraph, Source
from snapshots.edits import bind, retold
from snapshots.frozen import freeze
from snapshots.outside import FEW, SHOWN, WITHHELD, row_marks
from snapshots.public import INSIDE, past, public
from snapshots.sentences import plain
from snapshots.sources import LIT_GOALS, Readings
from tests.progress.rows import county, goal, indicator, ledger_of, month
from tests.snapshots.test_outside import CASES, PERSONS, RATE, rows

D = dt.date
ON, EARLIER = D(2015, 12, 31), D(2015, 11, 30)


def workspace(on=ON, *, november=0, december=2, target=(), year_ago=None):
    """One branch that has taken in so many members in two months, and perhaps in the December before."""
    master = {Organisation: county("A"), Indicator: [indicator("joined", "sum(org_monthly.members_new)", unit="person", headline=1)]}
    master[Target] = [goal("joined", "A", 4, **dict(target))]
    filed = [month("2015-11", members_new=november), month("2015-12", members_new=december)]
    filed += [] if year_ago is None else [month("2014-12", members_new=year_ago)]
    return freeze(ledger_of(master, {"A": {OrgMonthly: filed}}), on, {}, {})


def own(readings):
    return readings.own.iloc[0]


@pytest.mark.parametrize(("count", "hidden"), [(2, True), (3, False)])
def test_the_lamp_of_a_hidden_figure_is_hidden(count, hidden):
    assert public(workspace(december=count)).records["lamp"].eq(INSIDE).tolist() == [hidden] * 2


def test_a_goal_without_a_lamp_of_its_own_stays_counted():
    found = Readings(workspace(), outside=True)
    assert (found.count("goals", LIT_GOALS).text, found.count("goals", INSIDE).text) == ("1", "1")


def test_how_many_months_met_their_figure_is_hidden():
    found = Readings(workspace(target={"per": "月", "basis": "频次"}), outside=True)
    assert found.figure(found.row("A", own(found)["goal"]), "met").text == "—"


@pytest.mark.parametrize(("more", "told"), [(2, None), (3, 3.0), (0, 0.0)])
def test_one_or_two_persons_more_than_in_the_last_issue_are_not_told(more, told):
    now, before = (workspace(on, november=20, december=more) for on in (ON, EARLIER))
    found = Readings(now, before, outside=True)
    assert found.since(own(found)) == told


def test_inside_two_persons_more_are_told():
    now, before = (workspace(on, november=20, december=2) for on in (ON, EARLIER))
    found = Readings(now, before)
    assert found.since(own(found)) == 2


def changed(indicator_, then, mark=SHOWN):
    changes = pd.DataFrame({"org": ["0"], "goal": ["g"], "indicator": ["i"], "then": [then]})
    return len(past(changes, pd.DataFrame({"org": ["0"], "goal": ["g"], "veil_value": [mark]}), {"i": indicator_}))


@pytest.mark.parametrize(
    ("counted", "then", "mark", "told"),
    [(PERSONS, 30.0, SHOWN, 1), (PERSONS, 2.0, SHOWN, 0), (PERSONS, 30.0, WITHHELD, 0), (CASES, 2.0, SHOWN, 1), (RATE, 30.0, SHOWN, 0)],
)
def test_the_year_before_is_told_where_nobody_could_be(counted, then, mark, told):
    assert changed(counted, then, mark) == told


def test_the_year_before_passes_on_its_way_to_documents():
    inside, outside = (Readings(workspace(november=20, year_ago=1), outside=outside) for outside in (False, True))
    assert [len(each.past(each.own)) for each in (inside, outside)] == [1, 0]


def test_a_hidden_figure_in_the_annex_is_few():
    found = bulletin(workspace(), "n", Options(outside=True, parts=["annexes"])).annexes
    cells = [run for annex in found for table in annex.blocks for row in table.rows for cell in row for run in cell if isinstance(run, Figure)]
    assert {each.text for each in cells if each.source.column == "value"} == {"<3"}


def test_a_copy_for_outside_says_that_it_is_one():
    assert [block.small for block in brief(workspace(), "n", Options(outside=True)).blocks if isinstance(block, Paragraph)][-1]


def test_an_edited_sentence_keeps_few_persons_as_their_figure():
    few = Figure("不足3", Source("0", "value", ON, "joined", "g"))
    assert bind(Paragraph(("新会员", few, "人"), key="k"), "今年新会员不足3人。").runs == ("今年新会员", few, "人。")


def test_a_hidden_number_in_an_edited_sentence_is_a_gap_of_its_own():
    found = Readings(workspace(), outside=True)
    place = {"column": "completion", "of": "", "org": "", "indicator": "joined", "goal": own(found)["goal"]}
    missing = {**place, "goal": "none"}
    hidden, gone = (plain(retold([each], found).runs) for each in (place, missing))
    assert hidden != gone


def test_rows_of_a_branch_with_a_hidden_figure_are_withheld():
    found = row_marks(OrgMonthly, rows(OrgMonthly, branch=["a", "b"], members_new=[20, 30]), "branch", ["a"])
    assert found["members_new"].tolist() == [WITHHELD, SHOWN]


@pytest.mark.parametrize(("given", "told"), [([1, 1], [WITHHELD, WITHHELD]), ([2, 0], [FEW, SHOWN])])
def test_two_small_rows_that_are_few_together_are_not_told_as_small(given, told):
    found = row_marks(OrgMonthly, rows(OrgMonthly, branch=["a", "a"], members_new=given), "branch")
    assert found["members_new"].tolist() == told
