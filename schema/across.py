"""Rules between sheets, branches and months, as data; the ledger, which has all rows, asks them. Each is a warning."""

from dataclasses import dataclass
from typing import Literal

Counted = Literal["due", "unionised"]


@dataclass(frozen=True)
class AsRegistered:
    """A number of units is what 单位名录 counts for the branch on the period's last day, of the row's kind where ``by`` names a column."""

    column: str
    counted: Counted
    by: str = ""


@dataclass(frozen=True)
class WithinSum:
    """A number is at most the sum of a column of another sheet (by its English name) over the branch's rows of the same period."""

    code: str
    column: str
    sheet: str
    limit: str


@dataclass(frozen=True)
class WhereGrowthAsks:
    """A figure is there beside another wherever an indicator's formula names both, so that a growth can be told."""

    code: str
    column: str
    beside: str


@dataclass(frozen=True)
class OnePlaceADay:
    """Whoever ``who`` names is at one place of column ``where`` on a day, whichever branch says so."""

    code: str
    who: str
    where: str
    on: str


@dataclass(frozen=True)
class OneContract:
    """A unit in ``units`` has one contract of this ``kind`` at a time, and those of all kinds are one branch's."""

    units: str
    of: str
    kind: str


@dataclass(frozen=True)
class WithinStaff:
    """A contract covers no more staff than its units have, where all of them are registered."""

    column: str
    units: str


@dataclass(frozen=True)
class WithinDue:
    """A branch's contracts of this ``kind`` in force at the end of its newest period list no more units than it has to bargain with."""

    units: str
    of: str
    kind: str


@dataclass(frozen=True)
class OneBranch:
    """What bears a name is registered under one branch at a time."""

    column: str
    branch: str


Across = AsRegistered | WithinSum | WhereGrowthAsks | OnePlaceADay | OneContract | WithinStaff | WithinDue | OneBranch
