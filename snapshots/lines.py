"""Tables as a .csv file that spreadsheet programs open as text and never as a formula."""

import csv
import io

import pandas as pd

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, so that Excel knows the encoding; a text that would be computed begins with an apostrophe, unknown is empty."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(map(_harmless, table.columns))
    writer.writerows(map(_harmless, row) for row in table.itertuples(index=False))
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> str:
    if not isinstance(cell, str):
        return "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]
    return f"'{cell}" if cell.lstrip(" ").startswith(_BEGINS_FORMULA) else cell
