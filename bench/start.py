"""How long a visitor waits: from ``streamlit run`` to the drawn overview of a demo not yet made, and on a later visit.

    uv run python bench/start.py [--quick]

The peer is an empty Streamlit page (one title), started and drawn in the same run, turn by turn. Needs Debian's chromium.
The goals are in seconds on two idle cores, because that is what a visitor was promised: 8 s from the start, 2 s for a later visit.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
DRAWN = {
    "xushi": "document.querySelectorAll('[data-testid=stVegaLiteChart] svg').length >= 3",
    "empty page": "document.querySelector('[data-testid=stHeading]') !== null",
}
GOALS = {"cold start": 8.0, "later visit": 2.0}


@contextmanager
def serving(script: Path, folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.headless", "true"]
    environment = {**os.environ, "XUSHI_DEMO": str(folder / "demo")}
    server = subprocess.Popen(command, cwd=script.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def answering(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.03)
    raise TimeoutError(url)


def visit(person: BrowserContext, url: str, drawn: str) -> float:
    page = person.new_page()
    begun = time.monotonic()
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_function(drawn, timeout=90_000)
    took = time.monotonic() - begun
    page.close()
    return took


def one_turn(browser: Browser, name: str, folder: Path) -> dict[str, float]:
    script = ROOT / "dashboard.py"
    if name == "empty page":
        script = folder / "empty.py"
        script.write_text('import streamlit as st\n\nst.title("0")\n')
    begun = time.monotonic()
    with serving(script, folder) as url:
        answering(url)
        waited = time.monotonic() - begun
        person = browser.new_context(viewport={"width": 1440, "height": 900})
        cold = waited + visit(person, url, DRAWN[name])
        time.sleep(2)
        later = visit(person, url, DRAWN[name])
        person.close()
        return {"cold start": cold, "later visit": later}


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="two turns instead of five")
    turns = 2 if options.parse_args().quick else 5
    seen: dict[tuple[str, str], list[float]] = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for _ in range(turns):
            for name in DRAWN:
                with tempfile.TemporaryDirectory() as folder:
                    for what, took in one_turn(browser, name, Path(folder)).items():
                        seen.setdefault((name, what), []).append(took)
        browser.close()
    print(f"{'what':14}{'who':14}{'median s':>10}{'least':>8}{'most':>8}")
    for (name, what), taken in sorted(seen.items(), key=lambda item: item[0][1]):
        print(f"{what:14}{name:14}{statistics.median(taken):10.2f}{min(taken):8.2f}{max(taken):8.2f}")
    missed = False
    for what, asked in GOALS.items():
        took = statistics.median(seen["xushi", what])
        missed |= took > asked
        print(f"ratio {what.replace(' ', '_')} {took / statistics.median(seen['empty page', what]):.2f} to an empty page")
        print(f"goal {what.replace(' ', '_')}_seconds {took:.2f} asked {asked:.2f} {'missed' if took > asked else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
