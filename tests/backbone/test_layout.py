"""What ``xushi new`` lays out, as another program sees it."""

import openpyxl
import pytest

from backbone.layout import condition, explanation
from backbone.workspace import branch_book, new_workspace, with_root
from progress.catalogue import standard_indicators
from schema.check import check_grid
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE
from schema.workspace import MASTER

ORGANISATIONS = [
    {"code": "0", "name": "示例总工会", "kind": "总工会"},
    {"code": "X", "name": "示例片区", "kind": "其他", "parent": "0"},
    {"code": "001", "name": '示例/镇:一*?"<>|', "kind": "乡镇", "parent": "X"},
    {"code": "002", "name": "示例街道", "kind": "街道", "parent": "X"},
]
FIRST, SECOND = "填报/001 示例镇一.xlsx", "填报/002 示例街道.xlsx"


@pytest.fixture
def made(folder):
    new_workspace(folder, "示例总工会", ORGANISATIONS, standard_indicators())
    return folder


def sheet_of(folder, model, book=FIRST):
    return openpyxl.load_workbook(folder.folder / book)[model.about.title]


ALL = [(model, FIRST) for model in (*BRANCH_SHEETS, RETURN_NOTE)] + [(model, MASTER) for model in MASTER_SHEETS]
EVERY_SHEET = pytest.mark.parametrize(("model", "book"), ALL, ids=[model.about.name for model, _ in ALL])


def test_every_leaf_has_a_book_and_nobody_else(made):
    assert set(made.revisions()) == {MASTER, FIRST, SECOND}


def test_books_hold_the_sheets_of_the_contract_in_order(made):
    assert openpyxl.load_workbook(made.folder / FIRST).sheetnames == ["填表说明", *(model.about.title for model in (*BRANCH_SHEETS, RETURN_NOTE))]
    assert openpyxl.load_workbook(made.folder / MASTER).sheetnames == ["单位", "单位名录", "指标", "目标", "填报任务", "专项", "考核", "设置"]


def test_the_guide_says_whose_book_it_is(made):
    guide = openpyxl.load_workbook(made.folder / FIRST)["填表说明"]
    assert (guide["A1"].value, guide["B1"].value, guide["B1"].data_type) == ("单位编码", "001", "s")
    assert guide["B2"].value == ORGANISATIONS[2]["name"]


@EVERY_SHEET
def test_headers_are_exactly_those_of_the_contract(made, model, book):
    assert [cell.value for cell in sheet_of(made, model, book)[1]] == [column.header for column in model.columns()]


@EVERY_SHEET
def test_every_header_is_explained_frozen_and_locked_while_cells_are_open(made, model, book):
    sheet = sheet_of(made, model, book)
    assert sheet.freeze_panes == "A2"
    protection = sheet.protection
    assert (protection.sheet, protection.password) == (True, None)
    assert not any((protection.sort, protection.autoFilter, protection.insertRows, protection.insertColumns, protection.deleteRows, protection.formatColumns))
    for column, cell in zip(model.columns(), sheet[1], strict=True):
        assert cell.protection.locked
        assert cell.comment.text == explanation(column)
        assert not sheet.column_dimensions[cell.column_letter].protection.locked


@EVERY_SHEET
def test_every_choice_has_a_drop_down_with_the_dash_in_it(made, model, book):
    sheet = sheet_of(made, model, book)
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in sheet.data_validations.dataValidation}
    for column, cell in zip(model.columns(), sheet[1], strict=True):
        rule = rules.get(cell.column_letter)
        choices = column.choices or (("是", "否") if column.kind == "yes_no" else ())
        if choices:
            assert rule.type == "list"
            assert rule.formula1 == '"' + ",".join((*choices, "—")) + '"'
            assert len(rule.formula1) <= 257  # Excel's limit of 255 characters, and the two quotes
        elif column.kind in ("whole", "decimal", "date"):
            assert rule.type == "custom" and '="—"' in rule.formula1
            assert (f">={column.least:g}" if column.least is not None else "") in rule.formula1
        else:
            assert rule is None


def test_a_condition_calculates_with_numbers_only():
    """``INT`` of a dash is an error in every program, and an error in a condition refuses the dash."""
    assert condition(OrgMonthly.column("units_due"), "C2") == 'IF(ISNUMBER(C2),AND(TRUE,C2=INT(C2),C2>=0),C2="—")'


@EVERY_SHEET
def test_columns_have_the_format_of_what_they_hold(made, model, book):
    sheet = sheet_of(made, model, book)
    formats = {"whole": "#,##0", "decimal": "General", "date": "yyyy-mm-dd"}
    for column, cell in zip(model.columns(), sheet[1], strict=True):
        assert sheet.column_dimensions[cell.column_letter].number_format == formats.get(column.kind, "@")


@EVERY_SHEET
def test_a_new_sheet_is_read_without_an_issue(made, model, book):
    (read,) = made.read([book])
    assert check_grid(model, read.grids[model.about.title], book).issues == []


def test_the_master_holds_the_tree_and_the_standard_indicators(made):
    (read,) = made.read([MASTER])
    tree = check_grid(Organisation, read.grids["单位"], MASTER).rows
    assert [(row.values["code"], row.values["parent"]) for row in tree] == [("0", None), ("X", "0"), ("001", "X"), ("002", "X")]
    assert [row.values["code"] for row in check_grid(Indicator, read.grids["指标"], MASTER).rows] == [row["code"] for row in standard_indicators()]


@pytest.mark.parametrize(
    ("code", "name", "book"),
    [
        ("001", "示例镇", "填报/001 示例镇.xlsx"),
        ("A/B", "x\\y:z", "填报/AB xyz.xlsx"),
        ("A", '*?"<>|', "填报/A.xlsx"),
        ("A", "../../etc/passwd", "填报/A ....etcpasswd.xlsx"),
        ("A", "末尾. ", "填报/A 末尾.xlsx"),
        ("A", "上\n下\x00", "填报/A 上下.xlsx"),
    ],
)
def test_names_of_books_hold_no_forbidden_character(code, name, book):
    assert branch_book(code, name) == book


def test_the_name_of_a_book_fits_any_file_system(folder):
    book = branch_book("A", "示" * 300)
    assert len(book.removeprefix("填报/").encode()) <= 255
    folder.create(book, {RETURN_NOTE: []}, ("A", "示" * 300))
    assert (folder.folder / book).is_file()


@pytest.mark.parametrize(
    ("rows", "root"),
    [
        ([("A", None, "乡镇"), ("B", None, "乡镇")], ("0", ["A", "B"])),
        ([("R", None, "总工会"), ("B", "R", "乡镇")], ("R", ["B"])),
        ([("R", None, "其他"), ("B", "R", "乡镇")], ("R", ["B"])),
        ([("A", None, "乡镇")], ("0", ["A"])),
        ([("A", "0", "乡镇"), ("B", "0", "乡镇")], ("0", ["A", "B"])),
    ],
)
def test_the_root_is_taken_from_the_file_or_made(rows, root):
    found = with_root("示例总工会", [{"code": code, "name": code, "parent": parent, "kind": kind} for code, parent, kind in rows])
    tops = [row["code"] for row in found if not row.get("parent")]
    assert tops == [root[0]]
    assert [row["code"] for row in found if row.get("parent") == root[0]] == root[1]
