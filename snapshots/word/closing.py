"""What stands below the text of an official document: the names of the annexes, who issues it, and the day."""

from collections.abc import Mapping
from typing import Final
from unicodedata import east_asian_width

from snapshots.document import Document
from snapshots.word.markup import paragraph, run
from words.catalogue import text
from words.figures import full_day

LINE: Final = 579
"""A line of the standard's page in twips; as much stays free above."""
_LETTER = 316
_SEALED: Final = 4.0
"""Letters between the day and the edge, where a seal is to stand over it."""
_FREE_LINE = f'<w:spacing w:before="{LINE}"/>'


def annex_note(document: Document, styles: Mapping[str, str]) -> str:
    """The titles of the annexes two letters in, numbered where there are several, each title under the first."""
    told, several = text("document.annexes"), len(document.annexes) > 1
    lines = []
    for at, annex in enumerate(document.annexes):
        label = (told if not at else "") + (f"{at + 1}." if several else "")
        looks = ("" if at else _FREE_LINE) + _indented(left=2 + _width(told) + several, hanging=_width(label))
        lines.append(paragraph(styles["annex_note"], run(label + annex.title), looks))
    return "".join(lines)


def signed(document: Document, styles: Mapping[str, str]) -> str:
    """The issuer centred over the day, which stands four letters from the edge; a longer name moves both inwards."""
    day = full_day(document.dated)
    beyond = (_width(document.issuer) - _width(day)) / 2
    right = max(_SEALED, beyond)
    issuer = paragraph(styles["issuer"], run(document.issuer), _FREE_LINE + _from_right(right - beyond))
    return issuer + paragraph(styles["dated"], run(day), _from_right(right))


def _width(told: str) -> float:
    """In letters of full width."""
    return sum(1 if east_asian_width(letter) in "WFA" else 0.5 for letter in told)


def _indented(left: float, hanging: float) -> str:
    chars = f'w:leftChars="{left * 100:.0f}" w:left="{left * _LETTER:.0f}"'
    return f'<w:ind {chars} w:hangingChars="{hanging * 100:.0f}" w:hanging="{hanging * _LETTER:.0f}"/>'


def _from_right(letters: float) -> str:
    return f'<w:ind w:rightChars="{letters * 100:.0f}" w:right="{letters * _LETTER:.0f}"/>'
