"""What stands in a cell becomes a value for certain, or is refused by a code."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from schema import values
from schema.folding import is_blank, is_dash

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
        ("12人", "12"),
        ("12 人次", "12"),
        ("3家", "3"),
        ("500元", "500"),
        (12, "12"),
        (1.5, "1.5"),
        (Decimal("0.1"), "0.1"),
    ],
)
def test_number_is_read(typed, value):
    assert values.read_decimal(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    ["约200", "200余", "200多", "3-4", "3~4", "同上", "二十", "12,34", "1,2345", "1.", ".5", "5%", "1e5", "0x10", "²", "5²", "①", "½", "Ⅳ", "=1+1", "万", True],
)
def test_what_is_no_certain_number_is_refused(typed):
    assert refusal(values.read_decimal, typed).type == "not_a_number"


@pytest.mark.parametrize(
    ("typed", "offered"), [("1.2万", "12000"), ("610.8万", "6108000"), ("１．２万", "12000"), ("2亿", "200000000"), ("-3万", "-30000"), ("1.2万元", "12000")]
)
def test_tens_of_thousands_are_refused_with_an_offer(typed, offered):
    found = refusal(values.read_decimal, typed)
    assert (found.type, found.context["offered"]) == ("not_a_number", offered)


@pytest.mark.parametrize(("typed", "value"), [("12.0", 12), ("1,000", 1000), ("9人", 9), (3, 3), (3.0, 3), ("-1", -1)])
def test_whole_number_is_read(typed, value):
    found = values.read_whole(typed)
    assert (found, type(found)) == (value, int)


@pytest.mark.parametrize(("typed", "code"), [("12.5", "not_whole"), (0.5, "not_whole"), (float("nan"), "not_a_number"), (float("inf"), "not_a_number")])
def test_what_is_not_whole_is_refused(typed, code):
    assert refusal(values.read_whole, typed).type == code


@given(st.integers(-(10**15), 10**15))
def test_every_whole_number_is_read_back_however_it_is_spelled(number):
    for spelling in (str(number), f"{number:,}", f"{number}.0", f"{number:,}".translate(FULL_WIDTH), f" {number}人 "):
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


@pytest.mark.parametrize(
    "typed", ["26.3.5", "46086", 46086, "3月5日", "2026-02-30", "2026.13.1", "2026-3", "2026年3月", "同上", "2026.3.²", "2026-03-05 09:30", ""]
)
def test_what_is_no_certain_date_is_refused(typed):
    assert refusal(values.read_date, typed).type == "not_a_date"


@given(st.dates(min_value=dt.date(1000, 1, 1)))
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


@pytest.mark.parametrize(("typed", "code"), [("a\x07b", "control_character"), ("a\x00", "control_character"), ("x" * 2001, "too_long")])
def test_text_that_no_cell_should_hold_is_refused(typed, code):
    assert refusal(values.read_text, typed).type == code


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
