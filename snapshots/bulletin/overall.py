"""总体情况: the goals counted by lamp, then each headline goal in a sentence."""

from collections.abc import Iterator

from snapshots.bulletin.desk import Desk
from snapshots.bulletin.goal_sentences import sentence
from snapshots.document import Cell, Paragraph
from snapshots.public import INSIDE
from snapshots.sources import LIT_GOALS

_COUNTED = ("on_pace", "slow", "behind", "starting", "unreported", INSIDE)


def overall(desk: Desk) -> Iterator[Paragraph]:
    """The section without its head."""
    if desk.readings.number(desk.readings.count("goals", LIT_GOALS).source):
        yield desk.paragraph("overall", lamps(desk))
    for goal in desk.headline:
        yield desk.paragraph(f"overall.{goal.key}", desk.say("bulletin.sentence", said=sentence(desk, goal)))


def lamps(desk: Desk) -> Cell:
    """How many goals there are, and how many show each lamp."""
    count = desk.readings.count
    shown = [lamp for lamp in _COUNTED if desk.readings.number(count("goals", lamp).source)]
    parts = [desk.say("bulletin.lamp", lamp=desk.word(f"lamp.{lamp}"), count=count("goals", lamp)) for lamp in shown]
    return desk.say("bulletin.lamps", goals=count("goals", LIT_GOALS), parts=desk.listed(parts))
