"""Findings shown in a tab: sentences in notes, and a colour that is no cell's own. What people wrote and coloured stays.

A line of a note is ours when it begins with our mark, a conditional format when its formula is one of ours.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from backbone.google.shapes import area, colour
from backbone.google.values import Json
from schema.grid import Address
from words import text

FIELDS = "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),conditionalFormats,data(startRow,startColumn,rowData.values.note))"
"""What ``spreadsheets.get`` has to tell of the tabs, which may be asked for by any ranges that hold all marks."""

Findings = Mapping[Address, Sequence[tuple[str, bool]]]
"""The sentences on each cell (row and column from 1), and whether each keeps the row out of totals."""

_COLOURS = {True: "F6D5D0", False: "FBEFC9"}


def marking(tab: Json, findings: Findings) -> list[Json]:
    """The requests after which a tab, as ``spreadsheets.get`` tells it, bears these findings and no earlier ones; none where it does already.

    A cell with a note that a person began keeps that note and takes only the colour; what a person added to a note of ours stays below.
    """
    told = {place: sentences for place, sentences in findings.items() if sentences}
    return [*_notes(tab, told), *_rules(tab, told)]


def clearing(tab: Json) -> list[Json]:
    """The requests that take every mark of ours off a tab."""
    return marking(tab, {})


def _notes(tab: Json, findings: Findings) -> Iterator[Json]:
    """Notes that change, a request for each stretch of a column."""
    there = dict(_noted(tab))
    wanted = {place: _note(there.get(place, ""), _lines(findings.get(place, ()))) for place in {*there, *findings}}
    changed = {place: note for place, note in wanted.items() if note != there.get(place, "")}
    for column, top, bottom in _runs(changed):
        start = {"sheetId": _sheet_id(tab), "rowIndex": top - 1, "columnIndex": column - 1}
        rows = [{"values": [{"note": changed[row, column]}]} for row in range(top, bottom)]
        yield {"updateCells": {"start": start, "rows": rows, "fields": "note"}}


def _noted(tab: Json) -> Iterator[tuple[Address, str]]:
    for data in tab.get("data", ()):
        for row, line in enumerate(data.get("rowData", ()), data.get("startRow", 0) + 1):
            for column, cell in enumerate(line.get("values", ()), data.get("startColumn", 0) + 1):
                if cell.get("note"):
                    yield (row, column), cell["note"]


def _lines(sentences: Iterable[tuple[str, bool]]) -> list[str]:
    mark = text("mark.prefix")
    return [f"{mark}{line.strip()}" for sentence, _ in sentences for line in sentence.splitlines() if line.strip()]


def _note(old: str, ours: list[str]) -> str:
    """A note with these lines of ours in place of earlier ones; a note without any is a person's, and stays as it is."""
    lines = old.split("\n") if old else []
    theirs = [line for line in lines if not line.startswith(text("mark.prefix"))]
    if len(theirs) == len(lines) > 0:
        return old
    return "\n".join([*ours, *theirs] if any(map(str.strip, theirs)) else ours)


def _rules(tab: Json, findings: Findings) -> list[Json]:
    """Conditional formats in place of earlier ones of ours, before people's own, so that these cannot hide them."""
    there = [(at, rule) for at, rule in enumerate(tab.get("conditionalFormats", ())) if is_ours(rule)]
    wanted = {blocks: cells for blocks in _COLOURS if (cells := {at for at, told in findings.items() if any(one for _, one in told) == blocks})}
    if len(there) == len(wanted) and all(any(_is(rule, blocks, cells) for _, rule in there) for blocks, cells in wanted.items()):
        return []
    gone = [{"deleteConditionalFormatRule": {"sheetId": _sheet_id(tab), "index": at}} for at, _ in reversed(there)]
    new = [_rule(_sheet_id(tab), blocks, cells) for blocks, cells in wanted.items()]
    return gone + [{"addConditionalFormatRule": {"index": at, "rule": rule}} for at, rule in enumerate(new)]


def _formulas() -> dict[bool, str]:
    """The formulas of the rules, always true; by them ours are known again, and blocking findings from others."""
    mark = text("mark.prefix")
    return {blocks: f'=LEN("{mark}")>{int(not blocks)}' for blocks in _COLOURS}


def is_ours(rule: Json) -> bool:
    """Whether a conditional format is one of ours."""
    return _formula(rule) in _formulas().values()


def _formula(rule: Json) -> str:
    values = rule.get("booleanRule", {}).get("condition", {}).get("values") or [{}]
    return str(values[0].get("userEnteredValue", ""))


def _is(rule: Json, blocks: bool, cells: set[Address]) -> bool:
    """Whether the rule is the one for these cells, however its areas are cut."""
    if _formula(rule) != _formulas()[blocks]:
        return False
    areas = [_ends(one) for one in rule.get("ranges", ())]
    if sum((bottom - top) * (right - left) for top, bottom, left, right in areas) != len(cells):
        return False
    return all((row, at) in cells for top, bottom, left, right in areas for row in range(int(top), int(bottom)) for at in range(int(left), int(right)))


def _ends(grid: Json) -> tuple[float, float, float, float]:
    """First and last row and column of a GridRange, from 1, the last ones exclusive; what is open ends nowhere."""
    top, left = (grid.get(f"start{axis}Index", 0) + 1 for axis in ("Row", "Column"))
    bottom, right = (grid.get(f"end{axis}Index", math.inf) + 1 for axis in ("Row", "Column"))
    return top, bottom, left, right


def _rule(sheet_id: int, blocks: bool, cells: Iterable[Address]) -> Json:
    return {
        "ranges": [area(sheet_id, (top - 1, bottom - 1), (column - 1, column)) for column, top, bottom in _runs(cells)],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": _formulas()[blocks]}]},
            "format": {"backgroundColorStyle": colour(_COLOURS[blocks])},
        },
    }


def _runs(cells: Iterable[Address]) -> Iterator[tuple[int, int, int]]:
    """Cells that stand together in a column: the column, the first row, and the one after the last."""
    ordered = sorted((column, row) for row, column in cells)
    for (column, _), run in groupby(enumerate(ordered), lambda found: (found[1][0], found[1][1] - found[0])):
        rows = [row for _, (_, row) in run]
        yield column, rows[0], rows[-1] + 1


def _sheet_id(tab: Json) -> int:
    return int(tab.get("properties", {}).get("sheetId", 0))
