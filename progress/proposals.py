"""Rows of 目标 that somebody wants to add, from a form, a split or a spreadsheet: checked like those that stand there, and more strictly."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backbone.writing.placing import Key, key_of
from ledger.ledger import Ledger
from progress.doubts import doubts
from progress.targets import Goal
from schema.check import check_grid
from schema.grid import Cell, Grid, address
from schema.indicator import Indicator
from schema.issue import Issue
from schema.shield import shielded
from schema.table import Table
from schema.target import EVERY_LEAF, Target
from schema.verdict import Row

Keys = Collection[Key]


@dataclass(frozen=True)
class Proposed:
    """The rows that were read, each with its line as number, and what is wrong by line and column."""

    rows: Sequence[Row] = ()
    issues: Sequence[Issue] = ()

    @property
    def blocked(self) -> int:
        """How many issues keep the whole from being saved."""
        return sum(issue.severity == "block" for issue in self.issues)


def keys_of(rows: Iterable[Row]) -> set[Key]:
    """What names the rows that stand in 目标, or wait to be written there."""
    return {key for row in rows if (key := key_of(Target, row.typed))}


def next_version(goal: Goal, keys: Keys) -> int:
    """One more than the highest version of the goal, for whichever organisation; 1 for a goal that nobody has yet."""
    return 1 + max((version for named, version in map(_named, keys) if named == goal), default=0)


def proposed_lines(ledger: Ledger, lines: Sequence[Sequence[Cell]], keys: Keys) -> Proposed:
    """Lines of cells under headers of 目标, which may stand in any order. Nothing may be left out that 目标 asks for,
    codes must exist, no row may be there already, and a version that follows another needs a reason."""
    title = Target.about.title
    grid = Grid.of(title, lines)
    grid = shielded({title: grid}, "\0".join(cell or "" for line in lines for cell in line).encode())[title]
    checked = check_grid(Target, grid)
    strict = [replace(issue, severity="block") if issue.code == "blank" else issue for issue in checked.issues]
    known = _Known.of(ledger, keys)
    more = [issue for row in checked.rows if row.values for issue in _of_row(known, checked.table, row)]
    found = [*strict, *more]
    if not any(issue.severity == "block" for issue in found):
        found += _doubtful(ledger, checked.table, checked.rows)
    return Proposed(checked.rows, sorted(found, key=lambda issue: issue.row or 0))


def _doubtful(ledger: Ledger, table: Table, rows: Sequence[Row]) -> Iterator[Issue]:
    """What may be meant otherwise in rows that are sound one by one: warnings."""
    read = [row for row in rows if row.values]
    for doubt in doubts(ledger, [row.values for row in read if row.values]):
        yield Issue(doubt.code, *_place(table, read[doubt.at], doubt.column), severity=doubt.severity, values=doubt.values)


def proposed_rows(ledger: Ledger, rows: Iterable[Mapping[str, str]], keys: Keys) -> Proposed:
    """The same of rows by column name; the first of them is line 2, as if the headers stood above."""
    columns = Target.columns()
    return proposed_lines(ledger, [[column.header for column in columns], *([row.get(column.name) for column in columns] for row in rows)], keys)


@dataclass(frozen=True)
class _Known:
    """What new rows are held against: the codes there are, the rows that stand, and the goals these belong to."""

    indicators: Collection[str]
    organisations: Collection[str]
    keys: Keys
    goals: Collection[Goal]

    @classmethod
    def of(cls, ledger: Ledger, keys: Keys) -> "_Known":
        indicators = {row["code"] for row in ledger.master(Indicator)}
        return cls(indicators, {*ledger.organisations.codes, EVERY_LEAF}, frozenset(keys), {goal for goal, _ in map(_named, keys)})


def _of_row(known: _Known, table: Table, row: Row) -> Iterator[Issue]:
    values, key = row.values or {}, key_of(Target, row.typed)
    if values["indicator_code"] not in known.indicators:
        yield Issue("unknown_reference", *_place(table, row, "indicator_code"), values={"typed": values["indicator_code"]})
    if values["branch_code"] not in known.organisations:
        yield Issue("unknown_reference", *_place(table, row, "branch_code"), values={"typed": values["branch_code"]})
    if key in known.keys:
        yield Issue("key_taken", *_place(table, row, "version"))
    elif key and not values["reason"] and _named(key)[0] in known.goals:
        yield Issue("no_reason", *_place(table, row, "reason"))


def _named(key: Key) -> tuple[Goal, int]:
    """The goal and version that a key names; version 0 where it cannot be read."""
    told = dict(zip(Target.key_columns(), key, strict=True))
    start, due = (day if isinstance(day := told[name], dt.date) else dt.date.min for name in ("start_on", "due_on"))
    version = told["version"]
    return Goal(str(told["indicator_code"]), str(told["issued_by"]), start, due), version if isinstance(version, int) else 0


def _place(table: Table, row: Row, name: str) -> tuple[str, str, int, str, str]:
    """Book, sheet, line, header and cell, as an issue has them."""
    column = table.columns.get(name)
    return "", Target.about.title, row.number, Target.column(name).header, address(row.number, column) if column else ""
