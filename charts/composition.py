"""What a total is made of: one stacked bar from the accent to the palest; the shares stand in words below, in the same order."""

import altair as alt
import pandas as pd

from charts.layers import at_y, columns, number, numeric, painted
from charts.palette import Palette
from charts.theme import themed

HEIGHT = 22


def composition(parts: pd.DataFrame, palette: Palette, *, description: str) -> alt.LayerChart:
    """Parts in the order given, scaled to their sum; unknown and negative parts have no length.

    Columns: name (hover text), share (any one unit). At most six parts; gather the rest before.
    """
    scale = alt.Scale(domain=[0, 1], nice=False)
    bar = alt.Chart().mark_bar(orient="horizontal", size=HEIGHT, stroke=palette.paper, strokeWidth=1.5)
    bar = bar.encode(
        x=number("start", scale),
        x2=alt.X2("end"),
        y=at_y(HEIGHT / 2),
        tooltip=alt.Tooltip("name", type="nominal"),
        **painted("fill"),
    )
    return themed([bar], _drawn(parts, palette), palette, height=HEIGHT, description=description)


def _drawn(parts: pd.DataFrame, palette: Palette) -> pd.DataFrame:
    share = numeric(parts, "share").fillna(0).clip(lower=0)
    end = share.cumsum() / (share.sum() or 1)
    fill = [palette.ramp[min(at, len(palette.ramp) - 1)] for at in range(len(parts))]
    return columns(parts, start=end.shift(fill_value=0.0), end=end, name=parts["name"], fill=fill)
