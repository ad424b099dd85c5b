"""Sheets of one model on their way through the check, column by column."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema.columns import Column
from schema.distinct import BAD, BLANK, DASH, Cells, arrow_type, empty_cells, faults, read_cells
from schema.grid import Address, Grid
from schema.issue import Issue
from schema.plain import only
from schema.screen import filled, suspicious
from schema.sheet import Sheet
from schema.shield import stray_issues
from schema.table import Layout, find_table, renamed_headers
from schema.tuples import combined
from schema.verdict import Fault, Place, Row, judge, judge_read

_MANY = 30_000
_Numbers = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Given:
    """One sheet to check: its cells, its book, and the code of the branch that owns the book (empty: anybody's rows are welcome)."""

    grid: Grid
    book: str = ""
    owner: str = ""


@dataclass(frozen=True)
class CheckedRows:
    """Sheets after checking: all rows that have something in them as one table, sheet after sheet, and each sheet's issues.

    The table has ``row`` (number in its sheet), ``accepted``, ``blanks`` (required columns left empty) and the values by column name.
    A blocked row has no values but its period. ``counts`` says how many rows each sheet has, ``layouts`` where its columns stand.
    """

    table: pa.Table
    counts: Sequence[int]
    issues: Sequence[Sequence[Issue]]
    layouts: Sequence[Layout]


class Batch:
    """Sheets of one model on their way through the check. Positions count the rows below the headers of all usable sheets."""

    def __init__(self, model: type[Sheet], sheets: Sequence[Given]) -> None:
        self.model, self.sheets = model, sheets
        found = [find_table(model, given.grid, given.book) for given in sheets]
        self.tables = [table for table, _ in found]
        self.issues = [issues or list(renamed_headers(model, given.grid, table, given.book)) for given, (table, issues) in zip(sheets, found, strict=True)]
        heights = [0 if issues else len(given.grid.columns[0]) - table.header_row for given, (table, issues) in zip(sheets, found, strict=True)]
        self._sheet = np.repeat(np.arange(len(sheets)), heights)
        self._edges = np.cumsum([0, *heights])
        heads = np.array([table.header_row for table in self.tables], np.int64)
        self._number = np.arange(1, len(self._sheet) + 1) + np.repeat(heads - self._edges[:-1], heights)
        self._texts = {column.name: self._text(column, heights) for column in model.columns()}
        self._cells = dict(zip(self._texts, _at_once(self._read, model.columns(), len(self._sheet) >= _MANY), strict=True))
        marked = self._marked()
        personal = self._personal()
        filled_rows = filled(self._cells, len(self._sheet)) | marked
        special = filled_rows & (marked | personal | self._percented())
        doubted = filled_rows & ~special & suspicious(model, self._cells, filled_rows)
        self.accepted = filled_rows & ~doubted & ~special
        self._blanks = dict[int, tuple[str, ...]]()
        self._special = dict(self._judged(np.flatnonzero(special)))
        self._judge_read(np.flatnonzero(doubted))
        self._refuse_strays(personal)
        self.at = np.flatnonzero(filled_rows)
        self._refuse_doubles()
        self._refuse_foreign()

    def _text(self, column: Column, heights: Sequence[int]) -> pa.Array | None:
        """What stands in a column of all sheets, or None where no sheet has it."""
        if not any(height and column.name in table.columns for height, table in zip(heights, self.tables, strict=True)):
            return None
        parts = [
            given.grid.columns[at - 1].slice(table.header_row) if (at := table.columns.get(column.name)) else pa.nulls(height, pa.string())
            for given, table, height in zip(self.sheets, self.tables, heights, strict=True)
            if height
        ]
        return pa.concat_arrays(parts) if len(parts) > 1 else parts[0]

    def _read(self, column: Column) -> Cells:
        texts = self._texts[column.name]
        return empty_cells(column, len(self._sheet)) if texts is None else read_cells(self.model, column, texts)

    def _marked(self) -> _Numbers:
        """The rows with a formula or an error in a column of the table."""
        return self._rows_of(lambda given: given.grid.formulas | given.grid.errors, {column.name for column in self.model.columns()})

    def _percented(self) -> _Numbers:
        """The rows with a percent format in a column of rates."""
        return self._rows_of(lambda given: given.grid.percents, {column.name for column in self.model.columns() if column.percent})

    def _personal(self) -> _Numbers:
        """The rows with personal data in any column, be it one that nobody asked for."""
        found = np.zeros(len(self._sheet), bool)
        for given, table, first, end in zip(self.sheets, self.tables, self._edges, self._edges[1:], strict=False):
            below = first - table.header_row - 1
            found[[at for row, _ in given.grid.personal if first <= (at := below + row) < end]] = True
        return found

    def _rows_of(self, marks: Callable[[Given], frozenset[Address]], names: set[str]) -> _Numbers:
        found = np.zeros(len(self._sheet), bool)
        for given, table, first, end in zip(self.sheets, self.tables, self._edges, self._edges[1:], strict=False):
            below = first - table.header_row - 1
            if names and (marked := marks(given)):
                columns = {at for name, at in table.columns.items() if name in names}
                found[[at for row, column in marked if column in columns and first <= (at := below + row) < end]] = True
        return found

    def _judged(self, at: _Numbers) -> Iterator[tuple[int, Row]]:
        """The model's own verdict on the rows at these positions, whose marks change what their cells say."""
        for position, number, typed in zip(at.tolist(), self._number[at].tolist(), self._typed(at), strict=True):
            place = self._place(position, number)
            row, issues = judge(place, typed | {name: "" for name in _marked(place) if name not in typed})
            self._conclude(position, row.values is not None, issues, row.blanks)
            yield position, row

    def _judge_read(self, at: _Numbers) -> None:
        """The verdict on the rows at these positions, made from what was read of their cells."""
        faults, blanks = self._faults(at), self._missing(at)
        sound = at[np.isin(at, np.fromiter(faults, np.int64, len(faults)), invert=True)]
        names = sorted({name for rule in self.model.rules for name in rule.needs})
        values = dict(zip(sound.tolist(), self._values(sound, names), strict=True))
        for position, number in zip(at.tolist(), self._number[at].tolist(), strict=True):
            missing = blanks.get(position, ())
            accepted, issues = judge_read(self._place(position, number), values.get(position), faults.get(position, ()), missing)
            self._conclude(position, accepted, issues, missing)

    def _conclude(self, position: int, accepted: bool, issues: Iterable[Issue], blanks: tuple[str, ...]) -> None:
        self.issues[self._sheet[position]].extend(issues)
        self.accepted[position] = accepted
        if blanks:
            self._blanks[position] = blanks

    def _values(self, at: _Numbers, names: Sequence[str]) -> list[dict[str, Any]]:
        """The values of these columns read in the rows at these positions."""
        if not names:
            return [{} for _ in at]
        return [dict(zip(names, read, strict=True)) for read in zip(*(self._cells[name].taken(at) for name in names), strict=True)]

    def _missing(self, at: _Numbers) -> dict[int, tuple[str, ...]]:
        """The required columns without an answer, by the positions among these of the rows that have such."""
        found: dict[int, tuple[str, ...]] = {}
        for column in self.model.required_columns():
            states = self._cells[column.name].by_row[at]
            for position in at[(states == BLANK) | ((states == DASH) if column.places else False)].tolist():
                found[position] = (*found.get(position, ()), column.name)
        return found

    def _faults(self, at: _Numbers) -> dict[int, list[Fault]]:
        """What is wrong with cells that cannot be read, by the positions among these of their rows."""
        found: dict[int, list[Fault]] = {}
        for name in self.model.model_fields:
            texts, bad = self._texts[name], at[self._cells[name].by_row[at] == BAD]
            if texts is not None and len(bad):
                for position, text in zip(bad.tolist(), texts.take(pa.array(bad)).to_pylist(), strict=True):
                    found.setdefault(position, []).extend(faults(self.model, name, text))
        return found

    def _place(self, position: int, number: int) -> Place:
        sheet = self._sheet[position]
        return Place(self.model, self.sheets[sheet].grid, self.tables[sheet], self.sheets[sheet].book, number)

    def _typed(self, at: _Numbers) -> list[dict[str, str]]:
        """What was typed in the rows at these positions, blank cells left out."""
        found: list[dict[str, str]] = [{} for _ in at]
        for name, texts in self._texts.items():
            if texts is not None and found:
                blank = self._cells[name].by_row[at] == BLANK
                for typed, text, empty in zip(found, texts.take(pa.array(at)).to_pylist(), blank.tolist(), strict=True):
                    if not empty:
                        typed[name] = text
        return found

    def _refuse_strays(self, personal: _Numbers) -> None:
        """Block rows with personal data outside the table, and tell of those and of what stands above the header."""
        self.accepted &= ~personal
        for given, table, told, first, end in zip(self.sheets, self.tables, self.issues, self._edges, self._edges[1:], strict=False):
            if given.grid.personal:
                below = first - table.header_row - 1
                judged = {row for row, _ in given.grid.personal if first <= below + row < end and below + row in self._special}
                told.extend(stray_issues(given.grid, given.book, judged, table.columns.values()))

    def _refuse_doubles(self) -> None:
        """Block every later row of a sheet that bears the key of an earlier one."""
        names, at = self.model.key_columns(), np.flatnonzero(self.accepted)
        if not names or not len(at):
            return
        keys = [self._column(self.model.column(name), at).dictionary_encode().indices for name in names]
        named = np.logical_or.reduce([key.is_valid().to_numpy(zero_copy_only=False) for key in keys])
        at = at[named]
        seen, firsts = combined([self._sheet[at], *((key.fill_null(-1).to_numpy(zero_copy_only=False) + 1)[named] for key in keys)])
        for later in np.flatnonzero(firsts[seen] != np.arange(len(at))):
            first, number = self._number[at[[firsts[seen[later]], later]]].tolist()
            self._refuse(at[later], number, "doubled_key", self.model.column(names[-1]), {"first": first})

    def _refuse_foreign(self) -> None:
        """Block rows that name another branch than the book's own."""
        owners = [given.owner for given in self.sheets]
        if "branch_code" not in self._texts or self._texts["branch_code"] is None or not any(owners):
            return
        at, column = np.flatnonzero(self.accepted), self.model.column("branch_code")
        codes, own = self._column(column, at), pa.array(owners, pa.string()).take(pa.array(self._sheet[at]))
        foreign = pc.and_(pc.not_equal(codes, own), pc.not_equal(own, ""))
        rows = at[pc.fill_null(foreign, False).to_numpy(zero_copy_only=False)]
        for position, number, typed in zip(rows, self._number[rows].tolist(), self._typed(rows), strict=True):
            owner = self.sheets[self._sheet[position]].owner
            self._refuse(position, number, "foreign_branch", column, {"typed": typed[column.name], "owner": owner})

    def _refuse(self, position: int, number: int, code: str, column: Column, values: Mapping[str, Any]) -> None:
        self.issues[self._sheet[position]].append(self._place(position, number).issue(code, column, values))
        self.accepted[position] = False

    def _column(self, column: Column, at: _Numbers, kept: _Numbers | None = None) -> pa.Array:
        """The values of a column in the rows at these positions: as read, but the verdict's where there was one; null where not kept."""
        cells, first = self._cells[column.name], int(at[0]) if len(at) else 0
        run = len(at) and int(at[-1]) - first + 1 == len(at)
        codes, values = cells.codes[first : first + len(at)] if run else cells.codes[at], cells.values
        judged = [(place, row.values[column.name]) for place, row in _among(self._special, at) if row.values]
        if judged:
            told = [None if value is None else float(value) if column.kind == "decimal" else value for _, value in judged]
            codes = codes.astype(np.int64)
            codes[[place for place, _ in judged]] = len(values) + np.arange(len(judged))
            values = pa.concat_arrays([values, pa.array(told, arrow_type(column))])
        elif self._texts[column.name] is None:
            return pa.nulls(len(at), values.type)
        elif run and (by_row := values if cells.apart else cells.as_typed) is not None:
            rows = by_row.slice(first, len(at))
            return rows if kept is None else only(rows, kept)
        return values.take(pa.array(codes, mask=None if kept is None else ~kept))

    def rows(self) -> list[Row]:
        """The rows one by one, with what was typed and their exact values."""
        found = []
        values = self._values(self.at, list(self.model.model_fields))
        for position, number, typed, read in zip(self.at.tolist(), self._number[self.at].tolist(), self._typed(self.at), values, strict=True):
            row = self._special.get(position) or Row(number, typed, read, self._blanks.get(position, ()))
            found.append(row if self.accepted[position] else replace(row, values=None))
        return found

    def checked(self) -> CheckedRows:
        """All rows as columns."""
        accepted = self.accepted[self.at]
        made: dict[str, pa.Array] = {"row": pa.array(self._number[self.at], pa.int32()), "accepted": pa.array(accepted), "blanks": self._left_blank()}
        kept = None if accepted.all() else accepted
        for column in self.model.columns():
            made[column.name] = self._column(column, self.at, None if column.name == "period" else kept)
        counts = np.bincount(self._sheet[self.at], minlength=len(self.sheets))
        layouts = [Layout(given.grid.title, table.columns) for given, table in zip(self.sheets, self.tables, strict=True)]
        return CheckedRows(pa.table(made), counts.tolist(), self.issues, layouts)

    def _left_blank(self) -> pa.Array:
        """For each row the required columns left blank; null where none is."""
        if not self._blanks:
            return pa.nulls(len(self.at), pa.list_(pa.string()))
        return pa.array([self._blanks.get(position) for position in self.at.tolist()], pa.list_(pa.string()))


def _at_once(do: Callable[[Column], Cells], columns: Iterable[Column], many: bool) -> Iterable[Cells]:
    """The same for each column; where there is much to do, as many at a time as there are processors."""
    return _pool().map(do, columns) if many else map(do, columns)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count(), "columns")


def _among(verdicts: Mapping[int, Row], at: _Numbers) -> Iterator[tuple[int, Row]]:
    """The verdicts there are on the rows at these positions, each with its place among them."""
    positions = np.fromiter(verdicts, np.int64, len(verdicts))
    inside = np.isin(positions, at) if len(positions) else np.zeros(0, bool)
    for place, position in zip(np.searchsorted(at, positions[inside]).tolist(), positions[inside].tolist(), strict=True):
        yield place, verdicts[position]


def _marked(place: Place) -> Iterator[str]:
    """The columns of a row in which a formula or an error stands."""
    for name, column in place.table.columns.items() if place.grid.formulas or place.grid.errors else ():
        if (place.number, column) in place.grid.formulas or (place.number, column) in place.grid.errors:
            yield name
