"""The query engine behind the ledger: an Ibis backend with the ledger's tables loaded."""

from collections.abc import Iterable, Mapping
from typing import Any

import ibis
import pyarrow as pa


def connect(made: Mapping[str, pa.Table], lines: Iterable[Mapping[str, Any]]) -> ibis.BaseBackend:
    """DuckDB in memory with these tables and the table ``lines`` of the tree (org, branch, since, until, open)."""
    engine = ibis.duckdb.connect()
    for name, table in made.items():
        engine.create_table(name, table)
    engine.create_table("lines", _lines_table(lines))
    return engine


def _lines_table(lines: Iterable[Mapping[str, Any]]) -> pa.Table:
    kinds = {"org": pa.string(), "branch": pa.string(), "since": pa.date32(), "until": pa.date32(), "open": pa.bool_()}
    rows = list(lines)
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})
