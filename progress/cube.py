"""Numbers of organisations on dates, side by side in arrays, so that arithmetic on them is arithmetic on whole columns."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Cube:
    """Places (org, on, and group columns) and named columns of numbers over them; NaN where an engine's answer has nothing."""

    keys: pd.DataFrame
    columns: Mapping[str, Numbers]

    @classmethod
    def dense(cls, organisations: Sequence[str], days: Sequence[dt.date], answers: Sequence[pa.Table]) -> "Cube":
        """A place for each organisation on each day, days inside organisations."""
        keys = pd.DataFrame({"org": pd.Index(organisations).repeat(len(days)), "on": np.tile(np.array(days, object), len(organisations))})
        columns: dict[str, Numbers] = {}
        for answer in answers:
            at = answer["org"].to_numpy() * len(days) + pc.index_in(answer["on"], pa.array(days, pa.date32())).to_numpy()
            columns |= _scattered(answer, at, len(keys), ("org", "on"))
        return cls(keys, columns)

    @classmethod
    def of(cls, organisations: Sequence[str], answers: Sequence[pa.Table], groups: Sequence[str]) -> "Cube":
        """A place for each that stands in an answer."""
        names = ["org", "on", *groups]
        codes = pd.Index(organisations)
        frames = [answer.select(names).to_pandas(date_as_object=True) for answer in answers]
        frames = [frame.assign(org=codes.take(frame["org"])) for frame in frames]
        keys = pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True) if frames else pd.DataFrame(columns=names)
        places = pd.MultiIndex.from_frame(keys)
        columns: dict[str, Numbers] = {}
        for answer, frame in zip(answers, frames, strict=True):
            columns |= _scattered(answer, places.get_indexer(pd.MultiIndex.from_frame(frame)), len(keys), names)
        return cls(keys, columns)


def _scattered(answer: pa.Table, at: Any, size: int, keys: Sequence[str]) -> dict[str, Numbers]:
    found = {}
    for name in answer.column_names:
        if name not in keys:
            found[name] = np.full(size, np.nan)
            found[name][at] = answer[name].to_numpy()
    return found
