"""The journal: every save is remembered here, with what the person had seen and wants, before it is called saved.

No personal data: what was seen is masked, and a save that would write them, or a mask, is refused (Personal).

A save is ``waiting`` until it stands in the spreadsheet (``applied``), meets a row that somebody changed (``conflict``,
until a person has ``settled`` it), or is taken back before it was written (``withdrawn``). ``let_go`` marks rows whose
disappearance from the spreadsheet a person has accepted.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from access.database import READING, DatabaseError, alone, keep_tables, remembering
from backbone.book import Change, RowChange, Trace
from backbone.errors import Personal
from backbone.journal.locks import NO_LOCKS, Known, Locking, take, verdicts, wait
from backbone.journal.personal import can_be_written
from backbone.journal.returns import Return
from backbone.journal.tables import CORRECTIONS, METADATA, SAVES
from backbone.writing.replacing import flush_folder, write
from schema.registry import SHEETS

WAITING, APPLIED, CONFLICT, SETTLED, WITHDRAWN, LET_GO = "waiting", "applied", "conflict", "settled", "withdrawn", "let_go"

_PATIENCE = 10.0


@dataclass(frozen=True)
class Save:
    """One remembered save. ``problem`` says why it waits (code, place) or what it met (row, current), by RowChange.

    ``corrects`` are the locked returns it was let change (更正), and ``reason`` is why.
    """

    change: Change
    who: str
    at: dt.datetime
    state: str = WAITING
    number: int = 0
    problem: Mapping[str, Any] | None = None
    trace: Trace | None = None
    undoes: str | None = None
    corrects: tuple[Return, ...] = ()
    reason: str = ""

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
        keep_tables(engine, METADATA)

    @contextmanager
    def alone(self, book: str) -> Iterator[None]:
        """Nobody else who shares this database applies saves to the book meanwhile."""
        with alone(self._engine, f"{self._workspace} {book}"):
            yield

    def record(self, change: Change, who: str, undoes: str | None = None, locking: Locking = NO_LOCKS) -> None:
        """Remember a save. The same operation once more changes nothing. Raises Locked, and then nothing was remembered."""
        with self._begun() as connection:
            self._insert(connection, change, who, locking, undoes)

    def put_back(self, change: Change, gone: Change, who: str, locking: Locking = NO_LOCKS) -> None:
        """Remember that rows which vanished are to be written anew; both or neither. Raises Locked."""
        with self._begun() as connection:
            self._insert(connection, gone, who, None)
            self._insert(connection, change, who, locking)

    def let_go(self, gone: Change, who: str) -> None:
        """Remember that rows may stay away: they are no longer expected in the spreadsheet."""
        with self._begun() as connection:
            self._insert(connection, gone, who, None)

    def settle(self, operation: str, change: Change | None, who: str, locking: Locking = NO_LOCKS) -> None:
        """A conflict is decided, once: by another save in its place, or by leaving what stands there. Raises Locked, and then it is not decided."""
        with self._begun() as connection:
            if self._move(connection, operation, CONFLICT, SETTLED, None) and change:
                self._insert(connection, change, who, locking)

    def withdraw(self, operation: str) -> bool:
        """Take a save back that waits and was never begun; False where it is too late."""
        with self._begun() as connection:
            waiting = (SAVES.c.operation == operation) & (SAVES.c.state == WAITING) & SAVES.c.trace.is_(None)
            return connection.execute(update(SAVES).where(waiting).values(state=WITHDRAWN)).rowcount == 1

    def note(self, operation: str, trace: Trace) -> None:
        """Remember what the backbone needs to know should the save be cut short. Raises Withdrawn."""
        with self._begun() as connection:
            here = (SAVES.c.operation == operation) & (SAVES.c.state == WAITING)
            if connection.execute(update(SAVES).where(here).values(trace=dict(trace))).rowcount != 1:
                raise Withdrawn(operation)

    def tell(self, operation: str, problem: Mapping[str, Any]) -> None:
        """Remember why a save waits."""
        with self._begun() as connection:
            connection.execute(update(SAVES).where(SAVES.c.operation == operation).values(problem=dict(problem)))

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
        return self._found((SAVES.c.book == book) & (SAVES.c.state == WAITING))

    def books(self, state: str) -> list[str]:
        """The books that have a save in this state."""
        here = (SAVES.c.workspace == self._workspace) & (SAVES.c.state == state)
        with remembering(), self._reading() as connection:
            return list(connection.scalars(select(SAVES.c.book).where(here).distinct().order_by(SAVES.c.book)))

    def books_of(self, who: str) -> list[str]:
        """The books somebody has saved into."""
        here = (SAVES.c.workspace == self._workspace) & (SAVES.c.who == who)
        with remembering(), self._reading() as connection:
            return list(connection.scalars(select(SAVES.c.book).where(here).distinct().order_by(SAVES.c.book)))

    def of_book(self, book: str) -> list[Save]:
        """Every save of a book, oldest first."""
        return self._found(SAVES.c.book == book)

    def follow(self, branch: str, book: str) -> None:
        """The branch's book bears another name now: what was saved under the old one goes with it."""
        mine = (SAVES.c.workspace == self._workspace) & (SAVES.c.branch == branch) & (SAVES.c.book != book)
        with remembering(), self._reading() as connection:
            moved = connection.execute(select(SAVES.c.number).where(mine).limit(1)).first()
        if moved:
            with self._begun() as connection:
                connection.execute(update(SAVES).where(mine).values(book=book))

    def known(self) -> Known:
        """How far the journal is now: to be asked before returns are read that are to be approved."""
        here = SAVES.c.workspace == self._workspace
        with self._begun() as connection:
            wait(connection, self._workspace)
            newest = connection.scalar(select(func.max(SAVES.c.number)).where(here))
            return Known(newest or 0, frozenset(connection.scalars(select(SAVES.c.number).where(here, SAVES.c.state == WAITING))))

    def verdicts(self, branch: str) -> Mapping[Return, bool]:
        """The returns of a branch that are locked because they were finally approved (True), and those opened again by sending them back (False)."""
        with remembering(), self._reading() as connection:
            return verdicts(connection, self._workspace, branch)

    def corrections(self, periods: Iterable[str] | None = None) -> Mapping[Return, list[str]]:
        """The reasons for which locked returns of these periods, or of all, were changed by a save that holds, oldest first."""
        holds = SAVES.c.state.in_((WAITING, APPLIED))
        asked = self._corrected(holds if periods is None else CORRECTIONS.c.period.in_(set(periods)) & holds)
        found: dict[Return, list[str]] = {}
        with remembering(), self._reading() as connection:
            for row in connection.execute(asked).mappings():
                found.setdefault(Return(row["org"], row["sheet"], row["period"]), []).append(row["reason"])
        return found

    def corrected_since(self, at: dt.datetime) -> list[Save]:
        """The corrections that were saved from a moment on and hold, oldest first."""
        correcting = select(CORRECTIONS.c.operation).where(CORRECTIONS.c.workspace == self._workspace)
        holds = SAVES.c.state.in_((WAITING, APPLIED)) & (SAVES.c.at >= at.astimezone(dt.UTC).isoformat())
        return self._found(SAVES.c.operation.in_(correcting) & holds)

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with remembering(), self._engine.begin() as connection:
            yield connection

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(**READING)

    def _insert(self, connection: Connection, change: Change, who: str, locking: Locking | None, undoes: str | None = None) -> None:
        """Remember a save that waits; without ``locking``, one by which rows are let go and nothing is to be written."""
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
            "state": WAITING if locking else LET_GO,
            "undoes": undoes,
        }
        wait(connection, self._workspace)
        try:
            with connection.begin_nested():
                connection.execute(insert(SAVES).values(told))
        except IntegrityError:
            return
        if locking:
            take(connection, self._workspace, change, locking)

    def _move(self, connection: Connection, operation: str, old: str, new: str, problem: Mapping[str, Any] | None) -> bool:
        here = (SAVES.c.operation == operation) & (SAVES.c.state == old)
        return connection.execute(update(SAVES).where(here).values(state=new, problem=dict(problem) if problem else None)).rowcount == 1

    def _found(self, condition: Any) -> list[Save]:
        asked = select(SAVES).where(SAVES.c.workspace == self._workspace, condition).order_by(SAVES.c.number)
        corrected: dict[str, list[Mapping[Any, Any]]] = {}
        with remembering(), self._reading() as connection:
            for row in connection.execute(self._corrected(condition)).mappings():
                corrected.setdefault(row["operation"], []).append(row)
            return [_save(found, corrected.get(found["operation"], ())) for found in connection.execute(asked).mappings()]

    def _corrected(self, condition: Any) -> Any:
        """The corrections of the saves for which the condition holds."""
        joined = select(CORRECTIONS).join(SAVES, (SAVES.c.operation == CORRECTIONS.c.operation) & (SAVES.c.workspace == CORRECTIONS.c.workspace))
        return joined.where(SAVES.c.workspace == self._workspace, condition).order_by(CORRECTIONS.c.number)


def _save(found: Mapping[Any, Any], corrected: Sequence[Mapping[Any, Any]]) -> Save:
    rows = [RowChange(**row) for row in found["rows"]]
    change = Change(found["book"], SHEETS[found["sheet"]], rows, found["operation"], found["branch"])
    at = dt.datetime.fromisoformat(found["at"])
    told = found["state"], found["number"], found["problem"], found["trace"], found["undoes"]
    corrects = tuple(Return(row["org"], row["sheet"], row["period"]) for row in corrected)
    return Save(change, found["who"], at, *told, corrects, corrected[0]["reason"] if corrected else "")
