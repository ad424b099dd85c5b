"""Records worked by hand: rows in, figures out."""

import datetime as dt

import pytest

from progress.records import UnknownIndicator, month_ends, records
from schema.assignment import Assignment
from schema.assistance_ledger import AssistanceLedger
from schema.bargaining_ledger import BargainingLedger
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from schema.setting import Setting
from schema.unit_register import UnitRegister
from tests.progress.rows import DASH, contract, county, goal, ledger_of, month, organisation, unit

D = dt.date
NEW = "sum(org_monthly.unions_new)"
RATE = "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100"
COVERED = """(distinct(bargaining_ledger.unit_codes, contract_type="工资专项", in_force=True, should_bargain=True)
 + sum(bargaining_ledger.units_covered, contract_type="工资专项", in_force=True, unit_codes=None))
 / count(unit_register.unit_code, should_bargain=True) * 100"""


def values(found, **chosen):
    return {row["org"]: row["value"] for row in found if all(row[name] == value for name, value in chosen.items())}


def test_325_regional_contracts_cover_4524_enterprises(figures):
    """325 contracts, 299 of 14 enterprises and 26 of 13: 4,186 + 338 = 4,524; none of them lists its units."""
    sizes = [14] * 299 + [13] * 26
    half = len(sizes) // 2
    rows = [contract(f"c{at}", units_covered=size) for at, size in enumerate(sizes)]
    found = figures(
        county("A", "B"),
        {"copies": "count(bargaining_ledger.contract_no, level='区域性', in_force=True)", "covered": "sum(bargaining_ledger.units_covered, in_force=True)"},
        branches={"A": {BargainingLedger: rows[:half]}, "B": {BargainingLedger: rows[half:]}},
    )
    assert values(found, indicator="copies") == {"0": 325, "A": 162, "B": 163}
    assert values(found, indicator="covered") == {"0": 4524, "A": 162 * 14, "B": 4524 - 162 * 14}


def test_301_new_unions_are_the_sum_of_four_kinds(figures):
    kinds = {"非公企业": 128, "社会组织": 20, "村社区": 152, "机关": 1}
    rows = [month("2015-03", unit_kind=kind, unions_new=number) for kind, number in kinds.items()]
    formulas = {"all": NEW} | {kind: f"sum(org_monthly.unions_new, unit_kind='{kind}')" for kind in kinds}
    found = figures(county("A"), formulas, branches={"A": {OrgMonthly: rows}})
    assert [values(found, indicator=code)["0"] for code in formulas] == [301, 128, 20, 152, 1]


def test_a_rate_of_the_county_is_no_mean_of_rates(figures):
    """90 of 100 and 1 of 10: 91 of 110, not the mean of 90 and 10 percent."""
    books = {"A": {OrgMonthly: [month("2015-03", units_due=100, units_covered=90)]}, "B": {OrgMonthly: [month("2015-03", units_due=10, units_covered=1)]}}
    (root, first, second) = figures(county("A", "B"), {"rate": RATE}, [goal("rate", "0", 85, basis="比率")], books)
    assert (root["numerator"], root["denominator"], root["value"]) == (91, 110, pytest.approx(100 * 91 / 110))
    assert (first["value"], second["value"]) == (90, 10)
    assert (root["gap"], root["lamp"], first["lamp"], second["lamp"]) == (pytest.approx(100 * 91 / 110 - 85), "slow", "on_pace", "behind")


def test_blank_nought_and_dash_stay_apart_to_the_end(figures):
    cells = {"A": None, "B": 0, "C": DASH, "E": 4}
    books = {code: {AssistanceLedger: [_help(files_end=cell)]} for code, cell in cells.items()}
    found = figures(county("A", "B", "C", "E", "F"), {"files": "sum(assistance_ledger.files_end)"}, branches=books)
    assert values(found) == {"0": 4, "A": None, "B": 0, "C": None, "E": 4, "F": None}
    found = figures(county("A", "C"), {"files": "last(assistance_ledger.files_end)"}, branches={code: books[code] for code in ("A", "C")})
    assert values(found) == {"0": None, "A": None, "C": None}


