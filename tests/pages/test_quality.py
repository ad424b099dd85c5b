"""The page of everything found wrong: where it stands, what is left out, and how a warning is explained."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from ledger.ledger import load
from schema.org_monthly import OrgMonthly
from schema.return_note import ReturnNote
from schema.workspace import MASTER
from snapshots.lines import to_csv
from tests.pages.conftest import ROW, set_data_date, workspace
from words import LANGUAGES, text
from words.issues import sentence

Opened = Callable[..., AppTest]
both_languages = pytest.mark.parametrize("language", LANGUAGES)
BOOK, SHEET = branch_book("A1", "示例01镇"), OrgMonthly.about.title
NOTE = {"sheet": SHEET, "period": "2026-07", "kind": "情况说明", "rule": "blank", "text": "还没有统计", "filler_role": "组织委员"}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A county whose first town has one cell to mend and one warning to explain, and a sheet for explanations."""
    backbone = FolderBackbone(workspace(tmp_path).resolve())
    bad: dict[str, Any] = {**ROW, "unit_kind": "机关", "entities_new": None}
    set_data_date(tmp_path, "2026-07-31")
    (tmp_path / BOOK).unlink()
    backbone.create(BOOK, {OrgMonthly: [ROW, bad], ReturnNote: []}, ("A1", "示例01镇"))
    book = openpyxl.load_workbook(tmp_path / BOOK)
    sheet = book[SHEET]
    sheet.cell(2, [column.name for column in OrgMonthly.columns()].index("members_new") + 1).value = "约*200*"
    book.save(tmp_path / BOOK)
    assert sorted((issue.code, issue.severity) for issue in load(backbone).issues) == [("blank", "warn"), ("not_a_number", "block")]
    return tmp_path


def words_of(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.title, *shown.header, *shown.markdown, *shown.error])


def counted(shown: AppTest) -> list[str]:
    return [str(metric.value) for metric in shown.metric]


def cells(shown: AppTest) -> str:
    return "\n".join(str(table.value.to_dict("list")) for table in shown.table)


@both_languages
def test_every_finding_stands_with_its_cell_and_what_to_do(town: Path, opened: Opened, language: str) -> None:
    shown = opened("quality", town, language=language)
    assert not shown.exception
    assert counted(shown) == ["1", "1", "0"]
    for issue in load(FolderBackbone(town)).issues:
        assert issue.cell in cells(shown)
    assert "示例01镇" in words_of(shown)
    assert "示例02街道" not in words_of(shown)


def test_what_was_typed_is_shown_and_not_obeyed(town: Path, opened: Opened) -> None:
    assert r"约\\*200\\*" in cells(opened("quality", town))


@both_languages
def test_nothing_wrong_is_said(tmp_path: Path, opened: Opened, language: str) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("quality", tmp_path, language=language)
    assert text("quality.none", language) in words_of(shown)
    assert (counted(shown), len(shown.table)) == (["0", "0", "0"], 0)


@both_languages
def test_one_branch_shows_its_own_findings_only(town: Path, opened: Opened, language: str) -> None:
    assert counted(opened("quality", town, language=language, org="A1")) == ["1", "1", "0"]
    other = opened("quality", town, language=language, org="A2")
    assert (counted(other), len(other.table)) == (["0", "0", "0"], 0)
    assert text("quality.none", language) in words_of(other)


@both_languages
def test_a_branch_whose_workbook_nobody_can_read_is_not_called_faultless(town: Path, opened: Opened, language: str) -> None:
    (town / BOOK).write_bytes(b"nothing")
    shown = opened("quality", town, language=language, org="A1")
    assert text("quality.no_book", language) in words_of(shown)
    assert text("quality.none", language) not in words_of(shown)


def test_only_what_must_be_mended_can_be_shown(town: Path, opened: Opened) -> None:
    shown = opened("quality", town)
    shown.segmented_control[0].set_value("block").run()
    told = {issue.severity: issue.cell for issue in load(FolderBackbone(town)).issues}
    assert (told["block"] in cells(shown), told["warn"] in cells(shown)) == (True, False)


def test_what_nobody_can_read_stands_before_the_branches(town: Path, opened: Opened) -> None:
    (town / "填报" / "坏的.xlsx").write_bytes(b"nothing")
    master = openpyxl.load_workbook(town / MASTER)
    master["填报任务"].append(["没有的表", "ALL", "月", 5])
    master.save(town / MASTER)
    shown = opened("quality", town)
    assert not shown.exception
    heads = [head.value for head in shown.header]
    assert set(heads[:2]) == {"总表", "坏的"}
    assert heads[2] == "示例01镇"


