"""``spreadsheets.batchUpdate``: requests in order on a copy of the book, so that either all of them happen or none."""

from contextlib import contextmanager

from tests.google import areas, batch_cells, batch_marks, masks, view
from tests.google.book import Sheet
from tests.google.errors import Refused, invalid


def run(book, requests):
    """The replies of the requests, one each; the first refusal ends the batch and names its request."""
    if not requests:
        raise invalid("Must specify at least one request.")
    return [_one(book, at, request) for at, request in enumerate(requests)]


def _one(book, at, request):
    if len(request) != 1:
        raise invalid(f"Invalid value at 'requests[{at}]': exactly one kind of request must be set.")
    ((kind, body),) = request.items()
    if kind not in KINDS:
        raise NotImplementedError(kind)
    with named(at, kind):
        reply = KINDS[kind](book, body)
    return {} if reply is None else {kind: reply}


@contextmanager
def named(at, kind):
    """Name the request of a batch in the sentence of its refusal, as Google does."""
    try:
        yield
    except Refused as refused:
        raise Refused(refused.code, f"Invalid requests[{at}].{kind}: {refused.message}", refused.reason) from refused


def _untaken(book, title):
    if book.titled(title):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    if not title or len(title) > 100:
        raise invalid("The sheet name cannot be empty or greater than 100 characters.")
    return title


def _free_title(book):
    number = len(book.sheets) + 1
    while book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _new_sheet(book, wanted, at):
    """Add a tab with these properties at an index; ``None`` puts it at the end."""
    sheet_id = wanted.get("sheetId")
    sheet_id = book.new_id() if sheet_id is None else sheet_id
    if sheet_id in [sheet.id for sheet in book.sheets]:
        raise invalid(f"A sheet with the ID {sheet_id} already exists. Please enter another ID.")
    title = _untaken(book, wanted.get("title") or _free_title(book))
    sheet = Sheet({**wanted, "sheetId": sheet_id, "title": title})
    book.sheets.insert(len(book.sheets) if at is None else at, sheet)
    return sheet


def add_sheet(book, body):
    wanted = body.get("properties") or {}
    sheet = _new_sheet(book, {name: value for name, value in wanted.items() if name != "index"}, wanted.get("index"))
    return {"properties": view.properties(book, sheet)}


def duplicate_sheet(book, body):
    source = book.sheet(body.get("sourceSheetId"))
    wanted = {"sheetId": body.get("newSheetId"), "title": body.get("newSheetName") or f"Copy of {source.title}"}
    sheet = _new_sheet(book, {**source.properties, **wanted}, body.get("insertSheetIndex", 0))
    twin = source.copy()
    sheet.properties["gridProperties"] = twin.properties["gridProperties"]
    sheet.cells, sheet.lines, sheet.groups = twin.cells, twin.lines, twin.groups
    sheet.parts = {name: [_rehomed(part, sheet.id, book) for part in parts] for name, parts in twin.parts.items()}
    return {"properties": view.properties(book, sheet)}


def _rehomed(part, sheet_id, book):
    """A part copied to another tab: its ranges lie there, and a protection gets an id of its own."""
    if "protectedRangeId" in part:
        part = {**part, "protectedRangeId": book.new_id()}
    if "ranges" in part:
        return {**part, "ranges": [{**grid, "sheetId": sheet_id} for grid in part["ranges"]]}
    return {**part, "range": {**part["range"], "sheetId": sheet_id}} if "range" in part else {**part, "sheetId": sheet_id}


def delete_sheet(book, body):
    sheet = book.sheet(body.get("sheetId"))
    if all(other is sheet or other.properties.get("hidden") for other in book.sheets):
        raise invalid("You can't remove all the visible sheets in a document.")
    sheet.guard(areas.Area(sheet.id))
    book.forget(sheet)


