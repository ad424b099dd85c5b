"""The kinds of ``batchUpdate`` requests that change what is in cells."""

import re
from dataclasses import replace

from tests.google import areas, cells, masks
from tests.google.errors import invalid

PASTED = {
    "PASTE_NORMAL": ("userEnteredValue", "userEnteredFormat", "dataValidation", "note"),
    "PASTE_NO_BORDERS": ("userEnteredValue", "userEnteredFormat", "dataValidation", "note"),
    "PASTE_VALUES": ("userEnteredValue",),
    "PASTE_FORMULA": ("userEnteredValue",),
    "PASTE_FORMAT": ("userEnteredFormat",),
    "PASTE_DATA_VALIDATION": ("dataValidation",),
    "PASTE_CONDITIONAL_FORMATTING": (),
}
RANKS = {"numberValue": 0, "stringValue": 1, "boolValue": 2, "errorValue": 3}
SIDES = {"ROWS": ("top", "bottom"), "COLUMNS": ("left", "right")}


def _target(book, grid):
    """The sheet of a GridRange and its bounded area."""
    area = book.bounded(areas.of_grid(grid))
    return book.sheet(area.sheet_id), area


def _places(area):
    return ((row, column) for row in range(area.top, area.bottom) for column in range(area.left, area.right))


def _checked(cell):
    """A cell from a request: one kind of value, not too long, nothing that is read only."""
    value = cell.get("userEnteredValue", {})
    if len(value) > 1 or "errorValue" in value:
        raise invalid("userEnteredValue takes exactly one of number, string, bool and formula.")
    if len(value.get("stringValue", "")) > cells.LONGEST:
        raise invalid(f"Your input contains more than the maximum of {cells.LONGEST} characters in a single cell.")
    return {name: part for name, part in cell.items() if part not in ({}, "") and (name, part) != ("userEnteredValue", {"stringValue": ""})}


def _write_rows(sheet, rows, tree, top, left):
    for row, line in enumerate(rows, top):
        for column, cell in enumerate(line.get("values") or [], left):
            sheet.write(row, column, masks.put(sheet.cell(row, column), _checked(cell), tree))


def update_cells(book, body):
    rows, tree = body.get("rows") or [], masks.parse(body["fields"])
    if ("range" in body) == ("start" in body):
        raise invalid("Must specify exactly one of start and range.")
    if "start" in body:
        start = body["start"]
        _write_rows(book.sheet(start.get("sheetId")), rows, tree, start.get("rowIndex", 0), start.get("columnIndex", 0))
        return
    sheet, area = _target(book, body["range"])
    if len(rows) > area.bottom - area.top or any(len(row.get("values") or []) > area.right - area.left for row in rows):
        raise invalid("Attempting to write beyond the range.")
    sheet.guard(area)
    given = {(area.top + at, area.left + along) for at, row in enumerate(rows) for along in range(len(row.get("values") or []))}
    for place in _places(area):
        if place not in given and place in sheet.cells:
            sheet.write(*place, masks.put(sheet.cell(*place), {}, tree))
    _write_rows(sheet, rows, tree, area.top, area.left)


def append_cells(book, body):
    sheet, rows = book.sheet(body.get("sheetId")), body.get("rows") or []
    top = sheet.used()
    sheet.room(top + len(rows), max((len(row.get("values") or []) for row in rows), default=0))
    _write_rows(sheet, rows, masks.parse(body["fields"]), top, 0)


def repeat_cell(book, body):
    (sheet, area), tree = _target(book, body["range"]), masks.parse(body["fields"])
    cell = _checked(body.get("cell", {}))
    for place in _places(area):
        sheet.write(*place, masks.put(sheet.cell(*place), cell, tree))


def set_data_validation(book, body):
    sheet, area = _target(book, body["range"])
    for place in _places(area):
        rest = {name: part for name, part in sheet.cell(*place).items() if name != "dataValidation"}
        sheet.write(*place, {**rest, "dataValidation": body["rule"]} if body.get("rule") else rest)


def _pasted(old, new, kind):
    names = PASTED[kind]
    return {name: part for name, part in old.items() if name not in names} | {name: new[name] for name in names if name in new}


