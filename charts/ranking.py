"""Ranking of branches, in the order the caller gave: place, lamp and name left, figures right, a bar below with one line at "now"."""

import altair as alt
import pandas as pd

from charts.layers import CUT, alone, at_x, at_y, click_target, columns, constant, number, numeric, painted, pixels, printed, text_width, told
from charts.palette import SHAPES, Palette
from charts.theme import NOTE_SIZE, themed

ROW, HEAD = 36, 20
"""Default px of a row, and of the line of heads above the first one; words, bar and line take their shares of a row."""
_WORDS, _BAR, _TICK = 1 / 3, 3 / 4, 0.3
_PLACE_RIGHT, _LAMP_X, _NAME_X = 21, 27, 43
_COLUMNS = {"percent_text": -101, "gap_text": -50, "gain_text": 0}
_VALUE_RIGHT = -156
_GAP = 8
_SCALE = alt.Scale(domain=[0, CUT], nice=False)


def ranking(rows: pd.DataFrame, palette: Palette, *, now: float | None, heads: tuple[str, str, str], description: str, row_height: int = ROW) -> alt.LayerChart:
    """Branches in the order given; a click selects `branch` by `key`. `now` in percent, None where no line is due.

    Columns: key, lamp (codes), place, name, value_text, percent_text, gap_text, gain_text (ready texts), done (percent or null); optional tip (hover
    text). `heads` stand over the last three texts.
    """
    height = HEAD + len(rows) * row_height
    frame = _drawn(rows, palette, row_height)
    bars = [*_bars(pixels("bar_y", height), palette), *_now_line(now, height, row_height, palette)]
    layers = [
        *bars,
        *_words(pixels("words_y", height), palette),
        *_heads(heads, palette),
        click_target(pixels("middle", height), name="branch", height=row_height),
    ]
    return themed(layers, frame, palette, height=height, description=description)


def _drawn(rows: pd.DataFrame, palette: Palette, row_height: int) -> pd.DataFrame:
    top = pd.Series(range(len(rows)), index=rows.index, dtype="float64") * row_height + HEAD
    shape = rows["lamp"].map(lambda code: SHAPES.get(code, SHAPES["unreported"])).astype("str")
    words = {column: rows[column] for column in ("key", "place", "name", "value_text", *_COLUMNS)}
    edge = [palette.lamp(code).mark for code in rows["lamp"]]
    heights = {"words_y": top + row_height * _WORDS, "bar_y": top + row_height * _BAR, "middle": top + row_height / 2}
    made = {"done": numeric(rows, "done").clip(0, CUT), "width": rows["value_text"].map(text_width), "tip": told(rows), "read": told(rows)}
    return columns(rows, **words, **heights, **made, shape=shape, edge=edge)


def _bars(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    track = alt.Chart().mark_bar(orient="horizontal", size=5, color=palette.track)
    bar = alt.Chart().mark_bar(orient="horizontal", size=5, color=palette.accent)
    across = {"x": constant(0, _SCALE), "x2": alt.X2Datum(100)}
    return [track.encode(**across, y=y), bar.encode(x=number("done", _SCALE), x2=alt.X2Datum(0), y=y)]


def _words(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    """A name that would run into the figures is cut with an ellipsis, however wide the page is."""
    place = alt.Chart().mark_text(align="right", fontSize=NOTE_SIZE, color=palette.ink2)
    lamp = alt.Chart().mark_text(align="left", fontSize=13)
    room = {"expr": f"max(40, width - datum.width - {_NAME_X - _VALUE_RIGHT + _GAP})"}
    name = alt.Chart().mark_text(align="left", fontSize=13, color=palette.ink, limit=room)
    value = alt.Chart().mark_text(align="right", fontSize=NOTE_SIZE, color=palette.ink2, dx=_VALUE_RIGHT)
    return [
        place.encode(x=at_x(_PLACE_RIGHT), y=y, text=printed("place")),
        lamp.encode(x=at_x(_LAMP_X), y=y, text=printed("shape"), **painted("edge")),
        name.encode(x=at_x(_NAME_X), y=y, text=printed("name")),
        value.encode(x=at_x("width"), y=y, text=printed("value_text")),
        *(_figure(column, dx, palette).encode(x=at_x("width"), y=y, text=printed(column)) for column, dx in _COLUMNS.items()),
    ]


def _figure(column: str, dx: float, palette: Palette) -> alt.Chart:
    plain: alt.Chart = alt.Chart().mark_text(align="right", fontSize=13, color=palette.ink, dx=dx)
    strong: alt.Chart = alt.Chart().mark_text(align="right", fontSize=13, fontWeight="bold", color=palette.ink, dx=dx)
    return strong if column == "percent_text" else plain


def _heads(heads: tuple[str, str, str], palette: Palette) -> list[alt.Chart]:
    placed = zip(heads, _COLUMNS.values(), strict=True)
    marks = [alt.Chart(alone()).mark_text(align="right", fontSize=NOTE_SIZE, color=palette.ink2, dx=dx, text=head) for head, dx in placed]
    return [mark.encode(x=at_x("width"), y=at_y(HEAD / 2)) for mark in marks]


def _now_line(now: float | None, height: float, row_height: int, palette: Palette) -> list[alt.Chart]:
    """One upright through all bars, in pieces, so that it runs through no words."""
    if now is None:
        return []
    tick = alt.Chart().mark_tick(orient="vertical", opacity=1, thickness=2, size=round(row_height * _TICK), color=palette.ink)
    return [tick.encode(x=constant(min(now, CUT), _SCALE), y=pixels("bar_y", height))]
