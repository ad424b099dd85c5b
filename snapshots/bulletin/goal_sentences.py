"""A goal in one sentence: how much, of what, how far by when, and against the year and the snapshot before."""

from collections.abc import Callable, Iterator
from typing import Final

from progress.indicators import PERCENT
from schema.target import AT_MOST
from snapshots.bulletin.aims import Goal, Kind, word_behind
from snapshots.bulletin.desk import Desk
from snapshots.bulletin.rate_parts import of_rate
from snapshots.document import Cell
from snapshots.outside import FEW
from snapshots.printing import SIZE, number_of
from snapshots.public import VEIL
from snapshots.sentences import Slot, joined
from snapshots.sources import MOVES
from words.catalogue import has
from words.figures import full_day

_ALONE: Final = ("inside", "unknown", "not_begun", "groups")


def sentence(desk: Desk, goal: Goal) -> Cell:
    """Everything that is said about a goal of the federation, up to the full stop."""
    parts = [_TOLD.get(goal.kind, _plain)(desk, goal)]
    if goal.kind not in _ALONE:
        parts += [*_year(desk, goal), *_since(desk, goal)]
    return joined(parts, desk.word("bulletin.comma"))


def pace(desk: Desk, goal: Goal) -> Cell:
    """How a goal stands to the time gone or to its target, in the bands of official wording."""
    gap = desk.readings.figure(goal.row, "gap", SIZE)
    if goal.kind == "rate":
        return desk.say(f"bulletin.rate.{_side(goal)}", target=desk.readings.figure(goal.row, "target"), gap=gap)
    if goal.kind == "level":
        return desk.say("bulletin.level.over" if goal.band == "over" else "bulletin.level.short", gap=gap)
    due = full_day(goal.row["due_on"], desk.language)
    if goal.kind == "milestone":
        return desk.say(f"bulletin.milestone.{'over' if goal.band == 'over' else 'overdue' if goal.is_over else 'due'}", due=due)
    time = goal.number("should_be") == goal.number("elapsed")
    expected = desk.say("bulletin.time" if time else "bulletin.course", expected=desk.readings.figure(goal.row, "should_be"))
    return desk.say(f"bulletin.band.{goal.band}", expected=expected, gap=gap, due=due)


def _side(goal: Goal) -> str:
    """Whether a rate stands above its target, at it or below; a lead that is printed as nothing is none."""
    gap = goal.number("gap") or 0.0
    return "below" if gap < 0 else "above" if gap >= 0.1 else "reached"


def _quota(desk: Desk, goal: Goal) -> Cell:
    told: dict[str, Slot] = {
        "amount": desk.amount(goal, "value"),
        "target": desk.amount(goal, "target"),
        "completion": desk.readings.figure(goal.row, "completion"),
    }
    if goal.band == "done":
        return desk.say("bulletin.goal.done", name=_name(desk, goal), amount=told["amount"], target=told["target"])
    return desk.say("bulletin.goal.quota", name=_name(desk, goal), pace=pace(desk, goal), **told)


def _completion(desk: Desk, goal: Goal) -> Cell:
    """A formula that is a completion itself: what was done of the target, where the formula says so."""
    target, value = desk.amount(goal, "target"), desk.readings.figure(goal.row, "value")
    if goal.number("denominator") is None:
        return desk.say("bulletin.goal.completion", name=_name(desk, goal), value=value, pace=pace(desk, goal))
    done = desk.amount(goal, "numerator")
    return desk.say("bulletin.goal.completion_of", name=_name(desk, goal), value=value, done=done, target=target, pace=pace(desk, goal))


def _rate(desk: Desk, goal: Goal) -> Cell:
    return desk.say("bulletin.goal.rate", name=_name(desk, goal), amount=desk.amount(goal, "value"), ratio=of_rate(desk, goal), pace=pace(desk, goal))


def spans(desk: Desk, goal: Goal) -> str:
    """The word for the sub-periods of which each is to reach the figure, or for groups."""
    code = f"bulletin.spans.{goal.row['per']}"
    return desk.word(code if has(code, desk.language) else "bulletin.spans.groups")


def _groups(desk: Desk, goal: Goal) -> Cell:
    """Sub-periods or groups of which each is to reach the figure."""
    code, per = "bulletin.goal.groups", f"bulletin.per.{goal.row['per']}"
    span = desk.word(per) if has(per, desk.language) else ""
    told = {name: desk.readings.figure(goal.row, name) for name in ("met", "of", "completion")}
    aim = desk.say("bulletin.at_most" if goal.row["direction"] == AT_MOST else "bulletin.at_least", target=desk.amount(goal, "target"))
    return desk.say(f"{code}_time" if span else code, name=_name(desk, goal), aim=aim, span=span, spans=spans(desk, goal), **told)


