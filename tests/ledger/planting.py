"""A small workspace in which nothing is wrong, held in memory, and what it takes to plant a mistake in it."""

import copy
from collections import Counter
from dataclasses import dataclass
from itertools import count

from backbone.book import Book
from ledger.ledger import load
from schema.grid import Grid, address
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE, SHEETS
from schema.workspace import MASTER
from tests.schema.test_rules import GOOD, cells

A, B = "填报/A01 示例甲镇.xlsx", "填报/B01 示例乙镇.xlsx"
MONTHS = [f"2025-{month:02d}" for month in range(1, 13)] + ["2026-01", "2026-02"]
QUARTERS = [f"{year}-Q{quarter}" for year in range(2022, 2026) for quarter in range(1, 5)]
_TREE = ["code=0 name=示例县总工会 kind=总工会", *(f"code={code} name=示例{code} kind=乡镇 parent=0" for code in ("A01", "B01", "C01"))]
_UNIT = "unit_name=示例{0} branch_code={1} unit_kind={2} is_legal_entity=是 staff_count={3} should_unionise=是 should_bargain={4} union_form={5}"
_CONTRACT = "level=区域性 signed_on=2025-01-09 valid_from=2025-01-10 valid_to=2027-01-09 check_result=未检查 period=2025-01"


def _units():
    for code, kind, staff, bargains in (("U1", "机关", 100, "否"), ("U2", "机关", 50, "否"), ("E1", "非公企业", 30, "是"), ("E2", "非公企业", 40, "是")):
        yield f"unit_code={code} " + _UNIT.format(code, "A01", kind, staff, bargains, "单独")
    yield "unit_code=E3 " + _UNIT.format("E3", "A01", "非公企业", 20, "是", "联合")
    yield "unit_code=K1 " + _UNIT.format("K1", "C01", "机关", 9, "否", "未建") + " listed_on=2020-01-01"


def _unions():
    for at, month in enumerate(MONTHS):
        begin = 900 + 5 * at
        yield (
            f"period={month} unit_kind=机关 units_due=2 units_covered=2 unions_begin=2 unions_new=0 unions_closed=0 unions_end=2 entities_new=0 "
            f"staff_end=1000 members_begin={begin} members_new={10 + at % 3} members_left={5 + at % 3} members_end={begin + 5}"
        )


def _insured():
    for at, month in enumerate(MONTHS):
        yield f"period={month} scheme=团体 eligible=800 enrolled={700 + at % 3} enrolled_ly=650 claims={40 + at % 4}"


def _first_book():
    """Branch A01: histories, contracts, visits."""
    return {
        "org_monthly": [*_unions()],
        "mutual_aid_monthly": [*_insured()],
        "democracy_quarterly": [
            f"period={quarter} unit_kind=机关 unionised_units=2 units_should_open=2 units_open=2 units_congress=1 survey_n=90 survey_satisfied=80"
            for quarter in QUARTERS
        ],
        "emulation_ledger": [
            "period=2025-Q1 title=安康杯 record_kind=竞赛 units_in=4 unionised_units=5",
            "period=2025-Q2 title=安康杯 record_kind=竞赛 units_in=3",
        ],
        "bargaining_ledger": [
            f"contract_no=C1 contract_type=工资专项 unit_codes=E1、E2 units_covered=2 staff_covered=60 {_CONTRACT}",
            f"contract_no=C2 contract_type=工资专项 unit_codes=E3 units_covered=1 staff_covered=20 {_CONTRACT}".replace(
                "signed_on=2025-01-09", "signed_on=2025-01-10"
            ),
            f"contract_no=C3 contract_type=综合 unit_codes=E1、E3 units_covered=2 staff_covered=50 {_CONTRACT}",
            f"contract_no=C0 contract_type=工资专项 unit_codes=E1 units_covered=1 staff_covered=30 {_CONTRACT}".replace("2027-01-09", "2024-12-31").replace(
                "2025-01", "2023-01"
            ),
        ],
        "visit_log": [
            f"period=2025-03 campaign=面对面 team_code=G1 host_code=A01 visited_on=2025-03-{day:02d} cadres=2 enterprises=0 workers=5 issues_raised={raised} "
            f"issues_solved={solved} brief_filed=是"
            for day, raised, solved in ((3, 3, 1), (4, 1, 1), (5, 2, 0))
        ],
        "assistance_ledger": [f"period=2025-03 programme=送温暖 given_on=2025-03-0{day} target_group=农民工 persons=10 cash_yuan=5000" for day in (3, 4)],
        "activity_ledger": [f"period=2025-03 category=职工培训 title=安全培训 held_on=2025-03-0{day} sessions=1 persons=30" for day in (3, 4)],
        "employment_ledger": [f"period=2025-03 kind=招聘会 held_on=2025-03-0{day} sessions=1 posts=50 placed=8" for day in (3, 4)],
        "resource_quarterly": [
            f"period={quarter} kind=职工书屋 item=书屋 level=县 count_end={20 + at} count_due=50 volumes={800 + at % 3}" for at, quarter in enumerate(QUARTERS)
        ],
        "special_task": [
            f"period={month} programme_code=P1 task=修路 stage=在建 metric=road_km actual_value=2.5 unit=公里 invested_yuan={invested}"
            for month, invested in zip(MONTHS, (1000, 1200, 1200, *range(1500, 1511)), strict=True)
        ],
        "rights_ledger": [GOOD["rights_ledger"]],
        "return_note": [GOOD["return_note"]],
    }


