"""Personal data in sheets: masked wherever they stand, the row refused, the cell told; numbers that a column accepts are none."""

import pytest

from schema.batch import Given
from schema.check import check_grid, check_row, check_sheets, typed_rows
from schema.grid import TITLE, Grid
from schema.registry import SHEETS
from schema.rights_ledger import RightsLedger
from schema.shield import shielded
from tests.schema.artificial import CARD, EMAIL, ID, MOBILE

KINDS = {"whole", "decimal", "date", "period", "choice", "text", "code", "codes", "yes_no"}
BY_KIND = {column.kind: (model, column) for model in SHEETS.values() for column in model.columns()}
ROW = {
    "报告期": "2015-03",
    "记录类别": "纠纷调解",
    "案件编号": "A-1",
    "事由": "欠薪",
    "受理日": "2015-03-02",
    "件数": "1",
    "涉及人数": "2",
    "追回工资(元)": "300",
}


def guarded(model, *rows, title=""):
    grid = Grid.of(title or model.about.title, rows)
    texts = "\0".join(cell for row in rows for cell in row if cell)
    (found,) = shielded({grid.title: grid}, texts.encode()).values()
    return found


def case(more=(), above=(), **changed):
    row = {**ROW, **changed}
    return guarded(RightsLedger, *above, [*row, *(["备注栏"] if more else [])], [*row.values(), *more])


def told(issues):
    return [(issue.code, issue.row, issue.cell, issue.severity, issue.values) for issue in issues if issue.code == "personal_data"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_value_in_any_kind_of_column_blocks_its_row(kind):
    model, column = BY_KIND[kind]
    grid = guarded(model, [one.header for one in model.columns()], [ID if one is column else None for one in model.columns()])
    checked = check_sheets(model, [Given(grid)])
    at = model.columns().index(column)
    assert (checked.table["accepted"].to_pylist(), set(grid.personal)) == ([False], {(2, at + 1)})
    assert [issue.values for issue in checked.issues[0] if issue.code == "personal_data"] == [{"kind": "id_number"}]
    assert ID not in repr((checked, grid.rows))


@pytest.mark.parametrize(("value", "kind"), [(ID, "id_number"), (MOBILE, "mobile"), (CARD, "bank_card"), (EMAIL, "email")])
def test_the_issue_names_cell_and_kind(value, kind):
    assert told(check_grid(RightsLedger, case(案件编号=value)).issues) == [("personal_data", 2, "C2", "block", {"kind": kind})]


def test_the_row_shows_the_mask():
    (row,) = check_grid(RightsLedger, case(案件编号=MOBILE)).rows
    assert (row.typed["case_no"][0], row.typed["case_no"][-2:], row.values) == ("1", "00", None)
    (row,) = typed_rows(RightsLedger, case(案件编号=MOBILE)).rows
    assert MOBILE not in row.typed.values()


def test_a_column_nobody_asked_for_blocks_the_row():
    grid = case([f"请找{MOBILE}"])
    checked = check_grid(RightsLedger, grid)
    assert (told(checked.issues), checked.rows[0].values) == ([("personal_data", 2, "I2", "block", {"kind": "mobile"})], None)


def test_a_cell_above_the_header_is_told_and_blocks_no_row():
    checked = check_grid(RightsLedger, case(above=[["填报人", MOBILE]]))
    assert (told(checked.issues), [bool(row.values) for row in checked.rows]) == ([("personal_data", 1, "B1", "block", {"kind": "mobile"})], [True])


def test_a_header_nobody_asked_for_quarantines_nothing():
    checked = check_grid(RightsLedger, guarded(RightsLedger, [*ROW, MOBILE], [*ROW.values(), ""]))
    assert (len(told(checked.issues)), checked.quarantined, len(checked.rows)) == (1, False, 1)


def test_a_sheet_without_a_header_is_looked_through():
    checked = check_sheets(RightsLedger, [Given(guarded(RightsLedger, ["甲", MOBILE])), Given(case(案件编号="A-2"))])
    assert ([len(told(issues)) for issues in checked.issues], checked.table["accepted"].to_pylist()) == ([1, 0], [True])


def test_a_number_in_a_column_of_numbers_is_no_telephone():
    grid = case(**{"追回工资(元)": MOBILE, "涉及人数": MOBILE})
    assert (grid.personal, [row.values["wage_yuan"] for row in check_grid(RightsLedger, grid).rows]) == ({}, [int(MOBILE)])


def test_an_id_number_in_a_column_of_numbers_is_told_as_one():
    issues = check_grid(RightsLedger, case(涉及人数=ID)).issues
    assert (len(told(issues)), [issue.values for issue in issues if "typed" in issue.values]) == (1, [])


def test_the_title_of_a_sheet_is_masked():
    grid = guarded(RightsLedger, ["甲"], title=f"名单{MOBILE}")
    assert (grid.personal, MOBILE in grid.title) == ({TITLE: "mobile"}, False)


def test_a_row_typed_on_a_page_is_told_and_masked():
    row, issues = check_row(RightsLedger, {"case_no": MOBILE, "wage_yuan": MOBILE})
    assert ([issue.column for issue in issues if issue.code == "personal_data"], row.typed["wage_yuan"]) == (["案件编号"], MOBILE)
    assert row.typed["case_no"] != MOBILE


def test_a_mask_is_refused_wherever_it_comes_back():
    (row,) = check_grid(RightsLedger, case(案件编号=MOBILE)).rows
    assert [issue.values for issue in check_row(RightsLedger, row.typed)[1] if issue.code == "personal_data"] == [{"kind": "masked"}]
