"""Figures followed back to the cells of the workbooks, and made of them again."""

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from progress.aggregates import aggregate
from progress.cells import cells_of
from progress.cube import Cube
from progress.formula import parse
from progress.indicators import load_indicators
from progress.measure import Measure, Plan
from progress.records import UnknownIndicator
from progress.trace import total, traced, written
from progress.windows import Window
from schema.assistance_ledger import AssistanceLedger
from schema.bargaining_ledger import BargainingLedger
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from schema.unit_register import UnitRegister
from tests.progress.rows import contract, county, indicator, ledger_of, month, unit
from tests.progress.test_measure import POOLS
from tests.progress.worlds import ends, mornings, worlds

D = dt.date
MARCH = D(2015, 3, 31)
RATE = "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100"
PROPERTY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True, phases=(Phase.reuse, Phase.generate))


def same(one, other):
    return (math.isnan(one) and math.isnan(other)) or one == pytest.approx(other, rel=1e-9, abs=1e-9)


@PROPERTY
@given(st.data(), st.sampled_from(POOLS).flatmap(lambda pool: st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True)), mornings, ends)
def test_every_aggregate_is_made_of_its_cells_whatever_moves_closes_or_is_left_blank(data, formulas, since, until):
    parsed = [parse(text) for text in formulas]
    ledger = data.draw(worlds(*parsed))
    ledger.values(parsed, since, until)
    plan = Plan()
    for node in parsed:
        plan.add(Measure("", node, None, {on: Window(since, on) for on in until}), node)
    figures = Cube.dense(ledger.organisations.codes, sorted(until), aggregate(ledger, plan.requests, plan.windows))
    for name, request in plan.requests.items():
        places = zip(figures.keys["org"], figures.keys["on"], figures.columns[name].tolist(), strict=True)
        for org, on, figure in places:
            cells = cells_of(ledger, request, plan.windows[request.windows][on], org, on)
            assert same(total(request.aggregate.function, cells["value"], figure), figure), (written(request.aggregate), org, on)


@pytest.mark.parametrize("text", [text for pool in POOLS[:4] for text in pool[::7]])
def test_an_aggregate_is_written_as_it_is_read(text):
    assert parse(written(parse(text))) == parse(text)


def world(formula, branches, **master):
    held = {Organisation: county(*branches), Indicator: [indicator("i", formula)], **master}
    ledger = ledger_of(held, branches)
    return ledger, load_indicators(ledger)[0]


def cells(formula, branches, org="0", on=MARCH, **master):
    """(branch, row, cell, header, period, value, shown) of each cell behind a figure."""
    ledger, indicators = world(formula, branches, **master)
    found = traced(ledger, indicators, "i", org, on).cells
    named = ["branch", "row", "cell", "header", "period", "value", "shown"]
    return [tuple(None if pd.isna(value) else value for value in row) for row in found[named].itertuples(index=False)]


def test_the_newest_rows_of_each_branch_stand_behind_a_stock():
    rows = {"A": {OrgMonthly: [month("2015-01", units_due=3), month("2015-03", units_due=4)]}, "B": {OrgMonthly: [month("2015-02", units_due=5)]}}
    found = cells("last(org_monthly.units_due)", rows)
    assert [(branch, row, period, value) for branch, row, _, _, period, value, _ in found] == [("B", 2, "2015-02", 5), ("A", 3, "2015-03", 4)]
    column = [column.name for column in OrgMonthly.columns()].index("units_due")
    assert [(cell, header) for _, _, cell, header, *_ in found] == [(f"{'ABCDEFGH'[column]}{row}", OrgMonthly.column("units_due").header) for row in (2, 3)]


