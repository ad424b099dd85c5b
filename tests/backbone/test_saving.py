"""Saving into a folder of workbooks: only what was meant, in one step, never into a book somebody has open."""

import os
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from backbone.book import Change, RowChange
from backbone.errors import HeldOpen, Misplaced, Unwritable
from backbone.writing import replacing
from schema.check import check_grid
from schema.org_monthly import OrgMonthly
from schema.return_note import ReturnNote
from schema.special_task import SpecialTask

BOOK = "填报/A01 示例镇.xlsx"


@pytest.fixture
def filled(folder, month):
    folder.create(BOOK, {OrgMonthly: [month], ReturnNote: []}, ("A01", "示例镇"))
    return folder


def checked(folder, model=OrgMonthly):
    (book,) = folder.read([BOOK])
    return check_grid(model, book.grids[model.about.title], BOOK)


def note(**changed):
    return Change(BOOK, OrgMonthly, [RowChange({"remark": "x", **changed})])


def leftovers(folder):
    return [path.name for path in (folder.folder / "填报").iterdir() if path.name != Path(BOOK).name]


@pytest.mark.parametrize("mark", ["~$A01 示例镇.xlsx", "~$1 示例镇.xlsx", ".~A01 示例镇.xlsx", ".~lock.A01 示例镇.xlsx#"])
def test_a_book_open_in_another_program_is_not_written(filled, mark):
    (filled.folder / "填报" / mark).write_bytes(b"x")
    before = (filled.folder / BOOK).read_bytes()
    with pytest.raises(HeldOpen) as told:
        filled.save(note())
    assert told.value.place == mark
    assert (filled.folder / BOOK).read_bytes() == before


def test_another_branchs_open_book_stops_nobody(filled):
    (filled.folder / "填报" / "~$B01 示例街道.xlsx").write_bytes(b"x")
    filled.save(note())
    assert checked(filled).rows[-1].typed == {"remark": "x"}


@pytest.mark.parametrize("step", ["write", "fsync", "open"])
def test_a_save_that_fails_leaves_the_book_as_it_was_and_nothing_beside_it(filled, monkeypatch, step):
    before = (filled.folder / BOOK).read_bytes()

    def fail(*args, **kwargs):
        if step != "open" or ".xushi-" in str(args[0]):
            raise PermissionError(13, "read-only")
        return original(*args, **kwargs)

    original = getattr(os, step)
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(Unwritable):
        filled.save(note())
    monkeypatch.undo()
    assert (filled.folder / BOOK).read_bytes() == before
    filled.save(note())
    assert checked(filled).rows[-1].typed == {"remark": "x"}


def test_the_file_is_on_the_disk_before_it_takes_the_place_of_the_old_one(filled, monkeypatch):
    steps = []
    fsync, exchange = os.fsync, replacing._exchange
    monkeypatch.setattr(os, "fsync", lambda number: (steps.append("fsync"), fsync(number))[1])
    monkeypatch.setattr(replacing, "_exchange", lambda one, other: (steps.append("exchange"), exchange(one, other))[1])
    filled.save(note())
    assert steps == ["fsync", "exchange", "fsync"]
    assert leftovers(filled) == []


@pytest.mark.parametrize("spoil", ["missing", "doubled"])
def test_a_sheet_in_quarantine_takes_no_row(filled, month, spoil):
    """Its rows are not known, so a new one could land on one of them."""
    workbook = openpyxl.load_workbook(filled.folder / BOOK)
    sheet = workbook["组织建设月报"]
    header = next(cell for cell in sheet[1] if cell.value == "期末会员数")
    if spoil == "missing":
        header.value = "期末的会员"
    else:
        sheet.cell(1, sheet.max_column + 1, "期末会员数")
    workbook.save(filled.folder / BOOK)
    before = (filled.folder / BOOK).read_bytes()
    with pytest.raises(Misplaced):
        filled.save(note(period="2015-04"))
    assert (filled.folder / BOOK).read_bytes() == before


def test_a_column_that_is_not_there_takes_no_value(filled):
    workbook = openpyxl.load_workbook(filled.folder / BOOK)
    sheet = workbook["组织建设月报"]
    next(cell for cell in sheet[1] if cell.value == "备注").value = "别的"
    workbook.save(filled.folder / BOOK)
    before = (filled.folder / BOOK).read_bytes()
    with pytest.raises(Misplaced):
        filled.save(note())
    assert (filled.folder / BOOK).read_bytes() == before


