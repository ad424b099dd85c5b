"""The methods of Sheets v4: each takes the drive, the parameters and the body, and gives the reply."""

from tests.google import areas, batch, metadata, values, view

READS = {
    "sheets.spreadsheets.get",
    "sheets.spreadsheets.getByDataFilter",
    "sheets.spreadsheets.developerMetadata.get",
    "sheets.spreadsheets.developerMetadata.search",
    "sheets.spreadsheets.values.get",
    "sheets.spreadsheets.values.batchGet",
    "sheets.spreadsheets.values.batchGetByDataFilter",
}


def get(book, query, body):
    return view.spreadsheet(book, query.get("ranges", ()), _true(query.get("includeGridData")) or bool(query.get("fields")))


def get_by_data_filter(book, query, body):
    found = [area for filter in body.get("dataFilters") or [] for area in metadata.areas_of(book, filter)]
    ranges = [areas.written(book.sheet(area.sheet_id).title, area) for area in found]
    return view.spreadsheet(book, ranges, body.get("includeGridData") or bool(query.get("fields")))


def _true(value):
    return str(value).lower() == "true"


def values_get(book, query, body):
    return values.read(book, book.area(query["range"]), query)


def values_batch_get(book, query, body):
    return {"spreadsheetId": book.id, "valueRanges": [values.read(book, book.area(text), query) for text in query.get("ranges", ())]}


def values_batch_get_by_data_filter(book, query, body):
    return {"spreadsheetId": book.id, "valueRanges": values.read_filtered(book, body)}


def values_update(book, query, body):
    return values.write(book, book.area(query["range"]), body, query)


def values_batch_update(book, query, body):
    return values.many(book, [values.write(book, book.area(one["range"]), one, body) for one in body.get("data") or []])


def values_batch_update_by_data_filter(book, query, body):
    return values.write_filtered(book, body)


def values_append(book, query, body):
    return values.append(book, book.area(query["range"]), body, query)


def values_clear(book, query, body):
    return {"spreadsheetId": book.id, "clearedRange": values.clear(book, book.area(query["range"]))}


def values_batch_clear(book, query, body):
    return {"spreadsheetId": book.id, "clearedRanges": [values.clear(book, book.area(text)) for text in body.get("ranges") or []]}


def batch_update(book, query, body):
    told = {"spreadsheetId": book.id, "replies": batch.run(book, body.get("requests"))}
    if not body.get("includeSpreadsheetInResponse"):
        return told
    return {**told, "updatedSpreadsheet": view.spreadsheet(book, body.get("responseRanges") or (), body.get("responseIncludeGridData"))}


def metadata_search(book, query, body):
    found = metadata.search(book, body.get("dataFilters") or [])
    return {"matchedDeveloperMetadata": found} if found else {}


def metadata_get(book, query, body):
    return metadata.get(book, int(query["metadataId"]))


METHODS = {
    "sheets.spreadsheets.get": get,
    "sheets.spreadsheets.getByDataFilter": get_by_data_filter,
    "sheets.spreadsheets.batchUpdate": batch_update,
    "sheets.spreadsheets.developerMetadata.get": metadata_get,
    "sheets.spreadsheets.developerMetadata.search": metadata_search,
    "sheets.spreadsheets.values.get": values_get,
    "sheets.spreadsheets.values.batchGet": values_batch_get,
    "sheets.spreadsheets.values.batchGetByDataFilter": values_batch_get_by_data_filter,
    "sheets.spreadsheets.values.update": values_update,
    "sheets.spreadsheets.values.batchUpdate": values_batch_update,
    "sheets.spreadsheets.values.batchUpdateByDataFilter": values_batch_update_by_data_filter,
    "sheets.spreadsheets.values.append": values_append,
    "sheets.spreadsheets.values.clear": values_clear,
    "sheets.spreadsheets.values.batchClear": values_batch_clear,
}


def answer(drive, method_id, query, body, stale=False):
    """The reply of a method; a write happens on a copy that takes the place of the book only when all went well."""
    reading, file_id = method_id in READS, query["spreadsheetId"]
    file = drive.open(file_id, writing=not reading, stale=stale)
    if reading:
        return METHODS[method_id](file.book, query, body)
    with drive.changing(file_id) as copy:
        return METHODS[method_id](copy.book, query, body)
