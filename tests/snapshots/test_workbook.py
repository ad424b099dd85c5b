"""Tables as .xlsx: every value under a type that keeps it."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest

from snapshots import workbook
from snapshots.cells import LONGEST
from snapshots.workbook import Sheet, columns, to_xlsx, write


def opened(table, above=()):
    return openpyxl.load_workbook(io.BytesIO(to_xlsx({"t": table}, above))).active


def cell(value):
    return opened(pd.DataFrame({"a": pd.Series([value], dtype=object)}))["A2"]


@pytest.mark.parametrize("value", ["=1", 0, 12, -3, 2.5, True, False, 10**15 - 1, 0.1 + 0.2, 1e-9])
def test_what_a_cell_holds_comes_back_as_it_was(value):
    assert (cell(value).value, type(cell(value).value)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (10**15, "1000000000000000"),
        (-(10**17) - 1, "-100000000000000001"),
        (Decimal("1234567890123456.78"), "1234567890123456.78"),
        (dt.date(1890, 1, 1), "1890-01-01"),
        (float("inf"), "inf"),
    ],
)
def test_what_no_cell_holds_exactly_is_text(value, told):
    assert cell(value).value == told


def test_a_decimal_of_few_digits_is_a_number():
    assert (cell(Decimal("610.80")).value, cell(Decimal("610.80")).data_type) == (610.8, "n")


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, pd.NA])
def test_unknown_is_an_empty_cell(value):
    assert cell(value).value is None


def test_a_day_is_a_date_in_its_format():
    found = cell(dt.date(2026, 3, 5))
    assert (found.value, found.number_format) == (pd.Timestamp(2026, 3, 5), "yyyy-mm-dd")


def test_a_moment_keeps_its_time():
    assert cell(pd.Timestamp(2026, 3, 5, 18, 30)).value == pd.Timestamp(2026, 3, 5, 18, 30)


def test_a_column_of_anything_keeps_each_kind():
    given = [1, "x", 2.5, True, None, dt.date(2026, 3, 5)]
    found = opened(pd.DataFrame({"a": pd.Series(given, dtype=object)}))["A"][1:]
    assert [each.value for each in found] == [1, "x", 2.5, True, None, pd.Timestamp(2026, 3, 5)]


def test_a_text_that_is_too_long_says_how_long_it_was():
    found = cell("字" * (LONGEST + 1)).value
    assert (len(found), f"{LONGEST + 1:d}" in found) == (LONGEST, True)


def test_rows_stand_behind_what_is_above_them():
    sheet = opened(pd.DataFrame({"a": [1], "b": ["x"]}), ["above"])
    assert ([[each.value for each in row] for row in sheet.iter_rows()], sheet.dimensions) == ([["above", None], ["a", "b"], [1, "x"]], "A1:B3")


def test_the_header_is_frozen_and_filtered():
    sheet = opened(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), ["above"])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B3", "A2:B4")


def test_a_header_explains_itself():
    buffer = io.BytesIO()
    write({"t": Sheet(columns(pd.DataFrame({"a": [1]})), notes={"a": "meaning"})}, buffer)
    assert openpyxl.load_workbook(buffer).active["A1"].comment.text == "meaning"


def test_many_rows_keep_their_order():
    table = pa.table({"n": range(12_345), "t": [str(at) for at in range(12_345)]})
    buffer = io.BytesIO()
    write({"t": Sheet(columns(table))}, buffer)
    rows = openpyxl.load_workbook(buffer, read_only=True).active.iter_rows(min_row=2, values_only=True)
    assert list(rows) == [(at, str(at)) for at in range(12_345)]


def test_more_rows_than_a_sheet_has_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx({"t": pd.DataFrame({"a": range(5)})})))
    assert {sheet.title: [each.value for each in sheet["A"]] for sheet in book} == {"t": ["a", 0, 1, 2], "t (2)": ["a", 3, 4]}


@pytest.mark.parametrize("table", [pd.DataFrame(), pd.DataFrame({"a": []})])
def test_a_table_without_rows_is_a_sheet(table):
    assert opened(table).max_row == 1


def test_the_same_tables_give_the_same_bytes():
    made = [io.BytesIO(), io.BytesIO()]
    for buffer in made:
        write({"t": Sheet(columns(pd.DataFrame({"a": ["x"]})))}, buffer, dated=dt.date(2026, 3, 5))
    assert made[0].getvalue() == made[1].getvalue()
