"""Letters that no XML may hold, and so no picture and no page: control characters, halves of letters, codes that are none."""

import re
from collections.abc import Mapping
from typing import Any

_NONE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SIGN = "\u25a1"


def legible(told: str) -> str:
    """A text in which each of them is shown by an empty square, which Chinese print puts for a letter that is missing."""
    return _NONE.sub(_SIGN, told)


def legible_in(data: Any) -> Any:
    """The same for every text in data as JSON has them. What draws charts ends the whole process over a single one of these letters."""
    if isinstance(data, str):
        return legible(data)
    if isinstance(data, Mapping):
        return {name: legible_in(value) for name, value in data.items()}
    return [legible_in(value) for value in data] if isinstance(data, list | tuple) else data
