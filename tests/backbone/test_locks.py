"""Period locks: what touches an approved return, what becomes of a save that does, and that a save and an approval never both win."""

import datetime as dt
import threading

import pytest

from access.database import database
from backbone.book import Change, RowChange
from backbone.journal.followups import gone
from backbone.journal.locks import Locked, Locking
from backbone.journal.returns import Return, touched
from backbone.journal.reviews import Reviews
from backbone.journal.saves import CONFLICT, LET_GO, Journal
from schema.org_monthly import OrgMonthly
from schema.registry import RETURN_NOTE
from schema.return_note import NIL

BOOK, SHEET = "填报/A 示例镇.xlsx", OrgMonthly.about.title
MARCH, APRIL, QUARTER = Return("A", SHEET, "2015-03"), Return("A", SHEET, "2015-04"), Return("A", SHEET, "2015-Q1")
NOW = dt.datetime(2015, 4, 6, 9, tzinfo=dt.UTC)
ROW = {"period": "2015-03", "unit_kind": "机关", "units_due": "5"}
SOFT, HARD = Locking("correcting"), Locking("locked")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else ""


class Office:
    """A journal and reviews on a connection of their own."""

    def __init__(self, address, folder):
        self.engine = database(address, folder)
        self.journal = Journal(self.engine, "w", lambda: NOW)
        self.reviews = Reviews(self.engine, "w", lambda: NOW)

    def save(self, *rows, locking=HARD, model=OrgMonthly, branch="A", operation=None):
        told = {"operation": operation} if operation else {}
        self.journal.record(Change(BOOK, model, rows or [edit()], branch=branch, **told), "甲", locking=locking)

    def approve(self, one=MARCH, known=None):
        return self.reviews.record([(one, "final", "x")], "passed", "乙", known=known)

    def count(self):
        return len(self.journal.of_book(BOOK))


@pytest.fixture
def office(address, tmp_path):
    made = Office(address, tmp_path)
    yield made
    made.engine.dispose()


def edit(figure="6", **seen):
    return RowChange({"units_due": figure}, ROW | seen)


def note(period="2015-03", sheet=SHEET):
    return RowChange({"sheet": sheet, "period": period, "kind": NIL})


@pytest.mark.parametrize(
    ("model", "row", "found"),
    [
        (OrgMonthly, RowChange(ROW), {MARCH}),
        (OrgMonthly, edit(), {MARCH}),
        (OrgMonthly, edit(period="2015年3月"), {MARCH}),
        (OrgMonthly, RowChange({"period": "2015-04"}, ROW), {MARCH, APRIL}),
        (OrgMonthly, RowChange(dict.fromkeys(ROW, ""), ROW), {MARCH}),
        (OrgMonthly, RowChange({"period": "三月"}, ROW), {MARCH}),
        (OrgMonthly, RowChange({"period": "三月", "units_due": "5"}), set()),
        (OrgMonthly, RowChange({"remark": "已核", "reported_on": "2015-04-02"}, ROW), set()),
        (RETURN_NOTE, note(), {MARCH}),
        (RETURN_NOTE, note(sheet="没有这张表"), set()),
    ],
)
def test_what_a_change_touches(model, row, found):
    assert touched(Change(BOOK, model, [row], branch="A")) == found


def test_a_book_of_no_branch_has_no_returns():
    assert touched(Change(BOOK, OrgMonthly, [edit()])) == frozenset()


def test_a_locked_period_takes_no_save(office):
    office.approve()
    with pytest.raises(Locked) as told:
        office.save()
    assert (told.value.code, told.value.returns, office.count()) == ("period_locked", [MARCH], 0)


def test_a_softly_locked_period_wants_a_reason_and_keeps_it_with_the_save(office):
    office.approve()
    with pytest.raises(Locked) as told:
        office.save(locking=SOFT)
    assert (told.value.code, told.value.returns, office.count()) == ("reason_needed", [MARCH], 0)
    office.save(locking=Locking("correcting", reason="漏报一家"))
    (save,) = office.journal.of_book(BOOK)
    assert (save.corrects, save.reason) == ((MARCH,), "漏报一家")
    assert office.journal.corrections(["2015-03"]) == office.journal.corrections() == {MARCH: ["漏报一家"]}
    assert office.journal.corrections(["2015-04"]) == {}


def test_personal_data_in_a_reason_are_masked(office):
    office.approve()
    office.save(locking=Locking("correcting", reason="电话13812345678核实"))
    assert "13812345678" not in office.journal.of_book(BOOK)[0].reason


@pytest.mark.parametrize(("later", "found"), [(0, ["one"]), (1, [])])
def test_corrections_are_found_from_a_moment_on(office, later, found):
    office.approve()
    office.save(branch="B", operation="other")
    office.save(locking=Locking("correcting", reason="漏报一家"), operation="one")
    assert [save.operation for save in office.journal.corrected_since(NOW + dt.timedelta(seconds=later))] == found


def test_a_correction_that_was_taken_back_is_not_found(office):
    office.approve()
    office.save(locking=Locking("correcting", reason="漏报一家"), operation="one")
    office.journal.withdraw("one")
    assert office.journal.corrected_since(NOW) == []


