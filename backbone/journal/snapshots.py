"""The list of snapshots: which number was given to which file, when, by whom, and by which check code it is known."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, String, Table, UniqueConstraint, insert, select
from sqlalchemy.exc import IntegrityError

from access.database import READING, keep_tables, remembering

_metadata = MetaData()
_snapshots = Table(
    "snapshots",
    _metadata,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("number", String(16), nullable=False),
    Column("on", String(10), nullable=False),
    Column("at", String(40), nullable=False),
    Column("who", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file", String(255), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("reported", Integer, nullable=False),
    Column("expected", Integer, nullable=False),
    UniqueConstraint("workspace", "number"),
)


@dataclass(frozen=True)
class Taken:
    """A snapshot that was taken: its number, the day it shows, when and by whom it was taken, the check code of the whole, and its file.

    ``simulated`` says that the figures are those of a demo; ``reported`` of ``expected`` branches had filed all they owed by the day.
    """

    number: str
    on: dt.date
    at: dt.datetime
    who: str
    sha256: str
    file: str
    bytes: int
    simulated: bool
    reported: int
    expected: int


class NumberGiven(Exception):
    """Somebody else has just given the number to another snapshot."""


class Snapshots:
    """The snapshots of one workspace; none is ever changed or taken off the list. Raises DatabaseError."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine, self._workspace = engine, workspace
        keep_tables(engine, _metadata)

    def record(self, taken: Taken) -> None:
        """Put a snapshot on the list. Raises NumberGiven."""
        told = {**asdict(taken), "workspace": self._workspace, "on": taken.on.isoformat(), "at": taken.at.isoformat()}
        with remembering():
            try:
                with self._engine.begin() as connection:
                    connection.execute(insert(_snapshots), told)
            except IntegrityError as error:
                raise NumberGiven(taken.number) from error

    def all(self) -> list[Taken]:
        """All of them, the first taken first."""
        asked = select(_snapshots).where(_snapshots.c.workspace == self._workspace).order_by(_snapshots.c.key)
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            return [_taken(row) for row in connection.execute(asked).mappings()]


def _taken(row: Mapping[Any, Any]) -> Taken:
    told = {name: row[name] for name in Taken.__dataclass_fields__}
    return Taken(**told | {"on": dt.date.fromisoformat(row["on"]), "at": dt.datetime.fromisoformat(row["at"])})
