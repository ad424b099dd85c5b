"""附件: all goals of the federation, and all branches under the headline goals, money in full yuan; and the rankings drawn."""

from collections.abc import Iterator, Sequence

from snapshots.bulletin.aims import Goal, unit_word
from snapshots.bulletin.desk import Desk
from snapshots.bulletin.pictures import ranking
from snapshots.document import Align, Annex, Cell, Run, Table
from snapshots.outside import SHOWN
from snapshots.printing import FULL, number_of
from snapshots.public import VEIL
from snapshots.sources import UnknownFigure

_NAME, _DONE, _COMPLETION = 9.0, 6.0, 4.0
"""Shares of the width that a branch, what it has done and its completion have."""
_AFTER = ("completion", "should_be", "gap", "lamp")


def annexes(desk: Desk) -> Iterator[Annex]:
    """The tables behind the text, and the rankings as charts where both were chosen."""
    if desk.wants("annexes"):
        yield Annex(desk.word("bulletin.annex.goals"), [_goals(desk)])
        if desk.headline:
            yield Annex(desk.word("bulletin.annex.branches"), [_branches(desk)])
    drawn = [ranking(desk, goal) for goal in desk.headline] if desk.wants("rankings") and desk.wants("charts") else []
    if found := [picture for picture in drawn if picture]:
        yield Annex(desk.word("bulletin.annex.rankings"), found)


def _goals(desk: Desk) -> Table:
    """Every figure of the federation, a line each."""
    names = ("goal", "unit", "target_plain", "value_plain", "completion_bare", "should_be", "gap_bare", "lamp", "filed")
    aligned: Sequence[Align] = ("left", "center", "right", "right", "right", "right", "right", "center", "right")
    widths = (0.26, 0.07, 0.11, 0.11, 0.09, 0.09, 0.1, 0.09, 0.08)
    rows = [_goal(desk, Goal(desk.readings.indicator(row["indicator"]), row)) for row in desk.readings.own.to_dict("records")]
    return Table("", [desk.word(f"bulletin.head.{name}") for name in names], aligned, widths, rows)


def _goal(desk: Desk, goal: Goal) -> Sequence[Cell]:
    unit = unit_word(goal.unit_of("target"), desk.language, full=True) or ("%" if goal.unit_of("target") == "percent" else "")
    filed: Cell = (desk.word("bulletin.none"),)
    if goal.row["expected"]:
        filed = desk.say("bulletin.filed", **{name: desk.readings.figure(goal.row, name) for name in ("reported", "expected")})
    return [
        (desk.goal_names[goal.row["goal"]],),
        (unit,),
        *((_shown(desk, goal.row["org"], goal, column),) for column in ("target", goal.done, *_AFTER)),
        filed,
    ]


def _branches(desk: Desk) -> Table:
    """Every branch, with what it has done of each headline goal."""
    heads = [desk.word("bulletin.head.branch")]
    for goal in desk.headline:
        name = desk.goal_names[goal.row["goal"]]
        unit = unit_word(goal.unit_of(goal.done), desk.language, full=True) or desk.head_unit(goal, goal.done)
        heads += [desk.text(desk.say("bulletin.head", name=name, unit=unit)) if unit else name, desk.head("bulletin.head.completion", "%")]
    rows = [_branch(desk, org) for org in desk.readings.branches]
    aligned: list[Align] = ["left", *["right" for _ in heads[1:]]]  # type: ignore[list-item]
    return Table("", heads, aligned, [_NAME, *[_DONE, _COMPLETION] * len(desk.headline)], rows)


def _branch(desk: Desk, org: str) -> Sequence[Cell]:
    cells = [(_shown(desk, org, goal, column),) for goal in desk.headline for column in (goal.done, "completion")]
    return [(desk.readings.name(org),), *cells]


def _shown(desk: Desk, org: str, goal: Goal, column: str) -> Run:
    """A figure in full; a word where there is none: not reported, or nothing to tell."""
    try:
        row = desk.readings.row(org, goal.row["goal"])
    except UnknownFigure:
        return desk.word("bulletin.none")
    if column == "lamp" or number_of(row[column]) is not None or row.get(f"{VEIL}{column}", SHOWN) != SHOWN:
        return desk.readings.figure(row, column, FULL)
    return desk.word("bulletin.unreported" if row["lamp"] == "unreported" and column != "completion" else "bulletin.none")
