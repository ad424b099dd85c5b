"""The year as a bar of months, filled up to today; all sentences stand outside the chart, so that it survives a phone."""

import altair as alt
import pandas as pd

from charts.layers import alone, at_y, columns, number, numeric, painted, printed
from charts.palette import Palette
from charts.theme import NOTE_SIZE, themed

HEIGHT = 36
_BAR_Y, _LABEL_Y, _TICK = 9, 28, 20
_GAP = 1.5


def year_bar(months: pd.DataFrame, palette: Palette, *, description: str) -> alt.LayerChart:
    """One cell a month in the order given; a tick where the last begun month ends being filled.

    Columns: label (ready text), begun (share 0–1 of the month that has passed).
    """
    scale = alt.Scale(domain=[0, max(len(months), 1)], nice=False)
    layers = [*_cells(scale, palette), *_today(months, scale, palette), *_labels(scale)]
    return themed(layers, _drawn(months, palette), palette, height=HEIGHT, description=description)


def _drawn(months: pd.DataFrame, palette: Palette) -> pd.DataFrame:
    begun = numeric(months, "begun").fillna(0).clip(0, 1)
    start = pd.Series(range(len(months)), index=months.index, dtype="float64")
    ink = pd.Series(palette.ink2, index=months.index, dtype="str").where(begun > 0, palette.ink3)
    return columns(months, start=start, middle=start + 0.5, end=start + 1, filled=start + begun, label=months["label"], ink=ink)


def _cells(scale: alt.Scale, palette: Palette) -> list[alt.Chart]:
    y = at_y(_BAR_Y)
    cell = alt.Chart().mark_bar(orient="horizontal", size=14, color=palette.track)
    filled = alt.Chart().mark_bar(orient="horizontal", size=14, color=palette.accent)
    gap = alt.Chart().mark_tick(orient="vertical", opacity=1, size=14, thickness=_GAP, color=palette.paper)
    return [
        cell.encode(x=number("start", scale), x2=alt.X2("end"), y=y),
        filled.encode(x=number("start", scale), x2=alt.X2("filled"), y=y),
        gap.transform_filter("datum.start > 0").encode(x=number("start", scale), y=y),
    ]


def _today(months: pd.DataFrame, scale: alt.Scale, palette: Palette) -> list[alt.Chart]:
    passed = float(numeric(months, "begun").fillna(0).clip(0, 1).sum())
    if months.empty:
        return []
    tick = alt.Chart(alone().assign(passed=passed)).mark_tick(orient="vertical", opacity=1, size=_TICK, thickness=2, color=palette.ink)
    return [tick.encode(x=number("passed", scale), y=at_y(_BAR_Y))]


def _labels(scale: alt.Scale) -> list[alt.Chart]:
    label = alt.Chart().mark_text(align="center", fontSize=NOTE_SIZE)
    return [label.encode(x=number("middle", scale), y=at_y(_LABEL_Y), text=printed("label"), **painted("ink"))]
