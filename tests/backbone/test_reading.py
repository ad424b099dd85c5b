"""Workbooks as people and other programs leave them."""

import datetime as dt
import os
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from backbone.errors import REASONS, NotAWorkspace
from backbone.folder import FolderBackbone
from backbone.reading.workbooks import read_workbook
from schema.check import check_grid
from schema.employment_ledger import EmploymentLedger
from schema.org_monthly import OrgMonthly
from schema.registry import BRANCH_SHEETS, RETURN_NOTE
from schema.special_task import SpecialTask
from schema.target import Target
from schema.workspace import MASTER

BOOK = "填报/A01.xlsx"
TITLE = "就业创业服务台账"
HEADERS = ["报告期", "服务类别", "举办日", "场次", "提供岗位数", "实现就业人数"]
ROW = ["2015-03", "招聘会", "2015-03-09", 1, 250, 31]


def read(folder, model=EmploymentLedger, book=BOOK):
    (found,) = folder.read([book])
    assert found.problem is None
    return check_grid(model, found.grids[model.about.title], book)


def values(checked):
    (row,) = checked.rows
    return row.number, row.values["posts"], row.values["placed"], row.values["held_on"]


EXPECTED = (250, 31, dt.date(2015, 3, 9))


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS,
        ["报 告 期", "服务\n类别", " 举办日　", "场次", "提供\t岗位数", "实现就业人數".replace("數", "数")],
        ["报告期", "服务类别", "举办日", "场次", "提供岗位数", "实现就业\u00a0人数"],
    ],
)
def test_headers_are_found_by_their_text_after_folding(folder, write_book, headers):
    write_book(BOOK, {TITLE: [headers, ROW]})
    assert values(read(folder)) == (2, *EXPECTED)


def test_full_width_brackets_in_a_header_are_the_same(folder, write_book):
    headers = ["报告期", "项目", "实施日", "对象类别", "惠及人数", "资金（元）"]
    write_book(BOOK, {"帮扶慰问台账": [headers, ["2015-03", "送温暖", dt.date(2015, 3, 1), "农户", 3, 900]]})
    from schema.assistance_ledger import AssistanceLedger

    assert read(folder, AssistanceLedger).rows[0].values["cash_yuan"] == 900


def test_columns_may_be_moved_and_others_stand_between(folder, write_book):
    order = [5, 2, 0, 4, 1, 3]
    headers = [HEADERS[at] for at in order]
    row = [ROW[at] for at in order]
    write_book(BOOK, {TITLE: [[None, "序号", *headers[:3], "我的备忘", *headers[3:]], [None, 1, *row[:3], "posts 999", *row[3:]]]})
    assert values(read(folder)) == (2, *EXPECTED)


def test_titles_above_the_header_and_empty_columns_before_it_are_passed_over(folder, write_book):
    rows = [[], [None, None, "示例镇 2015 年就业服务台账"], [None, None, "填报单位:", "示例镇"], [], [None, None, *HEADERS], [None, None, *ROW]]
    write_book(BOOK, {TITLE: rows})
    checked = read(folder)
    assert checked.table.header_row == 5
    assert values(checked) == (6, *EXPECTED)


def test_blank_rows_are_passed_over_and_row_numbers_stay_those_of_the_file(folder, write_book):
    write_book(BOOK, {TITLE: [HEADERS, ["　", " ", None, "\u3000\u3000"], [], ROW, ["", "　"]]})
    checked = read(folder)
    assert (values(checked), checked.issues) == ((4, *EXPECTED), [])


def test_a_hidden_sheet_counts_like_any_other(folder, write_book):
    workbook = write_book(BOOK, {"说明": [["x"]], TITLE: [HEADERS, ROW]})
    workbook[TITLE].sheet_state = "veryHidden"
    workbook.save(folder.folder / BOOK)
    assert values(read(folder)) == (2, *EXPECTED)


def test_hidden_rows_columns_and_filters_change_nothing(folder, write_book):
    workbook = write_book(BOOK, {TITLE: [HEADERS, ROW]})
    sheet = workbook[TITLE]
    sheet.row_dimensions[2].hidden = sheet.column_dimensions["E"].hidden = True
    sheet.auto_filter.ref = "A1:F2"
    workbook.save(folder.folder / BOOK)
    assert values(read(folder)) == (2, *EXPECTED)


