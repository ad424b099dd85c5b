"""Tables as a .csv file that spreadsheet programs open as text and never as a formula."""

import csv
import io

import pandas as pd

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, so that Excel knows the encoding; a cell that would be computed begins with an apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(map(_harmless, table.columns))
    writer.writerows(map(_harmless, row) for row in table.itertuples(index=False))
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_FORMULA) else text
