"""Sheets of one model on their way through the check, column by column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema.columns import Column
from schema.distinct import BLANK, Cells, arrow_type, combined, empty_cells, read_cells
from schema.grid import Address, Grid
from schema.issue import Issue
from schema.screen import filled, suspicious
from schema.sheet import Sheet
from schema.shield import stray_issues
from schema.table import find_table
from schema.verdict import Place, Row, judge

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
    A blocked row has no values but its period. ``counts`` says how many rows each sheet has.
    """

    table: pa.Table
    counts: Sequence[int]
    issues: Sequence[Sequence[Issue]]


class Batch:
    """Sheets of one model on their way through the check. Positions count the rows of all usable sheets, headers and titles too."""

    def __init__(self, model: type[Sheet], sheets: Sequence[Given]) -> None:
        self.model, self.sheets = model, sheets
        found = [find_table(model, given.grid, given.book) for given in sheets]
        self.tables = [table for table, _ in found]
        self.issues = [list(issues) for _, issues in found]
        heights = [0 if issues else len(given.grid.columns[0]) for given, (_, issues) in zip(sheets, found, strict=True)]
        self._sheet = np.repeat(np.arange(len(sheets)), heights)
        self._edges = np.cumsum([0, *heights])
        self._texts = {column.name: self._text(column, heights) for column in model.columns()}
        self._cells = {column.name: self._read(column) for column in model.columns()}
        marked = self._marked()
        below = self._numbers(np.arange(len(self._sheet))) > np.repeat([table.header_row for table in self.tables], heights)
        filled_rows = (filled(self._cells, len(self._sheet)) | marked) & below
        personal = self._personal()
        doubted = filled_rows & (suspicious(model, self._cells, filled_rows) | marked | personal | self._percented())
        self.accepted = filled_rows & ~doubted
        self._verdicts = dict(self._judged(np.flatnonzero(doubted)))
        self._refuse_strays(personal)
        self.at = np.flatnonzero(filled_rows)
        self._refuse_doubles()
        self._refuse_foreign()

    def _text(self, column: Column, heights: Sequence[int]) -> pa.Array | None:
        """What stands in a column of all sheets, or None where no sheet has it."""
        if not any(height and column.name in table.columns for height, table in zip(heights, self.tables, strict=True)):
            return None
        parts = [
            given.grid.columns[at - 1] if (at := table.columns.get(column.name)) else pa.nulls(height, pa.string())
            for given, table, height in zip(self.sheets, self.tables, heights, strict=True)
            if height
        ]
        return pa.concat_arrays(parts)

    def _read(self, column: Column) -> Cells:
        texts = self._texts[column.name]
        return empty_cells(column, len(self._sheet)) if texts is None else read_cells(self.model, column, texts)

    def _numbers(self, at: _Numbers) -> _Numbers:
        """The row numbers in their sheets."""
        found: _Numbers = at - self._edges[self._sheet[at]] + 1
        return found

    def _marked(self) -> _Numbers:
        """The rows with a formula or an error in a column of the table."""
        return self._rows_of(lambda given: given.grid.formulas | given.grid.errors, {column.name for column in self.model.columns()})

    def _percented(self) -> _Numbers:
        """The rows with a percent format in a column of rates."""
        return self._rows_of(lambda given: given.grid.percents, {column.name for column in self.model.columns() if column.percent})

    def _personal(self) -> _Numbers:
        """The rows with personal data in any column, be it one that nobody asked for."""
        found = np.zeros(len(self._sheet), bool)
        for given, first, end in zip(self.sheets, self._edges, self._edges[1:], strict=False):
            found[[at for row, _ in given.grid.personal if row and (at := first + row - 1) < end]] = True
        return found

    def _rows_of(self, marks: Callable[[Given], frozenset[Address]], names: set[str]) -> _Numbers:
        found = np.zeros(len(self._sheet), bool)
        for given, table, first, end in zip(self.sheets, self.tables, self._edges, self._edges[1:], strict=False):
            if names and (marked := marks(given)):
                columns = {at for name, at in table.columns.items() if name in names}
                found[[at for row, column in marked if column in columns and (at := first + row - 1) < end]] = True
        return found

    def _judged(self, at: _Numbers) -> Iterator[tuple[int, Row]]:
        """The model's own verdict on the rows at these positions."""
        for position, number, typed in zip(at.tolist(), self._numbers(at).tolist(), self._typed(at), strict=True):
            place = self._place(position, number)
            row, issues = judge(place, typed | {name: "" for name in _marked(place) if name not in typed})
            self.issues[self._sheet[position]].extend(issues)
            self.accepted[position] = row.values is not None
            yield position, row

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
                judged = {row for row, _ in given.grid.personal if row and first + row <= end and first + row - 1 in self._verdicts}
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
            first, number = self._numbers(at[[firsts[seen[later]], later]]).tolist()
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
        for position, number, typed in zip(rows, self._numbers(rows).tolist(), self._typed(rows), strict=True):
            owner = self.sheets[self._sheet[position]].owner
            self._refuse(position, number, "foreign_branch", column, {"typed": typed[column.name], "owner": owner})

    def _refuse(self, position: int, number: int, code: str, column: Column, values: Mapping[str, Any]) -> None:
        self.issues[self._sheet[position]].append(self._place(position, number).issue(code, column, values))
        self.accepted[position] = False

    def _column(self, column: Column, at: _Numbers, kept: _Numbers | None = None) -> pa.Array:
        """The values of a column in the rows at these positions: as read, but the verdict's where there was one; null where not kept."""
        cells = self._cells[column.name]
        codes, values = cells.codes[at], cells.values
        judged = [(place, row.values[column.name]) for place, row in self._verdicts_at(at) if row.values]
        if judged:
            told = [None if value is None else float(value) if column.kind == "decimal" else value for _, value in judged]
            codes = codes.astype(np.int64)
            codes[[place for place, _ in judged]] = len(values) + np.arange(len(judged))
            values = pa.concat_arrays([values, pa.array(told, arrow_type(column))])
        return values.take(pa.array(codes, mask=None if kept is None else ~kept))

    def _verdicts_at(self, at: _Numbers) -> Iterator[tuple[int, Row]]:
        """The verdicts there are on the rows at these positions, each with its place among them."""
        if not self._verdicts:
            return
        positions = np.fromiter(self._verdicts, np.int64, len(self._verdicts))
        inside = np.isin(positions, at)
        for place, position in zip(np.searchsorted(at, positions[inside]).tolist(), positions[inside].tolist(), strict=True):
            yield place, self._verdicts[position]

    def rows(self) -> list[Row]:
        """The rows one by one, with what was typed and their exact values."""
        cells = {name: (column.objects, column.codes) for name, column in self._cells.items()}
        found = []
        for position, number, typed in zip(self.at.tolist(), self._numbers(self.at).tolist(), self._typed(self.at), strict=True):
            row = self._verdicts.get(position)
            if row is None:
                row = Row(number, typed, {name: objects[codes[position]] for name, (objects, codes) in cells.items()})
            found.append(row if self.accepted[position] else replace(row, values=None))
        return found

    def checked(self) -> CheckedRows:
        """All rows as columns."""
        accepted = self.accepted[self.at]
        made: dict[str, pa.Array] = {"row": pa.array(self._numbers(self.at), pa.int32()), "accepted": pa.array(accepted), "blanks": self._blanks()}
        kept = None if accepted.all() else accepted
        for column in self.model.columns():
            made[column.name] = self._column(column, self.at, None if column.name == "period" else kept)
        counts = np.bincount(self._sheet[self.at], minlength=len(self.sheets))
        return CheckedRows(pa.table(made), counts.tolist(), self.issues)

    def _blanks(self) -> pa.Array:
        found: list[tuple[str, ...] | None] = [None] * len(self.at)
        for place, row in self._verdicts_at(self.at):
            found[place] = row.blanks or None
        return pa.array(found, pa.list_(pa.string()))


def _marked(place: Place) -> Iterator[str]:
    """The columns of a row in which a formula or an error stands."""
    for name, column in place.table.columns.items() if place.grid.formulas or place.grid.errors else ():
        if (place.number, column) in place.grid.formulas or (place.number, column) in place.grid.errors:
            yield name
