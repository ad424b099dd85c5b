"""Against last year and the period before: worked by hand, and against a plain reference of the figures then."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.change import changes, is_level, on_scale
from progress.formula import parse
from progress.indicators import load_indicators
from progress.records import records
from schema.assignment import Assignment
from schema.bargaining_ledger import BargainingLedger
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.setting import Setting
from schema.target import Target
from tests.progress.rows import contract, county, goal, indicator, ledger_of, month, organisation

D = dt.date
FEBRUARY = D(2015, 2, 28)
NEW, STOCK = "sum(org_monthly.unions_new)", "last(org_monthly.units_due)"
RATE = "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100"
OWED = {"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}


def changed(formula, rows, on=FEBRUARY, *, towns=None, unit="个", model=OrgMonthly, targets=(), set_to=None, **more):
    """What an indicator is held against: (organisation, against) → row. ``rows`` by branch."""
    held = {Organisation: towns or county(*rows), Indicator: [indicator("i", formula, unit=unit, **more)], Assignment: [OWED], Target: list(targets)}
    held |= {Setting: [{"key": key, "value": value} for key, value in (set_to or {}).items()]}
    ledger = ledger_of(held, {code: {model: found} for code, found in rows.items()})
    found = changes(ledger, load_indicators(ledger)[0], records(ledger, [on]))
    return {(row["org"], row["against"]): {name: None if pd.isna(cell) else cell for name, cell in row.items()} for row in found.to_dict("records")}


def new(**by_month):
    return [month(f"20{period[1:3]}-{period[3:]}", unions_new=number) for period, number in by_month.items()]


def due(**by_month):
    return [month(f"20{period[1:3]}-{period[3:]}", units_due=number) for period, number in by_month.items()]


def test_the_same_months_of_last_year():
    found = changed(NEW, {"A": new(m1401=4, m1402=6, m1403=50, m1501=9, m1502=6)})["0", "year"]
    assert (found["now"], found["then"], found["change"], found["on"], found["then_on"]) == (15, 10, 50, FEBRUARY, D(2014, 2, 28))


def test_what_adds_up_has_no_period_before_but_its_newest_period_has():
    found = changed(NEW, {"A": new(m1501=8, m1502=6)})
    assert (found["0", "period"]["change"], found["0", "period"]["reason"]) == (None, "cumulative")
    assert (found["0", "single"]["now"], found["0", "single"]["then"], found["0", "single"]["change"]) == (6, 8, -25)


def test_the_period_before_the_first_of_the_year_is_last_years_last():
    found = changed(NEW, {"A": new(m1412=5, m1501=8)}, D(2015, 1, 31))["0", "single"]
    assert (found["then"], found["then_on"]) == (5, D(2014, 12, 31))


def test_a_stock_has_one():
    found = changed(STOCK, {"A": due(m1501=40, m1502=50)})
    assert (found["0", "period"]["change"], ("0", "single") in found) == (25, False)


def test_contracts_in_force_have_one():
    rows = {"A": [contract("1", valid_to=D(2015, 12, 31)), contract("2", period="2015-02", valid_from=D(2015, 2, 1), signed_on=D(2015, 2, 1))]}
    found = changed("count(bargaining_ledger.contract_no, in_force=True)", rows, model=BargainingLedger)
    assert (found["0", "period"]["now"], found["0", "period"]["then"]) == (2, 1)


@pytest.mark.parametrize(
    ("formula", "level"),
    [
        (STOCK, True),
        (RATE, True),
        ("count(unit_register.unit_code)", True),
        ("count(bargaining_ledger.contract_no, in_force=True)", True),
        ("count(bargaining_ledger.contract_no)", False),
        (NEW, False),
        (f"{NEW} / {STOCK}", False),
        (f"{STOCK} / target * 100", False),
        ("5", False),
    ],
)
def test_what_is_a_level(formula, level):
    assert is_level(parse(formula)) is level


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (new(m1402=0, m1502=5), "zero_base"),
        (new(m1502=5), "no_base"),
        (new(m1402=5), "no_value"),
    ],
)
def test_without_a_base_there_is_no_change(rows, reason):
    found = changed(NEW, {"A": rows})["A", "year"]
    assert (found["change"], found["reason"]) == (None, reason)


@pytest.mark.parametrize(("before", "now"), [((1, 3), (5, 1)), ((5, 1), (1, 3)), ((1, 3), (2, 4))])
def test_a_figure_below_zero_has_no_share_of_its_base(before, now):
    rows = [month("2014-02", unions_new=before[0], units_due=before[1]), month("2015-02", unions_new=now[0], units_due=now[1])]
    found = changed("sum(org_monthly.unions_new) - sum(org_monthly.units_due)", {"A": rows})["A", "year"]
    assert (found["change"], found["reason"]) == (None, "sign")


def test_a_rate_changes_by_points_and_needs_no_base_above_zero():
    rows = [month("2014-02", units_covered=0, units_due=4), month("2015-01", units_covered=3, units_due=4), month("2015-02", units_covered=2, units_due=4)]
    found = changed(RATE, {"A": rows}, unit="percent")
    assert [(row["change"], row["points"], row["reason"]) for row in (found["A", "year"], found["A", "period"])] == [(50, True, ""), (-25, True, "")]


def test_a_completion_is_not_held_against_another_years_target():
    found = changed(f"{NEW} / target * 100", {"A": new(m1402=5, m1502=5)}, targets=[goal("i", "A", 10)])
    assert {row["reason"] for row in found.values()} == {"completion"}


def test_before_its_first_period_is_over_nothing_is_compared():
    found = changed(NEW, {"A": new(m1401=5, m1501=5)}, D(2015, 1, 20))
    assert {row["reason"] for row in found.values()} == {"not_ended"}


def test_a_month_half_gone_is_left_out_on_both_sides():
    """On 16 February the month's return is not owed yet, while last year's whole February stands there."""
    found = changed(NEW, {"A": new(m1401=10, m1402=30, m1501=12)}, D(2015, 2, 16))["0", "year"]
    assert (found["now"], found["then"], found["on"]) == (12, 10, D(2015, 1, 31))


def test_a_figure_that_ended_is_compared_to_its_last_day():
    found = changed(NEW, {"A": new(m1401=10, m1402=30, m1501=12, m1502=33)}, D(2015, 6, 30), from_on=D(2015, 1, 1), to_on=D(2015, 2, 20))["0", "year"]
    assert (found["now"], found["then"], found["on"]) == (45, 40, D(2015, 2, 20))


def test_the_year_begins_where_the_federation_says():
    found = changed(NEW, {"A": new(m1310=1, m1402=2, m1410=3, m1502=4)}, set_to={"年度起始": "10-01"})["0", "year"]
    assert (found["now"], found["then"]) == (7, 3)


def test_how_many_had_filed_then_stands_beside_it():
    found = changed(NEW, {"A": new(m1402=5, m1502=5), "B": new(m1502=5)})["0", "year"]
    assert (found["reported"], found["expected"]) == (1, 2)


def test_of_the_register_nobody_files_anything():
    found = changed("count(unit_register.unit_code)", {"A": []})["0", "period"]
    assert (found["reported"], found["expected"]) == (None, None)


def test_what_nobody_was_asked_for_then_is_told():
    held = {Organisation: county("A"), Indicator: [indicator("i", NEW)], Assignment: [{**OWED, "from_on": D(2014, 6, 1)}]}
    ledger = ledger_of(held, {"A": {OrgMonthly: new(m1402=5, m1502=5)}})
    found = changes(ledger, load_indicators(ledger)[0], records(ledger, [FEBRUARY]))
    assert set(found.loc[found["against"] == "year", "expected"]) == {0}


def test_a_branch_that_did_not_exist_then_is_told_from_one_that_was_silent():
    towns = [*county("A"), organisation("B", opened_on=D(2014, 6, 1))]
    found = changed(NEW, {"A": new(m1502=5), "B": new(m1502=5)}, towns=towns)
    assert (found["A", "year"]["reason"], found["B", "year"]["reason"]) == ("no_base", "not_open")


def moved(day):
    """B stood under X until a day, then under Y; A always under X, C always under Y."""
    districts = [organisation("0"), organisation("X"), organisation("Y"), organisation("A", "X"), organisation("C", "Y")]
    return [*districts, organisation("B", "X", closed_on=day), organisation("B", "Y", opened_on=day)]


@pytest.mark.parametrize(("formula", "rows"), [(NEW, new), (STOCK, due)])
def test_last_year_counts_a_branch_where_it_stood_then(formula, rows):
    filed = {"A": rows(m1402=1, m1502=1), "B": rows(m1402=10, m1502=20), "C": rows(m1402=100, m1502=100)}
    found = changed(formula, filed, towns=moved(D(2014, 6, 1)))
    assert [(found[org, "year"]["then"], found[org, "year"]["now"], found[org, "year"]["regrouped"]) for org in "XY"] == [(11, 1, True), (100, 120, True)]
    assert (found["0", "year"]["then"], found["0", "year"]["now"], found["0", "year"]["regrouped"]) == (111, 121, False)


def merged():
    """B was merged into A, both under X, on 1 June 2014."""
    return [organisation("0"), organisation("X"), organisation("A", "X"), organisation("B", "X", closed_on=D(2014, 6, 1), merged_into="A")]


def test_a_merged_branch_still_counts_for_the_one_above_and_its_heir_is_marked():
    found = changed(NEW, {"A": new(m1402=1, m1502=30), "B": new(m1402=10)}, towns=merged())
    assert [(found[org, "year"]["then"], found[org, "year"]["change"]) for org in ("X", "A")] == [(11, pytest.approx(100 * 19 / 11)), (1, 2900)]
    assert [found[org, "year"]["regrouped"] for org in ("0", "X", "A")] == [False, False, True]


def test_a_branch_that_closed_without_an_heir_marks_those_above():
    towns = [*county("A"), organisation("B", closed_on=D(2014, 6, 1))]
    found = changed(NEW, {"A": new(m1402=1, m1502=1), "B": new(m1402=10)}, towns=towns)
    assert (found["0", "year"]["then"], found["0", "year"]["regrouped"], found["A", "year"]["regrouped"]) == (11, True, False)


def test_every_goal_is_compared_in_its_own_period():
    """From 1 February the window of last year begins on 1 February too."""
    found = changed(NEW, {"A": new(m1401=9, m1402=2, m1501=9, m1502=3)}, targets=[goal("i", "A", 10, start_on=D(2015, 2, 1))])["A", "year"]
    assert (found["now"], found["then"]) == (3, 2)


def reached(formula, rows, targets, **more):
    """Where the goals of A stood a year ago, on the scale of their bars."""
    held = {Organisation: county("A", "B"), Indicator: [indicator("i", formula, **more)], Target: targets, Assignment: [OWED]}
    ledger = ledger_of(held, {code: {OrgMonthly: found} for code, found in rows.items()})
    figures = records(ledger, [FEBRUARY])
    found = changes(ledger, load_indicators(ledger)[0], figures)
    return {org: list(on_scale(figures[figures["org"] == org], found[found["org"] == org]).values()) for org in ("A", "0")}


def test_last_year_on_a_quotas_bar_is_percent_of_todays_target():
    assert reached(NEW, {"A": new(m1402=5, m1502=1)}, [goal("i", "A", 20)])["A"] == [25]


def test_last_year_on_a_rates_bar_is_the_rate():
    rows = [month("2014-02", units_covered=3, units_due=4), month("2015-02", units_covered=4, units_due=4)]
    assert reached(RATE, {"A": rows}, [goal("i", "A", 90, basis="比率")], unit="percent")["A"] == [75]


def test_a_base_half_the_branches_gave_makes_no_mark():
    targets = [goal("i", "A", 20), goal("i", "0", 40)]
    assert reached(NEW, {"A": new(m1402=5, m1502=1), "B": new(m1502=1)}, targets) == {"A": [25], "0": []}


def test_groups_and_targets_of_nothing_have_no_mark():
    assert reached(NEW, {"A": new(m1402=5, m1502=1)}, [goal("i", "A", 0)])["A"] == []
    assert reached(NEW, {"A": new(m1402=5, m1502=1)}, [goal("i", "A", 1, basis="频次", per="月")])["A"] == []


filed = st.dictionaries(st.tuples(st.sampled_from("AB"), st.sampled_from(["2014-01", "2014-02", "2015-01", "2015-02"])), st.integers(0, 3))


def total(rows, orgs, months):
    found = [number for (org, period), number in rows.items() if org in orgs and period in months]
    return sum(found) if found else None


@settings(deadline=None, max_examples=25)
@given(filed)
def test_any_rows_change_as_counted_one_by_one(rows):
    held = {org: [month(period, unions_new=number) for (branch, period), number in rows.items() if branch == org] for org in "AB"}
    found = changed(NEW, held)
    for org, orgs in {"0": "AB", "A": "A", "B": "B"}.items():
        for against, months, before in (("year", ("2015-01", "2015-02"), ("2014-01", "2014-02")), ("single", ("2015-02",), ("2015-01",))):
            now, then = total(rows, orgs, months), total(rows, orgs, before)
            wanted = None if now is None or not then else pytest.approx((now / then - 1) * 100)
            assert (found[org, against]["now"], found[org, against]["then"], found[org, against]["change"]) == (now, then, wanted)


def test_without_records_there_is_nothing_to_compare():
    ledger = ledger_of({Organisation: county("A")})
    assert changes(ledger, {}, records(ledger, [FEBRUARY])).empty
