"""What it costs to bring a year of facts to every organisation: sums and rates since January for 12 month ends, against targets.

    uv run --with polars python bench/rollup.py [--quick] [--spark]

A fact is a filled-in number: branches × 40 columns × 12 months, in five monthly sheets of a row a branch and month. Wanted are, of branches, towns,
counties and the root, 30 sums and 10 rates at each month end, and their completion. Turn by turn in one run: ours from facts (``solve`` over what
DuckDB brought together by branch and day, which is kept as long as no book changes), ours from rows (that included), and the same by hand in pandas and in
polars from frames in memory. All must agree, or the run ends. 1.44 million facts are 3,000 branches, 48 million 100,000 (not with ``--quick``);
memory is the most that a process of its own held beyond the facts. ``--spark`` adds Spark on two threads, from Parquet
(48 million need more than its usual memory: PYSPARK_SUBMIT_ARGS="--driver-memory 8g pyspark-shell"). Then the records themselves:
3,000 branches × 40 standard indicators with goals × 12 months, and as lines of a .csv. The table tells how ours grows from 30 branches on.
"""

import argparse
import datetime as dt
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

import large

from ledger.engine import connect
from ledger.ledger import Ledger
from progress.formula import parse
from progress.measure import Measure, solve
from progress.records import PUBLIC, records
from progress.windows import Window
from schema.period import month_end
from schema.registry import SHEETS
from snapshots.console import printed

SHEETS_OF = ("org_monthly", "mutual_aid_monthly", "assistance_ledger", "rights_ledger", "visit_log")
SUMS, RATES = 30, 10
TARGET = 1234.0
ENDS = [month_end(dt.date(large.YEAR, month, 1)) for month in range(1, 13)]
GOALS = {
    ("1.44M", "pandas"): 3.0,
    ("1.44M", "polars"): 1.0,
    ("48M", "pandas"): 4.0,
    ("48M", "polars"): 1.2,
}
SIZES = {"1.44M": (3_000, 9), "48M": (100_000, 3)}
GROWTH = (30, 300, 3_000, 30_000, 100_000)


def facts() -> list[tuple[str, str]]:
    """Forty columns of the five sheets: those of the sums, then those under the rates."""
    found = [(sheet, column.name) for sheet in SHEETS_OF for column in SHEETS[sheet].columns() if column.kind in ("whole", "decimal")]
    return found[: SUMS + RATES]


def formulas() -> dict[str, str]:
    columns = facts()
    sums = {f"s{at}": f"sum({sheet}.{name})" for at, (sheet, name) in enumerate(columns[:SUMS])}
    over = zip(columns[:RATES], columns[SUMS:], strict=True)
    return sums | {f"r{at}": f"sum({a}.{b}) / sum({c}.{d}) * 100" for at, ((a, b), (c, d)) in enumerate(over)}


class Facts:
    """A federation of so many branches: its ledger, and its rows as frames with the organisations above each branch."""

    def __init__(self, branches: int) -> None:
        self.ledger = Ledger(large.state(branches))
        self.codes = self.ledger.organisations.codes
        named = dict.fromkeys(sheet for sheet, _ in facts())
        self.tables = {
            sheet: self.ledger.filled_rows(SHEETS[sheet]).select(["branch", "period", *(name for each, name in facts() if each == sheet)]) for sheet in named
        }
        lines = {leaf: tuple(self.ledger.organisations.line(leaf, ENDS[0])) for leaf in self.ledger.organisations.leaves}
        self.above = pd.DataFrame.from_dict(lines, orient="index", columns=["branch", "town", "county", "root"]).reset_index(drop=True)
        self.asked = [Measure(key, parse(text), None, {end: Window(dt.date(large.YEAR, 1, 1), end) for end in ENDS}) for key, text in formulas().items()]


Solved = list[tuple[Any, Any]]


def from_facts(given: Facts) -> Solved:
    """Values and completions as arrays of month end × organisation, a pair for each indicator."""
    return [(numbers["value"], numbers["value"] / TARGET * 100) for numbers in solve(given.ledger, given.asked)]


def from_rows(given: Facts) -> Solved:
    given.ledger.engine._known.clear()
    return from_facts(given)


LEVELS = ("branch", "town", "county", "root")


def by_pandas(frames: dict[str, pd.DataFrame], above: pd.DataFrame) -> pd.DataFrame:
    wide = []
    for frame in frames.values():
        joined = frame.merge(above, on="branch")
        columns = [name for name in frame.columns if name not in ("branch", "period")]
        levels = [joined.groupby([level, "period"])[columns].sum().rename_axis(["org", "period"]) for level in LEVELS]
        wide.append(pd.concat(levels).groupby(level="org").cumsum())
    table = pd.concat(wide, axis=1)
    names = [f"{sheet}.{name}" for sheet, name in facts()]
    table.columns = names
    rates = {f"r{at}": table[names[at]] / table[names[SUMS + at]] * 100 for at in range(RATES)}
    found = pd.concat([table[names[:SUMS]], pd.DataFrame(rates)], axis=1)
    return pd.concat([found, found / TARGET * 100], axis=1)


