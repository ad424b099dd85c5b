"""Every page, in both languages, through the shell: on the demo, on a workspace without data, with one row, with one bad row, with none at all."""

import datetime as dt
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from access.database import database
from backbone.book import Change, RowChange
from backbone.journal.saves import Journal, identity
from backbone.workspace import branch_book
from demo import FEDERATIONS
from schema.org_monthly import OrgMonthly
from schema.workspace import BRANCH_FOLDER, MASTER
from settings import Settings
from tests.pages.conftest import PAGES, ROW, add_goals, set_data_date, workspace
from words import LANGUAGES, text
from words.figures import quantity

Opened = Callable[..., AppTest]
every_page = pytest.mark.parametrize("page", [page for page in PAGES if page != "connection"])
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def words_of(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.title, *shown.header, *shown.markdown, *shown.error])


@every_page
@both_languages
def test_the_demo_opens(page: str, language: str, opened: Opened, demo_folder: Path) -> None:
    shown = opened(page, demo=demo_folder, language=language)
    assert not shown.exception
    assert not shown.error
    assert text("trust.simulated", language) in words_of(shown)
    assert text("page.stopped", language) not in words_of(shown)


@every_page
@both_languages
def test_a_workspace_without_data_opens(page: str, language: str, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path), "2026-08-31")
    shown = opened(page, tmp_path, language=language)
    assert not shown.exception
    assert shown.title
    assert text("trust.simulated", language) not in words_of(shown)