def _help(**changed):
    row = {"period": "2015-03", "programme": "困难建档", "given_on": D(2015, 3, 2), "target_group": "困难职工", "persons": 1, "cash_yuan": 0}
    return {**row, **changed}


def test_nobody_s_rows_are_no_zero_and_a_nil_return_is_one(figures):
    books = {"A": {AssistanceLedger: [_help(programme="送温暖")]}, "B": {ReturnNote: [{"sheet": "帮扶慰问台账", "period": "2015-03", "kind": "零报告"}]}}
    found = figures(county("A", "B", "C"), {"persons": "sum(assistance_ledger.persons, programme='送清凉')"}, branches=books)
    assert values(found) == {"0": 0, "A": 0, "B": 0, "C": None}


def test_flows_of_a_closed_branch_stay_and_its_stocks_drop_out(figures):
    tree = [*county("A"), organisation("B", closed_on=D(2015, 3, 1), merged_into="A")]
    books = {code: {OrgMonthly: [month(f"2015-0{at}", unions_new=at, units_due=10, units_covered=5) for at in (1, 2)]} for code in ("A", "B")}
    books |= {"A": {OrgMonthly: [*books["A"][OrgMonthly], month("2015-03", unions_new=3, units_due=20, units_covered=10)]}}
    owed = {Assignment: [{"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}]}
    found = figures(tree, {"new": NEW, "due": "last(org_monthly.units_due)"}, branches=books, on=[D(2015, 2, 28), D(2015, 3, 31)], master=owed)
    assert values(found, indicator="new", on=D(2015, 2, 28)) == {"0": 6, "A": 3, "B": 3}
    assert values(found, indicator="due", on=D(2015, 2, 28)) == {"0": 20, "A": 10, "B": 10}
    assert values(found, indicator="new", on=D(2015, 3, 31)) == {"0": 9, "A": 6, "B": 3}
    assert values(found, indicator="due", on=D(2015, 3, 31)) == {"0": 20, "A": 20, "B": None}
    assert [(row["org"], row["expected"]) for row in found if row["indicator"] == "new" and row["on"] == D(2015, 3, 31)] == [("0", 1), ("A", 1), ("B", 0)]


def test_history_stays_with_the_district_it_was_filed_in(figures):
    tree = [*county("X", "Y"), organisation("E", "X"), organisation("F", "Y")]
    tree += [organisation("A", "X", closed_on=D(2015, 3, 1)), organisation("A", "Y", opened_on=D(2015, 3, 1))]
    found = figures(
        tree,
        {"new": NEW, "due": "last(org_monthly.units_due)"},
        branches={"A": {OrgMonthly: [month(f"2015-0{at}", unions_new=at, units_due=7) for at in (1, 2, 3)]}},
    )
    assert {org: values(found, indicator="new")[org] for org in "0XY"} == {"0": 6, "X": 3, "Y": 3}
    assert {org: values(found, indicator="due")[org] for org in "0XY"} == {"0": 7, "X": None, "Y": 7}


NIL = {ReturnNote: [{"sheet": "集体协商台账", "period": "2015-03", "kind": "零报告"}]}
REGISTER = [unit("u1", "A"), unit("u2", "A"), unit("u3", "B"), unit("u4", "B"), unit("u5", "B", should_bargain=False)]


@pytest.mark.parametrize(
    ("books", "shares"),
    [
        ({"A": [contract("1", unit_codes=("u1", "u3", "u4"))], "B": NIL}, {"0": 75, "A": 50, "B": 100}),
        ({"A": [contract("1", unit_codes=("u1", "u3", "u4"))]}, {"0": 75, "A": 50, "B": None}),
        ({"A": [contract("1", unit_codes=("u1", "u3"))], "B": [contract("2", unit_codes=("u3", "u1"))]}, {"0": 50, "A": 50, "B": 50}),
        ({"A": [contract("1", unit_codes=("u1", "u5"))], "B": NIL}, {"0": 25, "A": 50, "B": 0}),
        ({"A": [contract("1", units_covered=2)], "B": [contract("2", unit_codes=("u3",))]}, {"0": 75, "A": 100, "B": 50}),
        ({"A": [contract("1", unit_codes=("u1",), valid_to=D(2015, 3, 30))], "B": [contract("2", unit_codes=("u3",))]}, {"0": 25, "A": 0, "B": 50}),
        ({"A": [contract("1", unit_codes=("u1",), valid_to=D(2015, 3, 31))], "B": []}, {"0": 25, "A": 50, "B": None}),
        ({"A": [contract("1", unit_codes=("u1",), valid_from=D(2015, 4, 1))], "B": []}, {"0": 0, "A": 0, "B": None}),
        ({"A": [contract("1", unit_codes=("u1",), contract_type="综合")], "B": []}, {"0": 0, "A": 0, "B": None}),
        ({"A": [contract("1", unit_codes=("u1",), signed_on=D(2015, 4, 1), valid_from=D(2015, 1, 1))], "B": []}, {"0": 0, "A": 0, "B": None}),
    ],
    ids=["of-another-town", "silent-town", "in-two-contracts", "not-due", "without-a-list", "expired", "last-day", "later", "other-kind", "not-signed"],
)
def test_coverage_belongs_to_the_unit(figures, books, shares):
    found = figures(
        county("A", "B"),
        {"share": COVERED},
        branches={code: rows if rows is NIL else {BargainingLedger: rows} for code, rows in books.items()},
        master={UnitRegister: REGISTER},
    )
    assert values(found) == shares


def test_a_branch_that_filed_nothing_but_whose_units_are_covered_has_them(figures):
    found = figures(
        county("A", "B"),
        {"listed": "distinct(bargaining_ledger.unit_codes, in_force=True)"},
        branches={"A": {BargainingLedger: [contract("1", unit_codes=("u1", "u3", "u4", "u9"))]}},
        master={UnitRegister: REGISTER},
    )
    assert values(found) == {"0": 4, "A": 2, "B": 2}


def test_contracts_that_expire_soon(figures):
    ends = {"a": D(2015, 3, 30), "b": D(2015, 3, 31), "c": D(2015, 5, 30), "d": D(2015, 5, 31)}
    rows = [contract(number, valid_to=day) for number, day in ends.items()]
    found = figures(county("A"), {"soon": "count(bargaining_ledger.contract_no, expires_in=60)"}, branches={"A": {BargainingLedger: rows}})
    assert values(found)["0"] == 2


def test_a_past_denominator_is_that_of_its_day(figures):
    register = [unit("u1", "A", listed_on=D(2015, 2, 1)), unit("u2", "A", delisted_on=D(2015, 3, 1)), unit("u3", "A")]
    found = figures(
        county("A"), {"units": "count(unit_register.unit_code)"}, on=[D(2015, 1, 31), D(2015, 2, 28), D(2015, 3, 31)], master={UnitRegister: register}
    )
    assert [row["value"] for row in found if row["org"] == "0"] == [2, 3, 2]


def test_a_year_ago_moves_the_window_as_a_whole(figures):
    rows = [month(f"{year}-{number:02d}", unions_new=number + (100 if year == 2015 else 0)) for year in (2014, 2015) for number in (1, 2, 3, 4)]
    found = figures(county("A"), {"new": NEW, "growth": "new / year_ago(new) * 100 - 100", "before": "year_ago(new)"}, branches={"A": {OrgMonthly: rows}})
    assert [values(found, indicator=code)["0"] for code in ("new", "before")] == [306, 6]
    assert values(found, indicator="growth")["0"] == pytest.approx(306 / 6 * 100 - 100)


def test_an_indicator_may_have_a_window_of_its_own(figures):
    rows = [month(f"2015-0{number}", unions_new=10**number) for number in range(1, 6)]
    own = {"formula": NEW, "from_on": D(2015, 2, 1), "to_on": D(2015, 3, 31)}
    found = figures(county("A"), {"own": own, "all": NEW}, [goal("own", "0", 2200)], {"A": {OrgMonthly: rows}}, on=[D(2015, 2, 28), D(2015, 5, 31)])
    assert [row["value"] for row in found if row["org"] == "0" and row["indicator"] == "own"] == [100, 1100]
    assert [row["value"] for row in found if row["org"] == "0" and row["indicator"] == "all"] == [110, 111110]
    late = next(row for row in found if row["org"] == "0" and row["indicator"] == "own" and row["on"] == D(2015, 5, 31))
    assert late["elapsed"] == pytest.approx(100 * 90 / 365)


def test_a_target_that_begins_inside_a_month_takes_the_whole_month(figures):
    rows = [month("2015-01", unions_new=1), month("2015-02", unions_new=10), month("2015-03", unions_new=100)]
    found = figures(county("A"), {"new": NEW}, [goal("new", "0", 220, start_on=D(2015, 2, 15))], {"A": {OrgMonthly: rows}})
    assert [(row["value"], row["completion"]) for row in found if row["org"] == "0"] == [(110, 50)]


def test_half_of_a_union_year_is_gone_at_the_end_of_march(figures):
    rows = [month("2011-09", unions_new=1), month("2011-10", unions_new=10), month("2012-03", unions_new=30), month("2012-04", unions_new=100)]
    targets = [goal("new", "0", 100, start_on=D(2011, 10, 1), due_on=D(2012, 9, 30))]
    found = figures(county("A"), {"new": NEW, "free": NEW}, targets, {"A": {OrgMonthly: rows}}, on=[D(2012, 3, 31)], settings={"年度起始": "10-01"})
    (record,) = [row for row in found if row["org"] == "0" and row["indicator"] == "new"]
    assert (record["value"], record["elapsed"], record["completion"], record["gap"], record["lamp"]) == (40, 50, 40, -10, "slow")
    assert values(found, indicator="free")["0"] == 40


@pytest.mark.parametrize(
    ("start", "scheme", "gone", "gap", "lamp"),
    [
        (D(2012, 1, 1), "标准", 75.0, -23.7, "behind"),
        (D(2012, 1, 1), "银川", 75.0, -23.7, "slow"),
        (D(2011, 10, 1), "标准", 81.5, -30.2, "behind"),
        (D(2011, 10, 1), "银川", 81.5, -30.2, "behind"),
    ],
)
def test_the_calendar_and_the_preset_decide_the_lamp_of_16_july_2012(start, scheme, gone, gap, lamp, figures):
    """513 of 1,000 unions by 16 July, due 20 September."""
    rows = [month("2012-03", unions_new=500), month("2012-07", unions_new=13)]
    targets = [goal("new", "0", 1000, start_on=start, due_on=D(2012, 9, 20))]
    found = figures(county("A"), {"new": NEW}, targets, {"A": {OrgMonthly: rows}}, on=[D(2012, 7, 16)], settings={"亮灯方案": scheme})
    (record,) = [row for row in found if row["org"] == "0"]
    told = [round(record[name], 1) for name in ("completion", "elapsed", "gap")]
    assert (told, record["lamp"]) == ([51.3, gone, gap], lamp)


def test_history_keeps_the_lamp_and_the_target_of_its_day(figures):
    """Slow in March at 10 of 60; from June on the target is 40 and June is on pace; March stays what it was."""
    rows = [month("2015-03", unions_new=10), month("2015-06", unions_new=20)]
    targets = [goal("new", "A", 60), goal("new", "A", 40, version=2, effective_on=D(2015, 6, 1))]
    found = figures(county("A"), {"new": NEW}, targets, {"A": {OrgMonthly: rows}}, on=[D(2015, 3, 31), D(2015, 6, 30)])
    assert [(row["target"], row["lamp"]) for row in found if row["org"] == "A"] == [(60, "slow"), (40, "on_pace")]


def test_what_is_completed_late_still_counts(figures):
    rows = [month("2015-01", unions_new=4), month("2016-01", unions_new=6)]
    found = figures(county("A"), {"new": NEW}, [goal("new", "0", 10)], {"A": {OrgMonthly: rows}}, on=[D(2015, 12, 31), D(2016, 1, 31)])
    records_of_root = [(row["value"], row["elapsed"], row["lamp"]) for row in found if row["org"] == "0"]
    assert records_of_root[0][:2] == (4, 100)
    assert records_of_root[1] == (10, 100, "on_pace")


def test_a_due_date_beyond_every_calendar_is_no_trouble(figures):
    found = figures(county("A"), {"new": NEW}, [goal("new", "0", 10, due_on=D(9999, 12, 31))], {"A": {OrgMonthly: [month("2015-03", unions_new=1)]}})
    assert [row["lamp"] for row in found if row["org"] == "0"] == ["starting"]


def test_target_elapsed_and_months_in_a_formula(figures):
    formulas = {"done": "sum(org_monthly.unions_new) / target * 100", "monthly": "sum(org_monthly.unions_new) / months", "time": "elapsed"}
    found = figures(county("A"), formulas, [goal("done", "0", 20), goal("time", "0", 100)], {"A": {OrgMonthly: [month("2015-03", unions_new=6)]}})
    by_code = {row["indicator"]: row for row in found if row["org"] == "0"}
    assert (by_code["done"]["value"], by_code["done"]["completion"], by_code["done"]["target"]) == (30, 30, 20)
    assert by_code["monthly"]["value"] == 2
    assert by_code["time"]["value"] == pytest.approx(100 * 90 / 365)


def test_one_record_for_each_organisation_indicator_issuer_and_day(figures):
    targets = [goal("new", "0", 10), goal("new", "0", 20, issued_by="县"), goal("new", "0", 5, due_on=D(2015, 6, 30))]
    found = figures(
        county("A"), {"new": NEW, "other": NEW}, targets, {"A": {OrgMonthly: [month("2015-03", unions_new=2)]}}, on=[D(2015, 2, 28), D(2015, 3, 31)]
    )
    keys = [(row["org"], row["indicator"], row["issued_by"], row["due_on"], row["on"]) for row in found]
    assert len(keys) == len(set(keys)) == 2 * 4 * 2
    at_march = {
        (row["issued_by"], row["due_on"]): row["completion"] for row in found if row["org"] == "0" and row["indicator"] == "new" and row["on"] == D(2015, 3, 31)
    }
    assert at_march == {("市", D(2015, 12, 31)): 20, ("县", D(2015, 12, 31)): 10, ("市", D(2015, 6, 30)): 40}


def test_records_come_organisation_by_organisation_in_the_order_of_the_sheets(figures):
    found = figures(county("B", "A"), {"z": NEW, "a": NEW}, branches={"A": {OrgMonthly: [month("2015-03", unions_new=2)]}}, on=[D(2015, 3, 31), D(2015, 2, 28)])
    assert [(row["org"], row["indicator"], row["on"].month) for row in found] == [(org, code, at) for org in "0BA" for code in "za" for at in (2, 3)]


def test_an_unknown_indicator_is_named():
    with pytest.raises(UnknownIndicator) as told:
        records(ledger_of({Organisation: county("A")}), [D(2015, 3, 31)], ["nothing"])
    assert told.value.args == ("nothing",)


@pytest.mark.parametrize(
    ("begins", "on", "found"),
    [
        ("01-01", D(2015, 3, 15), [D(2015, 1, 31), D(2015, 2, 28), D(2015, 3, 15)]),
        ("01-01", D(2015, 2, 28), [D(2015, 1, 31), D(2015, 2, 28)]),
        ("10-01", D(2014, 12, 31), [D(2014, 10, 31), D(2014, 11, 30), D(2014, 12, 31)]),
    ],
)
def test_month_ends_of_the_year_and_the_day_itself(begins, on, found):
    assert month_ends(ledger_of({Setting: [{"key": "年度起始", "value": begins}]}), on) == found