def _second_book():
    """Branch B01: the one good row of every sheet, and no unit in the register."""
    return {name: [GOOD[name]] for name in (*(model.about.name for model in BRANCH_SHEETS), "return_note")} | {
        "mutual_aid_monthly": [GOOD["mutual_aid_monthly"].replace("2026-03", "2026-04")],
    }


def _master():
    counted = "sum(mutual_aid_monthly.enrolled)/sum(mutual_aid_monthly.enrolled_ly)"
    return {
        "organisation": [*_TREE, GOOD["organisation"].replace("code=01", "code=D01") + " parent=0"],
        "unit_register": [*_units()],
        "indicator": [f"code=y name_zh=同比 unit=% formula={counted} from_on=2025-01-01 to_on=2026-03-31", GOOD["indicator"]],
        "target": [GOOD["target"].replace("indicator_code=x", "indicator_code=y")],
        "assignment": [GOOD["assignment"], "sheet=活动走访记录 branch=乡镇 frequency=月 due_days=5", "sheet=集体协商台账 branch=A01 frequency=月 due_days=5"],
        "programme": [GOOD["programme"]],
        "score_rule": [GOOD["score_rule"].replace("indicator_code=x", "indicator_code=y")],
        "setting": [GOOD["setting"]],
    }


def clean():
    """The rows of every book by sheet name: each row what is typed in it by English column name."""
    books = {MASTER: _master(), A: _first_book(), B: _second_book()}
    return {book: {name: [cells(row) for row in rows] for name, rows in sheets.items()} for book, sheets in books.items()}


def grid(name, rows, headers=None):
    """A sheet as it stands in a workbook: one header row, every column; ``headers`` renames some, and None takes one out."""
    model, renamed = SHEETS[name], headers or {}
    columns = [column for column in model.columns() if renamed.get(column.name, "") is not None]
    head = [renamed.get(column.name, column.header) for column in columns]
    return Grid.of(model.about.title, [head, *([row.get(column.name) for column in columns] for row in rows)])


def cell(name, row, column):
    """The address of a row's cell; rows count from 1, the header is in row 1 of the sheet."""
    return address(row + 1, [each.name for each in SHEETS[name].columns()].index(column) + 1)


class Memory:
    """Books held in memory, with the three verbs that reading needs."""

    def __init__(self, books):
        self.revised = count(1)
        self.books, self._revisions = {}, {}
        for name, sheets in books.items():
            self.put(name, sheets)

    def put(self, name, sheets, tabs=()):
        """Write a book anew: its sheets by name, and further tabs by title."""
        order = (*MASTER_SHEETS, *BRANCH_SHEETS, RETURN_NOTE)
        grids = [each if isinstance(each := sheets[model.about.name], Grid) else grid(model.about.name, each) for model in order if model.about.name in sheets]
        self.books[name] = Book(name, {found.title: found for found in grids} | dict(tabs))
        self._revisions[name] = str(next(self.revised))

    def revisions(self):
        return dict(self._revisions)

    def digests(self, books):
        return {}

    def read(self, books):
        return (self.books[name] for name in books)


def changed(*plants):
    """The clean workspace with plants in it: (book, sheet name, row from 1, what is typed) each; a row behind the last one is added."""
    books = copy.deepcopy(clean())
    for book, name, row, typed in plants:
        rows = books[book][name]
        rows.extend({} for _ in range(row - len(rows)))
        rows[row - 1] |= cells(typed)
    return books


def told(ledger):
    """Code, severity, book, sheet title and cell of every issue, with how often each is told."""
    return Counter((issue.code, issue.severity, issue.book, issue.sheet, issue.cell) for issue in ledger.issues)


def found(*plants):
    """What is told of the workspace with these plants."""
    return told(load(Memory(changed(*plants))))


@dataclass(frozen=True)
class Planted:
    """What is typed (book, sheet, row, cells), and the one issue it makes: code, severity, book, sheet title, cell."""

    plants: tuple
    column: str
    issue: tuple


def planted(code, severity, column, *plants, at=None, typed_like=None):
    """A mistake told in a column of the row planted last, or of the row ``at``; ``typed_like`` fills the row as another one is filled."""
    book, name, row = at or plants[-1][:3]
    if typed_like:
        as_typed = " ".join(f"{key}={value}" for key, value in clean()[book][name][typed_like - 1].items())
        plants = (*plants[:-1], (*plants[-1][:3], f"{as_typed} {plants[-1][3]}"))
    return Planted(plants, column, (code, severity, book, SHEETS[name].about.title, cell(name, row, column)))
