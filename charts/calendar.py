"""Filing calendar of one branch: sheets down, months across, one mark a cell."""

import altair as alt
import pandas as pd

from charts.layers import at_x, at_y, columns, number, painted, pixels, printed, text_width, told
from charts.palette import Palette
from charts.theme import NOTE_SIZE, themed

ROW = 27
_HEAD, _SQUARE = 18, 23
_LEAST_ROOM, _MOST_ROOM, _AFTER_NAME = 60, 132, 10
_MARK_SIZES = {"nil": 13, "not_due": 12}


def filing_calendar(cells: pd.DataFrame, palette: Palette, *, description: str) -> alt.LayerChart:
    """Sheets and months in the order they first appear.

    Columns: sheet, month_label, mark (ready texts), state (filing code, or on_time late not_due not_applicable), current (bool);
    optional tip (hover text).
    """
    sheets, months = list(dict.fromkeys(cells["sheet"])), list(dict.fromkeys(cells["month_label"]))
    height = _HEAD + len(sheets) * ROW
    room = min(max([_LEAST_ROOM, *(text_width(sheet) + _AFTER_NAME for sheet in sheets)]), _MOST_ROOM)
    across = _across(months, room)
    layers = [*_sheet_names(sheets, palette, height, room), *_month_heads(months, across, palette), *_squares(months, across, height, room)]
    return themed(layers, _drawn(cells, sheets, months, palette), palette, height=height, description=description)


def _drawn(cells: pd.DataFrame, sheets: list[str], months: list[str], palette: Palette) -> pd.DataFrame:
    """One row a cell: column number, pixel row, colours of the square and of the mark."""
    due = cells["state"] != "not_due"
    square = pd.Series(palette.lamp("unreported").tint, index=cells.index, dtype="str").where(due, "transparent")
    return columns(
        cells,
        month=cells["month_label"].map({label: at for at, label in enumerate(months)}),
        middle=cells["sheet"].map({name: _row_middle(at) for at, name in enumerate(sheets)}),
        mark=cells["mark"],
        size=cells["state"].map(_MARK_SIZES).fillna(17),
        ink=cells["state"].map(palette.filing).fillna(palette.ink2),
        square=square.mask(cells["current"].astype("bool"), palette.paler),
        tip=told(cells),
    )


def _row_middle(at: int) -> float:
    return _HEAD + at * ROW + ROW / 2


def _across(months: list[str], room: float) -> alt.Scale:
    return alt.Scale(domain=[-0.5, max(len(months), 1) - 0.5], range=[room, {"expr": "width"}], nice=False, zero=False)


def _sheet_names(sheets: list[str], palette: Palette, height: float, room: float) -> list[alt.Chart]:
    frame = pd.DataFrame({"sheet": sheets, "middle": [_row_middle(at) for at in range(len(sheets))]})
    name = alt.Chart(frame).mark_text(align="left", fontSize=13, color=palette.ink, limit=room - 6)
    return [name.encode(x=at_x(0), y=pixels("middle", height), text=printed("sheet"))]


def _month_heads(months: list[str], across: alt.Scale, palette: Palette) -> list[alt.Chart]:
    frame = pd.DataFrame({"month": range(len(months)), "label": months})
    head = alt.Chart(frame).mark_text(fontSize=NOTE_SIZE, color=palette.ink2)
    return [head.encode(x=number("month", across), y=at_y(_HEAD / 2), text=printed("label"))]


def _squares(months: list[str], across: alt.Scale, height: float, room: float) -> list[alt.Chart]:
    """The squares with their marks; smaller where the page is too narrow for them beside each other."""
    x, y = number("month", across), pixels("middle", height)
    side = {"expr": f"pow(min({_SQUARE}, (width - {room:.0f}) / {max(len(months), 1)} - 2), 2)"}
    square = alt.Chart().mark_point(shape="square", size=side, opacity=1, strokeWidth=0)
    mark = alt.Chart().mark_text()
    size = alt.Size("size", type="quantitative", scale=None, legend=None)
    return [
        square.encode(x=x, y=y, tooltip=alt.Tooltip("tip", type="nominal"), **painted("square")),
        mark.encode(x=x, y=y, text=printed("mark"), size=size, **painted("ink")),
    ]