def test_a_correction_that_was_withdrawn_is_none(office):
    office.approve()
    office.save(locking=Locking("correcting", reason="漏报一家"), operation="one")
    office.journal.withdraw("one")
    assert office.journal.corrections(["2015-03"]) == {}


@pytest.mark.parametrize("row", [edit(period="2015-04"), RowChange({"remark": "已核"}, ROW)])
def test_what_touches_no_locked_figure_is_saved(office, row):
    office.approve()
    office.save(row)
    assert (office.count(), office.journal.of_book(BOOK)[0].corrects) == (1, ())


@pytest.mark.parametrize("changed", [{"branch": "B"}, {"locking": Locking()}])
def test_a_lock_is_the_branchs_own_and_the_settings(office, changed):
    office.approve()
    office.save(**changed)
    assert office.count() == 1


@pytest.mark.parametrize("step", ["first", "final"])
def test_only_the_last_step_locks(office, step):
    office.reviews.record([(MARCH, step, "x")], "passed", "乙")
    assert office.journal.verdicts("A") == ({MARCH: True} if step == "final" else {})


def test_sending_back_unlocks_whatever_was_corrected_since(office):
    office.approve()
    office.reviews.record([(MARCH, "first", "y")], "returned", "乙", "数不对")
    office.save()
    assert (office.count(), office.journal.verdicts("A")) == (1, {MARCH: False})
    office.approve()
    assert office.journal.verdicts("A") == {MARCH: True}


def test_a_longer_return_locks_the_months_inside_it(office):
    office.approve(QUARTER)
    with pytest.raises(Locked):
        office.save()
    office.save(edit(period="2015-04"))
    assert office.count() == 1


def test_a_note_on_a_locked_return_is_locked_with_it(office):
    office.approve()
    with pytest.raises(Locked):
        office.save(note(), model=RETURN_NOTE)


def test_what_is_late_is_locked_without_an_approval(office):
    with pytest.raises(Locked):
        office.save(locking=Locking("locked", frozenset([MARCH])))
    office.save(locking=Locking("locked", frozenset([APRIL])))
    assert office.count() == 1


def test_what_is_late_is_opened_by_sending_it_back_until_it_is_approved(office):
    late = Locking("locked", frozenset([MARCH]))
    office.reviews.record([(MARCH, "first", "x")], "returned", "乙", "补报")
    office.save(locking=late)
    office.reviews.record([(MARCH, "first", "y")], "passed", "乙")
    office.save(locking=late)
    office.reviews.record([(MARCH, "final", "y")], "passed", "乙")
    with pytest.raises(Locked):
        office.save(locking=late)


def test_the_same_operation_once_more_is_no_second_save_though_locked_meanwhile(office):
    office.save(operation="one")
    office.approve()
    office.save(operation="one")
    assert office.count() == 1


def test_a_conflict_is_not_decided_against_a_lock(office):
    office.save(operation="one")
    office.journal.met("one", {})
    office.approve()
    with pytest.raises(Locked):
        office.journal.settle("one", Change(BOOK, OrgMonthly, [edit("7")], branch="A"), "甲", HARD)
    assert [save.state for save in office.journal.of_book(BOOK)] == [CONFLICT]


def test_a_vanished_row_is_not_put_back_against_a_lock_and_may_be_let_go(office):
    office.approve()
    absent = gone(BOOK, OrgMonthly, ROW, "A")
    with pytest.raises(Locked):
        office.journal.put_back(Change(BOOK, OrgMonthly, [RowChange(ROW)], branch="A"), absent, "甲", HARD)
    assert office.count() == 0
    office.journal.let_go(absent, "甲")
    assert [save.state for save in office.journal.of_book(BOOK)] == [LET_GO]


def test_nothing_is_approved_that_a_save_has_changed_or_will_change(office):
    before = office.journal.known()
    office.save(operation="one")
    waiting = office.journal.known()
    assert office.approve(known=before) == [MARCH]
    assert office.approve(known=waiting) == [MARCH]
    assert office.approve(APRIL, known=before) == []
    office.journal.applied("one")
    assert office.approve(known=waiting) == [MARCH]
    assert office.journal.verdicts("A") == {APRIL: True}
    assert office.approve(known=office.journal.known()) == []


def test_sending_back_needs_no_settled_journal(office):
    before = office.journal.known()
    office.save()
    assert office.reviews.record([(MARCH, "first", "x")], "returned", "乙", "数不对", known=before) == []


def test_of_a_save_and_an_approval_at_the_same_moment_one_wins(address, tmp_path):
    """Two connections, two threads, the same return: it is locked and unchanged, or changed and not locked."""
    first, second = Office(address, tmp_path), Office(address, tmp_path)
    for number in range(40):
        one = Return(f"A{number}", SHEET, "2015-03")
        known, start, refused = first.journal.known(), threading.Barrier(2), []

        def save(one=one, start=start, refused=refused):
            start.wait()
            try:
                first.save(branch=one.org)
            except Locked as error:
                refused.append(error.code)

        def approve(one=one, known=known, start=start, refused=refused):
            start.wait()
            refused.extend(second.approve(one, known))

        threads = [threading.Thread(target=act) for act in (save, approve)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 1
        assert bool(first.journal.verdicts(one.org)) == (refused == ["period_locked"])
    assert first.count() == sum(not first.journal.verdicts(f"A{number}") for number in range(40))
    for office in (first, second):
        office.engine.dispose()
