"""Charts as pictures: drawn on the server by the program that draws them in a browser, on paper, their title above, the words to trust them by below.

The library that draws brings a browser's engine along, so it is loaded when the first picture is asked for; nothing is fetched from anywhere.
Text in an SVG stays text: where our typeface is not installed, whoever opens it sees the next of the faces it names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

from charts.layers import text_width
from charts.palette import Palette
from charts.theme import FONT
from snapshots.legible import legible, legible_in
from snapshots.type import drawing

WIDTH: Final = 880
"""Px of a chart in a picture; on a page it is as wide as its place."""
_EDGE, _GAP, _SCALE = 28, 22, 2.0
_TITLE, _HEAD, _NOTE = 22, 15, 12
_MEASURED = 13.0
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True)
class Chart:
    """One chart of a picture: what stands over it, and its Vega-Lite specification, made for the palette of the picture."""

    head: str
    spec: Mapping[str, Any]


def svg(title: str, charts: Sequence[Chart], notes: Sequence[str], palette: Palette) -> str:
    """Charts below each other on paper, under a title and over notes; long notes go on in a further line."""
    parts, y = [_text(title, _EDGE, _EDGE + _TITLE, _TITLE, palette.ink)], float(_EDGE + _TITLE + _GAP)
    for chart in charts:
        if chart.head:
            y += _HEAD
            parts.append(_text(chart.head, _EDGE, y, _HEAD, palette.ink))
            y += _GAP / 2
        drawn, height = _drawn(chart.spec)
        parts.append(drawn.replace("<svg ", f'<svg x="{_EDGE}" y="{y:g}" overflow="visible" ', 1))
        y += height + _GAP
    for line in _lines(notes):
        parts.append(_text(line, _EDGE, y + _NOTE, _NOTE, palette.ink2))
        y += _NOTE * 1.6
    width, height = WIDTH + 2 * _EDGE, y + _EDGE
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height:g}" role="img">'
    says = "; ".join(str(chart.spec.get("description", "")) for chart in charts)
    told = f"<title>{escape(legible(title))}</title><desc>{escape(legible(says))}</desc>"
    return "".join([frame, told, f'<rect width="100%" height="100%" fill="{palette.paper}"/>', *parts, "</svg>"])


def png(drawn: str, scale: float = _SCALE) -> bytes:
    """A picture that ``svg`` made, in points, so many to a px; twice as fine as on a screen unless said otherwise."""
    made: bytes = drawing().svg_to_png(drawn, scale=scale)
    return made


def alone(chart: Chart, width: int) -> str:
    """One chart without ground, head or notes, so many px wide, for a document that has its own."""
    return _drawn(chart.spec, width)[0]


def _drawn(spec: Mapping[str, Any], width: int = WIDTH) -> tuple[str, float]:
    """A chart at its width in the picture, and its height."""
    drawn: str = drawing().vegalite_to_svg({**legible_in(spec), "width": width}, allowed_base_urls=[])
    found = _SIZE.match(drawn)
    if found is None:
        raise ValueError(drawn[:200])
    return drawn, float(found[2])


def _text(told: str, x: float, y: float, size: float, ink: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-family="{FONT}" font-size="{size}" fill="{ink}">{escape(legible(told))}</text>'


def _lines(notes: Sequence[str]) -> Iterator[str]:
    """Notes cut where they would leave the picture."""
    for note in notes:
        line = ""
        for letter in note:
            if text_width(line + letter) * _NOTE / _MEASURED > WIDTH:
                yield line
                line = ""
            line += letter
        yield line
