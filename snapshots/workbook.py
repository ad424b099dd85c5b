"""Tables as an .xlsx file: typed cells, a frozen header with notes and filters, native charts, and no text that ever becomes a formula.

What surrounds the rows is laid out by xlsxwriter; the rows themselves, any number of them, are put into its sheets as XML of whole columns.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import IO, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from schema.grid import letter
from snapshots import cells
from snapshots.cells import Parts
from words import text

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, its header and what stands above it included; a longer table goes on in further sheets."""
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_PACKED = 2  # rows are packed quickly: a quarter larger than at 6, in half the time
_WIDEST, _LOOKED_AT = 44, 200
_NOTE = {"x_scale": 2.2, "y_scale": 1.6}
_STYLED = re.compile(r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"')
_EXTENT = re.compile(r'<dimension ref="[^"]*"/>')
_END = "</sheetData>"

Cover = Callable[[xlsxwriter.Workbook], None]
"""Adds what stands before the tables: sheets that are no tables, and their charts."""


@dataclass(frozen=True)
class Sheet:
    """A table under its headers: each column in typed parts, the lines above the header, and what a header explains when it is pointed at."""

    columns: Mapping[str, Parts]
    above: Sequence[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(next(iter(self.columns.values()))[0]) if self.columns else 0


def columns(table: pd.DataFrame | pa.Table) -> Mapping[str, Parts]:
    """The columns of a table in typed parts, by their headers."""
    names = table.column_names if isinstance(table, pa.Table) else table.columns
    return {str(name): cells.parts(table[name]) for name in names}


def to_xlsx(tables: Mapping[str, pd.DataFrame], above: Sequence[str] = ()) -> bytes:
    """One sheet a table; these lines stand above every header."""
    buffer = io.BytesIO()
    write({title: Sheet(columns(table), above) for title, table in tables.items()}, buffer)
    return buffer.getvalue()


def write(sheets: Mapping[str, Sheet], target: IO[bytes], cover: Cover | None = None, dated: dt.date | None = None, language: str = "zh_CN") -> None:
    """Write one sheet a table behind the cover. Of the same tables on the same day of ``dated`` the file is the same, byte for byte.

    A text longer than a cell may be ends in words that say so.
    """
    tables = {title: sheet for name, whole in sheets.items() for title, sheet in _fitting(name, whole)}
    with zipfile.ZipFile(_laid_out(tables, cover, dated)) as laid, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKED) as made:
        begun = len([name for name in laid.namelist() if name.startswith("xl/worksheets/sheet")]) - len(tables)
        filled = {f"xl/worksheets/sheet{at}.xml": sheet for at, sheet in enumerate(tables.values(), start=begun + 1)}
        for part in laid.infolist():
            if part.filename in filled:
                _fill(made, part, laid.read(part).decode(), filled[part.filename], partial(_cut, language))
            else:
                made.writestr(part, laid.read(part), zipfile.ZIP_DEFLATED)


def _fitting(title: str, whole: Sheet) -> Iterator[tuple[str, Sheet]]:
    """A table, in as many sheets as its rows need."""
    most = MOST_ROWS - len(whole.above) - 1
    for at, first in enumerate(range(0, max(whole.count, 1), most), start=1):
        held = {name: [part.slice(first, most) for part in parts] for name, parts in whole.columns.items()}
        yield (title if at == 1 else f"{title} ({at})"), replace(whole, columns=held)


def _laid_out(tables: Mapping[str, Sheet], cover: Cover | None, dated: dt.date | None) -> io.BytesIO:
    """The workbook without the rows of its tables."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as workbook:
        if dated:
            workbook.set_properties({"created": dt.datetime(dated.year, dated.month, dated.day)})  # noqa: DTZ001  a day has no zone
        if cover:
            cover(workbook)
        head = workbook.add_format({"bold": True, "bg_color": "#D6E2EC", "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        formats = {told: workbook.add_format({"num_format": told}) for told in (cells.DAY, cells.MOMENT)}
        for title, table in tables.items():
            _lay_out(workbook.add_worksheet(title), table, head, formats)
    return buffer


def _lay_out(sheet: xlsxwriter.worksheet.Worksheet, table: Sheet, head: xlsxwriter.format.Format, formats: Mapping[str, xlsxwriter.format.Format]) -> None:
    first = len(table.above)
    for row, line in enumerate(table.above):
        sheet.write_string(row, 0, line)
    for at, (name, parts) in enumerate(table.columns.items()):
        sheet.write_string(first, at, name, head)
        sheet.set_column(at, at, _width(name, parts), formats.get(cells.style(parts)))
        if name in table.notes:
            sheet.write_comment(first, at, table.notes[name], _NOTE)
    sheet.freeze_panes(first + 1, 1)
    if table.columns:
        sheet.autofilter(first, 0, first + table.count, len(table.columns) - 1)


def _width(name: str, parts: Parts) -> float:
    """The width of a column in digits, by its header and its first cells."""
    lengths = [pc.max(pc.utf8_length(part.slice(0, _LOOKED_AT).cast(pa.string()))).as_py() or 0 for part in parts]
    return min(_WIDEST, 4 + 2 * max(len(name), *(length // 2 for length in lengths)))


def _fill(made: zipfile.ZipFile, part: zipfile.ZipInfo, laid: str, table: Sheet, cut: cells.Cut) -> None:
    """Put the rows of a table behind those that its sheet has, each cell in the format of its column."""
    head, end, rest = laid.partition(_END)
    last = len(table.above) + 1 + table.count
    head = _EXTENT.sub(f'<dimension ref="A1:{letter(max(len(table.columns), 1))}{last}"/>', head, count=1)
    styled = {at: style for first, until, style in _STYLED.findall(head) for at in range(int(first), int(until) + 1)}
    styles = [styled.get(at, "") for at in range(1, len(table.columns) + 1)]
    with made.open(part.filename, "w", force_zip64=True) as sheet:
        sheet.write(head.encode())
        for lines in cells.rows(table.columns, len(table.above) + 2, styles, cut):
            sheet.write(lines)
        sheet.write((end + rest).encode())


def _cut(language: str, told: str) -> str:
    """The beginning of a text that a cell cannot hold, and how long it is."""
    mark = text("workbook.cut", language, count=len(told), most=cells.LONGEST)
    return told.encode("utf-16-le")[: 2 * (cells.LONGEST - len(mark))].decode("utf-16-le", "ignore") + mark
