"""What staff word themselves: a paragraph as edited, in which the figures that still stand stay figures, kept for the next issue without any number."""

from collections.abc import Iterator, Mapping, Sequence
from os.path import commonprefix

from snapshots.document import Figure, Level, Paragraph, Run, Source
from snapshots.sentences import merged
from snapshots.sources import Readings, UnknownFigure
from words.catalogue import text
from words.figures import UNKNOWN
from words.numbers import figures_in, numbers_in

Place = Mapping[str, str]
"""A figure without its number: ``column``, ``of``, and of a record ``org`` (empty for the federation), ``indicator`` and ``goal``."""
Told = Sequence[str | Place]
"""A paragraph as it is kept: texts and the places of figures, in order."""
Edits = Mapping[str, Told]
"""What staff worded, by the key of the paragraph."""
Around = tuple[str, str]
"""The text before a number, and the text behind it."""
_NEAR = 12
"""How many letters next to a number tell which figure it is."""


def bind(generated: Paragraph, edited: str) -> Paragraph:
    """The edited text of a paragraph, in which each number that was a figure of the paragraph before is that figure, in order.

    Where a number could be one of several equal figures, it is the one among whose neighbours it stands.
    """
    figures, was = _around(generated.runs)
    found = numbers_in(edited)
    now = [(edited[: match.start()], edited[match.end() :]) for match in found]
    likely = [
        [_likeness(there, here) if match[0] == figure.text else 0 for figure, there in zip(figures, was, strict=True)]
        for match, here in zip(found, now, strict=True)
    ]
    runs: list[Run] = []
    at = 0
    for place, which in _aligned(likely):
        runs += [edited[at : found[place].start()], figures[which]]
        at = found[place].end()
    return Paragraph(merged([*runs, edited[at:]]), generated.level, generated.key, generated.small)


def unbound(paragraph: Paragraph, readings: Readings) -> list[str]:
    """The numbers of a paragraph that no figure stands behind; days, ordinals and digits in names are none."""
    return [number for run in paragraph.runs if isinstance(run, str) for number in figures_in(readings.without_names(run))]


def kept(paragraph: Paragraph, readings: Readings) -> Told:
    """A paragraph as it is stored for the next issue: its figures by where they come from."""
    return [run if isinstance(run, str) else _place(run.source, readings) for run in paragraph.runs]


def retold(told: Told, readings: Readings, key: str = "", level: Level = 0) -> Paragraph:
    """A kept paragraph with the figures of another snapshot; where that has no such figure there is a marked gap, never an old number."""
    return Paragraph(merged(run if isinstance(run, str) else _figure(run, readings) for run in told), level, key)


def _around(runs: Sequence[Run]) -> tuple[list[Figure], list[Around]]:
    """The figures of a paragraph, and of each the text before and behind it."""
    texts = [run if isinstance(run, str) else run.text for run in runs]
    places = [at for at, run in enumerate(runs) if isinstance(run, Figure)]
    return [run for run in runs if isinstance(run, Figure)], [("".join(texts[:at]), "".join(texts[at + 1 :])) for at in places]


def _likeness(was: Around, now: Around) -> int:
    """How likely a number is the figure of the same text: the more, the more letters next to it are as they were."""
    before = commonprefix([each[0][: -_NEAR - 1 : -1] for each in (was, now)])
    behind = commonprefix([each[1][:_NEAR] for each in (was, now)])
    return 1 + len(before) + len(behind)


def _aligned(likely: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Of numbers and figures, whose likeness is given, the pairs in the order of both that together are the likeliest; 0 is no pair."""
    many, few = len(likely), len(likely[0]) if likely else 0
    best = [[0] * (few + 1) for _ in range(many + 1)]
    for i in reversed(range(many)):
        for j in reversed(range(few)):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likely[i][j] and likely[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < many and j < few:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


def _place(source: Source, readings: Readings) -> Place:
    """A source without its day; the federation by no name, so that a text may go to another one."""
    org = "" if source.org == readings.frozen.root else source.org
    return {"column": source.column, "of": source.of, "org": org, "indicator": source.indicator, "goal": source.goal}


def _figure(place: Place, readings: Readings) -> Run:
    """The figure at a place in another snapshot, or the mark of a gap."""
    try:
        goal = _same_goal(place, readings)
        source = Source(place["org"] or readings.frozen.root, place["column"], readings.frozen.on, place["indicator"], goal, place["of"])
        found = readings.at(source)
    except (UnknownFigure, KeyError):
        return text("bulletin.gap", readings.language)
    if found.text != UNKNOWN:
        return found
    return text("bulletin.gap_outside" if readings.outside else "bulletin.gap", readings.language)


def _same_goal(place: Place, readings: Readings) -> str:
    """The goal itself, or the one that its issuer has for the indicator now. Raises UnknownFigure where there is none or more than one."""
    goal, own = place["goal"], readings.own
    if not goal or goal in set(own["goal"]):
        return goal
    issuer = goal.removeprefix(f"{place['indicator']}_").split("_")[0]
    heirs = own.loc[(own["indicator"] == place["indicator"]) & (own["issued_by"] == issuer), "goal"]
    if len(heirs) != 1:
        raise UnknownFigure(goal)
    return str(heirs.iloc[0])
