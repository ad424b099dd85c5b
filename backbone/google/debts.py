"""What a batch wrote where it should not have, and where that stands now that people may have moved it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from backbone.google.tabs import Tab, is_computed

_KNOWN_BY = 2


@dataclass(frozen=True)
class Debt:
    """A row that a batch wrote and was not meant to: which batch, the row's number then, where its copies lie in the hidden tab, and the columns."""

    step: int
    row: int
    slot: int
    apart: int
    columns: Sequence[int]
    is_paid: bool = False

    @property
    def formulas(self) -> int:
        """The row of the hidden tab that holds what made the former values."""
        return self.slot + self.apart

    @property
    def after(self) -> int:
        """The row of the hidden tab that holds the values right after the batch."""
        return self.slot + 2 * self.apart


@dataclass(frozen=True)
class Owed:
    """What has to be put back in a tab next, by the row where it stands now; what is not found there; and what comes after it.

    What the last batch overwrote comes first, what those before it did later: undone in any other order, one would bring back the other.
    """

    tab: Tab
    journal: Tab
    found: Mapping[int, Debt]
    lost: Sequence[Debt]
    later: Sequence[Debt]

    @classmethod
    def of(cls, debts: Sequence[Debt], tab: Tab, journal: Tab) -> "Owed | None":
        """None where nothing is owed any more: the rows are gone, or people wrote over what we had written."""
        for step in sorted({debt.step for debt in debts}, reverse=True):
            found, lost = _found([debt for debt in debts if debt.step == step], tab, journal)
            if found or lost:
                return cls(tab, journal, found, lost, [debt for debt in debts if debt.step < step])
        return None


def _found(debts: Sequence[Debt], tab: Tab, journal: Tab) -> tuple[dict[int, Debt], list[Debt]]:
    found: dict[int, Debt] = {}
    lost = []
    for debt in debts:
        if at := _whereabouts(debt, tab, journal, found):
            found[at[0]] = replace(debt, columns=at[1])
        elif not debt.is_paid and _may_stand(debt, tab, journal):
            lost.append(debt)
    return {row: debt for row, debt in found.items() if debt.columns}, lost


def differing(left: Sequence[str | None], found: Sequence[str]) -> list[int] | None:
    """The places at which a row is another one than it was left, where None is a formula's; None where it is too much of another one.

    Somebody may have written into one cell of it since. A row with less than two cells to know it by has to be the same.
    """
    other = [at for at, (wanted, there) in enumerate(zip(left, found, strict=True)) if wanted is not None and wanted != there]
    alike = sum(1 for wanted, there in zip(left, found, strict=True) if wanted and wanted == there)
    return other if not other or (len(other) == 1 and alike >= _KNOWN_BY) else None


def _whereabouts(debt: Debt, tab: Tab, journal: Tab, taken: Container[int]) -> tuple[int, list[int]] | None:
    """The row, and those of its columns in which our values still stand."""
    left, other = journal.raw(debt.after, _across(tab)), dict[int, list[int]]()
    for row in range(1, tab.height + 1):
        wanted = [None if is_computed(tab.cell(row, column)) else raw for column, raw in zip(_across(tab), left, strict=True)]
        if row not in taken and (found := differing(wanted, tab.raw(row, _across(tab)))) is not None:
            other[row] = [at + 1 for at in found]
    same = sorted((row for row, columns in other.items() if not columns), key=lambda row: abs(row - debt.row))
    near = [row for row, columns in other.items() if columns and not debt.is_paid]
    at = same[0] if same else near[0] if len(near) == 1 else None
    return (at, [column for column in debt.columns if column not in other[at]]) if at else None


def _may_stand(debt: Debt, tab: Tab, journal: Tab) -> bool:
    """Whether any of our values stands anywhere; only where none does it is sure that the row is gone."""
    ours = set(journal.raw(debt.after, debt.columns))
    return "" in ours or any(ours.intersection(tab.raw(row, _across(tab))) for row in range(1, tab.height + 1))


def _across(tab: Tab) -> range:
    return range(1, tab.width + 1)
