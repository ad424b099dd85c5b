"""A marked copy bears every finding at its cell, keeps what the workbook had, and leaves the workbook alone."""

import io
import os
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from backbone.errors import HeldOpen, Unreadable
from backbone.marking import copies, findings
from backbone.marking.copies import copy_name, marked_copy, put_beside
from backbone.marking.drawing import COLOURS, marked
from backbone.marking.findings import told
from ledger.ledger import load
from schema.employment_ledger import EmploymentLedger
from schema.issue import Explained, Issue
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.workspace import MASTER

TREE = [{"code": "0", "name": "示例县总工会", "kind": "总工会"}, {"code": "A01", "name": "示例甲镇", "kind": "乡镇", "parent": "0"}]
BOOK = "填报/A01 示例甲镇.xlsx"
SHEET, OTHER = OrgMonthly.about.title, EmploymentLedger.about.title
PREFIX = "【系统】"


@pytest.fixture
def town(make_workspace, month):
    """A town with a month's return, in which people left a note, a merged cell, a colour and a text that looks like a formula."""
    backbone = make_workspace({Organisation: TREE}, {("A01", "示例甲镇"): {OrgMonthly: [month], EmploymentLedger: []}})
    book = openpyxl.load_workbook(backbone.folder / BOOK)
    sheet = book[SHEET]
    sheet.sheet_view.tabSelected = True
    sheet["C2"].value = "约20"
    sheet["C2"].comment = Comment("问过乡里", "示例岗位")
    sheet["D2"].value = "=1+1"
    sheet["D2"].data_type = "s"
    sheet["Z1"].value = "合并"
    sheet.merge_cells("Z1:AB2")
    sheet["Z9"].fill = PatternFill("solid", fgColor="00FF00")
    book.save(backbone.folder / BOOK)
    return backbone


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def found(backbone, *more):
    return [issue for issue in load(backbone).issues if issue.book == BOOK] + list(more)


def ours(sheet):
    """The cells with a note of ours."""
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment and PREFIX in cell.comment.text}


