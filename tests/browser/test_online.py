"""Filling a spreadsheet on Google Drive through a real browser: seen, saved, killed in the middle, written once."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from backbone import places
from backbone.google.drive import title_of
from backbone.workspace import branch_book, new_workspace, with_root
from progress.catalogue import standard_indicators
from schema.activity_ledger import ActivityLedger
from schema.workspace import MASTER
from settings import settings
from tests.browser.acts import still
from tests.browser.conftest import free_port, served
from tests.browser.test_journey import new_row, type_row
from tests.google.server import GoogleServer
from words import text

BRANCH = {"code": "A01", "name": "示例甲镇", "kind": "乡镇"}
BOOK = branch_book(BRANCH["code"], BRANCH["name"])
CELLS = {"period": "2026-08", "category": "法律宣讲", "title": "示例宣讲", "held_on": "2026-08-20", "sessions": "1", "persons": "30"}


@pytest.fixture
def google() -> Iterator[Any]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def file_id(google: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The spreadsheet of the one branch of a workspace that the environment leads to."""
    folder = google.drive.folder("示例县总工会")
    ids = {book: google.drive.spreadsheet(title_of(book), folder) for book in (MASTER, BOOK)}
    for name in [name for name in os.environ if name.startswith("XUSHI_")]:
        monkeypatch.delenv(name)
    told = {"WORKSPACE": f"google:{folder}", "GOOGLE_KEY": json.dumps(google.credentials()), "GOOGLE_ADDRESS": google.url, "OWN": str(tmp_path / "own")}
    for name, value in told.items():
        monkeypatch.setenv(f"XUSHI_{name}", value)
    settings.cache_clear()
    place = places.place(settings().workspace, settings())
    new_workspace(place.backbone, "示例县总工会", with_root("示例县总工会", [BRANCH]), standard_indicators()[:5])
    yield ids[BOOK]
    place.backbone._connection.close()  # type: ignore[attr-defined]
    places._online.cache_clear()
    settings.cache_clear()


def titles(google: Any, file_id: str) -> list[str]:
    """The texts in the column of titles, the header apart."""
    sheet = google.drive.files[file_id].book.titled(ActivityLedger.about.title)
    at = [column.name for column in ActivityLedger.columns()].index("title")
    return [sheet.cell(row, at)["userEnteredValue"]["stringValue"] for row in range(1, sheet.used()) if "userEnteredValue" in sheet.cell(row, at)]


def filled(page: Page, port: int) -> None:
    page.goto(f"http://127.0.0.1:{port}/entry?way=grid&org=A01&sheet={ActivityLedger.about.title}")
    still(page)
    new_row(page)
    type_row(page, CELLS)
    page.locator(".st-key-entry-confirm button").click()


def test_a_row_filled_on_the_page_stands_in_the_spreadsheet_and_a_persons_edit_on_the_page(page: Page, google: Any, file_id: str, tmp_path: Path) -> None:
    port = free_port()
    with served(port, tmp_path):
        filled(page, port)
        page.get_by_text(text("entry.written", book=BOOK)).wait_for(timeout=30_000)
        assert titles(google, file_id) == ["示例宣讲"]
        at = "ABCDEFGHIJKLMNOP"[[column.name for column in ActivityLedger.columns()].index("title")]
        google.person(file_id).edit(ActivityLedger.about.title, f"{at}2", "改过的宣讲")
        still(page)
        page.locator(".st-key-refresh button").click()
        page.get_by_text("改过的宣讲").first.wait_for(state="attached", timeout=30_000)


def test_a_server_killed_while_google_writes_leaves_the_row_once(page: Page, google: Any, file_id: str, tmp_path: Path) -> None:
    port = free_port()
    google.slow_seconds = 60.0
    google.faults.add("slow", "batchUpdate", nth=1)
    with served(port, tmp_path) as server:
        filled(page, port)
        page.get_by_text(text("waits.not_yet")).wait_for(timeout=30_000)
        while not titles(google, file_id):
            page.wait_for_timeout(100)
        server.kill()
        server.wait()
    with served(port, tmp_path):
        page.reload()
        page.get_by_text(text("waits.not_yet")).wait_for(state="detached", timeout=60_000)
        still(page)
        assert page.get_by_text("示例宣讲").count()
    assert titles(google, file_id) == ["示例宣讲"]
