"""Versions of a goal: what counts on which day, and what each changes; a split of later changes nothing of before."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from progress.records import records
from progress.splitting import Part, split
from progress.targets import Goal
from progress.versions import compared, history, versions
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.target import Target
from tests.progress.rows import county, goal, indicator, ledger_of, month

D = dt.date
CITY = Goal("x", "市", D(2015, 1, 1), D(2015, 12, 31))
FIRST = [goal("x", "A", "0.1"), goal("x", "B", "0.2")]
JUNE = D(2015, 6, 30)
SECOND = {"version": 2, "effective_on": D(2015, 7, 1), "document_no": "示例〔2015〕2号", "reason": "调整"}


def told(*rows, on=JUNE):
    ledger = ledger_of({Organisation: county("A", "B"), Target: rows})
    return [(version.number, version.rows, version.effective_on, version.document_no, version.state) for version in versions(ledger, on)[CITY]]


@pytest.mark.parametrize(("on", "states"), [(D(2015, 6, 30), ["in_force", "later"]), (D(2015, 7, 1), ["replaced", "in_force"])])
def test_a_version_replaces_the_one_before_it_from_its_day_on(on, states):
    rows = [*FIRST, goal("x", "A", 3, **SECOND), goal("x", "B", 4, **SECOND)]
    assert told(*rows, on=on) == [(1, 2, D(2015, 1, 1), "", states[0]), (2, 2, D(2015, 7, 1), "示例〔2015〕2号", states[1])]


def test_a_version_of_which_some_rows_count_is_partly_in_force():
    assert [row[-1] for row in told(*FIRST, goal("x", "A", 3, **SECOND), on=D(2015, 7, 1))] == ["partly", "in_force"]


def test_two_versions_are_compared_branch_by_branch_and_sums_say_so():
    ledger = ledger_of({Organisation: county("A", "B"), Target: [*FIRST, goal("x", "A", "0.3", **SECOND)]})
    found = {each.org: each for each in compared(ledger, CITY, 1, 2, D(2015, 7, 1))}
    assert {org: each.change for org, each in found.items()} == {"0": Decimal("0.2"), "A": Decimal("0.2"), "B": 0}
    assert [found[org].after.derived for org in ("0", "A")] == [True, False]


def test_a_branch_new_in_a_version_has_no_difference():
    ledger = ledger_of({Organisation: county("A", "B"), Target: [FIRST[0], goal("x", "B", 4, **SECOND)]})
    found = {each.org: each for each in compared(ledger, CITY, 1, 2, D(2015, 7, 1))}
    assert (found["B"].before, found["B"].change, found["B"].after.value) == (None, None, 4)


def test_a_split_of_later_changes_no_record_of_before():
    months = [month(f"2015-0{at}", unions_new=at) for at in range(1, 9)]
    shares = split(Decimal(50), [Part("A", Decimal(3)), Part("B", Decimal(1))]).shares
    rows = [goal("x", "0", 30), goal("x", "A", 10), goal("x", "B", 20)]
    later = [goal("x", code, share, **SECOND) for code, share in [*shares.items(), ("0", Decimal(50))]]
    master = {Organisation: county("A", "B"), Indicator: [indicator("x", "sum(org_monthly.unions_new)")]}
    days = [D(2015, 5, 31), D(2015, 6, 30)]
    made = [
        records(ledger_of({**master, Target: targets}, {code: {OrgMonthly: months} for code in ("A", "B")}), [*days, D(2015, 7, 1)])
        for targets in (rows, rows + later)
    ]
    before, after = [found[found["on"].isin(days)].reset_index(drop=True) for found in made]
    pd.testing.assert_frame_equal(before, after)
    assert [dict(zip(found["org"], found["target"], strict=True)) for found in (found[found["on"] == D(2015, 7, 1)] for found in made)] == [
        {"0": 30, "A": 10, "B": 20},
        {"0": 50, "A": 38, "B": 12},
    ]


def test_the_versions_of_one_organisations_target_newest_first():
    ledger = ledger_of({Organisation: county("A", "B"), Target: [*FIRST, goal("x", "A", 3, **SECOND)]})
    found = [(each.number, each.effective_on, each.document_no, each.reason, each.value) for each in history(ledger, "x", CITY.key, "A")]
    assert found == [(2, D(2015, 7, 1), "示例〔2015〕2号", "调整", 3.0), (1, D(2015, 1, 1), "", "", 0.1)]


def test_a_version_that_says_nothing_of_an_organisation_has_no_value_for_it():
    ledger = ledger_of({Organisation: county("A", "B"), Target: [*FIRST, goal("x", "A", 3, **SECOND)]})
    assert [(each.number, each.value) for each in history(ledger, "x", CITY.key, "B")] == [(2, None), (1, 0.2)]


def test_another_goals_versions_are_left_out():
    ledger = ledger_of({Organisation: county("A", "B"), Target: FIRST})
    assert history(ledger, "x", "another", "A") == []
