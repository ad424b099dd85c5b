"""Tables as an .xlsx file: typed cells, a frozen header, and no text that ever becomes a formula."""

import io
from collections.abc import Mapping, Sequence

import pandas as pd
import xlsxwriter

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_WIDEST = 44


def to_xlsx(tables: Mapping[str, pd.DataFrame], notes: Sequence[str] = ()) -> bytes:
    """One sheet a table; the notes stand in the lines above the header."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#D6E2EC", "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for title, table in tables.items():
            sheet = workbook.add_worksheet(title)
            for row, note in enumerate(notes):
                sheet.write_string(row, 0, note)
            first = len(notes)
            for column, name in enumerate(table.columns):
                sheet.write_string(first, column, str(name), head)
                cells = table[name].tolist()
                sheet.set_column(column, column, min(_WIDEST, 4 + 2 * max([len(str(name)), *(len(str(cell)) // 2 for cell in cells[:200])])))
                for row, cell in enumerate(cells, start=first + 1):
                    _write(sheet, row, column, cell, date)
            sheet.freeze_panes(first + 1, 1)
    return buffer.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: object, date: xlsxwriter.format.Format) -> None:
    if cell is None or cell != cell:  # noqa: PLR0124
        return
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        sheet.write_datetime(row, column, cell, date) if hasattr(cell, "isoformat") else sheet.write_string(row, column, str(cell))
    else:
        sheet.write_number(row, column, cell)
