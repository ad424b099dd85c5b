"""What a snapshot can be written as: one line a format."""

from collections.abc import Callable, Mapping

from snapshots.frozen import Frozen
from snapshots.package import packed

Format = Callable[[Frozen, str], Mapping[str, bytes]]
"""Of a frozen workspace and its number, the files by name."""


def _zip(frozen: Frozen, number: str) -> Mapping[str, bytes]:
    return {f"{number}.zip": packed(frozen)}


FORMATS: Mapping[str, Format] = {"zip": _zip}
