"""Indicators that name one another, and formulas that cannot be used."""

import pytest

from progress.formula import Aggregate, Binary, Number
from progress.indicators import load_indicators
from schema.indicator import Indicator
from tests.progress.rows import indicator, ledger_of


def loaded(*rows):
    return load_indicators(ledger_of({Indicator: [indicator(code, formula) for code, formula in rows]}))


NEW = Aggregate("sum", "org_monthly", "unions_new")


@pytest.mark.parametrize("order", [1, -1])
def test_a_named_indicator_is_its_formula_in_brackets(order):
    found, issues = loaded(*[("a", "b * 2"), ("b", "sum(org_monthly.unions_new) + 1")][::order])
    assert issues == []
    assert found["a"].formula == Binary("*", Binary("+", NEW, Number(1)), Number(2))
    assert found["a"].sheets == ("org_monthly",)


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([("a", "a + 1")], ["a"]),
        ([("a", "b"), ("b", "a")], ["a", "b"]),
        ([("a", "year_ago(b) + 1"), ("b", "c * 2"), ("c", "a / 2"), ("d", "1 + 1")], ["a", "b", "c"]),
    ],
)
def test_indicators_in_a_circle_are_issues_and_the_others_stay(rows, codes):
    found, issues = loaded(*rows)
    assert [issue.values["indicator"] for issue in issues] == codes
    assert issues[0].code == "formula_circle"
    assert {code for code in found if found[code].formula is None} == set(codes)
    assert [(issue.book, issue.sheet, issue.row, issue.column) for issue in issues] == [("总表.xlsx", "指标", at + 2, "公式") for at in range(len(codes))]


def test_an_unknown_or_broken_indicator_breaks_those_that_name_it():
    found, issues = loaded(("a", "nothing * 2"), ("b", "sum("), ("c", "b + 1"), ("d", "sum(org_monthly.unions_new)"))
    assert [(issue.values["indicator"], issue.code) for issue in issues] == [("b", "formula_syntax"), ("a", "formula_reference"), ("c", "formula_reference")]
    assert [code for code in found if found[code].formula] == ["d"]


@pytest.mark.parametrize("order", [1, -1])
def test_formulas_that_name_one_another_twice_each_do_not_grow_for_ever(order):
    rows = [("i0", "sum(org_monthly.unions_new)"), *((f"i{at}", f"i{at - 1} + i{at - 1}") for at in range(1, 60))]
    found, issues = loaded(*rows[::order])
    assert found["i3"].formula is not None
    assert found["i59"].formula is None
    assert {issue.code for issue in issues} <= {"formula_too_long", "formula_too_deep", "formula_reference"}


@pytest.mark.parametrize("order", [1, -1])
def test_a_chain_of_indicators_has_an_end(order):
    rows = [("i0", "sum(org_monthly.unions_new)"), *((f"i{at}", f"i{at - 1} + 1") for at in range(1, 1500))]
    found, issues = loaded(*rows[::order])
    assert found["i9"].formula is not None
    assert found["i1499"].formula is None


@pytest.mark.parametrize(
    ("formula", "ratio"),
    [
        ("a / b", True),
        ("a / b * 100", True),
        ("100 * (a / b)", True),
        ("a / b * 100 - 100", True),
        ("a + b", False),
        ("a / b + a / b", False),
        ("a", False),
    ],
)
def test_a_division_has_a_numerator_and_a_denominator(formula, ratio):
    found, _ = loaded(("x", formula), ("a", "sum(org_monthly.unions_new)"), ("b", "sum(org_monthly.unions_end)"))
    assert found["x"].ratio == ((NEW, Aggregate("sum", "org_monthly", "unions_end")) if ratio else None)


UNITS = "last(org_monthly.units_covered) / last(org_monthly.units_due)"


@pytest.mark.parametrize(
    ("formula", "scale", "share", "unit"),
    [
        (f"{UNITS} * 100", 100, True, "unit"),
        (f"100 * ({UNITS})", 100, True, "unit"),
        (f"{UNITS} * 100 - 100", 100, False, "unit"),
        (f"100 - {UNITS} * 100", -100, False, "unit"),
        (f"{UNITS} * 1000", 1000, False, "unit"),
        (UNITS, 1, False, "unit"),
        ("sum(org_monthly.unions_new)", 1, False, ""),
        ("sum(org_monthly.unions_new) / target * 100", 100, False, "org"),
        ("sum(org_monthly.unions_new) / year_ago(sum(org_monthly.unions_new)) * 100", 100, False, "org"),
        ("count(org_monthly.unions_new) / sum(org_monthly.units_due) * 100", 100, True, ""),
        ("(sum(org_monthly.unions_new) + sum(org_monthly.members_new)) / sum(org_monthly.units_due) * 100", 100, True, ""),
    ],
)
def test_what_a_numerator_is_worth_and_whether_it_is_part_of_a_whole(formula, scale, share, unit):
    rows = [{**indicator("a", formula), "unit": "percent"}]
    found = load_indicators(ledger_of({Indicator: rows}))[0]["a"]
    assert (found.scale, found.is_share, found.numerator_unit) == (scale, share, unit)


@pytest.mark.parametrize(
    ("formula", "carried"),
    [
        (f"{UNITS} * 100", ("org_monthly",)),
        ("sum(org_monthly.unions_new)", ()),
        ("last(org_monthly.units_due) + sum(visit_log.enterprises)", ("org_monthly",)),
        ("count(unit_register.unit_code)", ()),
    ],
)
def test_only_what_restates_the_whole_is_carried(formula, carried):
    assert loaded(("a", formula))[0]["a"].carried == carried
