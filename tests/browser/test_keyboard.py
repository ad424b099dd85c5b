"""The keyboard alone: Tab comes to every control in the order people read, and one always sees where it is."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.acts import still
from words import text

CONTROLS = {
    "overview": ("page.indicator", "page.export", "bar.language", "pick.month", "trust.refresh", "calls.why", "menu.title"),
    "indicator": ("page.overview", "bar.federation", "column.indicator", "pick.month", "trust.refresh", "menu.title"),
    "filing": ("page.overview", "bar.federation", "pick.month", "trust.refresh", "filing.show_missing"),
}
MANY = 90
RING = 2
STOP = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return null;
  const main = document.querySelector('.stMain');
  const ringed = [now, now.parentElement].map(part => getComputedStyle(part)).filter(style => style.outlineStyle !== 'none');
  let seen = 1;
  for (let part = now; part; part = part.parentElement) seen *= Number(getComputedStyle(part).opacity);
  // The cells of a grid lie behind its picture and have no place of their own.
  const box = (now.closest('[data-testid="stDataFrameResizable"]') ?? now).getBoundingClientRect();
  return {
    name: [now.getAttribute('aria-label'), now.innerText, now.closest('label')?.innerText].filter(Boolean).join(' '),
    ring: Math.max(0, ...ringed.map(style => parseFloat(style.outlineWidth))),
    seen: seen,
    x: box.x,
    y: box.y + main.scrollTop,
    inside: main.contains(now) && now !== main && !now.closest('.st-key-bar'),
  };
}"""


@dataclass(frozen=True)
class Stop:
    """Where Tab came to: what it is called, how thick its ring is, whether it can be seen, and where on the page it is."""

    name: str
    ring: float
    seen: float
    x: float
    y: float
    inside: bool


@pytest.fixture(scope="module", params=CONTROLS)
def trip(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[tuple[str, list[Stop]]]:
    page = browser.new_page(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce", locale="zh-CN")
    page.goto(f"{address}/{request.param}")
    still(page)
    yield request.param, list(stops(page))
    page.close()


def stops(page: Page) -> Iterator[Stop]:
    for _ in range(MANY):
        page.keyboard.press("Tab")
        page.wait_for_timeout(60)
        told = page.evaluate(STOP)
        if told is None:
            return
        yield Stop(**told)
    pytest.fail("Tab never leaves the page")


def test_tab_comes_to_what_can_be_done(trip: tuple[str, list[Stop]]) -> None:
    name, found = trip
    names = iter(stop.name for stop in found)
    assert [code for code in CONTROLS[name] if not any(text(code) in stop for stop in names)] == []


def test_tab_goes_down_or_to_the_right(trip: tuple[str, list[Stop]]) -> None:
    inside = [stop for stop in trip[1] if stop.inside]
    assert [(before.name, stop.name) for before, stop in zip(inside, inside[1:], strict=False) if stop.y < before.y - 8 and stop.x <= before.x] == []


def test_one_sees_where_the_keyboard_is(trip: tuple[str, list[Stop]]) -> None:
    assert [stop.name for stop in trip[1] if stop.ring < RING or stop.seen < 1] == []


def test_one_sees_where_the_keyboard_is_in_the_menu(page: Page, address: str) -> None:
    page.goto(f"{address}/overview")
    still(page)
    page.get_by_test_id("stMainMenu").get_by_role("button").press("Enter")
    page.get_by_test_id("stMainMenuPopover").wait_for()
    page.wait_for_timeout(500)
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(200)
    now = page.evaluate(STOP)
    assert now["ring"] >= RING
