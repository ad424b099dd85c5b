"""Direct labels of the trend chart: which texts there are and where each stands, so that no two touch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import pandas as pd

from charts.layers import known
from charts.palette import Palette

APART: Final = 15.0
"""Least distance in px between two labels of one column."""
_LIFT: Final = 11.0
_ROOMY: Final = 3 * APART
"""Px between value and pace from which the gap is written between the two without touching either, or the projection that begins there."""
_EARLY, _LATE = 0.3, 0.75
"""Shares of the period before which a label has no room at its left, and after which it meets those at the right end."""


@dataclass(frozen=True, slots=True)
class TrendLabels:
    """Ready texts of a trend chart; an empty one is not drawn. `description` is the alt text with the finding."""

    target: str = ""
    now_expected: str = ""
    gap: str = ""
    value: str = ""
    last_year: str = ""
    description: str = ""
    projected: str = ""
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """One text at `day`, its middle at `y` px from the top, written away from the point towards `side`."""

    day: float
    y: float
    text: str
    ink: str
    side: Literal["left", "right"] = "right"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """The newest month with a value: where it is and where it should be; `expected` may be unknown, `early` leaves no room at its left, `falls` says
    that what is projected may lie below."""

    day: float
    value: float
    expected: float | None
    early: bool
    falls: bool = False


def newest(points: pd.DataFrame) -> Now | None:
    """The last row of `day, value, expected` that has a value."""
    have = points.dropna(subset="value")
    if have.empty:
        return None
    day, value, expected = (float(have[column].iloc[-1]) for column in ("day", "value", "expected"))
    low = points["projected_low"].dropna() if "projected_low" in points else pd.Series(dtype="float64")
    falls = len(low) > 0 and float(low.iloc[-1]) < value
    return Now(day, value, expected if known(expected) else None, day < _EARLY * float(points["day"].max()), falls)


def end_labels(points: pd.DataFrame, target: float | None, texts: TrendLabels, pixel: Callable[[float], float], palette: Palette) -> list[Label]:
    """Names of the lines at the right end: target, last year, projection."""
    ends = [(target, texts.target, palette.ink)]
    for column, text, ink in (("last_year", texts.last_year, palette.ink2), ("projected", texts.projected, palette.accent_text)):
        have = points[column].dropna()
        ends.append((None if have.empty else float(have.iloc[-1]), text, ink))
    day = float(points["day"].max()) if len(points) else 0.0
    return [Label(day, pixel(at), text, ink) for at, text, ink in ends if at is not None and text]


def now_labels(now: Now | None, texts: TrendLabels, pixel: Callable[[float], float], palette: Palette, gap_ink: str) -> list[Label]:
    """Value, expected and gap at the newest month: value on the far side of the pace, the gap between the two or, where that is too small, with the value."""
    if now is None:
        return []
    expected = now.value if now.expected is None else now.expected
    down = 1 if now.value < expected else -1
    far: Literal["left", "right"] = "right" if now.early else "left"
    beside: Literal["left", "right"] = far if down == -1 or now.falls else "right"
    labels = [Label(now.day, pixel(now.value) + down * _LIFT, texts.value, palette.accent_text, beside, bold=True)]
    if now.expected is not None:
        apart = abs(pixel(now.value) - pixel(expected))
        labels.append(Label(now.day, pixel(expected) - down * _LIFT, texts.now_expected, palette.ink, far if down == 1 else "right"))
        if apart > _ROOMY:
            labels.append(Label(now.day, (pixel(now.value) + pixel(expected)) / 2, texts.gap, gap_ink, bold=True))
        else:
            labels.append(Label(now.day, pixel(now.value) + down * (_LIFT + APART), texts.gap, gap_ink, beside, bold=True))
    return [label for label in labels if label.text]


def corrected_label(points: pd.DataFrame, texts: TrendLabels, pixel: Callable[[float], float], palette: Palette) -> list[Label]:
    """What the square means, once, below and beside the last corrected month."""
    have = points.loc[points["corrected"]].dropna(subset="value")
    if have.empty or not texts.corrected:
        return []
    return [Label(float(have["day"].iloc[-1]), pixel(float(have["value"].iloc[-1])) + 2 * _LIFT, texts.corrected, palette.ink2)]


def placed(at_end: Sequence[Label], at_now: Sequence[Label], days: float, bottom: float) -> list[Label]:
    """All labels, those that share a column at least `APART` px from each other and above `bottom`."""
    late = [label for label in at_now if label.side == "right" and label.day > _LATE * days]
    rest = [label for label in at_now if label not in late]
    left = [label for label in rest if label.side == "left"]
    return [*spread([*at_end, *late], bottom), *spread(left, bottom), *spread([label for label in rest if label not in left], bottom)]


def spread(labels: Sequence[Label], bottom: float) -> list[Label]:
    """The labels in order of height, moved down where they stand closer than `APART`, then up as far as `bottom` demands."""
    moved: list[Label] = []
    for label in sorted(labels, key=lambda each: each.y):
        floor = moved[-1].y + APART if moved else label.y
        moved.append(replace(label, y=max(label.y, floor)))
    ceiling = bottom
    for at in reversed(range(len(moved))):
        moved[at] = replace(moved[at], y=min(moved[at].y, ceiling))
        ceiling = moved[at].y - APART
    return moved
