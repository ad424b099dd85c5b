"""Checking the cells of a sheet into rows and issues: sheet and header, cell, row, and rows that bear the same key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from schema.columns import Column
from schema.folding import is_blank, is_dash
from schema.grid import Grid, address
from schema.issue import Issue, Severity
from schema.rules import Rule
from schema.sheet import Sheet
from schema.table import Table, find_table


@dataclass(frozen=True)
class Row:
    """One row that has something in it: where it stands, what was typed, and its values unless it is blocked.

    ``blanks`` names the required columns that were left empty (未报); a dash counts as filled in.
    """

    number: int
    typed: Mapping[str, str]
    values: Mapping[str, Any] | None
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A sheet after checking: the table found in it, its rows in order, and every issue."""

    table: Table
    rows: Sequence[Row] = ()
    issues: Sequence[Issue] = field(default_factory=list)


def check_grid(model: type[Sheet], grid: Grid, book: str = "") -> Checked:
    """Check one sheet. Header issues quarantine the whole sheet; bad cells block their row; blanks and warnings let it in."""
    table, issues = find_table(model, grid, book)
    if issues:
        return Checked(table, (), issues)
    rows: list[Row] = []
    for number, typed in _typed_rows(grid, table):
        row, found = _check_row(_Place(model, grid, table, book, number), typed)
        rows.append(row)
        issues.extend(found)
    return _refuse_doubles(model, Checked(table, rows, issues), grid.title, book)


def check_row(model: type[Sheet], typed: Mapping[str, str]) -> tuple[Row, list[Issue]]:
    """Check one row that stands in no workbook yet, such as one typed on a page; columns are known by English name."""
    names = [column.name for column in model.columns()]
    table = Table(0, {name: position + 1 for position, name in enumerate(names)})
    return _check_row(_Place(model, Grid(model.about.title, ()), table, "", 0), {name: text for name, text in typed.items() if not is_blank(text)})


def _typed_rows(grid: Grid, table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in enumerate(grid.rows[table.header_row :], start=table.header_row + 1):
        typed = {name: text for name, at in table.columns.items() if (text := cells[at - 1]) is not None and not is_blank(text)}
        marked = {name for name, at in table.columns.items() if (number, at) in grid.errors or (number, at) in grid.formulas}
        if typed or marked:
            yield number, typed | {name: "" for name in marked if name not in typed}


@dataclass(frozen=True)
class _Place:
    model: type[Sheet]
    grid: Grid
    table: Table
    book: str
    number: int

    def issue(self, code: str, column: Column, values: Mapping[str, Any], severity: Severity = "block") -> Issue:
        at = self.table.columns.get(column.name)
        cell = address(self.number, at) if at and self.number else ""
        return Issue(code, self.book, self.grid.title, self.number or None, column.header, cell, severity, values)

    def broken(self, rule: Rule, told: Mapping[str, Any]) -> Issue:
        """A broken rule with the headers it looked at (``names``), what stood there (``found``) and what should stand (``should_be``)."""
        names = [self.model.column(name).header for name in rule.needs]
        values = {"names": names, "other": names[-1], "found": [told[name] for name in rule.needs], "should_be": told.get("should_be", "")}
        return self.issue(rule.code, self.model.column(rule.column), values, rule.severity)


def _check_row(place: _Place, typed: Mapping[str, str]) -> tuple[Row, list[Issue]]:
    issues = list(_marked_cells(place))
    marked = {issue.column for issue in issues}
    filled = {name: text for name, text in typed.items() if not is_dash(text) and place.model.column(name).header not in marked}
    try:
        values = place.model.model_validate(_percents(place, filled))
    except ValidationError as error:
        values = None
        issues.extend(_pydantic_issues(place, error))
    blanks = tuple(column.name for column in place.model.columns() if column.required and _is_missing(column, typed))
    issues.extend(_blank_issues(place, blanks))
    if values is not None:
        issues.extend(place.broken(rule, told) for rule, told in values.broken("warn"))
    accepted = values is not None and not any(issue.severity == "block" for issue in issues)
    return Row(place.number, typed, dict(values) if accepted and values else None, blanks), issues


def _is_missing(column: Column, typed: Mapping[str, str]) -> bool:
    return column.name not in typed or (column.places and is_dash(typed[column.name]))


def _marked_cells(place: _Place) -> Iterator[Issue]:
    for name, at in place.table.columns.items():
        if (place.number, at) in place.grid.errors:
            yield place.issue("error_cell", place.model.column(name), {})
        elif (place.number, at) in place.grid.formulas:
            yield place.issue("formula", place.model.column(name), {})


def _percents(place: _Place, filled: Mapping[str, str]) -> dict[str, Any]:
    """A number with a percent format stands for a hundred times what the file holds, where the column has rates."""
    read: dict[str, Any] = dict(filled)
    for name, text in filled.items():
        if place.model.column(name).percent and (place.number, place.table.columns[name]) in place.grid.percents:
            read[name] = _hundredfold(text)
    return read


def _hundredfold(text: str) -> str:
    try:
        return format((Decimal(text) * 100).normalize(), "f")
    except InvalidOperation:
        return text


def _blank_issues(place: _Place, blanks: Sequence[str]) -> Iterator[Issue]:
    for name in blanks:
        column = place.model.column(name)
        yield place.issue("blank_key" if column.places else "blank", column, {}, "block" if column.places else "warn")


def _pydantic_issues(place: _Place, error: ValidationError) -> Iterator[Issue]:
    by_header = {column.header: column for column in place.model.columns()} | {column.name: column for column in place.model.columns()}
    for found in error.errors(include_url=False):
        if found["type"] == "rules":
            yield from (place.broken(rule, told) for rule, told in found["ctx"]["broken"])
        else:
            yield place.issue(found["type"], by_header[str(found["loc"][0])], {"typed": str(found["input"])[:80], **found.get("ctx", {})})


def _refuse_doubles(model: type[Sheet], checked: Checked, title: str, book: str) -> Checked:
    """Block every later row that bears the key of an earlier one."""
    first: dict[tuple[Any, ...], int] = {}
    rows, issues, names = [], list(checked.issues), model.key_columns()
    for row in checked.rows:
        key = tuple(row.values[name] for name in names) if row.values else ()
        doubled = any(part is not None for part in key) and first.setdefault(key, row.number) != row.number
        if doubled:
            place = _Place(model, Grid(title, ()), checked.table, book, row.number)
            issues.append(place.issue("doubled_key", model.column(names[-1]), {"first": first[key]}))
        rows.append(Row(row.number, row.typed, None, row.blanks) if doubled else row)
    return Checked(checked.table, rows, issues)
