"""One visit of a leader and one of a secretary, in a real browser, down to the cell in the workbook."""

from pathlib import Path
from urllib.parse import quote, urlparse

import pytest
from playwright.sync_api import Page

from demo import FEDERATIONS
from schema.activity_ledger import ActivityLedger
from schema.workspace import BRANCH_FOLDER
from tests.browser.acts import asked, rows_of, still
from tests.browser.conftest import free_port, served
from words import text

HEAD = ROW = 36
DEMO = FEDERATIONS[0].key


def click_chart(page: Page, number: int, x: float, y: float) -> None:
    box = page.locator('[data-testid="stVegaLiteChart"]').nth(number).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + x, box["y"] + y)
    still(page)


def test_the_first_page_by_its_own_name_is_the_one_the_menu_marks(page: Page, address: str) -> None:
    page.goto(f"{address}/overview?lang=en&on=2015-06")
    page.wait_for_selector('[data-testid="stVegaLiteChart"] svg', timeout=90_000)
    still(page)
    assert (urlparse(page.url).path, asked(page)["lang"], asked(page)["on"]) == ("/", ["en"], ["2015-06"])


def test_a_click_leads_from_the_overview_to_the_indicator_to_the_branch(page: Page, address: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    ours = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(ours) else problems.append(request.url))
    page.goto(address)
    page.wait_for_selector('[data-testid="stVegaLiteChart"] svg', timeout=90_000)
    still(page)
    click_chart(page, 1, 120, 30)
    assert urlparse(page.url).path == "/indicator"
    code = asked(page)["code"]
    ranking = page.locator('[data-testid="stVegaLiteChart"]').count() - 1
    click_chart(page, ranking, 60, 30)
    assert urlparse(page.url).path == "/branch"
    assert asked(page)["code"] == code
    assert asked(page)["org"]
    assert page.locator('[data-testid="stException"]').count() == 0
    assert problems == []


def test_a_row_filled_on_the_page_stands_in_the_workbook(page: Page, address: str, demos: Path) -> None:
    page.goto(address)
    page.wait_for_selector('[data-testid="stVegaLiteChart"] svg', timeout=90_000)
    book, before = book_with_activities(demos / DEMO)
    page.goto(f"{address}/entry?way=grid&org={book.stem.split()[0]}&sheet={quote(ActivityLedger.about.title)}")
    still(page)
    new_row(page)
    cells = {"period": "2015-08", "category": "法律宣讲", "title": "示例宣讲", "held_on": "2015-08-20", "sessions": "1", "persons": "约30"}
    type_row(page, cells)
    confirm = page.locator(".st-key-entry-confirm button")
    assert confirm.is_disabled()
    type_over(page, "30")
    assert confirm.is_enabled()
    confirm.click()
    still(page)
    rows = rows_of(book, ActivityLedger)
    assert len(rows) == len(before) + 1
    new = rows[-1]
    filled = [new[ActivityLedger.column(name).header] for name in ("period", "category", "title", "sessions", "persons")]
    assert filled == ["2015-08", "法律宣讲", "示例宣讲", 1, 30]
    assert f"{new[ActivityLedger.column('held_on').header]:%Y-%m-%d}" == "2015-08-20"
    assert rows[:-1] == before


def test_neither_a_draft_nor_a_save_that_waits_is_lost_by_a_reload_or_a_killed_server(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with served(port, tmp_path) as server:
        page.goto(f"http://127.0.0.1:{port}/entry")
        still(page)
        book, before = book_with_activities(tmp_path / DEMO)
        page.goto(f"http://127.0.0.1:{port}/entry?way=grid&org={book.stem.split()[0]}&sheet={quote(ActivityLedger.about.title)}")
        still(page)
        new_row(page)
        type_row(page, {"period": "2015-08", "category": "法律宣讲", "title": "示例宣讲", "held_on": "2015-08-20", "sessions": "1", "persons": "30"})
        page.reload()
        still(page)
        assert page.get_by_role("cell", name="示例宣讲").count()
        server.kill()
        server.wait()
    owner = book.with_name(f"~${book.name}")
    owner.write_bytes(b"")
    with served(port, tmp_path) as server:
        page.reload()
        still(page)
        page.locator(".st-key-entry-confirm button").click()
        page.get_by_text(text("waits.held_open")).wait_for(timeout=30_000)
        server.kill()
        server.wait()
    assert rows_of(book, ActivityLedger) == before
    with served(port, tmp_path):
        page.reload()
        page.get_by_text(text("waits.held_open")).wait_for(timeout=90_000)
        owner.unlink()
        page.get_by_text(text("waits.held_open")).wait_for(state="detached", timeout=5_000)
    assert [row[ActivityLedger.column("title").header] for row in rows_of(book, ActivityLedger)[len(before) :]] == ["示例宣讲"]


def book_with_activities(workspace: Path) -> tuple[Path, list[dict[str, object]]]:
    for book in sorted((workspace / BRANCH_FOLDER).glob("*.xlsx")):
        rows = rows_of(book, ActivityLedger)
        if 2 <= len(rows) <= 9:
            return book, rows
    return pytest.fail("no branch has a few activities")


def new_row(page: Page) -> None:
    """Click the grid's last line, which adds a row and opens its first cell."""
    grid = page.locator('[data-testid="stDataFrame"]').first
    box = grid.bounding_box()
    assert box is not None
    lines = int(grid.locator("table").get_attribute("aria-rowcount") or 0)
    page.mouse.click(box["x"] + 40, box["y"] + HEAD + ROW * (lines - 2) + ROW / 2)
    page.wait_for_timeout(600)


def type_row(page: Page, cells: dict[str, str]) -> None:
    names = [column.name for column in ActivityLedger.columns()]
    for position in range(names.index(list(cells)[-1]) + 1):
        if text := cells.get(names[position]):
            if position:
                page.keyboard.press("Enter")
                page.wait_for_timeout(400)
            page.keyboard.type(text, delay=60)
            page.wait_for_timeout(300)
        page.keyboard.press("Tab")
        page.wait_for_timeout(400)
    still(page)


def type_over(page: Page, text: str) -> None:
    """Go back one cell and write another text into it."""
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)
    page.keyboard.press("Delete")
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    page.keyboard.type(text, delay=60)
    page.keyboard.press("Tab")
    still(page)