def copy_paste(book, body):
    (origin, source), (sheet, wanted) = _target(book, body["source"]), _target(book, body["destination"])
    taken, kind = dict(origin.cells), body.get("pasteType", "PASTE_NORMAL")
    across = body.get("pasteOrientation") == "TRANSPOSE"
    tall, wide = source.bottom - source.top, source.right - source.left
    height, width = (wide, tall) if across else (tall, wide)
    target = replace(
        wanted,
        bottom=wanted.top + max(1, (wanted.bottom - wanted.top) // height) * height,
        right=wanted.left + max(1, (wanted.right - wanted.left) // width) * width,
    )
    sheet.room(target.bottom, target.right)
    for row, column in _places(target):
        down, along = (row - target.top) % height, (column - target.left) % width
        down, along = (along, down) if across else (down, along)
        sheet.write(row, column, _pasted(sheet.cell(row, column), taken.get((source.top + down, source.left + along), {}), kind))


def cut_paste(book, body):
    origin, source = _target(book, body["source"])
    to = body["destination"]
    sheet, kind = book.sheet(to.get("sheetId")), body.get("pasteType", "PASTE_NORMAL")
    taken = {place: origin.cell(*place) for place in _places(source)}
    for place, cell in taken.items():
        origin.write(*place, _pasted(cell, {}, kind))
    down, along = to.get("rowIndex", 0) - source.top, to.get("columnIndex", 0) - source.left
    for (row, column), cell in taken.items():
        place = row + down, column + along
        sheet.write(*place, _pasted(sheet.cell(*place), cell, kind))


def sort_range(book, body):
    sheet, area = _target(book, body["range"])
    sort(sheet, area, [(spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING") for spec in body.get("sortSpecs") or []], sheet.write)


def sort(sheet, area, keys, write):
    """Sort the rows of an area by (column, descending) keys, blanks last; ``write`` puts each cell."""
    order = list(range(area.top, area.bottom))
    for column, falling in reversed(keys):
        filled = [row for row in order if _key(sheet.cell(row, column))]
        blank = [row for row in order if not _key(sheet.cell(row, column))]
        order = sorted(filled, key=lambda row: _key(sheet.cell(row, column)), reverse=falling) + blank
    taken = {place: sheet.cell(*place) for place in _places(area)}
    for to, row in enumerate(order, area.top):
        for column in range(area.left, area.right):
            write(to, column, taken[row, column])


def _key(cell):
    """Numbers before text before booleans before errors; text without regard to case."""
    value = cells.effective(cell)
    if not value:
        return ()
    kind = next(iter(value))
    return RANKS[kind], value[kind] if kind in ("numberValue", "boolValue") else cells.formatted(cell).casefold()


def find_replace(book, body):
    pattern = _pattern(body)
    if "range" in body:
        searched = [_target(book, body["range"])]
    else:
        sheets = book.sheets if body.get("allSheets") else [book.sheet(body.get("sheetId"))]
        searched = [(sheet, areas.Area(sheet.id)) for sheet in sheets]
    replacement = body.get("replacement", "") if body.get("searchByRegex") else body.get("replacement", "").replace("\\", r"\\")
    changed = {}
    for sheet, area in searched:
        for place in sorted(place for place in sheet.cells if area.holds(*place)):
            text, formula = _searched(sheet.cell(*place), body.get("includeFormulas"))
            new, count = pattern.subn(replacement, text) if text else ("", 0)
            if count:
                changed[sheet.id, *place] = (count, formula)
                sheet.write(*place, cells.entered(sheet.cell(*place), new, _option(sheet.cell(*place))))
    return _told(changed)


def _pattern(body):
    text = body["find"] if body.get("searchByRegex") else re.escape(body["find"])
    return re.compile(rf"\A(?:{text})\Z" if body.get("matchEntireCell") else text, 0 if body.get("matchCase") else re.IGNORECASE)


def _searched(cell, formulas_too):
    """The text that is searched in a cell, and whether it is a formula."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    return (formula if formulas_too else "", True) if formula else (cells.formatted(cell), False)


def _option(cell):
    """A text stays a text; anything else is taken as if typed."""
    return "RAW" if "stringValue" in cell.get("userEnteredValue", {}) else "USER_ENTERED"


def _told(changed):
    counts = {
        "valuesChanged": sum(not formula for _, formula in changed.values()),
        "formulasChanged": sum(formula for _, formula in changed.values()),
        "rowsChanged": len({at[:2] for at in changed}),
        "sheetsChanged": len({at[0] for at in changed}),
        "occurrencesChanged": sum(count for count, _ in changed.values()),
    }
    return {name: count for name, count in counts.items() if count}


def insert_range(book, body):
    _shift(book, body, 1)


def delete_range(book, body):
    _shift(book, body, -1)


def _shift(book, body, way):
    """Move the cells of the area's rows or columns over or back; those in the area become blank or are gone."""
    (sheet, area), dimension = _target(book, body["range"]), body["shiftDimension"]
    start, end = (getattr(area, side) for side in SIDES[dimension])
    lane = replace(area, **{SIDES[dimension][1]: sheet.size(dimension)})
    sheet.guard(lane)
    axis, by = ("ROWS", "COLUMNS").index(dimension), way * (end - start)
    taken = {place: sheet.cells.pop(place) for place in list(sheet.cells) if lane.holds(*place)}
    for place, cell in taken.items():
        to = [*place]
        to[axis] += by
        if way > 0 or place[axis] >= end:
            sheet.room(to[0] + 1, to[1] + 1)
            sheet.put(*to, cell)


KINDS = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_data_validation,
    "copyPaste": copy_paste,
    "cutPaste": cut_paste,
    "sortRange": sort_range,
    "findReplace": find_replace,
    "insertRange": insert_range,
    "deleteRange": delete_range,
}
