"""A person who works in the browser: edits that ask no API and pass no protection, at the moment a test says."""

from tests.google import areas, batch, cells
from tests.google.batch_cells import sort


class Person:
    """Someone with a spreadsheet open; every act raises its version."""

    def __init__(self, drive, file_id, lock):
        self._drive, self._id, self._lock = drive, file_id, lock

    def _sheet(self, book, title):
        sheet = book.titled(title)
        if sheet is None:
            raise KeyError(title)
        return sheet

    def _act(self, title, act):
        with self._lock, self._drive.changing(self._id) as file:
            return act(file.book, self._sheet(file.book, title))

    def edit(self, title, cell, typed):
        """Type into a cell, as ``B3``; ``""`` empties it."""
        self._act(title, lambda book, sheet: self._typed(sheet, cell, typed))

    def _typed(self, sheet, cell, typed):
        at = areas.cells_of(cell, sheet.id)
        sheet.room(at.bottom, at.right)
        sheet.put(at.top, at.left, cells.entered(sheet.cell(at.top, at.left), typed, "USER_ENTERED"))

    def fill(self, title, rows, first="A1"):
        """Type a whole block of rows from a cell on; ``None`` leaves a cell as it is."""

        def act(book, sheet):
            at = areas.cells_of(first, sheet.id)
            for row, line in enumerate(rows, at.top):
                for column, typed in enumerate(line, at.left):
                    self._typed(sheet, f"{areas.column_name(column)}{row + 1}", typed)

        self._act(title, act)

    def note(self, title, cell, text):
        """Put a note on a cell."""

        def act(book, sheet):
            at = areas.cells_of(cell, sheet.id)
            sheet.put(at.top, at.left, {**sheet.cell(at.top, at.left), "note": text})

        self._act(title, act)

    def insert_rows(self, title, before, count=1):
        """Insert rows before row number ``before``, counted from 1."""
        self._act(title, lambda book, sheet: book.insert(sheet, "ROWS", before - 1, count))

    def delete_rows(self, title, first, last=None):
        """Delete rows ``first`` to ``last``, both counted from 1 and both included."""
        self._act(title, lambda book, sheet: book.delete(sheet, "ROWS", first - 1, last or first))

    def insert_columns(self, title, before, count=1):
        """Insert columns before column number ``before``, counted from 1."""
        self._act(title, lambda book, sheet: book.insert(sheet, "COLUMNS", before - 1, count))

    def delete_columns(self, title, first, last=None):
        """Delete columns ``first`` to ``last``, both counted from 1 and both included."""
        self._act(title, lambda book, sheet: book.delete(sheet, "COLUMNS", first - 1, last or first))

    def sort_rows(self, title, column, first=2, falling=False):
        """Sort all rows from row number ``first`` on by a column's letter."""

        def act(book, sheet):
            area = areas.Area(sheet.id, top=first - 1).inside(max(sheet.used(), first), sheet.columns)
            sort(sheet, area, [(areas.column_index(column), falling)], sheet.put)

        self._act(title, act)

    def rename_tab(self, title, new):
        """Give a tab another title."""
        self._act(title, lambda book, sheet: sheet.properties.update(title=new))

    def delete_tab(self, title):
        """Delete a tab."""
        self._act(title, lambda book, sheet: book.forget(sheet))

    def add_tab(self, title):
        """Add an empty tab; its sheet id."""
        with self._lock, self._drive.changing(self._id) as file:
            return batch.add_sheet(file.book, {"properties": {"title": title}})["properties"]["sheetId"]

    def duplicate_tab(self, title, new):
        """Copy a tab with all that is in it; the sheet id of the copy."""
        body = {"newSheetName": new}
        return self._act(title, lambda book, sheet: batch.duplicate_sheet(book, {**body, "sourceSheetId": sheet.id})["properties"]["sheetId"])

    def protect(self, title, cells_text, warning=False):
        """Protect a range of a tab, as ``A1:C9``, against everybody else, the program too."""

        def act(book, sheet):
            area = areas.cells_of(cells_text, sheet.id)
            ends = {"startRowIndex": area.top, "endRowIndex": area.bottom, "startColumnIndex": area.left, "endColumnIndex": area.right}
            grid = {"sheetId": sheet.id, **{name: end for name, end in ends.items() if end is not None}}
            part = {"protectedRangeId": book.new_id(), "range": grid, "requestingUserCanEdit": False, "warningOnly": warning}
            sheet.parts["protectedRanges"].append(part)

        self._act(title, act)

    def share(self, role):
        """Share the file with the service account as ``writer`` or ``reader``, or with ``None`` take it away."""
        with self._lock, self._drive.changing(self._id) as file:
            file.role = role

    def rename_file(self, name):
        """Give the spreadsheet another name."""
        with self._lock, self._drive.changing(self._id) as file:
            file.book.properties["title"] = name

    def bin(self):
        """Move the file to the bin."""
        with self._lock, self._drive.changing(self._id) as file:
            file.trashed = True
