"""分项排名: every branch with its place in a headline goal, those without a place below."""

from collections.abc import Sequence

from progress.ranking import RANKED
from snapshots.bulletin.aims import Goal
from snapshots.bulletin.desk import Desk
from snapshots.document import Align, Cell, Table
from snapshots.printing import CELL, Row
from snapshots.public import INSIDE

_FIGURED = (RANKED, INSIDE)
_LISTED = (*_FIGURED, "unreported", "not_begun")
_ALIGNED: Sequence[Align] = ("center", "left", "right", "right", "right", "right", "center")
_WIDTHS = (0.075, 0.25, 0.13, 0.13, 0.12, 0.155, 0.14)


def standings(desk: Desk, goal: Goal) -> Table | None:
    """The table of a goal; none where nobody has a place."""
    ranked = desk.readings.ranked(goal.row["goal"])
    if not ranked["status"].eq(RANKED).any():
        return None
    target, value = (desk.head(f"bulletin.head.{name}", desk.head_unit(goal, column)) for name, column in zip(("target", "value"), goal.pair, strict=True))
    gap = "bulletin.head.gap_target" if goal.by_target else "bulletin.head.gap"
    rest = [desk.head("bulletin.head.completion", "%"), desk.head(gap, _gap_unit(desk, goal)), desk.word("bulletin.head.lamp")]
    heads = [desk.word("bulletin.head.rank"), desk.word("bulletin.head.branch"), target, value, *rest]
    caption = desk.say("bulletin.standings", name=desk.goal_names[goal.row["goal"]])
    listed = ranked[ranked["status"].isin(_LISTED)]
    rows = [_line(desk, goal, row) for row in listed.to_dict("records")]
    return Table(desk.text(caption), heads, _ALIGNED, _WIDTHS, rows, _notes(desk, listed["status"].tolist()))


def _gap_unit(desk: Desk, goal: Goal) -> str:
    """Points, but over a limit on a count so many of what is counted."""
    plain_limit = goal.kind == "limit" and goal.indicator.unit != "percent"
    return desk.head_unit(goal, "value") if plain_limit else desk.word("bulletin.head.points")


def _line(desk: Desk, goal: Goal, row: Row) -> Sequence[Cell]:
    """A branch in the table. Who is not ranked has a word for why and no figures."""
    name = desk.readings.name(row["org"])
    if row["status"] not in _FIGURED:
        blank = (desk.word("bulletin.none"),)
        return [(desk.word(f"bulletin.status.{row['status']}"),), (name,), blank, blank, blank, blank, (desk.readings.figure(row, "lamp", CELL),)]
    figures = [(desk.readings.figure(row, column, CELL),) for column in (*goal.pair, "completion", "gap")]
    return [(desk.readings.figure(row, "rank"),), (name,), *figures, (desk.readings.figure(row, "lamp", CELL),)]


def _notes(desk: Desk, statuses: Sequence[str]) -> Sequence[str]:
    notes = {"bulletin.note.unranked": any(status not in _FIGURED for status in statuses), "bulletin.note.inside": INSIDE in statuses}
    return [desk.word(code) for code, holds in notes.items() if holds]
