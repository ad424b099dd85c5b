"""Numbering the tuples of values that columns make."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[Any, Any]


def combined(codes: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Numbers for the tuples that arrays of codes (from 0) make, in the order they are first seen, and the row of each first sight."""
    found = np.zeros(len(codes[0]), np.int64)
    for part in codes:
        wider = found * (int(part.max(initial=0)) + 1) + part
        found = pa.array(wider).dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    firsts = np.flatnonzero(np.diff(np.maximum.accumulate(found), prepend=-1)) if len(found) else found
    return found, firsts
