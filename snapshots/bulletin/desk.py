"""Where a document is written: the snapshot's readings, what the office chose, and what staff have worded themselves."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from progress.indicators import PERCENT
from snapshots.bulletin.aims import Goal, goal_of, headlines, names_of, unit_word, word_behind
from snapshots.document import Cell, Level, Paragraph
from snapshots.edits import Told, retold
from snapshots.printing import number_of
from snapshots.sentences import Slot, joined, plain, say
from snapshots.sources import Readings
from words.catalogue import text

Part = Literal["overall", "rankings", "praise", "problems", "steps", "annexes", "charts"]
PARTS: Final[tuple[Part, ...]] = ("overall", "rankings", "praise", "problems", "steps", "annexes", "charts")
PRAISED: Final = 3


@dataclass(frozen=True)
class Options:
    """What the office chooses for one issue.

    ``headline`` are goals by key, those of the first page where it is empty; ``praised`` says up to which rank branches are praised, None for all that are
    on pace. ``matter`` and ``addressees`` stand instead of the usual words; ``demands`` are further steps as staff wrote them. ``outside`` makes a
    copy for others than the federation and its branches, in which no one or two persons can be told.
    """

    parts: Sequence[Part] = PARTS
    headline: Sequence[str] = ()
    name_the_weak: bool = False
    outside: bool = False
    praised: int | None = PRAISED
    deadline: dt.date | None = None
    demands: Sequence[str] = ()
    addressees: str = ""
    matter: str = ""
    language: str = "zh_CN"


@dataclass(frozen=True)
class Desk:
    """One document while it is written. ``edits`` are paragraphs as staff worded them, by key."""

    readings: Readings
    number: str
    options: Options = field(default_factory=Options)
    edits: Mapping[str, Told] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.options.language

    def say(self, code: str, /, **slots: Slot) -> Cell:
        """A sentence in the language of the document."""
        return say(code, self.language, **slots)

    def word(self, code: str) -> str:
        """A wording without places."""
        return text(code, self.language)

    def text(self, said: Cell) -> str:
        """A sentence as text alone, for heads and titles."""
        return plain(said)

    def listed(self, parts: Sequence[Slot]) -> Cell:
        """Things side by side in one sentence."""
        return joined(parts, self.word("bulletin.and"))

    def names(self, orgs: Sequence[str]) -> str:
        """Names of organisations side by side."""
        return self.word("bulletin.and").join(self.readings.name(org) for org in orgs)

    def paragraph(self, key: str, said: Cell, level: Level = 0) -> Paragraph:
        """A paragraph as it follows from the figures, or as staff worded it, with the figures of this snapshot."""
        kept = self.edits.get(key)
        return retold(kept, self.readings, key, level) if kept else Paragraph(said, level, key)

    def wants(self, part: Part) -> bool:
        """Whether a part was chosen."""
        return part in self.options.parts

    @cached_property
    def headline(self) -> Sequence[Goal]:
        """The goals that the document is about."""
        return headlines(self.readings, self.options.headline)

    @cached_property
    def goal_names(self) -> Mapping[str, str]:
        """What each goal of the federation is called, with its issuer where an indicator has several."""
        return names_of(self.readings, self.language)

    def goals(self, *lamps: str) -> Sequence[Goal]:
        """The federation's goals that show one of these lamps, as they stand in 指标."""
        return [goal_of(self.readings, row) for row in self.readings.own.to_dict("records") if row["lamp"] in lamps]

    def amount(self, goal: Goal, column: str, org: str = "") -> Cell:
        """A value or target with its unit: of the federation, or of one of its branches."""
        row = self.readings.row(org, goal.row["goal"]) if org else goal.row
        return self.counted(self.readings.figure(row, column), word_behind(goal.unit_of(column), number_of(row[column]), self.language))

    def counted(self, figure: Slot, unit: str) -> Cell:
        """A figure with the word for what it counts; a percentage has none."""
        return self.say("bulletin.amount", number=figure, unit=unit) if unit else figure if isinstance(figure, tuple) else (figure,)

    def head(self, code: str, unit: str) -> str:
        """The head of a column with its unit."""
        return plain(self.say("bulletin.head", name=self.word(code), unit=unit)) if unit else self.word(code)

    def head_unit(self, goal: Goal, column: str) -> str:
        """The unit in the head of a column."""
        return unit_word(goal.unit_of(column), self.language) or ("%" if goal.unit_of(column) == PERCENT else "")
