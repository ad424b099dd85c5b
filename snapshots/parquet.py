"""Tables as Parquet, the same bytes for the same rows: one writer, fixed options, nothing of where the table came from."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

_OPTIONS = {"compression": "zstd", "compression_level": 9, "store_schema": False, "write_page_checksum": False}
_ROWS = 1 << 20
_MOST_BYTES = 2 << 30
_DAYS = ("on", "start_on", "due_on")
_FLAGS = ("assumed", "derived")
"""Columns of records that are yes, no or unknown."""
_TYPES = {"object": pa.date32(), "str": pa.string(), "float64": pa.float64(), "int64": pa.int64(), "bool": pa.bool_()}


def packed_rows(table: pa.Table) -> bytes:
    """A table of plain columns and lists of texts."""
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks(), sink, row_group_size=_ROWS, **_OPTIONS)
    return bytes(sink.getvalue().to_pybytes())


def unpacked_rows(content: bytes, rows: int) -> pa.Table:
    """The table that was packed. Raises ValueError where it announces other rows, or more bytes than anybody has."""
    file = pq.ParquetFile(pa.BufferReader(content))
    about = file.metadata
    if about.num_rows != rows or sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups)) > _MOST_BYTES:
        raise ValueError("other rows than announced")
    return file.read()


def conformed(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with these columns: one that it lacks is empty, one that is no longer known is left out."""
    columns = [table[field.name].cast(field.type) if field.name in table.column_names else pa.nulls(len(table), field.type) for field in schema]
    return pa.table(columns, schema=schema)


def packed_records(records: pd.DataFrame) -> bytes:
    """Records as ``progress.records`` gives them, unknown as null."""
    kinds = [(name, pa.bool_() if name in _FLAGS else _TYPES[str(kind)]) for name, kind in records.dtypes.items()]
    return packed_rows(pa.Table.from_pandas(records, pa.schema(kinds), preserve_index=False).replace_schema_metadata())


def unpacked_records(content: bytes, rows: int) -> pd.DataFrame:
    """The records that were packed, every column of the kind it had."""
    found: pd.DataFrame = unpacked_rows(content, rows).to_pandas()
    return found.astype(dict.fromkeys((*_DAYS, *_FLAGS), "object"))
