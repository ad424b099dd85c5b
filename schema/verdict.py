"""The verdict on one row, cell by cell and rule by rule: what pydantic says of it, as values or as issues."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any, NamedTuple

from pydantic import ValidationError

from schema.columns import Column
from schema.folding import is_dash
from schema.grid import Grid, address
from schema.issue import Issue, Severity
from schema.rules import Rule, broken_rules
from schema.sheet import Sheet
from schema.table import Table

Fault = tuple[str, str, Mapping[str, Any]]
"""A column, the code of what is wrong with its cell, and the values that explain it."""


@dataclass(frozen=True)
class Row:
    """One row that has something in it: where it stands, what was typed, and its values unless it is blocked.

    ``blanks`` names the required columns that were left empty (未报); a dash counts as filled in.
    """

    number: int
    typed: Mapping[str, str]
    values: Mapping[str, Any] | None
    blanks: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a row stands: its sheet with the marks on its cells, its table, its book, and its number (0 in no workbook)."""

    model: type[Sheet]
    grid: Grid
    table: Table
    book: str
    number: int

    def issue(self, code: str, column: Column, values: Mapping[str, Any], severity: Severity = "block") -> Issue:
        """An issue at this row's cell of a column."""
        at = self.table.columns.get(column.name)
        cell = address(self.number, at) if at and self.number else ""
        return Issue(code, self.book, self.grid.title, self.number or None, column.header, cell, severity, values)

    def broken(self, rule: Rule, told: Mapping[str, Any]) -> Issue:
        """A broken rule with the headers it looked at (``names``), what stood there (``found``) and what should stand (``should_be``)."""
        names = [self.model.column(name).header for name in rule.needs]
        values = {"names": names, "other": names[-1], "found": [told[name] for name in rule.needs], "should_be": told.get("should_be", "")}
        return self.issue(rule.code, self.model.column(rule.column), values, rule.severity)


def judge(place: Place, typed: Mapping[str, str]) -> tuple[Row, list[Issue]]:
    """The row with its values, or without them where an issue blocks it, and all its issues: what the model says of what was typed."""
    typed = as_typed(place, typed)
    marked = list(_marked_cells(place))
    unread = {issue.column for issue in marked}
    filled = {name: text for name, text in typed.items() if not is_dash(text) and place.model.column(name).header not in unread}
    try:
        values: Mapping[str, Any] | None = dict(place.model.model_validate(filled))
        issues = marked
    except ValidationError as error:
        values, issues = None, [*marked, *_pydantic_issues(place, error, filled)]
    blanks = tuple(column.name for column in place.model.required_columns() if _is_missing(column, typed))
    accepted = _concluded(place, None if values is None else SimpleNamespace(**values), issues, blanks)
    return Row(place.number, typed, values if accepted else None, blanks), issues


def judge_read(place: Place, values: Mapping[str, Any] | None, faults: Sequence[Fault], blanks: tuple[str, ...]) -> tuple[bool, list[Issue]]:
    """The same of a row without marks whose cells have been read one by one: whether it is let in, and all its issues.

    ``values`` are those that rules ask for, unless some cells have faults; ``blanks`` are the required columns left blank.
    """
    issues = [_fault_issue(place, fault) for fault in faults]
    row = None if values is None else SimpleNamespace(**values)
    if row:
        issues = [place.broken(rule, told) for rule, told in broken_rules(place.model.rules, "block", row)]
    return _concluded(place, None if issues else row, issues, blanks), issues


def _concluded(place: Place, row: SimpleNamespace | None, issues: list[Issue], blanks: tuple[str, ...]) -> bool:
    """Adds the issues of blanks and, where the row has values, of the rules that only warn; whether nothing blocks it."""
    issues.extend(_blank_issues(place, blanks))
    if row is None:
        return False
    issues.extend(place.broken(rule, told) for rule, told in broken_rules(place.model.rules, "warn", row))
    return not any(issue.severity == "block" for issue in issues)


def _is_missing(column: Column, typed: Mapping[str, str]) -> bool:
    return column.name not in typed or (column.places and is_dash(typed[column.name]))


def _marked_cells(place: Place) -> Iterator[Issue]:
    for name, at in place.table.columns.items():
        if (place.number, at) in place.grid.errors:
            yield place.issue("error_cell", place.model.column(name), {})
        elif (place.number, at) in place.grid.formulas:
            yield place.issue("formula", place.model.column(name), {})
        if kind := place.grid.personal.get((place.number, at)):
            yield place.issue("personal_data", place.model.column(name), {"kind": kind})


def as_typed(place: Place, typed: Mapping[str, str]) -> dict[str, str]:
    """A number with a percent format stands for a hundred times what the file holds, where the column has rates: 0.97 was typed as 97 %."""
    read = dict(typed)
    for name, text in typed.items():
        if place.model.column(name).percent and (place.number, place.table.columns[name]) in place.grid.percents:
            read[name] = _hundredfold(text)
    return read


def _hundredfold(text: str) -> str:
    try:
        return format((Decimal(text) * 100).normalize(), "f")
    except InvalidOperation:
        return text


def _blank_issues(place: Place, blanks: Sequence[str]) -> Iterator[Issue]:
    for name in blanks:
        column = place.model.column(name)
        yield place.issue("blank_key" if column.places else "blank", column, {}, "block" if column.places else "warn")


def faults_of(error: ValidationError, name: str, text: str) -> list[Fault]:
    """What is wrong with the cell of one column, in which this text stands."""
    return [(name, found["type"], {**found.get("ctx", {}), "typed": text[:80]}) for found in error.errors(include_url=False)]


def _fault_issue(place: Place, fault: Fault) -> Issue:
    name, code, told = fault
    column = place.model.column(name)
    return place.issue(code, column, {**told, "expected": column.choices} if "expected" in told else told)


def _pydantic_issues(place: Place, error: ValidationError, typed: Mapping[str, str]) -> Iterator[Issue]:
    names = {column.header: column.name for column in place.model.columns()} | {column.name: column.name for column in place.model.columns()}
    for found in error.errors(include_url=False):
        if found["type"] == "rules":
            yield from (place.broken(rule, told) for rule, told in found["ctx"]["broken"])
        else:
            name = names[str(found["loc"][0])]
            yield _fault_issue(place, (name, found["type"], {**found.get("ctx", {}), "typed": typed[name][:80]}))
