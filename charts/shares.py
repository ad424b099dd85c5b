"""A share over months: one line with a point a month."""

import altair as alt
import pandas as pd

from charts.layers import at_y, columns, numeric, painted, printed, told
from charts.palette import Palette
from charts.theme import NOTE_SIZE, themed

HEIGHT = 132
_TOP, _FOOT, _LEFT = 10, 22, 40


def shares(months: pd.DataFrame, palette: Palette, *, description: str) -> alt.LayerChart:
    """Months in the order given. Columns: label (ready text), share (percent 0–100 or null), optional tip (hover text)."""
    return themed(_layers(months, palette), _drawn(months, palette), palette, height=HEIGHT, description=description)


def _drawn(months: pd.DataFrame, palette: Palette) -> pd.DataFrame:
    return columns(months, at=range(len(months)), share=numeric(months, "share"), label=months["label"], ink=palette.ink2, tip=told(months))


def _x(months: pd.DataFrame) -> alt.X:
    scale = alt.Scale(domain=[0, max(len(months) - 1, 1)], range=[_LEFT, {"expr": "width - 12"}], nice=False)
    return alt.X("at", type="quantitative", scale=scale, axis=None)


def _y() -> alt.Y:
    scale = alt.Scale(domain=[0, 100], range=[HEIGHT - _FOOT, _TOP], nice=False)
    return alt.Y("share", type="quantitative", scale=scale, axis=alt.Axis(values=[0, 50, 100], labelExpr="datum.value + '%'"), title=None)


def _layers(months: pd.DataFrame, palette: Palette) -> list[alt.Chart]:
    line, point = alt.Chart().mark_line(color=palette.accent, strokeWidth=2), alt.Chart().mark_circle(color=palette.accent, size=44, opacity=1)
    label = alt.Chart().mark_text(align="center", baseline="middle", fontSize=NOTE_SIZE)
    return [
        line.encode(x=_x(months), y=_y()),
        point.encode(x=_x(months), y=_y(), tooltip=alt.Tooltip("tip", type="nominal")),
        label.encode(x=_x(months), y=at_y(HEIGHT - _FOOT / 3), text=printed("label"), **painted("ink")),
    ]
