"""Rules on what a branch reports period after period: beginnings are last ends, cumulative figures never fall, figures do not leap."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from schema.between import Filled, Finding
from schema.tuples import Numbers

_SMALL = 20
_PERIODS = 12
_TENTH = 10


@dataclass(frozen=True)
class Continues:
    """A beginning is the end of the newest earlier period.

    A row after one that was found wrong may also go on from where that one should have ended, so one mistake is told once.
    """

    opening: str
    closing: str

    def found(self, rows: Filled) -> Iterator[Finding]:
        """Every row whose beginning is another number."""
        before = rows.earlier("period")
        asked = (before >= 0) & rows.known(self.opening) & rows.known(self.closing)[before]
        begun, ended = rows.whole(self.opening), rows.whole(self.closing)
        gap = np.where(asked, begun - ended[before], 0)
        goes_on = (gap != 0) & (gap == -gap[before]) & asked
        broken = (gap != 0) & ~(goes_on & ~goes_on[before])
        for at in np.flatnonzero(broken).tolist():
            other = int(before[at])
            yield Finding("not_continued", self.opening, at, other=other, other_column=self.closing)


@dataclass(frozen=True)
class NeverFalls:
    """A cumulative figure is never below that of the newest earlier period, unless a 情况说明 says why."""

    column: str

    def found(self, rows: Filled) -> Iterator[Finding]:
        """Every row whose figure is lower."""
        before, values = rows.earlier(self.column), rows.whole(self.column)
        broken = (before >= 0) & rows.known(self.column) & (values < values[before])
        for at in np.flatnonzero(broken).tolist():
            if not rows.told(at, "fell"):
                yield Finding("fell", self.column, at, other=int(before[at]), other_column=self.column)


@dataclass(frozen=True)
class Steady:
    """Stocks move by no more than half from one period to the next, and no whole number leaves the range of its last twelve periods
    by more than that range's width again. Small numbers may: they leap without anything being wrong.
    """

    stocks: tuple[str, ...] = ()

    def found(self, rows: Filled) -> Iterator[Finding]:
        """Every cell that leaps; one that leaps against its last period is not told again for its range."""
        for column in rows.columns:
            if column.kind == "whole":
                leapt = np.zeros(len(rows), bool)
                if column.name in self.stocks:
                    before, leapt = _leaps(rows, column.name)
                    for at in np.flatnonzero(leapt).tolist():
                        yield Finding("jump", column.name, at, "warn", int(before[at]), column.name)
                yield from (found for found in _outside(rows, column.name) if not leapt[found.at])


def _leaps(rows: Filled, name: str) -> tuple[Numbers, Numbers]:
    """The row before each, and where the figure moved by more than half; a return to the figure before a leap is none."""
    before, values = rows.earlier(name), rows.whole(name)
    last = values[before]
    asked = (before >= 0) & rows.known(name) & (np.maximum(values, last) >= _SMALL)
    leapt = asked & (np.abs(values - last) * 2 > last)
    two_ago = values[before[before]]
    returned = leapt[before] & (np.abs(values - two_ago) * 2 <= two_ago)
    return before, leapt & ~returned


def _outside(rows: Filled, name: str) -> Iterator[Finding]:
    order = rows.ordered(name)
    series = rows.series[order]
    at = np.arange(_PERIODS, len(order))
    at = at[series[at] == series[at - _PERIODS]]
    if not len(at):
        return
    values = rows.whole(name)[order]
    windows = sliding_window_view(values, _PERIODS)[at - _PERIODS]
    least, most = windows.min(axis=1), windows.max(axis=1)
    width = np.maximum(np.maximum(most - least, most // _TENTH), _SMALL)
    far = (values[at] > most + width) | (values[at] < least - width)
    for place in np.flatnonzero(far).tolist():
        row, last = int(order[at[place]]), int(order[at[place] - 1])
        yield Finding("out_of_range", name, row, "warn", last, name, {"least": int(least[place]), "most": int(most[place])})
