"""The rows a form offers for a period: due, begun, standing and new, each under a name that stays while it is filled."""

from backbone.book import RowChange
from progress.form_rows import FormRow, form_rows
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from schema.verdict import Row
from tests.pages.conftest import ROW

JULY = {name: str(value) for name, value in ROW.items()}
GOVERNMENT = {**JULY, "unit_kind": "机关"}
TALK = {"period": "2026-07", "category": "法律宣讲", "title": "示例", "held_on": "2026-07-08", "sessions": "1", "persons": "20"}


def rows(*typed: dict[str, str]) -> list[Row]:
    return [Row(number, cells, None) for number, cells in enumerate(typed, 2)]


def told(found: list[FormRow]) -> list[tuple[tuple[str, ...], bool, int | None]]:
    return [(row.told, row.is_new, row.at) for row in found]


def test_what_stood_in_the_last_period_is_due_and_a_new_row_comes_last() -> None:
    found = form_rows(OrgMonthly, rows(JULY, GOVERNMENT), [], "2026-08")
    assert told(found) == [(("非公企业",), True, None), (("机关",), True, None), ((), True, None)]
    assert found[0].start == {"period": "2026-08", "unit_kind": "非公企业", "unions_begin": "3", "members_begin": "57"}
    assert found[0].earlier.period == "2026-07"


def test_what_stands_already_is_not_due_again() -> None:
    august = {**JULY, "period": "2026-08"}
    found = form_rows(OrgMonthly, rows(JULY, GOVERNMENT, august), [], "2026-08")
    assert told(found) == [(("机关",), True, None), (("非公企业",), False, None), ((), True, None)]
    assert (found[1].seen, found[1].row, found[1].earlier.typed) == (august, 4, JULY)


def test_a_due_row_keeps_its_name_while_it_is_filled_and_once_it_stands() -> None:
    due = form_rows(OrgMonthly, rows(JULY), [], "2026-08")[0]
    begun = form_rows(OrgMonthly, rows(JULY), [RowChange({**due.start, "units_due": "12"})], "2026-08")[0]
    stands = form_rows(OrgMonthly, rows(JULY, {**due.start, "units_due": "12"}), [], "2026-08")[0]
    assert {due.key, begun.key, stands.key} == {due.key}
    assert (begun.at, begun.cells["units_due"]) == (0, "12")


def test_a_ledger_begins_with_a_new_row_and_each_draft_keeps_its_number() -> None:
    drafts = [RowChange({**TALK, "title": "甲"}), RowChange({**TALK, "title": "乙"})]
    found = form_rows(ActivityLedger, rows(TALK), drafts, "2026-07")
    assert [row.key for row in found[:3]] == ["new-2", "new-0", "new-1"]
    assert told(found)[3] == (("2026-07", "法律宣讲", "示例")[1:] + ("2026-07-08",), False, None)


def test_a_change_of_a_standing_row_stands_over_what_was_seen_even_if_the_book_changed_since() -> None:
    now = {**TALK, "persons": "25"}
    change = RowChange({"persons": "30"}, TALK)
    unchanged = form_rows(ActivityLedger, rows(TALK), [change], "2026-07")[1]
    assert (unchanged.seen, unchanged.cells["persons"], unchanged.at) == (TALK, "30", 0)
    keyed = RowChange({"units_due": "11"}, JULY)
    changed = form_rows(OrgMonthly, rows({**JULY, "units_due": "12"}), [keyed], "2026-07")[0]
    assert (changed.seen["units_due"], changed.cells["units_due"], changed.at) == ("10", "11", 0)
    assert form_rows(ActivityLedger, rows(now), [change], "2026-07")[1].at is None


def test_rows_that_are_equal_have_names_of_their_own() -> None:
    found = form_rows(ActivityLedger, rows(TALK, TALK), [], "2026-07")
    assert len({row.key for row in found}) == 3
    assert [row.among for row in found[1:]] == [0, 1]


def test_a_row_whose_period_cannot_be_read_is_offered_in_every_period() -> None:
    found = form_rows(ActivityLedger, rows({**TALK, "period": "七月"}), [], "2026-05")
    assert [row.seen.get("period") for row in found] == [None, "七月"]
