"""Numbered sections: a head, and what stands under it."""

from collections.abc import Iterable, Sequence

from snapshots.bulletin.desk import Desk
from snapshots.document import Block, Paragraph

Section = tuple[str, Sequence[Block]]


def numbered(desk: Desk, sections: Iterable[Section]) -> list[Block]:
    """The sections that have anything in them, each under a head of the first level with its number."""
    blocks: list[Block] = []
    ordinals = iter(desk.word("bulletin.ordinals").split(","))
    for title, found in sections:
        if found:
            blocks += [Paragraph(desk.say("bulletin.section", ordinal=next(ordinals), title=desk.word(title)), 1), *found]
    return blocks
