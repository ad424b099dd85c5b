"""The page of programmes: what it says of each, and that what is ticked on it stands in the master workbook and nothing else is touched."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from schema.programme import Programme
from schema.workspace import MASTER
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.pages.test_pages import grid_key, words_of
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
P = {"code": "p", "name": "示例专项", "kind": "专项", "start_on": "2026-01-01", "due_on": "2026-12-31", "note": "逐项打勾"}
ITEMS = [{"code": f"p-{at}", "name": f"第{at}项", "parent": "p", "order": str(at), "kind": "清单"} for at in (1, 2)]


def programmes(folder: Path, *rows: dict[str, str]) -> Path:
    workspace(folder, [ROW])
    set_data_date(folder, "2026-07-31")
    FolderBackbone(folder).save(Change(MASTER, Programme, [RowChange(row) for row in rows]))
    return folder


def typed(folder: Path) -> dict[str, list[list[Any]]]:
    """Every cell of every sheet of the master workbook."""
    book = openpyxl.load_workbook(folder / MASTER)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def change(shown: AppTest, **told: Any) -> None:
    shown.session_state[grid_key(shown)] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **told}
    shown.run()


def test_an_item_ticked_on_the_page_stands_in_the_master_workbook_and_nothing_else_is_touched(opened: Opened, tmp_path: Path) -> None:
    before = typed(programmes(tmp_path, P, *ITEMS))
    shown = opened("programmes", tmp_path, code="p")
    change(shown, edited_rows={1: {"done_on": "2026-07-20", "note": "已开会"}})
    shown.button(key="entry-confirm").click().run()
    assert not shown.exception
    assert not shown.error
    after = typed(tmp_path)
    at = [column.header for column in Programme.columns()]
    row = dict(zip(at, after["专项"][3], strict=False))
    assert (row["专项代码"], str(row["完成日"])[:10], row["说明"]) == ("p-2", "2026-07-20", "已开会")
    for number, name in ((10, "完成日"), (11, "说明")):
        assert at[number - 1] == name
        before["专项"][3][number - 1] = after["专项"][3][number - 1]
    assert after == before


def test_the_page_counts_what_was_ticked(opened: Opened, tmp_path: Path) -> None:
    programmes(tmp_path, P, *ITEMS)
    shown = opened("programmes", tmp_path, code="p")
    assert text("lamp.unreported") in words_of(shown)
    change(shown, edited_rows={0: {"done_on": "2026-07-20"}, 1: {"done_on": "2026-07-21"}})
    shown.button(key="entry-confirm").click().run()
    assert text("lamp.on_pace") in words_of(shown)
    assert text("lamp.unreported") not in words_of(shown)


@pytest.mark.filterwarnings("ignore:Setting an item of incompatible dtype")
def test_an_item_added_on_the_page_belongs_to_its_programme(opened: Opened, tmp_path: Path) -> None:
    programmes(tmp_path, P, *ITEMS, {"code": "p-3", "name": "别处的", "kind": "专项"})
    shown = opened("programmes", tmp_path, code="p")
    change(shown, added_rows=[{"name": "新的一项"}, {"name": "又一项", "done_on": "2026-07-01"}])
    shown.button(key="entry-confirm").click().run()
    assert not shown.error
    added = [[str(cell or "")[:10] for cell in row] for row in typed(tmp_path)["专项"][5:7]]
    assert [(row[0], row[1], row[2], row[3], row[4], row[9]) for row in added] == [
        ("p-4", "新的一项", "p", "3", "清单", ""),
        ("p-5", "又一项", "p", "4", "清单", "2026-07-01"),
    ]


@pytest.mark.filterwarnings("ignore:Setting an item of incompatible dtype")
def test_a_programme_without_anything_is_given_its_first_item(opened: Opened, tmp_path: Path) -> None:
    programmes(tmp_path, P)
    shown = opened("programmes", tmp_path, code="p")
    change(shown, added_rows=[{"name": "新的一项"}])
    shown.button(key="entry-confirm").click().run()
    assert [str(cell) for cell in typed(tmp_path)["专项"][2][:5]] == ["p-1", "新的一项", "p", "1", "清单"]


def test_a_day_that_is_none_cannot_be_saved(opened: Opened, tmp_path: Path) -> None:
    programmes(tmp_path, P, *ITEMS)
    shown = opened("programmes", tmp_path, code="p")
    change(shown, edited_rows={0: {"done_on": "快了"}})
    assert shown.button(key="entry-confirm").disabled


def test_what_is_typed_for_one_programme_outlives_a_look_at_another(opened: Opened, tmp_path: Path) -> None:
    programmes(tmp_path, P, *ITEMS, {**P, "code": "q", "name": "另一个"}, {**ITEMS[0], "code": "q-1", "parent": "q"})
    shown = opened("programmes", tmp_path, code="p")
    change(shown, edited_rows={0: {"note": "先记着"}})
    shown.query_params["code"] = "q"
    shown.run()
    assert "先记着" not in "".join(table.value.to_string() for table in shown.table)
    shown.query_params["code"] = "p"
    shown.run()
    assert not shown.exception
    assert "先记着" in "".join(table.value.to_string() for table in shown.table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_programme_without_parts_says_so(language: str, opened: Opened, tmp_path: Path) -> None:
    programmes(tmp_path, {"code": "p", "name": "空的", "kind": "专项"})
    shown = opened("programmes", tmp_path, code="p", language=language)
    assert not shown.exception
    assert text("programmes.nothing_yet", language) in words_of(shown)
    assert text("programmes.parts", language) not in [header.value for header in shown.header]


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_that_nobody_has_are_told_in_words(language: str, opened: Opened, tmp_path: Path) -> None:
    programmes(tmp_path, {**P, "indicator_codes": "没有", "sheets": "**无此表**"})
    shown = opened("programmes", tmp_path, code="p", language=language)
    assert not shown.exception
    assert text("programmes.unknown", language, codes="没有、\\*\\*无此表\\*\\*") in words_of(shown)


def test_no_programme_at_all_is_said(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path), "2026-07-31")
    assert text("programmes.none") in words_of(opened("programmes", tmp_path))


def test_the_list_shows_state_and_how_progress_is_judged(opened: Opened, demo_folder: Path) -> None:
    shown = opened("programmes", demo=demo_folder)
    (listed,) = shown.dataframe
    assert len(listed.value) == 46
    assert list(listed.value[text("programmes.judged")])[0] == "汇报提纲，每个标题下至少有一个数"
    assert {cell.split()[0] for cell in listed.value[text("column.lamp")]} >= {"■", "○", "●", "※"}


def test_a_link_opens_one_programme(opened: Opened, demo_folder: Path) -> None:
    shown = opened("programmes", demo=demo_folder, code="p06")
    assert shown.title[0].value == "一网一库一平台"
    assert text("programmes.parts") in [header.value for header in shown.header]