def test_one_sheet_alone_is_found_by_its_folded_title(folder, write_book):
    write_book(BOOK, {"说明": [["x"]], "就业 创业服务台账": [HEADERS, ROW]})
    assert list(read_workbook(folder.folder / BOOK, TITLE)) == ["就业 创业服务台账"]
    assert read_workbook(folder.folder / BOOK, "别的") == {}


def test_a_chart_sheet_beside_them_stops_nothing(folder, write_book):
    workbook = write_book(BOOK, {TITLE: [HEADERS, ROW]})
    workbook.create_chartsheet("图")
    workbook.save(folder.folder / BOOK)
    assert values(read(folder)) == (2, *EXPECTED)


@pytest.mark.parametrize(
    ("headers", "code", "column"),
    [
        (HEADERS[:-1], "missing_header", "实现就业人数"),
        ([*HEADERS, "提供岗位数"], "doubled_header", "提供岗位数"),
        ([*HEADERS, "提供 岗位数"], "doubled_header", "提供岗位数"),
    ],
)
def test_a_wrong_header_keeps_out_that_sheet_and_no_other(folder, write_book, headers, code, column):
    other = [["报告期", "竞赛/荣誉名称", "记录类别"], ["2015-Q1", "示例竞赛", "竞赛"]]
    write_book(BOOK, {TITLE: [["标题"], headers, ROW], "竞赛创新荣誉台账": other})
    from schema.emulation_ledger import EmulationLedger

    checked = read(folder)
    assert [(issue.code, issue.book, issue.sheet, issue.row, issue.column) for issue in checked.issues] == [(code, BOOK, TITLE, 2, column)]
    assert checked.rows == ()
    assert len(read(folder, EmulationLedger).rows) == 1


@pytest.mark.parametrize("rows", [[], [["x", "y"]], [["报告期"]], [[None] * 3] * 30 + [HEADERS, ROW]])
def test_a_sheet_without_a_header_is_one_issue(folder, write_book, rows):
    write_book(BOOK, {TITLE: rows})
    checked = read(folder)
    assert [issue.code for issue in checked.issues] == ["no_header"]
    assert checked.rows == ()


@pytest.mark.parametrize(
    ("value", "style", "read_as"), [(0.97, "0%", 97), (0.975, "0.00%", 97.5), (0.97, '0.0"%"', 0.97), (97, "General", 97), (1.2, "0.0%;[Red]-0.0%", 120)]
)
def test_a_number_with_a_percent_format_is_a_rate_of_a_hundred(folder, write_book, value, style, read_as):
    headers = ["指标代码", "填报单位", "任务起始日", "完成时限", "目标值", "比较方向", "口径", "下达层级", "性质", "版本", "生效日"]
    row = ["x", "0", dt.date(2015, 1, 1), dt.date(2015, 12, 31), value, "≥", "比率", "市", "刚性", 1, dt.date(2015, 1, 1)]
    workbook = write_book(BOOK, {"目标": [headers, row]})
    workbook["目标"]["E2"].number_format = style
    workbook.save(folder.folder / BOOK)
    assert float(read(folder, Target).rows[0].values["target_value"]) == read_as


def test_a_percent_format_on_a_count_changes_nothing(folder, write_book):
    workbook = write_book(BOOK, {TITLE: [HEADERS, ROW]})
    workbook[TITLE]["E2"].number_format = "0%"
    workbook.save(folder.folder / BOOK)
    assert read(folder).rows[0].values["posts"] == 250


def test_formulas_and_errors_are_told_by_their_cell_and_are_no_data(folder, write_book):
    rows = [["标题"], [None, *HEADERS], [None, *ROW[:4], "=100+150", 31], [None, *ROW[:4], 5, "=#REF!"], [None, *ROW]]
    workbook = write_book(BOOK, {TITLE: rows})
    workbook[TITLE]["G4"] = "#REF!"
    workbook.save(folder.folder / BOOK)
    checked = read(folder)
    assert sorted((issue.code, issue.cell, issue.row, issue.column) for issue in checked.issues if issue.severity == "block") == [
        ("error_cell", "G4", 4, "实现就业人数"),
        ("formula", "F3", 3, "提供岗位数"),
    ]
    assert [row.values is not None for row in checked.rows] == [False, False, True]


