"""Which returns are locked by their date."""

import datetime as dt

import pytest

from backbone.journal.returns import Return
from progress.locks import late, late_until
from schema.assignment import Assignment
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.setting import Setting
from tests.progress.rows import county, ledger_of, organisation

D = dt.date
SHEET = OrgMonthly.about.title
MONTHLY = {"sheet": SHEET, "branch": "ALL", "frequency": "月", "due_days": 5}
MARCH = Return("A", SHEET, "2015-03")


def world(setting="更正10", owed=MONTHLY, tree=None):
    settings = [{"key": "锁定方式", "value": setting}] if setting else []
    return ledger_of({Organisation: tree or county("A"), Assignment: [owed], Setting: settings})


@pytest.mark.parametrize(("on", "locked"), [(D(2015, 4, 15), False), (D(2015, 4, 16), True)])
def test_a_return_is_locked_from_the_day_after_its_days(on, locked):
    assert late(world(), [MARCH], on) == ({MARCH} if locked else set())
    assert late_until(world(), "A", OrgMonthly, on) == ("2015-03" if locked else "2015-02")


@pytest.mark.parametrize(("setting", "locked"), [(None, False), ("不锁", False), ("更正", False), ("锁定", False), ("锁定 0", True), ("更正 7天", True)])
def test_only_a_setting_with_days_locks_by_date(setting, locked):
    assert bool(late(world(setting), [MARCH], D(2015, 4, 15))) is locked
    assert bool(late_until(world(setting), "A", OrgMonthly, D(2015, 4, 15))) is locked


def test_a_month_is_locked_with_the_quarter_that_is_owed():
    quarterly = world(owed=MONTHLY | {"frequency": "季"})
    assert late(quarterly, [Return("A", SHEET, "2015-01")], D(2015, 4, 16)) == {Return("A", SHEET, "2015-Q1")}
    assert late(quarterly, [Return("A", SHEET, "2015-01")], D(2015, 4, 15)) == set()


def test_what_is_owed_once_is_locked_after_its_day():
    once = world(owed=MONTHLY | {"frequency": "一次", "from_on": D(2015, 1, 1), "to_on": D(2015, 3, 31)})
    assert late(once, [MARCH], D(2015, 4, 16)) == {MARCH}
    assert late(once, [MARCH], D(2015, 4, 15)) == set()


@pytest.mark.parametrize("changed", [{"tree": [organisation("0"), organisation("A", opened_on=D(2015, 4, 1))]}, {"owed": MONTHLY | {"from_on": D(2015, 4, 1)}}])
def test_what_was_not_owed_is_not_late(changed):
    assert late(world(**changed), [MARCH], D(2015, 12, 31)) == set()


def test_nothing_is_late_before_the_first_period_owed():
    began = world(owed=MONTHLY | {"from_on": D(2015, 3, 1)})
    assert [late_until(began, "A", OrgMonthly, on) for on in (D(2015, 4, 15), D(2015, 4, 16))] == ["", "2015-03"]
