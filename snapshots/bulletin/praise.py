"""表扬: who is ahead in each headline goal, by name and with what was done."""

from collections.abc import Iterator

import pandas as pd

from progress.ranking import RANKED
from snapshots.bulletin.aims import Goal
from snapshots.bulletin.desk import Desk
from snapshots.document import Cell, Paragraph
from snapshots.printing import Row
from snapshots.sentences import Slot

_NAMED = 10
"""So many names at most; where more share the first places they are counted."""


def praise(desk: Desk) -> Iterator[Paragraph]:
    """A paragraph for each goal in which anybody is ahead."""
    for goal in desk.headline:
        ahead = _ahead(desk, goal)
        if len(ahead):
            yield desk.paragraph(f"praise.{goal.key}", praised(desk, goal, ahead))


def praised(desk: Desk, goal: Goal, ahead: pd.DataFrame) -> Cell:
    """Who is ahead in a goal. Where too many share the first places they are counted, unless all who are on pace were asked for."""
    name = desk.goal_names[goal.row["goal"]]
    if len(ahead) > _NAMED and desk.options.praised is not None:
        return desk.say("bulletin.praise.many", name=name, count=desk.readings.figure(goal.row, "branches", "on_pace"))
    return desk.say("bulletin.praise", name=name, branches=desk.listed([_named(desk, goal, row) for row in ahead.to_dict("records")]))


def _ahead(desk: Desk, goal: Goal) -> pd.DataFrame:
    """The branches on pace that have done something, up to the place that was chosen."""
    ranked = desk.readings.ranked(goal.row["goal"])
    green = ranked[ranked["status"].eq(RANKED) & ranked["lamp"].eq("on_pace")]
    return green if desk.options.praised is None else green[green["rank_completion"] <= desk.options.praised]


def _named(desk: Desk, goal: Goal, row: Row) -> Cell:
    """A branch with what it has done."""
    if goal.kind == "groups":
        return desk.say("bulletin.praised.groups", name=desk.readings.name(row["org"]), met=desk.readings.figure(row, "met"))
    told: dict[str, Slot] = {"name": desk.readings.name(row["org"]), "value": desk.amount(goal, goal.done, row["org"])}
    if goal.kind in ("rate", "incidents", "limit"):
        return desk.say("bulletin.praised.value", **told)
    return desk.say("bulletin.praised", completion=desk.readings.figure(row, "completion"), **told)
