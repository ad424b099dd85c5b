"""What a rerun of a page costs, how many people one process serves, and how long a click takes: ours against a plain Streamlit page.

    uv run python bench/screens.py [--quick]

Both serve 3,000 branches with 40 goals from one run, on loopback, with their first pages done before anything is measured. The peer (``plain_page.py``)
shows what our overview shows before anything is unfolded: five charts from shorthand strings, four counts, the worst three branches; its facts are grouped
by pandas behind ``st.cache_data`` and its settings are Streamlit's own. Sessions are websockets that speak Streamlit's protocol and choose another month;
turns go to and fro between the two. The sessions of the load test are on the overview (half of them), indicators and branches; each has run its months
before it counts. A click is timed in headless Chromium, from the choice of a month to the page at rest with that month in its trust line.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)  # in place of this folder, whose google.py would be taken for the library

from bench import large  # noqa: E402
from bench.sessions import Server, Session, opened, serving  # noqa: E402
from words import text  # noqa: E402

BRANCHES, THINK, SESSIONS = 3_000, 5.0, 100
PAGES = {"overview": ("", ""), "indicator": ("indicator", "code=unions_new"), "branch": ("branch", "org=B000010")}
MONTH = {"ours": text("pick.month"), "plain page": "Month"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
AT_REST = """(month) => document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('.st-key-trust').textContent.includes(month)"""


@contextmanager
def both(folder: Path) -> Iterator[dict[str, Server]]:
    """Ours and the peer side by side, over the same number of facts."""
    large.workspace(folder / "workspace", BRANCHES)
    dice, size = np.random.default_rng(1), BRANCHES * large.INDICATORS * 12
    at = np.arange(size)
    told = {"branch": at // (large.INDICATORS * 12), "goal": at // 12 % large.INDICATORS, "month": at % 12 + 1, "value": dice.integers(0, 50, size)}
    facts = pd.DataFrame(told).astype({"branch": str, "goal": str})
    facts.assign(branch="B" + facts["branch"].str.zfill(6), goal="Goal " + facts["goal"]).to_parquet(folder / "facts.parquet")
    plain = folder / "plain"
    plain.mkdir()
    (plain / "page.py").write_text(Path(__file__).with_name("plain_page.py").read_text(encoding="utf-8"), encoding="utf-8")
    with ExitStack() as stack:
        ours = stack.enter_context(serving(ROOT / "dashboard.py", {"XUSHI_WORKSPACE": str(folder / "workspace")}))
        yield {"ours": ours, "plain page": stack.enter_context(serving(plain / "page.py", {"FACTS": str(folder / "facts.parquet")}))}


async def reruns(servers: dict[str, Server], turns: int, each: int) -> dict[str, list[float]]:
    """Milliseconds of the server's processor a rerun of the overview, a figure a turn."""
    lines = {name: await opened(server, MONTH[name]) for name, server in servers.items()}
    for session in lines.values():
        await _warmed(session)
    seen: dict[str, list[float]] = {name: [] for name in servers}
    for _ in range(turns):
        for name, session in lines.items():
            begun = servers[name].cpu()
            for number in range(each):
                await _sound(session, number % 2)
            await asyncio.sleep(0.3)  # what a run leaves to be done after it has been sent
            seen[name].append((servers[name].cpu() - begun) / each * 1000)
    return seen


async def _warmed(session: Session) -> None:
    for choice in (1, 0):
        await _sound(session, choice)


async def _sound(session: Session, choice: int) -> float:
    found = await session.run(choice)
    if found.errors:
        raise RuntimeError(f"the page {session.page or 'overview'} shows an error")
    return found.seconds


async def sent(server: Server) -> dict[str, int]:
    """Bytes of a rerun of each of our pages, the larger of two months."""
    found = {}
    for name, (page, query) in PAGES.items():
        session = await opened(server, MONTH["ours"], page, query)
        found[name] = max([(await session.run(choice)).bytes for choice in (1, 0, 1, 0)][2:])
    return found


