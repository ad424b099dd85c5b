"""Reviews of returns (审核): who let a branch's return pass or sent it back, at which step, and what stood in it then."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Engine, delete, insert, select

from access.database import READING, keep_tables, remembering
from backbone.journal.locks import Known, overtaken
from backbone.journal.returns import Return
from backbone.journal.tables import METADATA, REVIEWED_ROWS, REVIEWS

Step = Literal["first", "final"]
Verdict = Literal["passed", "returned"]
Rows = Sequence[Mapping[str, str]]
"""The rows of a return, each by column name as a person would type it."""


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
        keep_tables(engine, METADATA)

    def record(
        self,
        reviewed: Iterable[tuple[Return, Step, str]],
        verdict: Verdict,
        who: str,
        reason: str = "",
        known: Known | None = None,
        stood: Mapping[Return, Rows] | None = None,
    ) -> list[Return]:
        """The same verdict on returns, each at its step and with the mark of what stood in it; all or none is kept.

        ``stood`` are the rows of returns that pass, kept to be shown beside later ones.
        ``known`` is how far the journal was before the returns were read. Those that a save has changed since are not passed, and are given back.
        """
        told = {"workspace": self._workspace, "verdict": verdict, "reason": reason, "who": who, "at": self._now().isoformat()}
        given = list(reviewed)
        if not given:
            return []
        with remembering(), self._engine.begin() as connection:
            late = overtaken(connection, self._workspace, [one for one, _, _ in given], known) if known and verdict == "passed" else set()
            rows = [{**told, **one._asdict(), "step": step, "content": content} for one, step, content in given if one not in late]
            if rows:
                connection.execute(insert(REVIEWS), rows)
            if verdict == "passed" and stood:
                _keep_rows(connection, self._workspace, {one: stood[one] for one, _, _ in given if one in stood and one not in late})
        return sorted(late)

    def stood(self, org: str, sheet: str) -> Mapping[str, Rows]:
        """By period the rows of a branch's sheet as they stood when they last passed a review."""
        asked = select(REVIEWED_ROWS).where(REVIEWED_ROWS.c.workspace == self._workspace, REVIEWED_ROWS.c.org == org, REVIEWED_ROWS.c.sheet == sheet)
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            return {row["period"]: row["rows"] for row in connection.execute(asked.order_by(REVIEWED_ROWS.c.number)).mappings()}

    def of(self, periods: Iterable[str] | None = None) -> Mapping[Return, list[Review]]:
        """The reviews of every return for these periods, or for all, that has any, oldest first."""
        found: dict[Return, list[Review]] = {}
        asked = select(REVIEWS).where(REVIEWS.c.workspace == self._workspace).order_by(REVIEWS.c.number)
        if periods is not None:
            asked = asked.where(REVIEWS.c.period.in_(set(periods)))
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            for row in connection.execute(asked).mappings():
                review = Review(row["step"], row["verdict"], row["content"], row["reason"], row["who"], dt.datetime.fromisoformat(row["at"]))
                found.setdefault(Return(row["org"], row["sheet"], row["period"]), []).append(review)
        return found


def _keep_rows(connection: Connection, workspace: str, stood: Mapping[Return, Rows]) -> None:
    """In place of what was kept of the same returns."""
    for one in stood:
        same = [getattr(REVIEWED_ROWS.c, name) == value for name, value in one._asdict().items()]
        connection.execute(delete(REVIEWED_ROWS).where(REVIEWED_ROWS.c.workspace == workspace, *same))
    if stood:
        connection.execute(insert(REVIEWED_ROWS), [{"workspace": workspace, **one._asdict(), "rows": list(rows)} for one, rows in stood.items()])
