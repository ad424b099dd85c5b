"""A goal in one sentence: how much, of what, how far by when, and against the year and the snapshot before."""

import re
from typing import Final

from progress.formula import Aggregate, Node
from schema.registry import SHEETS
from schema.unit_register import UnitRegister
from snapshots.bulletin.aims import Goal, unit_word
from snapshots.bulletin.desk import Desk
from snapshots.document import Cell
from snapshots.printing import SIZE
from words.figures import UNKNOWN

_BRACKETS: Final = re.compile(r"[（(].*?[）)]")
_SPANS: Final = {"周": "week", "月": "month", "季": "quarter", "年": "year"}
_KEPT: Final = ("sum", "last", "first", "min", "max")


def sentence(desk: Desk, goal: Goal) -> Cell:
    """Everything that is said about a goal of the federation, without the full stop."""
    parts = [_stands(desk, goal)]
    if goal.kind not in ("unknown", "not_begun", "groups"):
        parts += [*_year(desk, goal), *_since(desk, goal)]
    return desk.say("bulletin.then", parts=_commas(desk, parts))


def _commas(desk: Desk, parts: list[Cell]) -> Cell:
    from snapshots.sentences import joined

    return joined(parts, desk.word("bulletin.comma"))
