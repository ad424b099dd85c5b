"""The state of one spreadsheet: its sheets, their cells, and everything that is attached to rows, columns and ranges."""

import copy

from tests.google import areas
from tests.google.errors import invalid

PROTECTED = "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."
COUNTS = {"ROWS": "rowCount", "COLUMNS": "columnCount"}
FROZEN = {"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"}
MOST_CELLS = 10_000_000


class Sheet:
    """One tab. ``cells`` holds immutable CellData by (row, column); ``parts`` what lies on ranges, in JSON."""

    def __init__(self, properties):
        grid = {"rowCount": 1000, "columnCount": 26, **(properties.get("gridProperties") or {})}
        self.properties = {"sheetType": "GRID", **properties, "gridProperties": grid}
        self.cells = {}
        self.lines = {"ROWS": {}, "COLUMNS": {}}
        self.groups = {"ROWS": [], "COLUMNS": []}
        self.parts = {"merges": [], "protectedRanges": [], "conditionalFormats": [], "basicFilter": []}

    def copy(self):
        """A copy that shares only the cells, which never change."""
        twin = copy.copy(self)
        twin.cells = dict(self.cells)
        for name in ("properties", "lines", "groups", "parts"):
            setattr(twin, name, copy.deepcopy(getattr(self, name)))
        return twin

    @property
    def id(self):
        return self.properties["sheetId"]

    @property
    def title(self):
        return self.properties["title"]

    @property
    def rows(self):
        return self.properties["gridProperties"]["rowCount"]

    @property
    def columns(self):
        return self.properties["gridProperties"]["columnCount"]

    def size(self, dimension):
        """The number of rows or columns of the grid."""
        return self.properties["gridProperties"][COUNTS[dimension]]

    def resize(self, dimension, size):
        """Grow the grid, or shrink it and lose what falls off."""
        if size < 1:
            raise invalid(f"You can't delete all the {dimension.lower()} on the sheet.")
        self.properties["gridProperties"][COUNTS[dimension]] = size
        if self.rows * self.columns > MOST_CELLS:
            raise invalid(f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells.")
        self.cells = {at: cell for at, cell in self.cells.items() if at[0] < self.rows and at[1] < self.columns}

    def room(self, bottom, right):
        """Let the grid reach at least this far."""
        if bottom > self.rows:
            self.resize("ROWS", bottom)
        if right > self.columns:
            self.resize("COLUMNS", right)

    def cell(self, row, column):
        """The cell, ``{}`` where nothing is."""
        return self.cells.get((row, column), {})

    def put(self, row, column, cell):
        """Replace a cell without asking who may; an empty one is forgotten."""
        self.cells.pop((row, column), None) if not cell else self.cells.__setitem__((row, column), cell)

    def write(self, row, column, cell):
        """Replace a cell on behalf of the program; protected ranges and the grid's edge refuse."""
        if row >= self.rows or column >= self.columns:
            raise invalid(f"Range ({areas.written(self.title, self.spot(row, column))}) exceeds grid limits. {self.limits}")
        self.guard(self.spot(row, column))
        self.put(row, column, cell)

    def spot(self, row, column):
        """The area of one cell."""
        return areas.Area(self.id, row, row + 1, column, column + 1)

    def guard_line(self, dimension, start):
        """Refuse new rows or columns inside an area that the program may not edit; beside it they are welcome."""
        span = {"sheetId": self.id, "dimension": dimension}
        inside = (
            areas.of_dimension({**span, "startIndex": start, "endIndex": start + 1}),
            areas.of_dimension({**span, "startIndex": start - 1, "endIndex": start}),
        )
        for part in self._foreign():
            if all(areas.of_grid(part["range"]).touches(line) for line in inside):
                raise invalid(PROTECTED)

    def _foreign(self):
        return [part for part in self.parts["protectedRanges"] if not part.get("requestingUserCanEdit") and not part.get("warningOnly")]

    def guard(self, area):
        """Refuse a change of an area that the program may not edit."""
        if any(areas.of_grid(part["range"]).touches(area) for part in self._foreign()):
            raise invalid(PROTECTED)

    @property
    def limits(self):
        """The sentence that ends Google's refusals at the edge of a grid."""
        return f"Max rows: {self.rows}, max columns: {self.columns}"

    def used(self):
        """The number of rows that hold a value."""
        return max((row + 1 for (row, _), cell in self.cells.items() if "userEnteredValue" in cell), default=0)

    def send(self, dimension, goes):
        """Let every row or column go where ``goes`` says, with all that lies on it; ``None`` deletes it."""
        axis, size = ("ROWS", "COLUMNS").index(dimension), self.size(dimension)
        places = ((at, goes(at[axis]), cell) for at, cell in self.cells.items())
        self.cells = {(to, at[1]) if axis == 0 else (at[0], to): cell for at, to, cell in places if to is not None}
        self.lines[dimension] = {to: line for at, line in self.lines[dimension].items() if (to := goes(at)) is not None}
        self.parts = {name: list(_sent(parts, dimension, goes, size)) for name, parts in self.parts.items()}


def _sent(parts, dimension, goes, size):
    """Parts after rows or columns moved: merges are ranges themselves, other parts have one or several."""
    for part in parts:
        if "ranges" in part:
            ranges = [there for one in part["ranges"] if (there := areas.moved_grid(one, dimension, goes, size))]
            if ranges:
                yield {**part, "ranges": ranges}
        elif there := areas.moved_grid(part.get("range", part), dimension, goes, size):
            yield {**part, "range": there} if "range" in part else there


class Book:
    """One spreadsheet."""

    def __init__(self, spreadsheet_id, title, new_id):
        self.id, self.new_id = spreadsheet_id, new_id
        self.properties = {"title": title, "locale": "en_US", "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT"}
        self.sheets = [Sheet({"sheetId": 0, "title": "Sheet1"})]
        self.named = []
        self.metadata = []

    def copy(self):
        """A copy to be changed while this one is still read."""
        twin = copy.copy(self)
        twin.sheets = [sheet.copy() for sheet in self.sheets]
        for name in ("properties", "named", "metadata"):
            setattr(twin, name, copy.deepcopy(getattr(self, name)))
        return twin

    def sheet(self, sheet_id):
        """The sheet with an id."""
        for sheet in self.sheets:
            if sheet.id == (sheet_id or 0):
                return sheet
        raise invalid(f"No sheet with id: {sheet_id or 0}")

    def titled(self, title):
        """The sheet with a title, ``None`` when there is none."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)

    def area(self, text):
        """The area of an A1 range, a tab's title or a named range; titles come first."""
        title, cells = areas.split(text)
        if not title and (whole := self.titled(cells)):
            return areas.Area(whole.id)
        for named in self.named:
            if named["name"] == cells:
                return areas.of_grid(named["range"])
        sheet = self.titled(title) if title else self.sheets[0]
        area = areas.cells_of(cells, sheet.id) if sheet and cells else areas.Area(sheet.id) if sheet else None
        if area is None:
            raise invalid(f"Unable to parse range: {text}")
        return area

    def bounded(self, area):
        """An area cut at its sheet's grid; one that begins outside is refused."""
        sheet = self.sheet(area.sheet_id)
        if area.top >= sheet.rows or area.left >= sheet.columns:
            outside = areas.written(sheet.title, areas.Area(sheet.id, area.top, area.bottom or area.top + 1, area.left, area.right or area.left + 1))
            raise invalid(f"Range ({outside}) exceeds grid limits. {sheet.limits}")
        return area.inside(sheet.rows, sheet.columns)

    def insert(self, sheet, dimension, start, count):
        """Insert blank rows or columns before ``start``."""
        if start > sheet.size(dimension):
            raise invalid(f"{COUNTS[dimension]} is only {sheet.size(dimension)}, cannot insert at {start}.")
        sheet.resize(dimension, sheet.size(dimension) + count)
        self.send(sheet, dimension, lambda at: at if at < start else at + count)

    def delete(self, sheet, dimension, start, end):
        """Delete rows or columns ``start <= n < end``."""
        if end > sheet.size(dimension):
            raise invalid(
                f"Cannot delete a {dimension.lower()[:-1]} that doesn't exist. Tried to delete index {end - 1} but there are {sheet.size(dimension)}."
            )
        self.send(sheet, dimension, lambda at: at if at < start else None if at < end else at - (end - start))
        sheet.resize(dimension, sheet.size(dimension) - (end - start))

    def send(self, sheet, dimension, goes):
        """Let the rows or columns of a sheet go elsewhere, with the named ranges and developer metadata on them."""
        size = sheet.size(dimension)
        sheet.send(dimension, goes)
        here = [named for named in self.named if (named["range"].get("sheetId") or 0) == sheet.id]
        for named in here:
            there = areas.moved_grid(named["range"], dimension, goes, size)
            self.named.remove(named)
            self.named += [{**named, "range": there}] if there else []
        self.metadata = [there for one in self.metadata if (there := _sent_metadata(one, sheet.id, dimension, goes))]

    def forget(self, sheet):
        """Delete a tab with its named ranges and metadata."""
        self.sheets.remove(sheet)
        self.named = [named for named in self.named if (named["range"].get("sheetId") or 0) != sheet.id]
        self.metadata = [one for one in self.metadata if place_of(one).sheet_id != sheet.id]


def _sent_metadata(one, sheet_id, dimension, goes):
    span = one["location"].get("dimensionRange")
    if not span or span["dimension"] != dimension or (span.get("sheetId") or 0) != sheet_id:
        return one
    place = areas.moved(span["startIndex"], span["endIndex"], goes)
    return place and {**one, "location": {**one["location"], "dimensionRange": {**span, "startIndex": place[0], "endIndex": place[1]}}}


def place_of(metadata):
    """The area developer metadata is on; that of the whole spreadsheet is on no sheet, whose id is ``None``."""
    location = metadata["location"]
    if "dimensionRange" in location:
        return areas.of_dimension(location["dimensionRange"])
    return areas.Area(None if location.get("spreadsheet") else location.get("sheetId") or 0)
