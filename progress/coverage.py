"""n of N: how many of the branches that owe the sheets of a formula have filed them for the newest period that has ended."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ledger.ledger import Ledger
from ledger.organisations import Organisations
from schema import period as periods
from schema.assignment import Assignment
from schema.registry import by_title
from schema.target import EVERY_LEAF

Owed = tuple[str, str, dt.date, dt.date]


class Coverage:
    """What every leaf owes on a day and whether it has filed it. One object serves many formulas on the same day."""

    def __init__(self, ledger: Ledger, on: dt.date) -> None:
        self._filed = ledger.filed
        self._organisations, self._on = ledger.organisations, on
        self._owed = {leaf: list(_owed(ledger, leaf, on)) for leaf in ledger.organisations.leaves if ledger.organisations.open_on(leaf, on)}
        self._above = {leaf: list(ledger.organisations.line(leaf, on)) for leaf in self._owed}
        self._counts: dict[tuple[str, ...], dict[str, tuple[int, int]]] = {}
        self._stale: dict[tuple[str, ...], dict[str, int]] = {}

    def counts(self, sheets: Sequence[str]) -> Mapping[str, tuple[int, int]]:
        """For each organisation (reported, expected): its open leaves that owe one of the sheets, and those that filed all they owe of them."""
        key = tuple(sorted(sheets))
        if key not in self._counts:
            found: dict[str, tuple[int, int]] = {}
            for leaf, owed in self._owed.items():
                wanted = [(sheet, since, until) for sheet, _, since, until in owed if sheet in key]
                for above in self._above[leaf] if wanted else ():
                    reported, expected = found.get(above, (0, 0))
                    found[above] = (reported + all(self.has_filed(leaf, *each) for each in wanted), expected + 1)
            self._counts[key] = found
        return self._counts[key]

    def owed(self) -> Iterator[tuple[str, Owed]]:
        """Every open leaf with each sheet it owes: name, frequency, first and last day of the newest period that has ended."""
        return ((leaf, each) for leaf, owed in self._owed.items() for each in owed)

    def holding(self, sheets: Sequence[str], holds: Callable[[str, Owed], bool]) -> Mapping[str, int]:
        """For each organisation how many of its open leaves owe one of the sheets, where something holds of all they owe of them."""
        found: Counter[str] = Counter()
        for leaf, owed in self._owed.items():
            wanted = [each for each in owed if each[0] in sheets]
            if wanted and all(holds(leaf, each) for each in wanted):
                found.update(self._above[leaf])
        return found

    def stale(self, sheets: Sequence[str], allowed: int) -> Mapping[str, int]:
        """For each organisation how many of its open leaves have been silent in one of the sheets for more than so many ended periods after a first return."""
        key = (*sorted(sheets), str(allowed))
        if key not in self._stale:
            found: Counter[str] = Counter()
            for leaf, owed in self._owed.items() if sheets else ():
                if any(sheet in sheets and self._silent(leaf, sheet, frequency, until) > allowed for sheet, frequency, _, until in owed):
                    found.update(self._above[leaf])
            self._stale[key] = found
        return self._stale[key]

    def _silent(self, leaf: str, sheet: str, frequency: str, until: dt.date) -> int:
        """How many periods ended up to a day since the newest one filed; none where nothing was ever filed, for then nothing is carried on."""
        filed = [last for first, last in self._filed.get((leaf, sheet), ()) if first <= until]
        return len(periods.between(max(filed) + dt.timedelta(days=1), until, frequency)) if filed and frequency != periods.ONCE else 0

    def has_filed(self, leaf: str, sheet: str, since: dt.date, until: dt.date) -> bool:
        """Whether the branch has an accepted row or a note for a period inside these days."""
        return any(since <= first and last <= until for first, last in self._filed.get((leaf, sheet), ()))


def assignments_of(ledger: Ledger, leaf: str, day: dt.date) -> Iterator[Mapping[str, Any]]:
    """The rows of 填报任务 that bind a leaf on a day; the most particular one for each sheet (code before kind before ALL).

    What is owed once stays owed after its last day.
    """
    organisation = ledger.organisations.on(leaf, day)
    chosen: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for row in ledger.master(Assignment):
        model = by_title(row["sheet"])
        rank = {leaf: 3, organisation.kind: 2, EVERY_LEAF: 1}.get(row["branch"], 0)
        in_time = (row["from_on"] or dt.date.min) <= day and (row["frequency"] == periods.ONCE or day <= (row["to_on"] or dt.date.max))
        if model and rank and in_time and rank >= chosen.get(model.about.name, (0, {}))[0]:
            chosen[model.about.name] = (rank, {**row, "name": model.about.name})
    return (row for _, row in chosen.values())


def owed_since(organisations: Organisations, leaf: str, row: Mapping[str, Any]) -> dt.date:
    """The first day whose period a leaf owes: after it opened and after the assignment began."""
    return max(organisations.begins_on(leaf), row["from_on"] or dt.date.min)


def _owed(ledger: Ledger, leaf: str, on: dt.date) -> Iterator[Owed]:
    for row in assignments_of(ledger, leaf, on):
        if row["frequency"] == periods.ONCE:
            if row["to_on"] and row["to_on"] <= on:
                yield row["name"], periods.ONCE, row["from_on"] or dt.date.min, row["to_on"]
            continue
        period = periods.newest_ended(on, row["frequency"])
        if periods.last_day(period) >= owed_since(ledger.organisations, leaf, row):
            yield row["name"], row["frequency"], periods.first_day(period), periods.last_day(period)
