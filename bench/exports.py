"""What taking figures away costs: a large table as .xlsx, one chart as a picture against Altair's own way, and a bulletin with ten charts.

    uv run --with rustpy-xlsxwriter python bench/exports.py [--quick]

The table's peers stand in ``bench/spreadsheets.py``. The peer of the picture is Altair as it comes, whose text is drawn in a Chinese typeface of the
system (Debian's fonts-noto-cjk must be installed, else its letters are boxes and the comparison is none). Both draw the same chart, equally large, turn by
turn in one process that is warm.
"""

import argparse
import datetime as dt
import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose google.py would be taken for the library

from bench import spreadsheets  # noqa: E402
from charts.theme import FONT  # noqa: E402
from snapshots.document import Document, Paragraph, Picture  # noqa: E402
from snapshots.paper import to_pdf  # noqa: E402
from snapshots.picture import WIDTH, Chart, alone, png  # noqa: E402
from snapshots.word.writing import to_docx  # noqa: E402

BRANCHES, CHARTS, TURNS, QUICK = 40, 10, 15, 5
PICTURE, BULLETIN = 2.5, 3.0
Goal = tuple[str, float, float, bool]
"""Name, found, asked, and whether more is better."""


def chart(**config: Any) -> alt.Chart:
    rows = {"name": [f"示例{at:02d}镇" for at in range(BRANCHES)], "done": range(BRANCHES), "kind": ["乡镇", "街道"] * (BRANCHES // 2)}
    axis, branch = alt.X("done", type="quantitative", title="完成数（人）"), alt.Y("name", type="nominal", title="单位")
    kind = alt.Color("kind", type="nominal")
    return alt.Chart(pd.DataFrame(rows), width=WIDTH).mark_bar().encode(x=axis, y=branch, color=kind).configure(**config)


def by_altair() -> None:
    chart().save(io.BytesIO(), format="png", scale_factor=2)


def ours() -> None:
    png(alone(Chart("", chart(font=FONT).to_dict(validate=False)), WIDTH))


def bulletin() -> Document:
    drawn = Chart("", chart(font=FONT).to_dict(validate=False))
    blocks = [block for at in range(CHARTS) for block in (Paragraph((f"示例段落{at}。" * 30,)), Picture(drawn, f"图{at}", "完成情况"))]
    return Document("bulletin", "示例县总工会", ["关于重点工作进展情况的通报"], "各乡镇：", blocks, dt.date(2026, 8, 31), "2026-08-1")


def timed(turns: int, *ways: Callable[[], object]) -> list[list[float]]:
    """Seconds of each way in every turn; one turn before that is not counted."""
    seen: list[list[float]] = [[] for _ in ways]
    for turn in range(turns + 1):
        for way, found in zip(ways, seen, strict=True):
            begun = time.perf_counter()
            way()
            found.extend([time.perf_counter() - begun] if turn else [])
    return seen


def told(name: str, seconds: list[float]) -> float:
    """The median, printed with its spread."""
    middle = statistics.median(seconds)
    print(f"{name:<44}{middle * 1e3:>9,.0f} ms  [{min(seconds) * 1e3:,.0f} .. {max(seconds) * 1e3:,.0f}]")
    return middle


def pictures(turns: int) -> Iterator[Goal]:
    """One chart as .png, ten of them, and a bulletin with ten as .pdf and .docx."""
    peer, mine = timed(turns, by_altair, ours)
    yield "picture_against_altair", told("one chart, Altair's own way", peer) / told("one chart, ours", mine), PICTURE, True
    ways = (lambda: [ours() for _ in range(CHARTS)], lambda: to_pdf(bulletin()), lambda: to_docx(bulletin()))
    ten, paper, word = timed(max(2, turns // 5), *ways)
    told("ten charts, ours", ten)
    yield "bulletin_docx_seconds", told("a bulletin with ten charts as .docx", word), BULLETIN, False
    yield "bulletin_pdf_seconds", told("a bulletin with ten charts as .pdf", paper), BULLETIN, False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    found = [*spreadsheets.goals(quick=quick), *pictures(QUICK if quick else TURNS)]
    met = [(ratio >= asked) if more else (ratio <= asked) for _, ratio, asked, more in found]
    for (name, ratio, asked, _), holds in zip(found, met, strict=True):
        print(f"goal {name} {ratio:.2f} asked {asked:g} {'met' if holds else 'missed'}")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
