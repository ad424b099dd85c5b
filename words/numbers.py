"""Numbers inside sentences: where they stand, and which of them are no figures."""

import re
from typing import Final

_DAYS: Final = r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]{2} \d{4}"
_FEW: Final = r"(?:不足|fewer than )3(?![\d,.%])"
"""How a number of persons that stays inside the federation is told; see ``snapshots.outside``."""
_NUMBER: Final = re.compile(rf"{_DAYS}|{_FEW}|\d[\d,]*(?:\.\d+)?%?")
NO_FIGURES: Final = (
    rf"{_DAYS}",
    r"\d{4}年(?:\d{1,2}(?:—\d{1,2})?月)?(?:—(?:\d{4}年)?\d{1,2}月)?",
    r"\d{1,2}月(?:\d{1,2}日)?",
    r"\d{1,2} [A-Z][a-z]{2}\b",
    r"[A-Z][a-z]{2}(?: \d{4})?(?:–[A-Z][a-z]{2})? \d{4}",
    r"^\d+\. ",
    r"(?:附件|Annex )\d+",
    r"\d+(?:日内| days)",
)
"""Days, months and years; ordinals of steps and annexes; the span in which contracts are called expiring."""
_UNCOUNTED: Final = re.compile("|".join(NO_FIGURES))


def numbers_in(sentence: str) -> list[re.Match[str]]:
    """Every number of a sentence, whole, a full day as one."""
    return list(_NUMBER.finditer(sentence))


def figures_in(sentence: str) -> list[str]:
    """The numbers of a sentence that say how much: all but NO_FIGURES."""
    return [found[0] for found in _NUMBER.finditer(_UNCOUNTED.sub("", sentence))]
