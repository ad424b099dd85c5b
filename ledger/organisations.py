"""The tree of organisations through time: who stands below whom on which day, and which leaves are open."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from schema.issue import Issue

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
    def _by_code(self) -> dict[str, list[Organisation]]:
        found: dict[str, list[Organisation]] = {}
        for row in self.rows:
            found.setdefault(row.code, []).append(row)
        return {code: sorted(rows, key=lambda row: row.opened_on) for code, rows in found.items()}

    def on(self, code: str, day: dt.date) -> Organisation:
        """The row of a code on a day: the one in force, else the last before it, else the first. Raises KeyError."""
        rows = self._by_code[code]
        return next((row for row in rows if row.covers(day)), next((row for row in reversed(rows) if row.opened_on <= day), rows[0]))

    def begins_on(self, code: str) -> dt.date:
        """The first day an organisation exists; NEVER for a code that nobody has."""
        return self._by_code[code][0].opened_on if code in self._by_code else NEVER

    def spells(self, code: str) -> list[Organisation]:
        """The rows of a code in order of time."""
        return self._by_code[code]

    def open_on(self, code: str, day: dt.date) -> bool:
        """Whether the organisation exists on the day."""
        return any(row.covers(day) for row in self._by_code.get(code, ()))

    def children(self, code: str, day: dt.date) -> list[str]:
        """The organisations directly below on the day, open ones only, in sheet order."""
        return [child for child in self.codes if self.open_on(child, day) and self.on(child, day).parent == code]

    def line(self, code: str, day: dt.date) -> Iterator[str]:
        """The organisation and everyone above it on the day, from the bottom up."""
        seen: set[str] = set()
        step: str | None = code
        while step in self._by_code and step not in seen:
            seen.add(step)
            yield step
            step = self.on(step, day).parent

    def leaves_below(self, code: str, day: dt.date) -> list[str]:
        """The leaves below an organisation (or itself) that are open on the day."""
        return [leaf for leaf in self.leaves if self.open_on(leaf, day) and code in self.line(leaf, day)]

    @cached_property
    def _breaks(self) -> list[dt.date]:
        days = {row.opened_on for row in self.rows} | {row.closed_on for row in self.rows}
        return sorted(days - {ALWAYS, NEVER})

    def lines(self) -> list[dict[str, Any]]:
        """Ancestor, leaf and the days the leaf stood below it, one row a span; first and last spans reach for ever.

        ``open`` says whether the leaf existed in the span: stocks ask for it, flows stay with the line they were filed in.
        """
        edges = [ALWAYS, *self._breaks, NEVER]
        spans = list(zip(edges, edges[1:], strict=False))
        return [
            {"org": above, "branch": leaf, "since": since, "until": until, "open": self.open_on(leaf, since)}
            for leaf in self.leaves
            for since, until in spans
            for above in self.line(leaf, since)
        ]


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
