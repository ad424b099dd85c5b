"""Which of the names that are known a mistyped one looks like: headers of a sheet, titles of sheets."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from schema.folding import identifier

_CERTAIN_WHOLE = 4
_COPY = re.compile(r"(?:的?副本)?\d*$")


@lru_cache(maxsize=4096)
def likeness(typed: str, name: str) -> float:
    """How much two names have in common, from 0 to 1, marks and white space left out; 1 where one only adds to a long other."""
    found, wanted = identifier(typed), identifier(name)
    if wanted == _COPY.sub("", found) or (len(wanted) > _CERTAIN_WHOLE and wanted in found):
        return 1.0
    return SequenceMatcher(None, found, wanted, autojunk=False).ratio()


def like(typed: str, names: Iterable[str]) -> tuple[str, float]:
    """The name that is most like what was typed, and how much; the first of equals."""
    return max(((name, likeness(typed, name)) for name in names), key=lambda found: found[1], default=("", 0.0))


def offers(typed: Sequence[str], missing: Sequence[str], names: Sequence[str], least: float) -> Mapping[str, str]:
    """For missing names the typed one that looks like it most, at least so much; what looks more like another name is not offered."""
    found: dict[str, tuple[float, str]] = {}
    for text in typed:
        name, much = like(text, names)
        if name in missing and much >= least and much > found.get(name, (0.0, ""))[0]:
            found[name] = (much, text)
    return {name: text for name, (_, text) in found.items()}
