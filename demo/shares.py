"""Splitting totals into whole parts that add up exactly, the same way every time."""

import zlib
from collections.abc import Sequence


def chance(*key: object) -> float:
    """A number from 0 up to 1 that depends on nothing but the key: the demo's only source of variety."""
    return zlib.crc32("|".join(str(part) for part in key).encode()) / 2**32


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """The total in whole parts proportional to the weights, by largest remainder; the parts add up to the total."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts


def portion(total: int, wholes: Sequence[int], key: str) -> list[int]:
    """The total in parts that are each at most their whole, roughly in proportion to it. The total is at most the sum of wholes."""
    parts = spread(total, [whole * (0.96 + 0.04 * chance(key, at)) for at, whole in enumerate(wholes)])
    parts = [min(part, whole) for part, whole in zip(parts, wholes, strict=True)]
    for at, whole in enumerate(wholes):
        parts[at] += min(whole - parts[at], total - sum(parts))
    return parts
