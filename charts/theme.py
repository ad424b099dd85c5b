"""What every chart has in common: no frame, no background, the page's text face, edges that meet the text column."""

from collections.abc import Sequence
from typing import Final

import altair as alt
import pandas as pd

from charts.palette import Palette

FONT: Final = "Noto Sans SC, Source Han Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
NOTE_SIZE: Final = 12
TEXT_SIZE: Final = 14
_NO_PADDING: Final = {"top": 0, "right": 0, "bottom": 0, "left": 0}
"""Written out: Streamlit takes a bare 0 for "not given" and adds 20 px below."""


def themed(layers: Sequence[alt.Chart], data: pd.DataFrame, palette: Palette, *, height: float, description: str) -> alt.LayerChart:
    """The layers, first one lowest, over one frame, at container width and `height` px; `description` is the alt text.

    Besides it only marks that say so themselves are read out: Vega's own names of marks and axes are English, or missing.
    The one place where a chart is configured; layers with data of their own keep them.
    """
    return alt.LayerChart(
        layer=list(layers),
        data=data,
        width="container",
        height=max(height, 1),
        padding=_NO_PADDING,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        description=description,
        config=_config(palette),
    )


def _config(palette: Palette) -> alt.Config:
    axis = alt.AxisConfig(
        aria=False,
        domain=False,
        ticks=False,
        title=None,
        gridColor=palette.track,
        labelColor=palette.ink2,
        labelFontSize=NOTE_SIZE,
        labelPadding=4,
    )
    return alt.Config(
        font=FONT,
        background="transparent",
        view=alt.ViewConfig(stroke=None, fill=None),
        axis=axis,
        mark=alt.MarkConfig(aria=False),
        text=alt.MarkConfig(font=FONT, fontSize=TEXT_SIZE, color=palette.ink, baseline="middle"),
        legend=alt.LegendConfig(disable=True),
    )
