"""Tables as a .csv file that spreadsheet programs open as text and never as a formula, and the way back, which loses nothing."""

import csv
import io
from collections.abc import Sequence
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, WriteOptions, read_csv, write_csv

from snapshots import cells

GUARD: Final = "'"
"""Stands before a text that a program might compute, and before one that begins with it: whoever takes one away has what was typed."""
_MARK: Final = "\ufeff"
_SIGNS = r"=+@\-\x{ff1d}\x{ff0b}\x{ff20}\x{ff0d}\x{2212}"  # some programs read the wide ones as the narrow ones
_UNSEEN = r"\x00-\x20\"\pZ\p{Cc}\p{Cf}"
_COMPUTED: Final = rf"^(?:{GUARD}|[\t\r\n]|[{_UNSEEN}]*[{_SIGNS}])"


def to_csv(table: pd.DataFrame | pa.Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel knows the encoding; a text that would be computed begins with GUARD, unknown is empty."""
    names = [str(name) for name in (table.columns if isinstance(table, pd.DataFrame) else table.column_names)]
    return of_columns(names, [cells.parts(table.iloc[:, at] if isinstance(table, pd.DataFrame) else table.column(at)) for at in range(len(names))])


def of_columns(names: Sequence[str], held: Sequence[cells.Parts]) -> bytes:
    """The same for columns that are in typed parts already."""
    head = io.StringIO(newline="")
    csv.writer(head).writerow(_guarded(pa.array(names, pa.string())).to_pylist())
    buffer = pa.BufferOutputStream()
    buffer.write((_MARK + head.getvalue()).encode())
    write_csv(pa.table([_written(parts) for parts in held], names), buffer, WriteOptions(include_header=False, eol="\r\n"))
    made: bytes = buffer.getvalue().to_pybytes()
    return made


def from_csv(content: bytes) -> pa.Table:
    """A table that ``to_csv`` wrote, every column as text just as it was before the guard; empty is unknown."""
    head = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    as_text = ConvertOptions(column_types=dict.fromkeys(head, pa.string()), null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False)
    read = read_csv(pa.BufferReader(content), ReadOptions(), ParseOptions(newlines_in_values=True), as_text)
    return pa.table([_unguarded(column) for column in read.columns], _unguarded(pa.array(head, pa.string())).to_pylist())


def _written(held: cells.Parts) -> pa.Array:
    """A column as it stands in the file; one of a single type keeps it, so that numbers stand without quotes."""
    guarded = [_guarded(part) if pa.types.is_string(part.type) else part for part in held]
    return guarded[0] if len(guarded) == 1 else pc.coalesce(*(part.cast(pa.string()) for part in guarded))


def _guarded(texts: pa.Array) -> pa.Array:
    computed = pc.match_substring_regex(texts, _COMPUTED)
    return pc.if_else(computed, pc.binary_join_element_wise(GUARD, texts, ""), texts) if pc.any(computed).as_py() else texts


def _unguarded(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return pc.if_else(pc.starts_with(texts, GUARD), pc.utf8_slice_codeunits(texts, 1), texts)
