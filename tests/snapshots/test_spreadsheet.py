"""A snapshot as a spreadsheet, inside and for outside."""

import io
import math
import zipfile

import openpyxl
import pytest

import demo
from backbone.folder import FolderBackbone
from ledger.ledger import load
from schema.registry import BRANCH_SHEETS
from schema.rights_ledger import RightsLedger
from schema.unit_register import UnitRegister
from snapshots.frozen import freeze
from snapshots.lines import from_csv
from snapshots.spreadsheet import to_lines, to_workbook
from words import text

NUMBER = "2015-08-31-1"


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    federation = next(found for found in demo.FEDERATIONS if found.key == "nanjiang")
    folder = tmp_path_factory.mktemp("nanjiang")
    demo.build(folder, "nanjiang")
    return freeze(load(FolderBackbone(folder)), federation.data_date, {}, {})


@pytest.fixture(scope="module")
def content(frozen):
    return to_workbook(frozen, NUMBER)


@pytest.fixture(scope="module")
def inside(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def outside(frozen):
    return openpyxl.load_workbook(io.BytesIO(to_workbook(frozen, NUMBER, outside=True)))


def headers(sheet):
    return [cell.value for cell in sheet[1]]


def column(sheet, name):
    at = headers(sheet).index(text(f"column.{name}"))
    return [row[at] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_cover_says_whose_figures_of_which_snapshot(inside, frozen):
    told = [row[0] for row in inside.worksheets[0].iter_rows(max_row=3, values_only=True)]
    assert (told[0], NUMBER in told[1], "2015" in told[2]) == (frozen.title, True, True)


def test_the_records_are_those_of_the_snapshot(inside, frozen):
    sheet = inside[text("workbook.records")]
    known = frozen.records["value"].round(2)
    assert column(sheet, "value") == [None if math.isnan(value) else value for value in known]


@pytest.mark.parametrize("model", BRANCH_SHEETS, ids=lambda model: model.about.name)
def test_each_sheet_has_the_accepted_rows_of_all_branches(inside, frozen, model):
    accepted = sum(frozen.ledger.filled_rows(model)["accepted"].to_pylist())
    assert inside[model.about.title].max_row - 1 == accepted


def test_the_chart_is_drawn_from_cells_of_the_cover(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert f"{text('workbook.cover')}'!$D$" in chart or f"{text('workbook.cover')}!$D$" in chart


def test_headers_explain_themselves(inside):
    sheet = inside[RightsLedger.about.title]
    without = [cell.value for cell in sheet[1][2:] if cell.comment is None]
    assert without == []


def test_the_same_snapshot_gives_the_same_bytes(frozen, content):
    assert to_workbook(frozen, NUMBER) == content


def test_what_identifies_stays_inside(outside):
    kept = {*headers(outside[RightsLedger.about.title]), *headers(outside[UnitRegister.about.title])}
    gone = [RightsLedger.column(name).header for name in ("case_no", "issue", "is_migrant", "remark")] + [UnitRegister.column("unit_name").header]
    assert kept & {*gone} == set()


def test_findings_stay_inside(outside):
    assert text("workbook.issues") not in outside.sheetnames


def test_no_small_number_of_persons_leaves(outside, frozen):
    sheet = outside[text("workbook.records")]
    persons = [code for code, indicator in frozen.indicators.items() if indicator.unit == "person"]
    told = zip(frozen.records["indicator"], column(sheet, "value"), strict=True)
    assert [value for code, value in told if code in persons and value in (1, 2)] == []


def test_small_numbers_of_persons_are_told_as_few(outside):
    assert "<3" in column(outside[text("workbook.records")], "value")


def test_what_lacks_of_a_small_number_is_not_told(outside):
    sheet = outside[text("workbook.records")]
    hidden = [left for value, left in zip(column(sheet, "value"), column(sheet, "left"), strict=True) if value in ("<3", "—")]
    assert set(hidden) == {"—"}


def test_lines_tell_what_the_sheet_tells(frozen, outside):
    read = from_csv(to_lines(frozen, outside=True)[text("workbook.records")])
    told = ["" if value is None else str(value) for value in column(outside[text("workbook.records")], "lamp")]
    assert read[text("column.lamp")].to_pylist() == told


def test_lines_are_a_file_a_table_that_has_rows(frozen, content):
    sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[1:]
    assert {title: len(from_csv(told)) for title, told in to_lines(frozen).items()} == {one.title: one.max_row - 1 for one in sheets if one.max_row > 1}


def test_the_cover_is_printed_as_wide_as_a_sheet_of_paper(small):
    with zipfile.ZipFile(io.BytesIO(to_workbook(small, "n"))) as made:
        cover = made.read("xl/worksheets/sheet1.xml").decode()
    assert [told in cover for told in ('fitToPage="1"', 'fitToHeight="0"', 'orientation="landscape"', 'paperSize="9"')] == [True] * 4
