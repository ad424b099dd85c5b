"""Totals of the demo told by their parts: what is shown adds up, wherever it is shown."""

import math

import pytest

from progress.composition import MOST, composition, split_by
from progress.formula import parse
from progress.indicators import load_indicators


def told(made, org=None):
    indicators, _ = load_indicators(made.ledger)
    day, root = made.federation.data_date, org or made.ledger.organisations.root
    rows = made.records[made.records["org"] == root].drop_duplicates("indicator").to_dict("records")
    found = {row["indicator"]: (row, composition(made.ledger, indicators[row["indicator"]], root, day, row["start_on"] or None)) for row in rows}
    return {code: (row, each) for code, (row, each) in found.items() if each}


def test_parts_add_up_to_the_total(workspace):
    for _, each in told(workspace).values():
        assert math.fsum(part.value for part in each.parts) == pytest.approx(each.whole, rel=1e-9)
        assert math.fsum(part.share for part in each.parts) == pytest.approx(100)


def test_the_total_is_the_figure_itself_or_its_numerator(workspace):
    for row, each in told(workspace).values():
        assert each.whole == pytest.approx(row["numerator"] if each.of_numerator else row["value"])


def test_at_most_five_parts_have_a_name(workspace):
    assert all(len([part for part in each.parts if part.choice]) <= MOST for _, each in told(workspace).values())


def test_new_unions_are_told_by_the_kind_of_unit(made):
    (_, found) = told(made("baoshan"))["unions_new"]
    assert [(found.column.name, part.choice, part.value) for part in found.parts] == [("unit_kind", "非公企业", 188.0), ("unit_kind", "国有企业", 12.0)]


def test_contracts_are_told_by_their_kind_unless_the_formula_counts_one_kind():
    assert split_by(parse("count(bargaining_ledger.contract_no)")).name == "contract_type"
    assert split_by(parse('count(bargaining_ledger.contract_no, contract_type="综合")')).name == "level"


@pytest.mark.parametrize(
    "formula",
    ["sum(org_monthly.members_new) + count(bargaining_ledger.contract_no)", "year_ago(sum(org_monthly.members_new))", "sum(org_monthly.members_new) / target"],
)
def test_what_has_no_one_sheet_or_no_one_time_has_no_parts(formula):
    assert split_by(parse(formula)) is None


def test_the_parts_of_a_branch_are_its_own(made):
    there = made("baoshan")
    leaf = next(code for code in there.ledger.organisations.leaves if "unions_new" in told(there, code))
    row, each = told(there, leaf)["unions_new"]
    assert each.whole == row["value"] < told(there)["unions_new"][1].whole