def test_values_go_below_their_headers_wherever_those_were_moved(filled):
    workbook = openpyxl.load_workbook(filled.folder / BOOK)
    sheet = workbook["组织建设月报"]
    sheet.protection.disable()
    sheet.insert_rows(1, 2)
    sheet["A1"] = "示例镇月报"
    sheet.insert_cols(1)
    workbook.save(filled.folder / BOOK)
    filled.save(note(period="2015-04"))
    row = checked(filled).rows[-1]
    assert (row.number, row.typed) == (5, {"period": "2015-04", "remark": "x"})


def test_drop_downs_protection_freezing_and_colours_survive_a_save(filled):
    workbook = openpyxl.load_workbook(filled.folder / BOOK)
    sheet = workbook["组织建设月报"]
    sheet["C2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet.column_dimensions["Z"].hidden = True
    workbook.save(filled.folder / BOOK)
    before = openpyxl.load_workbook(filled.folder / BOOK)["组织建设月报"]
    filled.save(note())
    after = openpyxl.load_workbook(filled.folder / BOOK)["组织建设月报"]

    def rules(found):
        return sorted((str(rule.sqref), rule.type, rule.formula1) for rule in found.data_validations.dataValidation)

    assert rules(after) == rules(before) != []
    assert after.freeze_panes == "A2"
    assert after.protection.sheet and after["A1"].protection.locked and not after.column_dimensions["A"].protection.locked
    assert not after["A2"].protection.locked
    assert after["C2"].fill.fgColor.rgb == "00FFFF00"
    assert after.column_dimensions["Z"].hidden
    assert after["A1"].comment.text == before["A1"].comment.text


def test_numbers_dates_and_codes_are_saved_as_what_they_are(filled):
    filled.save(note(period="2015-04", units_due="1,200 家", reported_on="2015年4月2日", branch_code="007"))
    sheet = openpyxl.load_workbook(filled.folder / BOOK)["组织建设月报"]
    header = {cell.value: cell.column for cell in sheet[1]}
    found = {name: sheet.cell(3, header[name]) for name in ("报告期", "应建会单位数", "填报日", "填报单位")}
    assert [cell.data_type for cell in found.values()] == ["s", "n", "d", "s"]
    assert [str(cell.value)[:10] for cell in found.values()] == ["2015-04", "1200", "2015-04-02", "007"]
    assert found["填报日"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("typed", ["a\x07b", "\x00", "\x1b[31m"])
def test_signs_no_workbook_can_hold_are_refused_and_nothing_is_written(filled, typed):
    before = (filled.folder / BOOK).read_bytes()
    with pytest.raises(Misplaced):
        filled.save(note(remark=typed))
    assert (filled.folder / BOOK).read_bytes() == before


def test_a_row_seen_with_a_dash_and_a_bad_cell_can_be_mended(filled):
    filled.save(Change(BOOK, OrgMonthly, [RowChange({"units_due": "约30", "migrants_new": "—"}, row=2, seen=checked(filled).rows[0].typed)]))
    seen = checked(filled).rows[0].typed
    filled.save(Change(BOOK, OrgMonthly, [RowChange({"units_due": "30"}, row=2, seen=seen)]))
    row = checked(filled).rows[0]
    assert (row.values["units_due"], row.values["migrants_new"], row.typed["migrants_new"]) == (30, None, "—")


@pytest.mark.parametrize(("typed", "stored"), [("98", 0.98), ("99.95", 0.9995), ("7", 0.07)])
def test_a_rate_saved_into_a_percent_cell_is_read_as_it_was_typed(folder, typed, stored):
    """The cell holds a hundredth; what is shown, seen and typed is the rate."""
    row = {"period": "2015-03", "programme_code": "p", "task": "t", "phase": "在建", "metric": "m", "actual_value": 97, "metric_unit": "个"}
    folder.create(BOOK, {SpecialTask: [row]}, ("A01", "示例镇"))
    workbook = openpyxl.load_workbook(folder.folder / BOOK)
    at = [column.name for column in SpecialTask.columns()].index("actual_value") + 1
    cell = workbook[SpecialTask.about.title].cell(2, at)
    cell.value, cell.number_format = 0.97, "0.00%"
    workbook.save(folder.folder / BOOK)
    seen = checked(folder, SpecialTask).rows[0].typed
    assert seen["actual_value"] == "97"
    folder.save(Change(BOOK, SpecialTask, [RowChange({"actual_value": typed}, seen)]))
    (found,) = checked(folder, SpecialTask).rows
    assert (found.typed["actual_value"], float(found.values["actual_value"])) == (typed, float(typed))
    assert openpyxl.load_workbook(folder.folder / BOOK)[SpecialTask.about.title].cell(2, at).value == stored
