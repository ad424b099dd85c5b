"""The query engine behind the ledger: an Ibis backend that is asked questions over named tables.

A question is an Ibis expression over tables without a backend (``table``), so it is the same for every engine, and whoever
asks it again on DuckDB finds it compiled. The ledger's tables are handed to the engine when a question first needs them.
"""

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from ledger.facts import Facts
from ledger.tables import schemas

SPARK = "pyspark:"
WINDOWS, LINES = "windows", "lines"
_DAY = pa.date32()
_OWN = {
    WINDOWS: pa.schema([("on", _DAY), ("win_since", _DAY), ("win_until", _DAY)]),
    LINES: pa.schema([("org", pa.string()), ("branch", pa.string()), ("since", _DAY), ("until", _DAY), ("open", pa.bool_())]),
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


def rows_as(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as the table of WINDOWS or LINES."""
    return pa.Table.from_pylist(list(rows), schema=_OWN[name])


Tables = Mapping[str, Callable[[], pa.Table]]


class Engine:
    """An Ibis backend with tables that are handed over when they are first asked for. Sessions may share it."""

    def __init__(self, backend: ibis.BaseBackend, tables: Tables, facts: Facts | None = None) -> None:
        self._backend, self._tables, self._facts = backend, tables, facts
        self._held: set[str] = set()
        self._lock = threading.RLock()

    def answer(self, question: Question, windows: pa.Table) -> pa.Table:
        """The rows that the question asks for, looking through these windows."""
        with self._lock:
            for name in sorted(_tables_of(question) - self._held - {WINDOWS}):
                self._hold(name, self._tables[name]())
                self._held.add(name)
            return self._answer(question, windows)

    def _hold(self, name: str, rows: pa.Table) -> None:
        """Rows as a table that only this connection sees, in place of those of that name before."""
        self._backend.create_table(name, rows, temp=True, overwrite=True)

    def _answer(self, question: Question, windows: pa.Table) -> pa.Table:
        self._hold(WINDOWS, windows)
        return self._backend.to_pyarrow(_expression(question))


class DuckEngine(Engine):
    """DuckDB in memory, which is asked in compiled form."""

    def __init__(self, tables: Tables, facts: Facts | None = None) -> None:
        super().__init__(ibis.duckdb.connect(), tables, facts)

    def _hold(self, name: str, rows: pa.Table) -> None:
        if self._facts:
            self._backend.read_parquet(self._facts.kept(name, rows) / "**" / "*.parquet", table_name=name, hive_partitioning=False)
        else:
            super()._hold(name, rows)

    def _answer(self, question: Question, windows: pa.Table) -> pa.Table:
        self._backend.con.register(WINDOWS, windows)
        return self._backend.con.execute(_compiled(question)).to_arrow_table()


class SparkEngine(Engine):
    """A session of its own on Spark, whose tables are views that no other session sees."""

    def __init__(self, master: str, tables: Tables, facts: Facts | None = None) -> None:
        self._session = _spark(master).newSession()
        super().__init__(ibis.pyspark.connect(self._session), tables, facts)

    def _hold(self, name: str, rows: pa.Table) -> None:
        facts = None if name == WINDOWS else self._facts
        found = self._session.read.parquet(str(facts.kept(name, rows))) if facts else self._session.createDataFrame(rows)
        found.select(*rows.column_names).createOrReplaceTempView(name)


def connect(tables: Tables, address: str = "", folder: str = "") -> Engine:
    """The engine over these tables, by name: DuckDB in memory, ``pyspark:<master>``, or whatever address Ibis can connect to.

    DuckDB and Spark read the tables from a folder, if one is named, in which they are then kept as Parquet.
    """
    facts = Facts(Path(folder)) if folder else None
    if address.startswith(SPARK):
        return SparkEngine(address.removeprefix(SPARK), tables, facts)
    return Engine(ibis.connect(address), tables) if address else DuckEngine(tables, facts)


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
def _compiled(question: Question) -> str:
    return str(ibis.duckdb.compile(_expression(question)))


@lru_cache(_QUESTIONS)
def _tables_of(question: Question) -> frozenset[str]:
    return frozenset(node.name for node in _expression(question).op().find(ops.UnboundTable))
