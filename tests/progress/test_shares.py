"""Of the branches behind a figure: who filed nil, whose return was approved as it stands, and how many rows carry an explained warning."""

import datetime as dt

import pytest

from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from progress.indicators import load_indicators
from progress.records import records
from progress.reviews import contents
from progress.shares import Shares
from schema.assignment import Assignment
from schema.employment_ledger import EmploymentLedger
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from tests.progress.rows import county, indicator, ledger_of, month

D = dt.date
MARCH = D(2015, 3, 31)
ORG, JOBS = OrgMonthly.about.title, EmploymentLedger.about.title
OWED = [{"sheet": sheet, "branch": "ALL", "frequency": "月", "due_days": 5} for sheet in (ORG, JOBS)]
FORMULAS = {
    "new": "sum(org_monthly.unions_new)",
    "placed": "sum(employment_ledger.placed)",
    "both": "sum(org_monthly.unions_new) + sum(employment_ledger.placed)",
}
FAIR = {"period": "2015-03", "kind": "招聘会", "held_on": D(2015, 3, 9), "sessions": 1, "placed": 3}
PASSED = [Review(step, "passed", "", "", "乙", dt.datetime(2015, 4, 6, tzinfo=dt.UTC)) for step in ("first", "final")]


def note(kind="零报告", sheet=JOBS, period="2015-03", **changed):
    return {"sheet": sheet, "period": period, "kind": kind, **changed}


def world(**branches):
    rows = [indicator(code, formula) for code, formula in FORMULAS.items()]
    return ledger_of({Organisation: county("A", "B", "C"), Assignment: OWED, Indicator: rows}, branches)


def shares(ledger, reviews=None, on=MARCH):
    found = Shares(ledger, load_indicators(ledger)[0], records(ledger, [on]))
    return found.laid(reviews or {}).set_index(["indicator", "org"])


def column(ledger, name, org="0", **more):
    return {code: int(shares(ledger, **more).loc[(code, org), name]) for code in FORMULAS}


def filled(*notes, jobs=(), orgs=("2015-03",)):
    return {OrgMonthly: [month(period) for period in orgs], EmploymentLedger: list(jobs), ReturnNote: list(notes)}


def test_a_branch_is_nil_where_all_it_owes_of_the_figure_is():
    ledger = world(A=filled(note()), B=filled(jobs=[FAIR]), C=filled(note(), note(sheet=ORG), orgs=()))
    assert column(ledger, "nil") == {"new": 1, "placed": 2, "both": 1}
    assert [column(ledger, "nil", org)["placed"] for org in "ABC"] == [1, 0, 1]


@pytest.mark.parametrize("books", [{"A": filled(note(), jobs=[FAIR])}, {"A": filled(note(period="2015-02"))}, {"A": filled(note("已报"))}])
def test_rows_another_period_and_another_note_are_not_nil(books):
    assert column(world(**books), "nil")["placed"] == 0


def given(ledger, *returns, verdict=PASSED, content=None):
    marks = contents(ledger, returns)
    return {one: [Review(r.step, r.verdict, content or marks[one], r.reason, r.who, r.at) for r in verdict] for one in returns}


def test_a_branch_is_reviewed_where_all_it_owes_of_the_figure_is_approved():
    ledger = world(A=filled(note()), B=filled(jobs=[FAIR]))
    reviews = given(ledger, Return("A", ORG, "2015-03"), Return("A", JOBS, "2015-03"), Return("B", ORG, "2015-03"))
    assert column(ledger, "reviewed", reviews=reviews) == {"new": 2, "placed": 1, "both": 1}


@pytest.mark.parametrize("changed", [{"verdict": PASSED[:1]}, {"content": "other"}])
def test_only_the_last_step_on_what_stands_counts(changed):
    ledger = world(A=filled())
    assert column(ledger, "reviewed", reviews=given(ledger, Return("A", ORG, "2015-03"), **changed))["new"] == 0


def test_an_earlier_period_approved_says_nothing_of_this_one():
    ledger = world(A=filled(orgs=("2015-02", "2015-03")))
    assert column(ledger, "reviewed", reviews=given(ledger, Return("A", ORG, "2015-02")))["new"] == 0


def test_the_returns_asked_for_are_those_owed_for_the_newest_period():
    ledger = world()
    found = Shares(ledger, load_indicators(ledger)[0], records(ledger, [MARCH], ["new"]))
    assert found.returns == {Return(org, ORG, "2015-03") for org in "ABC"}


def test_the_share_reviewed_is_of_all_returns_owed():
    ledger = world(A=filled(), B=filled())
    found = Shares(ledger, load_indicators(ledger)[0], records(ledger, [MARCH]))
    assert found.reviewed(given(ledger, Return("A", ORG, "2015-03"))) == (1, 6)


def test_rows_with_an_explained_warning_count_once_in_their_window_and_line():
    """The blank posts of two fairs in March are explained, those of one in February are not."""
    jobs = [FAIR, {**FAIR, "held_on": D(2015, 3, 10)}, {**FAIR, "period": "2015-02", "held_on": D(2015, 2, 9)}]
    said = note("情况说明", rule="blank", text="无岗位数")
    ledger = world(A=filled(said, jobs=jobs), B=filled())
    assert sum(issue.explained is not None for issue in ledger.issues) > 0
    assert column(ledger, "explained") == {"new": 0, "placed": 2, "both": 2}
    assert [column(ledger, "explained", org)["placed"] for org in "AB"] == [2, 0]
    assert column(ledger, "explained", on=D(2015, 2, 28))["placed"] == 0
