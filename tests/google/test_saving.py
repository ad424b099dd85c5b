"""A save and everything that may happen to it on the way: in the sheet exactly once, or told by its reason and there once when it is tried again."""

import datetime as dt
from contextlib import suppress

import pytest

from backbone.book import RowChange
from backbone.errors import NotReached, Protected
from backbone.writing.cells import content
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from tests.google.desk import BOOK, LEDGER, MONTHLY, counting, event, texts
from tests.google.faults import KINDS

READ, WRITE = r"spreadsheets\.(get|getByDataFilter)$", "batchUpdate"
LASTING = {"404": "not_shared", "403 forbidden": "only_reader", "403 accessNotConfigured": "interface_off"}
LASTING |= {"403 insufficientPermissions": "refused"}
EVERY = [kind for kind in KINDS if kind != "slow"]


def changed(desk):
    return desk.changed(migrants_new="77")


def added(desk):
    return desk.new(**event(20))


SAVES = {"changed": changed, "new": added}


@pytest.fixture(params=SAVES)
def save(request, desk):
    """A save, and what its sheet has to hold once it is done."""
    change = SAVES[request.param](desk)
    before = [content(row.typed) for row in desk.rows(change.model)]
    wanted = dict(change.rows[0].wanted)
    after = [{**row, **wanted} if row == content(change.rows[0].seen) else row for row in before] if change.rows[0].seen else [*before, wanted]
    return change, after


def stands(desk, save):
    """Whether the sheet holds exactly what it should, as a new process reads it."""
    change, after = save
    desk.google.faults.clear()
    desk.google.clock.now += 700
    desk.backbone.look()
    return [content(row.typed) for row in desk.rows(change.model)] == after


@pytest.mark.parametrize("methods", [READ, WRITE])
@pytest.mark.parametrize("kind", EVERY)
def test_a_fault_once_leaves_the_save_there_once(kind, methods, google, desk, save):
    google.faults.add(kind, methods, nth=1)
    codes = desk.saved(save[0])
    assert (codes[-1], stands(desk, save)) == ("", True)


@pytest.mark.parametrize("kind", ["503 applied", "502 html applied", "dropped", "dropped applied", "truncated", "cut", "429", "401"])
def test_a_fault_for_ever_is_told_and_the_save_is_there_once_when_it_is_over(kind, google, desk, save):
    google.faults.add(kind, WRITE)
    asked, begun = len(google.log), google.clock.now
    desk.code(save[0])
    assert (len(google.log) - asked <= 20, google.clock.now - begun <= 500) == (True, True)
    google.faults.clear()
    google.clock.now += 250
    assert (desk.saved(save[0])[-1], stands(desk, save)) == ("", True)


@pytest.mark.parametrize(("kind", "reason"), LASTING.items())
def test_what_forbids_writing_is_told_by_its_reason(kind, reason, google, desk, save):
    google.faults.add(kind, WRITE)
    assert desk.code(save[0]) == reason


def test_a_slow_answer_is_waited_out_and_the_save_is_there_once(google, desk, save):
    google.slow_seconds = 1.0
    desk.backbone._connection.set_timeout((1.0, 0.3))
    google.faults.add("slow", WRITE, nth=1)
    assert desk.code(save[0]) == "too_slow"
    desk.backbone._connection.set_timeout((5.0, 60.0))
    google.clock.now += 250
    assert (desk.saved(save[0])[-1], stands(desk, save)) == ("", True)


def test_a_request_that_was_never_answered_holds_the_save_until_it_cannot_arrive_any_more(google, desk, save):
    google.faults.add("dropped", WRITE, nth=1)
    assert desk.code(save[0]) == "no_network"
    google.clock.now += 150
    assert desk.code(save[0]) == "still_unsure"
    google.clock.now += 100
    assert (desk.code(save[0]), stands(desk, save)) == ("", True)


def test_a_save_costs_one_read_and_one_write(desk, save):
    desk.backbone.look()
    made = counting(desk, lambda: desk.save(save[0]))
    assert (made.pop("batchUpdate"), sum(made.values())) == (1, 1)


def test_the_same_save_again_changes_nothing(google, desk, save):
    desk.save(save[0])
    versions = {file.id: file.version for file in google.drive.files.values()}
    desk.notes.clear()
    desk.save(save[0])
    assert ({file.id: file.version for file in google.drive.files.values()}, stands(desk, save)) == (versions, True)


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("arrives", [False, True])
def test_a_process_killed_at_any_step_leaves_the_save_there_once(step, arrives, google, desk, save, monkeypatch):
    """Killed after what was noted last, with the batch on its way or not."""

    class Killed(BaseException):
        pass

    send, told = desk.backbone._connection.change, []

    def note(trace):
        desk.notes[save[0].operation] = trace
        told.append(trace)
        if len(told) == step and not arrives:
            raise Killed

    def change(*asked):
        reply = send(*asked)
        if arrives and len(told) >= min(step, 1):
            raise Killed
        return reply

    monkeypatch.setattr(desk.backbone._connection, "change", change)
    with suppress(Killed):
        desk.backbone.save(save[0], None, note)
    desk.restarted()
    google.clock.now += 250
    assert (desk.saved(save[0])[-1], stands(desk, save)) == ("", True)


