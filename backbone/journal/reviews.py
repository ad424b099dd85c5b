"""Reviews of returns (审核): who let a branch's return pass or sent it back, at which step, and what stood in it then."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, insert, select

from access.database import READING, keep_tables, remembering

Step = Literal["first", "final"]
Verdict = Literal["passed", "returned"]
_metadata = MetaData()
_reviews = Table(
    "reviews",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("org", String(64), nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("step", String(8), nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("content", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("who", String(255), nullable=False),
    Column("at", String(40), nullable=False),
)


class Return(NamedTuple):
    """What is reviewed: one sheet (by title) of one branch for one period."""

    org: str
    sheet: str
    period: str


@dataclass(frozen=True)
class Review:
    """One verdict. ``content`` marks what stood in the return: once that changes, the verdict is on something else."""

    step: Step
    verdict: Verdict
    content: str
    reason: str
    who: str
    at: dt.datetime


class Reviews:
    """The reviews of one workspace; none is ever changed or taken away. Raises DatabaseError."""

    def __init__(self, engine: Engine, workspace: str, now: Callable[[], dt.datetime]) -> None:
        self._engine, self._workspace, self._now = engine, workspace, now
        keep_tables(engine, _metadata)

    def record(self, reviewed: Iterable[tuple[Return, Step, str]], verdict: Verdict, who: str, reason: str = "") -> None:
        """The same verdict on returns, each at its step and with the mark of what stood in it; all or none is kept."""
        told = {"workspace": self._workspace, "verdict": verdict, "reason": reason, "who": who, "at": self._now().isoformat()}
        rows = [{**told, **one._asdict(), "step": step, "content": content} for one, step, content in reviewed]
        if rows:
            with remembering(), self._engine.begin() as connection:
                connection.execute(insert(_reviews), rows)

    def of(self, periods: Iterable[str]) -> Mapping[Return, list[Review]]:
        """The reviews of every return for these periods that has any, oldest first."""
        found: dict[Return, list[Review]] = {}
        asked = select(_reviews).where(_reviews.c.workspace == self._workspace, _reviews.c.period.in_(set(periods))).order_by(_reviews.c.number)
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            for row in connection.execute(asked).mappings():
                review = Review(row["step"], row["verdict"], row["content"], row["reason"], row["who"], dt.datetime.fromisoformat(row["at"]))
                found.setdefault(Return(row["org"], row["sheet"], row["period"]), []).append(review)
        return found
