"""What it costs to bring a year of facts to every organisation: sums and rates since January, against targets, for 12 month ends.

    uv run --with polars python bench/rollup.py [--quick]

A fact is one filled-in number: branches × 40 columns × 12 months, in five monthly sheets of a row a branch and month. Wanted are the branches, their
towns, counties and the root: 30 sums and 10 rates by month end, and completion against the targets. In one run, turn by turn: ours (``measure`` over
DuckDB, from a ledger whose rows are in memory), and the same by hand in pandas and in polars from the same rows as frames; all three must agree.
1.44 million facts are 3,000 branches, 48 million 100,000 (left out by ``--quick``); memory is the most that a process of its own held. Spark reads
the facts as Parquet. The table tells how ours grows from 30 branches on.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

import large

from ledger.ledger import Ledger
from progress.formula import parse
from progress.measure import Measure, solve
from progress.windows import Window
from schema.period import month_end
from schema.registry import SHEETS

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


def ours(given: Facts) -> Any:
    """Values and completions as arrays of organisation × month end, a pair for each indicator."""
    given.ledger.engine._known.clear()  # what was answered before does not count
    return [(numbers["value"], numbers["value"] / TARGET * 100) for numbers in solve(given.ledger, given.asked)]


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


def agree(given: Facts, mine: Any, theirs: pd.DataFrame) -> None:
    """Raises where a value or a completion differs by more than a billionth."""
    theirs = theirs.loc[pd.MultiIndex.from_product([given.codes, sorted({f"{end:%Y-%m}" for end in ENDS})])]
    for at, (value, completion) in enumerate(mine):
        for told, column in ((value, at), (completion, SUMS + RATES + at)):
            found = theirs.iloc[:, column].to_numpy(np.float64)
            np.testing.assert_allclose(told, np.where(np.isfinite(found), found, np.nan), rtol=1e-9)  # nothing over nothing is unknown
