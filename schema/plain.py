"""Whole columns of texts looked at byte by byte: which of them are beyond doubt plain numbers or plain words.

What is not said to be plain need not be wrong; what is said to be plain means to the schema's readers just what stands there.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Numbers = np.ndarray[Any, Any]
_MOST_DIGITS = 15
_NOUGHT = ord("0")


def _words() -> Numbers:
    """The bytes of plain words: printable ASCII without the plus of powers of ten, and U+3000 … U+9FFF, which hide nothing in UTF-8."""
    plain = np.zeros(256, bool)
    plain[0x20:0x7F] = plain[0x80:0xC0] = plain[0xE3:0xEA] = True
    plain[ord("+")] = False
    return plain


_ODD = bytes((~_words()).astype(np.uint8))
_NONE = np.zeros(0, np.int64)
_FIRST = np.array([chr(byte).isalnum() if byte < 0x80 else 0xE4 <= byte <= 0xE9 for byte in range(256)])
_WIDE_SPACES = 0xE3


def plain_numbers(texts: pa.Array) -> tuple[Numbers, Numbers]:
    """The whole numbers that the texts are, and which of them are 1 to 15 digits and nothing else; 0 where they are not."""
    starts, ends, data = _bytes(texts)
    length = ends - starts
    plain = (length > 0) & (length <= _MOST_DIGITS) & _present(texts)
    _strike(plain, starts, np.flatnonzero(data - np.uint8(_NOUGHT) > 9))
    if plain.all():
        return texts.cast(pa.int64()).to_numpy(), plain
    numbers: Numbers = only(texts, plain).cast(pa.int64()).fill_null(0).to_numpy()
    return numbers, plain


def plain_words(texts: pa.Array, longest: int) -> Numbers:
    """Which texts begin with a letter, digit or common Han character, hide nothing, do not end in white space, and are not too long."""
    starts, ends, data = _bytes(texts)
    if not len(data):
        return np.zeros(len(texts), bool)
    first = data[np.minimum(starts, len(data) - 1)]
    last, lead = data[np.maximum(ends - 1, 0)], data[np.maximum(ends - 3, 0)]
    plain: Numbers = (ends > starts) & _FIRST[first] & (last != ord(" ")) & ((last < 0x80) | (lead != _WIDE_SPACES)) & _present(texts)
    odd = np.frombuffer(data.tobytes().translate(_ODD), bool)
    _strike(plain, starts, np.flatnonzero(odd) if odd.any() else _NONE)
    if int((ends - starts).max(initial=0)) > longest:
        plain &= pc.utf8_length(texts).fill_null(0).to_numpy() <= longest
    return plain


def only(values: pa.Array, present: Numbers) -> pa.Array:
    """The same values without those that are not to be present; no value is copied. Not for lists."""
    hidden = present if not values.null_count else present & values.is_valid().to_numpy(zero_copy_only=False)
    bits = np.packbits(np.concatenate([np.zeros(values.offset, bool), hidden]), bitorder="little")
    return pa.Array.from_buffers(values.type, len(values), [pa.py_buffer(bits), *values.buffers()[1:]], offset=values.offset)


def _bytes(texts: pa.Array) -> tuple[Numbers, Numbers, Numbers]:
    """Where each text begins and ends, and the bytes of all of them."""
    _, offsets, data = texts.buffers()
    places = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    found = np.frombuffer(data, np.uint8)[places[0] : places[-1]] if data is not None and len(texts) else np.zeros(0, np.uint8)
    places = places - places[0]
    return places[:-1], places[1:], found


def _present(texts: pa.Array) -> Any:
    return texts.is_valid().to_numpy(zero_copy_only=False) if texts.null_count else True


def _strike(plain: Numbers, starts: Numbers, odd: Numbers) -> None:
    """The texts in which an odd byte stands are not plain."""
    if len(odd):
        plain[np.searchsorted(starts, odd, side="right") - 1] = False