def _limit(desk: Desk, goal: Goal) -> Cell:
    kept = (goal.number("gap") if goal.kind == "limit" else (goal.number("target") or 0.0) - (goal.number("value") or 0.0)) or 0.0
    told = {"amount": desk.amount(goal, "value"), "target": desk.amount(goal, "target")}
    return desk.say("bulletin.goal.within" if kept >= 0 else "bulletin.goal.beyond", name=_name(desk, goal), **told)


def _nominal(desk: Desk, goal: Goal) -> Cell:
    return desk.say("bulletin.goal.nominal", name=_name(desk, goal), amount=desk.amount(goal, "value"), target=desk.amount(goal, "target"))


def _plain(desk: Desk, goal: Goal) -> Cell:
    ratio = of_rate(desk, goal) if goal.indicator.is_share else ()
    return desk.say("bulletin.goal.plain", name=_name(desk, goal), amount=desk.amount(goal, "value"), ratio=ratio)


def _inside(desk: Desk, goal: Goal) -> Cell:
    """A figure that stays inside the federation: that it is few, or that it is not told."""
    if goal.row[f"{VEIL}value"] == FEW:
        return desk.say("bulletin.goal.plain", name=_name(desk, goal), amount=desk.amount(goal, "value"), ratio=())
    return desk.say("bulletin.goal.inside", name=_name(desk, goal))


def _unknown(desk: Desk, goal: Goal) -> Cell:
    if not goal.row["expected"]:
        return desk.say("bulletin.goal.no_data", name=_name(desk, goal))
    told = {name: desk.readings.figure(goal.row, name) for name in ("reported", "expected")}
    return desk.say("bulletin.goal.unknown", name=_name(desk, goal), **told)


def _not_begun(desk: Desk, goal: Goal) -> Cell:
    return desk.say("bulletin.goal.not_begun", name=_name(desk, goal), start=full_day(goal.row["start_on"], desk.language))


_TOLD: Final[dict[Kind, Callable[[Desk, Goal], Cell]]] = {
    "not_begun": _not_begun,
    "inside": _inside,
    "unknown": _unknown,
    "plain": _plain,
    "nominal": _nominal,
    "groups": _groups,
    "incidents": _limit,
    "limit": _limit,
    "completion": _completion,
    "rate": _rate,
    "level": _quota,
    "milestone": _quota,
    "quota": _quota,
}


def _name(desk: Desk, goal: Goal) -> str:
    return desk.goal_names[goal.row["goal"]]


def _year(desk: Desk, goal: Goal) -> Iterator[Cell]:
    """Against the same months of the year before, where there is a sound base."""
    change = desk.readings.change(goal.row["org"], goal.row["goal"])
    if change is not None:
        figure = desk.readings.figure(goal.row, "year", SIZE)
        points, way = "points" if goal.indicator.unit == PERCENT else "growth", _way(change, figure.text)
        if _is_told(desk, goal, way):
            yield desk.say(f"bulletin.year.{points}.{way}", change=figure)


def _since(desk: Desk, goal: Goal) -> Iterator[Cell]:
    """Against the snapshot before."""
    found = _difference(desk, goal, "since")
    causes = [desk.say(f"bulletin.{column}.{part[0]}", change=part[1]) for column in MOVES if (part := _difference(desk, goal, column)) and part[0] != "flat"]
    if found and (causes or _is_told(desk, goal, found[0])):
        said = desk.say(f"bulletin.since.{found[0]}", change=found[1])
        yield desk.say("bulletin.since.with", said=said, parts=desk.listed(causes)) if causes else said


def _difference(desk: Desk, goal: Goal, column: str) -> tuple[str, Cell] | None:
    """Which way a figure went since the snapshot before, and by how much with its unit; None where nothing is known of it."""
    figure = desk.readings.figure(goal.row, column, SIZE)
    more = number_of(desk.readings.number(figure.source))
    if more is None:
        return None
    unit = word_behind(goal.indicator.unit, more, desk.language) or desk.word("bulletin.points")
    return _way(more, figure.text), desk.counted(figure, unit)


def _is_told(desk: Desk, goal: Goal, way: str) -> bool:
    """That nothing has changed is told of the headline goals alone."""
    return way != "flat" or any(goal.key == each.key for each in desk.headline)


def _way(change: float, printed: str) -> str:
    """Whether it went up or down; what is printed as nothing went neither way."""
    return "flat" if not printed.strip("0.%") else "up" if change > 0 else "down"
