"""Marking a workbook: colours and notes at cells, and a list of everything in front. Runs where a damaged file does no harm."""

import io
from collections.abc import Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from backbone.marking.findings import Told
from schema.grid import letter, number_text
from schema.personal import find, masked

COLOURS = {True: "F6D5D0", False: "FBEFC9"}
_HEAD = "D6E2EC"
_WIDTHS = (26, 24, 9, 18, 22, 60, 24)
_NOTE_WIDTH, _LINE, _LETTERS, _LEAST = 260, 18, 17, 80
_LONGEST = 32_000


def marked(content: bytes, told: Told) -> bytes:
    """The workbook with its marks and its list. Raises whatever openpyxl raises at a workbook it cannot take."""
    book = load_workbook(io.BytesIO(content), rich_text=True)
    for sheet in book.worksheets:
        _mask(sheet)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for title, row, column, sentences, blocks, hidden in told["marks"]:
        if title in sheets:
            _mark(_anchor(sheets[title], row, column), sentences, blocks, hidden, told)
            sheets[title].sheet_state = "visible"
    for sheet in book.worksheets:
        _widen_notes(sheet)
        sheet.sheet_view.tabSelected = False
    _summary(book, told, told["notes"], {*sheets})
    return _saved(book)


def listed(told: Told) -> bytes:
    """The list alone, where the workbook itself cannot be marked."""
    book = Workbook()
    book.remove(book.active)
    _summary(book, told, [told["plain"]], set())
    return _saved(book)


def _anchor(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell that shows what stands at a place: the first of a merged range."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        span = next(span for span in sheet.merged_cells.ranges if cell.coordinate in span)
        cell = sheet.cell(span.min_row, span.min_col)
    return cell


def _mask(sheet: Worksheet) -> None:
    """A copy travels, so no personal data go with it, in whatever cell they stand."""
    sheet.title = masked(sheet.title)
    for cell in list(sheet._cells.values()):  # iter_rows would make a cell for every place there could be one
        if isinstance(cell, Cell) and cell.value is not None and find(told := _told(cell.value)):
            _write(cell, masked(told))


def _told(value: Any) -> str:
    return number_text(float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _mark(cell: Cell, sentences: Sequence[str], blocks: bool, hidden: str | None, told: Told) -> None:
    if hidden:
        _write(cell, hidden)
    if sentences:
        cell.fill = PatternFill("solid", fgColor=COLOURS[blocks])
        cell.comment = _note(cell.comment, [told["prefix"] + one for sentence in sentences for one in sentence.splitlines()], told)


def _note(before: Comment | None, ours: Sequence[str], told: Told) -> Comment:
    """Our lines below what people wrote; lines of ours from an earlier copy give way."""
    theirs = [one for one in (before.text or "").splitlines() if not one.startswith(told["prefix"])] if before else []
    whole = ILLEGAL_CHARACTERS_RE.sub("", "\n".join([*theirs, *ours]))[:_LONGEST]
    return Comment(whole, before.author if before and theirs else told["author"])


def _widen_notes(sheet: Worksheet) -> None:
    """A library that reads notes forgets how large they were; each gets room for its text."""
    for cell in sheet._cells.values():  # iter_rows would make a cell for every place there could be one
        if isinstance(cell, Cell) and cell.comment:
            lines = sum(1 + len(one) // _LETTERS for one in cell.comment.text.splitlines())
            cell.comment.width, cell.comment.height = _NOTE_WIDTH, max(_LEAST, _LINE * (lines + 1))


def _summary(book: Workbook, told: Told, notes: Sequence[str], titles: set[str]) -> None:
    """A sheet in front with every finding, each cell of a sheet as a link to it."""
    sheet = book.create_sheet(_free_title(told["title"], titles), 0)
    book.active = 0
    sheet.sheet_view.tabSelected = True
    for at, note in enumerate(notes, start=1):
        _write(sheet.cell(at, 1), note)
    first = len(notes) + 2
    for column, header in enumerate(told["head"], start=1):
        head = sheet.cell(first, column)
        _write(head, header)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=_HEAD)
        sheet.column_dimensions[letter(column)].width = _WIDTHS[column - 1]
    for number, ((title, reference), cells) in enumerate(told["lines"], start=first + 1):
        for column, told_cell in enumerate(cells, start=1):
            cell = sheet.cell(number, column)
            _write(cell, told_cell)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if reference and title in titles and told_cell == reference:
                _link(cell, title, reference)
    sheet.freeze_panes = sheet.cell(first + 1, 1)


def _link(cell: Cell, title: str, reference: str) -> None:
    quoted = title.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{reference}")
    font = copy(cell.font)
    cell.font = Font(name=font.name, size=font.size, color="1F5A8C", underline="single")


def _free_title(wanted: str, taken: set[str]) -> str:
    folded = {title.casefold() for title in taken}
    return next(title for title in (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3))) if title.casefold() not in folded)


def _write(cell: Cell, value: Any) -> None:
    """Text that stays text, whatever it begins with."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_LONGEST] or None
    if cell.value is not None:
        cell.data_type = "s"


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
