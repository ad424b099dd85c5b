"""What an engine brought together by branch and day, brought up the tree and through windows in arrays.

A day is looked at once however many windows begin alike, and a branch once however many organisations stand above it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ledger.organisations import Organisations
from progress.windows import Windows

Array = np.ndarray[Any, Any]
_NOTHING = {"sum": 0.0, "min": np.inf, "max": -np.inf}
_TOGETHER = {"sum": np.add, "min": np.minimum, "max": np.maximum}


@dataclass(frozen=True)
class Parts:
    """Where the rows of an answer stand: ``known`` are those of somebody's branch, ``laid`` their places among days × organisations, ``spans`` the
    first day and the one behind the last of each window."""

    days: Array
    laid: Array
    known: Array
    spans: Sequence[tuple[int, int]]
    organisations: Organisations

    @classmethod
    def of(cls, branch: pa.ChunkedArray, day: pa.ChunkedArray, organisations: Organisations, windows: Windows) -> "Parts":
        """The places of rows, from the places of their branches and their days. Rows of nobody's branch stand nowhere."""
        days, at = np.unique(day.to_numpy().astype("datetime64[D]"), return_inverse=True)
        places = branch.to_numpy()
        known = np.flatnonzero(places >= 0)
        begins = np.searchsorted(days, np.array([each.since for each in windows.values()], "datetime64[D]"))
        ends = np.searchsorted(days, np.array([each.until for each in windows.values()], "datetime64[D]"), "right")
        return cls(days, (at * len(organisations.codes) + places)[known], known, list(zip(begins.tolist(), ends.tolist(), strict=True)), organisations)

    def accumulated(self, numbers: Array, how: str) -> Array:
        """The numbers (sum, min or max) of each window and organisation, NaN where none of its rows has one. Nulls (NaN) are nothing."""
        nothing, together = _NOTHING[how], _TOGETHER[how]
        known = ~np.isnan(numbers)
        if how == "sum" and known.all():
            return self._through(self._up(numbers, nothing, together), together, nothing)
        total = self._through(self._up(np.where(known, numbers, nothing), nothing, together), together, nothing)
        return np.where(self.any(known), total, np.nan)

    def any(self, flags: Array) -> Array:
        """Whether any of the rows of each window and organisation is one of these."""
        return self._through(self._up(flags, nothing=False, together=np.logical_or), np.logical_or, nothing=False)

    def _up(self, values: Array, nothing: Any, together: Any) -> Array:
        """Values by day and organisation: each branch's own, and of those above what the ones below them have."""
        size = len(self.organisations.codes)
        found = np.full(len(self.days) * size, nothing, values.dtype)
        found[self.laid] = values if len(values) == len(self.known) else values[self.known]
        table: Array = found.reshape(len(self.days), size)
        for first, last in self._alike():
            for children, parents, starts in self.organisations.steps(self.days[first].item()):
                below = together.reduceat(table[first:last, children], starts, axis=1)
                table[first:last, parents] = together(table[first:last, parents], below)
        return table

    def _alike(self) -> Iterator[tuple[int, int]]:
        """The stretches of days on which the tree stands alike."""
        spans = [self.organisations.span(day) for day in self.days.tolist()]
        edges = [at for at in range(len(spans)) if at == 0 or spans[at] != spans[at - 1]]
        return zip(edges, [*edges[1:], len(spans)][: len(edges)], strict=True)

    def _through(self, laid: Array, together: Any, nothing: Any) -> Array:
        """The days of each window brought together; windows that begin alike go on from each other."""
        found = np.empty((len(self.spans), laid.shape[1]), laid.dtype)
        for begin in {begin for begin, _ in self.spans}:
            total, at = np.full(laid.shape[1], nothing, laid.dtype), begin
            for end, place in sorted((end, place) for place, (start, end) in enumerate(self.spans) if start == begin):
                if end > at:
                    total, at = together(total, together.reduce(laid[at:end], axis=0) if end > at + 1 else laid[at]), end
                found[place] = total
        return found
