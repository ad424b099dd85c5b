"""Blocks and files held against a sheet: rows by key or by all they say, blanks that leave what stands."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbone.book import RowChange
from progress.blocks import MOST_ROWS, Block, block_of, decoded, grid_of, lines_of, merged
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from schema.sheet import Sheet
from schema.verdict import Row
from tests.pages.conftest import ROW

JULY = {name: str(value) for name, value in ROW.items()}
TALK = {"period": "2026-07", "category": "法律宣讲", "title": "示例", "held_on": "2026-07-08", "sessions": "1", "persons": "20"}


def rows(*typed: dict[str, str]) -> list[Row]:
    return [Row(number, cells, None) for number, cells in enumerate(typed, 2)]


def block(model: type[Sheet], text: str, standing: Sequence[Row] = ()) -> Block:
    grid, headless = grid_of(model, lines_of(text))
    return block_of(model, grid, standing, headless)


def copied(model: type[Sheet], *typed: dict[str, str], names: Sequence[str] = ()) -> str:
    names = names or [column.name for column in model.columns()]
    lines = [[model.column(name).header for name in names], *([cells.get(name, "") for name in names] for cells in typed)]
    return "\n".join("\t".join(line) for line in lines)


def test_a_row_of_the_same_key_is_changed_where_it_says_something_else() -> None:
    found = block(OrgMonthly, copied(OrgMonthly, {**JULY, "units_due": "11", "members_new": "７"}), rows(JULY))
    assert found == Block([RowChange({"units_due": "11"}, JULY, 0, 2)])


def test_blank_cells_and_columns_that_are_not_there_leave_what_stands() -> None:
    found = block(
        OrgMonthly, copied(OrgMonthly, {**JULY, "units_due": "", "units_covered": "6"}, names=["unit_kind", "period", "units_covered", "units_due"]), rows(JULY)
    )
    assert [change.wanted for change in found.changes] == [{"units_covered": "6"}]


def test_what_stands_already_is_counted_and_no_change() -> None:
    assert block(ActivityLedger, copied(ActivityLedger, TALK), rows(TALK)) == Block([], 1)


def test_of_two_equal_lines_one_stands_and_one_is_new() -> None:
    found = block(ActivityLedger, copied(ActivityLedger, TALK, TALK), rows(TALK))
    assert (found.changes, found.same) == ([RowChange(TALK)], 1)


def test_without_a_key_a_line_that_says_something_else_is_new() -> None:
    changed = {**TALK, "persons": "21"}
    assert block(ActivityLedger, copied(ActivityLedger, changed), rows(TALK)).changes == [RowChange(changed)]


def test_a_second_line_with_the_key_of_the_first_is_new_and_so_refused_later() -> None:
    twice = [{**JULY, "units_due": "11"}, {**JULY, "units_due": "12"}]
    found = block(OrgMonthly, copied(OrgMonthly, *twice), rows(JULY))
    assert [bool(change.seen) for change in found.changes] == [True, False]


def test_cells_without_a_header_are_taken_from_the_first_column_on() -> None:
    found = block(ActivityLedger, "2026-07\t法律宣讲\t示例\t2026-07-08\t1\t\t\t\t20")
    assert (found.headless, found.changes) == (True, [RowChange(TALK)])


def test_titles_above_the_header_and_moved_columns_are_fine() -> None:
    text = "示例县总工会\n" + copied(ActivityLedger, TALK, names=["title", "period", "category", "persons", "held_on", "sessions"])
    assert block(ActivityLedger, text).changes == [RowChange(TALK)]


def test_a_header_twice_cannot_be_used() -> None:
    found = block(ActivityLedger, "报告期\t报告期\t名称\n2026-07\t2026-07\t示例")
    assert ([issue.code for issue in found.issues], found.changes) == (["doubled_header"], ())


def test_a_line_break_inside_a_cell_stays_inside_it() -> None:
    found = block(ActivityLedger, copied(ActivityLedger, {**TALK, "remark": '"第一行\n第二行"'}))
    assert found.changes[0].wanted["remark"] == "第一行\n第二行"


@pytest.mark.parametrize("mark", ["\t", ",", ";"])
def test_files_part_cells_by_tabs_commas_or_semicolons(mark: str) -> None:
    assert block(ActivityLedger, copied(ActivityLedger, TALK).replace("\t", mark)).changes == [RowChange(TALK)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_are_read_as_they_are_written_in_china(encoding: str) -> None:
    assert decoded("报告期,名称".encode(encoding)) == "报告期,名称"


def test_what_is_no_text_is_not_read() -> None:
    assert decoded(b"\xff\xff\x00\x81") is None


def test_a_block_that_is_too_long_is_refused_whole() -> None:
    found = block(ActivityLedger, copied(ActivityLedger, *[TALK] * (MOST_ROWS + 1)))
    assert ([issue.code for issue in found.issues], found.changes) == (["too_many_rows"], ())


def test_a_block_goes_over_what_was_typed_into_the_same_row_and_beside_the_rest() -> None:
    kept = [RowChange({"units_due": "12", "units_covered": "4"}, JULY), RowChange({"period": "2026-09"})]
    taken = [RowChange({"units_due": "11"}, JULY), RowChange({"period": "2026-08"})]
    assert merged(OrgMonthly, kept, taken) == [RowChange({"units_due": "11", "units_covered": "4"}, JULY), kept[1], taken[1]]


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1, max_size=8)


@given(st.lists(CELLS, min_size=1, max_size=12))
def test_every_cell_of_a_block_comes_through_as_it_was_typed(texts: list[str]) -> None:
    typed = [{**TALK, "title": text, "sessions": str(at)} for at, text in enumerate(texts)]
    quoted = copied(ActivityLedger, *({**cells, "title": '"' + cells["title"].replace('"', '""') + '"'} for cells in typed))
    found = block(ActivityLedger, quoted)
    assert [change.wanted["title"] for change in found.changes] == texts
