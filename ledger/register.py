"""单位名录 through time: how many units of a branch and kind stand in it on a day, and how many staff a unit has."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.rows import Numbers
from schema.unit_register import UNFORMED, UnitRegister

_SHIFT, _WIDTH = 1 << 22, 23
_EARLIEST, _LATEST = -_SHIFT, _SHIFT - 1
_KINDS = pa.array(UnitRegister.column("unit_kind").choices, pa.string())


class Register:
    """The accepted rows of 单位名录. Days are counted from 1970; a unit is listed up to the day before it is delisted."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table.combine_chunks()
        self.since, self.until = days(self.table["listed_on"], _EARLIEST), days(self.table["delisted_on"], _LATEST)

    @cached_property
    def branches(self) -> pa.Array:
        """Every branch that has a row."""
        return self.table["branch_code"].unique()

    def lists(self, branches: pa.ChunkedArray) -> Numbers:
        """Where a branch has any row."""
        found: Numbers = pc.is_in(branches, self.branches).to_numpy(zero_copy_only=False)
        return found

    def due(self, branches: pa.ChunkedArray, on: Numbers, kinds: pa.ChunkedArray | None = None) -> Numbers:
        """For each branch, day and kind the units that should unionise."""
        return self._counted("should_unionise", self.since, branches, on, kinds)

    def to_bargain(self, branches: pa.ChunkedArray, on: Numbers) -> Numbers:
        """For each branch and day the units that should bargain."""
        return self._counted("should_bargain", self.since, branches, on, None)

    def unionised(self, branches: pa.ChunkedArray, on: Numbers, kinds: pa.ChunkedArray | None = None) -> Numbers:
        """For each branch, day and kind the units with a union, from the day it was founded where that is known."""
        return self._counted("union_form", np.maximum(self.since, days(self.table["founded_on"], _EARLIEST)), branches, on, kinds)

    def staff(self, units: pa.Array, on: Numbers) -> tuple[Numbers, Numbers]:
        """For each unit and day whether it is registered with its staff, and how many they are."""
        known = self.table["unit_code"].unique()
        own = _places(self.table["unit_code"], known)
        order = np.argsort(_keys(own, self.since), kind="stable")
        asked = _places(units, known)
        place = np.searchsorted(_keys(own, self.since)[order], _keys(asked, on), side="right") - 1
        row = order[place] if len(order) else np.zeros(len(asked), np.int64)
        if not len(order):
            return np.zeros(len(asked), bool), row
        counted = self.table["staff_count"]
        listed = (place >= 0) & (asked >= 0) & (own[row] == asked) & (self.until[row] > on) & counted.is_valid().to_numpy()[row]
        return listed, np.where(listed, counted.fill_null(0).to_numpy()[row], 0)

    def _counted(self, column: str, since: Numbers, branches: pa.ChunkedArray, on: Numbers, kinds: pa.ChunkedArray | None) -> Numbers:
        """Rows begun by the day less those gone by it, in each group of branch and kind."""
        flags = self.table[column]
        holds = pc.not_equal(flags, UNFORMED) if column == "union_form" else flags
        at = np.flatnonzero(holds.fill_null(False).to_numpy() & (since < self.until))
        own, asked = self._groups(self.table["branch_code"], self.table["unit_kind"] if kinds is not None else None), self._groups(branches, kinds)
        begun, gone = np.sort(_keys(own[at], since[at])), np.sort(_keys(own[at], self.until[at]))
        first, until = _keys(asked, np.full(len(asked), _EARLIEST)), _keys(asked, on)
        counts = [np.searchsorted(each, until, side="right") - np.searchsorted(each, first) for each in (begun, gone)]
        found: Numbers = counts[0] - counts[1]
        return found

    def _groups(self, branches: pa.ChunkedArray, kinds: pa.ChunkedArray | None) -> Numbers:
        """A number for each branch, or branch and kind; what the register does not have gets one that no row of it has."""
        own = _places(branches, self.branches)
        if kinds is None:
            return np.where(own < 0, len(self.branches), own)
        of_kind = _places(kinds, _KINDS)
        return np.where((own < 0) | (of_kind < 0), len(self.branches) * len(_KINDS), own * len(_KINDS) + of_kind)


def days(column: pa.ChunkedArray, blank: int) -> Numbers:
    """Days of a column counted from 1970."""
    found: Numbers = column.cast(pa.int32()).cast(pa.int64()).fill_null(blank).to_numpy()
    return found


def _places(values: pa.Array | pa.ChunkedArray, known: pa.Array) -> Numbers:
    found: Numbers = pc.index_in(values, known).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _keys(groups: Numbers, on: Numbers | Sequence[int]) -> Numbers:
    found: Numbers = (groups << _WIDTH) + (np.asarray(on, np.int64) + _SHIFT)
    return found