def test_a_value_that_counts_once_stands_at_the_row_it_was_filed_in_first():
    branches = {
        "A": {BargainingLedger: [contract("1", period="2015-02", unit_codes=("u1", "u2"))]},
        "B": {BargainingLedger: [contract("2", period="2015-01", unit_codes=("u1",))]},
    }
    found = cells("distinct(bargaining_ledger.unit_codes, in_force=True)", branches)
    assert [(branch, period, value, shown) for branch, _, _, _, period, value, shown in found] == [("B", "2015-01", 1, "u1"), ("A", "2015-02", 1, "u2")]


def test_a_listed_unit_stands_with_the_branch_that_has_it_in_the_register():
    ledger, indicators = world("distinct(bargaining_ledger.unit_codes, in_force=True)", {"A": {BargainingLedger: [contract("1", unit_codes=("u1",))]}, "B": {}})
    other = ledger_of(
        {Organisation: county("A", "B"), Indicator: [indicator("i", "distinct(bargaining_ledger.unit_codes, in_force=True)")], UnitRegister: [unit("u1", "B")]},
        {"A": {BargainingLedger: [contract("1", unit_codes=("u1",))]}, "B": {}},
    )
    assert len(traced(ledger, indicators, "i", "A", MARCH).cells) == 1
    assert [(cell["branch"], cell["book"]) for cell in traced(other, indicators, "i", "B", MARCH).cells.to_dict("records")] == [("B", "填报/A.xlsx")]
    assert traced(other, indicators, "i", "A", MARCH).cells.empty


def test_blank_cells_and_other_kinds_stand_behind_nothing():
    rows = [
        {"period": "2015-03", "programme": "送温暖", "given_on": D(2015, 3, 1), "persons": persons, "fund_source": source}
        for persons, source in ((4, "财政"), (None, "财政"), (6, "自筹"))
    ]
    found = cells('sum(assistance_ledger.persons, fund_source="财政")', {"A": {AssistanceLedger: rows}})
    assert [(row, value) for _, row, _, _, _, value, _ in found] == [(2, 4)]


def test_above_and_below_the_line_are_told_apart():
    ledger, indicators = world(RATE, {"A": {OrgMonthly: [month("2015-03", units_due=8, units_covered=6)]}})
    trace = traced(ledger, indicators, "i", "0", MARCH)
    assert dict(zip(trace.cells["part"], trace.cells["value"], strict=True)) == {"numerator": 6, "denominator": 8}
    assert trace.recomputed() == {"value": 75, "numerator": 6, "denominator": 8}
    assert list(trace.sums["text"]) == ["last(org_monthly.units_covered)", "last(org_monthly.units_due)"]


def test_a_year_before_has_a_window_of_its_own():
    rows = [month("2014-03", unions_new=4), month("2015-03", unions_new=5)]
    ledger, indicators = world("sum(org_monthly.unions_new) / year_ago(sum(org_monthly.unions_new)) * 100", {"A": {OrgMonthly: rows}})
    trace = traced(ledger, indicators, "i", "A", MARCH)
    assert list(zip(trace.sums["since"], trace.sums["figure"], strict=True)) == [(D(2015, 1, 1), 5), (D(2014, 1, 1), 4)]
    assert trace.recomputed()["value"] == 125


def test_nothing_reported_is_no_nought_and_a_nil_return_is_one():
    nil = {"period": "2015-03", "sheet": OrgMonthly.about.title, "kind": "零报告"}
    ledger, indicators = world("sum(org_monthly.unions_new)", {"A": {OrgMonthly: []}, "B": {OrgMonthly: [], ReturnNote: [nil]}})
    traces = {org: traced(ledger, indicators, "i", org, MARCH) for org in ("A", "B")}
    assert [len(trace.cells) for trace in traces.values()] == [0, 0]
    assert math.isnan(traces["A"].recomputed()["value"])
    assert traces["B"].recomputed()["value"] == 0


@pytest.mark.parametrize("code", ["nobody's", "i"])
def test_a_figure_without_a_formula_cannot_be_followed(code):
    ledger, indicators = world("sum(", {"A": {}})
    with pytest.raises(UnknownIndicator):
        traced(ledger, indicators, code, "0", MARCH)
