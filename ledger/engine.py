"""The query engine behind the ledger: an Ibis backend that is asked questions over named tables.

A question is an Ibis expression over tables without a backend (``table``), so it is the same for every engine, and whoever
asks it again on DuckDB finds it compiled. The ledger's tables are handed to the engine when a question first needs them.
"""

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Protocol

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from ledger.tables import schemas

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


class Engine:
    """An Ibis backend with tables that are handed over when they are first asked for. Sessions may share it."""

    def __init__(self, backend: ibis.BaseBackend, tables: Mapping[str, Callable[[], pa.Table]]) -> None:
        self._backend, self._tables = backend, tables
        self._held: set[str] = set()
        self._lock = threading.RLock()

    def answer(self, question: Question, windows: pa.Table) -> pa.Table:
        """The rows that the question asks for, looking through these windows."""
        with self._lock:
            for name in sorted(_tables_of(question) - self._held - {WINDOWS}):
                self._hold(name)
                self._held.add(name)
            return self._answer(question, windows)

    def _hold(self, name: str) -> None:
        self._backend.create_table(name, self._tables[name](), temp=True)

    def _answer(self, question: Question, windows: pa.Table) -> pa.Table:
        self._backend.create_table(WINDOWS, windows, temp=True, overwrite=True)
        return self._backend.to_pyarrow(_expression(question))


class DuckEngine(Engine):
    """DuckDB in memory, which is asked in compiled form."""

    def __init__(self, tables: Mapping[str, Callable[[], pa.Table]]) -> None:
        super().__init__(ibis.duckdb.connect(), tables)

    def _answer(self, question: Question, windows: pa.Table) -> pa.Table:
        self._backend.con.register(WINDOWS, windows)
        return self._backend.con.execute(_compiled(question)).to_arrow_table()


def connect(tables: Mapping[str, Callable[[], pa.Table]]) -> Engine:
    """The engine over these tables, by name."""
    return DuckEngine(tables)


@lru_cache(_QUESTIONS)
def _expression(question: Question) -> ir.Table:
    return question.expression()


@lru_cache(_QUESTIONS)
def _compiled(question: Question) -> str:
    return str(ibis.duckdb.compile(_expression(question)))


@lru_cache(_QUESTIONS)
def _tables_of(question: Question) -> frozenset[str]:
    return frozenset(node.name for node in _expression(question).op().find(ops.UnboundTable))
