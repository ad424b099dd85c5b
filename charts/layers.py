"""The few kinds of layer the charts are made of; positions are pixels or percent points, texts always come from the frame."""

import math
from collections.abc import Hashable
from typing import Any, Final

import altair as alt
import pandas as pd

CUT: Final = 106.0
"""Percent at which bars end; beyond it the printed number tells."""
_THIN: Final = frozenset(" ,.:;'|!()/ijl")
_TOLD = ("sheet", "month_label", "mark", "lamp_text", "name", "value_text", "percent_text")


def pixels(field: str, size: float) -> alt.Y:
    """A vertical position given in pixels from the top of a chart `size` px high."""
    return alt.Y(field, type="quantitative", scale=pixel_scale(size), axis=None)


def pixel_scale(size: float) -> alt.Scale:
    """Maps pixels onto themselves, so that text sizes and row heights share one unit; without `padding` bars would stretch the scale."""
    return alt.Scale(domain=[0, max(size, 1)], range=[0, max(size, 1)], nice=False, zero=False, padding=0)


def number(field: str, scale: alt.Scale) -> alt.X:
    """A horizontal position without an axis."""
    return alt.X(field, type="quantitative", scale=scale, axis=None)


def constant(value: float, scale: alt.Scale) -> alt.XDatum:
    """A horizontal position at one number of the scale, without an axis."""
    return alt.XDatum(value, type="quantitative", scale=scale, axis=None)


def printed(field: str) -> alt.Text:
    """A ready text from the frame, printed as it is."""
    return alt.Text(field, type="nominal")


def painted(field: str) -> dict[str, Any]:
    """Fill colour taken as it stands in a column of hex colours."""
    return {"fill": alt.Fill(field, type="nominal", scale=None, legend=None)}


def click_target(y: alt.Y, *, name: str, height: float) -> alt.Chart:
    """An unseen rectangle over each row that selects its `key` as point selection `name`, tells `tip` on hover and is read out as `read`."""
    chosen = alt.selection_point(name=name, fields=["key"], toggle=False)
    mark = alt.Chart().mark_bar(orient="horizontal", size=height, opacity=0, cursor="pointer", aria=True)
    across = {"x": at_x(0), "x2": alt.X2Value("width")}  # type: ignore[no-untyped-call]  # altair leaves value classes bare
    target: alt.Chart = mark.encode(**across, y=y, tooltip=alt.Tooltip("tip", type="nominal"), description=alt.Description("read", type="nominal")).add_params(
        chosen
    )
    return target


def at_x(value: float | str | dict[str, str]) -> alt.XValue:
    """A horizontal pixel, or an expression of it; the word `width` is the right edge."""
    return alt.XValue(value)  # type: ignore[no-untyped-call]


def at_y(value: float) -> alt.YValue:
    """A vertical pixel from the top."""
    return alt.YValue(value)  # type: ignore[no-untyped-call]


def columns(rows: pd.DataFrame, **made: Any) -> pd.DataFrame:
    """A new frame with only the columns that are drawn; `rows` gives the index and stays as it is."""
    return pd.DataFrame(made, index=rows.index).reset_index(drop=True)


def told(rows: pd.DataFrame) -> "pd.Series[str]":
    """Hover text of each row: its `tip` if there is one, else its printed texts in a line."""
    if "tip" in rows:
        return rows["tip"]
    texts = rows[[column for column in _TOLD if column in rows]].astype("str")
    return pd.Series(["  ".join(row) for row in texts.itertuples(index=False)], index=rows.index, dtype="str")


def numeric(rows: pd.DataFrame, column: Hashable) -> "pd.Series[float]":
    """A column as floats with NaN for what is unknown, also when every value is None."""
    return pd.to_numeric(rows[column], errors="coerce").astype("float64")


def known(value: object) -> bool:
    """Whether a scalar is a finite number: None, NaN and infinities are not."""
    return isinstance(value, int | float) and math.isfinite(value)


def text_width(text: str) -> float:
    """Px that a text takes at 13 px: a Chinese letter is as wide as it is high, others about half, thin signs a third."""
    return sum(13.0 if ord(letter) > 0x2E80 else 4.0 if letter in _THIN else 7.2 for letter in text)


def alone() -> pd.DataFrame:
    """Data of a layer drawn once, not once a row."""
    return pd.DataFrame({"once": [0]})
