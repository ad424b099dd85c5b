"""Who has filed what, told from the content of the books."""

import datetime as dt

import pytest

from ledger.ledger import load
from progress.filing import filings
from schema.assignment import Assignment
from schema.employment_ledger import EmploymentLedger
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from tests.progress.rows import county, ledger_of, month, organisation

D = dt.date
MONTHLY = {"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}
QUARTERLY = {"sheet": "民主管理与和谐劳动关系季报", "branch": "ALL", "frequency": "季", "due_days": 10}


def filed(ledger, period):
    return {(row["org"], row["sheet"], row["period"]): row for row in filings(ledger, period).to_dict("records")}


def states(ledger, period="2015-03"):
    return {org: row["state"] for (org, _, _), row in filed(ledger, period).items()}


def note(kind, period="2015-03", **changed):
    return {"sheet": "组织建设月报", "period": period, "kind": kind, **changed}


def test_every_state_follows_from_the_books(make_workspace):
    tree = county("A", "B", "C", "E", "F", "G", "H")
    blank = {name: value for name, value in month("2015-03").items() if name not in ("units_due", "staff_end")}
    branches = {
        "A": {OrgMonthly: []},
        "B": {OrgMonthly: [blank, month("2015-03", unit_kind="机关")]},
        "C": {OrgMonthly: [month("2015-03"), month("2015-03", unit_kind="机关", unions_end=99)]},
        "E": {OrgMonthly: [], ReturnNote: [note("零报告", noted_on=D(2015, 4, 3))]},
        "F": {OrgMonthly: [month("2015-03", reported_on=D(2015, 4, 2)), month("2015-03", unit_kind="机关", reported_on=D(2015, 4, 1))]},
        "G": {OrgMonthly: [], ReturnNote: [note("已报", noted_on=D(2015, 4, 4))]},
        "H": {OrgMonthly: [month("2015-02")], ReturnNote: [note("情况说明"), note("零报告", "2015-02")]},
    }
    ledger = load(make_workspace({Organisation: tree, Assignment: [MONTHLY]}, {(code, f"示例{code}"): sheets for code, sheets in branches.items()}))
    assert states(ledger) == {"A": "untouched", "B": "partial", "C": "invalid", "E": "nil", "F": "submitted", "G": "submitted", "H": "untouched"}
    found = {org: row for (org, _, _), row in filed(ledger, "2015-03").items()}
    assert found["B"]["missing"] == {"应建会单位数": 1, "期末职工数": 1}
    assert found["F"]["missing"] == {}
    assert {org: found[org]["filed_at"] for org in "AEFG"} == {"A": None, "E": D(2015, 4, 3), "F": D(2015, 4, 2), "G": D(2015, 4, 4)}
    assert {row["due_on"] for row in found.values()} == {D(2015, 4, 5)}


def test_missing_cells_are_counted_over_all_rows():
    rows = [{**month("2015-03", unit_kind=kind), "units_due": None} for kind in ("机关", "事业", "其他")]
    (row,) = filed(ledger_of({Organisation: county("A"), Assignment: [MONTHLY]}, {"A": {OrgMonthly: rows}}), "2015-03").values()
    assert (row["state"], row["missing"]) == ("partial", {"应建会单位数": 3})


def test_a_branch_without_a_book_has_touched_nothing():
    assert states(ledger_of({Organisation: county("A"), Assignment: [MONTHLY]})) == {"A": "untouched"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2015-02", [("2015-02", D(2015, 3, 5))]),
        ("2015-03", [("2015-03", D(2015, 4, 5)), ("2015-Q1", D(2015, 4, 10))]),
        ("2015-Q1", [("2015-01", D(2015, 2, 5)), ("2015-02", D(2015, 3, 5)), ("2015-03", D(2015, 4, 5)), ("2015-Q1", D(2015, 4, 10))]),
    ],
)
def test_what_ends_inside_the_period_asked_for_is_owed(asked, found):
    ledger = ledger_of({Organisation: county("A"), Assignment: [MONTHLY, QUARTERLY]})
    assert [(period, row["due_on"]) for (_, _, period), row in filed(ledger, asked).items()] == found


def test_a_year_owes_its_months_quarters_and_itself():
    ledger = ledger_of(
        {Organisation: county("A"), Assignment: [MONTHLY, QUARTERLY, {"sheet": "竞赛创新荣誉台账", "branch": "A", "frequency": "年", "due_days": 0}]}
    )
    assert len(filed(ledger, "2015")) == 12 + 4 + 1


def test_a_ledger_kept_by_the_month_fills_its_quarter():
    owed = {"sheet": "就业创业服务台账", "branch": "ALL", "frequency": "季", "due_days": 5}
    row = {"period": "2015-02", "kind": "招聘会", "held_on": D(2015, 2, 9), "sessions": 1, "posts": 10, "placed": 3}
    ledger = ledger_of({Organisation: county("A"), Assignment: [owed]}, {"A": {EmploymentLedger: [row]}})
    assert states(ledger) == {"A": "submitted"}
    assert states(ledger, "2015-06") == {"A": "untouched"}


@pytest.mark.parametrize(("period", "orgs"), [("2015-02", ["A", "B"]), ("2015-03", ["A"]), ("2015-04", ["A", "C"])])
def test_closed_branches_owe_no_more_and_new_ones_not_yet(period, orgs):
    tree = [*county("A"), organisation("B", closed_on=D(2015, 3, 20)), organisation("C", opened_on=D(2015, 4, 2))]
    assert list(states(ledger_of({Organisation: tree, Assignment: [MONTHLY]}), period)) == orgs


def test_once_is_owed_on_its_last_day():
    owed = {"sheet": "组织建设月报", "branch": "ALL", "frequency": "一次", "due_days": 3, "to_on": D(2015, 3, 20)}
    ledger = ledger_of({Organisation: county("A"), Assignment: [owed]})
    assert [len(filed(ledger, period)) for period in ("2015-02", "2015-03", "2015-04")] == [0, 1, 0]


def test_a_year_holds_what_was_owed_before_an_assignment_ended():
    ledger = ledger_of({Organisation: county("A"), Assignment: [{**MONTHLY, "to_on": D(2015, 2, 28)}]})
    assert [period for _, _, period in filed(ledger, "2015")] == ["2015-01", "2015-02"]


def test_nothing_owed_is_an_empty_frame_with_its_columns():
    frame = filings(ledger_of({Organisation: county("A")}), "2015-03")
    assert (len(frame), list(frame)) == (0, ["org", "sheet", "period", "state", "due_on", "filed_at", "missing"])
