"""A figure bears the statements on the rows it rests on, and no others."""

import datetime as dt

import pytest

from ledger.ledger import load
from progress.footnotes import footnotes
from progress.indicators import load_indicators
from schema.employment_ledger import EmploymentLedger
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.return_note import ReturnNote

SHEET = EmploymentLedger.about.title
FAIR = {"kind": "招聘会", "sessions": 1, "placed": 3}


@pytest.fixture
def world(make_workspace):
    """A town whose rows of March, and of the March before, lack their posts and are explained, and a town without any."""
    tree = [{"code": "0", "name": "示例县总工会", "kind": "总工会"}]
    tree += [{"code": code, "name": name, "kind": "乡镇", "parent": "0"} for code, name in (("A01", "示例甲镇"), ("B01", "示例乙镇"))]
    rows = [{**FAIR, "period": f"{year}-03", "held_on": dt.date(year, 3, 9)} for year in (2014, 2015)]
    notes = [{"sheet": SHEET, "period": row["period"], "kind": "情况说明", "rule": "blank", "text": row["period"]} for row in rows]
    formulas = {"jobs": "sum(employment_ledger.posts)", "members": "sum(org_monthly.members_new)"}
    indicators = [{"code": code, "name_zh": code, "formula": formula, "unit": "个"} for code, formula in formulas.items()]
    books = {("A01", "示例甲镇"): {EmploymentLedger: rows, ReturnNote: notes}, ("B01", "示例乙镇"): {}}
    ledger = load(make_workspace({Organisation: tree, Indicator: indicators}, books))
    return ledger, load_indicators(ledger)[0]


def noted(world, **changed):
    record = {"org": "A01", "indicator": "jobs", "on": dt.date(2015, 8, 31), "start_on": None}
    return [said.told.reason for said in footnotes(*world, [{**record, **changed}])]


@pytest.mark.parametrize("org", ["A01", "0"])
def test_the_branch_and_everyone_above_it_bear_the_statement(world, org):
    assert noted(world, org=org) == ["2015-03"]


def test_another_branch_does_not(world):
    assert noted(world, org="B01") == []


def test_an_indicator_of_another_sheet_does_not(world):
    assert noted(world, indicator="members") == []


def test_a_day_before_the_period_does_not(world):
    assert noted(world, on=dt.date(2015, 2, 28)) == []


def test_a_goal_that_began_earlier_bears_the_earlier_statement_too(world):
    assert noted(world, start_on=dt.date(2014, 1, 1)) == ["2014-03", "2015-03"]
