"""What counts of the books of a workspace, and what is said of the rest."""

import datetime as dt
import shutil

import openpyxl
import pytest

from ledger.ledger import load
from schema.employment_ledger import EmploymentLedger
from schema.organisation import Organisation
from schema.return_note import ReturnNote
from schema.workspace import MASTER

D = dt.date
FIRST, SECOND = "填报/A01 示例甲镇.xlsx", "填报/B01 示例乙镇.xlsx"


class Counting:
    """A backbone that remembers which books were read."""

    def __init__(self, backbone):
        self.backbone, self.read_books = backbone, []

    def revisions(self):
        return self.backbone.revisions()

    def read(self, books):
        asked = list(books)
        self.read_books += asked
        return self.backbone.read(asked)


def edit(backbone, book, change):
    path = backbone.folder / book
    workbook = openpyxl.load_workbook(path)
    change(workbook)
    workbook.save(path)


def told(ledger):
    return [(issue.code, issue.book) for issue in ledger.issues if issue.severity == "block"]


def posts(ledger):
    return sorted((row["branch"], row["posts"]) for row in ledger.rows(EmploymentLedger))


def test_rows_carry_branch_book_and_row(county):
    ledger = load(county)
    assert told(ledger) == []
    assert [(row["branch"], row["book"], row["row"], row["posts"]) for row in ledger.rows(EmploymentLedger)] == [("A01", FIRST, 2, 10), ("B01", SECOND, 2, 20)]


def test_the_guide_says_whose_book_it_is_before_the_file_name_does(county):
    (county.folder / FIRST).rename(county.folder / "填报/Z99 另一个名字.xlsx")
    assert posts(load(county)) == [("A01", 10), ("B01", 20)]


@pytest.mark.parametrize("name", ["A01 示例甲镇.xlsx", "A01_示例甲镇.xlsx", "A01.xlsx"])
def test_without_a_guide_the_code_stands_at_the_beginning_of_the_file_name(county, name):
    edit(county, FIRST, lambda book: book.remove(book["填表说明"]))
    (county.folder / FIRST).rename(county.folder / "填报" / name)
    assert posts(load(county)) == [("A01", 10), ("B01", 20)]


def test_the_label_of_the_guide_may_be_spaced(county):
    def spaced(book):
        book["填表说明"]["A1"] = " 单位 编码　"
        book["填表说明"]["B1"] = " B01 "

    edit(county, FIRST, spaced)
    assert told(load(county)) == [("two_books", FIRST)]


def test_two_books_of_one_branch_count_neither_and_one_issue_names_both(county):
    shutil.copy(county.folder / FIRST, county.folder / "填报/A01 副本.xlsx")
    ledger = load(county)
    (issue,) = [issue for issue in ledger.issues if issue.severity == "block"]
    assert (issue.code, issue.values["code"], sorted(issue.values["books"])) == ("two_books", "A01", sorted([FIRST, "填报/A01 副本.xlsx"]))
    assert posts(ledger) == [("B01", 20)]
    assert ledger.book_of("A01") is None
    assert ("A01", "employment_ledger") not in ledger.filed


def test_a_book_with_nothing_to_fill_takes_nobodys_place(county):
    def emptied(book):
        for title in book.sheetnames[1:]:
            book.remove(book[title])

    shutil.copy(county.folder / FIRST, county.folder / "填报/A00 备忘.xlsx")
    edit(county, "填报/A00 备忘.xlsx", emptied)
    ledger = load(county)
    assert posts(ledger) == [("A01", 10), ("B01", 20)]
    assert ledger.book_of("A01").name == FIRST


def test_an_unreadable_copy_takes_nobodys_place(county):
    (county.folder / "填报/A01 坏.xlsx").write_bytes(b"x")
    ledger = load(county)
    assert told(ledger) == [("not_a_workbook", "填报/A01 坏.xlsx")]
    assert posts(ledger) == [("A01", 10), ("B01", 20)]


@pytest.mark.parametrize(("owner", "code"), [("X77", "unknown_branch"), ("0", "not_a_leaf")])
def test_a_book_of_no_leaf_is_an_issue_and_does_not_count(county, owner, code):
    edit(county, FIRST, lambda book: book["填表说明"].__setitem__("B1", owner))
    ledger = load(county)
    assert told(ledger) == [(code, FIRST)]
    assert posts(ledger) == [("B01", 20)]