async def crowd(server: Server, sessions: int, seconds: float) -> list[float]:
    """Seconds of every rerun that sessions with a pause between them ask for; the ramp does not count."""
    pages = [*PAGES.values(), PAGES["overview"]]
    lines = []
    for number in range(sessions):
        page, query = pages[number % len(pages)]
        own = query.replace("B000010", f"B{number % 20:06}")
        lines.append(await opened(server, MONTH["ours"], page, own))
        await _warmed(lines[-1])
    begins = time.monotonic() + THINK
    found = await asyncio.gather(*(_person(session, begins, begins + seconds, number) for number, session in enumerate(lines)))
    return [took for each in found for took in each]


async def _person(session: Session, begins: float, ends: float, number: int) -> list[float]:
    dice, taken, turn = random.Random(number), [], 0
    await asyncio.sleep(dice.uniform(0, THINK))
    while time.monotonic() < ends:
        turn, counts = turn + 1, time.monotonic() >= begins
        took = await _sound(session, turn % 2)
        taken += [took] if counts else []
        await asyncio.sleep(dice.uniform(0.5, 1.5) * THINK)
    return taken


def clicks(servers: dict[str, Server], times: int) -> dict[str, list[float]]:
    """Milliseconds from the choice of a month to the page at rest."""
    seen: dict[str, list[float]] = {name: [] for name in servers}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        pages = {name: browser.new_context(viewport={"width": 1440, "height": 900}).new_page() for name in servers}
        for name, page in pages.items():
            page.goto(f"http://{servers[name].host}", wait_until="domcontentloaded")
            page.wait_for_function("document.querySelectorAll('[data-testid=stVegaLiteChart] svg').length >= 3", timeout=120_000)
        for number in range(times + 2):
            for name, page in pages.items():
                month = (9, 8)[(number + 1) % 2]
                took = _click(page, MONTH[name], *((f"2025年{month}月", f"2025年{month}月 ・") if name == "ours" else (f"{month}", f"month {month}")))
                seen[name] += [took] if number > 1 else []
        browser.close()
    return seen


def _click(page: Page, label: str, option: str, shown: str) -> float:
    page.bring_to_front()
    page.get_by_label(label).first.click()
    found = page.get_by_role("option", name=option, exact=True)
    found.wait_for()
    time.sleep(0.3)
    begun = time.perf_counter()
    found.click(no_wait_after=True)
    page.wait_for_function(AT_REST, arg=shown, polling="raf", timeout=60_000)
    return (time.perf_counter() - begun) * 1000


def row(what: str, who: str, taken: list[float], beside: str = "") -> None:
    print(f"{what:26}{who:14}{statistics.median(taken):10.1f}{min(taken):10.1f}{max(taken):10.1f}  {beside}", flush=True)


def goal(name: str, found: float, asked: float, met: bool) -> bool:
    print(f"goal {name} {found:.2f} asked {asked:.2f} {'met' if met else 'missed'}")
    return met


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="fewer turns, half a load")
    quick = options.parse_args().quick
    print(f"{'what':26}{'who':14}{'median':>10}{'least':>10}{'most':>10}", flush=True)
    with tempfile.TemporaryDirectory() as folder, both(Path(folder)) as servers:
        used = asyncio.run(reruns(servers, 2 if quick else 5, 10 if quick else 40))
        for name, taken in used.items():
            row("CPU ms a rerun", name, taken)
        weights = asyncio.run(sent(servers["ours"]))
        for name, weight in weights.items():
            row("kB a rerun", name, [weight / 1000])
        waited = clicks(servers, 5 if quick else 20)
        for name, taken in waited.items():
            row("ms from click to content", name, taken)
        many = SESSIONS // 4 if quick else SESSIONS
        pauses = asyncio.run(crowd(servers["ours"], many, 8 if quick else 60))
        row(f"ms with {many} sessions", "ours", [took * 1000 for took in pauses], f"{servers['ours'].memory()} MB, {os.getloadavg()[0]:.1f} load")
    late = float(np.quantile(pauses, 0.95))
    ratio = statistics.median(used["plain page"]) / statistics.median(used["ours"])
    slower = statistics.median(waited["ours"]) / statistics.median(waited["plain page"])
    results = [goal("cpu_per_rerun", ratio, 5, ratio >= 5), goal("click_to_content", slower, 0.7, slower <= 0.7)]
    results.append(goal(f"p95_seconds_with_{many}_sessions", late, 1, late < 1))
    results += [goal(f"kilobytes_{name}", weight / 1000, 400, weight <= 400_000) for name, weight in weights.items()]
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
