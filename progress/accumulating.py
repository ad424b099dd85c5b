"""What an engine brought together by organisation and day, brought together for windows in arrays: a day is looked at once however many windows begin alike."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from progress.windows import Windows

Array = np.ndarray[Any, Any]
_NOTHING = {"sum": 0.0, "min": np.inf, "max": -np.inf}
_TOGETHER = {"sum": np.add, "min": np.minimum, "max": np.maximum}


def accumulated(parts: pa.Table, day: str, keys: Sequence[str], how: Mapping[str, str], windows: Windows) -> pa.Table:
    """The keys, ``on`` and the columns of ``how`` (sum, min or max of each) for every window, from parts by keys and day.

    Nulls are nothing; a key without a part in a window has no row for it.
    """
    frame = parts.select(list(keys)).to_pandas()
    place = frame.groupby(list(keys), sort=False, dropna=False).ngroup().to_numpy()
    found = pa.Table.from_pandas(frame.drop_duplicates(), schema=parts.select(list(keys)).schema, preserve_index=False)
    days, at = np.unique(parts[day].to_numpy().astype("datetime64[D]"), return_inverse=True)
    there = np.zeros((len(found), len(days)), bool)
    there[place, at] = True
    spread = {name: _spread(parts[name], each, there.shape, place, at) for name, each in how.items()}
    answers = [_answer(found, run, on) for since in sorted({each.since for each in windows.values()}) for on, run in _runs(since, windows, days, there, spread)]
    return pa.concat_tables(answers)


@dataclass(frozen=True)
class _Spread:
    """A column laid out by key and day: its values with nothing where there is none, and where there are any."""

    how: str
    values: Array
    known: Array


@dataclass
class _Run:
    """How far days have been brought together: up to which one, for which keys there was a part, and what came of each column."""

    at: int
    there: Array
    totals: dict[str, Array] = field(default_factory=dict)
    known: dict[str, Array] = field(default_factory=dict)


def _spread(column: pa.ChunkedArray, how: str, shape: tuple[int, ...], place: Array, at: Array) -> _Spread:
    values, known = np.full(shape, _NOTHING[how]), np.zeros(shape, bool)
    numbers = column.to_numpy()
    is_known = ~np.isnan(numbers)
    values[place[is_known], at[is_known]] = numbers[is_known]
    known[place, at] = is_known
    return _Spread(how, values, known)


def _runs(since: dt.date, windows: Windows, days: Array, there: Array, spread: Mapping[str, _Spread]) -> Iterator[tuple[dt.date, _Run]]:
    """The windows that begin on a day, the shortest first, each going on from the one before."""
    begins = int(np.searchsorted(days, np.datetime64(since)))
    run = _Run(begins, np.zeros(len(there), bool))
    for name, column in spread.items():
        run.totals[name], run.known[name] = np.full(len(there), _NOTHING[column.how]), np.zeros(len(there), bool)
    for on, window in sorted(windows.items(), key=lambda item: item[1].until):
        if window.since == since:
            _go_on(run, int(np.searchsorted(days, np.datetime64(window.until), "right")), there, spread)
            yield on, run


def _go_on(run: _Run, until: int, there: Array, spread: Mapping[str, _Spread]) -> None:
    if until > run.at:
        new = slice(run.at, until)
        run.there = run.there | there[:, new].any(axis=1)
        for name, column in spread.items():
            together = _TOGETHER[column.how]
            run.totals[name] = together(run.totals[name], together.reduce(column.values[:, new], axis=1))
            run.known[name] = run.known[name] | column.known[:, new].any(axis=1)
        run.at = until


def _answer(found: pa.Table, run: _Run, on: dt.date) -> pa.Table:
    there = np.flatnonzero(run.there)
    told = {name: pa.array(run.totals[name][there], mask=~run.known[name][there]) for name in run.totals}
    answer = found.take(pa.array(there)).append_column("on", pa.array([on] * len(there), pa.date32()))
    for name, column in told.items():
        answer = answer.append_column(name, column)
    return answer
