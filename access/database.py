"""The database that must never forget: SQLite in the workspace by default, PostgreSQL where several servers share one workspace."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

FILE = "xushi.db"
READING: Mapping[str, bool] = {"reading": True}
"""The execution options of a connection that only reads, so that it keeps no writer waiting."""
_PATIENCE = 30
_ASK_AGAIN = 0.02


class DatabaseError(Exception):
    """The database cannot be reached or refuses to work; nothing was remembered."""


def database(url: str, folder: Path) -> Engine:
    """The engine for an address such as ``postgresql+psycopg://…``; without one, SQLite in ``folder``.

    SQLite keeps a write-ahead log and flushes every commit to the disk before it is answered. Raises DatabaseError.
    """
    try:
        if not url:
            folder.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{folder / FILE}"
        if make_url(url).get_backend_name() != "sqlite":
            # Whoever is ``alone`` holds one connection and needs another: a bounded pool would let the waiting starve the working.
            return create_engine(url, pool_pre_ping=True, max_overflow=-1, connect_args={"connect_timeout": _PATIENCE})
        engine = create_engine(url, connect_args={"timeout": _PATIENCE})
    except (OSError, SQLAlchemyError, ImportError) as error:
        raise DatabaseError(str(error)) from error
    event.listen(engine, "connect", _lasting)
    event.listen(engine, "begin", _write_at_once)
    return engine


@contextmanager
def remembering() -> Iterator[None]:
    """What the database library raises becomes DatabaseError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise DatabaseError(type(error).__name__) from error


def keep_tables(engine: Engine, tables: MetaData) -> None:
    """Make the tables that are not there yet; several servers may begin at once. Raises DatabaseError."""
    with alone(engine, "tables"), remembering():
        tables.create_all(engine)


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[None]:
    """Nobody who shares this database server is inside the same ``name`` meanwhile. On SQLite files are locked by other means."""
    if engine.dialect.name != "postgresql":
        yield
        return
    key = _key(name)
    with remembering(), engine.connect() as connection:
        connection.execute(select(func.pg_advisory_lock(key)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))


def in_turn(connection: Connection, name: str) -> None:
    """Until its end this transaction keeps out others in the same ``name``. On SQLite a transaction that writes keeps out all others anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_key(name))))


def is_sound(engine: Engine) -> bool:
    """Whether SQLite finds its file as it wrote it; a server looks after its own."""
    if engine.dialect.name != "sqlite":
        return True
    try:
        with engine.connect().execution_options(**READING) as connection:
            return list(connection.exec_driver_sql("pragma integrity_check").scalars()) == ["ok"]
    except SQLAlchemyError:
        return False


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def _lasting(connection: Any, _: object) -> None:
    """Transactions are begun by us, below, and not by the driver at the first write."""
    connection.isolation_level = None
    _begin_log(connection)
    connection.execute("pragma synchronous=full")


def _begin_log(connection: Any) -> None:
    """Of several who turn a new file to its write-ahead log at once, SQLite refuses some without waiting: they ask again."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("pragma journal_mode=wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_ASK_AGAIN)
        else:
            return


def _write_at_once(connection: Any) -> None:
    """A transaction that reads first and writes later would fail where two meet; one that says so at once waits its turn."""
    connection.exec_driver_sql("begin" if connection.get_execution_options().get("reading") else "begin immediate")
