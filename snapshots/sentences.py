"""Sentences in which every figure stays a figure: a wording with named places, and what stands in them, as runs in order."""

from collections.abc import Iterable
from string import Formatter
from typing import Final

from snapshots.document import Cell, Figure, Run
from words.catalogue import text

Slot = Run | Cell
_BRACKETS: Final = str.maketrans("()", "（）")


def say(code: str, language: str = "zh_CN", /, **slots: Slot) -> Cell:
    """The wording of a code with its places filled: texts, figures, or whole sentences."""
    runs: list[Run] = []
    for literal, name, _, _ in Formatter().parse(text(code, language)):
        runs += [literal] if literal else []
        if name is not None:
            slot = slots[name]
            runs += slot if isinstance(slot, tuple) else (slot,)
    return merged(runs)


def merged(runs: Iterable[Run]) -> Cell:
    """Runs in which no two texts stand side by side and none is empty."""
    found: list[Run] = []
    for run in runs:
        if isinstance(run, str) and found and isinstance(found[-1], str):
            found[-1] += run
        elif run:
            found.append(run)
    return tuple(found)


def joined(parts: Iterable[Slot], mark: str) -> Cell:
    """Sentences in a row with a mark between them."""
    runs: list[Run] = []
    for part in parts:
        runs += [mark] if runs else []
        runs += part if isinstance(part, tuple) else (part,)
    return merged(runs)


def bracketed(name: str) -> str:
    """A Chinese name as it stands in a document: its brackets are those of Chinese."""
    return name.translate(_BRACKETS)


def plain(cell: Cell) -> str:
    """What the runs say, as text alone."""
    return "".join(run.text if isinstance(run, Figure) else run for run in cell)