def by_polars(frames: dict[str, pl.DataFrame], above: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for sheet, frame in frames.items():
        columns = [name for name in frame.columns if name not in ("branch", "period")]
        joined = frame.lazy().join(above.lazy(), on="branch")
        levels = [joined.group_by(pl.col(level).alias("org"), "period").agg(pl.col(columns).sum()) for level in LEVELS]
        total = pl.concat(levels).sort("org", "period").with_columns(pl.col(columns).cum_sum().over("org"))
        parts.append(total.rename({name: f"{sheet}.{name}" for name in columns}))
    table = parts[0]
    for part in parts[1:]:
        table = table.join(part, on=["org", "period"])
    names = [f"{sheet}.{name}" for sheet, name in facts()]
    rates = {f"r{at}": pl.col(names[at]) / pl.col(names[SUMS + at]) * 100 for at in range(RATES)}
    found = table.select("org", "period", *names[:SUMS], **rates)
    completion = [(pl.col(name) / TARGET * 100).alias(f"{name}%") for name in [*names[:SUMS], *rates]]
    return found.with_columns(completion).collect()


def agree(given: Facts, mine: Solved, theirs: pd.DataFrame) -> None:
    """Raises where a value or a completion differs by more than a billionth; nothing over nothing is unknown."""
    theirs = theirs.loc[pd.MultiIndex.from_product([given.codes, sorted({f"{end:%Y-%m}" for end in ENDS})])]
    for at, pair in enumerate(mine):
        for told, column in zip(pair, (at, SUMS + RATES + at), strict=True):
            found = theirs.iloc[:, column].to_numpy(np.float64)
            np.testing.assert_allclose(told.reshape(len(ENDS), -1).T.ravel(), np.where(np.isfinite(found), found, np.nan), rtol=1e-9)


def ways(given: Facts) -> dict[str, Callable[[], Any]]:
    frames = {sheet: table.to_pandas() for sheet, table in given.tables.items()}
    lazy = {sheet: pl.from_arrow(table) for sheet, table in given.tables.items()}
    above = pl.from_pandas(given.above)
    return {
        "facts": lambda: from_facts(given),
        "rows": lambda: from_rows(given),
        "pandas": lambda: by_pandas(frames, given.above),
        "polars": lambda: by_polars(lazy, above),
    }


def timed(work: Callable[[], Any]) -> float:
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def compared(size: str) -> bool:
    """Times of all ways on facts of one size, and whether the goals are met."""
    branches, turns = SIZES[size]
    given = Facts(branches)
    run = ways(given)
    mine, theirs = run["rows"](), run["polars"]().to_pandas().set_index(["org", "period"])
    agree(given, mine, run["pandas"]())
    agree(given, mine, theirs)
    del mine, theirs
    seen: dict[str, list[float]] = {name: [] for name in run}
    for _ in range(turns):
        for name, work in run.items():
            seen[name].append(timed(work))
    told = {name: statistics.median(times) for name, times in seen.items()}
    print(f"{size} facts, {branches:,} branches: " + ", ".join(f"{name} {seconds * 1e3:,.0f} ms" for name, seconds in told.items()))
    met = True
    for peer in ("pandas", "polars"):
        ratio, goal = told[peer] / told["facts"], GOALS[size, peer]
        print(f"  {ratio:.2f} × {peer} from facts (asked {goal}), {told[peer] / told['rows']:.2f} × from rows" + ("" if ratio >= goal else "  MISSED"))
        met = met and ratio >= goal
    return met


def memory(size: str, way: str) -> None:
    """Print what a way held at most beyond its facts, in MB; alone in a process."""
    work = ways(Facts(SIZES[size][0]))[way]
    if way == "facts":
        work()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the most so far is forgotten
    before = held("VmRSS")
    work()
    print(held("VmHWM") - before)


def held(what: str) -> int:
    """Memory of this process in MB, as Linux tells it."""
    told = Path("/proc/self/status").read_text().split(f"{what}:")[1]
    return int(told.split()[0]) // 1024


def on_spark(size: str) -> None:
    given = Facts(SIZES[size][0])
    with tempfile.TemporaryDirectory() as folder:
        given.ledger.engine = connect(given.ledger.engine._tables, "pyspark:local[2]", folder)  # type: ignore[misc]
        first = timed(lambda: from_rows(given))
        print(f"{size} facts on Spark, two threads, from Parquet: first {first:.1f} s (with its start), then {timed(lambda: from_rows(given)):.1f} s")


def whole_records() -> bool:
    """The records of 3,000 branches × 40 indicators × 12 months: the query with the frame it gives, and as lines of a .csv."""
    ledger = Ledger(large.state(3_000))
    first = timed(lambda: records(ledger, ENDS))
    again = statistics.median(timed(lambda: records(ledger, ENDS)) for _ in range(5))
    found = records(ledger, ENDS)
    lines = timed(lambda: printed(found[list(PUBLIC)], "csv"))
    print(f"{len(found):,} records: first {first:.2f} s, again {again:.2f} s (asked 1){'' if again <= 1 else '  MISSED'}; as lines {lines:.2f} s")
    return again <= 1


def growth(largest: int) -> None:
    print("branches      facts   from rows   from facts")
    for branches in (size for size in GROWTH if size <= largest):
        given = Facts(branches)
        from_rows(given)
        rows, kept = (min(timed(partial(work, given)) for _ in range(3)) for work in (from_rows, from_facts))
        print(f"{branches:>8,} {branches * 480:>10,} {rows * 1e3:>8,.0f} ms {kept * 1e3:>9,.0f} ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--memory", nargs=2)
    told = parser.parse_args()
    if told.memory:
        memory(*told.memory)
        return 0
    sizes = ["1.44M"] if told.quick else list(SIZES)
    met = [compared(size) for size in sizes]
    for size in sizes:
        most = {
            way: subprocess.check_output([sys.executable, __file__, "--memory", size, way], text=True).strip() for way in ("facts", "rows", "pandas", "polars")
        }
        print(f"{size} facts, memory beyond them: " + ", ".join(f"{way} {megabytes} MB" for way, megabytes in most.items()))
    met.append(whole_records())
    growth(SIZES[sizes[-1]][0])
    for size in sizes if told.spark else ():
        on_spark(size)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
