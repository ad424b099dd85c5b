"""Spellings that mean the same: width, white space and the marks around words."""

import re
import unicodedata
from functools import lru_cache

DASHES = frozenset("-‐‑‒–—―−─")
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text after NFKC with all white space taken out, so that headers match however they are typed."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def is_blank(text: str | None) -> bool:
    """Nothing typed: an empty cell, or only white space of any width (U+3000 too). Such a cell is 未报."""
    return text is None or not text.strip()


def is_dash(text: str | None) -> bool:
    """A dash standing alone means 不适用: it counts as reported and has no value."""
    return text is not None and bool(text.strip()) and set(fold(text)) <= DASHES


def identifier(header: str) -> str:
    """The header as a formula writes it: brackets and marks left out, so that 资金(元) is 资金元."""
    return "".join(letter for letter in fold(header) if letter.isalnum() or letter == "_")
