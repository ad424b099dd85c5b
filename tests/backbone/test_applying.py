"""From the journal into the book: once, in order, whatever happens in between."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from access.database import database
from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.journal.applier import Applier
from backbone.journal.followups import decided, gone, undone
from backbone.journal.saves import APPLIED, CONFLICT, SETTLED, WAITING, WITHDRAWN, Journal, Withdrawn
from backbone.journal.vanished import vanished
from schema.check import check_grid
from schema.registry import RETURN_NOTE
from schema.return_note import ReturnNote
from schema.rights_ledger import RightsLedger

BOOK = "填报/A01 示例镇.xlsx"
NOW = dt.datetime(2026, 10, 8, 9, 30, tzinfo=dt.UTC)


class Desk:
    """A folder of one book, its journal, and what a person at it sees."""

    def __init__(self, place: Path, backbone=None) -> None:
        self.backbone = backbone or FolderBackbone(place)
        self.journal = Journal(database("", place / ".xushi"), "w", lambda: NOW)
        self.applier = Applier(self.backbone, self.journal)
        self.path = place / BOOK

    def rows(self, model=RETURN_NOTE):
        (book,) = self.backbone.read([BOOK])
        return list(check_grid(model, book.grids[model.about.title], BOOK).rows)

    def texts(self):
        return [row.typed.get("text") for row in self.rows()]

    def states(self):
        return [save.state for save in self.journal.of_book(BOOK)]

    def record(self, *rows, model=RETURN_NOTE, operation=None):
        change = Change(BOOK, model, rows, branch="A01", **({"operation": operation} if operation else {}))
        self.journal.record(change, "甲")
        return change

    def save(self, *rows, **told):
        change = self.record(*rows, **told)
        self.applier.apply(BOOK)
        return change

    def newest(self):
        return self.journal.of_book(BOOK)[-1]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path / "w")
    made.backbone.create(BOOK, {RETURN_NOTE: [{"text": "一"}, {"text": "二"}, {"text": "三"}], RightsLedger: []}, ("A01", "示例镇"))
    return made


def new(text):
    return RowChange({"text": text})


def changed(old, text, among=0):
    return RowChange({"text": text}, {"text": old}, among)


def struck(old):
    return RowChange({"text": ""}, {"text": old})


def test_a_save_is_remembered_before_it_is_written_and_written_once(desk):
    desk.record(new("四"))
    assert (desk.texts(), desk.states()) == (["一", "二", "三"], [WAITING])
    desk.applier.apply_all()
    desk.applier.apply_all()
    assert (desk.texts(), desk.states()) == (["一", "二", "三", "四"], [APPLIED])


def test_the_same_operation_twice_is_one_save(desk):
    desk.save(new("四"), operation="op")
    desk.save(new("四"), operation="op")
    assert desk.texts() == ["一", "二", "三", "四"]


def test_saves_are_written_in_the_order_they_were_remembered(desk):
    desk.record(changed("一", "甲"))
    desk.record(changed("甲", "乙"))
    desk.record(new("五"), struck("二"))
    desk.applier.apply_all()
    assert (desk.texts(), desk.states()) == (["乙", "三", "五"], [APPLIED] * 3)


def test_who_and_when_and_what_was_seen_can_be_read_again(desk):
    desk.save(changed("一", "甲"))
    (save,) = desk.journal.of_book(BOOK)
    assert (save.who, save.at, save.change.rows[0].seen, save.change.rows[0].wanted) == ("甲", NOW, {"text": "一"}, {"text": "甲"})


def test_a_held_book_waits_with_the_reason_and_is_written_when_it_is_released(desk):
    owner = desk.path.with_name("~$" + desk.path.name)
    owner.write_bytes(b"x")
    desk.save(new("四"))
    assert (desk.states(), desk.newest().problem["code"], desk.texts()) == ([WAITING], "held_open", ["一", "二", "三"])
    owner.unlink()
    desk.applier.apply_all()
    assert (desk.states(), desk.texts()[-1]) == ([APPLIED], "四")


def test_a_sheet_that_cannot_take_a_save_holds_up_its_own_saves_only(desk):

    workbook = openpyxl.load_workbook(desk.path)
    workbook["报送说明"].title = "别的"
    workbook.save(desk.path)
    desk.record(new("四"))
    desk.record(new("五"))
    desk.save(RowChange({"case_no": "1", "record_kind": "来访接待"}), model=RightsLedger)
    assert desk.states() == [WAITING, WAITING, APPLIED]
    workbook = openpyxl.load_workbook(desk.path)
    workbook["别的"].title = "报送说明"
    workbook.save(desk.path)
    desk.applier.apply_all()
    assert (desk.states(), desk.texts()[-2:]) == ([APPLIED] * 3, ["四", "五"])


def test_a_sheet_that_stands_twice_takes_no_save(desk):
    workbook = openpyxl.load_workbook(desk.path)
    workbook.create_sheet("报送说明 ").append(["内容"])
    workbook.save(desk.path)
    desk.save(new("四"))
    assert (desk.states(), desk.newest().problem["code"]) == ([WAITING], "misplaced")


@pytest.mark.parametrize(
    ("order", "row", "result"),
    [
        (["三", "一", "二"], ("一", "甲", 0), ["三", "甲", "二"]),
        ([None, "一", None, "二", "三"], ("三", "丙", 0), ["一", "二", "丙"]),
        (["一", "一", "二"], ("一", "甲", 1), ["一", "甲", "二"]),
        (["二", "一"], ("一", "甲", 1), ["二", "甲"]),
    ],
)
def test_rows_that_people_sorted_or_moved_are_found_again(desk, order, row, result):

    desk.record(changed(*row))
    workbook = openpyxl.load_workbook(desk.path)
    sheet = workbook["报送说明"]
    at = next(cell.column for cell in sheet[1] if cell.value == ReturnNote.column("text").header)
    for number in range(2, 10):
        sheet.cell(number, at).value = order[number - 2] if number - 2 < len(order) else None
    workbook.save(desk.path)
    desk.applier.apply_all()
    assert desk.texts() == result


CASE = {"period": "2026-03", "record_kind": "纠纷调解", "case_no": "007", "issue": "欠薪", "opened_on": "2026-03-02", "cases": "1", "persons": "3"}


def test_a_keyed_row_that_somebody_changed_is_a_conflict_with_three_versions(desk):
    desk.save(RowChange(CASE), model=RightsLedger)
    seen = desk.rows(RightsLedger)[0].typed
    desk.record(RowChange({"persons": "9"}, seen), model=RightsLedger)
    desk.backbone.save(Change(BOOK, RightsLedger, [RowChange({"persons": "5"}, seen)]))
    desk.applier.apply_all()
    met = desk.newest()
    assert (met.state, met.problem["seen"]["persons"], met.problem["current"]["persons"], met.problem["wanted"]["persons"]) == (CONFLICT, "3", "5", "9")
    assert desk.rows(RightsLedger)[0].typed["persons"] == "5"


@pytest.mark.parametrize(("mine", "persons"), [(True, "9"), (False, "5")])
def test_a_conflict_is_decided_by_a_person_and_other_rows_of_the_save_follow(desk, mine, persons):
    desk.save(RowChange(CASE), model=RightsLedger)
    seen = desk.rows(RightsLedger)[0].typed
    desk.record(RowChange({"persons": "9"}, seen), RowChange({**CASE, "case_no": "008"}), model=RightsLedger)
    desk.backbone.save(Change(BOOK, RightsLedger, [RowChange({"persons": "5"}, seen)]))
    desk.applier.apply_all()
    met = desk.newest()
    desk.journal.settle(met.operation, decided(met, mine), "乙")
    desk.applier.apply_all()
    assert [(row.typed["case_no"], row.typed["persons"]) for row in desk.rows(RightsLedger)] == [("007", persons), ("008", "3")]
    assert desk.states() == [APPLIED, SETTLED, APPLIED]


def test_striking_out_a_row_that_is_gone_already_leaves_nothing_to_write(desk):
    desk.record(struck("一"))
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [struck("一")]))
    desk.applier.apply_all()
    desk.journal.settle(desk.newest().operation, decided(desk.newest(), mine=True), "甲")
    desk.save(new("四"))
    assert (desk.states(), desk.texts()) == ([SETTLED, APPLIED], ["二", "三", "四"])


@pytest.mark.parametrize(("at", "method"), [(0, b"\x09"), (20, b"\x08")])
def test_a_damaged_picture_stops_no_save_and_stays_as_it_is(desk, at, method):
    """Its way of packing is unknown, or its bytes are: neither the reader of the sheets nor the writer looks into it."""
    with zipfile.ZipFile(desk.path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", b"picture" * 50)
        start = package.getinfo("xl/media/image1.png").header_offset
    content = bytearray(desk.path.read_bytes())
    name = content.rindex(b"xl/media/image1.png")
    content[name - 36 : name - 35] = content[start + 8 : start + 9] = method
    if at:
        content[start + 49 : start + 57] = b"\xff" * 8
    desk.path.write_bytes(content)
    desk.save(new("四"))
    assert (desk.states(), desk.texts()[-1]) == ([APPLIED], "四")
    picture = bytes(content[start : start + 60])
    assert picture in desk.path.read_bytes()


def test_what_was_saved_into_a_book_goes_with_it_when_it_is_renamed(desk):
    desk.record(new("四"))
    renamed = f"填报/{desk.path.stem} 副本.xlsx"
    desk.path.rename(desk.path.parent / f"{desk.path.stem} 副本.xlsx")
    desk.applier.apply_all()
    assert desk.newest().problem["code"] == "unwritable_book"
    desk.journal.follow("别的", renamed)
    assert desk.journal.of_book(renamed) == []
    desk.journal.follow("A01", renamed)
    desk.applier.apply_all()
    assert [(save.change.book, save.state) for save in desk.journal.of_book(renamed)] == [(renamed, APPLIED)]


def test_the_books_somebody_saved_into_are_their_own(desk):
    desk.record(new("四"))
    assert (desk.journal.books_of("甲"), desk.journal.books_of("乙")) == ([BOOK], [])


def test_a_conflict_that_two_people_decide_is_decided_once(desk):
    desk.record(changed("一", "甲"), new("四"))
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [changed("一", "乙")]))
    desk.applier.apply_all()
    met = desk.newest()
    for who in ("甲", "乙"):
        desk.journal.settle(met.operation, decided(met, mine=False), who)
        desk.applier.apply_all()
    assert desk.texts() == ["乙", "二", "三", "四"]


ROW = {"sheet": "组织建设月报", "period": "2026-03", "kind": "情况说明", "text": "一"}


@pytest.mark.parametrize(("now", "shown"), [({"text": "壹"}, {**ROW, "text": "壹"}), (dict.fromkeys(ROW, ""), {})])
def test_a_row_without_a_key_that_was_changed_is_shown_beside_the_one_most_alike(desk, now, shown):
    desk.save(RowChange({**ROW, "period": "2026-04", "text": "别"}), RowChange(ROW))
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [RowChange({**ROW, "kind": "零报告", "period": "2026-05", "text": "x"}), RowChange(now, ROW)]))
    desk.save(RowChange({"text": "甲"}, ROW))
    assert desk.newest().state == CONFLICT
    assert desk.newest().problem["current"] == shown


def test_a_key_that_stands_there_already_is_a_conflict_with_the_row_that_has_it(desk):
    desk.save(RowChange(CASE), model=RightsLedger)
    desk.save(RowChange({**CASE, "case_no": " ００7", "persons": "8"}), model=RightsLedger)
    assert (desk.newest().state, desk.newest().problem["current"]["persons"], len(desk.rows(RightsLedger))) == (CONFLICT, "3", 1)


def test_a_key_may_pass_from_a_row_that_is_struck_out_to_a_new_one(desk):
    desk.save(RowChange(CASE), model=RightsLedger)
    seen = desk.rows(RightsLedger)[0].typed
    desk.save(RowChange(dict.fromkeys(seen, ""), seen), RowChange({**CASE, "persons": "8"}), model=RightsLedger)
    assert [(row.typed["case_no"], row.typed["persons"]) for row in desk.rows(RightsLedger)] == [("007", "8")]


@pytest.mark.parametrize("rows", [[new("四")], [changed("二", "乙")], [struck("一")], [new("四"), changed("一", "甲"), struck("三")]])
def test_a_saved_change_can_be_taken_back_as_a_new_one(desk, rows):
    before = sorted(desk.texts())
    desk.save(*rows)
    assert sorted(desk.texts()) != before
    save = desk.newest()
    desk.journal.record(undone(save), "乙", undoes=save.operation)
    desk.applier.apply_all()
    assert (sorted(desk.texts()), desk.newest().undoes) == (before, save.operation)


def test_taking_back_what_somebody_changed_meanwhile_is_a_conflict(desk):
    desk.save(changed("一", "甲"))
    save = desk.newest()
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [changed("甲", "别的")]))
    desk.journal.record(undone(save), "乙", undoes=save.operation)
    desk.applier.apply_all()
    assert (desk.newest().state, desk.texts()[0]) == (CONFLICT, "别的")


def test_a_waiting_save_can_be_withdrawn_and_a_begun_one_cannot(desk):
    first, second = desk.record(new("四")), desk.record(new("五"))
    assert desk.journal.withdraw(first.operation)
    with pytest.raises(Withdrawn):
        desk.journal.note(first.operation, {})
    desk.journal.note(second.operation, {"before": "x", "after": "y", "counts": [0]})
    assert not desk.journal.withdraw(second.operation)
    desk.applier.apply_all()
    assert (desk.states(), desk.texts()[3:]) == ([WITHDRAWN, APPLIED], ["五"])


def test_a_row_that_was_saved_and_then_deleted_is_told_until_it_is_put_back_or_let_go(desk):
    desk.save(new("四"))
    desk.save(new("五"))
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [struck("四"), struck("五")]))
    assert vanished(desk.journal.of_book(BOOK), RETURN_NOTE, desk.rows()) == [{"text": "五"}, {"text": "四"}]
    desk.journal.let_go(gone(BOOK, RETURN_NOTE, {"text": "四"}), "甲")
    desk.journal.put_back(Change(BOOK, RETURN_NOTE, [new("五")]), gone(BOOK, RETURN_NOTE, {"text": "五"}), "甲")
    desk.applier.apply_all()
    assert (vanished(desk.journal.of_book(BOOK), RETURN_NOTE, desk.rows()), desk.texts()[-1]) == ([], "五")


def test_a_row_that_people_worked_on_after_it_was_saved_has_not_vanished(desk):
    desk.save(RowChange(CASE), RowChange({**CASE, "case_no": "009"}), model=RightsLedger)
    seen = desk.rows(RightsLedger)[0].typed
    desk.backbone.save(Change(BOOK, RightsLedger, [RowChange({"persons": "5", "cases": "1", "issue": "工伤"}, seen)]))
    assert vanished(desk.journal.of_book(BOOK), RightsLedger, desk.rows(RightsLedger)) == []


@pytest.mark.parametrize(
    ("model", "first", "second"),
    [(RightsLedger, CASE, {"persons": "9"}), (RETURN_NOTE, {"sheet": "组织建设月报", "period": "2026-03", "kind": "情况说明", "text": "甲"}, {"text": "乙"})],
)
def test_an_older_copy_that_takes_a_change_back_is_told(desk, model, first, second):
    desk.save(RowChange(first), model=model)
    old = desk.path.read_bytes()
    desk.save(RowChange(second, desk.rows(model)[-1].typed), model=model)
    desk.path.write_bytes(old)
    assert vanished(desk.journal.of_book(BOOK), model, desk.rows(model)) == [first | second]


def test_an_equal_row_stands_for_one_saved_row_and_not_for_two(desk):
    desk.save(new("四"), new("四"))
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [struck("四")]))
    assert vanished(desk.journal.of_book(BOOK), RETURN_NOTE, desk.rows()) == [{"text": "四"}]


def test_an_older_copy_saved_over_ours_after_a_crash_takes_the_save_again(desk):
    """The journal knows the file before and after; where neither stands there, it counts."""
    old = desk.path.read_bytes()
    desk.save(new("四"))
    with desk.journal._engine.begin() as connection:
        connection.execute(text("update saves set state = 'waiting'"))
    desk.applier.apply_all()
    assert desk.texts() == ["一", "二", "三", "四"]
    with desk.journal._engine.begin() as connection:
        connection.execute(text("update saves set state = 'waiting'"))
    desk.path.write_bytes(old)
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [changed("三", "叁")]))
    desk.applier.apply_all()
    assert desk.texts() == ["一", "二", "叁", "四"]
    with desk.journal._engine.begin() as connection:
        connection.execute(text("update saves set state = 'waiting'"))
    desk.backbone.save(Change(BOOK, RETURN_NOTE, [changed("一", "壹")]))
    desk.applier.apply_all()
    assert (desk.texts(), desk.states()) == (["壹", "二", "叁", "四"], [APPLIED])


@pytest.mark.parametrize("text", ["a\x0bb", "a\x00b", "a\ufffeb", "a\uffffb", "a\ud800b", "x" * 32_768])
def test_a_text_that_no_cell_can_hold_never_reaches_the_book(desk, text):
    old = desk.path.read_bytes()
    desk.save(new(text))
    assert (desk.path.read_bytes(), desk.newest().problem["code"]) == (old, "misplaced")


def test_a_book_that_fails_in_an_unforeseen_way_holds_up_no_other(desk):
    other = "填报/A02 示例街道.xlsx"
    desk.backbone.create(other, {RETURN_NOTE: []}, ("A02", "示例街道"))
    desk.record(new("四"))
    with desk.journal._engine.begin() as connection:
        connection.execute(text("update saves set sheet = 'of a later version'"))
    desk.journal.record(Change(other, RETURN_NOTE, [new("五")]), "甲")
    desk.applier.apply_all()
    assert desk.journal.of_book(other)[0].state == APPLIED


def test_backups_of_former_states_are_kept_and_bounded(desk):
    for number in range(14):
        desk.save(new(f"第{number}"))
    kept = sorted((desk.path.parent.parent / ".xushi" / "history" / desk.path.stem).iterdir())
    assert len(kept) == 10
