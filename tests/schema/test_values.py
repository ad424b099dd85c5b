"""What stands in a cell becomes a value for certain, or is refused by a code."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from schema import values
from schema.folding import is_blank, is_dash
from schema.grid import number_text
from schema.org_monthly import OrgMonthly
from schema.registry import SHEETS
from schema.target import Target
from words import text

FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


def refusal(reader, typed):
    with pytest.raises(PydanticCustomError) as refused:
        reader(typed)
    return refused.value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"),
        (" 12\u3000", "12"),
        ("１２", "12"),
        ("１．５", "1.5"),
        ("1,234", "1234"),
        ("1，234，567.5", "1234567.5"),
        ("−5", "-5"),
        ("－5", "-5"),
        ("+5", "5"),
        ("007", "7"),
        (12, "12"),
        (1.5, "1.5"),
        (Decimal("0.1"), "0.1"),
    ],
)
def test_number_is_read(typed, value):
    assert values.read_decimal(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        "约200",
        "200余",
        "200多",
        "3-4",
        "3~4",
        "同上",
        "二十",
        "12,34",
        "1,2345",
        "1.",
        ".5",
        "5%",
        "1e5",
        "0x10",
        "²",
        "5²",
        "①",
        "½",
        "Ⅳ",
        "=1+1",
        "万",
        "1 2",
        "٣",
        True,
    ],
)
def test_what_is_no_certain_number_is_refused(typed):
    assert refusal(values.read_decimal, typed).type == "not_a_number"


AMOUNTS = {
    **{"1.2万": "12000", "610.8万": "6108000", "１．２万": "12000", "2亿": "200000000", "-3万": "-30000", "1.2万元": "12000", "1,200万": "12000000"},
    **{
        "约200": "200",
        "约 200 人": "200",
        "200多": "200",
        "200余人": "200",
        "200多人": "200",
        "30余万元": "300000",
        "近3千": "3000",
        "12人左右": "12",
        "¥500": "500",
        "0万": "0",
    },
    **dict.fromkeys(("3-4", "3~4", "3-4万", "同上", "二十", "无", "5%", "1 2", "12,34", "1e5", "1.2E+15", "约", "200以内", "2026-03-04", "12+3")),
}


@pytest.mark.parametrize(("typed", "offered"), AMOUNTS.items())
@pytest.mark.parametrize("reader", [values.read_decimal, values.read_whole])
def test_what_is_nearly_a_number_is_refused_with_an_offer_that_can_be_typed(reader, typed, offered):
    found = refusal(reader, typed)
    assert (found.type, found.context.get("offered"), found.context["typed"]) == ("not_a_number", offered, typed)
    assert offered is None or reader(offered) == int(offered)


def test_no_fraction_is_offered_for_a_whole_number():
    assert (refusal(values.read_decimal, "1.23456万").context["offered"], "offered" in refusal(values.read_whole, "1.23456万").context) == ("12345.6", False)


@pytest.mark.parametrize(("typed", "code"), [("0.12345678901234567890", "too_many_digits"), ("1e-400", "not_a_number"), (Decimal("1e-400"), "too_many_digits")])
def test_a_number_that_no_cell_could_hold_is_refused(typed, code):
    assert refusal(values.read_decimal, typed).type == code


@pytest.mark.parametrize("typed", ["12人", "12 人", "１２人", " 12人 ", "12名", "12"])
def test_the_units_a_column_counts_in_may_stand_behind_its_number(typed):
    assert (OrgMonthly.read("members_end", typed), OrgMonthly(members_end=typed).members_end) == (12, 12)


@pytest.mark.parametrize("typed", ["12家", "12元", "12人次", "12%", "5²人", "1 2人", "人", "约12人", "12人人"])
def test_no_other_units_may(typed):
    with pytest.raises(ValidationError) as refused:
        OrgMonthly.read("members_end", typed)
    assert refused.value.errors()[0]["type"] == "not_a_number"


def test_every_column_takes_the_unit_its_explanation_names():
    counted = [(model, column) for model in SHEETS.values() for column in model.columns() if column.unit]
    assert {(model.about.name, column.name) for model, column in counted if model.read(column.name, f"12{text(f'unit.{column.unit}')}") != 12} == set()


@pytest.mark.parametrize("typed", ["97%", "97 %", "９７％"])
def test_a_percent_may_be_typed_where_rates_stand(typed):
    assert Target.read("target_value", typed) == 97


@pytest.mark.parametrize(("typed", "value"), [("12.0", 12), ("1,000", 1000), (3, 3), (3.0, 3), ("-1", -1)])
def test_whole_number_is_read(typed, value):
    found = values.read_whole(typed)
    assert (found, type(found)) == (value, int)


@pytest.mark.parametrize(("typed", "code"), [("12.5", "not_whole"), (0.5, "not_whole"), (float("nan"), "not_a_number"), (float("inf"), "not_a_number")])
def test_what_is_not_whole_is_refused(typed, code):
    assert refusal(values.read_whole, typed).type == code


@given(st.integers(-(10**15), 10**15))
def test_every_whole_number_is_read_back_however_it_is_spelled(number):
    for spelling in (str(number), f"{number:,}", f"{number}.0", f"{number:,}".translate(FULL_WIDTH), f" {number} "):
        assert values.read_whole(spelling) == number


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-05",
        "2026-3-5",
        "2026.3.5",
        "2026/3/5",
        "2026年3月5日",
        "20260305",
        "２０２６．３．５",
        "2026 年 3 月 5 日",
        "2026-03-05 00:00:00",
        "2026-03-05T00:00:00",
        dt.date(2026, 3, 5),
        dt.datetime(2026, 3, 5, 9, 30),  # noqa: DTZ001
    ],
)
def test_date_is_read(typed):
    found = values.read_date(typed)
    assert (found, type(found)) == (dt.date(2026, 3, 5), dt.date)


NO_DAYS = {
    **{
        "26.3.5": "2026-03-05",
        "26年3月5日": "2026-03-05",
        "46086": "2026-03-05",
        46086: "2026-03-05",
        "2026年3月5号": "2026-03-05",
        "2026-03-05 09:30": "2026-03-05",
        "2026-03-0500:00": "2026-03-05",
    },
    **dict.fromkeys(
        ("3月5日", "3/5/2026", "05/03/26", "2026-02-30", "2026.2.30", "26.2.30", "2026.13.1", "2026-13-01", "2026-3", "2026年3月", "同上", "2026.3.²", "")
    ),
    **dict.fromkeys(("2026.3-5", "2026.3.1 2", "2026 3 5", "12", "12345", "99999", "0026-03-05", "1899-12-31", "1904-01-01", "٢٠٢٦-03-05")),
}


@pytest.mark.parametrize(("typed", "offered"), NO_DAYS.items())
def test_what_is_no_certain_date_is_refused_with_an_offer_where_there_is_one_day_it_can_mean(typed, offered):
    found = refusal(values.read_date, typed)
    assert (found.type, found.context.get("offered")) == ("not_a_date", offered)


@given(st.dates(min_value=dt.date(1904, 1, 2)))
def test_every_date_is_read_back_however_it_is_spelled(day):
    for spelling in (day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"):
        assert values.read_date(spelling) == day


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("2026-03", "2026-03"),
        ("2026年3月", "2026-03"),
        ("2026年3月份", "2026-03"),
        ("2026.3", "2026-03"),
        ("2026/03", "2026-03"),
        ("202603", "2026-03"),
        ("２０２６年３月", "2026-03"),
        ("2026-03-01", "2026-03"),
        (dt.date(2026, 3, 1), "2026-03"),
        ("2026-Q1", "2026-Q1"),
        ("2026q1", "2026-Q1"),
        ("2026年第1季度", "2026-Q1"),
        ("2026年1季度", "2026-Q1"),
        ("2026-H2", "2026-H2"),
        ("2026", "2026"),
        ("2026年", "2026"),
        ("2026年度", "2026"),
    ],
)
def test_period_is_read_in_its_canonical_spelling(typed, period):
    assert values.read_period(typed) == period


@pytest.mark.parametrize("typed", ["2026-13", "2026-00", "2026-Q5", "2026-H3", "20263", "26年3月", "3月", "1季度", "1948", "2200", "同上", "2026年²月"])
def test_what_is_no_certain_period_is_refused(typed):
    assert refusal(values.read_period, typed).type == "not_a_period"


@pytest.mark.parametrize(
    ("typed", "offered"), [("2026-03-15", "2026-03"), ("2026 03", "2026-03"), ("2026年1 2月", "2026-12"), ("2026.1", None), ("46086", None)]
)
def test_what_is_nearly_a_period_is_refused_with_an_offer(typed, offered):
    found = refusal(values.read_period, typed)
    assert (found.type, found.context.get("offered")) == ("not_a_period", offered)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("是", True), (" 是 ", True), ("否", False), ("TRUE", True), ("FALSE", False), ("true", True), ("ＴＲＵＥ", True), (True, True), (False, False)],
)
def test_yes_or_no_is_read(typed, value):
    assert values.read_yes_no(typed) is value


@pytest.mark.parametrize("typed", ["有", "无", "√", "Y", "1", "0", 1, 0, "同上", "是否"])
def test_what_is_neither_yes_nor_no_is_refused(typed):
    assert refusal(values.read_yes_no, typed).type == "not_yes_or_no"


@pytest.mark.parametrize(("typed", "code"), [("001", "001"), (" 0 01 ", "001"), ("００１", "001"), ("Ａ-１", "A-1"), (7, "7")])
def test_code_keeps_its_zeros_and_loses_its_spaces(typed, code):
    assert values.read_code(typed) == code


@pytest.mark.parametrize("typed", ["A1、A2、A3", "A1,A2,A3", "A1，A2；A3", "A1;A2 A3", " A1\nA2\u3000A3、", "Ａ１、A2、A1、A3", ["A1", "A2", "A3", ""]])
def test_list_of_codes_is_parted_each_once(typed):
    assert values.read_codes(typed) == ("A1", "A2", "A3")


@pytest.mark.parametrize("typed", ["；", "—；", "-,", "A1、—", ["A1", "–"]])
def test_a_list_of_codes_has_no_dash_and_is_not_only_separators(typed):
    assert refusal(values.read_codes, typed).type == "no_code"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *((text, "control_character") for text in ("a\x07b", "a\x00", "a\x85b", "a\ufffe", "a\ud800")),
        *((text, "ruined_number") for text in ("1.10101199003E+17", "1.10101199003e+17", "1E+15", "１．１E＋１７")),
        *((text, "strange_sign") for text in ("a\u202eb", "\u2066a")),
        ("x" * 2001, "too_long"),
    ],
)
def test_text_that_no_cell_should_hold_is_refused(typed, code):
    assert {refusal(reader, typed).type for reader in (values.read_text, values.read_code, values.read_codes)} == {code}


@pytest.mark.parametrize(
    ("typed", "sign"),
    [("A\u200b1", "U+200B"), ("\ufeffA1", "U+FEFF"), ("A²", "² (U+00B2)"), ("A①", "① (U+2460)"), ("B1、A①", "① (U+2460)"), ("U¨ï", "¨ (U+00A8)")],
)
def test_a_code_has_no_sign_that_cannot_be_seen_or_passes_for_a_digit(typed, sign):
    found = refusal(values.read_codes, typed)
    assert (found.type, found.context["sign"]) == ("strange_sign", sign)
    assert values.read_text(typed) == typed


@pytest.mark.parametrize("typed", ["1e5", "3E+5人", "A1.1E+17", "二〇二六", "㐂\U0002000b", "\ue000", "\U0001f468\u200d\U0001f469"])
def test_text_that_only_looks_odd_is_kept(typed):
    assert values.read_text(typed) == typed


def test_text_keeps_its_inner_space_and_lines():
    assert values.read_text("\u3000一 二\n三 ") == "一 二\n三"


@pytest.mark.parametrize("typed", [None, "", " ", "\u3000", "\t\n"])
def test_nothing_typed_is_blank_and_no_dash(typed):
    assert is_blank(typed)
    assert not is_dash(typed)


@pytest.mark.parametrize("typed", ["-", "—", "——", "－", "–", "−", " - ", "─"])
def test_dash_alone_is_a_dash_and_not_blank(typed):
    assert is_dash(typed)
    assert not is_blank(typed)


@pytest.mark.parametrize("typed", ["0", "-1", "无", "a-"])
def test_what_says_something_is_neither_blank_nor_dash(typed):
    assert not is_blank(typed)
    assert not is_dash(typed)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (12.0, "12"),
        (12.5, "12.5"),
        (1e-7, "0.0000001"),
        (1e15, "1000000000000000"),
        (110101199003074567.0, "1.1010119900307456E+17"),
        (-1.2e15, "-1.2E+15"),
        (0.0, "0"),
    ],
)
def test_a_number_is_told_in_full_unless_a_spreadsheet_ruined_it(number, told):
    assert number_text(number) == told
