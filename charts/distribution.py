"""How the branches lie: a tick each on 0–125 %, bins where ticks would run together."""

import altair as alt
import pandas as pd

from charts.layers import alone, columns, numeric
from charts.palette import Palette
from charts.theme import themed

HEIGHT = 62
TICKS_UP_TO = 150
"""More branches than this are drawn as bins of 2.5 points."""
_END, _BIN = 125.0, 2.5
_AXIS = alt.Axis(values=[0, 25, 50, 75, 100, 125], labelExpr="datum.label + '%'", labelFlush=True, grid=True)
_SCALE = alt.Scale(domain=[0, _END], nice=False)


def distribution(branches: pd.DataFrame, palette: Palette, *, now: float | None, description: str) -> alt.LayerChart:
    """Branches on a scale of 0–125 %, beyond it at the edge; unknown ones are left out. Columns: name (hover text), done (percent or null)."""
    done = numeric(branches, "done").clip(0, _END).dropna()
    many = len(done) > TICKS_UP_TO
    marks = _bins(done, palette) if many else _ticks(branches.loc[done.index], done, palette)
    return themed([*marks, *_now_line(now, palette)], alone(), palette, height=HEIGHT - 20, description=description)


def _x(field: str) -> alt.X:
    return alt.X(field, type="quantitative", scale=_SCALE, axis=_AXIS, title=None)


def _ticks(branches: pd.DataFrame, done: "pd.Series[float]", palette: Palette) -> list[alt.Chart]:
    ticks = alt.Chart(columns(branches, done=done, name=branches["name"]))
    mark = ticks.mark_tick(orient="vertical", size=28, thickness=1.6, color=palette.accent, opacity=0.8)
    return [mark.encode(x=_x("done"), tooltip=alt.Tooltip("name", type="nominal"))]


def _bins(done: "pd.Series[float]", palette: Palette) -> list[alt.Chart]:
    counts = (done.clip(upper=_END - _BIN) // _BIN).value_counts().sort_index()
    left = counts.index.to_series().astype("float64") * _BIN
    frame = columns(left.to_frame(), left=left, right=left + _BIN, count=counts)
    bars = alt.Chart(frame).mark_bar(color=palette.accent, binSpacing=1)
    y = alt.Y("count", type="quantitative", axis=None, scale=alt.Scale(zero=True))
    return [bars.encode(x=_x("left"), x2=alt.X2("right"), y=y, tooltip=alt.Tooltip("count", type="quantitative"))]


def _now_line(now: float | None, palette: Palette) -> list[alt.Chart]:
    if now is None:
        return []
    line = alt.Chart(alone()).mark_rule(strokeWidth=2, color=palette.ink)
    return [line.encode(x=alt.XDatum(min(now, _END), type="quantitative", scale=_SCALE, axis=_AXIS, title=None))]
