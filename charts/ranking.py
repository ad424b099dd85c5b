"""Ranking of branches, lowest first as the caller sorted them: 25 px a row, one line at "now"."""

import altair as alt
import pandas as pd

from charts.layers import CUT, alone, at_x, click_target, columns, constant, number, numeric, painted, pixels, printed, told
from charts.palette import SHAPES, Palette
from charts.theme import themed

ROW = 25
_NAME_X, _BAR_X, _RIGHT, _VALUE_RIGHT = 17, 132, 112, -54
_NAME_ROOM = _BAR_X - _NAME_X - 6
_SCALE = alt.Scale(domain=[0, CUT], range=[_BAR_X, {"expr": f"width - {_RIGHT}"}], nice=False)


def ranking(rows: pd.DataFrame, palette: Palette, *, now: float | None, description: str) -> alt.LayerChart:
    """Branches in the order given; a click selects `branch` by `key`. `now` in percent, None where no line is due.

    Columns: key, lamp (codes), name, value_text, percent_text (ready texts), done (percent or null); optional tip (hover text).
    """
    height = len(rows) * ROW
    y = pixels("middle", height)
    layers = [*_bars(y, palette), *_words(y, palette), *_now_line(now, palette), click_target(y, name="branch", height=ROW)]
    return themed(layers, _drawn(rows, palette), palette, height=height, description=description)


def _drawn(rows: pd.DataFrame, palette: Palette) -> pd.DataFrame:
    middle = pd.Series(range(len(rows)), index=rows.index, dtype="float64") * ROW + ROW / 2
    shape = rows["lamp"].map(lambda code: SHAPES.get(code, SHAPES["unreported"])).astype("str")
    words = {column: rows[column] for column in ("key", "name", "value_text", "percent_text")}
    edge = [palette.lamp(code).mark for code in rows["lamp"]]
    return columns(rows, **words, shape=shape, edge=edge, done=numeric(rows, "done").clip(0, CUT), middle=middle, tip=told(rows))


def _bars(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    bar = alt.Chart().mark_bar(orient="horizontal", size=13, color=palette.accent)
    return [bar.encode(x=number("done", _SCALE), x2=alt.X2Datum(0), y=y)]


def _words(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    lamp = alt.Chart().mark_text(align="left", fontSize=13)
    name = alt.Chart().mark_text(align="left", fontSize=13, color=palette.ink, limit=_NAME_ROOM)
    value = alt.Chart().mark_text(align="right", fontSize=12, color=palette.ink2, dx=_VALUE_RIGHT)
    percent = alt.Chart().mark_text(align="right", fontSize=13, fontWeight="bold", color=palette.ink)
    right = at_x("width")
    return [
        lamp.encode(x=at_x(0), y=y, text=printed("shape"), **painted("edge")),
        name.encode(x=at_x(_NAME_X), y=y, text=printed("name")),
        value.encode(x=right, y=y, text=printed("value_text")),
        percent.encode(x=right, y=y, text=printed("percent_text")),
    ]


def _now_line(now: float | None, palette: Palette) -> list[alt.Chart]:
    if now is None:
        return []
    return [alt.Chart(alone()).mark_rule(strokeWidth=2, color=palette.ink).encode(x=constant(min(now, CUT), _SCALE))]
