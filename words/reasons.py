"""Why a goal has its lamp, what is left of it and where it heads, each as one sentence."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from words.catalogue import text
from words.figures import MINUS, day, full_day, known, number, points, quantity

_EXACT = 1e-9
_FEW = 10
Left = Literal["target", "limit", "groups"]


class Share(Protocol):
    """What one organisation adds to a shortfall."""

    @property
    def org(self) -> str: ...  # noqa: D102
    @property
    def short(self) -> float: ...  # noqa: D102


class Told(Protocol):
    """What explains a lamp: a stable code with its numbers, who lacks most, who is silent, marks."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def gap(self) -> float | None: ...  # noqa: D102
    @property
    def short(self) -> float | None: ...  # noqa: D102
    @property
    def numerator(self) -> float | None: ...  # noqa: D102
    @property
    def denominator(self) -> float | None: ...  # noqa: D102
    @property
    def most(self) -> Sequence[Share]: ...  # noqa: D102
    @property
    def silent(self) -> int: ...  # noqa: D102
    @property
    def stale(self) -> int: ...  # noqa: D102
    @property
    def marks(self) -> Sequence[str]: ...  # noqa: D102


def reason(told: Told, unit: str, names: Mapping[str, str], language: str = "zh_CN") -> str:
    """Why the lamp is what it is. ``unit`` is that of the shortfall, empty where it has none; ``names`` are those of organisations by code."""
    parts = [text(f"why.{told.code}", language, gap=points(told.gap).lstrip(MINUS), short=amount(told.short, unit, language))]
    if told.numerator is not None and told.denominator is not None and told.short is not None:
        parts.append(text("why.ratio", language, num=number(told.numerator), den=number(told.denominator)))
    if told.most:
        shares = [text("why.share", language, name=names.get(share.org, share.org), short=amount(share.short, unit, language)) for share in told.most]
        parts.append(text("why.most", language, names=text("why.and", language).join(shares)))
    parts += [text("why.silent", language, count=told.silent)] if told.silent and told.code != "unreported" else []
    parts += [text("why.stale", language, count=told.stale)] if told.stale else []
    parts += [text(f"why.mark.{mark}", language) for mark in told.marks if mark != "stale"]
    return text("why.then", language).join(parts) + text("why.end", language)


def amount(value: float | None, unit: str, language: str = "zh_CN") -> str:
    """What is short or left: whole things rounded up, money in units of 10,000 yuan, points with one decimal; never printed as nothing when it is something."""
    if value is None or not known(value):
        return number(None)
    if unit == "percent":
        return text("figure.points", language, points=number(math.ceil(value * 10 - _EXACT) / 10, 1))
    if unit == "yuan":
        return quantity(math.ceil(value / 1000 - _EXACT) * 1000.0, unit, 0, language)
    whole = float(math.ceil(value - _EXACT))
    return quantity(whole, unit, 0, language) if unit else number(whole)


def still_left(left: float | None, weekly: float | None, due_on: dt.date, unit: str, language: str = "zh_CN", *, of: Left = "target") -> str:
    """What is left until the target and how much a week that is, under a limit, or of missed groups; empty where it is unknown or nothing."""
    if left is None or not known(left) or left <= 0:
        return ""
    told = {"left": amount(left, unit, language), "due": day(due_on, language)}
    if of != "target":
        return text("left.limit" if of == "limit" else "left.groups", language, **told)
    if weekly is None or not known(weekly):
        return text("left.plain", language, **told)
    few = unit not in ("yuan", "percent") and weekly < _FEW
    return text("left.weekly", language, weekly=_tenths(weekly, unit, language) if few else amount(weekly, unit, language), **told)


def _tenths(value: float, unit: str, language: str) -> str:
    """So few a week that rounding up to whole ones would ask for twice as much: rounded up to tenths."""
    up = math.ceil(value * 10 - _EXACT) / 10
    return quantity(up, unit, 1, language) if unit else number(up, 1)


def heading(outlook: str, figures: Mapping[str, str], reached_on: dt.date | None, language: str = "zh_CN") -> str:
    """Where a figure is heading; ``figures`` are projected, low and high as people read them. Empty for an outlook without a sentence."""
    reached = full_day(reached_on, language) if reached_on else ""
    if outlook in ("in_time", "late", "never", "reached", "within", "over"):
        return text("outlook.range", language, **figures) + text(f"outlook.{outlook}", language, reached=reached)
    return text("outlook.too_early", language) if outlook == "too_early" else ""