@both_languages
def test_a_warning_is_explained_in_place(town: Path, opened: Opened, language: str) -> None:
    shown = opened("quality", town, language=language, org="A1")
    assert len(shown.text_area) == 1
    shown.text_area[0].set_value("还没有统计 =1+1")
    shown.text_input[0].set_value("组织委员")
    explain(shown, language).click().run()
    assert not shown.exception
    assert counted(shown) == ["1", "0", "1"]
    assert len(shown.text_area) == 0
    (issue,) = [issue for issue in load(FolderBackbone(town)).issues if issue.explained]
    assert (issue.explained and issue.explained.reason, issue.explained and issue.explained.who) == ("还没有统计 =1+1", "组织委员")
    assert text("trust.explained", language, count=1) in words_of(shown)
    assert text("trust.warnings", language, count=1) not in words_of(shown)


def test_an_explanation_without_a_reason_is_not_saved(town: Path, opened: Opened) -> None:
    shown = opened("quality", town, org="A1")
    explain(shown, "zh_CN").click().run()
    assert text("explain.no_reason") in words_of(shown)
    assert counted(shown) == ["1", "1", "0"]


def test_an_explanation_of_a_workbook_that_is_open_waits_and_is_not_asked_for_again(town: Path, opened: Opened) -> None:
    (town / BOOK).with_name(f"~${Path(BOOK).name}").write_bytes(b"")
    shown = opened("quality", town, org="A1")
    shown.text_area[0].set_value("还没有统计")
    explain(shown, "zh_CN").click().run()
    assert counted(shown) == ["1", "1", "0"]
    assert len(shown.text_area) == 0


def test_what_blocks_has_no_form(town: Path, opened: Opened) -> None:
    shown = opened("quality", town, org="A1")
    shown.segmented_control[0].set_value("block").run()
    assert len(shown.text_area) == 0


def test_a_book_without_a_sheet_for_explanations_has_no_form(town: Path, opened: Opened) -> None:
    book = openpyxl.load_workbook(town / BOOK)
    book.remove(book[ReturnNote.about.title])
    book.save(town / BOOK)
    assert len(opened("quality", town, org="A1").text_area) == 0


def test_only_mine_appears_once_something_was_saved_here(town: Path, opened: Opened) -> None:
    shown = opened("quality", town)
    assert len(shown.toggle) == 0
    shown.text_area[0].set_value("还没有统计")
    explain(shown, "zh_CN").click().run()
    (town / "填报" / "坏的.xlsx").write_bytes(b"nothing")
    shown.toggle(key="quality-mine").set_value(True).run()
    assert [head.value for head in shown.header] == ["示例01镇"]


@both_languages
@pytest.mark.parametrize(("page", "query"), [("indicator", {"code": "entities"}), ("branch", {"org": "A1"})])
def test_a_figure_bears_the_explanation_it_rests_on(town: Path, opened: Opened, page: str, query: dict[str, str], language: str) -> None:
    from schema.indicator import Indicator

    FolderBackbone(town).save(
        Change(MASTER, Indicator, [RowChange({"code": "entities", "name_zh": "新建", "unit": "家", "formula": "sum(org_monthly.entities_new)"})])
    )
    assert NOTE["text"] not in words_of(opened(page, town, language=language, **query))
    FolderBackbone(town).save(Change(BOOK, ReturnNote, [RowChange(NOTE)]))
    shown = opened(page, town, language=language, **query)
    assert not shown.exception
    assert NOTE["text"] in words_of(shown)


def test_the_branch_page_does_not_repeat_what_is_explained(town: Path, opened: Opened) -> None:
    FolderBackbone(town).save(Change(BOOK, ReturnNote, [RowChange(NOTE)]))
    told = {issue.severity: sentence(issue) for issue in load(FolderBackbone(town)).issues}
    shown = cells(opened("branch", town, org="A1"))
    assert told["warn"].split("；")[-1] not in shown


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_a_csv_never_holds_a_formula(typed: str) -> None:
    import pandas as pd

    content = to_csv(pd.DataFrame([{typed: typed}]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [[f"'{typed}"], [f"'{typed}"]]


def test_many_findings_are_shown_bit_by_bit(tmp_path: Path, opened: Opened) -> None:
    months = [{**ROW, "period": f"2026-{month:02d}", "members_end": 1} for month in range(1, 10)]
    set_data_date(workspace(tmp_path, months), "2026-07-31")
    shown = opened("quality", tmp_path)
    assert [len(table.value) for table in shown.table] == [6]
    shown.button(key=f"quality-more-{BOOK}-button").click().run()
    assert [len(table.value) for table in shown.table] == [9]


def explain(shown: AppTest, language: str) -> Any:
    (button,) = [button for button in shown.button if button.label == text("explain.confirm", language)]
    return button


def test_where_nothing_is_found_there_is_nothing_to_choose(tmp_path: Path, opened: Opened) -> None:
    folder = workspace(tmp_path)
    assert not load(FolderBackbone(folder)).issues
    assert len(opened("quality", folder).segmented_control) == 0