def test_a_rate_in_a_percent_cell_is_written_as_its_hundredth_and_read_as_typed(desk):
    sheet = desk.sheet(MONTHLY)
    at = [column.name for column in OrgMonthly.columns()].index("units_due")
    sheet.cells[1, at] = {"userEnteredValue": {"numberValue": 0.21}, "userEnteredFormat": {"numberFormat": {"type": "PERCENT", "pattern": "0%"}}}
    desk.backbone._copies.keep(desk.online.ids[BOOK], desk.backbone._read(BOOK, desk.backbone._files[BOOK]))
    assert desk.rows(OrgMonthly)[0].typed["units_due"] == "0.21"


@pytest.mark.parametrize("pattern", ["yyyy-mm-dd", "d/m/yyyy", 'yyyy"年"m"月"d"日"', "mmm d"])
def test_a_day_is_a_day_however_it_is_shown(pattern, google, desk):
    at = [column.name for column in ActivityLedger.columns()].index("held_on")
    cell = {"userEnteredValue": {"numberValue": 42065}, "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": pattern}}}
    desk.person.edit(LEDGER, "H90", "x")
    desk.sheet(LEDGER).cells[1, at] = cell
    desk.backbone.look()
    assert desk.rows(ActivityLedger)[0].values["held_on"] == dt.date(2015, 3, 2)


def test_a_period_that_sheets_made_a_day_of_is_still_the_period(desk):
    desk.person.edit(LEDGER, "H90", "x")
    sheet = desk.sheet(LEDGER)
    at = [column.name for column in ActivityLedger.columns()].index("period")
    sheet.cells[1, at] = {"userEnteredValue": {"numberValue": 42064}, "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm"}}}
    desk.backbone.look()
    assert desk.rows(ActivityLedger)[0].values["period"] == "2015-03"


def test_a_count_that_sheets_made_a_day_of_is_refused_and_not_counted(desk):
    """Typed 3-4, kept as a day: as a number it would be 42,067."""
    sheet = desk.sheet(MONTHLY)
    at = [column.name for column in OrgMonthly.columns()].index("migrants_new")
    desk.person.edit(MONTHLY, "Z90", "x")
    sheet = desk.sheet(MONTHLY)
    sheet.cells[1, at] = {"userEnteredValue": {"numberValue": 42067}, "userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "m-d"}}}
    desk.backbone.look()
    assert desk.rows(OrgMonthly)[0].values is None


def test_long_digits_stay_text(desk):
    desk.save(desk.new(**event(21, title="123456789012345678")))
    assert desk.rows(ActivityLedger)[-1].typed["title"] == "123456789012345678"


def test_a_value_that_a_formula_spills_blocks_its_row(desk):
    desk.person.edit(MONTHLY, "Z90", "x")
    at = [column.name for column in OrgMonthly.columns()].index("migrants_new")
    cell = desk.sheet(MONTHLY).cells[1, at]
    desk.sheet(MONTHLY).cells[1, at] = {**cell, "userEnteredValue": {"formulaValue": "=1+1"}}
    desk.backbone.look()
    (book,) = desk.backbone.read([BOOK])
    assert (2, at + 1) in book.grids[MONTHLY].formulas


def test_a_covered_cell_takes_nothing(desk):
    names = [column.name for column in OrgMonthly.columns()]
    at = names.index("migrants_new")
    grid = {"sheetId": desk.sheet(MONTHLY).id, "startRowIndex": 2, "endRowIndex": 3, "startColumnIndex": at - 1, "endColumnIndex": at + 1}
    desk.sheet(MONTHLY).parts["merges"].append(grid)
    assert desk.code(changed(desk)) == "misplaced"


def test_the_last_row_of_a_full_grid_is_followed_by_a_new_one(desk):
    sheet = desk.sheet(LEDGER)
    sheet.resize("ROWS", sheet.used())
    desk.save(added(desk))
    assert desk.rows(ActivityLedger)[-1].typed["title"] == "第20期"


def test_a_protected_cell_is_told_as_such(desk, save):
    desk.person.protect(save[0].model.about.title, "A1:Z200")
    with pytest.raises(Protected):
        desk.save(save[0])


def test_a_header_renamed_before_the_save_takes_nothing(desk):
    at = [column.name for column in OrgMonthly.columns()].index("units_due")
    change = changed(desk)
    desk.person.edit(MONTHLY, f"{'ABCDEFGHIJ'[at]}1", "改名")
    assert desk.code(change) == "misplaced"


def test_a_failed_save_is_not_sent_again_at_once(google, desk, save):
    google.faults.add("403 forbidden", WRITE)
    with pytest.raises(NotReached):
        desk.save(save[0])
    asked = len(google.log)
    with pytest.raises(NotReached):
        desk.save(save[0])
    assert len(google.log) == asked


def test_the_marks_of_saves_stay_few(google, desk):
    for number in range(60):
        desk.save(desk.new(**event(1 + number % 28, title=f"第{number}号")))
    marks = google.drive.files[desk.online.ids[BOOK]].book.metadata
    assert len(marks) <= 40


def test_rows_of_many_kinds_go_in_one_batch(desk):
    rows = desk.rows(OrgMonthly)
    several = [RowChange({"migrants_new": str(30 + at)}, row.typed, row=row.number) for at, row in enumerate(rows[:3])]
    several.append(RowChange(texts({"remark": "新的一行"})))
    made = counting(desk, lambda: desk.save(desk.change(OrgMonthly, *several)))
    assert made["batchUpdate"] == 1
    assert [row.typed["migrants_new"] for row in desk.rows(OrgMonthly)[:3]] == ["30", "31", "32"]
