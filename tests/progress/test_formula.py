"""The formula language: one meaning for two languages, and a refusal with its place for everything else."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import demo
from progress.catalogue import standard_indicators
from progress.filters import Filter
from progress.formula import LONGEST, Aggregate, Bare, Binary, FormulaError, Number, Reference, YearAgo, parse
from schema.folding import identifier
from schema.registry import BRANCH_SHEETS
from schema.unit_register import UnitRegister

MEASURED = (*BRANCH_SHEETS, UnitRegister)

COVERED = Aggregate("last", "org_monthly", "units_covered")
DUE = Aggregate("last", "org_monthly", "units_due")


def filters(formula):
    return parse(formula).filters


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("期末(组织建设月报.已覆盖单位数)", "last(org_monthly.units_covered)"),
        ("期初（组织建设月报．已覆盖单位数）", "first(org_monthly.units_covered)"),
        ("合计(组织建设月报.新建基层工会数)", "sum(org_monthly.unions_new)"),
        ("求和(组织建设月报.新建基层工会数)", "sum(org_monthly.unions_new)"),
        ("计数(维权案件台账.案件编号，结果＝“调解成功”)", 'count(rights_ledger.case_no, result="调解成功")'),
        ("去重(集体协商台账.覆盖单位编码, 有效=是)", "distinct(bargaining_ledger.unit_codes, in_force=True)"),
        ("去重(集体协商台账.覆盖单位编码, 到期天数=60)", "distinct(bargaining_ledger.unit_codes, expires_in=60)"),
        ("去重(集体协商台账.覆盖单位编码, 是否应开展工资集体协商=是)", "distinct(bargaining_ledger.unit_codes, should_bargain=True)"),
        ("合计(集体协商台账.覆盖企业数, 覆盖单位编码=空)", "sum(bargaining_ledger.units_covered, unit_codes=None)"),
        ("最大(帮扶慰问台账.资金元)", "max(assistance_ledger.cash_yuan)"),
        ("最小(帮扶慰问台账.资金元)", "min(assistance_ledger.cash_yuan)"),
        ("合计(帮扶慰问台账.惠及人数，项目＝［「送温暖」，‘送清凉’］)", 'sum(assistance_ledger.persons, programme=["送温暖", "送清凉"])'),
        ("上年同期(合计(组织建设月报.新发展会员数))", "year_ago(sum(org_monthly.members_new))"),
        ("a × 2 ÷ 月数 － 目标 ＋ 时间进度", "a * 2 / months - target + elapsed"),
        ("（a＋b）／c＊100", "(a+b)/c*100"),
        ('sum( org_monthly.unions_new\n\t, unit_kind="机关" )', 'sum(org_monthly.unions_new, unit_kind="机关")'),
        ("合计(组织建设月报.新建基层工会数)\r\n+1", "sum(org_monthly.unions_new)+1"),
        ("　合计(组织建设月报.新建基层工会数)　", "sum(org_monthly.unions_new)"),
    ],
)
def test_chinese_and_full_width_mean_the_same(chinese, english):
    assert parse(chinese) == parse(english)


@pytest.mark.parametrize("model", MEASURED, ids=lambda model: model.about.name)
def test_every_column_has_a_chinese_name_of_its_own(model):
    names = [identifier(column.header) for column in model.columns()]
    assert len(set(names)) == len(names)
    for column in model.columns():
        chinese = parse(f"计数({identifier(model.about.title)}.{identifier(column.header)})")
        assert chinese == parse(f"count({model.about.name}.{column.name})") == Aggregate("count", model.about.name, column.name)


def test_full_width_marks_inside_quotes_stay():
    assert filters('count(activity_ledger.sessions, title="学习（一）：×，")') == (Filter("title", "in", ("学习(一):×,",)),) or filters(
        'count(activity_ledger.sessions, title="学习（一）：×，")'
    ) == (Filter("title", "in", ("学习（一）：×，",)),)


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ("1 - 2 - 3", Binary("-", Binary("-", Number(1), Number(2)), Number(3))),
        ("1 - (2 - 3)", Binary("-", Number(1), Binary("-", Number(2), Number(3)))),
        ("1 + 2 * 3", Binary("+", Number(1), Binary("*", Number(2), Number(3)))),
        ("-a", Binary("-", Number(0), Reference("a"))),
        ("target", Bare("target")),
        ("year_ago(a / b)", YearAgo(Binary("/", Reference("a"), Reference("b")))),
        ("last(org_monthly.units_covered) / last(org_monthly.units_due) * 100", Binary("*", Binary("/", COVERED, DUE), Number(100))),
    ],
)
def test_arithmetic_binds_as_everybody_expects(formula, tree):
    assert parse(formula) == tree


@pytest.mark.parametrize(
    ("keyword", "found"),
    [
        ('contract_type="工资专项"', Filter("contract_type", "in", ("工资专项",))),
        ('contract_type=["综合", "工资专项"]', Filter("contract_type", "in", ("综合", "工资专项"))),
        ('contract_type="!=综合"', Filter("contract_type", "not_in", ("综合",))),
        ('contract_type=">=女职工专项"', Filter("contract_type", "in", ("女职工专项", "劳动安全专项"))),
        ('contract_type=">女职工专项"', Filter("contract_type", "in", ("劳动安全专项",))),
        ('contract_type="<=工资专项"', Filter("contract_type", "in", ("综合", "工资专项"))),
        ('contract_type="<综合"', Filter("contract_type", "in", ())),
        ('staff_covered=">=100"', Filter("staff_covered", ">=", (100,))),
        ('staff_covered="<100"', Filter("staff_covered", "<", (100,))),
        ("staff_covered=100", Filter("staff_covered", "in", (100,))),
        ("check_result=None", Filter("check_result", "blank")),
        ("in_force=True", Filter("", "in_force")),
        ("expires_in=60", Filter("", "expires_in", (60,))),
        ('staff_count=">=100"', Filter("staff_count", ">=", (100,), of_unit=True)),
        ("should_bargain=True", Filter("should_bargain", "in", (True,), of_unit=True)),
        ("chair_post=None", Filter("chair_post", "blank", of_unit=True)),
    ],
)
def test_filters_hold_values_of_their_columns(keyword, found):
    assert filters(f"distinct(bargaining_ledger.unit_codes, {keyword})") == (found,)


REFUSED = [
    ("", "formula_syntax"),
    ("1 +", "formula_syntax"),
    ("sum(org_monthly.unions_new", "formula_syntax"),
    ("a b", "formula_syntax"),
    ("\x00", "formula_syntax"),
    ("a = 1", "formula_syntax"),
    ("import os", "formula_syntax"),
    ("__import__('os').system('true')", "formula_function"),
    ("os.system('true')", "formula_function"),
    ("eval('1')", "formula_function"),
    ("a.b", "formula_part"),
    ("().__class__", "formula_part"),
    ("a[0]", "formula_part"),
    ("2 ** 8", "formula_part"),
    ("7 % 2", "formula_part"),
    ("7 // 2", "formula_part"),
    ("1 << 60", "formula_part"),
    ("~1", "formula_part"),
    ("not a", "formula_part"),
    ("a and b", "formula_part"),
    ("a > b", "formula_part"),
    ("a if b else c", "formula_part"),
    ("lambda: 1", "formula_part"),
    ("(x := 1)", "formula_part"),
    ("[1, 2]", "formula_part"),
    ("[x for x in y]", "formula_part"),
    ("{1: 2}", "formula_part"),
    ("(1, 2)", "formula_part"),
    ("'text'", "formula_part"),
    ("f'{a}'", "formula_part"),
    ("b'x'", "formula_part"),
    ("True", "formula_part"),
    ("None", "formula_part"),
    ("...", "formula_part"),
    ("1j", "formula_part"),
    ("1e999", "formula_part"),
    ("1" + "0" * 400, "formula_part"),
    ("sum()", "formula_arguments"),
    ("sum(org_monthly.unions_new, org_monthly.unions_end)", "formula_arguments"),
    ("year_ago()", "formula_arguments"),
    ("year_ago(a, b=1)", "formula_function"),
    ("mean(org_monthly.unions_new)", "formula_function"),
    ("sum(1)", "formula_column"),
    ("sum(unions_new)", "formula_column"),
    ("sum(*org_monthly.unions_new)", "formula_column"),
    ("sum(org_monthly.a.b)", "formula_column"),
    ("sum(org_monthly.nothing)", "formula_column"),
    ("sum(org_monthly.__class__)", "formula_column"),
    ("sum(nothing.unions_new)", "formula_sheet"),
    ("sum(org_monthly.unions_new, nothing=1)", "formula_filter_column"),
    ("sum(org_monthly.unions_new, should_bargain=True)", "formula_filter_column"),
    ("sum(org_monthly.unions_new, unit_kind='农户')", "formula_filter_value"),
    ("sum(org_monthly.unions_new, unit_kind='>=农户')", "formula_filter_value"),
    ("sum(org_monthly.unions_new, units_due='many')", "formula_filter_value"),
    ("sum(org_monthly.unions_new, units_due=1.5)", "formula_filter_value"),
    ("sum(org_monthly.unions_new, units_due=True)", "formula_filter_value"),
    ("sum(org_monthly.unions_new, in_force=True)", "formula_filter_value"),
    ("sum(bargaining_ledger.units_covered, in_force=False)", "formula_filter_value"),
    ("sum(bargaining_ledger.units_covered, expires_in='60')", "formula_filter_value"),
    ("sum(bargaining_ledger.units_covered, expires_in=True)", "formula_filter_value"),
    ("sum(bargaining_ledger.units_covered, expires_in=" + "9" * 30 + ")", "formula_filter_value"),
    ("sum(rights_ledger.persons, is_migrant='是')", "formula_filter_value"),
    ("sum(bargaining_ledger.units_covered, contract_no='>=A')", "formula_filter_value"),
    ("sum(special_task.actual_value, target_value=" + "9" * 30 + ")", "formula_filter_value"),
    ("sum(org_monthly.unions_new, units_due=" + "9" * 30 + ")", "formula_filter_value"),
    ("sum(org_monthly.unions_new, unit_kind=-'x')", "formula_filter"),
    ("sum(org_monthly.unions_new, unit_kind=target)", "formula_filter"),
    ("sum(org_monthly.unions_new, unit_kind=sum(org_monthly.unions_new))", "formula_filter"),
    ("sum(org_monthly.unions_new, **x)", "formula_filter"),
    ("sum(org_monthly.unions_new, unit_kind=('机关',))", "formula_filter"),
    ("sum(org_monthly.unions_new, unit_kind=f'机关')", "formula_filter"),
    ("+".join(["a"] * 60), "formula_too_deep"),
    ("(" * 45 + "-" * 45 + "1" + ")" * 45, "formula_too_deep"),
    ("-" * 1900 + "1", None),
    ("(" * 900 + "1" + ")" * 900, None),
    ("a" * (LONGEST + 1), "formula_too_long"),
    ("1+" * 999 + "1", None),
]


@pytest.mark.parametrize(("formula", "code"), REFUSED, ids=[f"{at}-{formula[:25]!r}" for at, (formula, _) in enumerate(REFUSED)])
def test_what_is_no_formula_is_refused(formula, code):
    with pytest.raises(FormulaError) as told:
        parse(formula)
    assert code is None or told.value.code == code
    assert 1 <= told.value.column <= max(1, len(formula) + 1)


@pytest.mark.parametrize(
    ("formula", "code", "word"),
    [
        ("1 + a.b", "formula_part", "a.b"),
        ("期末(组织建设月报.已覆盖单位数) + 平均(组织建设月报.应建会单位数)", "formula_function", "平均"),
        ("期末（组织建设月报.已覆盖单位数）／期末（组织建设月报.没有这列）", "formula_column", "组织建设月报.没有这列"),
        ("合计(集体协商台账.覆盖企业数, 合同种类=“农户”)", "formula_filter_value", "“农户”"),
        ("　 合计(没有这表.覆盖企业数)", "formula_sheet", "没有这表"),
        ("合计(组织建设月报.新建基层工会数\n, 没有=1)", "formula_filter_column", "1"),
        ("新建 + 会员 会长", "formula_syntax", "会长"),
    ],
)
def test_the_place_of_a_mistake_is_counted_in_signs(formula, code, word):
    with pytest.raises(FormulaError) as told:
        parse(formula)
    assert (told.value.code, told.value.column) == (code, formula.index(word) + 1)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="sumlast()org_monthly.unions_new,unit_kind=\"'“”（）机关1234567890+-*/[]{}:;@!%^&~ \n", max_size=80),
        st.builds(
            lambda value: f"sum(org_monthly.unions_new, unit_kind={value!r})",
            st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(), st.lists, max_leaves=4),
        ),
        st.builds(
            lambda name, value: f"count(bargaining_ledger.unit_codes, {name}={value!r})",
            st.sampled_from(["in_force", "expires_in", "staff_count", "signed_on", "target_value", "period", "unit_codes", "level"]),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=5)
            | st.lists(st.none() | st.integers() | st.text(max_size=3), max_size=3),
        ),
    )
)
def test_any_text_is_a_formula_or_a_formula_error(text):
    try:
        parse(text)
    except FormulaError as error:
        assert error.column >= 1


def _figures():
    with (Path(demo.__file__).parent / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["formula"]]


def test_every_formula_of_the_published_figures_parses():
    rows = _figures()
    assert len(rows) >= 140
    for row in rows:
        parse(row["formula"])


def test_every_formula_of_the_catalogue_parses():
    parsed = [parse(row["formula"]) for row in standard_indicators()]
    assert None not in parsed
    assert len(parsed) > 40


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("sum(org_monthly.unit_kind)", "formula_column"),
        ("last(unit_register.branch_code)", "formula_column"),
        ("max(bargaining_ledger.unit_codes)", "formula_column"),
        ("min(bargaining_ledger.signed_on)", "formula_column"),
        ("sum(target.target_value)", "formula_sheet"),
        ("count(setting.value)", "formula_sheet"),
    ],
)
def test_only_numbers_of_returns_and_the_register_are_added_up(formula, code):
    with pytest.raises(FormulaError) as refused:
        parse(formula)
    assert refused.value.code == code
