"""Numbers of organisations on dates, side by side in arrays, so that arithmetic on them is arithmetic on whole columns."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Cube:
    """Places (org, on, and group columns) and named columns of numbers over them; NaN where an engine's answer has nothing."""

    keys: pd.DataFrame
    columns: Mapping[str, Numbers]

    @classmethod
    def dense(cls, organisations: Sequence[str], days: Sequence[dt.date], answers: Sequence[pa.Table]) -> "Cube":
        """A place for each organisation on each day, days inside organisations."""
        orgs, ons = pd.Index(organisations), pd.Index(days)
        keys = pd.DataFrame({"org": orgs.repeat(len(days)), "on": np.tile(ons.to_numpy(object), len(organisations))})
        columns: dict[str, Numbers] = {}
        for answer in answers:
            at = _codes(answer["org"], orgs) * len(days) + _codes(answer["on"], ons)
            columns |= _scattered(answer, at, len(keys), ("org", "on"))
        return cls(keys, columns)

    @classmethod
    def of(cls, answers: Sequence[pa.Table], groups: Sequence[str]) -> "Cube":
        """A place for each that stands in an answer."""
        names = ["org", "on", *groups]
        frames = [answer.select(names).to_pandas(date_as_object=True) for answer in answers]
        keys = pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True) if frames else pd.DataFrame(columns=names)
        places = pd.MultiIndex.from_frame(keys)
        columns: dict[str, Numbers] = {}
        for answer, frame in zip(answers, frames, strict=True):
            columns |= _scattered(answer, places.get_indexer(pd.MultiIndex.from_frame(frame)), len(keys), names)
        return cls(keys, columns)


def _codes(told: pa.ChunkedArray, known: pd.Index) -> Any:
    """The place of each value in an index."""
    encoded = told.combine_chunks().dictionary_encode()
    return known.get_indexer(encoded.dictionary.to_pylist())[encoded.indices.to_numpy(zero_copy_only=False)]


def _scattered(answer: pa.Table, at: Any, size: int, keys: Sequence[str]) -> dict[str, Numbers]:
    found = {}
    for name in answer.column_names:
        if name not in keys:
            found[name] = np.full(size, np.nan)
            found[name][at] = answer[name].to_numpy()
    return found
