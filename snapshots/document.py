"""What a document says, whatever it is written as: paragraphs, tables and charts, in which every figure knows where it comes from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from snapshots.picture import Chart

Level = Literal[0, 1, 2, 3, 4]
"""0 is text; 1 to 4 are the numbered levels of official documents, whose numbers stand in the text itself."""
Align = Literal["left", "center", "right"]
Kind = Literal["bulletin", "brief", "summary"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: a column of the record of one organisation and goal on a day, or, without an indicator, something counted (``column``).

    ``of`` narrows what is counted: a lamp, a period, a sheet.
    """

    org: str
    column: str
    on: dt.date
    indicator: str = ""
    goal: str = ""
    of: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure as it is printed, and where it comes from."""

    text: str
    source: Source


Run = str | Figure
Cell = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Text and figures in order. ``key`` names the paragraph from issue to issue, so that what was edited is found again; ``small`` is a note."""

    runs: Cell
    level: Level = 0
    key: str = ""
    small: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on every page; units stand in the heads. ``widths`` are shares of the text's width."""

    caption: str
    heads: Sequence[str]
    aligned: Sequence[Align]
    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Picture:
    """A chart, what stands above it, and what it says in words."""

    chart: Chart
    caption: str
    says: str


Block = Paragraph | Table | Picture


@dataclass(frozen=True)
class Annex:
    """A table or more behind the text, with the title under which the text names it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """One document as it goes to a template: nothing that only an office may give (number, signature, seal) is in it.

    ``snapshot`` is the number of the snapshot that every figure comes from; ``simulated`` says that the figures are those of a demo.
    """

    kind: Kind
    issuer: str
    title: Sequence[str]
    addressees: str
    blocks: Sequence[Block]
    dated: dt.date
    snapshot: str
    annexes: Sequence[Annex] = field(default_factory=tuple)
    simulated: bool = False
