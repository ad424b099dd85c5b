"""What checking costs: rows a second from columns of text to accepted rows and named faults, against the usual ways to do it.

    uv run --with 'pandera[polars]' --with dataframely --with frictionless python bench/checking.py [--quick]

The three peers are needed by nothing else, and two of them bring half a hundred packages, so they are no dependency of the project.

The task is one of our own sheets, S07 宣教培训文体台账 with 14 columns filled, bounds, choices and two rules between columns.
Everybody gets the same columns of text and does the same checks; pydantic and frictionless get them as rows, made before the
clock starts. 2 % of the rows have one bad cell or break a rule; everybody must find as many bad rows as were made, or the run
ends. ``pydantic`` is ``model_validate`` row by row of a model written for the task with pydantic's own types (not kept), which
reads none of the spellings that people type; ``model`` is the project's own model row by row, without the screen. Turn by turn
in one run, each time after a run that does not count; memory is the most a process of its own held while it made the rows and
checked them once.
"""

import argparse
import datetime as dt
import gc
import random
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, Field, ValidationError, model_validator

sys.path.insert(0, str(Path(__file__).parents[1]))

from schema.activity_ledger import ActivityCategory, ActivityLedger, Audience
from schema.batch import Given
from schema.check import check_sheets
from schema.grid import Grid

Texts = dict[str, list[str]]
BAD_SHARE = 0.02
COUNTS = ("sessions", "items", "teams", "units", "persons", "person_times", "copies", "cost_yuan")
CATEGORIES, AUDIENCES = ActivityLedger.column("category").choices, ActivityLedger.column("audience").choices
PERIOD = r"\d{4}-(0[1-9]|1[0-2])"
SMALL, REPEATS = 150, 200
warnings.simplefilter("ignore")  # the peers' own, of libraries newer than they know
GOALS = {
    **{f"{size}_{state}_against_pydantic": ratio for size in ("100k", "1m") for state, ratio in (("bad", 4.5), ("clean", 10.0))},
    **{f"{size}_{state}_against_dataframely": ratio for size in ("100k", "1m") for state, ratio in (("bad", 0.85), ("clean", 1.1))},
    **{f"one_sheet_against_{peer}": 1 / 1.2 for peer in ("pydantic", "model")},
}


def made(count: int, bad: float) -> tuple[Texts, int]:
    """Rows of the sheet as texts by column, and how many of them are bad."""
    dice = random.Random(f"{count} {bad}")
    rows: Texts = {name: [] for name in ("period", "category", "title", "held_on", *COUNTS, "audience", "branch_code")}
    for at in range(count):
        month, persons = dice.randrange(12) + 1, dice.randrange(900)
        row = {"period": f"2015-{month:02d}", "category": dice.choice(CATEGORIES), "title": f"event {dice.randrange(10**6)}"}
        row |= {"held_on": f"2015-{month:02d}-{1 + dice.randrange(28):02d}", **{name: str(dice.randrange(900)) for name in COUNTS}}
        row |= {
            "persons": str(persons),
            "person_times": str(persons + dice.randrange(90)),
            "audience": dice.choice(AUDIENCES),
            "branch_code": f"A{at % 30:02d}",
        }
        for name, text in row.items():
            rows[name].append(text)
    spoilt = dice.sample(range(count), round(count * bad))
    for turn, at in enumerate(spoilt):
        name, text = SPOILS[turn % len(SPOILS)]
        rows[name][at] = text
    return rows, len(spoilt)


SPOILS = (
    *(("persons", "约30"), ("sessions", "-3"), ("cost_yuan", "1.5"), ("copies", "同上"), ("category", "其他的"), ("audience", "大家")),
    *(("held_on", "2015-02-30"), ("held_on", "2014-12-31"), ("period", "2015-13"), ("person_times", "-1"), ("title", "长" * 61)),
)


Count = Annotated[int, Field(ge=0)]


class Event(BaseModel):
    period: Annotated[str, Field(pattern=f"^{PERIOD}$")]
    category: ActivityCategory
    title: Annotated[str, Field(max_length=60)]
    held_on: dt.date
    sessions: Count
    items: Count
    teams: Count
    units: Count
    persons: Count
    person_times: Count
    copies: Count
    cost_yuan: Count
    audience: Audience
    branch_code: str

    @model_validator(mode="after")
    def _rules(self) -> "Event":
        if self.held_on.isoformat()[:7] != self.period or self.person_times < self.persons:
            raise ValueError("rules")
        return self


