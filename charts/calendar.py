"""Filing calendar of one branch: sheets down, months across, one mark a cell."""

import altair as alt
import pandas as pd

from charts.layers import at_x, at_y, columns, number, painted, pixels, printed, told
from charts.palette import Palette
from charts.theme import NOTE_SIZE, themed

ROW = 27
_HEAD, _NAME_ROOM, _SQUARE = 18, 92, 23
_MARK_SIZES = {"nil": 13, "not_due": 12}


def filing_calendar(cells: pd.DataFrame, palette: Palette, *, description: str) -> alt.LayerChart:
    """Sheets and months in the order they first appear.

    Columns: sheet, month_label, mark (ready texts), state (filing code, or on_time late not_due not_applicable), current (bool);
    optional tip (hover text).
    """
    sheets, months = list(dict.fromkeys(cells["sheet"])), list(dict.fromkeys(cells["month_label"]))
    height = _HEAD + len(sheets) * ROW
    layers = [*_sheet_names(sheets, palette, height), *_month_heads(months, palette), *_squares(months, height, palette)]
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


def _across(months: list[str]) -> alt.Scale:
    return alt.Scale(domain=[-0.5, max(len(months), 1) - 0.5], range=[_NAME_ROOM, {"expr": "width"}], nice=False, zero=False)


def _sheet_names(sheets: list[str], palette: Palette, height: float) -> list[alt.Chart]:
    frame = pd.DataFrame({"sheet": sheets, "middle": [_row_middle(at) for at in range(len(sheets))]})
    name = alt.Chart(frame).mark_text(align="left", fontSize=13, color=palette.ink, limit=_NAME_ROOM - 6)
    return [name.encode(x=at_x(0), y=pixels("middle", height), text=printed("sheet"))]


def _month_heads(months: list[str], palette: Palette) -> list[alt.Chart]:
    frame = pd.DataFrame({"month": range(len(months)), "label": months})
    head = alt.Chart(frame).mark_text(fontSize=NOTE_SIZE, color=palette.ink2)
    return [head.encode(x=number("month", _across(months)), y=at_y(_HEAD / 2), text=printed("label"))]


def _squares(months: list[str], height: float, palette: Palette) -> list[alt.Chart]:
    x, y = number("month", _across(months)), pixels("middle", height)
    square = alt.Chart().mark_point(shape="square", size=_SQUARE**2, opacity=1, strokeWidth=0)
    mark = alt.Chart().mark_text()
    size = alt.Size("size", type="quantitative", scale=None, legend=None)
    return [
        square.encode(x=x, y=y, tooltip=alt.Tooltip("tip", type="nominal"), **painted("square")),
        mark.encode(x=x, y=y, text=printed("mark"), size=size, **painted("ink")),
    ]