@every_page
@both_languages
def test_one_row_is_shown(page: str, language: str, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened(page, tmp_path, language=language)
    assert not shown.exception
    assert text("trust.blocked", language, count=1) not in words_of(shown)


@every_page
@both_languages
def test_one_bad_row_is_counted_and_not_hidden(page: str, language: str, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    spoil(tmp_path / branch_book("A1", "示例01镇"), "members_new", "约200")
    shown = opened(page, tmp_path, language=language)
    assert not shown.exception
    assert text("trust.blocked", language, count=1) in words_of(shown)


@every_page
@both_languages
def test_a_folder_that_is_no_workspace_is_said_in_words(page: str, language: str, opened: Opened, tmp_path: Path) -> None:
    shown = opened(page, tmp_path / "nowhere", language=language)
    assert not shown.exception
    assert text("page.not_opened", language) in words_of(shown)
    assert text("trust.reported", language, reported=0, expected=0) not in words_of(shown)


@every_page
def test_a_master_without_its_tree_is_said_in_words(page: str, opened: Opened, tmp_path: Path) -> None:
    master = workspace(tmp_path) / MASTER
    book = openpyxl.load_workbook(master)
    book.remove(book["单位"])
    book.save(master)
    shown = opened(page, tmp_path)
    assert not shown.exception
    assert text("page.broken_master") in words_of(shown)


@every_page
def test_a_workspace_without_branch_books_opens(page: str, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path), "2026-08-31")
    for book in (tmp_path / BRANCH_FOLDER).iterdir():
        book.unlink()
    shown = opened(page, tmp_path)
    assert not shown.exception
    assert shown.title


@every_page
@pytest.mark.parametrize("query", [{"code": "nothing"}, {"org": "nobody"}, {"on": "1999-99"}, {"sheet": "**x**"}])
def test_an_unknown_code_in_the_address_falls_back(page: str, query: dict[str, str], opened: Opened, demo_folder: Path) -> None:
    shown = opened(page, demo=demo_folder, **query)
    assert not shown.exception
    assert shown.title


@pytest.mark.parametrize("federation", FEDERATIONS, ids=lambda found: found.key)
def test_only_the_federation_that_is_opened_is_made(federation: object, opened: Opened, tmp_path: Path) -> None:
    shown = opened("overview", demo=tmp_path)
    assert not shown.exception
    shown.selectbox(key="pick_fed").set_value(federation.key).run(timeout=120)  # type: ignore[attr-defined]
    assert not shown.exception
    made = {folder.name for folder in tmp_path.iterdir()}
    assert made == {FEDERATIONS[0].key, federation.key}  # type: ignore[attr-defined]
    assert shown.title[0].value == federation.name  # type: ignore[attr-defined]


def test_the_language_outlives_a_change_of_page(opened: Opened, demo_folder: Path) -> None:
    shown = opened("overview", demo=demo_folder)
    shown.selectbox(key="pick_lang").set_value("en").run()
    shown.switch_page("../pages/filing.py").run()
    assert shown.title[0].value == text("filing.title", "en")
    assert shown.query_params["lang"] == "en"


@every_page
def test_signs_in_a_cell_are_shown_and_not_obeyed(page: str, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    add_goals(tmp_path, "**粗** ![i](x.png)", ("县",))
    shown = opened(page, tmp_path)
    assert not shown.exception
    assert "![i](" not in words_of(shown) + "".join(str(metric.label) for metric in shown.metric)


def test_a_citys_and_a_countys_goal_can_both_be_opened(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    add_goals(tmp_path, "org", ("市", "县"))
    shown = opened("indicator", tmp_path, code="unions_new")
    labels = [metric.label for metric in shown.metric]
    other = opened("indicator", tmp_path, code="unions_new", goal="unions_new_市_20260101_20261231")
    assert not other.exception
    assert any("200" in label for label in labels)
    assert any("100" in metric.label for metric in other.metric)


SHORT = {"gap": "56.1", "short": quantity(57.0, "org")}


def test_the_reason_of_a_lamp_and_what_is_left_stand_on_the_page_of_the_indicator(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    add_goals(tmp_path, "org", ("县",))
    told = words_of(opened("indicator", tmp_path, code="unions_new")).replace("\\", "")
    assert text("why.behind_pace", **SHORT) in told
    assert text("why.silent", count=1) in told
    assert text("left.weekly", left=quantity(98.0, "org"), due="12月31日", weekly=quantity(4.5, "org", 1)) in told


def test_the_reason_of_a_lamp_stands_on_the_page_of_the_branch(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    add_goals(tmp_path, "org", ("县",), branch="A1")
    told = words_of(opened("branch", tmp_path, org="A1", code="unions_new")).replace("\\", "")
    assert told.count(text("why.behind_pace", **SHORT)) == 2


def test_a_changed_cell_is_checked_and_saved(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    grid = grid_key(shown)
    edit(shown, grid, {"members_new": "8"})
    assert shown.button(key="entry-confirm").disabled
    edit(shown, grid, {"members_new": "8", "members_end": "58"})
    assert not shown.button(key="entry-confirm").disabled
    shown.button(key="entry-confirm").click().run()
    assert not shown.exception
    assert not shown.error
    assert cell(tmp_path / branch_book("A1", "示例01镇"), "members_new") == 8
    assert cell(tmp_path / branch_book("A1", "示例01镇"), "unions_new") == 2


def test_what_was_typed_outlives_another_sheet_and_another_program(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    book = tmp_path / branch_book("A1", "示例01镇")
    add_notes_sheet(tmp_path, book)
    shown = opened("entry", tmp_path, way="grid")
    edit(shown, grid_key(shown), {"units_due": "11"})
    picker = next(box for box in shown.selectbox if box.options == [OrgMonthly.about.title, "报送说明"])
    picker.set_value("报送说明").run()
    assert "**11**" not in tables(shown)
    spoil(book, "remark", "别处写的")
    picker = next(box for box in shown.selectbox if box.options == [OrgMonthly.about.title, "报送说明"])
    picker.set_value(OrgMonthly.about.title).run()
    assert not shown.exception
    assert "**11**" in tables(shown)
    shown.button(key="entry-confirm").click().run()
    assert cell(book, "units_due") == 11
    assert cell(book, "remark") == "别处写的"


def test_what_somebody_changed_unseen_is_not_overwritten(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    book = tmp_path / branch_book("A1", "示例01镇")
    shown = opened("entry", tmp_path, way="grid")
    edit(shown, grid_key(shown), {"units_due": "11"})
    spoil(book, "units_due", "15")
    shown.button(key="entry-confirm").click().run()
    assert cell(book, "units_due") == "15"
    assert {"10", "15", "**11**"} <= set(tables(shown).split())
    pressed(shown, "theirs-").click().run()
    assert "**11**" not in tables(shown)


def test_typing_goes_on_in_a_grid_whose_book_changed_meanwhile(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    book = tmp_path / branch_book("A1", "示例01镇")
    shown = opened("entry", tmp_path, way="grid")
    grid = grid_key(shown)
    spoil(book, "remark", "别处写的")
    edit(shown, grid, {"units_due": "11"})
    spoil(book, "remark", "又一处")
    edit(shown, grid, {"units_due": "11", "staff_end": "101"})
    assert {"**11**", "**101**"} <= set(tables(shown).split())
    assert text("entry.behind") in words_of(shown)


def test_a_draft_is_laid_over_its_own_row_wherever_that_moved(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.drafts.who", lambda: "browser")
    set_data_date(workspace(tmp_path, [ROW, {**ROW, "unit_kind": "机关", "units_due": 50}]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    edit(shown, grid_key(shown), {"units_due": "11"})
    book = tmp_path / branch_book("A1", "示例01镇")
    workbook = openpyxl.load_workbook(book)
    sheet = workbook[OrgMonthly.about.title]
    sheet.move_range("A2:Z2", rows=2)
    sheet.delete_rows(2)
    sheet.cell(3, [column.name for column in OrgMonthly.columns()].index("remark") + 1, "别处写的")
    workbook.save(book)
    later = opened("entry", tmp_path, way="grid")
    assert {"10", "**11**"} <= set(tables(later).split())
    assert "50" not in tables(later).split()


def test_a_save_that_is_remembered_and_not_yet_written_takes_no_other_save_with_it(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    with closing(sqlite3.connect(tmp_path / ".xushi" / "xushi.db")) as journal:
        journal.execute("create trigger failing before update on saves begin select raise(abort, ''); end")
        edit(shown, grid_key(shown), {"units_due": "11"})
        shown.button(key="entry-confirm").click().run()
        journal.execute("drop trigger failing")
    shown.run()
    edit(shown, grid_key(shown), {"units_due": "12"})
    shown.button(key="entry-confirm").click().run()
    assert cell(tmp_path / branch_book("A1", "示例01镇"), "units_due") == 12


def test_a_sign_that_no_workbook_can_hold_is_refused_before_it_is_saved(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    edit(shown, grid_key(shown), {"remark": "别处\x0b写的"})
    assert text("issue.unwritable_text").split("：")[0][:6] in words_of(shown)
    assert shown.button(key="entry-confirm").disabled


@pytest.mark.filterwarnings("ignore:Setting an item of incompatible dtype")
@pytest.mark.parametrize(("added", "refused"), [(["2026-06", "2026-06"], True), (["2026-07"], True), (["2026-05", "2026-06"], False)])
def test_rows_of_one_key_are_refused_before_they_are_saved(added: list[str], refused: bool, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    rows = [{**{name: str(value) for name, value in ROW.items()}, "period": period} for period in added]
    shown.session_state[grid_key(shown)] = {"edited_rows": {}, "added_rows": rows, "deleted_rows": []}
    shown.run()
    assert (text("issue.key_taken") in words_of(shown).replace("\\", "")) is refused
    assert shown.button(key="entry-confirm").disabled


def test_a_save_waits_for_a_book_open_elsewhere_and_is_written_when_it_is_closed(opened: Opened, tmp_path: Path) -> None:
    shown, book, owner = a_save_that_waits(opened, tmp_path)
    assert not shown.exception and not shown.error
    assert (cell(book, "units_due"), text("waits.held_open") in words_of(shown)) == (10, True)
    owner.unlink()
    shown.run()
    assert not shown.exception
    assert (cell(book, "units_due"), text("waits.held_open") in words_of(shown)) == (11, False)


def test_a_save_that_waits_goes_with_a_book_that_is_renamed(opened: Opened, tmp_path: Path) -> None:
    shown, book, owner = a_save_that_waits(opened, tmp_path)
    owner.unlink()
    renamed = book.rename(book.with_name("A1 改名.xlsx"))
    shown.run()
    shown.run()
    assert not shown.exception
    assert cell(renamed, "units_due") == 11


def test_every_save_can_be_seen(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    book = branch_book("A1", "示例01镇")
    own = tmp_path / ".xushi"
    journal = Journal(database("", own), identity(own), lambda: dt.datetime.now(tz=dt.UTC))
    for number in range(25):
        change = Change(book, OrgMonthly, [RowChange({"remark": f"第{number}号"}, {"remark": "x"})], branch="A1")
        journal.record(change, "示例")
        journal.withdraw(change.operation)
    shown = opened("entry", tmp_path, way="grid")
    assert ("第5号" in tables(shown), "第4号" in tables(shown)) == (True, False)
    shown.button(key="history-more").click().run()
    assert not shown.exception
    assert "第0号" in tables(shown)


def test_a_waiting_save_can_be_withdrawn(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    book = tmp_path / branch_book("A1", "示例01镇")
    (tmp_path / BRANCH_FOLDER / f"~${book.name}").write_bytes(b"")
    edit(shown, grid_key(shown), {"units_due": "11"})
    shown.button(key="entry-confirm").click().run()
    pressed(shown, "withdraw-").click().run()
    assert not shown.exception
    (tmp_path / BRANCH_FOLDER / f"~${book.name}").unlink()
    shown.run()
    assert cell(book, "units_due") == 10


def test_of_saves_that_stand_on_each_other_the_last_is_withdrawn_first(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    book = tmp_path / branch_book("A1", "示例01镇")
    (tmp_path / BRANCH_FOLDER / f"~${book.name}").write_bytes(b"")
    for typed in ("11", "12"):
        edit(shown, grid_key(shown), {"units_due": typed})
        shown.button(key="entry-confirm").click().run()
        shown.run()
    assert sum(str(button.key).startswith("withdraw-") for button in shown.button) == 1
    pressed(shown, "withdraw-").click().run()
    (tmp_path / BRANCH_FOLDER / f"~${book.name}").unlink()
    shown.run()
    assert cell(book, "units_due") == 11


def test_what_was_typed_outlives_the_session(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.drafts.who", lambda: "browser")
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    edit(shown, grid_key(shown), {"units_due": "11"})
    later = opened("entry", tmp_path, way="grid")
    assert "**11**" in tables(later)
    later.button(key="entry-drop").click().run()
    assert "**11**" not in tables(later)
    assert "**11**" not in tables(opened("entry", tmp_path, way="grid"))


def test_a_draft_that_another_window_saved_is_told(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.drafts.who", lambda: "browser")
    monkeypatch.setattr("ui.filling.who", lambda: "browser")
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    first = opened("entry", tmp_path, way="grid")
    edit(first, grid_key(first), {"units_due": "11"})
    second = opened("entry", tmp_path, way="grid")
    assert text("entry.crossed") not in words_of(first) + words_of(second)
    first.button(key="entry-confirm").click().run()
    edit(second, grid_key(second), {"units_due": "11", "remark": "x"})
    assert not second.exception
    assert text("entry.crossed") in words_of(second)


@pytest.mark.parametrize(("choice", "stands"), [("mine-", 11), ("theirs-", 10)])
def test_a_row_changed_by_somebody_else_is_shown_three_way_and_decided(choice: str, stands: int, opened: Opened, tmp_path: Path) -> None:
    shown, book, owner = a_save_that_waits(opened, tmp_path)
    spoil(book, "remark", "别处写的")
    owner.unlink()
    shown.run()
    assert not shown.exception
    assert cell(book, "units_due") == 10
    assert {"10", "**11**", "别处写的"} <= set(tables(shown).split())
    pressed(shown, choice).click().run()
    assert not shown.exception
    assert (cell(book, "units_due"), cell(book, "remark")) == (stands, "别处写的")


def test_a_row_is_struck_out_and_the_change_taken_back(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    book = tmp_path / branch_book("A1", "示例01镇")
    shown.session_state[grid_key(shown)] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [0]}
    shown.run()
    shown.button(key="entry-confirm").click().run()
    assert not shown.exception
    assert cell(book, "units_due") is None
    pressed(shown, "undo-").click().run()
    assert not shown.exception
    assert cell(book, "units_due") == 10


@pytest.mark.parametrize(("choice", "stands"), [("back-", 10), ("away-", None)])
def test_a_saved_row_that_vanished_is_put_back_or_let_go(choice: str, stands: int | None, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [{**ROW, "units_due": 9}]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    book = tmp_path / branch_book("A1", "示例01镇")
    edit(shown, grid_key(shown), {"units_due": "10"})
    shown.button(key="entry-confirm").click().run()
    workbook = openpyxl.load_workbook(book)
    workbook[OrgMonthly.about.title].delete_rows(2)
    workbook.save(book)
    shown.run()
    assert text("vanished.title") in words_of(shown)
    assert text("issue.row_vanished", row="").split("：")[0] in tables(opened("branch", tmp_path))
    pressed(shown, choice).click().run()
    assert not shown.exception
    assert (cell(book, "units_due"), text("vanished.title") in words_of(shown)) == (stands, False)


def test_rows_of_a_sheet_that_cannot_be_read_have_not_vanished(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    book = tmp_path / branch_book("A1", "示例01镇")
    edit(shown, grid_key(shown), {"units_due": "11"})
    shown.button(key="entry-confirm").click().run()
    workbook = openpyxl.load_workbook(book)
    workbook[OrgMonthly.about.title].cell(1, 3, "别的表头")
    workbook.save(book)
    shown.run()
    assert text("vanished.title") not in words_of(shown)
    assert text("issue.row_vanished", row="").split("：")[0] not in tables(opened("branch", tmp_path))


def test_a_click_on_a_vanished_row_means_that_row_whatever_became_of_others(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW, {**ROW, "unit_kind": "机关"}]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    book = tmp_path / branch_book("A1", "示例01镇")
    shown.session_state[grid_key(shown)] = {"edited_rows": {0: {"units_due": "11"}, 1: {"units_due": "12"}}, "added_rows": [], "deleted_rows": []}
    shown.run()
    shown.button(key="entry-confirm").click().run()
    workbook = openpyxl.load_workbook(book)
    workbook[OrgMonthly.about.title].delete_rows(2, 2)
    workbook.save(book)
    shown.run()
    first = pressed(shown, "away-")
    other = opened("entry", tmp_path, way="grid")
    pressed(other, "away-").click().run()
    first.click().run()
    assert text("vanished.title") in words_of(shown)


def test_a_database_out_of_reach_is_told_before_anything_is_saved(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    (tmp_path / ".xushi" / "xushi.db").mkdir()
    shown = opened("entry", tmp_path, way="grid")
    assert not shown.exception
    assert text("database.unreachable") in words_of(shown)
    assert not opened("branch", tmp_path).exception


def test_nothing_is_put_in_the_place_of_a_folder_out_of_reach(opened: Opened, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", [ROW])
    set_data_date(folder, "2026-07-31")
    shown = opened("overview", folder)
    folder.rename(tmp_path / "away")
    shown.switch_page("../pages/entry.py").run()
    assert not shown.exception
    assert not folder.exists()


@every_page
def test_a_folder_out_of_reach_is_shown_as_it_was_with_its_age(page: str, opened: Opened, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", [ROW])
    set_data_date(folder, "2026-07-31")
    shown = opened(page, folder)
    assert text("trust.again") not in {button.label for button in shown.button}
    folder.rename(tmp_path / "away")
    shown.run()
    assert not shown.exception
    assert text("trust.stale", minutes=0) in words_of(shown)
    (tmp_path / "away").rename(folder)
    shown.button(key="refresh").click().run()
    assert text("trust.stale", minutes=0) not in words_of(shown)


def test_who_waits_for_somebody_elses_reading_is_told_how_far_it_is(tmp_path: Path) -> None:
    import ui.load
    import ui.shelf
    from backbone.places import local

    folder = workspace(tmp_path / "w", [ROW])
    shelf, seen = ui.shelf.shelf(local(folder)), []
    shelf.progress = (3, 9)
    begun, told = threading.Event(), threading.Event()

    def read() -> None:
        with shelf.lock:
            begun.set()
            told.wait(30)

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait(30)
    ui.load.open_workspace(local(folder), lambda done, of: (seen.append((done, of)), told.set()))
    reader.join()
    assert (seen[0], seen[-1]) == ((3, 9), (3, 3))


def pressed(shown: AppTest, start: str) -> Any:
    return next(button for button in shown.button if str(button.key).startswith(start))


def a_save_that_waits(opened: Opened, folder: Path) -> tuple[AppTest, Path, Path]:
    """The filling page after 11 was saved into a book that another program holds open: the page, the book, and the owner file."""
    set_data_date(workspace(folder, [ROW]), "2026-07-31")
    shown = opened("entry", folder, way="grid")
    book = folder / branch_book("A1", "示例01镇")
    owner = folder / BRANCH_FOLDER / f"~${book.name}"
    owner.write_bytes(b"")
    edit(shown, grid_key(shown), {"units_due": "11"})
    shown.button(key="entry-confirm").click().run()
    return shown, book, owner


def grid_key(shown: AppTest) -> str:
    return next(str(key) for key in shown.session_state._state.filtered_state if str(key).startswith("grid_"))


def tables(shown: AppTest) -> str:
    return "\n".join(str(table.value.to_string()) for table in shown.table)


def add_notes_sheet(folder: Path, book: Path) -> None:
    from backbone.folder import FolderBackbone
    from schema.registry import RETURN_NOTE

    book.unlink()
    FolderBackbone(folder).create(str(book.relative_to(folder)), {OrgMonthly: [ROW], RETURN_NOTE: []}, ("A1", "示例01镇"))


def edit(shown: AppTest, grid: str, cells: dict[str, str]) -> None:
    shown.session_state[grid] = {"edited_rows": {0: cells}, "added_rows": [], "deleted_rows": []}
    shown.run()


def spoil(book: Path, name: str, typed: str) -> None:
    workbook = openpyxl.load_workbook(book)
    at = [column.name for column in OrgMonthly.columns()].index(name) + 1
    workbook[OrgMonthly.about.title].cell(2, at, typed)
    workbook.save(book)


def cell(book: Path, name: str) -> object:
    at = [column.name for column in OrgMonthly.columns()].index(name) + 1
    return openpyxl.load_workbook(book)[OrgMonthly.about.title].cell(2, at).value


@pytest.mark.parametrize("page", ["overview", "indicator", "branch"])
def test_an_engine_that_cannot_be_reached_ends_the_page_in_words(opened, demo_folder, monkeypatch, page):
    monkeypatch.setattr("ledger.ledger.settings", lambda: Settings(engine="postgresql://user:secret@127.0.0.1:1/database"))
    shown = opened(page, demo=demo_folder)
    assert not shown.exception
    assert text("engine.failed", engine="postgresql") in words_of(shown)
    assert "secret" not in words_of(shown)
