"""下步要求: numbered demands with their dates, those that follow from the figures first."""

from collections.abc import Iterator
from typing import Final

from progress.expiring import SOON
from snapshots.bulletin.desk import Desk
from snapshots.bulletin.problems import BEHIND
from snapshots.document import Cell, Paragraph
from words.figures import full_day

SLOW: Final = "slow"
_ITEM: Final = 3


def steps(desk: Desk) -> Iterator[Paragraph]:
    """The demands, each a numbered paragraph; those that staff wrote are worded anew where they are written, so that none stands in another's place."""
    demands = [*_demands(desk), *(("", (told,)) for told in desk.options.demands)]
    for at, (key, said) in enumerate(demands, 1):
        numbered = desk.say("bulletin.step", at=str(at), said=said)
        yield desk.paragraph(f"steps.{key}", numbered, _ITEM) if key else Paragraph(numbered, _ITEM)


def demands(desk: Desk) -> list[Cell]:
    """The demands without numbers, those of the figures alone."""
    return [said for _, said in _demands(desk)]


def _demands(desk: Desk) -> Iterator[tuple[str, Cell]]:
    """What follows from the figures; without a deadline what is behind falls due with the first of its goals that is still to come."""
    count, by = desk.readings.count, _by(desk)
    behind = desk.goals(BEHIND, SLOW)
    if behind:
        due = min((goal.row["due_on"] for goal in behind if goal.row["due_on"] > desk.readings.frozen.on), default=None)
        until = by or (desk.say("bulletin.steps.by", day=full_day(due, desk.language)) if due else ())
        lamps = [lamp for lamp in (BEHIND, SLOW) if desk.goals(lamp)]
        parts = [desk.say("bulletin.lamp", lamp=desk.word(f"lamp.{lamp}"), count=count("goals", lamp)) for lamp in lamps]
        yield "goals", desk.say("bulletin.steps.goals", by=until, parts=desk.listed(parts))
    if desk.readings.silent:
        yield "silent", desk.say("bulletin.steps.silent", by=by, count=count("silent"))
    contracts = count("expiring", str(SOON))
    if desk.readings.number(contracts.source):
        yield "expiring", desk.say("bulletin.steps.expiring", days=str(SOON), count=contracts)


def _by(desk: Desk) -> Cell:
    return desk.say("bulletin.steps.by", day=full_day(desk.options.deadline, desk.language)) if desk.options.deadline else ()
