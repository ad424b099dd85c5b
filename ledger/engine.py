"""The query engine behind the ledger: an Ibis backend that is asked questions over named tables.

A question is an Ibis expression over tables without a backend (``table``), so it is the same for every engine, and whoever
asks it again on DuckDB finds it compiled. The ledger's tables are handed to the engine when a question first needs them.
"""

import atexit
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from ledger.facts import Facts
from ledger.tables import schemas

SPARK, IN_MEMORY = "pyspark", "duckdb://"
WINDOWS, LINES = "windows", "lines"
_DAY = pa.date32()
_OWN = {
    WINDOWS: pa.schema([("on", _DAY), ("win_since", _DAY), ("win_until", _DAY), ("win_org", pa.int32())]),
    LINES: pa.schema([("org", pa.int32()), ("branch", pa.int32()), ("since", _DAY), ("until", _DAY), ("open", pa.bool_())]),
}
_QUESTIONS = 4096


class Question(Hashable, Protocol):
    """What an engine is asked: equal questions have equal expressions."""

    def expression(self) -> ir.Table:
        """The expression over tables made by ``table``."""


@cache
def table(name: str) -> ir.Table:
    """One of the ledger's tables for a question: a sheet, the list of one of its columns, LINES, or the WINDOWS of who asks."""
    schema = _OWN.get(name) or schemas()[name]
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def given(name: str, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Columns as the table of WINDOWS or LINES. ``win_org``, the one organisation a window is for, may be left out: it is for all then."""
    size = len(next(iter(columns.values())))
    return pa.table({field.name: pa.array(columns.get(field.name, [None] * size), field.type) for field in _OWN[name]})


Tables = Mapping[str, Callable[[], pa.Table]]


class EngineError(Exception):
    """The engine cannot be reached, or cannot answer. Says which kind of engine it is, and nothing of its address."""


class Engine:
    """An Ibis backend with tables that are handed over when they are first asked for. Sessions may share it.

    It is connected to when it is first asked, and anew after it has failed.
    """

    def __init__(self, address: str, tables: Tables, facts: Facts | None = None) -> None:
        self._address, self._tables, self._facts = address, tables, facts
        self._backend: ibis.BaseBackend | None = None
        self._held: set[str] = set()
        self._known: dict[Question, pa.Table] = {}
        self._lock = threading.RLock()

    def answer(self, question: Question, windows: pa.Table) -> pa.Table:
        """The rows that the question asks for, looking through these windows; what no window changes is asked once. Raises EngineError."""
        with self._lock:
            try:
                backend = self._backend = self._backend or self._open()
                for name in sorted(_tables_of(question) - self._held - {WINDOWS}):
                    self._hold(backend, name, self._tables[name]())
                    self._held.add(name)
                if WINDOWS in _tables_of(question):
                    return self._answer(backend, question, windows)
                if question not in self._known:
                    self._known[question] = self._answer(backend, question, windows)
                return self._known[question]
            except Exception as error:  # whatever the libraries of other people's engines raise
                self._backend = None
                self._held.clear()
                raise EngineError(self._address.partition(":")[0]) from error

    def _open(self) -> ibis.BaseBackend:
        """A connection of its own, closed when the engine is no longer needed."""
        backend = ibis.connect(self._address)
        weakref.finalize(self, backend.disconnect)
        return backend

    def _hold(self, backend: ibis.BaseBackend, name: str, rows: pa.Table) -> None:
        """Rows as a table that only this connection sees, in place of those of that name before."""
        backend.create_table(name, rows, temp=True, overwrite=True)

    def _answer(self, backend: ibis.BaseBackend, question: Question, windows: pa.Table) -> pa.Table:
        self._hold(backend, WINDOWS, windows)
        return backend.to_pyarrow(_expression(question))


class DuckEngine(Engine):
    """DuckDB in memory, which is asked in compiled form."""

    def _hold(self, backend: ibis.BaseBackend, name: str, rows: pa.Table) -> None:
        if name == WINDOWS:
            backend.con.register(name, rows)
        elif self._facts:
            backend.read_parquet(self._facts.kept(name, rows) / "**" / "*.parquet", table_name=name, hive_partitioning=False)
        else:
            backend.con.from_arrow(rows).create(name)

    def _answer(self, backend: ibis.BaseBackend, question: Question, windows: pa.Table) -> pa.Table:
        if WINDOWS in _tables_of(question):
            self._hold(backend, WINDOWS, windows)
        return backend.con.execute(_compiled(question, "duckdb")).to_arrow_table()


class SparkEngine(Engine):
    """A session of its own on Spark, whose tables are views that no other session sees. The address ends with Spark's master, if it is not said elsewhere."""

    def _open(self) -> ibis.BaseBackend:
        return ibis.pyspark.connect(_spark(self._address.partition(":")[2]).newSession())

    def _hold(self, backend: ibis.BaseBackend, name: str, rows: pa.Table) -> None:
        session = backend._session
        facts = None if name == WINDOWS else self._facts
        found = session.read.parquet(str(facts.kept(name, rows))) if facts else session.createDataFrame(rows)
        found.select(*rows.column_names).createOrReplaceTempView(name)

    def _answer(self, backend: ibis.BaseBackend, question: Question, windows: pa.Table) -> pa.Table:
        self._hold(backend, WINDOWS, windows)
        return backend._session.sql(_compiled(question, "pyspark")).toArrow()


def connect(tables: Tables, address: str = "", folder: str = "") -> Engine:
    """The engine over these tables, by name: DuckDB in memory, ``pyspark:<master>``, or whatever address Ibis can connect to.

    DuckDB and Spark read the tables from a folder, if one is named, in which they are then kept as Parquet.
    """
    kinds = {SPARK: SparkEngine, "": DuckEngine}
    kind = kinds.get(address.partition(":")[0], Engine)
    return kind(address or IN_MEMORY, tables, Facts(Path(folder)) if folder else None)


@cache
def _spark(master: str) -> Any:
    """The Spark session of this process; what is not said here stands in Spark's own settings. Its warehouse ends with the process."""
    from pyspark.sql import SparkSession  # noqa: PLC0415

    warehouse = tempfile.mkdtemp(prefix="xushi-warehouse-")
    atexit.register(shutil.rmtree, warehouse, ignore_errors=True)
    told = {"spark.sql.warehouse.dir": warehouse, "spark.ui.enabled": "false", "spark.sql.execution.arrow.pyspark.enabled": "true"}
    if master.startswith("local"):
        told |= {"spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": str(os.cpu_count())}
    builder = SparkSession.builder.appName("xushi")
    for key, value in told.items():
        builder = builder.config(key, value)
    return (builder.master(master) if master else builder).getOrCreate()


@lru_cache(_QUESTIONS)
def _expression(question: Question) -> ir.Table:
    return question.expression()


@lru_cache(_QUESTIONS)
def _compiled(question: Question, backend: str) -> str:
    return str(getattr(ibis, backend).compile(_expression(question)))


@lru_cache(_QUESTIONS)
def _tables_of(question: Question) -> frozenset[str]:
    return frozenset(node.name for node in _expression(question).op().find(ops.UnboundTable))
