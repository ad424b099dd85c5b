"""The working of one scoring item (考核) in words: what was measured, how it is scored, what was taken off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from words.catalogue import text
from words.figures import exact, unit_name

_WITH_UNIT = ("value", "shortfall")


@dataclass(frozen=True)
class Working:
    """One scored item as plain values. ``kind`` and ``measure`` are codes, ``unit`` that of the figure; ``line`` is None where tiers decide."""

    kind: str
    measure: str
    value: Decimal
    unit: str
    fewer: bool
    line: Decimal | None
    tiers: Sequence[tuple[Decimal, Decimal]]
    tier: Decimal | None
    over: Decimal
    each: Decimal
    most: Decimal
    deducted: Decimal
    capped: bool
    silent: int


def working(told: Working, language: str = "zh_CN") -> str:
    """The whole line: figure, rule, result."""
    parts = [measured(told, language), rule(told, language), _result(told, language)]
    return text("assess.then", language).join(parts)


def measured(told: Working, language: str = "zh_CN") -> str:
    """The figure that is scored, in words."""
    value = _with_unit(told.value, told.unit, language) if told.measure in _WITH_UNIT else exact(told.value, signed=told.measure == "gap")
    silent = text("assess.silent", language, count=told.silent) if told.silent else ""
    return text(f"assess.measured.{told.measure}", language, value=value) + silent


def rule(told: Working, language: str = "zh_CN") -> str:
    """How it is scored."""
    if told.kind == "tiers":
        tiers = [text("assess.tier", language, line=exact(line), points=exact(points)) for line, points in told.tiers]
        return text("assess.rule.tiers", language, tiers=text("assess.and", language).join(tiers))
    side = "each" if told.kind == "per_item" and not told.line else "most" if told.fewer else "least"
    return text(f"assess.rule.{told.kind}.{side}", language, line=exact(told.line), each=exact(told.each))


def _result(told: Working, language: str) -> str:
    if told.kind == "tiers":
        return text("assess.tier_missed", language) if told.tier is None else text("assess.tier_reached", language, line=exact(told.tier))
    if told.kind == "yes_no":
        return text("assess.no" if told.over else "assess.yes", language)
    if not told.over:
        return text("assess.nothing_off", language)
    capped = text("assess.capped", language, most=exact(told.most)) if told.capped else ""
    return text(f"assess.off.{told.kind}", language, over=exact(told.over), deducted=exact(told.deducted)) + capped


def _with_unit(value: Decimal, unit: str, language: str) -> str:
    return f"{exact(value)}%" if unit == "percent" else text("figure.counted", language, number=exact(value), unit=unit_name(unit, language)).strip()
