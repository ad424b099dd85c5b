"""What staff word themselves: a paragraph as edited, in which the figures that still stand stay figures, kept for the next issue without any number."""

from collections.abc import Mapping, Sequence

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


def bind(generated: Paragraph, edited: str) -> Paragraph:
    """The edited text of a paragraph, in which each number that was a figure of the paragraph before is that figure, in order."""
    figures = [run for run in generated.runs if isinstance(run, Figure)]
    found = numbers_in(edited)
    runs: list[Run] = []
    at = 0
    for place, figure in _aligned([match[0] for match in found], figures):
        runs += [edited[at : found[place].start()], figure]
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


def _aligned(numbers: Sequence[str], figures: Sequence[Figure]) -> list[tuple[int, Figure]]:
    """The longest run of figures that stand in this order among the numbers, each with the place of its number."""
    best = [[0] * (len(figures) + 1) for _ in range(len(numbers) + 1)]
    for i in reversed(range(len(numbers))):
        for j in reversed(range(len(figures))):
            best[i][j] = 1 + best[i + 1][j + 1] if numbers[i] == figures[j].text else max(best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(numbers) and j < len(figures):
        if numbers[i] == figures[j].text:
            found.append((i, figures[j]))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


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
