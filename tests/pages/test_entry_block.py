"""Pasting and uploading on 填报: differences beside what stands and what was reviewed, taken line by line, saved as everything else is."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from schema.org_monthly import OrgMonthly
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.pages.test_entry_form import AUGUST, click, rows_of, under
from tests.pages.test_filing import click as press
from words import text

Opened = Callable[..., AppTest]
WHOLE = {**{name: str(value) for name, value in ROW.items()}, **AUGUST, "period": "2026-08", "unions_begin": "3", "members_begin": "57"}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A branch that has filed July, looked at on the last day of August."""
    set_data_date(workspace(tmp_path, [ROW]), "2026-08-31")
    return tmp_path


def copied(*rows: dict[str, Any]) -> str:
    names = list(rows[0])
    return "\n".join("\t".join(line) for line in [[OrgMonthly.column(name).header for name in names], *([str(row[name]) for name in names] for row in rows)])


def paste(shown: AppTest, block: str) -> None:
    shown.text_area[0].set_value(block).run()


def preview(shown: AppTest) -> list[list[str]]:
    return [list(map(str, line)) for line in shown.dataframe[0].value.to_numpy().tolist()]


def test_a_block_is_held_against_the_sheet_taken_over_and_saved(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1", way="block")
    paste(shown, copied({**ROW, "units_due": 12}, WHOLE))
    told = preview(shown)
    assert told[0] == [text("entry.row", row=2), "应建会单位数", "12", "10", ""]
    assert told[1][:2] == [text("entry.new_row"), text("entry.whole_row")]
    click(shown, "entry-take")
    assert [row[OrgMonthly.column("units_due").header] for row in rows_of(county)] == [10]
    click(shown, "entry-confirm")
    assert [row[OrgMonthly.column("units_due").header] for row in rows_of(county)] == [12, 10]


def test_what_was_last_reviewed_stands_beside_the_difference(opened: Opened, county: Path) -> None:
    press(opened("filing", county, on="2026-07"), "review-pass")
    shown = opened("entry", county, org="A1", way="block")
    paste(shown, copied({**ROW, "units_due": 12}))
    assert preview(shown) == [[text("entry.row", row=2), "应建会单位数", "12", "10", "10"]]


def test_what_is_the_same_already_is_told_and_changes_nothing(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1", way="block")
    paste(shown, copied(ROW))
    assert text("block.preview", rows=0, same=1) in [header.value for header in shown.header]
    assert [button.key for button in shown.button if button.key == "entry-take"] == []


def test_a_wrong_cell_of_a_block_blocks_the_save_and_names_its_row(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1", way="block")
    paste(shown, copied({**WHOLE, "members_new": "约3"}))
    click(shown, "entry-take")
    assert text("issue.not_a_number", typed="约3") in under(shown)
    assert shown.button(key="entry-confirm").disabled


def test_a_block_that_was_not_taken_over_yet_outlives_a_reload(opened: Opened, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.drafts.who", lambda: "甲")
    paste(opened("entry", county, org="A1", way="block"), copied({**ROW, "units_due": 12}))
    assert preview(opened("entry", county, org="A1", way="block")) == [[text("entry.row", row=2), "应建会单位数", "12", "10", ""]]


def workbook(title: str, *rows: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for line in [[OrgMonthly.column(name).header for name in rows[0]], *(list(row.values()) for row in rows)]:
        book.active.append(line)
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


def upload(shown: AppTest, name: str, data: bytes) -> None:
    shown.file_uploader[0].upload(name, data).run()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_is_held_against_the_sheet(encoding: str, opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1", way="block")
    upload(shown, "a.csv", copied({**ROW, "units_due": 12}).replace("\t", ",").encode(encoding))
    assert preview(shown)[0][1:4] == ["应建会单位数", "12", "10"]


def test_a_workbook_is_held_against_the_sheet_of_its_title_or_its_only_one(opened: Opened, county: Path) -> None:
    for title in (OrgMonthly.about.title, "Sheet1"):
        shown = opened("entry", county, org="A1", way="block")
        upload(shown, "a.xlsx", workbook(title, {**ROW, "units_due": 12}))
        assert preview(shown)[0][1:4] == ["应建会单位数", "12", "10"]


@pytest.mark.parametrize(("name", "data", "code"), [("a.xlsx", b"PK\x03\x04", "unreadable_book"), ("a.csv", b"\xff\xff\x00\x81", "not_a_workbook")])
def test_a_file_that_cannot_be_read_is_said_in_words(name: str, data: bytes, code: str, opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1", way="block")
    upload(shown, name, data)
    assert not shown.exception
    assert text(f"issue.{code}") in under(shown)