def test_a_formula_with_a_stored_result_is_no_data_either(folder):
    """Excel stores the last result beside a formula; what is stored may be old or made up."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(folder.folder / BOOK))
    sheet = workbook.add_worksheet(TITLE)
    sheet.write_row(0, 0, HEADERS)
    sheet.write_row(1, 0, ROW)
    sheet.write_formula(1, 4, "=SUM(1,2)", None, 250)
    sheet.write_formula(1, 5, "=1/0", None, "#DIV/0!")
    workbook.close()
    checked = read(folder)
    assert {(issue.code, issue.cell) for issue in checked.issues} == {("formula", "E2"), ("error_cell", "F2")}
    assert checked.rows[0].values is None


def test_formulas_in_columns_nobody_asked_for_are_left_alone(folder, write_book):
    write_book(BOOK, {TITLE: [[*HEADERS, "合计"], [*ROW, "=E2+F2"]]})
    assert (read(folder).issues, values(read(folder))) == ([], (2, *EXPECTED))


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        (dt.datetime(2015, 3, 1), "2015-03"),  # noqa: DTZ001
        ("2015年3月", "2015-03"),
        ("２０１５．３", "2015-03"),
        (201503, "2015-03"),
        ("2015年一季度", "2015-Q1"),
        (2015, "2015"),
    ],
)
def test_periods_as_spreadsheets_and_people_write_them(folder, write_book, cell, period):
    write_book(BOOK, {TITLE: [HEADERS, [cell, *ROW[1:]]]})
    assert read(folder).rows[0].values["period"] == period


@pytest.mark.parametrize("cell", [dt.datetime(2015, 3, 9), "2015/3/9", "2015.3.9", "2015年3月9日", 20150309])  # noqa: DTZ001
def test_days_as_spreadsheets_and_people_write_them(folder, write_book, cell):
    write_book(BOOK, {TITLE: [HEADERS, [*ROW[:2], cell, *ROW[3:]]]})
    assert read(folder).rows[0].values["held_on"] == dt.date(2015, 3, 9)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (12.5, "not_whole"),
        ("约250", "not_a_number"),
        ("2.5万", "not_a_number"),
        (-1, "greater_than_equal"),
        (True, "not_a_number"),
        (dt.date(2015, 3, 1), "not_a_number"),
    ],
)
def test_a_bad_number_is_an_issue_at_its_cell(folder, write_book, cell, code):
    write_book(BOOK, {TITLE: [HEADERS, [*ROW[:4], cell, 31]]})
    checked = read(folder)
    assert [(issue.code, issue.cell, issue.severity) for issue in checked.issues] == [(code, "E2", "block")]


@pytest.mark.parametrize("typed", ["99999999999999999999", "9" * 400, 1e20, 1e300])
def test_a_number_larger_than_any_count_is_an_issue(folder, write_book, typed):
    write_book(BOOK, {TITLE: [HEADERS, [*ROW[:4], typed, 31]]})
    checked = read(folder)
    assert [(issue.cell, issue.severity) for issue in checked.issues] == [("E2", "block")]


def test_a_rate_larger_than_any_number_is_an_issue(folder, write_book):
    headers = ["报告期", "专项代码", "任务", "阶段", "计量指标", "完成值", "计量单位"]
    write_book(BOOK, {"专项任务台账": [headers, ["2015-03", "p", "t", "在建", "m", "9" * 400, "个"]]})
    assert [(issue.cell, issue.severity) for issue in read(folder, SpecialTask).issues] == [("F2", "block")]


def test_colours_merged_titles_and_comments_are_tolerated(folder, write_book):
    workbook = write_book(BOOK, {TITLE: [["大标题", None, None], HEADERS, ROW]})
    sheet = workbook[TITLE]
    sheet.merge_cells("A1:F1")
    sheet["A3"].fill = PatternFill("solid", fgColor="FF0000")
    workbook.save(folder.folder / BOOK)
    assert values(read(folder)) == (3, *EXPECTED)


def damaged(path, kind):
    content = path.read_bytes()
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_text("报告期,单位", encoding="utf-8")
    elif kind == "half":
        path.write_bytes(content[: len(content) // 2])
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("hello.txt", "x")
    elif kind == "entities":
        _replace_part(path, "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    elif kind == "no_sheet":
        _replace_part(path, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c")


def long_ago(path):
    """A file that changed just now may still be being copied."""
    os.utime(path, (1e9, 1e9))


def _replace_part(path, part, content):
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, old in parts.items():
            package.writestr(name, content if name == part else old)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("empty", "unreadable_book"),
        ("text", "not_a_workbook"),
        ("half", "unreadable_book"),
        ("zip", "not_a_workbook"),
        ("entities", "hostile_book"),
        ("no_sheet", "unreadable_book"),
    ],
)
def test_a_book_that_cannot_be_read_is_one_issue_and_the_others_are_read(folder, write_book, kind, code):
    write_book(BOOK, {TITLE: [HEADERS, ROW]})
    write_book("填报/B01.xlsx", {TITLE: [HEADERS, ROW]})
    damaged(folder.folder / BOOK, kind)
    long_ago(folder.folder / BOOK)
    bad, good = folder.read([BOOK, "填报/B01.xlsx"])
    assert (bad.problem.code, bad.problem.book, bad.problem.severity, bad.grids) == (code, BOOK, "block", {})
    assert (good.problem, set(good.grids)) == (None, {TITLE})


def test_a_book_that_vanished_meanwhile_is_one_issue(folder):
    (gone,) = folder.read([BOOK])
    assert gone.problem.code == "unreadable_book"


@pytest.fixture(scope="module")
def whole_book(tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzz") / "A01.xlsx"
    backbone = FolderBackbone(path.parent)
    backbone.create("A01.xlsx", {model: [] for model in (*BRANCH_SHEETS[:2], RETURN_NOTE)}, ("A01", "示例"))
    return path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_of_single_bytes_gets_past_the_reader(whole_book, tmp_path, data):
    content = bytearray(whole_book.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "A01.xlsx").write_bytes(content)
    long_ago(tmp_path / "A01.xlsx")
    (found,) = FolderBackbone(tmp_path).read(["A01.xlsx"])
    assert found.problem is None or found.problem.code in REASONS


def test_only_workbooks_are_books_and_owner_files_never_are(folder, write_book):
    write_book(MASTER, {"单位": [["单位编码"]]})
    write_book(BOOK, {TITLE: [HEADERS, ROW]})
    for name in ("~$A01.xlsx", ".~A01.xlsx", ".~lock.A01.xlsx#", "notes.txt", "old.xls", "A02.csv", ".xushi-1.tmp"):
        (folder.folder / "填报" / name).write_bytes(b"x")
    (folder.folder / "填报" / "dir.xlsx").mkdir()
    (folder.folder / "别的.xlsx").write_bytes(b"x")
    assert set(folder.revisions()) == {MASTER, BOOK}


def test_a_book_with_capital_letters_in_its_ending_is_a_book(folder, write_book):
    write_book(MASTER, {"单位": [["单位编码"]]})
    write_book("填报/B.XLSX", {TITLE: [HEADERS, ROW]})
    assert "填报/B.XLSX" in folder.revisions()


def test_a_folder_without_a_master_book_is_no_workspace(folder, tmp_path):
    for place in (folder, FolderBackbone(tmp_path / "missing"), FolderBackbone(tmp_path / "file")):
        (tmp_path / "file").write_text("x")
        with pytest.raises(NotAWorkspace):
            place.revisions()


def test_cells_of_a_whole_number_have_no_decimal_point(folder, write_book):
    write_book(BOOK, {TITLE: [HEADERS, ["2015-03", "招聘会", dt.date(2015, 3, 9), 1.0, 1e15, 0.1]]})
    (found,) = folder.read([BOOK])
    assert found.grids[TITLE].rows[1] == ("2015-03", "招聘会", "2015-03-09", "1", "1000000000000000", "0.1")


def test_a_book_written_by_another_program_without_cell_addresses_is_read(folder, write_book):
    """The address of a cell is optional in the file format; a cell without one stands after the one before it."""
    write_book(BOOK, {TITLE: [HEADERS, ROW]})
    path = folder.folder / BOOK
    with zipfile.ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    import re

    _replace_part(path, "xl/worksheets/sheet1.xml", re.sub(r' r="[A-Z]*\d+"', "", xml).encode())
    assert values(read(folder)) == (2, *EXPECTED)


def test_openpyxl_sees_what_the_reader_sees(folder, write_book):
    write_book(BOOK, {TITLE: [HEADERS, ROW]})
    sheet = openpyxl.load_workbook(folder.folder / BOOK)[TITLE]
    (found,) = folder.read([BOOK])
    assert [tuple(None if cell is None else str(cell) for cell in row) for row in sheet.iter_rows(values_only=True)] == found.grids[TITLE].rows


def test_the_month_sheet_of_another_program_is_checked_like_ours(folder, write_book, month):
    headers = [OrgMonthly.column(name).header for name in month]
    write_book(BOOK, {"组织建设月报": [headers, list(month.values())]})
    checked = read(folder, OrgMonthly)
    assert checked.issues == []
    assert {name: value for name, value in checked.rows[0].values.items() if value is not None} == month
