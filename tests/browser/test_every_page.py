"""Every page, wide and narrow, light and dark, in both languages: nothing fails, nothing leaves the machine, everybody can use it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.acts import still
from tests.pages.conftest import PAGES
from words import text

WIDE, NARROW = 1440, 390
LOOKS = (((WIDE, "light", "zh_CN"), (NARROW, "dark", "en")), ((WIDE, "dark", "en"), (NARROW, "light", "zh_CN")))
"""Two pairs, each of which has both widths, both themes and both languages; pages take turns in which pair they are seen in."""

OPENED = ("targets?do=enter", "targets?do=paste", "targets?do=split&goal=law_leaflets_县_20150101_20151231", "branch?org=Z01", "assessment?org=Z01")
"""What stands behind a choice on a page, at one look."""

VISITS = [(address, look) for turn, address in enumerate(PAGES) for look in LOOKS[turn % 2]] + [(address, LOOKS[0][1]) for address in OPENED]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = """async (levels) => (await axe.run(document, {runOnly: {type: 'tag', values: levels}, resultTypes: ['violations']})).violations"""
HEADS = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(head => Number(head.tagName[1]))"
WIDER = """() => Math.max(...[document.documentElement, document.querySelector('.stMain')].map(part => part.scrollWidth - part.clientWidth))"""
LANGUAGE = "() => document.documentElement.lang"
NAMES = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"], [data-testid="stDataFrameResizable"]')].map(
  shown => shown.getAttribute('aria-label') ?? '')"""
UNNAMED = ("", "Vega visualization")


@dataclass
class Visit:
    """What one look at one page brought to light."""

    language: str
    errors: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def axe() -> str:
    try:
        from axe_playwright_python.base import AXE_SCRIPT
    except ModuleNotFoundError:
        (pytest.fail if os.environ.get("XUSHI_TEST_ALL") else pytest.skip)("needs the package axe-playwright-python")
    return str(AXE_SCRIPT)


@pytest.fixture(scope="module", params=VISITS, ids=lambda visit: "-".join(map(str, (visit[0], *visit[1]))))
def visit(request: pytest.FixtureRequest, browser: Browser, address: str, axe: str) -> Iterator[Visit]:
    name, (width, theme, language) = request.param
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=theme, locale="zh-CN")
    found = Visit(language)
    _listen(page, address, name.split("?")[0], found)
    page.goto(f"{address}/{name}{'&' if '?' in name else '?'}lang={language}")
    still(page)
    found.facts = {
        "wide": page.evaluate(WIDER),
        "heads": page.evaluate(HEADS),
        "names": page.evaluate(NAMES),
        "exceptions": page.get_by_test_id("stException").count(),
        "language": page.evaluate(LANGUAGE),
    }
    page.evaluate(axe)
    found.findings = [_told(broken) for broken in page.evaluate(AXE, LEVELS) if broken["impact"] in ("serious", "critical")]
    yield found
    page.close()


def _listen(page: Page, address: str, name: str, found: Visit) -> None:
    ours = (address, address.replace("http", "ws"), "data:", "blob:")
    # Streamlit first asks for its own two addresses below the page's before it asks at the root.
    harmless = {f"{address}/{name}/_stcore/{asked}" for asked in ("health", "host-config")}
    page.on("console", lambda told: found.errors.append(told.text) if told.type == "error" and told.location["url"] not in harmless else None)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("requestfailed", lambda request: found.errors.append(f"{request.url}: {request.failure}"))
    page.on("request", lambda request: None if request.url.startswith(ours) else found.strayed.append(request.url))


def _told(broken: dict[str, Any]) -> str:
    return f"{broken['id']}: " + ", ".join(str(node["target"][-1]) for node in broken["nodes"])


def test_nothing_fails(visit: Visit) -> None:
    assert visit.errors == []


def test_no_exception_is_shown(visit: Visit) -> None:
    assert visit.facts["exceptions"] == 0


def test_nothing_leaves_the_machine(visit: Visit) -> None:
    assert visit.strayed == []


def test_nothing_scrolls_sideways(visit: Visit) -> None:
    assert visit.facts["wide"] <= 0


def test_headings_begin_with_one_title_and_skip_no_level(visit: Visit) -> None:
    heads = visit.facts["heads"]
    assert heads.count(1) == 1
    assert all(level <= before + 1 for before, level in zip([0, *heads], heads, strict=False))


def test_every_chart_and_every_grid_has_a_name(visit: Visit) -> None:
    assert not [name for name in visit.facts["names"] if name in UNNAMED]


def test_the_page_says_its_language(visit: Visit) -> None:
    assert visit.facts["language"] == visit.language.replace("_", "-")


def test_axe_finds_nothing_serious(visit: Visit) -> None:
    assert visit.findings == []


def test_a_switch_of_language_is_told(page: Page, address: str) -> None:
    page.goto(address)
    still(page)
    said = [page.evaluate(LANGUAGE)]
    for now, then in (("zh_CN", "en"), ("en", "zh_CN")):
        page.get_by_role("combobox", name=text("bar.language", now)).click()
        page.get_by_role("option", name=text(f"language.{then}", now)).click()
        still(page)
        said.append(page.evaluate(LANGUAGE))
    assert said == ["zh-CN", "en", "zh-CN"]
