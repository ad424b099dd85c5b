"""Old → new: a hollow and a full dot a row, joined by a line, with the signed change at the right. Zero is always on the axis."""

import altair as alt
import pandas as pd

from charts.layers import at_x, columns, number, numeric, painted, pixels, printed, told
from charts.palette import Palette
from charts.theme import themed

ROW = 25
_PLOT_X, _RIGHT = 132, 74
_NAME_ROOM = _PLOT_X - 12


def changes(rows: pd.DataFrame, palette: Palette, *, description: str) -> alt.LayerChart:
    """Rows in the order given. Columns: name, change_text (ready texts), before, after (numbers; before may be null); optional tip (hover text)."""
    height = len(rows) * ROW
    y = pixels("middle", height)
    layers = [*_dots(rows, y, palette), *_words(y, palette)]
    return themed(layers, _drawn(rows, palette), palette, height=height, description=description)


def _drawn(rows: pd.DataFrame, palette: Palette) -> pd.DataFrame:
    middle = pd.Series(range(len(rows)), index=rows.index, dtype="float64") * ROW + ROW / 2
    before, after = numeric(rows, "before"), numeric(rows, "after")
    words = {column: rows[column] for column in ("name", "change_text")}
    return columns(rows, **words, before=before, after=after, start=before.fillna(after), middle=middle, ink=palette.ink, tip=told(rows))


def _scale(rows: pd.DataFrame) -> alt.Scale:
    largest = max([0.0, *numeric(rows, "before").dropna(), *numeric(rows, "after").dropna()])
    return alt.Scale(domain=[0, largest or 1], range=[_PLOT_X, {"expr": f"width - {_RIGHT}"}], nice=False)


def _dots(rows: pd.DataFrame, y: alt.Y, palette: Palette) -> list[alt.Chart]:
    scale, tip = _scale(rows), alt.Tooltip("tip", type="nominal")
    way = alt.Chart().mark_rule(strokeWidth=2, color=palette.ink3)
    old = alt.Chart().mark_point(filled=True, size=64, opacity=1, fill=palette.paper, stroke=palette.ink2, strokeWidth=1.6)
    new = alt.Chart().mark_point(filled=True, size=70, opacity=1, color=palette.accent)
    return [
        way.encode(x=number("start", scale), x2="after", y=y),
        old.encode(x=number("before", scale), y=y, tooltip=tip),
        new.encode(x=number("after", scale), y=y, tooltip=tip),
    ]


def _words(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    name = alt.Chart().mark_text(align="left", fontSize=13, limit=_NAME_ROOM)
    change = alt.Chart().mark_text(align="right", fontSize=13, fontWeight="bold")
    return [
        name.encode(x=at_x(0), y=y, text=printed("name"), **painted("ink")),
        change.encode(x=at_x("width"), y=y, text=printed("change_text"), **painted("ink")),
    ]
