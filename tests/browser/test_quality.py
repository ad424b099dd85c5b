"""What a person takes away from the page of everything found wrong."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from backbone.workspace import branch_book
from schema.org_monthly import OrgMonthly
from tests.browser.conftest import free_port, served
from tests.pages.conftest import ROW, set_data_date, workspace
from words import text


def test_the_list_and_the_marked_copy_come_down_whole(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_data_date(workspace(tmp_path, [{**ROW, "members_end": 1}]), "2026-07-31")
    monkeypatch.setenv("XUSHI_WORKSPACE", str(tmp_path))
    port = free_port()
    with served(port, tmp_path):
        page.goto(f"http://127.0.0.1:{port}/quality?org=A1")
        with page.expect_download(timeout=60_000) as listed:
            page.get_by_role("button", name=text("quality.csv", count=1)).click()
        with page.expect_download(timeout=60_000) as copied:
            page.get_by_role("button", name=text("marked.download")).click()
    rows = list(csv.reader(io.StringIO(Path(listed.value.path()).read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[1][:2] == [branch_book("A1", "示例01镇"), OrgMonthly.about.title]
    book = openpyxl.load_workbook(io.BytesIO(Path(copied.value.path()).read_bytes()))
    marked = [cell.coordinate for row in book[OrgMonthly.about.title].iter_rows(min_row=2) for cell in row if cell.comment]
    assert (copied.value.suggested_filename, marked) == ("A1 示例01镇(待修改).xlsx", [rows[1][2]])
