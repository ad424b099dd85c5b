"""Headers and tabs with other names than the template's are told, with the name they should have; nothing is dropped without a word."""

import pytest

from ledger.ledger import load
from schema.grid import Grid
from schema.registry import RETURN_NOTE, SHEETS
from schema.workspace import MASTER
from tests.ledger.planting import A, B, Memory, clean, grid

NAME = "employment_ledger"
MODEL = SHEETS[NAME]


def told(books):
    return [(issue.code, issue.severity, issue.book, issue.sheet, issue.column, issue.cell, issue.values.get("offered")) for issue in load(books).issues]


def with_headers(**headers):
    """The workspace, with some headers of branch B01's sheet of job fairs renamed."""
    books = clean()
    books[B][NAME] = grid(NAME, books[B][NAME], headers)
    return Memory(books)


def with_tabs(book, tabs, without=(), assignments=None):
    """The workspace with further tabs in a book, each with the rows of the sheet of that name, and without some of its own."""
    sheets = clean()
    if assignments is not None:
        sheets[MASTER]["assignment"] = assignments
    memory = Memory(sheets)
    kept = {name: rows for name, rows in sheets[book].items() if name not in without}
    memory.put(book, kept, {title: grid(name, sheets[book][name]) for title, name in tabs.items()})
    return memory


@pytest.mark.parametrize("typed", ["提供岗位", "提供岗位数(个)", "岗位数", "提供的岗位数"])
def test_a_missing_required_header_is_offered_what_stands_there(typed):
    assert told(with_headers(posts=typed)) == [("missing_header", "block", B, "就业创业服务台账", "提供岗位数", "G1", typed)]


def test_a_missing_required_header_without_anything_like_it_offers_nothing():
    assert told(with_headers(posts="完全不同")) == [("missing_header", "block", B, "就业创业服务台账", "提供岗位数", "", None)]


@pytest.mark.parametrize(
    ("name", "typed", "at", "header"),
    [("enterprises", "招聘企业", "F1", "招聘企业数"), ("streets", "参加街道乡镇数", "E1", "参加街道(乡镇)数"), ("intents", "意向人数", "H1", "达成意向人数")],
)
def test_an_optional_column_under_another_header_is_told_and_the_rest_counts(name, typed, at, header):
    books = with_headers(**{name: typed})
    (issue,) = load(books).issues
    assert (issue.code, issue.severity, issue.row, issue.column, issue.cell) == ("renamed_header", "warn", 1, header, at)
    assert issue.values == {"typed": typed, "offered": header}
    assert [row["branch"] for row in load(books).rows(MODEL)] == ["A01", "A01", "B01"]


@pytest.mark.parametrize("typed", ["联系人", "主办单位", "备用", "岗位工资"])
def test_a_column_nobody_asked_for_is_no_issue_even_where_an_optional_one_is_missing(typed):
    assert told(with_headers(enterprises=typed)) == []


def test_a_header_that_only_adds_to_one_that_is_there_is_no_issue():
    assert told(with_headers(enterprises="提供岗位数(去年)")) == []


@pytest.mark.parametrize("title", ["就业创业服务台账(2)", "就业创业 服务台帐", "就业创业服务台账表", "2026年就业创业服务台账", "就业创业服务台账的副本"])
def test_a_tab_that_looks_like_a_sheet_that_is_owed_is_told_with_its_title(title):
    assigned = [{"sheet": "就业创业服务台账", "branch": "乡镇", "frequency": "月", "due_days": "5"}]
    memory = with_tabs(B, {title: NAME}, without=(NAME,), assignments=assigned)
    (issue,) = load(memory).issues
    assert (issue.code, issue.severity, issue.book, issue.sheet) == ("renamed_sheet", "warn", B, title)
    assert issue.values == {"expected": "就业创业服务台账"}


def test_a_tab_beside_the_sheet_it_looks_like_is_told():
    assert [(code, sheet) for code, _, _, sheet, *_ in told(with_tabs(B, {"就业创业服务台账(2)": NAME}))] == [("renamed_sheet", "就业创业服务台账(2)")]


def test_the_return_notes_are_always_expected():
    note = RETURN_NOTE.about.name
    assert [(code, sheet) for code, _, _, sheet, *_ in told(with_tabs(B, {"报送说明1": note}, without=(note,)))] == [("renamed_sheet", "报送说明1")]


def test_a_tab_that_looks_like_a_sheet_nobody_asks_the_branch_for_is_no_issue():
    assert told(with_tabs(B, {"就业创业服务台账(2)": NAME}, without=(NAME,))) == []


def test_where_nobody_says_who_owes_what_every_sheet_is_expected():
    assert [code for code, *_ in told(with_tabs(B, {"就业创业服务台账(2)": NAME}, without=(NAME,), assignments=[]))] == ["renamed_sheet"]


@pytest.mark.parametrize("title", ["Sheet1", "填表说明", "_序时", "就业", "台账", "通讯录"])
def test_other_tabs_are_left_alone(title):
    assert told(with_tabs(A, {title: NAME})) == []


def test_two_tabs_of_one_title_are_told_and_neither_counts():
    memory = with_tabs(B, {"就业创业 服务台账": NAME})
    ledger = load(memory)
    (issue,) = ledger.issues
    assert (issue.code, issue.severity, issue.book, issue.sheet) == ("doubled_sheet", "block", B, "就业创业服务台账")
    assert issue.values == {"titles": ["就业创业服务台账", "就业创业 服务台账"]}
    assert {row["branch"] for row in ledger.rows(MODEL)} == {"A01"}


def test_a_master_with_a_tab_twice_leaves_nothing_to_compute():
    ledger = load(with_tabs(MASTER, {"指 标": "indicator"}))
    assert [(issue.code, issue.sheet, ledger.is_fatal(issue)) for issue in ledger.issues] == [("doubled_sheet", "指标", True)]


def test_a_master_that_lacks_a_sheet_is_offered_the_tab_that_looks_like_it():
    found = told(with_tabs(MASTER, {"指标(2)": "indicator"}, without=("indicator",)))
    assert found == [("missing_sheet", "block", MASTER, "指标", "", "", "指标(2)")]


def test_a_master_made_before_there_was_a_sheet_that_may_be_missing_is_whole():
    assert told(with_tabs(MASTER, {}, without=("score_rule",))) == []


def test_a_tab_that_looks_like_a_sheet_that_may_be_missing_is_told():
    found = told(with_tabs(MASTER, {"考核(2)": "score_rule"}, without=("score_rule",)))
    assert [(code, severity, sheet) for code, severity, _, sheet, *_ in found] == [("renamed_sheet", "warn", "考核(2)")]


def test_another_table_under_the_title_of_a_sheet_that_may_be_missing_stops_nothing():
    memory = with_tabs(MASTER, {}, without=("score_rule",))
    memory.put(
        MASTER, {name: rows for name, rows in clean()[MASTER].items() if name != "score_rule"}, {"考核": Grid.of("考核", [["月份", "得分"], ["一月", "9"]])}
    )
    ledger = load(memory)
    assert [(issue.code, issue.sheet, ledger.is_fatal(issue)) for issue in ledger.issues] == [("no_header", "考核", False)]
