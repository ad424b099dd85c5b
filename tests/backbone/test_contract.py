"""What every kind of storage promises; a new backbone joins through the fixture ``backbone``."""

import datetime as dt
from decimal import Decimal

import pytest

from backbone.book import Change, RowChange
from backbone.errors import Conflict, Misplaced, Unwritable
from schema.check import check_grid
from schema.org_monthly import OrgMonthly
from schema.registry import BRANCH_SHEETS, RETURN_NOTE, SHEETS
from schema.return_note import ReturnNote
from schema.target import Target
from schema.unit_register import UnitRegister
from schema.workspace import MASTER

BOOK = "填报/A01 示例镇.xlsx"
OWNER = ("A01", "示例镇")


def grid(backbone, model, book=BOOK):
    (read,) = backbone.read([book])
    assert read.problem is None
    return read.grids[model.about.title]


def rows(backbone, model, book=BOOK):
    return [row for row in check_grid(model, grid(backbone, model, book), book).rows]


def sample(column):
    values = {
        "whole": 1_234_567,
        "decimal": Decimal("12.5"),
        "date": dt.date(2016, 2, 29),
        "period": "2016-Q1",
        "text": "=1+1",
        "code": "007",
        "codes": ("001", "A-02", "10"),
        "yes_no": False,
    }
    return column.choices[-1] if column.choices else values[column.kind]


@pytest.mark.parametrize("model", SHEETS.values(), ids=SHEETS)
def test_every_value_of_every_column_comes_back_as_it_was(backbone, model):
    given = {column.name: sample(column) for column in model.columns()}
    backbone.create(BOOK, {model: [given]}, OWNER)
    found = check_grid(model, grid(backbone, model), BOOK)
    (row,) = found.rows
    assert {name: model.read(name, typed) for name, typed in row.typed.items()} == given
    assert not grid(backbone, model).formulas


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "=cmd|'/c calc'!A1", "+1", "-1+2", "@SUM(A1)", "#N/A", "TRUE", "007", "2016-01-02", "1e5", "<b>&amp;</b>", "第一行\n第二行", "\U0001f600 𠮷"],
)
def test_text_stays_the_text_that_was_typed(backbone, typed):
    given = {"sheet": "组织建设月报", "period": "2015-03", "kind": "情况说明", "text": typed}
    backbone.create(BOOK, {RETURN_NOTE: [given]}, OWNER)
    backbone.save(Change(BOOK, ReturnNote, [RowChange({"filler_role": typed})]))
    (first, second) = rows(backbone, ReturnNote)
    assert (first.typed["text"], second.typed["filler_role"]) == (typed, typed)
    assert grid(backbone, ReturnNote).formulas == grid(backbone, ReturnNote).errors == frozenset()


@pytest.mark.parametrize(("typed", "value"), [("0", 0), ("—", None), ("-", None)])
def test_nought_dash_and_blank_stay_apart(backbone, month, typed, value):
    backbone.create(BOOK, {OrgMonthly: []}, OWNER)
    texts = {name: str(cell) for name, cell in month.items() if name not in ("migrants_new", "unions_sectoral")}
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({**texts, "migrants_new": typed})]))
    (row,) = rows(backbone, OrgMonthly)
    assert (row.typed["migrants_new"], row.values["migrants_new"]) == (typed, value)
    assert "unions_sectoral" not in row.typed


def test_a_revision_changes_with_the_book_and_only_with_it(backbone, month):
    backbone.create(BOOK, {OrgMonthly: [month]}, OWNER)
    before = backbone.revisions()
    assert set(before) == {MASTER, BOOK}
    list(backbone.read([BOOK, MASTER]))
    assert backbone.revisions() == before
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"remark": "x"})]))
    after = backbone.revisions()
    assert after[MASTER] == before[MASTER]
    assert after[BOOK] != before[BOOK]


def test_books_come_in_the_order_asked_for(backbone):
    backbone.create(BOOK, {ReturnNote: []}, OWNER)
    assert [book.name for book in backbone.read([BOOK, MASTER])] == [BOOK, MASTER]
    assert [book.name for book in backbone.read([MASTER])] == [MASTER]


def test_a_book_that_stands_already_is_not_made_again(backbone, month):
    backbone.create(BOOK, {OrgMonthly: [month]}, OWNER)
    with pytest.raises(Unwritable):
        backbone.create(BOOK, {OrgMonthly: []}, OWNER)
    assert len(rows(backbone, OrgMonthly)) == 1


def test_a_save_changes_the_named_cells_and_no_other(backbone, month):
    second = {**month, "period": "2015-04", "unions_begin": 9, "unions_end": 10, "members_begin": 740, "members_end": 780}
    backbone.create(BOOK, {OrgMonthly: [month, second], ReturnNote: [{"sheet": "组织建设月报", "period": "2015-03", "kind": "已报"}]}, OWNER)
    before, notes = grid(backbone, OrgMonthly).rows, grid(backbone, ReturnNote).rows
    seen = rows(backbone, OrgMonthly)[1].typed
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"migrants_new": "7"}, row=3, seen=seen)]))
    after = grid(backbone, OrgMonthly).rows
    at = [column.name for column in OrgMonthly.columns()].index("migrants_new")
    assert after[2][at] == "7"
    assert [[cell for place, cell in enumerate(row) if (number, place) != (2, at)] for number, row in enumerate(after)] == [
        [cell for place, cell in enumerate(row) if (number, place) != (2, at)] for number, row in enumerate(before)
    ]
    assert grid(backbone, ReturnNote).rows == notes