def row_by_row(kind: type[BaseModel]) -> Callable[[Texts], Callable[[], int]]:
    def peer(texts: Texts) -> Callable[[], int]:
        rows = [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]

        def run() -> int:
            bad = 0
            for row in rows:
                try:
                    kind.model_validate(row)
                except ValidationError as error:
                    bad += bool(error.errors(include_url=False))
            return bad

        return run

    return peer


def ours(texts: Texts) -> Callable[[], int]:
    columns = [pa.array([ActivityLedger.column(name).header, *column]) for name, column in texts.items()]
    grid = Grid(ActivityLedger.about.title, columns)

    def run() -> int:
        found = check_sheets(ActivityLedger, [Given(grid, "book.xlsx")])
        assert all(issue.cell for issue in found.issues[0])
        return found.table.num_rows - int(pc.sum(found.table["accepted"]).as_py())

    return run


def dataframely(texts: Texts) -> Callable[[], int]:
    import dataframely as dy
    import polars as pl

    whole = {name: dy.Int64(min=0) for name in COUNTS}
    fields = {"period": dy.String(regex=f"^{PERIOD}$"), "category": dy.Enum(CATEGORIES), "title": dy.String(max_length=60), "held_on": dy.Date(), **whole}

    def inside(cls: Any) -> pl.Expr:
        return pl.col("held_on").dt.strftime("%Y-%m") == pl.col("period")

    def enough(cls: Any) -> pl.Expr:
        return pl.col("person_times") >= pl.col("persons")

    rules = {"inside": dy.rule()(inside), "enough": dy.rule()(enough)}
    schema = type("EventFrame", (dy.Schema,), {**fields, "audience": dy.Enum(AUDIENCES), "branch_code": dy.String(), **rules})
    frame = pl.DataFrame(texts)

    def run() -> int:
        _, failures = schema.filter(frame.with_columns(pl.col("held_on").str.to_date(strict=False)), cast=True)
        return len(failures) if failures.counts() else 0

    return run


