"""How a goal has gone over its period: pace, what was reached, last year, and where it is heading."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

import altair as alt
import pandas as pd

from charts.layers import at_y, columns, numeric, printed, text_width
from charts.palette import Palette
from charts.theme import NOTE_SIZE, themed
from charts.trend_labels import Label, Now, TrendLabels, corrected_label, end_labels, newest, now_labels, placed

HEIGHT: Final = 316
_TOP, _FOOT, _RIGHT_ROOM = 14, 26, 92
_MONTH_ROOM, _BETWEEN = 36, 10
_AWAY, _BOLD = 7, 1.05
_NEAR: Final = 700
"""Size of the unseen round around a point in which its words are told."""
_SLOW_BAND: Final = 0.10
"""Share of the target below the pace that still counts as slow."""
_LINES = ("value", "expected", "last_year", "projected", "projected_low", "projected_high")


@dataclass(frozen=True, slots=True)
class _Ground:
    """Scales of one chart: `days` across, `low` to `top` in the goal's unit up."""

    days: float
    low: float
    top: float

    def x(self) -> alt.X:
        scale = alt.Scale(domain=[0, max(self.days, 1)], range=[0, {"expr": f"width - {_RIGHT_ROOM}"}], nice=False)
        return alt.X("day", type="quantitative", scale=scale, axis=None)

    @property
    def across(self) -> str:
        """Where a datum's day stands, in px from the left, as an expression."""
        return f"datum.day / {max(self.days, 1)} * (width - {_RIGHT_ROOM})"

    def y(self, field: str) -> alt.Y:
        scale = alt.Scale(domain=[self.low, self.top], range=[HEIGHT - _FOOT, _TOP], nice=False)
        return alt.Y(field, type="quantitative", scale=scale, axis=alt.Axis(format=",.2~f", tickCount=6), title=None)

    def pixel(self, value: float) -> float:
        return _TOP + (HEIGHT - _FOOT - _TOP) * (self.top - value) / (self.top - self.low)

    def at_pixel(self, pixel: float) -> float:
        """The value drawn at a height: texts must stand on the one y scale a layered chart has."""
        return self.top - (pixel - _TOP) * (self.top - self.low) / (HEIGHT - _FOOT - _TOP)


def trend(
    points: pd.DataFrame,
    palette: Palette,
    *,
    target: float | None,
    labels: TrendLabels,
    quota: bool = True,
    lamp: str | None = None,
) -> alt.LayerChart:
    """Course of one goal; for a rate (`quota=False`) `expected` is its flat target line and there is no band.

    Columns: on (dates, ascending, the whole period), value, expected, last_year (the goal's unit or null); optional label (month
    text, else bare digits), projected, projected_low, projected_high, corrected (bool), tip (hover text of a point). `lamp` colours the gap.
    """
    frame = _drawn(points, target if quota else None)
    ground = _ground(frame, target)
    now = newest(frame)
    gap_ink = palette.lamp(lamp).text if lamp else palette.ink2
    written = placed(
        end_labels(frame, target, labels, ground.pixel, palette),
        corrected_label(frame, labels, ground.pixel, palette) + now_labels(now, labels, ground.pixel, palette, gap_ink),
        ground.days,
        HEIGHT - _FOOT - NOTE_SIZE / 2,
    )
    drawn = [*_lines(ground, palette), *_gap(now, ground, gap_ink), *_dots(ground, palette)]
    layers = [*drawn, *_months(frame, ground, palette), *_texts(written, ground, palette)]
    return themed(layers, frame, palette, height=HEIGHT, description=labels.description)


def _drawn(points: pd.DataFrame, target: float | None) -> pd.DataFrame:
    """One row a date: `day` since the first, lines as floats, `slow_from` the lower edge of the band."""
    on = pd.to_datetime(points["on"])
    blank = pd.Series(float("nan"), index=points.index, dtype="float64")
    lines = {name: numeric(points, name) if name in points else blank for name in _LINES}
    months = points["label"] if "label" in points else on.dt.month.astype("str")
    slow_from = blank if target is None else (lines["expected"] - _SLOW_BAND * target).clip(lower=0)
    when = {"day": (on - on.min()).dt.days.astype("float64"), "month": months, "nth": range(len(points))}
    corrected = points["corrected"].astype("bool") if "corrected" in points else False
    return columns(points, **when, slow_from=slow_from, corrected=corrected, tip=points.get("tip", ""), **lines)


def _ground(frame: pd.DataFrame, target: float | None) -> _Ground:
    values = [0.0, float(target or 0), *(value for name in _LINES for value in frame[name].dropna())]
    low, high = min(values), max(values)
    days = float(frame["day"].max()) if len(frame) else 0.0
    return _Ground(days=days, low=low * 1.04, top=high * 1.04 if high > 0 else low + abs(low) + 1)


