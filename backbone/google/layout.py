"""Making a book of the schema out of a blank spreadsheet: the requests of one batch that lay out its tabs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from typing import Any, TypeVar

from backbone.google.shapes import area, colour
from backbone.google.values import Json, typed_cell
from backbone.layout import GUIDE_WIDTHS, HEADER_INK, cell_value, condition, explanation, guide_lines, header_colour, number_format, offered, width
from schema.columns import Column
from schema.grid import letter
from schema.sheet import Sheet
from schema.workspace import GUIDE, JOURNAL_TAB
from words import text

JOURNAL_ID = 1_900_000_001
"""The sheet id of the hidden tab, the same in every spreadsheet."""

_FIRST_ID = 1001
_LEAST_ROWS, _SPARE_ROWS = 200, 100
_FORMATS = {"whole": "NUMBER", "date": "DATE", "decimal": ""}
_BOLD = {"bold": True, "foregroundColorStyle": colour(HEADER_INK)}
_FORMULA_SIGNS = ("=", "+")

Rows = Iterable[Mapping[str, Any]]
_T = TypeVar("_T")


def laying_out(sheets: Mapping[type[Sheet], Rows], owner: tuple[str, str] | None, editor: str, blank: Sequence[int]) -> list[Json]:
    """The requests that put these sheets and rows into a spreadsheet whose tabs, ``blank`` by their ids, are empty and go.

    A branch's book begins with a tab that says whose it is and how to fill it. ``editor`` is the one address that may change headers.
    """
    free = (number for number in count(_FIRST_ID) if number not in blank)
    requests = _guide(next(free), guide_lines(sheets, owner)) if owner else []
    for model, rows in sheets.items():
        requests += _tab(next(free), model, list(rows), editor)
    return [*requests, *journal_tab(editor), *({"deleteSheet": {"sheetId": sheet_id}} for sheet_id in blank)]


def journal_tab(editor: str) -> list[Json]:
    """The requests that add the hidden tab, of which every cell is for ``editor`` only."""
    return [_new_tab(JOURNAL_ID, JOURNAL_TAB, {"rowCount": 4, "columnCount": 40}, hidden=True), _protection(area(JOURNAL_ID), editor)]


def _guide(sheet_id: int, lines: Sequence[tuple[str, str]]) -> list[Json]:
    owned = {"userEnteredFormat": {"textFormat": _BOLD, "numberFormat": {"type": "TEXT", "pattern": "@"}}}
    filled = [[typed_cell(one or None) for one in line] for line in lines]
    return [
        _new_tab(sheet_id, GUIDE, {"rowCount": len(lines), "columnCount": 2}),
        *_widths(sheet_id, GUIDE_WIDTHS),
        _repeated(area(sheet_id), {"userEnteredFormat": {"wrapStrategy": "WRAP"}}, "userEnteredFormat.wrapStrategy"),
        _repeated(area(sheet_id, (0, 2)), owned, "userEnteredFormat(textFormat,numberFormat)"),
        _filled(sheet_id, 0, filled, "userEnteredValue"),
    ]


def _tab(sheet_id: int, model: type[Sheet], rows: Sequence[Mapping[str, Any]], editor: str) -> list[Json]:
    columns = model.columns()
    grid = {"rowCount": max(_LEAST_ROWS, len(rows) + _SPARE_ROWS), "columnCount": len(columns), "frozenRowCount": 1}
    filled = [[typed_cell(cell_value(column, row.get(column.name))) for column in columns] for row in rows]
    return [
        _new_tab(sheet_id, model.about.title, grid),
        *_widths(sheet_id, [width(column) for column in columns]),
        *_formats(sheet_id, columns),
        *_validations(sheet_id, columns),
        _filled(sheet_id, 0, [[_header(column) for column in columns]], "userEnteredValue,userEnteredFormat,note"),
        *([_filled(sheet_id, 1, filled, "userEnteredValue")] if filled else []),
        _protection(area(sheet_id, (0, 1), (0, len(columns))), editor),
    ]


def _new_tab(sheet_id: int, title: str, grid: Json, hidden: bool = False) -> Json:
    return {"addSheet": {"properties": {"sheetId": sheet_id, "title": title, "hidden": hidden, "gridProperties": grid}}}


def _widths(sheet_id: int, widths: Iterable[float]) -> list[Json]:
    """Columns as wide as in a workbook, where a digit takes 7 pixels and the margins 5."""
    return [
        {"updateDimensionProperties": {"range": _columns(sheet_id, first, end), "properties": {"pixelSize": round(7 * wide + 5)}, "fields": "pixelSize"}}
        for first, end, wide in _runs(widths)
    ]


def _columns(sheet_id: int, first: int, end: int) -> Json:
    return {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": first, "endIndex": end}


def _formats(sheet_id: int, columns: Sequence[Column]) -> list[Json]:
    return [
        _repeated(area(sheet_id, (1, None), (first, end)), {"userEnteredFormat": {"numberFormat": form}}, "userEnteredFormat.numberFormat")
        for first, end, form in _runs(map(_format, columns))
        if form
    ]


def _format(column: Column) -> Json:
    """The NumberFormat of a column; none where Sheets is to show a number as it is."""
    kind = _FORMATS.get(column.kind, "TEXT")
    return {"type": kind, "pattern": number_format(column)} if kind else {}


def _validations(sheet_id: int, columns: Sequence[Column]) -> list[Json]:
    return [
        {"setDataValidation": {"range": area(sheet_id, (1, None), (first, end)), "rule": rule}}
        for first, end, rule in _runs(_rule(column, f"{letter(at)}2") for at, column in enumerate(columns, start=1))
        if rule
    ]


def _rule(column: Column, cell: str) -> Json:
    """The DataValidationRule of a column that begins at this cell; it marks what does not fit, and refuses nothing."""
    items = offered(column)
    formula = _any_of(items, cell) if any(item.startswith(_FORMULA_SIGNS) for item in items) else condition(column, cell)
    if not items and not formula:
        return {}
    kind, values = ("CUSTOM_FORMULA", [f"={formula}"]) if formula else ("ONE_OF_LIST", list(items))
    asked = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    return {"condition": asked, "inputMessage": text(f"column.kind.{column.kind}"), "strict": False, "showCustomUi": not formula}


def _any_of(items: Iterable[str], cell: str) -> str:
    """A list as a formula: Sheets takes an item that begins like a formula for one, and has no formulas in lists."""
    wanted = ",".join(f'{cell}="{item}"' for item in items)
    return f"OR({wanted})"


def _header(column: Column) -> Json:
    shape = {"textFormat": _BOLD, "backgroundColorStyle": colour(header_colour(column)), "wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"}
    return {**typed_cell(column.header), "userEnteredFormat": shape, "note": explanation(column)}


def _filled(sheet_id: int, top: int, rows: Sequence[Sequence[Json]], fields: str) -> Json:
    start = {"sheetId": sheet_id, "rowIndex": top, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": [{"values": list(row)} for row in rows], "fields": fields}}


def _repeated(where: Json, cell: Json, fields: str) -> Json:
    return {"repeatCell": {"range": where, "cell": cell, "fields": fields}}


def _protection(where: Json, editor: str) -> Json:
    return {"addProtectedRange": {"protectedRange": {"range": where, "editors": {"users": [editor]}}}}


def _runs(asked: Iterable[_T]) -> Iterator[tuple[int, int, _T]]:
    """Stretches of neighbours that are alike: the first, the one after the last, and what they are."""
    at = 0
    for one, alike in groupby(asked):
        end = at + sum(1 for _ in alike)
        yield at, end, one
        at = end