def shape(book):
    """What must not change: the checks, formats, widths, merged cells, values and frozen rows of every sheet."""
    return {
        sheet.title: (
            {(rule.type, rule.formula1, str(rule.sqref)) for rule in sheet.data_validations.dataValidation},
            {(cell.coordinate, cell.number_format, cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row},
            {name: (shown.width, shown.number_format) for name, shown in sheet.column_dimensions.items()},
            {str(span) for span in sheet.merged_cells.ranges},
            sheet.freeze_panes,
            sheet.protection.sheet,
        )
        for sheet in book.worksheets
    }


def test_notes_and_colours_stand_at_the_bad_cells_and_nowhere_else(town):
    issues = found(town)
    cells = {(issue.sheet, issue.cell) for issue in issues}
    assert {cell for _, cell in cells} == {"C2", "D2"}
    book = opened(marked_copy(town.folder / BOOK, issues))
    assert {(sheet.title, cell) for sheet in book.worksheets for cell in ours(sheet)} == cells
    coloured = {cell.coordinate for row in book[SHEET].iter_rows() for cell in row if cell.fill.fgColor.rgb == f"00{COLOURS[True]}"}
    assert coloured == {"C2", "D2"}


def test_a_persons_note_stays_above_ours(town):
    note = opened(marked_copy(town.folder / BOOK, found(town)))[SHEET]["C2"].comment
    first, second = note.text.splitlines()
    assert (first, note.author) == ("问过乡里", "示例岗位")
    assert second.startswith(PREFIX)


def test_notes_of_ours_from_an_earlier_copy_give_way(town):
    issues = found(town)
    again = opened(marked(marked_copy(town.folder / BOOK, issues), told(issues, "zh_CN")))
    assert len(again[SHEET]["C2"].comment.text.splitlines()) == 2


def test_everything_else_stays(town):
    before = shape(openpyxl.load_workbook(town.folder / BOOK))
    after = shape(opened(marked_copy(town.folder / BOOK, found(town))))
    assert {title: after[title] for title in before} == before


def test_the_workbook_itself_is_not_touched(town):
    before = (town.folder / BOOK).read_bytes()
    put_beside(town.folder / BOOK, marked_copy(town.folder / BOOK, found(town)))
    assert (town.folder / BOOK).read_bytes() == before


def test_the_list_in_front_leads_to_every_cell(town):
    issues = found(town)
    book = opened(marked_copy(town.folder / BOOK, issues))
    front = book.worksheets[0]
    lines = [[cell.value for cell in row] for row in front.iter_rows(min_row=5)]
    assert [line[:3] for line in lines] == [[BOOK, issue.sheet, issue.cell] for issue in issues]
    assert "约20" in [line[4] for line in lines]
    assert [front.cell(5 + at, 3).hyperlink.location for at in range(len(issues))] == [f"'{issue.sheet}'!{issue.cell}" for issue in issues]
    assert book.active is front
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [front.title]


@pytest.mark.parametrize("typed", ["=cmd()", "+1", "-1", "@x", "#N/A", "\x01=1"])
def test_what_was_typed_never_becomes_a_formula(town, typed):
    issue = Issue("not_a_number", BOOK, SHEET, 2, "应建会单位数", "C2", values={"typed": typed})
    cell = opened(marked_copy(town.folder / BOOK, [issue])).worksheets[0]["E5"]
    assert (cell.data_type, cell.value) == ("s", typed.lstrip("\x01"))


def test_a_cell_that_names_a_person_holds_the_masked_text(town, monkeypatch):
    monkeypatch.setattr(findings, "HIDDEN", "not_a_number")
    explained = Explained("", None, "已核")
    issue = Issue("not_a_number", BOOK, SHEET, 2, "应建会单位数", "C2", "warn", {"typed": "约＊＊"}, explained)
    sheet = opened(marked_copy(town.folder / BOOK, [issue]))[SHEET]
    assert (sheet["C2"].value, ours(sheet)) == ("约＊＊", set())


def test_personal_data_do_not_travel_with_a_copy(town):
    numbers = ["13800138000", "13900139000", "13700137000", "13600136000"]
    book = openpyxl.load_workbook(town.folder / BOOK)
    book[SHEET]["P2"].value, book[SHEET]["Y2"].value = f"电话 {numbers[0]}", int(numbers[1])
    book.create_sheet(f"杂 {numbers[3]}")["B2"].value = numbers[2]
    book.save(town.folder / BOOK)
    content = marked_copy(town.folder / BOOK, found(town))
    package = zipfile.ZipFile(io.BytesIO(content))
    inside = b"".join(map(package.read, package.namelist())).decode("utf-8", "ignore")
    assert ([number for number in numbers if number in inside], "∗" in inside) == ([], True)


def test_what_is_explained_bears_no_mark(town):
    issue = Issue("blank", BOOK, SHEET, 2, "应建会单位数", "C2", "warn", explained=Explained("", None, "已核"))
    book = opened(marked_copy(town.folder / BOOK, [issue]))
    assert ours(book[SHEET]) == set()
    assert "已核" in book.worksheets[0]["G5"].value


def test_a_finding_at_a_covered_cell_is_marked_where_it_shows(town):
    book = opened(marked_copy(town.folder / BOOK, [Issue("blank", BOOK, SHEET, 2, "", "AA2", "warn")]))
    assert ours(book[SHEET]) == {"Z1"}


def test_a_finding_of_a_whole_row_stands_at_its_beginning_and_one_of_a_sheet_in_the_list(town):
    book = opened(marked_copy(town.folder / BOOK, [Issue("missing_header", BOOK, SHEET, 1, "期末会员数"), Issue("no_header", BOOK, OTHER)]))
    assert [ours(book[title]) for title in (SHEET, OTHER)] == [{"A1"}, set()]
    assert [book.worksheets[0].cell(row, 2).value for row in (5, 6)] == [SHEET, OTHER]


def test_a_sheet_of_the_lists_own_name_keeps_its_name(town):
    book = openpyxl.load_workbook(town.folder / BOOK)
    book.create_sheet("待修改清单")
    book.save(town.folder / BOOK)
    titles = opened(marked_copy(town.folder / BOOK, found(town))).sheetnames
    assert (titles[0], "待修改清单" in titles) == ("待修改清单2", True)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_workbook_that_cannot_be_marked_gives_the_list(town, language, monkeypatch):
    monkeypatch.setattr(copies, "COMMAND", [copies.sys.executable, "-c", "raise SystemExit(1)"])
    book = opened(marked_copy(town.folder / BOOK, found(town), language))
    assert [len(sheet[f"A{sheet.max_row}"].value) > 0 for sheet in book.worksheets] == [True]


def test_a_file_that_no_reader_lets_through_is_not_opened_for_marking(town, monkeypatch):
    (town.folder / BOOK).write_bytes(b"PK not a workbook")
    monkeypatch.setattr(copies, "_marked", lambda *_: pytest.fail("opened"))
    assert len(opened(marked_copy(town.folder / BOOK, [Issue("unreadable_book", BOOK)])).worksheets) == 1


def test_a_file_that_is_gone_is_told(town):
    (town.folder / BOOK).unlink()
    with pytest.raises(Unreadable):
        marked_copy(town.folder / BOOK, [])


@pytest.mark.parametrize("name", [copy_name(BOOK), BOOK.replace(".xlsx", "(待修改) (1).xlsx"), BOOK.replace(".xlsx", "(待修改)(2).XLSX")])
def test_a_copy_is_never_read(town, name):
    before = dict(town.revisions())
    shutil.copy(town.folder / BOOK, town.folder / name)
    assert dict(town.revisions()) == before
    assert "two_books" not in {issue.code for issue in load(town).issues}
    assert MASTER in before


def test_a_new_copy_takes_the_place_of_an_old_one(town):
    first = put_beside(town.folder / BOOK, b"old")
    assert put_beside(town.folder / BOOK, b"new") == first
    assert first.read_bytes() == b"new"
    assert sorted(path.name for path in first.parent.iterdir()) == ["A01 示例甲镇(待修改).xlsx", "A01 示例甲镇.xlsx"]


def test_a_copy_that_is_open_elsewhere_is_told_and_left(town):
    copy = put_beside(town.folder / BOOK, b"old")
    copy.with_name(f"~${copy.name}").write_bytes(b"")
    with pytest.raises(HeldOpen):
        put_beside(town.folder / BOOK, b"new")
    assert copy.read_bytes() == b"old"


def test_libreoffice_opens_a_copy_with_its_notes_and_checks(town, tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        (pytest.fail if os.environ.get("XUSHI_TEST_ALL") else pytest.skip)("needs the Debian package libreoffice-calc-nogui")
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(marked_copy(town.folder / BOOK, found(town)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "new"), str(copy)], check=True, capture_output=True, timeout=120
    )
    book = openpyxl.load_workbook(tmp_path / "new" / "copy.xlsx")
    assert ours(book[SHEET]) == {"C2", "D2"}
    assert (book[SHEET]["D2"].value, book[SHEET]["D2"].data_type) == ("=1+1", "s")
    assert len(book[SHEET].data_validations.dataValidation) == len(opened(copy.read_bytes())[SHEET].data_validations.dataValidation)
