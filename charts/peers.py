"""A branch among its peers, a strip a goal: a pale tick a peer, their median in ink, the branch's own dot, its place at the right."""

import altair as alt
import pandas as pd

from charts.layers import CUT, at_x, columns, constant, number, numeric, pixels, printed
from charts.palette import Palette
from charts.theme import NOTE_SIZE, themed

ROW = 44
_WORDS, _STRIP = 11, 29
_PLACE_RIGHT = -62
_EDGE = 6
"""Half a dot: at the ends of the scale it must not move the words beside it."""
_SCALE = alt.Scale(domain=[0, CUT], range=[_EDGE, {"expr": f"width - {_EDGE}"}], nice=False)
PEER, MEDIAN, OWN = "peer", "median", "own"


def peer_strips(marks: pd.DataFrame, palette: Palette, *, description: str) -> alt.LayerChart:
    """Strips on a scale of 0–106 % in the order their keys first come, beyond it at the edge; unknown figures are left out.

    Columns: key (the goal), mark (PEER, MEDIAN or OWN), done (percent or null), tip (hover text), and, of the OWN mark, which every goal has, name,
    place_text, value_text (ready texts).
    """
    frame = _drawn(marks)
    height = ROW * marks["key"].nunique()
    strip, words = pixels("strip_y", height), pixels("words_y", height)
    return themed([*_marks(strip, palette), *_words(words, palette)], frame, palette, height=height, description=description)


def _drawn(marks: pd.DataFrame) -> pd.DataFrame:
    top = pd.Series(pd.factorize(marks["key"])[0], index=marks.index, dtype="float64") * ROW
    told = {column: marks[column] for column in ("mark", "name", "place_text", "value_text", "tip")}
    return columns(marks, **told, words_y=top + _WORDS, strip_y=top + _STRIP, done=numeric(marks, "done").clip(0, CUT))


def _marks(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    line = alt.Chart().mark_bar(orient="horizontal", size=2, color=palette.track)
    peer = alt.Chart().mark_tick(orient="vertical", opacity=1, thickness=2, size=14, color=palette.pale)
    median = alt.Chart().mark_tick(orient="vertical", opacity=1, thickness=2, size=18, color=palette.ink)
    own = alt.Chart().mark_point(shape="circle", size=80, filled=True, opacity=1, color=palette.accent, stroke=palette.paper, strokeWidth=1)
    x, tip = number("done", _SCALE), alt.Tooltip("tip", type="nominal")
    placed = [mark.encode(x=x, y=y, tooltip=tip).transform_filter(_only(which)) for mark, which in ((peer, PEER), (median, MEDIAN), (own, OWN))]
    return [line.encode(x=constant(0, _SCALE), x2=alt.X2Datum(100), y=y).transform_filter(_only(OWN)), *placed]


def _words(y: alt.Y, palette: Palette) -> list[alt.Chart]:
    room = {"expr": "max(60, width - 150)"}
    name = alt.Chart().mark_text(align="left", fontSize=14, color=palette.ink, limit=room)
    place = alt.Chart().mark_text(align="right", fontSize=NOTE_SIZE, color=palette.ink2, dx=_PLACE_RIGHT)
    value = alt.Chart().mark_text(align="right", fontSize=14, fontWeight="bold", color=palette.ink)
    texts = [
        name.encode(x=at_x(0), y=y, text=printed("name")),
        place.encode(x=at_x("width"), y=y, text=printed("place_text")),
        value.encode(x=at_x("width"), y=y, text=printed("value_text")),
    ]
    return [text.transform_filter(_only(OWN)) for text in texts]


def _only(mark: str) -> str:
    return f"datum.mark === '{mark}'"
