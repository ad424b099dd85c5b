"""What reviews make of returns, and that a verdict holds only for what was reviewed."""

import datetime as dt

import pytest

from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from progress.filing import filings
from progress.reviews import Standing, contents, reviewed, standing
from schema.assignment import Assignment
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from tests.progress.rows import county, ledger_of, month

AT = dt.datetime(2015, 4, 6, 9, tzinfo=dt.UTC)
OWED = {"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}
A = Return("A", "组织建设月报", "2015-03")


def given(step, verdict="passed", content="x", reason=""):
    return Review(step, verdict, content, reason, "审核人", AT)


@pytest.mark.parametrize(
    ("reviews", "found"),
    [
        ([], Standing("", "first")),
        ([given("first")], Standing("", "final")),
        ([given("first"), given("first")], Standing("", "final")),
        ([given("first"), given("final")], Standing("approved", None)),
        ([given("first", "returned", reason="缺附表")], Standing("returned", None, "缺附表")),
        ([given("first"), given("final", "returned", reason="数不对")], Standing("returned", None, "数不对")),
        ([given("first", "returned"), given("first")], Standing("", "final")),
        ([given("first"), given("final"), given("final", "returned", reason="再核")], Standing("returned", None, "再核")),
        ([given("first", "returned", "old")], Standing("", "first")),
        ([given("first", content="old"), given("final", content="old")], Standing("", "first", "", True)),
        ([given("first", content="old"), given("final", content="old"), given("first"), given("final")], Standing("approved", None, "", True)),
        ([given("first", content="old"), given("final", content="old"), given("first", "returned", reason="?")], Standing("returned", None, "?", True)),
        ([given("first", content="old")], Standing("", "first")),
    ],
)
def test_two_steps_hold_for_what_was_reviewed(reviews, found):
    assert standing(reviews, "x") == found


def world(*rows, notes=()):
    return ledger_of({Organisation: county("A", "B"), Assignment: [OWED]}, {"A": {OrgMonthly: list(rows), ReturnNote: list(notes)}})


def mark(*rows, notes=()):
    return contents(world(*rows, notes=notes), [A])[A]


def test_a_mark_is_that_of_the_figures_whoever_typed_them_in_whatever_order():
    first, second = month("2015-03", unions_new=1), month("2015-03", unit_kind="机关")
    told = mark(first, second)
    assert mark(second, first) == told
    assert mark(first, second, month("2015-02")) == told
    assert mark({**first, "reported_on": dt.date(2015, 4, 2), "filler_role": "干事", "remark": "已核"}, second) == told
    assert mark(month("2015-03", unions_new=2), second) != told
    assert mark(first) != told


def test_a_nil_return_has_a_mark_of_its_own():
    nil = {"sheet": "组织建设月报", "period": "2015-03", "kind": "零报告"}
    assert len({mark(), mark(notes=[nil]), mark(notes=[nil | {"kind": "情况说明", "text": "未开展"}])}) == 3


def after(ledger, reviews):
    rows = filings(ledger, "2015-03")
    found = reviewed(rows, reviews, contents(ledger, reviews)).set_index("org")
    return tuple(found.loc["A", ["state", "step", "reason", "corrected"]])


def test_a_return_is_approved_until_a_figure_changes():
    ledger = world(month("2015-03", unions_new=1))
    seen = contents(ledger, [A])[A]
    assert after(ledger, {}) == ("submitted", "first", "", False)
    assert after(ledger, {A: [given("first", content=seen)]}) == ("submitted", "final", "", False)
    both = {A: [given("first", content=seen), given("final", content=seen)]}
    assert after(ledger, both) == ("approved", None, "", False)
    assert after(world(month("2015-03", unions_new=2)), both) == ("submitted", "first", "", True)


def test_what_is_not_handed_in_waits_for_nobody():
    ledger = world()
    assert after(ledger, {}) == ("untouched", None, "", False)
    seen = contents(ledger, [A])[A]
    assert after(ledger, {A: [given("first", "returned", seen, "没有表")]}) == ("returned", None, "没有表", False)


@pytest.mark.parametrize(
    ("given_", "opened"),
    [
        ([], None),
        ([given("first")], None),
        ([given("first", "returned")], True),
        ([given("final", content="old")], False),
        ([given("final"), given("first", "returned", "new")], True),
        ([given("first", "returned"), given("first")], True),
        ([given("first", "returned"), given("first"), given("final")], False),
    ],
)
def test_what_was_approved_is_closed_until_it_is_sent_back_whatever_stands_there(given_, opened):
    found = reviewed(filings(world(), "2015-03"), {A: given_}, {A: "x"}).set_index("org")
    assert found.loc["A", "opened"] is opened


def test_a_return_that_a_save_corrected_says_so_and_why():
    found = reviewed(filings(world(), "2015-03"), {}, {}, {A: ["漏报", "漏报", "复核"]}).set_index("org")
    assert [tuple(found.loc[org, ["corrected", "why"]]) for org in "AB"] == [(True, ("漏报", "复核")), (False, ())]
