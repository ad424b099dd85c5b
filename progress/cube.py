"""Numbers of organisations on dates, side by side in arrays, so that arithmetic on them is arithmetic on whole columns."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Laid:
    """Columns laid out by day and organisation, for these days."""

    days: Sequence[dt.date]
    columns: Mapping[str, Numbers]


@dataclass(frozen=True)
class Cube:
    """Places (org, on, and group columns) and named columns of numbers over them; NaN where an engine's answer has nothing."""

    organisations: Sequence[str]
    days: Sequence[dt.date]
    columns: Mapping[str, Numbers]
    size: int
    grouped: pd.DataFrame | None = None

    @cached_property
    def keys(self) -> pd.DataFrame:
        """Org and on of each place, and its groups."""
        if self.grouped is not None:
            return self.grouped
        orgs = np.tile(np.arange(len(self.organisations)), len(self.days))
        return pd.DataFrame({"org": pd.Index(self.organisations).take(orgs), "on": np.array(self.days, object).repeat(len(self.organisations))})

    @classmethod
    def dense(cls, organisations: Sequence[str], days: Sequence[dt.date], answers: Sequence[pa.Table | Laid]) -> "Cube":
        """A place for each organisation on each day, organisations inside days."""
        size = len(organisations) * len(days)
        columns: dict[str, Numbers] = {}
        for answer in answers:
            if isinstance(answer, Laid):
                columns |= _placed(answer, len(organisations), days)
                continue
            at = pc.index_in(answer["on"], pa.array(days, pa.date32())).to_numpy().astype(np.int64) * len(organisations) + answer["org"].to_numpy()
            columns |= _scattered(answer, at, size, ("org", "on"))
        return cls(organisations, days, columns, size)

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
        return cls(organisations, (), columns, len(keys), keys)


def _placed(answer: Laid, organisations: int, days: Sequence[dt.date]) -> dict[str, Numbers]:
    """The columns with organisations inside days."""
    if list(answer.days) == list(days):
        return {name: column.ravel() for name, column in answer.columns.items()}
    at = [days.index(day) for day in answer.days]
    found = {name: np.full((len(days), organisations), np.nan) for name in answer.columns}
    for name, column in answer.columns.items():
        found[name][at] = column
    return {name: column.ravel() for name, column in found.items()}


def _scattered(answer: pa.Table, at: Any, size: int, keys: Sequence[str]) -> dict[str, Numbers]:
    found = {}
    for name in answer.column_names:
        if name not in keys:
            found[name] = np.full(size, np.nan)
            found[name][at] = answer[name].to_numpy()
    return found
