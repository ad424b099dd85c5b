"""存在问题: goals and branches behind, who is silent, what is overdue, which contracts end. Names of the weak only where a leader asks for them."""

from collections.abc import Iterator, Sequence
from typing import Final

from progress.expiring import SOON
from snapshots.bulletin.aims import Goal
from snapshots.bulletin.desk import Desk
from snapshots.bulletin.goal_sentences import spans
from snapshots.document import Cell, Paragraph
from snapshots.printing import SIZE
from snapshots.sentences import Slot
from words.figures import full_day

BEHIND: Final = "behind"


def problems(desk: Desk) -> Iterator[Paragraph]:
    """A paragraph for each kind of problem that there is, or one that says there is none."""
    found = [*_goals(desk), *_branches(desk), *_silent(desk), *_overdue(desk), *_expiring(desk)]
    yield from found or [desk.paragraph("problems.none", desk.say("bulletin.problems.none"))]


def _goals(desk: Desk) -> Iterator[Paragraph]:
    """The federation's own goals that are behind, each with its figure."""
    behind = desk.goals(BEHIND)
    if behind:
        parts = desk.say("bulletin.problems.goals", count=desk.readings.count("goals", BEHIND), goals=desk.listed([_short(desk, goal) for goal in behind]))
        yield desk.paragraph("problems.goals", parts)


def _short(desk: Desk, goal: Goal) -> Cell:
    name = desk.goal_names[goal.row["goal"]]
    if goal.kind == "plain":
        return (name,)
    if goal.kind == "groups":
        return desk.say("bulletin.problems.goal_groups", name=name, missed=desk.readings.figure(goal.row, "missed"), spans=spans(desk, goal))
    if goal.kind in ("limit", "incidents"):
        return desk.say("bulletin.problems.goal_limit", name=name, amount=desk.amount(goal, "value"), target=desk.amount(goal, "target"))
    told = {"completion": desk.readings.figure(goal.row, "value" if goal.kind in ("rate", "completion") else "completion")}
    if goal.is_over or goal.kind == "milestone":
        return desk.say("bulletin.problems.goal_over", name=name, due=full_day(goal.row["due_on"], desk.language), **told)
    against = goal.kind if goal.kind in ("rate", "level") else "pace"
    return desk.say(f"bulletin.problems.goal_{against}", name=name, gap=desk.readings.figure(goal.row, "gap", SIZE), **told)


def _branches(desk: Desk) -> Iterator[Paragraph]:
    """How many branches are behind in each headline goal."""
    parts = []
    for goal in desk.headline:
        weak = desk.readings.with_lamp(goal.row["goal"], BEHIND)["org"].tolist()
        if weak:
            count = desk.readings.figure(goal.row, "branches", BEHIND)
            told = "bulletin.problems.branches_shown" if desk.readings.hides(goal.row["goal"]) else "bulletin.problems.branches"
            parts.append(desk.say(told, name=desk.goal_names[goal.row["goal"]], count=count, names=_names(desk, weak)))
    if parts:
        yield desk.paragraph("problems.branches", desk.say("bulletin.problems.behind", parts=desk.listed(parts)))


def _silent(desk: Desk) -> Iterator[Paragraph]:
    silent = desk.readings.silent
    if silent:
        yield desk.paragraph("problems.silent", desk.say("bulletin.problems.silent", count=desk.readings.count("silent"), names=_names(desk, silent)))


def _overdue(desk: Desk) -> Iterator[Paragraph]:
    overdue = desk.readings.overdue(desk.readings.frozen.root)
    if len(overdue):
        told = {"count": desk.readings.count("overdue"), "branches": desk.readings.count("overdue_branches")}
        names = _names(desk, list(dict.fromkeys(overdue["org"])))
        yield desk.paragraph("problems.overdue", desk.say("bulletin.problems.overdue", names=names, **told))


def _expiring(desk: Desk) -> Iterator[Paragraph]:
    contracts = desk.readings.count("expiring", str(SOON))
    if desk.readings.number(contracts.source):
        units = desk.readings.count("expiring_units", str(SOON))
        told: dict[str, Slot] = {"days": str(SOON), "count": contracts}
        covered = desk.say("bulletin.problems.covering", units=units) if desk.readings.number(units.source) else ()
        yield desk.paragraph("problems.expiring", desk.say("bulletin.problems.expiring", covered=covered, **told))


def _names(desk: Desk, orgs: Sequence[str]) -> Cell:
    """Names in brackets, only where the weak are to be named."""
    return desk.say("bulletin.named", names=desk.names(orgs)) if desk.options.name_the_weak else ()
