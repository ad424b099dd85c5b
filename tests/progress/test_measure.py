"""Measures against plain Python, over random trees, rows, windows and filters."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from progress.formula import Binary, parse
from tests.progress.reference import value
from tests.progress.worlds import UNITS, Made, ends, filings, mornings, trees, worlds

D = dt.date
PROPERTY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True, phases=(Phase.reuse, Phase.generate))
_COLUMNS = ("unions_new", "units_covered")
_FILTERS = (
    "",
    ', unit_kind="机关"',
    ', unit_kind=["机关", "非公企业"]',
    ', unit_kind=">=国有企业"',
    ', unit_kind="!=机关"',
    ', units_due=">=3"',
    ", units_due=None",
    ", units_due=[None, 1, 2]",
)
_FUNCTIONS = ("sum", "count", "min", "max", "distinct", "last", "first")
_RETURNS = [f"{function}(org_monthly.{column}{kept})" for function in _FUNCTIONS for column in _COLUMNS for kept in _FILTERS]
_HELP = [
    f"{function}(assistance_ledger.{column}{kept})"
    for function in _FUNCTIONS
    for column in ("persons", "files_end")
    for kept in (
        "",
        ', programme="困难建档"',
        ', programme="<送温暖"',
        ", fund_source=None",
        ', fund_source="!=财政", persons=">2"',
        ', given_on=">=2015-02-01"',
    )
]
_TERM = ("", ", in_force=True", ", expires_in=60", ', in_force=True, contract_type="工资专项"', ', in_force=True, contract_type=">=工资专项"')
_LISTS = [
    f"{function}(bargaining_ledger.unit_codes{term}{kept})"
    for function in ("count", "distinct")
    for term in _TERM
    for kept in ("", ", should_bargain=True", ', staff_count=">=100"', ", chair_post=None", ', unit_kind=["机关"], chair_post="专职"')
]
_CONTRACTS = [
    f"{function}(bargaining_ledger.{column}{term}{kept})"
    for function in ("sum", "count", "max")
    for column in ("units_covered", "staff_covered")
    for term in _TERM
    for kept in ("", ", unit_codes=None")
]
_REGISTER = ["count(unit_register.unit_code, should_bargain=True)", "sum(unit_register.staff_count)", "distinct(unit_register.unit_code, chair_post=None)"]
_TOGETHER = [
    "sum(org_monthly.unions_new) / sum(org_monthly.units_due) * 100",
    "last(org_monthly.units_covered) / last(org_monthly.units_due) * 100",
    "sum(org_monthly.unions_new) / year_ago(sum(org_monthly.unions_new)) * 100 - 100",
    "year_ago(last(org_monthly.units_covered)) + 1",
    "year_ago(year_ago(sum(org_monthly.unions_new)))",
    "year_ago(distinct(bargaining_ledger.unit_codes, in_force=True))",
    "(distinct(bargaining_ledger.unit_codes, contract_type='工资专项', in_force=True, should_bargain=True)"
    " + sum(bargaining_ledger.units_covered, contract_type='工资专项', in_force=True, unit_codes=None))"
    " / count(unit_register.unit_code, should_bargain=True) * 100",
    "sum(assistance_ledger.persons) - 2 * sum(org_monthly.unions_new)",
    "-sum(org_monthly.unions_new)",
]
FORMULAS = [*_RETURNS, *_HELP, *_LISTS, *_CONTRACTS, *_REGISTER, *_TOGETHER]
POOLS = (_RETURNS, _HELP, _LISTS, _CONTRACTS, [*_REGISTER, *_TOGETHER])


@PROPERTY
@given(st.data(), st.sampled_from(POOLS).flatmap(lambda pool: st.lists(st.sampled_from(pool), min_size=2, max_size=4, unique=True)), mornings, ends)
def test_every_aggregate_is_what_plain_python_makes_of_the_rows(data, formulas, since, until):
    parsed = [parse(text) for text in formulas]
    made = data.draw(worlds(*parsed))
    found = made.values(parsed, since, until)
    for (at, org, day), number in found.items():
        assert number == pytest.approx(value(made.world, parsed[at], org, since, day)), (formulas[at], org, day)
    assert len(found) == len(parsed) * len(made.organisations.codes) * len(until)


_SUMS = [
    "sum(org_monthly.unions_new)",
    "sum(assistance_ledger.persons, programme='送温暖')",
    "last(org_monthly.units_covered)",
    "sum(bargaining_ledger.units_covered, in_force=True, unit_codes=None)",
    "count(unit_register.unit_code)",
    "count(org_monthly.units_due)",
]


@PROPERTY
@given(st.data(), st.sampled_from(_SUMS), mornings, ends)
def test_sums_of_the_parts_are_the_sum_of_the_whole(data, text, since, until):
    made = data.draw(worlds(parse(text)))
    found = made.values([parse(text)], since, until)
    for day in until:
        parts = [number for leaf in made.organisations.leaves if (number := found[0, leaf, day]) is not None]
        whole = found[0, "0", day]
        assert whole == sum(parts) if whole is not None else not any(parts)


_RATES = [[parse(f"{function}(org_monthly.units_{name})") for name in ("covered", "due")] for function in ("sum", "last")]
_UNITS = parse("distinct(bargaining_ledger.unit_codes, in_force=True)")


@PROPERTY
@given(made=worlds(*_RATES[0]), parts=st.sampled_from(_RATES), since=mornings, until=ends)
def test_a_rate_is_the_sum_of_numerators_over_the_sum_of_denominators(made, parts, since, until):
    found = made.values([Binary("/", *parts), *parts], since, until)
    for org in ("0", "X", "Y"):
        for day in until:
            covered, due = found[1, org, day], found[2, org, day]
            assert found[0, org, day] == (pytest.approx(covered / due) if covered is not None and due else None)


@PROPERTY
@given(made=worlds(_UNITS), until=ends)
def test_a_unit_counts_once_whoever_listed_it(made, until):
    found = made.values([_UNITS], D(2014, 7, 1), until)
    for day in until:
        parts = [number for leaf in made.organisations.leaves if (number := found[0, leaf, day]) is not None]
        once = found[0, "0", day]
        assert (once is None) == (not parts)
        assert once is None or max(parts) <= once <= min(sum(parts), len(UNITS) + 1)


_FLOWS = [
    "sum(org_monthly.unions_new)",
    "count(assistance_ledger.persons, programme='送温暖')",
    "max(org_monthly.units_covered)",
    "first(org_monthly.units_covered)",
]
_STOCKS = [
    "last(org_monthly.units_covered)",
    "sum(bargaining_ledger.units_covered, in_force=True)",
    "count(unit_register.unit_code)",
    "distinct(bargaining_ledger.unit_codes, in_force=True)",
]


@PROPERTY
@given(st.data(), st.sampled_from([*_FLOWS, *_STOCKS]), trees(closing=False), mornings, ends, mornings)
def test_closing_a_branch_changes_no_figure_of_a_day_before_and_no_flow_at_all(data, text, tree, since, until, closed_on):
    formula = parse(text)
    rows = data.draw(filings(formula))
    before = Made(tree, rows).values([formula], since, until)
    after = Made([{**row, "closed_on": closed_on if row["code"] == "B" else row["closed_on"]} for row in tree], rows).values([formula], since, until)
    for (_, org, day), number in before.items():
        if text in _FLOWS or day < closed_on or org not in ("0", "X", "B"):
            assert after[0, org, day] == number, (org, day)
        elif org == "B":
            assert after[0, org, day] in (None, 0)


def test_the_first_figure_below_an_organisation_is_the_first_since_a_branch_came_to_it():
    """A was below X until March and is below Y since; 4 units in January, 6 in March."""
    tree = [
        {"code": code, "name": code, "kind": "乡镇", "parent": parent, "opened_on": opened, "closed_on": closed, "merged_into": None}
        for code, parent, opened, closed in (
            ("0", None, None, None),
            ("X", "0", None, None),
            ("Y", "0", None, None),
            ("A", "X", None, D(2015, 3, 1)),
            ("A", "Y", D(2015, 3, 1), None),
        )
    ]
    rows = [
        {"branch": "A", "book": "A", "row": 2, "period": f"{on:%Y-%m}", "period_on": on, "unit_kind": "机关", "units_due": due}
        for on, due in ((D(2015, 1, 1), 4), (D(2015, 3, 1), 6))
    ]
    found = Made(tree, {"org_monthly": rows}).values([parse("first(org_monthly.units_due)")], D(2015, 1, 1), [D(2015, 12, 31)])
    assert {org: number for (_, org, _), number in found.items()} == {"0": 4, "X": 4, "Y": 6, "A": 4}


def test_the_pool_of_formulas_names_every_aggregate_and_filter():
    nodes = [parse(text) for text in FORMULAS]
    assert {node.function for node in nodes if hasattr(node, "function")} == {"sum", "count", "min", "max", "distinct", "last", "first"}
    kept = {part.comparison for node in nodes for part in getattr(node, "filters", ())}
    assert kept == {"in", "not_in", ">=", ">", "blank", "in_force", "expires_in"}
