"""Rules between rows that stand for events, and between a cell and the one that belongs beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from schema.between import Filled, Finding
from schema.tuples import Numbers

OF_THE_FILLING = ("branch_code", "filler_role", "reported_on", "remark")
"""Columns that say who filled a row in and when, and nothing of the event."""


@dataclass(frozen=True)
class NoneTwice:
    """No two rows say the same, whoever filled them in and whenever: for sheets whose rows have no key."""

    def found(self, rows: Filled) -> Iterator[Finding]:
        """Every row but the first of those that are equal."""
        names = [column.name for column in rows.columns if column.name not in OF_THE_FILLING]
        marks = rows.fingerprint(names)
        order = np.argsort(marks, kind="stable")
        alike = np.flatnonzero(marks[order][1:] == marks[order][:-1])
        firsts: dict[tuple[object, ...], int] = {}
        for at in np.unique(order[np.concatenate([alike, alike + 1])]).tolist() if len(alike) else ():
            said = (int(rows.book[at]), *(str(rows.table[name][at].as_py()) for name in names))
            first = firsts.setdefault(said, at)
            if first != at:
                yield Finding("equal_row", names[0], at, "warn", first, names[0])


@dataclass(frozen=True)
class NeverMoreToDate:
    """Of what came up so far no more is done than came up, day by day in each group."""

    done: str
    raised: str
    by: tuple[str, ...]
    on: str

    def found(self, rows: Filled) -> Iterator[Finding]:
        """Every row that goes beyond what was open; it is left out of what follows."""
        net = rows.whole(self.raised) - rows.whole(self.done)
        if (net >= 0).all():
            return
        groups, days = rows.groups(self.by), rows.whole(self.on)
        order = np.lexsort((-net, days, groups))
        for group in np.unique(groups[net < 0]).tolist():
            yield from self._exceeded(rows, net, order[groups[order] == group])

    def _exceeded(self, rows: Filled, net: Numbers, order: Numbers) -> Iterator[Finding]:
        left = 0
        for at in order.tolist():
            if left + net[at] < 0:
                yield Finding("beyond_raised", self.done, at, values={"open": left})
            else:
                left += int(net[at])


@dataclass(frozen=True)
class Partner:
    """A figure is there wherever the one beside it is: 不适用 will not do. One left blank is told as such already."""

    code: str
    column: str
    beside: str

    def found(self, rows: Filled) -> Iterator[Finding]:
        """Every row that has only the one beside it."""
        alone = np.flatnonzero(rows.known(self.beside) & ~rows.known(self.column))
        blanks = rows.table["blanks"].take(alone).to_pylist() if len(alone) else ()
        for at, blank in zip(alone.tolist(), blanks, strict=True):
            if self.column not in (blank or ()):
                yield Finding(self.code, self.column, at, "warn", at, self.beside)
