"""What people come for, from the first page to the last word, in both languages and with nothing but what they see."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from demo import FEDERATIONS, build
from progress.reminders import COOL_OFF
from schema.indicator import Indicator
from schema.registry import BRANCH_SHEETS
from schema.target import Target
from schema.workspace import MASTER
from tests.browser.acts import asked, rows_of, still
from tests.browser.conftest import free_port, served
from words import LANGUAGES, text
from words.figures import exact

DEMO = FEDERATIONS[0].key
PHONE = {"width": 390, "height": 844}
SPLIT, TOTAL = "law_leaflets", 4100
DOCUMENT, REASON = "示例〔2015〕9号", "按各单位人数重新分解"
TICK, HEAD, ROW = 16, 36, 34
"""Where a grid of returns has its boxes: px from the left edge, height of the head and of a row."""

both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    build(folder / DEMO, DEMO)
    return folder


@pytest.fixture
def fresh(chromium: str, template: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server on a demo of its own, and its folder."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    port = free_port()
    with served(port, tmp_path):
        yield f"http://127.0.0.1:{port}", tmp_path / DEMO


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport=PHONE, is_mobile=True, has_touch=True, locale="zh-CN")
    yield opened
    opened.close()


@both_languages
def test_a_leader_on_a_phone_finds_the_worst_branch_and_why_with_one_tap(phone: Page, address: str, demos: Path, language: str) -> None:
    phone.goto(f"{address}/?lang={language}")
    still(phone)
    why = phone.get_by_role("link", name=text("calls.why", language)).first
    told = card_of(why).inner_text()
    why.tap()
    still(phone)
    branch = phone.get_by_role("heading", level=1).inner_text()
    assert branch in told
    name, sheets = goal_of(demos / DEMO / MASTER, asked(phone)["code"][0], language)
    assert name in told
    sources = phone.get_by_text(text("reasons.from", language, sheets=" ".join(sheets))).all()
    reason = next(card for card in (card_of(source).inner_text() for source in sources) if name in card)
    assert len([line for line in reason.splitlines() if line]) == 3


@both_languages
def test_the_branch_that_was_chased_drops_out_of_the_text(page: Page, fresh: tuple[str, Path], language: str) -> None:
    address, _ = fresh
    page.goto(f"{address}/?lang={language}")
    still(page)
    page.get_by_role("link", name=text("page.filing", language)).click()
    still(page)
    grid = page.get_by_role("region", name=text("filing.title", language), exact=True)
    (first, missing), (second, _) = lacking(grid, language)
    tick(page, grid, 0)
    line = next(line for line in reminder(page).splitlines() if first in line)
    assert missing
    assert all(sheet in line for sheet in missing)
    assert second not in reminder(page)
    page.get_by_role("button", name=text("filing.remind_log", language, count=1)).click()
    still(page)
    page.reload()
    still(page)
    assert second in reminder(page)
    assert first not in reminder(page)
    assert page.get_by_text(text("filing.remind_help", language, count=1, days=COOL_OFF.days, cooling=1)).count() == 1


@both_languages
def test_a_split_adds_up_and_stands_in_the_workbook(page: Page, fresh: tuple[str, Path], language: str) -> None:
    address, folder = fresh
    page.goto(f"{address}/?lang={language}")
    still(page)
    page.get_by_role("link", name=text("page.targets", language)).click()
    still(page)
    name, _ = goal_of(folder / MASTER, SPLIT, language)
    pick(page, text("targets.goal", language), name)
    page.get_by_role("radio", name=text("targets.do_split", language)).click()
    still(page)
    pick(page, text("split.by", language), text("split.by_equal", language))
    unit = text("unit.copy", language)
    write(page, text("split.total", language, unit=unit), str(TOTAL))
    total = exact(TOTAL)
    page.get_by_text(text("split.adds_up", language, sum=total, total=total, unit=unit)).wait_for()
    write(page, Target.column("document_no").header, DOCUMENT)
    write(page, text("split.reason", language), REASON)
    page.get_by_role("button", name=text("split.save", language, version=2)).click()
    page.get_by_text(text("entry.written", language, book=MASTER)).wait_for(timeout=60_000)
    heads = {field: Target.column(field).header for field in ("indicator_code", "branch_code", "version", "target_value", "document_no", "reason")}
    rows = [{field: row[head] for field, head in heads.items()} for row in rows_of(folder / MASTER, Target)]
    new = {row["branch_code"]: row for row in rows if row["indicator_code"] == SPLIT and row["version"] == 2}
    assert new.pop("0")["target_value"] == TOTAL
    assert len(new) == len(list(folder.glob("*/*.xlsx")))
    assert sum(row["target_value"] for row in new.values()) == TOTAL
    assert {(row["document_no"], row["reason"]) for row in new.values()} == {(DOCUMENT, REASON)}


def goal_of(master: Path, code: str, language: str) -> tuple[str, list[str]]:
    """What people call an indicator, and the sheets that its formula reads."""
    name, named, formula = (Indicator.column(field).header for field in ("code", "name_en" if language == "en" else "name_zh", "formula"))
    row = next(row for row in rows_of(master, Indicator) if row[name] == code)
    return row[named], [text(f"sheet.{model.about.name}", language) for model in BRANCH_SHEETS if f"{model.about.name}." in row[formula]]


def card_of(part: Locator) -> Locator:
    """The box around a part of it: a call of 总览, a reason of 单位."""
    return part.locator("xpath=ancestor::*[@data-testid='stVerticalBlock'][1]")


def lacking(grid: Locator, language: str) -> list[tuple[str, list[str]]]:
    """The branches of the grid of returns, each with the sheets it has not filed: the table that stands behind the picture."""
    grid.locator("th").first.wait_for(state="attached")
    heads = [head.text_content() for head in grid.locator("th").all()]
    untouched = text("filing.untouched", language)
    rows = [[cell.text_content() or "" for cell in row.locator("td").all()] for row in grid.locator("tbody tr").all()]
    at = heads.index(text("column.org", language))
    return [(row[at], [head for head, cell in zip(heads, row, strict=True) if untouched in cell]) for row in rows]


def tick(page: Page, grid: Locator, row: int) -> None:
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + TICK, box["y"] + HEAD + ROW * row + ROW / 2)
    still(page)


def reminder(page: Page) -> str:
    """The text to paste; empty where there is none."""
    return "\n".join(page.get_by_test_id("stCode").all_inner_texts())


def pick(page: Page, label: str, choice: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=choice).first.click()
    still(page)


def write(page: Page, label: str, words: str) -> None:
    field = page.get_by_role("textbox", name=label)
    field.fill(words)
    field.press("Enter")
    still(page)
