"""Issues as the plain values a marking process is told: which cells to mark with which sentences, and the list in front."""

from collections.abc import Iterable, Sequence
from typing import Any

from backbone.reading.parts import place_of
from schema.issue import Issue
from words import text
from words.issues import line, sentence

Told = dict[str, Any]
"""What JSON can hold: ``marks`` of (sheet, row, column, sentences, blocks, text in place of a hidden one or None) and the summary's words and lines."""

HIDDEN = "personal_data"
"""The code of a cell that names a person: a copy may travel, so it holds the masked text instead."""


def told(issues: Sequence[Issue], language: str) -> Told:
    """Everything found wrong in one book. What has been explained is listed, but bears no mark."""
    lines = [line(issue, language) for issue in issues]
    return {
        "author": text("product", language),
        "prefix": text("mark.prefix"),
        "title": text("marked.sheet", language),
        "notes": [text("marked.untouched", language), text("marked.lacks", language)],
        "plain": text("marked.plain", language),
        "head": list(line(Issue("blank"), language)),
        "lines": [[[issue.sheet, issue.cell], list(cells.values())] for issue, cells in zip(issues, lines, strict=True)],
        "marks": _marks(issues, language),
    }


def _marks(issues: Iterable[Issue], language: str) -> list[list[Any]]:
    """One mark a cell; what concerns a whole row stands at its beginning, what concerns a sheet or book in the list alone."""
    found: dict[tuple[str, int, int], list[Issue]] = {}
    for issue in issues:
        if issue.sheet and (issue.cell or issue.row) and (not issue.explained or issue.code == HIDDEN):
            found.setdefault((issue.sheet, *(place_of(issue.cell) if issue.cell else (issue.row or 1, 1))), []).append(issue)
    return [[*at, *_mark(those, language)] for at, those in found.items()]


def _mark(issues: Sequence[Issue], language: str) -> tuple[list[str], bool, str | None]:
    open_ones = [issue for issue in issues if not issue.explained]
    hidden = next((str(issue.values.get("typed", "")) for issue in issues if issue.code == HIDDEN), None)
    return [sentence(issue, language) for issue in open_ones], any(one.severity == "block" for one in open_ones), hidden
