"""A warning is answered by a 情况说明 of its own branch, sheet, period and rule, and by nothing else."""

import datetime as dt

import pytest

from ledger.ledger import load
from schema.employment_ledger import EmploymentLedger
from schema.issue import Explained
from schema.organisation import Organisation
from schema.return_note import ReturnNote

SHEET = EmploymentLedger.about.title
NOTE = {"sheet": SHEET, "period": "2015-03", "kind": "情况说明", "rule": "blank", "text": "岗位数以人社局为准"}


@pytest.fixture
def said(make_workspace, event):
    """The ledger of two towns, each with a row without posts in March and the first with one in April too; the first says these notes."""

    def make(*notes):
        tree = [{"code": "0", "name": "示例县总工会", "kind": "总工会"}]
        tree += [{"code": code, "name": name, "kind": "乡镇", "parent": "0"} for code, name in (("A01", "示例甲镇"), ("B01", "示例乙镇"))]
        april = event(posts=None, period="2015-04", held_on=dt.date(2015, 4, 9))
        books = {
            ("A01", "示例甲镇"): {EmploymentLedger: [event(posts=None), april], ReturnNote: notes},
            ("B01", "示例乙镇"): {EmploymentLedger: [event(posts=None)]},
        }
        return load(make_workspace({Organisation: tree}, books))

    return make


def places(ledger):
    """Book and row of the warnings that are explained."""
    return [(issue.book[3:6], issue.row) for issue in ledger.issues if issue.explained]


def test_a_note_explains_the_warnings_of_its_branch_sheet_period_and_rule(said):
    ledger = said({**NOTE, "filler_role": "组织委员", "noted_on": dt.date(2015, 4, 2)})
    assert places(ledger) == [("A01", 2)]
    (explained,) = [issue.explained for issue in ledger.issues if issue.explained]
    assert explained == Explained("组织委员", dt.date(2015, 4, 2), "岗位数以人社局为准")


def test_a_note_without_a_rule_explains_every_warning_of_its_sheet_and_period(said):
    assert places(said({**NOTE, "rule": None, "period": "2015-04"})) == [("A01", 3)]


def test_the_note_of_a_rule_comes_before_one_without(said):
    ledger = said({**NOTE, "rule": None, "text": "其他"}, NOTE)
    assert [issue.explained.reason for issue in ledger.issues if issue.explained] == [NOTE["text"]]


def test_of_two_notes_on_the_same_the_later_counts(said):
    ledger = said(NOTE, {**NOTE, "text": "已核对"})
    assert [issue.explained.reason for issue in ledger.issues if issue.explained] == ["已核对"]


@pytest.mark.parametrize(
    "changed",
    [{"rule": "does_not_add_up"}, {"sheet": "组织建设月报"}, {"sheet": "没有的表"}, {"period": "2015-05"}, {"kind": "零报告"}, {"text": None}],
    ids=["rule", "sheet", "no sheet", "period", "kind", "no reason"],
)
def test_a_note_on_something_else_explains_nothing(said, changed):
    ledger = said({**NOTE, **changed})
    assert places(ledger) == []
    assert ledger.explanations == []


def test_what_blocks_cannot_be_explained(make_workspace, event):
    tree = [{"code": "0", "name": "示例县总工会", "kind": "总工会"}, {"code": "A01", "name": "示例甲镇", "kind": "乡镇", "parent": "0"}]
    both = {EmploymentLedger: [event(placed=-1, posts=None)], ReturnNote: [{**NOTE, "rule": None}]}
    ledger = load(make_workspace({Organisation: tree}, {("A01", "示例甲镇"): both}))
    assert sorted((issue.severity, issue.explained is not None) for issue in ledger.issues) == [("block", False), ("warn", True)]


def test_the_statements_in_use_are_told_with_their_place(said):
    (used,) = said(NOTE, {**NOTE, "period": "2015-09"}).explanations
    assert (used.branch, used.sheet, used.period, used.rule, used.told.reason) == ("A01", "employment_ledger", "2015-03", "blank", NOTE["text"])


def test_the_period_of_a_warning_is_that_of_its_row(said):
    ledger = said()
    assert [ledger.period_of(issue) for issue in ledger.issues] == ["2015-03", "2015-04", "2015-03"]
