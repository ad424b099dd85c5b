"""Developer metadata: created, found again by data filters, changed and deleted; it travels with its row."""

from tests.google import areas, masks
from tests.google.book import place_of
from tests.google.errors import invalid, missing

ROOM = 30_000
"""Characters of keys and values that Google keeps for the spreadsheet as a whole, and again for each sheet."""


def shown(one):
    """DeveloperMetadata as replies carry it."""
    location = one["location"]
    if "dimensionRange" not in location:
        return one
    return {**one, "location": {**location, "dimensionRange": areas.shown(location["dimensionRange"])}}


def _located(book, location):
    """A location with its type worked out and its sheet checked."""
    if "dimensionRange" in location:
        span = {"sheetId": 0, **location["dimensionRange"]}
        if span["endIndex"] - span["startIndex"] != 1:
            raise invalid("Developer metadata can only be associated with a single row or column.")
        if span["endIndex"] > book.sheet(span["sheetId"]).size(span["dimension"]):
            raise invalid("The dimension is beyond the grid.")
        return {"locationType": span["dimension"].removesuffix("S"), "dimensionRange": span}
    if location.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    return {"locationType": "SHEET", "sheetId": book.sheet(location.get("sheetId")).id}


def create(book, wanted):
    """Attach one entry; an id that is taken is refused."""
    entry = {"metadataId": book.new_id(), **wanted, "location": _located(book, wanted.get("location", {}))}
    if not entry.get("metadataKey") or "visibility" not in entry:
        raise invalid("Developer metadata must have a key and a visibility.")
    if any(one["metadataId"] == entry["metadataId"] for one in book.metadata):
        raise invalid(f"Developer metadata with id {entry['metadataId']} already exists.")
    book.metadata.append(entry)
    _measure(book, entry)
    return entry


def _measure(book, entry):
    home = place_of(entry).sheet_id
    kept = sum(len(one["metadataKey"]) + len(one.get("metadataValue", "")) for one in book.metadata if place_of(one).sheet_id == home)
    if kept > ROOM:
        raise invalid(f"The developer metadata would exceed the limit of {ROOM} characters.")


def update(book, filters, new, fields):
    """Write the masked fields into every entry that a filter finds."""
    found = [one for one in book.metadata if any(selects(book, one, filter) for filter in filters)]
    if not found:
        raise invalid("No developer metadata matches the filters.")
    changed = [_updated(book, one, new, fields) for one in found]
    for old, now in zip(found, changed, strict=True):
        book.metadata[book.metadata.index(old)] = now
        _measure(book, now)
    return changed


def _updated(book, old, new, fields):
    now = masks.put(old, new, masks.parse(fields))
    return {**now, "metadataId": old["metadataId"], "location": _located(book, now["location"])}


def delete(book, filter):
    """Detach every entry that the filter finds."""
    gone = [one for one in book.metadata if selects(book, one, filter)]
    book.metadata = [one for one in book.metadata if one not in gone]
    return gone


def selects(book, one, filter):
    """Whether a DataFilter finds the entry: by its own terms, or by lying on the range the filter names."""
    if "developerMetadataLookup" in filter:
        return _matches(one, filter["developerMetadataLookup"])
    return place_of(one).touches(_range(book, filter))


def _range(book, filter):
    return book.area(filter["a1Range"]) if "a1Range" in filter else areas.of_grid(filter.get("gridRange", {}))


def _matches(one, lookup):
    terms = ("metadataId", "metadataKey", "metadataValue", "visibility")
    if any(name in lookup and lookup[name] != one.get(name, "") for name in terms):
        return False
    if lookup.get("locationType", one["location"]["locationType"]) != one["location"]["locationType"]:
        return False
    place = lookup.get("metadataLocation")
    if place is None:
        return True
    asked = place_of({"location": place})
    if lookup.get("locationMatchingStrategy") == "EXACT_LOCATION":
        return asked == place_of(one)
    return asked.sheet_id is None or asked.touches(place_of(one))


def areas_of(book, filter):
    """The bounded areas a DataFilter stands for: a range itself, or every row, column or sheet with such metadata."""
    if "developerMetadataLookup" not in filter:
        return [book.bounded(_range(book, filter))]
    found = [place_of(one) for one in book.metadata if _matches(one, filter["developerMetadataLookup"])]
    return [book.bounded(place) for place in dict.fromkeys(found) if place.sheet_id is not None]


def search(book, filters):
    """Every entry that some filter finds, with the filters that found it."""
    hits = ((one, [filter for filter in filters if selects(book, one, filter)]) for one in book.metadata)
    return [{"developerMetadata": shown(one), "dataFilters": by} for one, by in hits if by]


def get(book, metadata_id):
    """The entry with an id."""
    found = [one for one in book.metadata if one["metadataId"] == metadata_id]
    if not found:
        raise missing()
    return shown(found[0])
