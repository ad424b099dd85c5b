"""A spreadsheet as ``spreadsheets.get`` shows it: properties, grid data, and what lies on ranges."""

import numpy

from tests.google import areas, cells, metadata
from tests.google.oauth import EMAIL

WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        **dict.fromkeys(("bold", "italic", "strikethrough", "underline"), False),
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}
THEME = {
    "TEXT": {},
    "BACKGROUND": WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
COLOURS = ("backgroundColor", "foregroundColor", "tabColor")
PIXELS = {"ROWS": 21, "COLUMNS": 100}


def spreadsheet(book, ranges=(), grid=False):
    """The Spreadsheet in JSON, costly parts as functions; with ranges only the tabs they lie on."""
    wanted = [book.bounded(book.area(text)) for text in ranges]
    shown = [sheet for sheet in book.sheets if not wanted or sheet.id in {area.sheet_id for area in wanted}]
    return {
        "spreadsheetId": book.id,
        "properties": {**book.properties, "defaultFormat": DEFAULT_FORMAT, "spreadsheetTheme": _theme()},
        "sheets": [_sheet(book, sheet, [area for area in wanted if area.sheet_id == sheet.id], grid) for sheet in shown],
        "namedRanges": [{**named, "range": areas.shown(named["range"])} for named in book.named] or None,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
        "developerMetadata": [metadata.shown(one) for one in book.metadata if one["location"].get("spreadsheet")] or None,
    }


def _theme():
    colours = [{"colorType": kind, "color": {"rgbColor": colour}} for kind, colour in THEME.items()]
    return {"primaryFontFamily": "Arial", "themeColors": colours}


def _sheet(book, sheet, wanted, grid):
    lying = {name: [part(one) for one in sheet.parts[name]] or None for name in ("merges", "conditionalFormats")}
    return {
        "properties": properties(book, sheet),
        "data": [_grid(book, sheet, area) for area in wanted or [areas.Area(sheet.id).inside(sheet.rows, sheet.columns)]] if grid else None,
        **lying,
        "protectedRanges": [_protection(one) for one in sheet.parts["protectedRanges"]] or None,
        "basicFilter": part(sheet.parts["basicFilter"][0]) if sheet.parts["basicFilter"] else None,
        "rowGroups": [_group(group) for group in sheet.groups["ROWS"]] or None,
        "columnGroups": [_group(group) for group in sheet.groups["COLUMNS"]] or None,
        "developerMetadata": _metadata(book, lambda one: one["location"].get("sheetId") == sheet.id),
    }


def _metadata(book, here):
    return [metadata.shown(one) for one in book.metadata if here(one)] or None


def _group(group):
    return {**group, "range": areas.shown(group["range"])}


def properties(book, sheet):
    """SheetProperties with the index the tab has now."""
    told = {"sheetId": sheet.id, "title": sheet.title, "index": book.sheets.index(sheet)}
    grid = {name: value for name, value in sheet.properties["gridProperties"].items() if value}
    rest = {name: value for name, value in sheet.properties.items() if value not in (None, False)}
    return tidy({**rest, **told, "gridProperties": grid})


def part(one):
    """A merge, protection, conditional format or filter as replies carry it: nothing empty, no sheet id 0."""
    if "range" in one:
        one = {**one, "range": areas.shown(one["range"])}
    elif "ranges" in one:
        one = {**one, "ranges": [areas.shown(grid) for grid in one["ranges"]]}
    else:
        one = areas.shown(one)
    return tidy({name: value for name, value in one.items() if value is not None and value is not False})


def tidy(value):
    """Colours without their zeros and with the ``…Style`` twin that Google adds; nulls left out."""
    if isinstance(value, list):
        return [tidy(item) for item in value]
    if not isinstance(value, dict):
        return value
    told = {name: tidy(item) for name, item in value.items() if item is not None}
    for name in COLOURS:
        colour = told.get(name, told.get(f"{name}Style", {}).get("rgbColor"))
        if colour is not None:
            told[name] = {part: _shade(amount) for part, amount in colour.items() if amount}
            told[f"{name}Style"] = {"rgbColor": told[name]}
    return told


def _shade(amount):
    """A part of a colour: Google keeps 8 bits of it, and prints a 32-bit fraction."""
    return float(str(numpy.float32(int(amount * 255 + 1e-6) / 255)))


def _protection(one):
    """A protection the program made names it among the editors, once it is read again."""
    if not one.get("requestingUserCanEdit"):
        return part(one)
    return part({**one, "editors": {"users": [EMAIL], **one["editors"]}})


def _grid(book, sheet, area):
    """GridData of an area; rows and cells are made only where a mask looks."""
    told = {"startRow": area.top or None, "startColumn": area.left or None}
    told["rowData"] = lambda: _rows(sheet, area)
    told["rowMetadata"] = lambda: [_line(book, sheet, "ROWS", at) for at in range(area.top, area.bottom)]
    told["columnMetadata"] = lambda: [_line(book, sheet, "COLUMNS", at) for at in range(area.left, area.right)]
    return told


def _line(book, sheet, dimension, at):
    place = areas.of_dimension({"sheetId": sheet.id, "dimension": dimension, "startIndex": at, "endIndex": at + 1})
    kept = {name: value for name, value in sheet.lines[dimension].get(at, {}).items() if value}
    here = {"developerMetadata": lambda: _metadata(book, lambda one: "dimensionRange" in one["location"] and metadata.place_of(one) == place)}
    return {"pixelSize": PIXELS[dimension], **kept, **here}


def _rows(sheet, area):
    inside = [at for at in sheet.cells if area.holds(*at)]
    ends = {}
    for row, column in inside:
        ends[row] = max(ends.get(row, 0), column + 1)
    last = max(ends, default=area.top - 1)
    rows = [[_cell(sheet.cell(row, column)) for column in range(area.left, ends.get(row, 0))] for row in range(area.top, last + 1)]
    return [{"values": row} if row else {} for row in rows] or None


def _cell(cell):
    """CellData: what was entered, and what it comes to."""
    told = {**cell, "userEnteredFormat": tidy(cell["userEnteredFormat"])} if "userEnteredFormat" in cell else dict(cell)
    if "userEnteredValue" in cell:
        entry = cell["userEnteredValue"]
        told["userEnteredValue"] = {"numberValue": cells.plain(entry["numberValue"])} if "numberValue" in entry else entry
        told |= {"effectiveValue": cells.effective(cell), "formattedValue": cells.formatted(cell)}
        told["effectiveFormat"] = lambda: {**DEFAULT_FORMAT, **told.get("userEnteredFormat", {})}
    return told
