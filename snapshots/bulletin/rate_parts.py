"""A rate's two parts in words: what is counted above and below the line, as the headers of the sheets call it."""

import re
from typing import Final

from progress.formula import Aggregate, Node
from schema.columns import Column
from schema.registry import SHEETS
from schema.unit_register import UnitRegister
from snapshots.bulletin.aims import Goal, unit_word
from snapshots.bulletin.desk import Desk
from snapshots.document import Cell
from snapshots.printing import number_of

_BRACKETS: Final = re.compile(r"[（(].*?[）)]")
_ADDING: Final = ("sum", "last", "first", "min", "max")
_COUNTING: Final = ("count", "distinct")


def of_rate(desk: Desk, goal: Goal) -> Cell:
    """What stands below and above the line of the federation's rate, in brackets; nothing where the formula is no division."""
    ratio = goal.indicator.ratio
    if ratio is None or number_of(goal.row["denominator"]) is None:
        return ()
    above, below = ratio
    shared = goal.indicator.is_share
    units = _unit(above) or (_unit(below) if shared else ""), _unit(below) or (_unit(above) if shared else "")
    told = {
        "numerator": _part(desk, goal, _word(above, desk) or _kept(above, below, desk), "numerator", units[0]),
        "denominator": _part(desk, goal, _word(below, desk), "denominator", units[1]),
    }
    return desk.say("bulletin.ratio", **told)


def _part(desk: Desk, goal: Goal, word: str, column: str, unit: str) -> Cell:
    """One part: its word, its number and the unit it counts."""
    figure = desk.readings.figure(goal.row, column)
    number = desk.counted(figure, unit_word(unit, desk.language, full=True))
    return desk.say("bulletin.part", name=word or desk.word(f"bulletin.{column}"), number=number)


def _unit(node: Node) -> str:
    """The unit of a column that is added up; none of what is only counted."""
    if isinstance(node, Aggregate) and node.function in _ADDING:
        return SHEETS[node.sheet].column(node.column).unit
    return "enterprise" if isinstance(node, Aggregate) and _flag(node) else ""


def _word(node: Node, desk: Desk) -> str:
    """What a part is called: the header of the column that is added up, or the answer that the rows counted have in common; empty for anything longer."""
    if not isinstance(node, Aggregate):
        return ""
    if node.function in _ADDING:
        return _header(SHEETS[node.sheet].column(node.column), desk) if not node.filters else ""
    if flag := _flag(node):
        return _header(flag, desk).removeprefix(desk.word("bulletin.whether"))
    return ""


def _kept(above: Node, below: Node, desk: Desk) -> str:
    """What tells the rows above the line from those below, where it is one choice; choices are words of the sheets, which are Chinese."""
    if not isinstance(above, Aggregate) or not isinstance(below, Aggregate) or desk.language != "zh_CN":
        return ""
    more = [kept for kept in above.filters if kept not in below.filters]
    named = len(more) == 1 and more[0].comparison == "in" and all(isinstance(value, str) for value in more[0].values)
    alike = (above.function, above.sheet, above.column) == (below.function, below.sheet, below.column)
    return desk.text(desk.say("bulletin.kept", choices=desk.word("bulletin.and").join(more[0].values))) if named and alike else ""


def _flag(node: Aggregate) -> Column | None:
    """The one question to which all units that are counted have the answer yes."""
    asked = [kept for kept in node.filters if kept.values == (True,)]
    if node.function not in _COUNTING or len(asked) != 1 or len(node.filters) != 1 or node.sheet != UnitRegister.about.name:
        return None
    return UnitRegister.column(asked[0].column)


def _header(column: Column, desk: Desk) -> str:
    return _BRACKETS.sub("", column.header) if desk.language == "zh_CN" else column.name.replace("_", " ")
