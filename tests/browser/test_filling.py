"""Secretaries at work in a real browser: a month with a mistake that is mended, a block of thirty rows, and fingers faster than any page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from schema.sheet import Sheet
from tests.browser.acts import rows_of, still
from tests.browser.conftest import free_port, served
from tests.pages.conftest import ROW, set_data_date, workspace
from words import LANGUAGES, text

OWNER = ("A1", "示例01镇")
BOOK = branch_book(*OWNER)
MONTH = {"units_due": "10", "units_covered": "6", "unions_new": "1", "unions_closed": "0", "unions_end": "4", "entities_new": "1"}
MONTH |= {"staff_end": "100", "members_new": "26人", "members_left": "6", "members_end": "80"}
KEY = 30
"""Milliseconds between two keys: as fast as practised fingers go."""

EMPTIED = "header => [...document.querySelectorAll(`input[aria-label='${header}']`)].every(box => box.value === '')"
"""Whether the form has begun anew after a save: whoever types on before loses what goes into the old boxes, and sees it."""

both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def county(chromium: str, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server on a county whose first branch has filed July, and the workbook of that branch."""
    folder = tmp_path / "county"
    set_data_date(workspace(folder), "2026-08-31")
    (folder / BOOK).unlink()
    FolderBackbone(folder).create(BOOK, {OrgMonthly: [ROW], ActivityLedger: []}, OWNER)
    port = free_port()
    with served(port, tmp_path, folder):
        yield f"http://127.0.0.1:{port}", folder / BOOK


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page that may paste."""
    context = browser.new_context(viewport={"width": 1440, "height": 1200}, locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def open_sheet(page: Page, address: str, sheet: type[Sheet], **more: str) -> None:
    asked = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    page.goto(f"{address}/entry?org=A1&sheet={quote(sheet.about.title)}{asked}")
    still(page)


def write(page: Page, header: str, typed: str) -> None:
    """Type into the box of this label and go on with the Tab key, as fast as fingers do."""
    page.get_by_label(header, exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(typed, delay=KEY)
    page.keyboard.press("Tab")


def save(page: Page, book: Path, sheet: type[Sheet], rows: int) -> list[dict[str, Any]]:
    page.locator(".st-key-entry-confirm button:not([disabled])").wait_for()
    page.keyboard.press("Control+Enter")
    for _ in range(100):
        page.wait_for_timeout(100)
        if len(found := rows_of(book, sheet)) == rows:
            return found
    return pytest.fail(f"{len(rows_of(book, sheet))} rows in the workbook")


@both_languages
def test_a_month_filed_with_a_mistake_and_mended(desk: Page, county: tuple[str, Path], language: str) -> None:
    address, book = county
    desk.goto(f"{address}/entry?org=A1&lang={language}")
    still(desk)
    desk.get_by_role("link", name=f"{OrgMonthly.about.title} 2026-08").click()
    still(desk)
    for name, typed in MONTH.items():
        write(desk, OrgMonthly.column(name).header, typed)
    wrong = text("issue.does_not_add_up", language, column="期末会员数", should_be=77, names="{names}", found="{found}").split("{")[0]
    desk.get_by_text(wrong[:12]).first.wait_for()
    assert desk.locator(".st-key-entry-confirm button").is_disabled()
    desk.get_by_role("button", name=text("entry.mend", language, item="期末会员数", value="77")).click()
    still(desk)
    found = save(desk, book, OrgMonthly, rows=2)[-1]
    told = {name: found[OrgMonthly.column(name).header] for name in ("period", "unit_kind", "members_begin", "members_new", "members_end")}
    assert told == {"period": "2026-08", "unit_kind": "非公企业", "members_begin": 57, "members_new": 26, "members_end": 77}
    desk.get_by_text(text("entry.saved", language, count=15)).first.wait_for()


@both_languages
def test_thirty_rows_are_pasted_seen_and_saved(desk: Page, county: tuple[str, Path], language: str) -> None:
    address, book = county
    names = ("period", "category", "title", "held_on", "sessions", "persons")
    rows = [("2026-08", "法律宣讲", f"示例宣讲第{number}场", f"2026-08-{number:02d}", "1", str(20 + number)) for number in range(1, 31)]
    lines = [tuple(ActivityLedger.column(name).header for name in names), *rows]
    open_sheet(desk, address, ActivityLedger, lang=language)
    desk.get_by_role("radio", name=text("entry.way_block", language)).click()
    still(desk)
    desk.evaluate("block => navigator.clipboard.writeText(block)", "\n".join("\t".join(line) for line in lines))
    desk.get_by_label(text("block.paste", language)).focus()
    desk.keyboard.press("Control+V")
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("button", name=text("block.take", language, count=30)).click()
    still(desk)
    found = save(desk, book, ActivityLedger, rows=30)
    heads = [ActivityLedger.column(name).header for name in ("title", "sessions", "persons")]
    assert [tuple(row[head] for head in heads) for row in found] == [(row[2], 1, int(row[5])) for row in rows]
    assert [f"{row[ActivityLedger.column('held_on').header]:%Y-%m-%d}" for row in found] == [row[3] for row in rows]


def test_what_is_typed_fast_into_the_form_is_saved_as_it_was_typed(desk: Page, county: tuple[str, Path]) -> None:
    """A hundred and fifty entries, Chinese ones among them, at 30 ms a key."""
    address, book = county
    open_sheet(desk, address, ActivityLedger)
    numbers = range(1, 31)
    typed = [{"title": f"示例讲座{at}", "held_on": f"2026-08-{at:02d}", "sessions": str(at), "persons": str(1234 + 7 * at)} for at in numbers]
    for number, cells in enumerate(typed, 1):
        desk.get_by_label(ActivityLedger.column("category").header, exact=True).click()
        desk.keyboard.type("法律", delay=KEY)
        desk.keyboard.press("Enter")
        for name, words in cells.items():
            write(desk, ActivityLedger.column(name).header, words)
        save(desk, book, ActivityLedger, rows=number)
        desk.wait_for_function(EMPTIED, arg=ActivityLedger.column("title").header)
        still(desk)
    found = rows_of(book, ActivityLedger)
    told = [{name: row[ActivityLedger.column(name).header] for name in ("title", "sessions", "persons")} for row in found]
    assert told == [{"title": cells["title"], "sessions": int(cells["sessions"]), "persons": int(cells["persons"])} for cells in typed]
    assert [f"{row[ActivityLedger.column('held_on').header]:%Y-%m-%d}" for row in found] == [cells["held_on"] for cells in typed]
    assert {row[ActivityLedger.column("category").header] for row in found} == {"法律宣讲"}


def test_nothing_is_saved_from_the_grid_that_was_not_shown_before(desk: Page, county: tuple[str, Path]) -> None:
    """Fifty entries at 30 ms a key; a grid loses keys of the first ones, so what is to be saved is shown in full, and that is what is saved."""
    address, book = county
    open_sheet(desk, address, ActivityLedger, way="grid")
    grid = desk.locator('[data-testid="stDataFrame"]').first
    names = [column.name for column in ActivityLedger.columns()]
    wanted = {"period": "2026-08", "category": "法律宣讲", "title": "示例讲座", "held_on": "2026-08-01", "sessions": "123456"}
    for number in range(10):
        box = grid.bounding_box()
        assert box is not None
        lines = int(grid.locator("table").get_attribute("aria-rowcount") or 0)
        desk.mouse.click(box["x"] + 60, box["y"] + 36 + 36 * (lines - 2) + 18)
        desk.wait_for_timeout(300)
        for name in names[: names.index("sessions") + 1]:
            desk.keyboard.type(wanted[name].replace("讲座", f"讲座{number}"), delay=KEY)
            desk.keyboard.press("Tab")
        still(desk)
    review = desk.locator('[data-testid="stDataFrame"]').last
    review.locator("th").first.wait_for(state="attached")
    heads = [head.text_content() or "" for head in review.locator("th").all()]
    shown = [[cell.text_content() or "" for cell in row.locator("td").all()] for row in review.locator("tbody tr").all()]
    told = [dict(zip(heads, row, strict=True)) for row in shown]
    blocked = any("✕" in cell for row in shown for cell in row)
    assert desk.locator(".st-key-entry-confirm button").is_disabled() is blocked
    if not blocked:
        found = save(desk, book, ActivityLedger, rows=len(told))
        assert [str(row[ActivityLedger.column("sessions").header]) for row in found] == [
            row[ActivityLedger.column("sessions").header].rstrip(" ▲") for row in told
        ]
