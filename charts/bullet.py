"""Bullet rows: one line of words and one bar a goal, with the place where it should be now."""

from typing import Any

import altair as alt
import pandas as pd

from charts.layers import CUT, at_x, click_target, columns, constant, number, numeric, painted, pixels, printed, text_width, told
from charts.palette import SHORT_OF_PACE, Palette
from charts.theme import TEXT_SIZE, themed

ROW = 61
"""Default px a row; 52 is the least at which last year's mark clears the next row's words."""
_BAR, _WORDS, _BENEATH, _LAST_YEAR = 30, -20, 15, 12
_VALUE_RIGHT, _VALUE_SIZE = -62, 13
_GAP = 10
_SCALE = alt.Scale(domain=[0, CUT], nice=False)


def bullet_rows(rows: pd.DataFrame, palette: Palette, *, description: str, name_x: int = 62, row_height: int = ROW) -> alt.LayerChart:
    """Goals as rows on a scale of 0–106 %; a click selects `goal` by `key`. Each row is read out with its own words.

    What changes from day to day is in the data alone, so that a browser moves the bars of a chart that it has already drawn.
    Columns: key, lamp (codes), lamp_text, name, value_text, percent_text (ready texts), done, now, last_year (percent or null),
    hollow (bool, too few reported); optional tip (hover text).
    """
    height = len(rows) * row_height
    y = pixels("bar_y", height)
    target = click_target(pixels("middle", height), name="goal", height=row_height)
    layers = [*_bars(y, palette), *_signs(y, palette), *_words(y, palette, name_x), target]
    return themed(layers, _drawn(rows, palette, row_height, name_x), palette, height=height, description=description)


def _drawn(rows: pd.DataFrame, palette: Palette, row_height: int, name_x: int) -> pd.DataFrame:
    """One row a goal: pixels, clipped percents, and the lamp's colours as hex."""
    tops = pd.Series(range(len(rows)), index=rows.index, dtype="float64") * row_height
    lamps = [palette.lamp(code) for code in rows["lamp"]]
    words = {column: rows[column] for column in ("key", "lamp_text", "name", "value_text", "percent_text")}
    colours = {"ink": [lamp.text for lamp in lamps], "edge": [lamp.mark for lamp in lamps], "tint": [lamp.tint for lamp in lamps]}
    return columns(
        rows,
        **words,
        **colours,
        **_lengths(rows),
        **_fill(rows, palette),
        value_width=rows["value_text"].map(text_width),
        needed=_needed(rows, name_x),
        read=(rows["lamp_text"] + " " + rows["tip"]) if "tip" in rows else told(rows),
        bar_y=tops + _BAR,
        middle=tops + row_height / 2,
        tip=told(rows),
    )


def _lengths(rows: pd.DataFrame) -> dict[str, "pd.Series[float]"]:
    done, now, last_year = (numeric(rows, column).clip(0, CUT) for column in ("done", "now", "last_year"))
    short = rows["lamp"].isin(SHORT_OF_PACE) & (done < now)
    return {"done": done, "now": now, "last_year": last_year, "short_from": done.where(short), "short_to": now.where(short)}


def _fill(rows: pd.DataFrame, palette: Palette) -> dict[str, "pd.Series[str]"]:
    hollow = rows["hollow"].astype("bool")
    return {"bar": pd.Series(palette.accent, index=rows.index, dtype="str").mask(hollow, palette.paper)}


def _bars(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    track = alt.Chart().mark_bar(orient="horizontal", size=10, color=palette.track, cornerRadius=1)
    bar = alt.Chart().mark_bar(orient="horizontal", size=10, cornerRadius=1, stroke=palette.accent, strokeWidth=1)
    short = alt.Chart().mark_bar(orient="horizontal", size=10, strokeWidth=1)
    from_zero = constant(0, _SCALE)
    edge = alt.Stroke("edge", type="nominal", scale=None, legend=None)
    return [
        track.encode(x=from_zero, x2=alt.X2Datum(100), y=y),
        bar.encode(x=number("done", _SCALE), x2=alt.X2Datum(0), y=y, **painted("bar")),
        short.encode(x=number("short_from", _SCALE), x2=alt.X2("short_to"), y=y, stroke=edge, **painted("tint")),
    ]


def _signs(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    now = alt.Chart().mark_tick(orient="vertical", opacity=1, thickness=2, size=18, color=palette.ink)
    last_year = alt.Chart().mark_point(shape="diamond", size=28, yOffset=_LAST_YEAR, filled=False, opacity=1, stroke=palette.ink3, strokeWidth=1.2)
    return [now.encode(x=number("now", _SCALE), y=y), last_year.encode(x=number("last_year", _SCALE), y=y)]


def _needed(rows: pd.DataFrame, name_x: int) -> int:
    """Px that the longest name takes beside its value."""
    texts = zip(rows["name"], rows["value_text"], strict=True)
    beside = max((text_width(name) * TEXT_SIZE / _VALUE_SIZE + text_width(value) for name, value in texts), default=0.0)
    return round(beside) + name_x - _VALUE_RIGHT + _GAP


def _words(y: alt.Y, palette: Palette, name_x: int) -> list[alt.Chart]:
    """Lamp, name, value and percent in a line. Where the page is too narrow for a name beside its value, the values stand under the bars; a name too long
    even then is cut with an ellipsis."""
    narrow = "width < datum.needed"
    lamp = alt.Chart().mark_text(align="left", fontSize=12.5, dy=_WORDS)
    room = {"expr": f"max(40, width - {name_x - _VALUE_RIGHT + _GAP} - ({narrow} ? 0 : datum.value_width))"}
    name = alt.Chart().mark_text(align="left", fontSize=TEXT_SIZE, color=palette.ink, dy=_WORDS, limit=room)
    place: dict[str, Any] = {"align": _either(narrow, "'left'", "'right'"), "dx": _either(narrow, 0, _VALUE_RIGHT), "dy": _either(narrow, _BENEATH, _WORDS)}
    value = alt.Chart().mark_text(fontSize=_VALUE_SIZE, color=palette.ink2, **place)
    percent = alt.Chart().mark_text(align="right", fontSize=15, fontWeight="bold", dy=_WORDS)
    right = at_x("width")
    return [
        lamp.encode(x=at_x(0), y=y, text=printed("lamp_text"), **painted("ink")),
        name.encode(x=at_x(name_x), y=y, text=printed("name")),
        value.encode(x=at_x(_either(narrow, 0, "width")), y=y, text=printed("value_text")),
        percent.encode(x=right, y=y, text=printed("percent_text"), **painted("ink")),
    ]


def _either(when: str, this: object, that: object) -> dict[str, str]:
    """What is drawn in the first case, else the second, decided by the browser."""
    return {"expr": f"{when} ? {this} : {that}"}