def pandera(texts: Texts) -> Callable[[], int]:
    import pandera.errors
    import pandera.polars as pp
    import polars as pl

    checks = [
        pp.Check(lambda data: data.lazyframe.select(pl.col("held_on").dt.strftime("%Y-%m") == pl.col("period"))),
        pp.Check(lambda data: data.lazyframe.select(pl.col("person_times") >= pl.col("persons"))),
    ]
    columns = {"period": pp.Column(pl.String, pp.Check.str_matches(f"^{PERIOD}$")), "category": pp.Column(pl.String, pp.Check.isin(CATEGORIES))}
    columns |= {"title": pp.Column(pl.String, pp.Check.str_length(max_value=60)), "held_on": pp.Column(pl.Date)}
    columns |= {name: pp.Column(pl.Int64, pp.Check.ge(0)) for name in COUNTS}
    columns |= {"audience": pp.Column(pl.String, pp.Check.isin(AUDIENCES)), "branch_code": pp.Column(pl.String)}
    schema, frame = pp.DataFrameSchema(columns, checks=checks), pl.DataFrame(texts)

    def run() -> int:
        cast = frame.with_columns(pl.col("held_on").str.to_date(strict=False), pl.col(COUNTS).cast(pl.Int64, strict=False))
        try:
            schema.validate(cast, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            return len(set(errors.failure_cases["index"].to_list()))
        return 0

    return run


def frictionless(texts: Texts) -> Callable[[], int]:
    from frictionless import Checklist, Resource, Schema, checks

    whole = [{"name": name, "type": "integer", "constraints": {"minimum": 0, "required": True}} for name in COUNTS]
    fields = [
        {"name": "period", "constraints": {"pattern": PERIOD}},
        {"name": "category", "constraints": {"enum": list(CATEGORIES)}},
        {"name": "title", "constraints": {"maxLength": 60}},
        {"name": "held_on", "type": "date", "constraints": {"required": True}},
        *whole,
        {"name": "audience", "constraints": {"enum": list(AUDIENCES)}},
        {"name": "branch_code"},
    ]
    schema = Schema.from_descriptor({"fields": [{"type": "string", **field} for field in fields]})
    rules = ("person_times >= persons", "period == str(held_on)[0:7]")
    rows = [list(texts), *map(list, zip(*texts.values(), strict=True))]

    def run() -> int:
        checklist = Checklist(checks=[checks.row_constraint(formula=rule) for rule in rules], pick_errors=[])
        report = Resource(data=rows, schema=schema).validate(checklist, limit_errors=10**6)
        return len({row for (row,) in report.flatten(["rowNumber"])})

    return run


PEERS: dict[str, Callable[[Texts], Callable[[], int]]] = {
    "ours": ours,
    "pydantic": row_by_row(Event),
    "model": row_by_row(ActivityLedger),
    "dataframely": dataframely,
    "pandera": pandera,
    "frictionless": frictionless,
}
LEAST = {"frictionless": 10_000, "model": 10_000}
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
Taken = dict[tuple[str, str, str], list[float]]


def measured(sizes: Sequence[str], turns: int, taken: Taken) -> None:
    """Everybody's seconds, turn by turn; a wrong count of bad rows ends the run."""
    for size in sizes:
        for state, share in (("bad", BAD_SHARE), ("clean", 0.0)):
            texts, bad = made(SIZES[size], share)
            runs = {name: peer(texts) for name, peer in PEERS.items() if SIZES[size] <= LEAST.get(name, 10**9)}
            gc.collect()
            gc.freeze()  # nobody pays for looking through everybody's input
            for _ in range(turns):
                for name, run in runs.items():
                    run()  # what the one before left in memory and caches is nobody's merit or fault
                    begun = time.perf_counter()
                    found = run()
                    taken.setdefault((size, state, name), []).append(time.perf_counter() - begun)
                    if found != bad:
                        raise SystemExit(f"{name} found {found} bad rows of {bad} in {size} {state}")
            gc.unfreeze()


def one_sheet(taken: Taken) -> None:
    """A saved sheet of 150 rows, many times over."""
    texts, bad = made(SMALL, BAD_SHARE)
    runs = {name: PEERS[name](texts) for name in ("ours", "pydantic", "model")}
    for _ in range(REPEATS):
        for name, run in runs.items():
            begun = time.perf_counter()
            assert run() == bad
            taken.setdefault(("sheet", "bad", name), []).append(time.perf_counter() - begun)


def peak(name: str, size: str) -> float:
    """Megabytes that a process holds at most while it makes the rows and checks them once."""
    command = [sys.executable, __file__, "--alone", name, size]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def alone(name: str, size: str) -> None:
    PEERS[name](made(SIZES[size], BAD_SHARE)[0])()
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def told(taken: Taken, sizes: Sequence[str]) -> None:
    memory = {name: f"{peak(name, '100k'):.0f}" for name in PEERS if name not in LEAST} if "100k" in sizes else {}
    print(f"{'rows':8}{'state':8}{'who':14}{'k rows/s':>10}{'least':>10}{'most':>10}{'MB (100k)':>11}")
    for (size, state, name), seconds in taken.items():
        rows = SIZES.get(size, SMALL) / 1000
        speed = [rows / each for each in (statistics.median(seconds), max(seconds), min(seconds))]
        print(f"{size:8}{state:8}{name:14}{speed[0]:10.0f}{speed[1]:10.0f}{speed[2]:10.0f}{memory.get(name, '-') if size == '100k' else '':>11}")


def judged(taken: Taken) -> bool:
    """Print a line for each goal that was measured; whether one was missed."""
    missed = False
    for goal, asked in GOALS.items():
        where, _, peer = goal.rpartition("_against_")
        size, state = ("sheet", "bad") if where == "one_sheet" else tuple(where.split("_"))
        if (size, state, "ours") in taken:
            ratio = statistics.median(taken[size, state, peer]) / statistics.median(taken[size, state, "ours"])
            missed |= ratio < asked
            print(f"goal {goal} {ratio:.2f} asked {asked:.2f} {'missed' if ratio < asked else 'met'}")
    return missed


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="100k rows in three turns instead of a million in five")
    options.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.alone:
        alone(*chosen.alone)
        return 0
    sizes, taken = ("10k", "100k") if chosen.quick else tuple(SIZES), Taken()
    measured(sizes, 3 if chosen.quick else 5, taken)
    one_sheet(taken)
    told(taken, sizes)
    return int(judged(taken))


if __name__ == "__main__":
    sys.exit(main())
