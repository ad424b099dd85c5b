"""The tree of organisations through time: who stands below whom on which day, and which leaves are open."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from schema.issue import Issue

Numbers = np.ndarray[Any, np.dtype[np.int64]]
ALWAYS, NEVER = dt.date(1900, 1, 1), dt.date(9999, 12, 31)


@dataclass(frozen=True)
class Organisation:
    """One row of the sheet 单位: a name, parent and kind for the days from ``opened_on`` to before ``closed_on``."""

    code: str
    name: str
    parent: str | None
    kind: str
    opened_on: dt.date
    closed_on: dt.date
    merged_into: str | None

    def covers(self, day: dt.date) -> bool:
        """Whether this row is the one in force on the day."""
        return self.opened_on <= day < self.closed_on


class Organisations:
    """The rows of 单位 in the order they stand, with the questions the rest of the house asks of them."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.rows = [_organisation(row) for row in rows]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code once, in sheet order."""
        return tuple(dict.fromkeys(row.code for row in self.rows))

    @cached_property
    def root(self) -> str:
        """The organisation without a parent; empty if there is none."""
        return next((row.code for row in self.rows if row.parent is None), "")

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The codes that are never anybody's parent: the ones that file."""
        parents = {row.parent for row in self.rows}
        return tuple(code for code in self.codes if code not in parents)

    @cached_property
    def leaf_codes(self) -> frozenset[str]:
        """The codes that file, to ask whether one is among them."""
        return frozenset(self.leaves)

    @cached_property
    def _by_code(self) -> dict[str, list[Organisation]]:
        found: dict[str, list[Organisation]] = {}
        for row in self.rows:
            found.setdefault(row.code, []).append(row)
        return {code: sorted(rows, key=lambda row: row.opened_on) for code, rows in found.items()}

    def on(self, code: str, day: dt.date) -> Organisation:
        """The row of a code on a day: the one in force, else the last before it, else the first. Raises KeyError."""
        return self._standing(day).rows[code]

    def begins_on(self, code: str) -> dt.date:
        """The first day an organisation exists; NEVER for a code that nobody has."""
        return self._by_code[code][0].opened_on if code in self._by_code else NEVER

    def spells(self, code: str) -> list[Organisation]:
        """The rows of a code in order of time."""
        return self._by_code[code]

    def open_on(self, code: str, day: dt.date) -> bool:
        """Whether the organisation exists on the day."""
        return code in self._standing(day).open

    def children(self, code: str, day: dt.date) -> list[str]:
        """The organisations directly below on the day, open ones only, in sheet order."""
        return self._standing(day).children.get(code, [])

    def line(self, code: str, day: dt.date) -> Iterator[str]:
        """The organisation and everyone above it on the day, from the bottom up."""
        return iter(self._standing(day).line(code))

    def bottom_up(self, day: dt.date) -> list[str]:
        """The organisations open on the day, each before those above it."""
        return self._standing(day).bottom_up

    def leaves_below(self, code: str, day: dt.date) -> list[str]:
        """The leaves below an organisation (or itself) that are open on the day."""
        standing = self._standing(day)
        return [leaf for leaf in self.leaves if leaf in standing.open and code in standing.line(leaf)]

    def span(self, day: dt.date) -> int:
        """The number of the stretch of days in which the tree stands as it does on the day."""
        return bisect_right(self._breaks, day)

    @cached_property
    def _breaks(self) -> list[dt.date]:
        days = {row.opened_on for row in self.rows} | {row.closed_on for row in self.rows}
        return sorted(days - {ALWAYS, NEVER})

    @cached_property
    def _known(self) -> dict[int, "_Standing"]:
        return {}

    def _standing(self, day: dt.date) -> "_Standing":
        span = self.span(day)
        if span not in self._known:
            self._known[span] = _Standing({code: _row_on(rows, day) for code, rows in self._by_code.items()}, day)
        return self._known[span]

    def place(self, code: str) -> int:
        """The place of an organisation in ``codes``."""
        return self._place[code]

    def places(self, codes: Iterable[str]) -> Numbers:
        """The places of these organisations in ``codes``."""
        return np.fromiter((self._place[code] for code in codes), np.int64)

    def above(self, day: dt.date) -> tuple[Numbers, Numbers]:
        """The leaves open on the day beside each organisation above them, themselves too, both as places in ``codes``."""
        return self._standing(day).above(self)

    def steps(self, day: dt.date) -> list[tuple[Numbers, Numbers, Numbers]]:
        """The tree of a day from the bottom up, closed organisations too: children side by side with those of the same parent, the parents, and where each
        one's children begin. Whoever adds children to parents step by step has everything below the root in it."""
        return self._standing(day).steps(self)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {code: at for at, code in enumerate(self.codes)}

    def lines(self) -> dict[str, list[Any]]:
        """Ancestor, leaf and the days the leaf stood below it, as columns of places in ``codes``; first and last days reach for ever.

        ``open`` says whether the leaf existed in those days: stocks ask for it, flows stay with the line they were filed in.
        """
        place = self._place
        edges = [ALWAYS, *self._breaks, NEVER]
        found: dict[str, list[Any]] = {name: [] for name in ("org", "branch", "since", "until", "open")}
        for leaf in self.leaves:
            stood = [(self._standing(since).line(leaf), self.open_on(leaf, since)) for since in edges[:-1]]
            starts = [at for at in range(len(stood)) if at == 0 or stood[at] != stood[at - 1]]
            for at, end in zip(starts, [*starts[1:], len(stood)], strict=True):
                line, is_open = stood[at]
                for name, told in (("branch", place[leaf]), ("since", edges[at]), ("until", edges[end]), ("open", is_open)):
                    found[name] += [told] * len(line)
                found["org"] += [place[above] for above in line]
        return found


