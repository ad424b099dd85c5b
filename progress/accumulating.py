"""What an engine brought together by branch and day, brought up the tree and through windows in arrays.

A day is looked at once however many windows begin alike, and a branch once however many organisations stand above it.
"""

from collections.abc import Iterator
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
    """Where the rows of an answer stand: days by number, and the place of each row among days × organisations."""

    days: Array
    laid: Array
    organisations: Organisations

    @classmethod
    def of(cls, branch: pa.ChunkedArray, day: pa.ChunkedArray, organisations: Organisations) -> "Parts":
        """The places of rows, from the places of their branches and their days. Rows of nobody's branch stand nowhere."""
        days, at = np.unique(day.to_numpy().astype("datetime64[D]"), return_inverse=True)
        places = branch.to_numpy()
        return cls(days, np.where(places < 0, -1, at * len(organisations.codes) + places), organisations)

    def accumulated(self, numbers: Array, how: str, windows: Windows) -> Array:
        """The numbers (sum, min or max) of each window and organisation, NaN where none of its rows has one. Nulls (NaN) are nothing."""
        if how == "sum" and not numbers.any():
            return np.zeros((len(windows), len(self.organisations.codes)))
        known = ~np.isnan(numbers)
        total = self._through(self._up(np.where(known, numbers, _NOTHING[how]), _NOTHING[how], _TOGETHER[how]), _TOGETHER[how], _NOTHING[how], windows)
        return total if known.all() and how == "sum" else np.where(self.any(known, windows), total, np.nan)

    def any(self, flags: Array, windows: Windows) -> Array:
        """Whether any of the rows of each window and organisation is one of these."""
        return self._through(self._up(flags, False, np.logical_or), np.logical_or, False, windows)

    def _up(self, values: Array, nothing: Any, together: Any) -> Array:
        """Values by day and organisation: each branch's own, and of those above what the ones below them have."""
        size = len(self.organisations.codes)
        found = np.full(len(self.days) * size, nothing, values.dtype)
        there = self.laid >= 0
        found[self.laid[there]] = values[there]
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

    def _through(self, laid: Array, together: Any, nothing: Any, windows: Windows) -> Array:
        """The days of each window brought together; windows that begin alike go on from each other."""
        found = np.full((len(windows), laid.shape[1]), nothing, laid.dtype)
        spans = [(self._at(each.since, "left"), self._at(each.until, "right")) for each in windows.values()]
        for begin in {begin for begin, _ in spans}:
            total, at = np.full(laid.shape[1], nothing, laid.dtype), begin
            for end, place in sorted((end, place) for place, (start, end) in enumerate(spans) if start == begin):
                if end > at:
                    total, at = together(total, together.reduce(laid[at:end], axis=0)), end
                found[place] = total
        return found

    def _at(self, day: Any, side: Any) -> int:
        return int(np.searchsorted(self.days, np.datetime64(day), side))
