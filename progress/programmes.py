"""The named programmes of 专项 as a tree, and what is wrong with its rows."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.ledger import Ledger
from schema.indicator import Indicator
from schema.issue import Issue
from schema.programme import CHECKLIST, HOST, TEAM, Programme, ProgrammeKind
from schema.registry import by_title
from schema.workspace import MASTER


@dataclass(frozen=True)
class Part:
    """One row of 专项 with the rows below it. ``start_on`` and ``due_on`` are its own or those of the row above it.

    ``indicator_codes`` and ``sheets`` (English names) are those that exist; ``unknown`` is what was typed and does not.
    """

    code: str
    name: str
    parent: str
    kind: ProgrammeKind
    indicator_codes: tuple[str, ...]
    sheets: tuple[str, ...]
    unknown: tuple[str, ...]
    start_on: dt.date | None
    due_on: dt.date | None
    done_on: dt.date | None
    note: str
    children: tuple["Part", ...]

    @property
    def items(self) -> tuple["Part", ...]:
        """Its checklist: what is ticked by a date of completion."""
        return tuple(child for child in self.children if child.kind == CHECKLIST and not child.children)

    @property
    def parts(self) -> tuple["Part", ...]:
        """What it consists of besides its checklist and its teams."""
        return tuple(child for child in self.children if child not in self.items and child.kind != TEAM)

    @property
    def pairs(self) -> tuple[tuple["Part", "Part"], ...]:
        """Every team anywhere below with each of its hosts."""
        own = ((team, host) for team in self.children if team.kind == TEAM for host in team.children if host.kind == HOST)
        return (*own, *(pair for part in self.parts for pair in part.pairs))


_Row = Mapping[str, Any]


def load_programmes(ledger: Ledger) -> tuple[list[Part], list[Issue]]:
    """The rows of 专项 as a tree, parts in their order, and an issue for each that points at nothing or at itself.

    A row whose parent is unknown or is one of its own parts stands at the top: it is told, not lost.
    """
    tree = _Tree(ledger)
    return [tree.part(row, None, None) for row in tree.below("")], list(tree.issues())


def everywhere(parts: Sequence[Part]) -> Iterator[Part]:
    """These parts and all below them, each before its own parts."""
    for part in parts:
        yield part
        yield from everywhere(part.children)


class _Tree:
    def __init__(self, ledger: Ledger) -> None:
        self._layout = ledger.federation.layouts.get(Programme.about.name)
        self._indicators = {row["code"] for row in ledger.master(Indicator)}
        self._rows = sorted(ledger.master(Programme), key=lambda row: (row["order"] is None, row["order"] or 0))
        self._first = {row["code"]: row for row in reversed(self._rows)}
        self._below: dict[str, list[_Row]] = {}
        for row in self._rows:
            self._below.setdefault("" if self._is_loose(row) else row["parent"] or "", []).append(row)

    def below(self, code: str) -> Sequence[_Row]:
        """The rows directly below a code, in their order; those at the top below none."""
        return self._below.get(code, ())

    def part(self, row: _Row, start_on: dt.date | None, due_on: dt.date | None) -> Part:
        start_on, due_on = row["start_on"] or start_on, row["due_on"] or due_on
        models = {title: by_title(title) for title in row["sheets"] or ()}
        codes = row["indicator_codes"] or ()
        first = self._first[row["code"]] is row
        return Part(
            code=row["code"],
            name=row["name"] or row["code"],
            parent=row["parent"] or "",
            kind=row["kind"],
            indicator_codes=tuple(code for code in codes if code in self._indicators),
            sheets=tuple(model.about.name for model in models.values() if model),
            unknown=(*(code for code in codes if code not in self._indicators), *(title for title, model in models.items() if not model)),
            start_on=start_on,
            due_on=due_on,
            done_on=row["done_on"],
            note=row["note"] or "",
            children=tuple(self.part(child, start_on, due_on) for child in self.below(row["code"])) if first else (),
        )

    def issues(self) -> Iterator[Issue]:
        for row in sorted(self._rows, key=lambda row: row["row"]):
            parent = row["parent"]
            if self._is_loose(row):
                yield self.issue("programme_circle" if parent in self._first else "programme_orphan", row, "parent", {"typed": parent})
            for column, known in (("indicator_codes", self._indicators.__contains__), ("sheets", by_title)):
                yield from (self.issue("programme_unknown", row, column, {"typed": typed}) for typed in row[column] or () if not known(typed))

    def _is_loose(self, row: _Row) -> bool:
        """Whether a row names a parent that cannot be one: nobody has its code, or it stands below the row itself."""
        passed, above = {row["code"]}, self._first.get(row["parent"])
        if above is None:
            return bool(row["parent"])
        while above["code"] not in passed and above["parent"] in self._first:
            passed.add(above["code"])
            above = self._first[above["parent"]]
        return bool(above["code"] == row["code"]) and self._first[row["code"]] is row

    def issue(self, code: str, row: _Row, column: str, values: Mapping[str, Any]) -> Issue:
        """A warning at one cell of 专项."""
        cell = self._layout.cell(row["row"], column) if self._layout else ""
        title = self._layout.title if self._layout else Programme.about.title
        return Issue(code, MASTER, title, row["row"], Programme.column(column).header, cell, "warn", values)
