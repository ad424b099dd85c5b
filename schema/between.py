"""Rules between the rows of one sheet of a book, as data: what each row is compared with, and what is found."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema import period as periods
from schema.columns import Column
from schema.issue import Severity
from schema.tuples import Numbers, combined

Explained = Collection[tuple[int, str, str]]
_MONTHS = 1 << 16
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Finding:
    """A row (its place among those asked) that breaks a rule, the cell to look at, and the cell it was compared with."""

    code: str
    column: str
    at: int
    severity: Severity = "block"
    other: int | None = None
    other_column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


class Between(Protocol):
    """A rule between rows."""

    def found(self, rows: "Filled") -> Iterator[Finding]:
        """Every row that breaks the rule."""


@dataclass(frozen=True)
class Filled:
    """The rows of one sheet over many books that the checks of cells and rows let in, as columns; ``book`` numbers the book of each.

    ``keys`` name a row within its period; ``explained`` has (book, period, rule code) of every 情况说明.
    """

    table: pa.Table
    book: Numbers
    columns: Sequence[Column]
    keys: Sequence[str]
    explained: Explained = ()

    def __len__(self) -> int:
        return len(self.table)

    def known(self, name: str) -> Numbers:
        """Where a column has a value."""
        found: Numbers = self.table[name].is_valid().to_numpy()
        return found

    def whole(self, name: str) -> Numbers:
        """The whole numbers or days of a column; 0 where there is none."""
        values = self.table[name]
        days = values.cast(pa.int32()) if pa.types.is_date(values.type) else values
        found: Numbers = days.cast(pa.int64()).fill_null(0).to_numpy()
        return found

    def codes(self, name: str) -> Numbers:
        """A number for each value of a column, 0 where there is none."""
        encoded = pc.dictionary_encode(self.table[name]).combine_chunks()
        found: Numbers = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        return found

    def groups(self, names: Sequence[str]) -> Numbers:
        """A number for each book and tuple of values of these columns."""
        return combined([self.book, *(self.codes(name) for name in names)])[0]

    @cached_property
    def series(self) -> Numbers:
        """A number for what a row reports on from period to period."""
        return self.groups(self.keys)

    @cached_property
    def spans(self) -> tuple[Numbers, Numbers]:
        """First and last month of each row's period, counted through the years."""
        encoded = pc.dictionary_encode(self.table["period"]).combine_chunks()
        told = [periods.months(each) for each in encoded.dictionary.to_pylist()]
        firsts = np.array([year * 12 + month for year, month, _ in told], np.int64)
        lasts = firsts + np.array([length for _, _, length in told], np.int64) - 1
        at = encoded.indices.to_numpy()
        return firsts[at], lasts[at]

    def ordered(self, name: str) -> Numbers:
        """The rows that have a value in the column, series by series in the order of time."""
        at = np.flatnonzero(self.known(name))
        found: Numbers = at[np.argsort(self.series[at] * _MONTHS + self.spans[1][at], kind="stable")]
        return found

    def earlier(self, name: str) -> Numbers:
        """For each row that of the newest period before its own in its series with a value in the column, or −1."""
        order, (first, last) = self.ordered(name), self.spans
        place = np.searchsorted(self.series[order] * _MONTHS + last[order], self.series * _MONTHS + first) - 1
        before = order[place] if len(order) else place
        found: Numbers = np.where((place >= 0) & (self.series[before] == self.series if len(order) else False), before, -1)
        return found

    def told(self, at: int, code: str) -> bool:
        """Whether a 情况说明 of the row's book and period names the rule."""
        return (int(self.book[at]), self.table["period"][at].as_py(), code) in self.explained

    def fingerprint(self, names: Sequence[str]) -> Numbers:
        """Numbers that are equal where a book's rows are equal in all these columns, and hardly ever elsewhere."""
        found = self.book.astype(np.uint64)
        for name in names:
            kind = self.table[name].type
            plain = pa.types.is_integer(kind) or pa.types.is_date(kind)
            part = self.whole(name) + self.known(name) if plain else self.codes(name)
            found = (found ^ part.astype(np.uint64)) * _SPREAD
            found ^= found >> np.uint64(29)
        return found
