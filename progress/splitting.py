"""Splitting a target over branches: shares that sum exactly, by weight, with fixed values and minimums.

The method is that of the largest remainder (Hamilton): everybody gets the whole steps of an exact share, and the steps that are
left go to the largest remainders, the first in the order given among equal ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

ONE = Decimal(1)


@dataclass(frozen=True)
class Part:
    """A branch that takes part. ``weight`` None is unknown, which is not 0; ``pinned`` is its share whatever the others get."""

    code: str
    weight: Decimal | None = None
    pinned: Decimal | None = None
    least: Decimal = Decimal(0)


@dataclass(frozen=True)
class Refusal:
    """Why a split cannot be done: a code, the branches it is about, and the two amounts that do not fit, where it is about amounts."""

    code: str
    branches: tuple[str, ...] = ()
    wanted: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True)
class Split:
    """Everybody's share, or why there is none."""

    shares: Mapping[str, Decimal] = field(default_factory=dict)
    refusals: Sequence[Refusal] = ()


def split(total: Decimal, parts: Sequence[Part], step: Decimal = ONE) -> Split:
    """The shares of ``total`` in multiples of ``step`` (1 for whole numbers, 0.1 for one decimal). They sum to it exactly.

    What is not pinned is shared by weight; who would get less than the minimum gets the minimum, and the others share the rest.
    """
    refusals = list(_wrong_numbers(total, parts, step)) or list(_impossible(total, parts, step))
    if refusals:
        return Split({}, tuple(refusals))
    pinned = {part.code: part.pinned for part in parts if part.pinned is not None}
    free = [part for part in parts if part.pinned is None]
    shares = pinned | _shared(total - sum(pinned.values()), free, step)
    return Split({part.code: shares[part.code] for part in parts})


def _wrong_numbers(total: Decimal, parts: Sequence[Part], step: Decimal) -> Iterable[Refusal]:
    """Numbers that mean nothing here: below zero, or finer than a step."""
    if total < 0:
        yield Refusal("negative_total", total=total)
    below = tuple(part.code for part in parts if any(number is not None and number < 0 for number in (part.weight, part.pinned, part.least)))
    if below:
        yield Refusal("negative", below)
    if total % step:
        yield Refusal("total_too_fine", wanted=step, total=total)
    fine = tuple(part.code for part in parts if part.pinned is not None and part.pinned % step)
    if fine:
        yield Refusal("pin_too_fine", fine, wanted=step)


def _impossible(total: Decimal, parts: Sequence[Part], step: Decimal) -> Iterable[Refusal]:
    """Sound numbers that cannot be met together."""
    if not parts:
        yield Refusal("nobody")
        return
    free = [part for part in parts if part.pinned is None]
    pinned = sum((part.pinned for part in parts if part.pinned is not None), Decimal(0))
    promised = pinned + sum((_in_steps(part.least, step) for part in free), Decimal(0))
    if unknown := tuple(part.code for part in free if part.weight is None):
        yield Refusal("unknown_weight", unknown)
    if promised > total:
        yield Refusal("too_much", wanted=promised, total=total)
    elif not free and pinned < total:
        yield Refusal("too_little", wanted=pinned, total=total)
    elif not unknown and promised < total and not any(part.weight for part in free):
        yield Refusal("no_weight", tuple(part.code for part in free), wanted=promised, total=total)


def _in_steps(least: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of the step that is no less."""
    return ceil(Fraction(least) / Fraction(step)) * step


def _shared(rest: Decimal, free: Sequence[Part], step: Decimal) -> dict[str, Decimal]:
    """What is not pinned, by weight: those that would fall below their minimum are taken out with it until nobody does."""
    held: dict[str, Decimal] = {}
    while True:
        open_parts = [part for part in free if part.code not in held]
        left = rest - sum(held.values())
        exact = _exact(left, open_parts)
        low = {part.code: least for part in open_parts if exact[part.code] < Fraction(least := _in_steps(part.least, step))}
        if not low:
            return held | _rounded(left, exact, step)
        held |= low


def _exact(left: Decimal, parts: Sequence[Part]) -> dict[str, Fraction]:
    whole = sum((Fraction(part.weight or 0) for part in parts), Fraction(0))
    return {part.code: Fraction(left) * Fraction(part.weight or 0) / whole if whole else Fraction(0) for part in parts}


def _rounded(left: Decimal, exact: Mapping[str, Fraction], step: Decimal) -> dict[str, Decimal]:
    """Whole steps for everybody, and one more each to the largest remainders until nothing is left."""
    steps = {code: share / Fraction(step) for code, share in exact.items()}
    whole = {code: floor(share) for code, share in steps.items()}
    spare = int(left / step) - sum(whole.values()) if exact else 0
    first = sorted(steps, key=lambda code: whole[code] - steps[code])[:spare]
    return {code: (whole[code] + (code in first)) * step for code in exact}


def largest_changes(shares: Mapping[str, Decimal], now: Mapping[str, Decimal | None], most: int) -> list[str]:
    """The branches whose share differs most from what stands now (nothing counts as 0), the largest first, the first given among equal ones."""
    changes = {code: abs(share - (now.get(code) or Decimal(0))) for code, share in shares.items()}
    return sorted((code for code, change in changes.items() if change), key=lambda code: -changes[code])[:most]
