"""The journal: every save is remembered here, with what the person had seen and wants, before it is called saved.

No personal data: what was seen is masked, and a save that would write them, or a mask, is refused (Personal).

A save is ``waiting`` until it stands in the spreadsheet (``applied``), meets a row that somebody changed (``conflict``,
until a person has ``settled`` it), or is taken back before it was written (``withdrawn``). ``let_go`` marks rows whose
disappearance from the spreadsheet a person has accepted.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import JSON, Column, Connection, Engine, Integer, MetaData, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from access.database import READING, DatabaseError, alone, keep_tables, remembering
from backbone.book import Change, RowChange, Trace
from backbone.errors import Personal
from backbone.journal.personal import can_be_written
from backbone.writing.replacing import flush_folder, write
from schema.registry import SHEETS

WAITING, APPLIED, CONFLICT, SETTLED, WITHDRAWN, LET_GO = "waiting", "applied", "conflict", "settled", "withdrawn", "let_go"

_PATIENCE = 10.0
_metadata = MetaData()
_saves = Table(
    "saves",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("operation", String(64), nullable=False, unique=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("book", String(255), nullable=False, index=True),
    Column("branch", String(64), nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("who", String(255), nullable=False),
    Column("at", String(40), nullable=False),
    Column("rows", JSON, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("problem", JSON),
    Column("trace", JSON),
    Column("undoes", String(64)),
)


@dataclass(frozen=True)
class Save:
    """One remembered save. ``problem`` says why it waits (code, place) or what it met (row, current), by RowChange."""

    change: Change
    who: str
    at: dt.datetime
    state: str = WAITING
    number: int = 0
    problem: Mapping[str, Any] | None = None
    trace: Trace | None = None
    undoes: str | None = None

    @property
    def operation(self) -> str:
        """The name no other save bears."""
        return self.change.operation


class Withdrawn(Exception):
    """The save was taken back before it was begun; it must not be written."""


def identity(folder: Path) -> str:
    """The name by which a shared database knows a workspace; given to it once. Raises DatabaseError."""
    place = folder / "id"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "id.lock", timeout=_PATIENCE):
            if not place.exists():
                write(place.with_suffix(".tmp"), secrets.token_hex(16).encode())
                place.with_suffix(".tmp").replace(place)
                flush_folder(folder)
        return place.read_text(encoding="ascii")
    except (OSError, Timeout) as error:
        raise DatabaseError(str(error)) from error


class Journal:
    """The saves of one workspace. Every method raises DatabaseError where the database fails; what returned is on the disk."""

    def __init__(self, engine: Engine, workspace: str, now: Callable[[], dt.datetime]) -> None:
        self._engine, self._workspace, self._now = engine, workspace, now
        keep_tables(engine, _metadata)

    @contextmanager
    def alone(self, book: str) -> Iterator[None]:
        """Nobody else who shares this database applies saves to the book meanwhile."""
        with alone(self._engine, f"{self._workspace} {book}"):
            yield

    def record(self, change: Change, who: str, undoes: str | None = None) -> None:
        """Remember a save. The same operation once more changes nothing."""
        with self._begun() as connection:
            self._insert(connection, change, who, WAITING, undoes)

    def put_back(self, change: Change, gone: Change, who: str) -> None:
        """Remember that rows which vanished are to be written anew; both or neither."""
        with self._begun() as connection:
            self._insert(connection, gone, who, LET_GO, None)
            self._insert(connection, change, who, WAITING, None)

    def let_go(self, gone: Change, who: str) -> None:
        """Remember that rows may stay away: they are no longer expected in the spreadsheet."""
        with self._begun() as connection:
            self._insert(connection, gone, who, LET_GO, None)

    def settle(self, operation: str, change: Change | None, who: str) -> None:
        """A conflict is decided, once: by another save in its place, or by leaving what stands there."""
        with self._begun() as connection:
            if self._move(connection, operation, CONFLICT, SETTLED, None) and change:
                self._insert(connection, change, who, WAITING, None)

    def withdraw(self, operation: str) -> bool:
        """Take a save back that waits and was never begun; False where it is too late."""
        with self._begun() as connection:
            waiting = (_saves.c.operation == operation) & (_saves.c.state == WAITING) & _saves.c.trace.is_(None)
            return connection.execute(update(_saves).where(waiting).values(state=WITHDRAWN)).rowcount == 1

    def note(self, operation: str, trace: Trace) -> None:
        """Remember what the backbone needs to know should the save be cut short. Raises Withdrawn."""
        with self._begun() as connection:
            here = (_saves.c.operation == operation) & (_saves.c.state == WAITING)
            if connection.execute(update(_saves).where(here).values(trace=dict(trace))).rowcount != 1:
                raise Withdrawn(operation)

    def tell(self, operation: str, problem: Mapping[str, Any]) -> None:
        """Remember why a save waits."""
        with self._begun() as connection:
            connection.execute(update(_saves).where(_saves.c.operation == operation).values(problem=dict(problem)))

    def applied(self, operation: str) -> None:
        """The save stands in the spreadsheet."""
        with self._begun() as connection:
            self._move(connection, operation, WAITING, APPLIED, None)

    def met(self, operation: str, problem: Mapping[str, Any]) -> None:
        """The save met a row that somebody changed meanwhile; a person must decide."""
        with self._begun() as connection:
            self._move(connection, operation, WAITING, CONFLICT, problem)

    def waiting(self, book: str) -> list[Save]:
        """What is to be written into a book, in order."""
        return self._found((_saves.c.book == book) & (_saves.c.state == WAITING))

    def books(self, state: str) -> list[str]:
        """The books that have a save in this state."""
        here = (_saves.c.workspace == self._workspace) & (_saves.c.state == state)
        with remembering(), self._reading() as connection:
            return list(connection.scalars(select(_saves.c.book).where(here).distinct().order_by(_saves.c.book)))

    def books_of(self, who: str) -> list[str]:
        """The books somebody has saved into."""
        here = (_saves.c.workspace == self._workspace) & (_saves.c.who == who)
        with remembering(), self._reading() as connection:
            return list(connection.scalars(select(_saves.c.book).where(here).distinct().order_by(_saves.c.book)))

    def of_book(self, book: str) -> list[Save]:
        """Every save of a book, oldest first."""
        return self._found(_saves.c.book == book)

    def follow(self, branch: str, book: str) -> None:
        """The branch's book bears another name now: what was saved under the old one goes with it."""
        mine = (_saves.c.workspace == self._workspace) & (_saves.c.branch == branch) & (_saves.c.book != book)
        with remembering(), self._reading() as connection:
            moved = connection.execute(select(_saves.c.number).where(mine).limit(1)).first()
        if moved:
            with self._begun() as connection:
                connection.execute(update(_saves).where(mine).values(book=book))

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with remembering(), self._engine.begin() as connection:
            yield connection

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**READING)

    def _insert(self, connection: Connection, change: Change, who: str, state: str, undoes: str | None) -> None:
        if not can_be_written(change):
            raise Personal(change.book)
        told = {
            "operation": change.operation,
            "workspace": self._workspace,
            "book": change.book,
            "branch": change.branch,
            "sheet": change.model.about.name,
            "who": who,
            "at": self._now().isoformat(),
            "rows": [asdict(row) for row in change.rows],
            "state": state,
            "undoes": undoes,
        }
        try:
            with connection.begin_nested():
                connection.execute(insert(_saves).values(told))
        except IntegrityError:
            return

    def _move(self, connection: Connection, operation: str, old: str, new: str, problem: Mapping[str, Any] | None) -> bool:
        here = (_saves.c.operation == operation) & (_saves.c.state == old)
        return connection.execute(update(_saves).where(here).values(state=new, problem=dict(problem) if problem else None)).rowcount == 1

    def _found(self, condition: Any) -> list[Save]:
        asked = select(_saves).where(_saves.c.workspace == self._workspace, condition).order_by(_saves.c.number)
        with remembering(), self._reading() as connection:
            return [_save(found) for found in connection.execute(asked).mappings()]


def _save(found: Mapping[Any, Any]) -> Save:
    rows = [RowChange(**row) for row in found["rows"]]
    change = Change(found["book"], SHEETS[found["sheet"]], rows, found["operation"], found["branch"])
    at = dt.datetime.fromisoformat(found["at"])
    return Save(change, found["who"], at, found["state"], found["number"], found["problem"], found["trace"], found["undoes"])
