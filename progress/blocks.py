"""Rows that come from elsewhere, a block of cells copied from a spreadsheet or a file, held against those that stand in a sheet."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from backbone.book import RowChange
from backbone.writing.cells import after, content
from backbone.writing.placing import equals_above, key_of
from schema.check import block_rows
from schema.grid import Grid
from schema.issue import Issue
from schema.sheet import Sheet
from schema.shield import kind_in
from schema.table import Table
from schema.verdict import Row

MOST_ROWS = 2_000
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Block:
    """What a block would change: rows that differ or are new, how many stand there already, the cells of it that cannot be taken over,
    the headers with something under them that the sheet does not have, and why it cannot be used at all."""

    changes: Sequence[RowChange] = ()
    same: int = 0
    issues: Sequence[Issue] = field(default_factory=list)
    headless: bool = False
    left: Sequence[Issue] = field(default_factory=list)
    unknown: Sequence[str] = field(default_factory=list)


def lines_of(text: str) -> list[list[str]]:
    """The cells of a block as spreadsheets copy it, or of a file of comma separated values.

    A cell is quoted where its quotes are closed before the next sign that parts cells; any other quote is a sign like others, so that
    one of them does not swallow the rows that follow.
    """
    parted = "\t" if "\t" in text else ";" if text.count(";") > text.count(",") else ","
    inside = r'[^"\t]' if parted == "\t" else '[^"]'
    lines: list[list[str]] = [[]]
    for found in re.finditer(rf'(?:"((?:{inside}|"")*+)"|([^{parted}\r\n]*))({parted}|\r\n|[\r\n]|\Z)', text):
        quoted, plain, end = found.groups()
        lines[-1].append(plain if quoted is None else quoted.replace('""', '"'))
        if end != parted:
            lines.append([])
    return [line for line in lines if any(cell.strip() for cell in line)]


def decoded(data: bytes) -> str | None:
    """The text of a file as spreadsheet programs write it in China; None where it is none."""
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def grid_of(model: type[Sheet], lines: Sequence[Sequence[str]]) -> tuple[Grid, bool]:
    """The cells under their headers; a block without any is taken to begin with the sheet's first column, and that is told."""
    grid = _grid(model, lines)
    headless = any(issue.code == "no_header" for issue in block_rows(model, grid).issues)
    return (_grid(model, [[column.header for column in model.columns()], *lines]), True) if headless else (grid, False)


def _grid(model: type[Sheet], lines: Iterable[Sequence[str]]) -> Grid:
    return Grid.of(model.about.title, [[cell or None for cell in line] for line in lines])


def block_of(model: type[Sheet], grid: Grid, rows: Sequence[Row], headless: bool = False) -> Block:
    """What the rows of a grid would change in a sheet. A row is known by its key, without one by all it says; cells that are blank leave what stands."""
    found = block_rows(model, grid)
    if found.issues:
        return Block(issues=found.issues, headless=headless)
    if len(found.rows) > MOST_ROWS:
        return Block(issues=[Issue("too_many_rows", values={"count": len(found.rows), "most": MOST_ROWS})], headless=headless)
    standing, above, taken, changes, left, same = _Standing(model, rows), equals_above(rows), set[int](), list[RowChange](), list[Issue](), 0
    for given in found.rows:
        refused = dict(_refused(model, grid, found.table.columns, given))
        left += refused.values()
        typed = {name: text for name, text in given.typed.items() if name not in refused}
        at = standing.place(typed, taken) if typed else None
        if at is not None:
            taken.add(at)
        change = RowChange(content(typed)) if at is None else _change(model, rows[at], above[at], typed)
        same += change is None
        changes += [change] if change and change.wanted else []
    return Block(changes, same, [], headless, left, _unknown(grid, found.table))


def _unknown(grid: Grid, table: Table) -> list[str]:
    """The headers of columns that say something and are none of the sheet's."""
    known, at = set(table.columns.values()), table.header_row - 1
    told = [column.to_pylist() for number, column in enumerate(grid.columns, 1) if number not in known]
    return [(cells[at] or "").strip() for cells in told if (cells[at] or "").strip() and any((cell or "").strip() for cell in cells[at + 1 :])]


def _refused(model: type[Sheet], grid: Grid, columns: Mapping[str, int], given: Row) -> Iterator[tuple[str, Issue]]:
    """The cells of a row that hold no value or must not be known: errors, formulas that were never worked out, personal data."""
    for name, column in columns.items():
        at, text, header = (given.number, column), given.typed.get(name, ""), model.column(name).header
        if at in grid.errors:
            yield name, Issue("error_cell", row=given.number, column=header)
        elif kind := grid.personal.get(at) or kind_in(model, name, text):
            yield name, Issue("personal_data", row=given.number, column=header, values={"kind": kind})
        elif at in grid.formulas and not text.strip():
            yield name, Issue("formula", row=given.number, column=header)


class _Standing:
    """The rows of a sheet, found by key or else by all they say."""

    def __init__(self, model: type[Sheet], rows: Sequence[Row]) -> None:
        self._model = model
        self._keys: dict[object, list[int]] = {}
        self._said: dict[object, list[int]] = {}
        for at, row in enumerate(rows):
            self._keys.setdefault(key_of(model, row.typed), []).append(at)
            self._said.setdefault(_said(model, row.typed), []).append(at)

    def place(self, typed: Mapping[str, str], taken: set[int]) -> int | None:
        """The row meant, each only once."""
        key = key_of(self._model, typed)
        found = self._said.get(_said(self._model, typed), []) or (self._keys.get(key, []) if key else [])
        return next((at for at in found if at not in taken), None)


def _said(model: type[Sheet], typed: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(after(model, {}, typed).items())


def _change(model: type[Sheet], row: Row, among: int, typed: Mapping[str, str]) -> RowChange | None:
    """The cells that say something else than what stands in a row; None where there are none."""
    now, meant = after(model, {}, row.typed), after(model, {}, typed)
    wanted = {name: typed[name] for name, text in meant.items() if now.get(name) != text}
    return RowChange(wanted, row.typed, among, row.number or None) if wanted else None


def merged(model: type[Sheet], kept: Sequence[RowChange], taken: Sequence[RowChange]) -> list[RowChange]:
    """A draft with the changes of a block in it: of one row the block's cells stand over those typed before. A new row that the draft has is none."""
    found, places = list(kept), dict[object, list[int]]()
    for place, change in enumerate(kept):
        for name in _names(model, change):
            places.setdefault(name, []).append(place)
    met = set[int]()
    for change in taken:
        at = next((place for name in _names(model, change) for place in places.get(name, ()) if place not in met), None)
        if at is None:
            found.append(change)
        else:
            met.add(at)
            found[at] = RowChange({**found[at].wanted, **change.wanted}, change.seen, change.among, change.row)
    return found


def _names(model: type[Sheet], change: RowChange) -> list[object]:
    """By what a change is known in a draft: one of a row that stands by that row, a new one by all it says, then by its key."""
    if change.seen:
        return [(frozenset(change.seen.items()), change.among)]
    key = key_of(model, change.wanted)
    return [_said(model, change.wanted), *([key] if key else [])]
