"""n of N: how many of the branches that owe the sheets of a formula have filed them for the newest period that has ended."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ledger.ledger import Ledger
from ledger.organisations import Numbers, Organisations
from schema import period as periods
from schema.registry import by_title
from schema.target import EVERY_LEAF

Owed = tuple[str, str, dt.date, dt.date]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_NEVER = np.datetime64("0001-01-01")


class Coverage:
    """What every leaf owes on a day and whether it has filed it. One object serves many formulas on the same day."""

    def __init__(self, ledger: Ledger, on: dt.date) -> None:
        self._ledger, self._organisations, self._on = ledger, ledger.organisations, on
        self._owed = _owed_by_leaf(ledger, on)
        self._alike: dict[tuple[Owed, ...], list[str]] = {}
        for leaf, owed in self._owed.items():
            self._alike.setdefault(owed, []).append(leaf)
        self._filed: dict[tuple[str, dt.date, dt.date], Flags] = {}
        self._counted: dict[tuple[str, ...], tuple[Numbers, Numbers]] = {}
        self._stale: dict[tuple[str, ...], Numbers] = {}

    def counts(self, sheets: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        """For each organisation (reported, expected): its open leaves that owe one of the sheets, and those that filed all they owe of them."""
        reported, expected = self.counted(sheets)
        return {code: (int(reported[at]), int(expected[at])) for at, code in enumerate(self._organisations.codes) if expected[at]}

    def counted(self, sheets: Sequence[str]) -> tuple[Numbers, Numbers]:
        """The same as numbers of reported and expected leaves, in the order of the organisations."""
        key = tuple(sorted(sheets))
        if key not in self._counted:
            expects, reports = self._none(), self._none()
            for owed, leaves in self._alike.items():
                wanted = [(sheet, since, until) for sheet, _, since, until in owed if sheet in key]
                at = self._organisations.places(leaves if wanted else ())
                expects[at] = True
                reports[at] = np.logical_and.reduce([self._filed_in(*each)[at] for each in wanted]) if wanted else False
            self._counted[key] = self._above(reports), self._above(expects)
        return self._counted[key]

    def owed(self) -> Iterator[tuple[str, Owed]]:
        """Every open leaf with each sheet it owes: name, frequency, first and last day of the newest period that has ended."""
        return ((leaf, each) for leaf, owed in self._owed.items() for each in owed)

    def holding(self, sheets: Sequence[str], holds: Callable[[str, Owed], bool]) -> Mapping[str, int]:
        """For each organisation how many of its open leaves owe one of the sheets, where something holds of all they owe of them."""
        held = self._none()
        for leaf, owed in self._owed.items():
            wanted = [each for each in owed if each[0] in sheets]
            held[self._organisations.places([leaf])] = bool(wanted) and all(holds(leaf, each) for each in wanted)
        return dict(zip(self._organisations.codes, self._above(held).tolist(), strict=True))

    def stale(self, sheets: Sequence[str], allowed: int) -> Numbers:
        """In the order of the organisations, how many of their open leaves have been silent in one of the sheets for more than so many ended periods.

        Silence is counted from a first return on.
        """
        key = (*sorted(sheets), str(allowed))
        if key not in self._stale:
            found = self._none()
            for owed, leaves in self._alike.items() if sheets else ():
                at = self._organisations.places(leaves)
                for sheet, frequency, _, until in owed:
                    if sheet in sheets and frequency != periods.ONCE:
                        found[at] |= self._silent_longer(sheet, frequency, until, allowed)[at]
            self._stale[key] = self._above(found)
        return self._stale[key]

    def _silent_longer(self, sheet: str, frequency: str, until: dt.date, allowed: int) -> Flags:
        """The leaves of whose newest return more periods ended up to a day; none of those that never filed, for then nothing is carried on."""
        branch, first, last = self._ledger.spans[sheet]
        newest = np.full(len(self._organisations.codes), _NEVER)
        begun = first <= np.datetime64(until)
        np.maximum.at(newest, branch[begun], last[begun])
        long = {day: len(periods.between(day.item() + dt.timedelta(days=1), until, frequency)) > allowed for day in np.unique(newest) if day != _NEVER}
        return np.isin(newest, [day for day, is_long in long.items() if is_long])

    def has_filed(self, leaf: str, sheet: str, since: dt.date, until: dt.date) -> bool:
        """Whether the branch has an accepted row or a note for a period inside these days."""
        return bool(self._filed_in(sheet, since, until)[self._organisations.places([leaf])[0]])

    def _filed_in(self, sheet: str, since: dt.date, until: dt.date) -> Flags:
        key = sheet, since, until
        if key not in self._filed:
            branch, first, last = self._ledger.spans[sheet]
            found = self._none()
            found[branch[(first >= np.datetime64(since)) & (last <= np.datetime64(until))]] = True
            self._filed[key] = found
        return self._filed[key]

    def _none(self) -> Flags:
        return np.zeros(len(self._organisations.codes), bool)

    def _above(self, leaves: Flags) -> Numbers:
        """How many of these leaves stand below each organisation."""
        below, above = self._organisations.above(self._on)
        return np.bincount(above[leaves[below]], minlength=len(leaves)).astype(np.int64)


def assignments_of(ledger: Ledger, leaf: str, day: dt.date) -> Iterator[Mapping[str, Any]]:
    """The rows of 填报任务 that bind a leaf on a day; the most particular one for each sheet (code before kind before ALL).

    What is owed once stays owed after its last day.
    """
    organisation = ledger.organisations.on(leaf, day)
    chosen: dict[str, tuple[int, Mapping[str, Any]]] = {}
    ranks = {EVERY_LEAF: 1, organisation.kind: 2, leaf: 3}
    for row in (row for name in ranks for row in ledger.federation.assignments.get(name, ())):
        model, rank = by_title(row["sheet"]), ranks[row["branch"]]
        in_time = (row["from_on"] or dt.date.min) <= day and (row["frequency"] == periods.ONCE or day <= (row["to_on"] or dt.date.max))
        if model and in_time and rank >= chosen.get(model.about.name, (0, {}))[0]:
            chosen[model.about.name] = (rank, {**row, "name": model.about.name})
    return (row for _, row in chosen.values())


def owed_since(organisations: Organisations, leaf: str, row: Mapping[str, Any]) -> dt.date:
    """The first day whose period a leaf owes: after it opened and after the assignment began."""
    return max(organisations.begins_on(leaf), row["from_on"] or dt.date.min)


def _owed_by_leaf(ledger: Ledger, on: dt.date) -> dict[str, tuple[Owed, ...]]:
    """What each open leaf owes; leaves of one kind that opened together, and that nothing is asked of by name, owe the same."""
    organisations, known, found = ledger.organisations, dict[tuple[str, str, dt.date], tuple[Owed, ...]](), {}
    for leaf in organisations.leaves:
        if organisations.open_on(leaf, on):
            key = (leaf if leaf in ledger.federation.assignments else "", organisations.on(leaf, on).kind, organisations.begins_on(leaf))
            if key not in known:
                known[key] = tuple(_owed(ledger, leaf, on))
            found[leaf] = known[key]
    return found


def _owed(ledger: Ledger, leaf: str, on: dt.date) -> Iterator[Owed]:
    for row in assignments_of(ledger, leaf, on):
        if row["frequency"] == periods.ONCE:
            if row["to_on"] and row["to_on"] <= on:
                yield row["name"], periods.ONCE, row["from_on"] or dt.date.min, row["to_on"]
            continue
        period = periods.newest_ended(on, row["frequency"])
        if periods.last_day(period) >= owed_since(ledger.organisations, leaf, row):
            yield row["name"], row["frequency"], periods.first_day(period), periods.last_day(period)
