"""Rules between the columns of one row, as data: a stable code, the column to blame, and a test."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schema import period as periods
from schema.issue import Severity


@dataclass(frozen=True)
class Rule:
    """Holds for a row unless ``holds`` says no; not asked while one of the columns it needs has no value.

    A rule that ``asks_blank`` is asked all the same, with None for such a column. ``holds`` of an ``elementwise`` rule
    may be given arrays of whole numbers or of days as well, and answers with an array.
    """

    code: str
    column: str
    needs: tuple[str, ...]
    holds: Callable[..., Any]
    severity: Severity = "block"
    should_be: Callable[..., Any] | None = None
    asks_blank: bool = False
    elementwise: bool = False

    def keeps(self, found: Sequence[Any]) -> bool:
        """Whether the rule holds for the values of the columns it needs, or is not asked."""
        return (not self.asks_blank and None in found) or bool(self.holds(*found))

    def broken(self, row: Any) -> dict[str, Any] | None:
        """The values that break the rule (by column name, and ``should_be`` where it can be computed), or None."""
        found = [getattr(row, name) for name in self.needs]
        if self.keeps(found):
            return None
        values = dict(zip(self.needs, found, strict=True))
        return values | {"should_be": self.should_be(*found)} if self.should_be else values


def at_most(column: str, limit: str, severity: Severity = "block") -> Rule:
    """A part is never more than its whole."""
    return Rule("more_than", column, (column, limit), lambda part, whole: part <= whole, severity, elementwise=True)


def at_least(column: str, limit: str) -> Rule:
    """A count is never less than another: 人次 is never less than 人."""
    return Rule("less_than", column, (column, limit), lambda large, small: large >= small, elementwise=True)


def adds_up(total: str, plus: Iterable[str], minus: str) -> Rule:
    """End = beginning + new − gone."""
    first, second = plus
    needs = (total, first, second, minus)
    return Rule("does_not_add_up", total, needs, lambda t, a, b, c: t == a + b - c, should_be=lambda t, a, b, c: a + b - c, elementwise=True)


def not_before(column: str, earlier: str) -> Rule:
    """A later step is never dated before an earlier one."""
    return Rule("before", column, (column, earlier), lambda later, first: later >= first, elementwise=True)


def after(column: str, earlier: str) -> Rule:
    """An end is dated after its beginning."""
    return Rule("not_after", column, (column, earlier), lambda later, first: later > first, elementwise=True)


def inside_period(column: str) -> Rule:
    """An event is filed in the period it happened in."""

    def holds(day: dt.date, period: str) -> bool:
        return periods.first_day(period) <= day <= periods.last_day(period)

    return Rule("outside_period", column, (column, "period"), holds)


def counts(column: str, listed: str, severity: Severity = "warn") -> Rule:
    """A number that stands beside a list is the length of that list."""
    return Rule("not_the_length", column, (column, listed), lambda number, items: number == len(items), severity, should_be=lambda _, items: len(items))


def needed(code: str, column: str, beside: str, when: Callable[[Any], bool], severity: Severity = "block") -> Rule:
    """A cell that may stay blank, except when the one beside it (None if blank) asks for it: a check that was made has a date."""
    return Rule(code, column, (column, beside), lambda value, other: value is not None or not when(other), severity, asks_blank=True)


def broken_rules(rules: Iterable[Rule], severity: Severity, row: Any) -> list[tuple[Rule, Mapping[str, Any]]]:
    """The rules of this severity that a row, whose columns are its attributes, breaks, each with the values that break it."""
    asked = ((rule, rule.broken(row)) for rule in rules if rule.severity == severity)
    return [(rule, values) for rule, values in asked if values is not None]
