"""A hidden bookmark around every figure."""

import re
from typing import Final

from snapshots.document import Cell, Figure, Source
from snapshots.word.markup import qualified, run
from snapshots.word.package import Package, parsed
from snapshots.word.rendering import stories

_LONGEST_NAME: Final = 40
_DIGITS: Final = 9
_NO_LETTER = re.compile(r"[^0-9A-Za-z]+")


class Marks:
    """Hands out bookmarks, whose names no other of the template has, and remembers what they stand for."""

    def __init__(self, snapshot: str, package: Package) -> None:
        taken = [found for name in stories(package) for found in parsed(package.parts[name]).iter(qualified("bookmarkStart"))]
        self.snapshot = snapshot
        self._names = {found.get(qualified("name")) for found in taken}
        self._next = max((number_of(found.get(qualified("id"), "")) for found in taken), default=0) + 1
        self.figures: dict[str, Figure] = {}

    def runs(self, told: Cell) -> str:
        """Texts and figures as runs, each figure within a bookmark of its own."""
        return "".join(run(part) if isinstance(part, str) else self._marked(part) for part in told)

    def _marked(self, figure: Figure) -> str:
        name, number = self._name(figure.source), self._next - 1
        self.figures[name] = figure
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{run(figure.text)}<w:bookmarkEnd w:id="{number}"/>'

    def _name(self, source: Source) -> str:
        """Begins with a line, which hides it: the snapshot, goal, organisation and column as far as they fit, and a number of its own."""
        place = "_".join(_NO_LETTER.sub("", part) for part in (self.snapshot, source.indicator, source.org, source.column))
        while True:
            ending = f"_{self._next:x}"
            self._next += 1
            name = f"_{place}"[: _LONGEST_NAME - len(ending)] + ending
            if name not in self._names:
                return name


def number_of(told: str) -> int:
    """The number that an element of a template bears; 0 for one that no program gives."""
    return int(told) if told.isdecimal() and len(told) <= _DIGITS else 0