def test_a_row_of_another_branch_is_an_issue_at_its_cell(county, event):
    def foreign(book):
        sheet = book["就业创业服务台账"]
        header = {cell.value: cell.column for cell in sheet[1]}
        for row, code in ((2, "A01"), (3, "B01")):
            for name, value in event().items():
                sheet.cell(row, header[EmploymentLedger.column(name).header], value)
            sheet.cell(row, header["填报单位"], code)

    edit(county, FIRST, foreign)
    ledger = load(county)
    (issue,) = [issue for issue in ledger.issues if issue.severity == "block"]
    assert (issue.code, issue.book, issue.sheet, issue.row, issue.column) == ("foreign_branch", FIRST, "就业创业服务台账", 3, "填报单位")
    assert issue.cell.endswith("3")
    assert posts(ledger) == [("A01", 10), ("B01", 20)]


def test_a_refresh_reads_only_the_books_that_changed(county):
    counting = Counting(county)
    first = load(counting)
    assert sorted(counting.read_books) == sorted([MASTER, FIRST, SECOND])
    counting.read_books.clear()
    assert load(counting, first) is first
    assert counting.read_books == []
    edit(county, SECOND, lambda book: book["就业创业服务台账"].cell(2, 7, 25))
    second = load(counting, first)
    assert counting.read_books == [SECOND]
    assert first.revision != second.revision
    (county.folder / FIRST).unlink()
    counting.read_books.clear()
    third = load(counting, second)
    assert counting.read_books == []
    assert {branch for branch, _ in posts(third)} == {"B01"}
    assert {branch for branch, _ in posts(first)} == {"A01", "B01"}


def test_a_change_of_the_master_alone_changes_the_tree(county, event):
    counting = Counting(county)
    first = load(counting)
    counting.read_books.clear()
    edit(county, MASTER, lambda book: book["单位"].append(["C01", "示例丙镇", "0", "乡镇"]))
    assert load(counting, first).organisations.leaves == ("A01", "B01", "C01")
    assert counting.read_books == [MASTER]


def test_progress_is_told_book_by_book(county):
    steps = []
    load(county, progress=lambda done, of: steps.append((done, of)))
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_nil_return_a_declaration_and_a_row_are_filed_an_explanation_is_not(make_workspace, event, rows_held):
    tree = [{"code": "0", "name": "示例", "kind": "总工会"}]
    notes = [("2015-01", "零报告"), ("2015-02", "已报"), ("2015-04", "情况说明"), ("2015-Q2", "零报告")]
    returned = [{"sheet": "就业 创业服务台账", "period": period, "kind": kind} for period, kind in notes]
    ledger = load(make_workspace({Organisation: tree}, {("0", "示例"): {EmploymentLedger: [event()], ReturnNote: returned}}))
    assert ledger.filed == {
        ("0", "employment_ledger"): [
            (D(2015, 1, 1), D(2015, 1, 31)),
            (D(2015, 2, 1), D(2015, 2, 28)),
            (D(2015, 3, 1), D(2015, 3, 31)),
            (D(2015, 4, 1), D(2015, 6, 30)),
        ]
    }
    held = rows_held(ledger, "employment_ledger")
    assert sorted(zip(held["period"], held["nil"], strict=True)) == [("2015-01", True), ("2015-03", None), ("2015-Q2", True)]


@pytest.mark.parametrize("sheet", ["单位", "指标", "目标", "设置"])
def test_a_master_without_one_of_its_sheets_leaves_nothing_to_compute(county, sheet):
    edit(county, MASTER, lambda book: book.remove(book[sheet]))
    ledger = load(county)
    (issue,) = [issue for issue in ledger.issues if issue.code == "missing_sheet"]
    assert (issue.book, issue.sheet) == (MASTER, sheet)
    assert ledger.is_fatal(issue)


def test_a_master_without_a_single_organisation_leaves_nothing_to_compute(make_workspace):
    ledger = load(make_workspace({}))
    assert [(issue.code, ledger.is_fatal(issue)) for issue in ledger.issues] == [("no_root", True)]


def test_tables_hold_lists_one_row_a_code(make_workspace, rows_held):
    from schema.bargaining_ledger import BargainingLedger

    contract = {"period": "2015-03", "contract_type": "综合", "level": "区域性", "staff_covered": 9, "check_result": "未检查"}
    contract |= {"signed_on": D(2015, 3, 1), "valid_from": D(2015, 3, 1), "valid_to": D(2016, 3, 1)}
    rows = [{**contract, "contract_no": "1", "unit_codes": ("u1", "u2"), "units_covered": 2}, {**contract, "contract_no": "2", "units_covered": 30}]
    ledger = load(make_workspace({Organisation: [{"code": "0", "name": "示例", "kind": "总工会"}]}, {("0", "示例"): {BargainingLedger: rows}}))
    listed = rows_held(ledger, "bargaining_ledger__unit_codes")
    assert list(zip(listed["row_id"], listed["unit"], strict=True)) == [(0, "u1"), (0, "u2")]
    assert rows_held(ledger, "bargaining_ledger")["units_covered"] == [2, 30]
