"""Columns as cells of a spreadsheet: each value under a type that keeps it exactly, and the XML of whole rows, column by column instead of cell by cell."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from schema.grid import letter

LONGEST: Final = 32_767
"""Letters (UTF-16) that a cell may hold."""
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_SLICE = 5_000
_DIGITS = 15
_MOST = 10**_DIGITS - 1
_FIRST_DAY = dt.date(1900, 3, 1)  # before it programs disagree, because 29 February 1900 never was
_EPOCH = 25_569  # 1 January 1970
_MICROSECONDS = 86_400_000_000
_WHITE = r"^\s|\s$|\s\s|[\t\n\r]"
_ESCAPE = "_x([0-9A-Fa-f]{4})_"
_TOLD_OTHERWISE = "[\\x00-\\x08\\x0b-\\x1f&<>_\\x{fffe}\\x{ffff}]"
_UNSAYABLE = [*map(chr, (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF))]

Parts = Sequence[pa.Array]
"""One column: arrays of one length, each of one type, of which at most one has a value in a row; where none has, the cell is empty."""
Cut = Callable[[str], str]
"""What stands for a text that is longer than a cell may be."""


def parts(values: pd.Series | pa.Array | pa.ChunkedArray) -> Parts:
    """A column in typed parts: what a number of a spreadsheet would round, and days before its calendar, are texts; NaN is nothing."""
    if isinstance(values, pd.Series):
        if values.dtype == object:
            return _of_objects(values.tolist())
        values = pa.Array.from_pandas(values)
    if isinstance(values, pa.ChunkedArray):
        values = values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()  # which copies even a single one
    return _of_array(values)


def rows(columns: Mapping[str, Parts], first: int, styles: Sequence[str], cut: Cut) -> Iterator[memoryview]:
    """The XML of all rows in slices, the first one being row ``first`` of its sheet; ``styles`` are the numbers of the columns' formats, or nothing."""
    count = len(next(iter(columns.values()))[0]) if columns else 0
    for at in range(0, count, _SLICE):
        numbers = pa.array(np.arange(at, min(at + _SLICE, count)) + first).cast(pa.string())
        placed = enumerate(zip(columns.values(), styles, strict=True), start=1)
        cells = [_cells(held, at, letter(place), numbers, style, cut) for place, (held, style) in placed]
        lines = pc.binary_join_element_wise('<row r="', numbers, '">', *cells, "</row>", "")
        yield memoryview(lines.buffers()[2])


def style(held: Parts) -> str:
    """The number format a column wants; empty where the general one does."""
    kinds = {DAY if pa.types.is_date(part.type) else MOMENT if pa.types.is_timestamp(part.type) else "" for part in held}
    return max(kinds)


def _cells(held: Parts, at: int, place: str, numbers: pa.Array, style: str, cut: Cut) -> pa.Array:
    found = [_made(part.slice(at, len(numbers)), place, numbers, style, cut) for part in held]
    return pc.coalesce(*found, "")


def _made(part: pa.Array, place: str, numbers: pa.Array, style: str, cut: Cut) -> pa.Array:
    """The cells of a part, null where it has no value."""
    begin = f'<c r="{place}'
    if pa.types.is_string(part.type):
        kept = ' xml:space="preserve"' if pc.any(pc.match_substring_regex(part, _WHITE)).as_py() else ""
        return pc.binary_join_element_wise(begin, numbers, f'" t="inlineStr"><is><t{kept}>', _told(part, cut), "</t></is></c>", "")
    told = ' t="b"' if pa.types.is_boolean(part.type) else f' s="{style}"' if style and pa.types.is_temporal(part.type) else ""
    return pc.binary_join_element_wise(begin, numbers, f'"{told}><v>', _number(part), "</v></c>", "")


def _number(part: pa.Array) -> pa.Array:
    if pa.types.is_boolean(part.type):
        part = part.cast(pa.int8())
    elif pa.types.is_date(part.type):
        part = pc.add(part.cast(pa.date32()).cast(pa.int32()), _EPOCH)
    elif pa.types.is_timestamp(part.type):
        part = pc.add(pc.divide(part.cast(pa.timestamp("us")).cast(pa.int64()).cast(pa.float64()), float(_MICROSECONDS)), float(_EPOCH))
    return part.cast(pa.string())


def _told(texts: pa.Array, cut: Cut) -> pa.Array:
    """Texts as they stand in XML. What XML has no letter for is written _xHHHH_, and what only looks like that has its underscore written so."""
    if pc.any(pc.greater(pc.binary_length(texts), LONGEST)).as_py():
        texts = pa.array([cut(text) if text and len(text.encode("utf-16-le")) > 2 * LONGEST else text for text in texts.to_pylist()], pa.string())
    if not pc.any(pc.match_substring_regex(texts, _TOLD_OTHERWISE)).as_py():
        return texts
    looks = pc.match_substring_regex(texts, _ESCAPE)
    if pc.any(looks).as_py():
        texts = pc.if_else(looks, pc.replace_substring(texts, "_x", "_x005F_x"), texts)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        texts = pc.replace_substring(texts, sign, name)
    if pc.any(pc.match_substring_regex(texts, "[\\x00-\\x08\\x0b-\\x1f\\x{fffe}\\x{ffff}]")).as_py():
        texts = pc.replace_substring(texts, "\r", "&#13;")
        for sign in _UNSAYABLE:
            texts = pc.replace_substring(texts, sign, f"_x{ord(sign):04X}_")
    return texts


def _of_array(whole: pa.Array) -> Parts:
    kind = whole.type
    if pa.types.is_dictionary(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
        return (whole.cast(pa.string()),)
    if pa.types.is_floating(kind):
        return _split(whole, pc.is_finite(whole), pc.is_nan(whole))
    if pa.types.is_decimal(kind):
        return _split(whole, pc.less_equal(_digits(whole), _DIGITS))
    if pa.types.is_integer(kind):
        return _split(whole, pc.and_(pc.less_equal(whole, _MOST), pc.greater_equal(whole, -_MOST)))
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _split(whole, pc.greater_equal(whole.cast(pa.date32()), pa.scalar(_FIRST_DAY)))
    return (whole,)


def _split(whole: pa.Array, exact: pa.Array, nothing: pa.Array | None = None) -> Parts:
    """What a cell holds exactly as it is, the rest as text."""
    if nothing is not None:
        whole = pc.if_else(nothing, pa.scalar(None, whole.type), whole)
    if pc.all(exact.filter(whole.is_valid())).as_py():
        return (whole,)
    none = pa.scalar(None, whole.type)
    return pc.if_else(exact, whole, none), pc.if_else(exact, none, whole).cast(pa.string())


def _digits(numbers: pa.Array) -> pa.Array:
    """How many digits of a decimal count."""
    told = pc.replace_substring_regex(numbers.cast(pa.string()), r"(\.\d*?)0+$", r"\1")
    return pc.utf8_length(pc.replace_substring_regex(pc.replace_substring_regex(told, r"[-.]", ""), "^0+", ""))


def _of_objects(values: list[Any]) -> Parts:
    """A column in which anything may stand: one part a type, in the order they occur; what no cell has a type for is told as text."""
    known = [None if pd.isna(value) else _plain(value) for value in values]
    found: list[pa.Array] = []
    for kind in dict.fromkeys(type(value) for value in known if value is not None):
        found += _of_array(pa.array([value if type(value) is kind else None for value in known]))
    return found or (pa.nulls(len(values), pa.string()),)


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value if isinstance(value, (str, bool, int, float, dt.date, Decimal)) else str(value)
