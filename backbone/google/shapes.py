"""Areas and colours in the JSON of Sheets."""

from backbone.google.values import Json

Span = tuple[int, int | None]
"""Rows or columns from 0: the first, and the one after the last; None where the grid ends."""


def area(sheet_id: int, rows: Span | None = None, columns: Span | None = None) -> Json:
    """The GridRange of these rows and columns of a tab; of all where none are named."""
    ends = {"startRowIndex": rows and rows[0], "endRowIndex": rows and rows[1]}
    ends |= {"startColumnIndex": columns and columns[0], "endColumnIndex": columns and columns[1]}
    return {"sheetId": sheet_id, **{name: end for name, end in ends.items() if end is not None}}


def colour(code: str) -> Json:
    """The ColorStyle of RRGGBB."""
    red, green, blue = (part / 255 for part in bytes.fromhex(code))
    return {"rgbColor": {"red": red, "green": green, "blue": blue}}
