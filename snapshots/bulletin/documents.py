"""The three documents of a snapshot: 通报 (the circular), 简报 (short items) and 工作总结 (the year so far by theme)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from snapshots.bulletin.aims import Goal, goal_of
from snapshots.bulletin.annexes import annexes
from snapshots.bulletin.desk import Desk, Options
from snapshots.bulletin.goal_sentences import sentence
from snapshots.bulletin.opening import addressees, lead, standing, title
from snapshots.bulletin.overall import lamps, overall
from snapshots.bulletin.pictures import bullets
from snapshots.bulletin.praise import praise
from snapshots.bulletin.problems import problems
from snapshots.bulletin.sections import Section, numbered
from snapshots.bulletin.standings import standings
from snapshots.bulletin.steps import demands, steps
from snapshots.document import Block, Document, Paragraph
from snapshots.edits import Edits
from snapshots.frozen import Frozen
from snapshots.sentences import joined
from snapshots.sources import LIT_GOALS, Readings
from words.figures import full_day

_NO_EDITS: Final[Edits] = {}
_UNTHEMED: Final = "other"
_THEME: Final = 2


def bulletin(frozen: Frozen, number: str, options: Options, before: Frozen | None = None, edits: Edits = _NO_EDITS) -> Document:
    """The circular on a snapshot: sections in the order of official notices, each only where it was chosen and has anything to say."""
    desk = Desk(Readings(frozen, before, options.language, outside=options.outside), number, options, edits)
    sections: list[Section] = [
        ("bulletin.section.overall", [*(overall(desk) if desk.wants("overall") else ()), *_chart(desk)]),
        ("bulletin.section.rankings", _rankings(desk) if desk.wants("rankings") else ()),
        ("bulletin.section.praise", list(praise(desk)) if desk.wants("praise") else ()),
        ("bulletin.section.problems", list(problems(desk)) if desk.wants("problems") else ()),
        ("bulletin.section.steps", list(steps(desk)) if desk.wants("steps") else ()),
    ]
    return Document(
        kind="bulletin",
        issuer=frozen.title,
        title=title(desk, "bulletin.title"),
        addressees=addressees(desk),
        blocks=[lead(desk), *numbered(desk, sections), *_note(desk)],
        dated=frozen.on,
        snapshot=number,
        annexes=tuple(annexes(desk)),
        simulated=frozen.simulated,
    )


def brief(frozen: Frozen, number: str, options: Options, before: Frozen | None = None, edits: Edits = _NO_EDITS) -> Document:
    """The newsletter on a snapshot: one short item a headline goal, who is ahead, and until when what is to be done."""
    desk = Desk(Readings(frozen, before, options.language, outside=options.outside), number, options, edits)
    items = [desk.paragraph("standing", desk.say("bulletin.sentence", said=standing(desk))), *overall(desk), *_chart(desk)]
    items += praise(desk) if desk.wants("praise") else ()
    if desk.options.deadline:
        items.append(desk.paragraph("deadline", desk.say("bulletin.brief.deadline", day=full_day(desk.options.deadline, desk.language))))
    items += _note(desk)
    return Document("brief", frozen.title, title(desk, "bulletin.brief.title"), "", items, frozen.on, number, simulated=frozen.simulated)


def summary(frozen: Frozen, number: str, options: Options, before: Frozen | None = None, edits: Edits = _NO_EDITS) -> Document:
    """The report on the year so far: all goals and figures by theme, problems, and what comes next."""
    desk = Desk(Readings(frozen, before, options.language, outside=options.outside), number, options, edits)
    begun = [desk.paragraph("standing", desk.say("bulletin.sentence", said=standing(desk)))]
    begun += [desk.paragraph("overall", lamps(desk))] if desk.readings.number(desk.readings.count("goals", LIT_GOALS).source) else []
    plans = [desk.paragraph(f"plan.{at}", said) for at, said in enumerate(demands(desk), 1)]
    plans += [Paragraph((told,)) for told in options.demands]
    sections: list[Section] = [
        ("bulletin.section.overall", [*begun, *_chart(desk)]),
        ("bulletin.section.work", list(_themes(desk))),
        ("bulletin.section.problems", list(problems(desk))),
        ("bulletin.section.plans", plans),
    ]
    blocks = [*numbered(desk, sections), *_note(desk)]
    return Document("summary", frozen.title, title(desk, "bulletin.summary.title"), "", blocks, frozen.on, number, simulated=frozen.simulated)


def _note(desk: Desk) -> Iterator[Paragraph]:
    """What the dashes in a copy for outside mean."""
    if desk.options.outside:
        yield Paragraph((desk.word("bulletin.note.outside"),), small=True)


def _chart(desk: Desk) -> Iterator[Block]:
    """The chart of the headline goals, where charts were chosen."""
    picture = bullets(desk) if desk.wants("charts") else None
    if picture:
        yield picture


def _rankings(desk: Desk) -> Sequence[Block]:
    """The table of each headline goal in which anybody has a place."""
    tables = (standings(desk, goal) for goal in desk.headline)
    return [table for table in tables if table]


def _themes(desk: Desk) -> Iterator[Paragraph]:
    """A head and a paragraph for each theme, in the order of 指标."""
    ordinals = iter(desk.word("bulletin.ordinals").split(","))
    for theme, goals in _by_theme(desk).items():
        said = [sentence(desk, goal) for goal in goals]
        yield Paragraph(desk.say("bulletin.theme", ordinal=next(ordinals), title=desk.word(f"theme.{theme}")), _THEME)
        yield desk.paragraph(f"theme.{theme}", desk.say("bulletin.sentence", said=joined(said, desk.word("bulletin.semicolon"))))


def _by_theme(desk: Desk) -> Mapping[str, Sequence[Goal]]:
    """The goals that have a figure, by theme, those with a lamp first."""
    found: dict[str, list[Goal]] = {}
    for row in desk.readings.own.to_dict("records"):
        goal = goal_of(desk.readings, row)
        if goal.kind not in ("unknown", "not_begun"):
            found.setdefault(goal.indicator.theme or _UNTHEMED, []).append(goal)
    return {theme: sorted(goals, key=lambda goal: goal.kind in ("plain", "nominal")) for theme, goals in found.items()}