class _Standing:
    """The tree as it stands in one stretch of days."""

    def __init__(self, rows: dict[str, Organisation], day: dt.date) -> None:
        self.rows = rows
        self.open = frozenset(code for code, row in rows.items() if row.covers(day))
        self._lines: dict[str, tuple[str, ...]] = {}
        self._above: tuple[Numbers, Numbers] | None = None
        self._steps: list[tuple[Numbers, Numbers, Numbers]] | None = None

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """The open organisations below each."""
        found: dict[str, list[str]] = {}
        for code, row in self.rows.items():
            if row.parent is not None and code in self.open:
                found.setdefault(row.parent, []).append(code)
        return found

    def above(self, organisations: Organisations) -> tuple[Numbers, Numbers]:
        """The open leaves beside each organisation above them."""
        if self._above is None:
            pairs = [(leaf, above) for leaf in organisations.leaves if leaf in self.open for above in self.line(leaf)]
            self._above = organisations.places(leaf for leaf, _ in pairs), organisations.places(above for _, above in pairs)
        return self._above

    def steps(self, organisations: Organisations) -> list[tuple[Numbers, Numbers, Numbers]]:
        """The organisations of each level, the lowest first, gathered by the one directly above."""
        if self._steps is None:
            levels: dict[int, list[tuple[int, int]]] = {}
            for code, row in self.rows.items():
                if row.parent in self.rows:
                    levels.setdefault(len(self.line(code)), []).append((organisations.place(row.parent), organisations.place(code)))
            self._steps = []
            for level in sorted(levels, reverse=True):
                parent, child = np.array(sorted(levels[level]), np.int64).T
                starts = np.flatnonzero(np.diff(parent, prepend=-1))
                self._steps.append((child, parent[starts], starts))
        return self._steps

    @cached_property
    def bottom_up(self) -> list[str]:
        """The open organisations, those furthest below first."""
        return sorted((code for code in self.rows if code in self.open), key=lambda code: -len(self.line(code)))

    def line(self, code: str) -> tuple[str, ...]:
        """The organisation and everyone above it, from the bottom up."""
        if code not in self._lines:
            found: dict[str, None] = {}
            step: str | None = code
            while step in self.rows and step not in found:
                found[step] = None
                step = self.rows[step].parent
            self._lines[code] = tuple(found)
        return self._lines[code]


def _row_on(rows: list[Organisation], day: dt.date) -> Organisation:
    return next((row for row in rows if row.covers(day)), next((row for row in reversed(rows) if row.opened_on <= day), rows[0]))


def _organisation(row: Mapping[str, Any]) -> Organisation:
    return Organisation(
        code=row["code"],
        name=row["name"],
        parent=row["parent"] or None,
        kind=row["kind"],
        opened_on=row["opened_on"] or ALWAYS,
        closed_on=row["closed_on"] or NEVER,
        merged_into=row["merged_into"] or None,
    )


def tree_issues(organisations: Organisations, book: str, sheet: str) -> list[Issue]:
    """What is wrong with the tree: no root, several roots, a parent nobody has, a circle, a code with overlapping rows."""
    roots = {row.code for row in organisations.rows if row.parent is None}
    known = set(organisations.codes)
    issues = [Issue("no_root", book, sheet)] if not roots else []
    issues += [Issue("many_roots", book, sheet, values={"codes": sorted(roots)})] if len(roots) > 1 else []
    issues += [
        Issue("orphan", book, sheet, values={"code": row.code, "parent": row.parent}) for row in organisations.rows if row.parent and row.parent not in known
    ]
    issues += [Issue("circle", book, sheet, values={"code": code}) for code in organisations.codes if _circles(organisations, code)]
    return issues + [Issue("overlap", book, sheet, values={"code": code}) for code in organisations.codes if _overlaps(organisations, code)]


def _circles(organisations: Organisations, code: str) -> bool:
    for first in organisations.spells(code):
        *_, top = organisations.line(code, first.opened_on)
        parent = organisations.on(top, first.opened_on).parent
        if parent is not None and parent in organisations.codes:
            return True
    return False


def _overlaps(organisations: Organisations, code: str) -> bool:
    rows = organisations.spells(code)
    return any(first.closed_on > second.opened_on for first, second in zip(rows, rows[1:], strict=False))
