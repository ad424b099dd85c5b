"""The ``values`` methods: rectangles of values read and written."""

from dataclasses import replace
from itertools import zip_longest

from tests.google import areas, cells, metadata
from tests.google.errors import invalid


def read(book, area, options):
    """A ValueRange: blank rows and columns at the end are left out."""
    area = book.bounded(area)
    sheet, columnar = book.sheet(area.sheet_id), options.get("majorDimension") == "COLUMNS"
    option, dates = options.get("valueRenderOption", "FORMATTED_VALUE"), options.get("dateTimeRenderOption", "SERIAL_NUMBER")
    last = min(area.bottom, sheet.used())
    rows = [_trimmed([cells.rendered(sheet.cell(row, at), option, dates) for at in range(area.left, area.right)]) for row in range(area.top, last)]
    lines = [_trimmed(list(column)) for column in zip_longest(*rows, fillvalue="")] if columnar else rows
    while lines and not lines[-1]:
        lines.pop()
    told = {"range": areas.written(sheet.title, area), "majorDimension": "COLUMNS" if columnar else "ROWS"}
    return {**told, "values": lines} if lines else told


def _trimmed(line):
    while line and line[-1] == "":
        line.pop()
    return line


def write(book, area, value_range, options):
    """Write a ValueRange from the corner of an area; what reaches over the area is refused, unless it is one cell."""
    lines = [line or [] for line in value_range.get("values") or []]
    if value_range.get("majorDimension") == "COLUMNS":
        lines = [list(row) for row in zip_longest(*lines)]
    sheet, option = book.sheet(area.sheet_id), _input_option(options)
    wide = max(map(len, lines), default=0)
    _fits(book, sheet, area, len(lines), wide)
    target = replace(area, bottom=area.top + max(len(lines), 1), right=area.left + max(wide, 1))
    for row, line in enumerate(lines, area.top):
        for column, value in enumerate(line, area.left):
            sheet.write(row, column, cells.entered(sheet.cell(row, column), value, option))
    told = {"spreadsheetId": book.id, "updatedRange": areas.written(sheet.title, target)}
    told |= {name: count for name, count in _counts(lines).items() if count}
    return {**told, "updatedData": read(book, target, _response(options))} if _true(options, "includeValuesInResponse") else told


def _counts(lines):
    """Rows, columns and cells that were touched: a ``null`` leaves its cell alone."""
    touched = [(row, column) for row, line in enumerate(lines) for column, value in enumerate(line) if value is not None]
    rows, columns = {row for row, _ in touched}, {column for _, column in touched}
    return {"updatedRows": len(rows), "updatedColumns": len(columns), "updatedCells": len(touched)}


def _input_option(options):
    if options.get("valueInputOption") not in ("RAW", "USER_ENTERED"):
        raise invalid("'valueInputOption' is required but not specified")
    return options["valueInputOption"]


def _true(options, name):
    return str(options.get(name, False)).lower() == "true"


def _response(options):
    """The options of the values that come back after a write."""
    names = {"responseValueRenderOption": "valueRenderOption", "responseDateTimeRenderOption": "dateTimeRenderOption"}
    return {plain: options[name] for name, plain in names.items() if name in options}


def _fits(book, sheet, area, tall, wide):
    whole = book.bounded(area)
    if area.single:
        sheet.room(area.top + tall, area.left + wide)
        return
    within = f"Requested writing within range [{areas.written(sheet.title, whole)}], but tried writing to "
    if area.left + wide > whole.right:
        raise invalid(f"{within}column [{areas.column_name(whole.right)}]")
    if area.top + tall > whole.bottom:
        raise invalid(f"{within}row [{whole.bottom + 1}]")


def clear(book, area):
    """Empty the values of an area, keep its formats and notes; the range cleared, in A1 notation."""
    area = book.bounded(area)
    sheet = book.sheet(area.sheet_id)
    sheet.guard(area)
    for row, column in [at for at in sheet.cells if area.holds(*at)]:
        sheet.write(row, column, {name: part for name, part in sheet.cell(row, column).items() if name != "userEnteredValue"})
    return areas.written(sheet.title, area)


def append(book, area, value_range, options):
    """Write under the last table of an area: the block of touching filled cells that holds the area's last filled cell."""
    area, sheet = book.bounded(area), book.sheet(area.sheet_id)
    table = _table(sheet, area)
    start = (table.bottom, table.left) if table else (area.top, area.left)
    tall = len(value_range.get("values") or [])
    if options.get("insertDataOption") == "INSERT_ROWS" and table and tall and start[0] < sheet.rows:
        sheet.guard_line("ROWS", start[0])
        book.insert(sheet, "ROWS", start[0], tall)
    sheet.room(start[0] + 1, start[1] + 1)
    told = {"spreadsheetId": book.id, "tableRange": areas.written(sheet.title, table) if table else None}
    updates = write(book, sheet.spot(*start), value_range, options)
    return {name: value for name, value in {**told, "updates": updates}.items() if value}


def _table(sheet, area):
    filled = {at for at, cell in sheet.cells.items() if "userEnteredValue" in cell}
    seeds = [at for at in filled if area.holds(*at)]
    if not seeds:
        return None
    row, column = max(seeds)
    table = areas.Area(sheet.id, row, row + 1, column, column + 1)
    while (wider := _widened(table, filled)) != table:
        table = wider
    return table


def _widened(table, filled):
    """The table with the filled cells that touch it, corners included."""
    near = areas.Area(table.sheet_id, table.top - 1, table.bottom + 1, table.left - 1, table.right + 1)
    touching = [at for at in filled if near.holds(*at)]
    rows, columns = [row for row, _ in touching], [column for _, column in touching]
    return areas.Area(table.sheet_id, min(rows), max(rows) + 1, min(columns), max(columns) + 1)


def many(book, results):
    """The reply of a batch of writes with its totals: a row or column of a sheet counts once."""
    targets = [book.area(one["updatedRange"]) for one in results]
    totals = {
        "totalUpdatedRows": len({(target.sheet_id, row) for target in targets for row in range(target.top, target.bottom)}),
        "totalUpdatedColumns": len({(target.sheet_id, column) for target in targets for column in range(target.left, target.right)}),
        "totalUpdatedCells": sum(one.get("updatedCells", 0) for one in results),
        "totalUpdatedSheets": len({target.sheet_id for target in targets}),
    }
    return {"spreadsheetId": book.id, **{name: count for name, count in totals.items() if count}, "responses": results}


def write_filtered(book, body):
    """``values:batchUpdateByDataFilter``: each entry is written to every area its filter finds."""
    results = []
    for entry in body.get("data") or []:
        found = metadata.areas_of(book, entry["dataFilter"])
        if not found:
            raise invalid("No data matches the filter.")
        for area in found:
            told = write(book, area, entry, body)
            results.append({name: value for name, value in told.items() if name != "spreadsheetId"} | {"dataFilter": entry["dataFilter"]})
    return many(book, results)


def read_filtered(book, body):
    """``values:batchGetByDataFilter``: each area once, with all filters that found it."""
    found = {}
    for filter in body.get("dataFilters") or []:
        for area in metadata.areas_of(book, filter):
            found.setdefault(area, []).append(filter)
    return [{"valueRange": read(book, area, body), "dataFilters": filters} for area, filters in found.items()]
