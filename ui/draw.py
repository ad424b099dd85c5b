"""Drawing charts: their specifications are cached, so that a rerun costs no building, and clicks lead one level down."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from charts.bullet import bullet_rows
from charts.calendar import filing_calendar
from charts.changes import changes
from charts.composition import composition
from charts.distribution import distribution
from charts.palette import DARK, LIGHT, Palette
from charts.peers import peer_strips
from charts.ranking import ranking
from charts.shares import shares
from charts.trend import trend
from charts.year_bar import year_bar

_MOST = 400
_CHARTS: dict[str, Any] = {
    "bullets": bullet_rows,
    "calendar": filing_calendar,
    "changes": changes,
    "composition": composition,
    "distribution": distribution,
    "peers": peer_strips,
    "ranking": ranking,
    "shares": shares,
    "trend": trend,
    "year": year_bar,
}


@dataclass(frozen=True)
class Drawing:
    """One chart that was drawn: its kind, its rows, what else it was told, and what stands over it."""

    chart: str
    rows: pd.DataFrame
    told: dict[str, Any]
    head: str


_GATHERED: ContextVar[list[Drawing] | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[list[Drawing]]:
    """The charts that are drawn meanwhile: one group that is offered as a picture together."""
    found: list[Drawing] = []
    token = _GATHERED.set(found)
    try:
        yield found
    finally:
        _GATHERED.reset(token)


def draw(chart: str, rows: pd.DataFrame, *, key: str | None = None, select: str = "", head: str = "", **told: Any) -> str | None:
    """Draw a chart of this kind; with ``select`` returns the key of the mark that was clicked. ``head`` names it in a picture."""
    group = _GATHERED.get()
    if group is not None:
        group.append(Drawing(chart, rows, told, head))
    dark = st.context.theme.type == "dark"
    made = _made(chart, rows, dark, told)
    if not select:
        st.vega_lite_chart(made, theme=None, key=key)
        return None
    picked = st.vega_lite_chart(made, theme=None, key=key, on_select="rerun")
    marks: list[dict[str, str]] = picked.selection.get(select) or [{}]
    return marks[0].get("key")


@st.cache_resource(show_spinner=False)
def _drawn() -> dict[tuple[object, ...], tuple[pd.DataFrame, dict[str, Any]]]:
    """The newest specifications by their very rows, which are kept with them: nothing else can come to bear their identity."""
    return {}


def _made(chart: str, rows: pd.DataFrame, dark: bool, told: dict[str, Any]) -> dict[str, Any]:
    """The specification. Rows that are kept between reruns are known at sight; others are compared by content, which costs more than many a chart."""
    drawn, key = _drawn(), (chart, id(rows), dark, repr(told))
    kept = drawn.get(key)
    if kept is None:
        kept = drawn[key] = rows, _spec(chart, rows, dark, told)
        for surplus in list(drawn)[:-_MOST]:
            drawn.pop(surplus, None)
    return kept[1]


def specification(drawing: Drawing, palette: Palette) -> dict[str, Any]:
    """The chart once more in another palette."""
    return dict(_CHARTS[drawing.chart](drawing.rows, palette, **drawing.told).to_dict(validate=False))


@st.cache_data(show_spinner=False, max_entries=_MOST)
def _spec(chart: str, rows: pd.DataFrame, dark: bool, told: dict[str, Any]) -> dict[str, Any]:
    """As it is sent: the data in the form that Streamlit would bring them into at every run."""
    found = specification(Drawing(chart, rows, told, ""), DARK if dark else LIGHT)
    return found | {"datasets": {name: convert_anything_to_arrow_bytes(values) for name, values in found.get("datasets", {}).items()}}