def _lines(ground: _Ground, palette: Palette) -> list[alt.Chart]:
    x = ground.x()
    band = alt.Chart().mark_area(color=palette.lamp("slow").tint, opacity=0.9)
    fan = alt.Chart().mark_area(color=palette.accent, opacity=0.16)
    return [
        band.encode(x=x, y=ground.y("slow_from"), y2=alt.Y2("expected")),
        fan.encode(x=x, y=ground.y("projected_low"), y2=alt.Y2("projected_high")),
        alt.Chart().mark_line(color=palette.ink3, strokeWidth=1).encode(x=x, y=ground.y("last_year")),
        alt.Chart().mark_line(color=palette.ink, strokeWidth=1.4, strokeDash=[5, 4]).encode(x=x, y=ground.y("expected")),
        alt.Chart().mark_line(color=palette.accent, strokeWidth=1.6, strokeDash=[2, 3]).encode(x=x, y=ground.y("projected")),
        alt.Chart().mark_line(color=palette.accent, strokeWidth=2.8).encode(x=x, y=ground.y("value")),
    ]


def _dots(ground: _Ground, palette: Palette) -> list[alt.Chart]:
    x, y = ground.x(), ground.y("value")
    dot = alt.Chart().mark_point(shape="circle", size=42, filled=True, opacity=1, color=palette.accent)
    square = alt.Chart().mark_point(shape="square", size=110, filled=False, opacity=1, stroke=palette.ink, strokeWidth=1.6)
    near = alt.Chart().mark_point(shape="circle", size=_NEAR, filled=True, opacity=0).encode(x=x, y=y, tooltip=alt.Tooltip("tip", type="nominal"))
    return [dot.encode(x=x, y=y), square.transform_filter("datum.corrected").encode(x=x, y=y), near.transform_filter("datum.tip")]


def _gap(now: Now | None, ground: _Ground, ink: str) -> list[alt.Chart]:
    """The upright from the value to where it should be; none where one of the two is unknown."""
    if now is None or now.expected is None:
        return []
    frame = pd.DataFrame({"day": [now.day], "value": [now.value], "expected": [now.expected]})
    rule = alt.Chart(frame).mark_rule(strokeWidth=1.8, color=ink)
    return [rule.encode(x=ground.x(), y=ground.y("expected"), y2=alt.Y2("value"))]


def _months(frame: pd.DataFrame, ground: _Ground, palette: Palette) -> list[alt.Chart]:
    """Month texts under the chart, every second, third, … one where there is no room for all."""
    room = max([_MONTH_ROOM, *(text_width(str(month)) + _BETWEEN for month in frame["month"])])
    shown = {"expr": f"datum.nth % ceil({len(frame) * room} / width) ? 0 : 1"}
    month = alt.Chart().mark_text(fontSize=NOTE_SIZE, color=palette.ink2, opacity=shown)
    return [month.encode(x=ground.x(), y=at_y(HEIGHT - _FOOT / 2 + 2), text=printed("month"))]


def _texts(labels: list[Label], ground: _Ground, palette: Palette) -> list[alt.Chart]:
    """Halo and text a label column; side and weight cannot be read from data, so each pair is a layer of its own."""
    layers: list[alt.Chart] = []
    for (side, bold), group in groupby(sorted(labels, key=_style), key=_style):
        layers += _written(list(group), side, bold, ground, palette)
    return layers


def _style(label: Label) -> tuple[Literal["left", "right"], bool]:
    return label.side, label.bold


def _written(labels: list[Label], side: Literal["left", "right"], bold: bool, ground: _Ground, palette: Palette) -> list[alt.Chart]:
    frame = pd.DataFrame({"day": [each.day for each in labels], "at": [ground.at_pixel(each.y) for each in labels], "text": [each.text for each in labels]})
    frame["ink"] = [each.ink for each in labels]
    frame["wide"] = [text_width(each.text) * (_BOLD if bold else 1) for each in labels]
    away: Any = _AWAY if side == "right" else {"expr": f"max(-{_AWAY}, datum.wide - {ground.across})"}
    look: dict[str, Any] = {"align": "left" if side == "right" else "right", "dx": away, "fontSize": 13, "fontWeight": "bold" if bold else "normal"}
    base = alt.Chart(frame).encode(x=ground.x(), y=ground.y("at"), text=printed("text"))
    ink = alt.Fill("ink", type="nominal", scale=None, legend=None)
    return [base.mark_text(stroke=palette.paper, strokeWidth=4, strokeJoin="round", **look), base.mark_text(**look).encode(fill=ink)]
