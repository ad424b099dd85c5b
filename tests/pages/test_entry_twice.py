"""What is clicked, pasted or taken over twice on 填报 stands in the workbook once."""

from pathlib import Path

from backbone.folder import FolderBackbone
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from schema.registry import RETURN_NOTE
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.pages.test_entry_block import paste, preview, upload
from tests.pages.test_entry_form import BOOK, Opened, click, fill, rows_of, under
from tests.pages.test_entry_kept import TALK, county
from words import text

NIL_BUTTON = f"entry-nil-{OrgMonthly.about.title}-2026-08"


def with_notes(folder: Path) -> Path:
    set_data_date(workspace(folder), "2026-08-31")
    (folder / BOOK).unlink()
    FolderBackbone(folder).create(BOOK, {OrgMonthly: [ROW], RETURN_NOTE: []}, ("A1", "示例01镇"))
    return folder


def held_open(folder: Path) -> Path:
    """The file that says that a spreadsheet program has the book open."""
    book = folder / BOOK
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(b"x")
    return lock


def test_nothing_happened_said_twice_while_the_book_is_open_is_one_note(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", with_notes(tmp_path), org="A1")
    lock = held_open(tmp_path)
    click(shown, NIL_BUTTON)
    assert rows_of(tmp_path, RETURN_NOTE.about.title) == []
    assert not [button for button in shown.button if button.key == NIL_BUTTON]
    lock.unlink()
    shown.run()
    assert len(rows_of(tmp_path, RETURN_NOTE.about.title)) == 1


def test_a_note_that_waits_can_be_looked_at_on_its_own_sheet(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", with_notes(tmp_path), org="A1")
    held_open(tmp_path)
    click(shown, NIL_BUTTON)
    next(each for each in shown.selectbox if str(each.key).startswith("entry-sheet-")).set_value(RETURN_NOTE.about.title).run()
    assert not shown.exception


def talks(*rows: dict[str, str]) -> str:
    names = list(TALK)
    return "\n".join("\t".join(line) for line in [[ActivityLedger.column(name).header for name in names], *([row[name] for name in names] for row in rows)])


def test_a_block_taken_over_twice_is_there_once(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    for _ in range(2):
        paste(shown, talks(TALK, TALK, {**TALK, "title": "示例乙"}))
        click(shown, "entry-take")
    click(shown, "entry-confirm")
    assert len(rows_of(tmp_path, ActivityLedger.about.title)) == 3


def test_a_block_that_is_wiped_away_is_gone(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    paste(shown, talks(TALK))
    paste(shown, "")
    assert [each.key for each in shown.button if each.key == "entry-take"] == []


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_after_it(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    paste(shown, talks({**TALK, "title": '"示例'}, {**TALK, "title": '"乙"丙'}, TALK))
    assert len(preview(shown)) == 3


def test_a_cell_longer_than_any_is_told_not_thrown(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    paste(shown, talks({**TALK, "title": "长" * 140_000}))
    assert not shown.exception
    click(shown, "entry-take")
    assert shown.button(key="entry-confirm").disabled


def test_personal_data_in_a_block_are_told(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    paste(shown, talks({**TALK, "title": "示例 13800138000"}))
    assert "13800138000" not in under(shown) + str(preview(shown))
    assert text("issue.personal_data", kind=text("personal.mobile"))[:5] in under(shown)


def test_a_file_of_another_sheet_is_refused(opened: Opened, tmp_path: Path) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = OrgMonthly.about.title
    for line in [[ActivityLedger.column(name).header for name in TALK], list(TALK.values())]:
        book.active.append(line)
    told = io.BytesIO()
    book.save(told)
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    upload(shown, "a.xlsx", told.getvalue())
    assert text("issue.missing_sheet", sheet=ActivityLedger.about.title) in under(shown)


def test_formulas_and_errors_of_a_file_are_told(opened: Opened, tmp_path: Path) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = ActivityLedger.about.title
    for line in [[ActivityLedger.column(name).header for name in TALK], [*list(TALK.values())[:4], "=1+1", 5]]:
        book.active.append(line)
    told = io.BytesIO()
    book.save(told)
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    upload(shown, "a.xlsx", told.getvalue())
    assert text("issue.formula", column=ActivityLedger.column("sessions").header) in under(shown)


def test_of_many_wrong_rows_the_first_are_told_and_all_are_shown(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, talks=tuple({**TALK, "title": f"示例{at}"} for at in range(60))), org="A1", way="block")
    next(each for each in shown.selectbox if str(each.key).startswith("entry-sheet-")).set_value(ActivityLedger.about.title).run()
    paste(shown, talks(*({**TALK, "title": f"示例甲{at}", "persons": "约3"} for at in range(60))))
    click(shown, "entry-take")
    assert text("entry.more_told", count=20) in under(shown)
    assert len(shown.dataframe[-1].value) == 60


def test_a_column_that_the_sheet_does_not_have_is_told(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    head, row = talks(TALK).split("\n")
    paste(shown, f"{head}\t参加人次\n{row}\t30")
    assert text("block.unknown", columns="参加人次") in under(shown)


def test_a_row_that_names_another_branch_is_refused(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title, way="block")
    head, row = talks(TALK).split("\n")
    paste(shown, f"{head}\t{ActivityLedger.column('branch_code').header}\n{row}\tA2")
    click(shown, "entry-take")
    assert text("issue.foreign_branch", typed="A2", owner="A1") in under(shown)
    assert shown.button(key="entry-confirm").disabled


def test_a_note_can_be_written_on_a_quarter(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", with_notes(tmp_path), org="A1", sheet=RETURN_NOTE.about.title)
    next(each for each in shown.selectbox if str(each.key).startswith("entry-period-")).set_value("2026-Q2").run()
    assert not shown.exception
    fill(shown, sheet="民主管理与和谐劳动关系季报", kind="零报告")
    click(shown, "entry-confirm")
    assert rows_of(tmp_path, RETURN_NOTE.about.title)[0][RETURN_NOTE.column("period").header] == "2026-Q2"