def test_an_empty_text_empties_the_cell(backbone, month):
    backbone.create(BOOK, {OrgMonthly: [month]}, OWNER)
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"migrants_new": ""}, row=2, seen=rows(backbone, OrgMonthly)[0].typed)]))
    assert "migrants_new" not in rows(backbone, OrgMonthly)[0].typed


def test_new_rows_stand_below_the_last_one_in_the_order_given(backbone, month):
    backbone.create(BOOK, {OrgMonthly: [month]}, OWNER)
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"remark": "甲"}), RowChange({"remark": "乙"})]))
    assert [(row.number, row.typed.get("remark")) for row in rows(backbone, OrgMonthly)] == [(2, None), (3, "甲"), (4, "乙")]


def test_text_that_the_schema_refuses_is_kept_as_typed(backbone, month):
    backbone.create(BOOK, {OrgMonthly: [month]}, OWNER)
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"units_due": "约30家"}, row=2, seen=rows(backbone, OrgMonthly)[0].typed)]))
    found = check_grid(OrgMonthly, grid(backbone, OrgMonthly), BOOK)
    assert found.rows[0].typed["units_due"] == "约30家"
    assert [(issue.code, issue.cell) for issue in found.issues] == [("not_a_number", "C2")]


def test_a_row_changed_meanwhile_is_a_conflict_with_all_three_versions(backbone, month):
    backbone.create(BOOK, {OrgMonthly: [month]}, OWNER)
    seen = rows(backbone, OrgMonthly)[0].typed
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"migrants_new": "6"}, row=2, seen=seen)]))
    before = backbone.revisions()
    with pytest.raises(Conflict) as told:
        backbone.save(Change(BOOK, OrgMonthly, [RowChange({"remark": "第一"}), RowChange({"migrants_new": "8"}, row=2, seen=seen)]))
    conflict = told.value
    assert (conflict.place, conflict.sheet, conflict.row) == (BOOK, "组织建设月报", 2)
    assert (conflict.seen["migrants_new"], conflict.current["migrants_new"], conflict.wanted["migrants_new"]) == ("5", "6", "8")
    assert backbone.revisions() == before


def test_a_row_emptied_meanwhile_is_a_conflict(backbone, month):
    backbone.create(BOOK, {OrgMonthly: [month]}, OWNER)
    seen = rows(backbone, OrgMonthly)[0].typed
    backbone.save(Change(BOOK, OrgMonthly, [RowChange(dict.fromkeys(seen, ""), row=2, seen=seen)]))
    with pytest.raises(Conflict) as told:
        backbone.save(Change(BOOK, OrgMonthly, [RowChange({"migrants_new": "8"}, row=2, seen=seen)]))
    assert told.value.current == {}


@pytest.mark.parametrize("model", BRANCH_SHEETS, ids=lambda model: model.about.name)
def test_a_new_book_of_every_sheet_is_read_without_an_issue(backbone, model):
    backbone.create(BOOK, {model: []}, OWNER)
    found = check_grid(model, grid(backbone, model), BOOK)
    assert (found.issues, found.rows, len(found.table.columns)) == ([], [], len(model.columns()))


def test_a_sheet_that_is_not_there_takes_no_row(backbone):
    backbone.create(BOOK, {OrgMonthly: []}, OWNER)
    with pytest.raises(Misplaced):
        backbone.save(Change(BOOK, ReturnNote, [RowChange({"text": "x"})]))
    with pytest.raises(Unwritable):
        backbone.save(Change("填报/没有.xlsx", ReturnNote, [RowChange({"text": "x"})]))


def test_registers_and_targets_keep_codes_dates_and_yes_or_no(backbone):
    unit = {"unit_code": "000123", "unit_name": "示例厂", "branch_code": "01", "unit_kind": "非公企业", "is_legal_entity": True, "staff_count": 0}
    unit |= {"should_unionise": False, "should_bargain": True, "union_form": "未建", "listed_on": dt.date(2015, 1, 1)}
    goal = {"indicator_code": "x", "branch_code": "0", "start_on": dt.date(2014, 10, 1), "due_on": dt.date(2015, 9, 30), "target_value": Decimal("97.5")}
    goal |= {"direction": "≥", "basis": "比率", "issued_by": "市", "nature": "刚性", "version": 1, "effective_on": dt.date(2014, 10, 1), "assumed": True}
    backbone.create(BOOK, {UnitRegister: [unit], Target: [goal]}, OWNER)
    for model, given in ((UnitRegister, unit), (Target, goal)):
        found = check_grid(model, grid(backbone, model), BOOK)
        assert found.issues == []
        assert {name: value for name, value in found.rows[0].values.items() if value is not None} == given