def update_sheet_properties(book, body):
    new, tree = body["properties"], masks.parse(body["fields"])
    sheet = book.sheet(new.get("sheetId"))
    if "title" in tree and new.get("title") != sheet.title:
        _untaken(book, new.get("title"))
    if "index" in tree:
        _move_sheet(book, sheet, new.get("index", 0))
    new = {name: value for name, value in new.items() if name != "sheetId"}
    old_grid = sheet.properties["gridProperties"]
    tree = {name: below for name, below in tree.items() if name not in ("index", "sheetId")}
    now = masks.put(sheet.properties, new, tree) if tree else sheet.properties
    if now.get("hidden") and all(other is sheet or other.properties.get("hidden") for other in book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    grid = {**now.get("gridProperties", {})}
    sizes = {name: grid.pop(name, None) or old_grid[name] for name in ("rowCount", "columnCount")}
    sheet.properties = {**now, "gridProperties": {**{name: old_grid[name] for name in sizes}, **grid}}
    for dimension, size in zip(("ROWS", "COLUMNS"), sizes.values(), strict=True):
        sheet.resize(dimension, size)


def _move_sheet(book, sheet, index):
    """Indexes are those before the move."""
    if index > len(book.sheets):
        raise invalid(f"Index {index} is beyond the number of sheets.")
    was = book.sheets.index(sheet)
    book.sheets.insert(index, sheet)
    book.sheets.pop(was if was < index else was + 1)


def update_spreadsheet_properties(book, body):
    book.properties = masks.put(book.properties, body["properties"], masks.parse(body["fields"]))


def _span(book, span):
    """The sheet, dimension and ends of a DimensionRange."""
    sheet, dimension = book.sheet(span.get("sheetId")), span["dimension"]
    return sheet, dimension, span.get("startIndex") or 0, span.get("endIndex") or sheet.size(dimension)


def insert_dimension(book, body):
    sheet, dimension, start, end = _span(book, body["range"])
    if body.get("inheritFromBefore") and start == 0:
        raise invalid("inheritFromBefore cannot be true when inserting at the first index.")
    sheet.guard_line(dimension, start)
    book.insert(sheet, dimension, start, end - start)
    _inherit(sheet, dimension, range(start, end), start - 1 if body.get("inheritFromBefore") else end)


def _inherit(sheet, dimension, new, model):
    """Inserted rows or columns take formats and validations of the line beside them."""
    axis = ("ROWS", "COLUMNS").index(dimension)
    for place, cell in [(place, cell) for place, cell in sheet.cells.items() if place[axis] == model]:
        kept = {name: cell[name] for name in ("userEnteredFormat", "dataValidation") if name in cell}
        for at in new:
            sheet.put(*((at, place[1]) if axis == 0 else (place[0], at)), kept)


def delete_dimension(book, body):
    sheet, dimension, start, end = _span(book, body["range"])
    sheet.guard(areas.of_dimension({**body["range"], "startIndex": start, "endIndex": end}))
    book.delete(sheet, dimension, start, end)


def append_dimension(book, body):
    sheet, dimension = book.sheet(body.get("sheetId")), body["dimension"]
    sheet.resize(dimension, sheet.size(dimension) + body["length"])


def update_dimension_properties(book, body):
    sheet, dimension, start, end = _span(book, body["range"])
    tree = masks.parse(body["fields"])
    for at in range(start, end):
        sheet.lines[dimension][at] = masks.put(sheet.lines[dimension].get(at, {}), body["properties"], tree)


def move_dimension(book, body):
    sheet, dimension, start, end = _span(book, body["source"])
    target = body.get("destinationIndex", 0)
    if start < target < end:
        raise invalid("The destination lies inside the source.")
    order = [at for at in range(sheet.size(dimension)) if not start <= at < end]
    before = target if target <= start else target - (end - start)
    order[before:before] = range(start, end)
    goes = {at: place for place, at in enumerate(order)}
    book.send(sheet, dimension, goes.get)


def auto_resize_dimensions(book, body):
    sheet, dimension, start, end = _span(book, body["dimensions"])
    for at in range(start, end):
        sheet.lines[dimension].get(at, {}).pop("pixelSize", None)


KINDS = {
    "addSheet": add_sheet,
    "duplicateSheet": duplicate_sheet,
    "deleteSheet": delete_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "appendDimension": append_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "moveDimension": move_dimension,
    "autoResizeDimensions": auto_resize_dimensions,
    **batch_cells.KINDS,
    **batch_marks.KINDS,
}

MASKED = {
    "updateCells": "CellData",
    "appendCells": "CellData",
    "repeatCell": "CellData",
    "updateSheetProperties": "SheetProperties",
    "updateSpreadsheetProperties": "SpreadsheetProperties",
    "updateDimensionProperties": "DimensionProperties",
    "updateProtectedRange": "ProtectedRange",
    "updateNamedRange": "NamedRange",
    "updateDeveloperMetadata": "DeveloperMetadata",
}
"""The schema that the ``fields`` of a request speak of; the discovery document does not tell."""
