"""What checking costs: rows a second from columns of text to accepted rows and named faults, against the usual ways to do it.

    uv run --with 'pandera[polars]' --with dataframely --with frictionless python bench/checking.py [--quick]

The three peers are needed by nothing else, and two of them bring half a hundred packages, so they are no dependency of the project.

The task is one of our own sheets, S07 宣教培训文体台账 with 14 columns filled, bounds, choices and two rules between columns. Everybody gets the same columns
of text and does the same checks; pydantic and frictionless get them as rows, made before the clock starts. 2 % of the rows have one bad cell or
break a rule; everybody must find as many bad rows as were made, or the run ends. ``pydantic`` is ``model_validate`` row by row of a model written for
the task with pydantic's own types (not kept). Turn by turn in one run; memory is the most a process of its own held while it did the same once.
"""

import datetime as dt
import random
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from pydantic import BaseModel, Field, ValidationError, model_validator

sys.path.insert(0, str(Path(__file__).parents[1]))
warnings.simplefilter("ignore")

from schema.activity_ledger import ActivityCategory, ActivityLedger, Audience  # noqa: E402
from schema.batch import Given  # noqa: E402
from schema.check import check_sheets  # noqa: E402
from schema.grid import Grid  # noqa: E402

Texts = dict[str, list[str]]
BAD_SHARE = 0.02
COUNTS = ("sessions", "items", "teams", "units", "persons", "person_times", "copies", "cost_yuan")
CATEGORIES, AUDIENCES = ActivityLedger.column("category").choices, ActivityLedger.column("audience").choices
PERIOD = r"\d{4}-(0[1-9]|1[0-2])"
SMALL, REPEATS = 150, 200
GOALS = {
    **{f"{size}_{state}_against_pydantic": ratio for size in ("100k", "1m") for state, ratio in (("bad", 4.5), ("clean", 10.0))},
    **{f"{size}_{state}_against_dataframely": ratio for size in ("100k", "1m") for state, ratio in (("bad", 0.85), ("clean", 1.1))},
    "one_sheet_against_pydantic": 1 / 1.2,
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


def pydantic(texts: Texts) -> Callable[[], int]:
    rows = [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]

    def run() -> int:
        bad = 0
        for row in rows:
            try:
                Event.model_validate(row)
            except ValidationError as error:
                bad += bool(error.errors(include_url=False))
        return bad

    return run


def ours(texts: Texts) -> Callable[[], int]:
    columns = [pa.array([ActivityLedger.column(name).header, *column]) for name, column in texts.items()]
    grid = Grid(ActivityLedger.about.title, columns)

    def run() -> int:
        found = check_sheets(ActivityLedger, [Given(grid, "book.xlsx")])
        assert all(issue.cell for issue in found.issues[0])
        return found.table["accepted"].to_pylist().count(False) if found.issues[0] else 0

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
    "pydantic": pydantic,
    "dataframely": dataframely,
    "pandera": pandera,
    "frictionless": frictionless,
}
