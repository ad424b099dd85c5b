"""Charts of a document, made for paper: the headline goals as bars with the place where they should be, and the first branches of each ranking."""

import math
from typing import Final

import pandas as pd

from charts import bullet
from charts import ranking as places
from charts.palette import LIGHT, SHAPES
from progress.change import SOUND, on_scale
from progress.indicators import PERCENT
from progress.ranking import RANKED
from schema.target import QUOTA, RATE
from snapshots.bulletin.aims import Goal
from snapshots.bulletin.desk import Desk
from snapshots.document import Picture
from snapshots.picture import Chart
from snapshots.printing import CELL, Row, number_of

_MOST: Final = 20
_ROW: Final = 24
"""Px of a branch: two charts of a dozen branches stand on one page."""
_NAME_X: Final = {"zh_CN": 62, "en": 84}
_LIT: Final = ("on_pace", "slow", "behind", "starting", "unreported")


def bullets(desk: Desk) -> Picture | None:
    """The headline goals that are lit; none where none is."""
    goals = [goal for goal in desk.headline if goal.row["lamp"] in _LIT]
    if not goals:
        return None
    year_before = _year_before(desk, goals)
    rows = pd.DataFrame([_bullet(desk, goal, before) for goal, before in zip(goals, year_before, strict=True)])
    says = "; ".join(f"{row['lamp_text']} {row['name']} {row['value_text']} {row['percent_text']}" for row in rows.to_dict("records"))
    spec = bullet.bullet_rows(rows, LIGHT, description=says, name_x=_NAME_X[desk.language]).to_dict(validate=False)
    caption = "bulletin.chart.goals" if all(before is None for before in year_before) else "bulletin.chart.goals_year"
    return Picture(Chart("", spec), desk.word(caption), says)


def ranking(desk: Desk, goal: Goal) -> Picture | None:
    """The first branches of a headline goal; none where fewer than two have a place."""
    ranked = desk.readings.ranked(goal.row["goal"])
    placed = ranked[ranked["status"].eq(RANKED)].head(_MOST)
    if len(placed) < 2:
        return None
    rows = pd.DataFrame([_place(desk, goal, row) for row in placed.to_dict("records")])
    says = "; ".join(f"{row['place']} {row['name']} {row['percent_text']}" for row in rows.to_dict("records"))
    heads = (
        desk.word("bulletin.head.value" if goal.row["basis"] == RATE else "bulletin.head.completion"),
        "",
        desk.word("bulletin.head.gap_target" if goal.by_target else "bulletin.head.gap"),
    )
    spec = places.ranking(rows, LIGHT, now=_now(goal), heads=heads, description=says, row_height=_ROW).to_dict(validate=False)
    caption = "bulletin.standings" if _now(goal) is None else "bulletin.chart.ranking"
    return Picture(Chart("", spec), desk.text(desk.say(caption, name=desk.goal_names[goal.row["goal"]])), says)


def _bullet(desk: Desk, goal: Goal, before: float | None) -> dict[str, object]:
    row, rate = goal.row, goal.row["basis"] == RATE
    lamp = f"{SHAPES[row['lamp']]} {desk.word('lamp.' + row['lamp'])}"
    return {
        **{"key": row["goal"], "lamp": row["lamp"], "lamp_text": lamp, "name": desk.goal_names[row["goal"]]},
        **{"value_text": _against(desk, goal, row), "percent_text": desk.readings.figure(row, "value" if rate else "completion").text},
        **{"done": row["value"] if rate else row["completion"], "now": _now(goal), "last_year": before},
        **{"hollow": bool(row["expected"] > 0 and row["reported"] < SOUND * row["expected"])},
    }


def _place(desk: Desk, goal: Goal, row: Row) -> dict[str, object]:
    """A branch; one whose completion knows no bounds (a limit of nothing that was passed) has no bar."""
    share = goal.indicator.unit == PERCENT
    done = number_of(row["value"] if share else row["completion"])
    shown = desk.readings.figure(row, "value" if goal.row["basis"] == RATE or not share and done is None else "completion").text
    return {
        **{"key": row["org"], "lamp": row["lamp"], "place": desk.readings.figure(row, "rank").text, "name": desk.readings.name(row["org"])},
        **{"value_text": _against(desk, goal, row), "percent_text": shown, "gap_text": "", "gain_text": desk.readings.figure(row, "gap", CELL).text},
        **{"done": None if done is None or math.isinf(done) else done},
    }


def _against(desk: Desk, goal: Goal, row: Row) -> str:
    """A figure beside its target, or a rate's numerator over its denominator."""
    pair = ("met", "of") if goal.kind == "groups" else ("numerator", "denominator") if number_of(row["denominator"]) is not None else ("value", "target")
    return " / ".join(desk.readings.figure(row, column).text for column in pair)


def _now(goal: Goal) -> float | None:
    """Where the goal should stand now, in percent of its bar."""
    return goal.number("should_be") if goal.row["basis"] == QUOTA else goal.number("target") if goal.row["basis"] == RATE else 100.0


def _year_before(desk: Desk, goals: list[Goal]) -> list[float | None]:
    """Where each goal stood a year before, on the scale of its bar."""
    rows = pd.DataFrame([goal.row for goal in goals])
    scale = on_scale(rows, desk.readings.past(rows))
    return [scale.get(goal.row["goal"]) for goal in goals]
