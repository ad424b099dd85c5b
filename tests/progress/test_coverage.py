"""n of N: who was expected to report, and who did."""

import datetime as dt

import pytest

from progress.coverage import Coverage
from schema.assignment import Assignment
from schema.bargaining_ledger import BargainingLedger
from schema.democracy_quarterly import DemocracyQuarterly
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from tests.progress.rows import contract, county, ledger_of, month, organisation

D = dt.date
MONTHLY = {"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}
QUARTERLY = {"sheet": "民主管理与和谐劳动关系季报", "branch": "ALL", "frequency": "季", "due_days": 5}
CONTRACTS = {"sheet": "集体协商台账", "branch": "ALL", "frequency": "月", "due_days": 5}
MONTH, QUARTER, LEDGER = "org_monthly", "democracy_quarterly", "bargaining_ledger"


def counts(tree, owed, branches, on, *sheets):
    return dict(Coverage(ledger_of({Organisation: tree, Assignment: owed}, branches), on).counts(sheets))


def note(sheet, period, kind="零报告"):
    return {"sheet": sheet, "period": period, "kind": kind}


FILED = {"A": {OrgMonthly: [month("2015-02")]}, "B": {OrgMonthly: [month("2015-03")]}}


@pytest.mark.parametrize(
    ("on", "reported"),
    [
        (D(2015, 3, 30), (1, 0)),
        (D(2015, 3, 31), (0, 1)),
        (D(2015, 4, 29), (0, 1)),
        (D(2015, 4, 30), (0, 0)),
        (D(2015, 2, 28), (1, 0)),
        (D(2015, 2, 27), (0, 0)),
    ],
)
def test_the_newest_period_that_has_ended_counts(on, reported):
    found = counts(county("A", "B"), [MONTHLY], FILED, on, MONTH)
    assert found == {"A": (reported[0], 1), "B": (reported[1], 1), "0": (sum(reported), 2)}


@pytest.mark.parametrize(("kind", "filed"), [("零报告", 1), ("已报", 1), ("情况说明", 0)])
def test_a_note_stands_for_rows(kind, filed):
    branches = {"A": {ReturnNote: [note("组织建设月报", "2015-03", kind)]}}
    assert counts(county("A"), [MONTHLY], branches, D(2015, 3, 31), MONTH)["0"] == (filed, 1)


def test_every_sheet_of_the_formula_must_be_filed():
    branches = {"A": {OrgMonthly: [month("2015-03")]}, "B": {OrgMonthly: [month("2015-03")], BargainingLedger: [contract("1", period="2015-03")]}}
    found = counts(county("A", "B"), [MONTHLY, CONTRACTS], branches, D(2015, 3, 31), MONTH, LEDGER)
    assert (found["A"], found["B"], found["0"]) == ((0, 1), (1, 1), (1, 2))


def test_only_those_who_owe_are_expected():
    tree = [organisation("0"), organisation("A"), organisation("B", kind="街道"), organisation("C", kind="街道")]
    branches = {code: {OrgMonthly: [month("2015-03")]} for code in "ABC"}
    assert counts(tree, [{**MONTHLY, "branch": "街道"}], branches, D(2015, 3, 31), MONTH) == {"B": (1, 1), "C": (1, 1), "0": (2, 2)}
    assert counts(tree, [{**MONTHLY, "branch": "C"}], branches, D(2015, 3, 31), MONTH) == {"C": (1, 1), "0": (1, 1)}
    assert counts(tree, [], branches, D(2015, 3, 31), MONTH) == {}
    assert counts(tree, [MONTHLY], branches, D(2015, 3, 31)) == {}


def test_the_most_particular_assignment_binds():
    tree = [organisation("0"), organisation("A"), organisation("B", kind="街道")]
    owed = [{**CONTRACTS, "branch": "A", "frequency": "季"}, CONTRACTS, {**CONTRACTS, "branch": "街道", "frequency": "年"}]
    branches = {code: {BargainingLedger: [contract("1", period="2015-04")]} for code in "AB"}
    assert counts(tree, owed, branches, D(2015, 4, 30), LEDGER) == {"A": (0, 1), "B": (0, 1), "0": (0, 2)}
    branches["A"][BargainingLedger].append(contract("2", period="2015-02"))
    branches["B"][BargainingLedger].append(contract("2", period="2014-12"))
    assert counts(tree, owed, branches, D(2015, 4, 30), LEDGER) == {"A": (1, 1), "B": (1, 1), "0": (2, 2)}


def test_a_quarter_is_expected_when_it_has_ended():
    rows = {"period": "2014-Q4", "unit_kind": "机关", "unionised_units": 0, "units_should_open": 0, "units_open": 0, "units_congress": 0}
    branches = {"A": {DemocracyQuarterly: [rows]}}
    assert [counts(county("A"), [QUARTERLY], branches, on, QUARTER)["0"] for on in (D(2015, 3, 30), D(2015, 3, 31))] == [(1, 1), (0, 1)]


@pytest.mark.parametrize(("on", "expected"), [(D(2015, 2, 28), 2), (D(2015, 3, 14), 2), (D(2015, 3, 15), 1), (D(2015, 3, 31), 1)])
def test_a_closed_branch_is_not_expected(on, expected):
    tree = [*county("A"), organisation("B", closed_on=D(2015, 3, 15))]
    assert counts(tree, [MONTHLY], FILED, on, MONTH)["0"][1] == expected


@pytest.mark.parametrize(("on", "expected"), [(D(2015, 3, 14), 1), (D(2015, 3, 15), 1), (D(2015, 3, 30), 1), (D(2015, 3, 31), 2)])
def test_a_new_branch_owes_the_period_it_opened_in_when_that_has_ended(on, expected):
    tree = [*county("A"), organisation("B", opened_on=D(2015, 3, 15))]
    assert counts(tree, [MONTHLY], FILED, on, MONTH)["0"][1] == expected


def test_an_assignment_has_a_beginning_and_an_end():
    owed = [{**MONTHLY, "from_on": D(2015, 2, 1), "to_on": D(2015, 3, 31)}]
    asked = [D(2015, 1, 31), D(2015, 2, 27), D(2015, 2, 28), D(2015, 3, 31), D(2015, 4, 1)]
    assert [counts(county("A"), owed, FILED, on, MONTH).get("0", (0, 0))[1] for on in asked] == [0, 0, 1, 1, 0]


def test_districts_count_their_leaves_of_the_day():
    tree = [*county("X", "Y"), organisation("F", "X"), organisation("G", "Y")]
    tree += [organisation("A", "X", closed_on=D(2015, 3, 1)), organisation("A", "Y", opened_on=D(2015, 3, 1))]
    found = [counts(tree, [MONTHLY], FILED, on, MONTH) for on in (D(2015, 2, 28), D(2015, 3, 31))]
    assert [(each["X"], each["Y"], each["0"]) for each in found] == [((1, 2), (0, 1), (1, 3)), ((0, 1), (0, 2), (0, 3))]


def test_what_is_owed_once_is_expected_from_its_last_day_on():
    owed = [{**MONTHLY, "frequency": "一次", "from_on": D(2015, 2, 1), "to_on": D(2015, 3, 31)}]
    found = [counts(county("A", "B"), owed, FILED, on, MONTH).get("0") for on in (D(2015, 3, 30), D(2015, 3, 31), D(2015, 7, 1))]
    assert found == [None, (2, 2), (2, 2)]
