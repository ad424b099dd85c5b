"""What leaves the federation: open columns alone, and no number from which one or two persons could be told.

A number of 1 or 2 persons is told as "<3", 0 stays 0. What would give it away is withheld: a rate or a completion made from it, and, where a total minus
its other parts would be it, the smallest part that can blur it, else the total.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from ledger.organisations import Organisations
from progress.indicators import Indicator
from progress.left import numeric
from schema.columns import UNITS, Column
from schema.registry import BRANCH_SHEETS
from schema.sheet import Sheet
from words.figures import UNKNOWN

SHOWN, FEW, WITHHELD = 0, 1, 2
"""What becomes of a number: it is shown, told as fewer than three, or withheld."""
PRINTED: Final[Mapping[int, str]] = {FEW: "<3", WITHHELD: UNKNOWN}
COUNTS = ("value", "numerator", "denominator")
FOLLOWING = ("completion", "gap", "met")
PERSON = "person"
_FEWEST = 3
_BLURS = _FEWEST + 1
"""From here on a number can be one less without becoming a small one, so that two possibilities are left for what is hidden beside it."""
Marks = np.ndarray[tuple[int], np.dtype[np.int8]]
_Flags = np.ndarray[tuple[Any, ...], np.dtype[np.bool_]]


def is_few(count: float) -> bool:
    """Whether a number of persons is so small that it is not told."""
    return 0 < abs(count) < _FEWEST


def leaving(model: type[Sheet]) -> list[Column]:
    """The columns of a sheet that leave: those of level P0, and of what branches type no free text but the names of rows."""
    open_ = [column for column in model.columns() if column.level == "P0"]
    return [column for column in open_ if column.kind != "text" or column.key] if model in BRANCH_SHEETS else open_


def marks(records: pd.DataFrame, indicators: Mapping[str, Indicator], organisations: Organisations) -> pd.DataFrame:
    """What becomes of each number of records: SHOWN, FEW or WITHHELD in the columns COUNTS and FOLLOWING, in the rows of the records.

    Records are those of all organisations, as a total is looked at beside its parts. Targets are always shown.
    """
    found = {name: np.zeros(len(records), np.int8) for name in (*COUNTS, *FOLLOWING)}
    places = records.reset_index(drop=True)
    for (code, *_), rows in places.groupby(["indicator", "goal", "on"], sort=False, observed=True):
        units = dict(zip(COUNTS, _units(indicators[str(code)]), strict=True))
        for name in (name for name, unit in units.items() if unit == PERSON):
            counted = dict(zip(rows["org"], numeric(rows[name]), strict=True))
            hidden = _hidden({org: count for org, count in counted.items() if count == count}, organisations, rows["on"].iloc[0])  # noqa: PLR0124
            found[name][rows.index] = [hidden.get(org, SHOWN) for org in rows["org"]]
    rate = (found["numerator"] != SHOWN) | (found["denominator"] != SHOWN)
    found["value"] = np.where(rate, np.maximum(found["value"], WITHHELD), found["value"])
    following = np.where(found["value"] != SHOWN, WITHHELD, SHOWN).astype(np.int8)
    return pd.DataFrame(found | dict.fromkeys(FOLLOWING, following), index=records.index)


def row_marks(model: type[Sheet], rows: pa.Table, by: str, hidden: Collection[str] = ()) -> Mapping[str, Marks]:
    """The same for the rows of a sheet, by the columns that count persons; ``by`` names the column of their branch.

    ``hidden`` are branches of which a figure made from this sheet stays inside, since their rows would add up to it.

    Where a branch has a small number anywhere in the sheet, all its numbers of persons in it are withheld: they tell each other, as members at the end
    of a month tell those who joined. The small ones are told as such if a larger one in their column blurs the column's sum.
    """
    codes, branches = pd.factorize(rows[by].to_pandas())
    counts = {column.name: _persons(column, rows) for column in model.columns() if column.kind in ("whole", "decimal")}
    known = {name: count for name, count in counts.items() if count is not None}
    small = {name: (np.abs(count) > 0) & (np.abs(count) < _FEWEST) for name, count in known.items()}
    touched = np.isin(branches, list(hidden))
    for few in small.values():
        touched[codes[few]] = True
    return {name: _column_marks(count, small[name], codes, touched) for name, count in known.items()}


def _column_marks(counts: np.ndarray[tuple[int], np.dtype[np.float64]], few: _Flags, codes: Marks, touched: _Flags) -> Marks:
    blurred = np.zeros(len(touched), bool)
    blurred[codes[counts >= _BLURS]] = True
    small_sum = np.bincount(codes, np.nan_to_num(counts), len(touched)) < _FEWEST
    alone = np.bincount(codes, few, len(touched)) <= 1  # fewer than three in two rows would be one each
    told = (blurred | small_sum & alone)[codes]
    found = np.where(few & told, FEW, np.where(told & (counts == 0), SHOWN, WITHHELD))
    return np.where(touched[codes] & ~np.isnan(counts), found, SHOWN).astype(np.int8)


def _persons(column: Column, rows: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """The numbers of persons in a column, NaN where it has none or counts something else in a row; None where it never counts persons."""
    counts: np.ndarray[tuple[int], np.dtype[np.float64]] = rows[column.name].cast(pa.float64()).to_numpy()
    if column.unit == PERSON:
        return counts
    if column.unit or "unit" not in rows.column_names:
        return None
    return np.where(rows["unit"].to_pandas().isin(UNITS[PERSON]), counts, np.nan)


def _units(indicator: Indicator) -> tuple[str, str, str]:
    return indicator.unit, indicator.numerator_unit, indicator.denominator_unit


def _hidden(counts: Mapping[str, float], organisations: Organisations, day: dt.date) -> dict[str, int]:
    """Of which organisations the number is not shown, so that no total minus what is shown of its parts is one of the small ones."""
    found = {org: FEW for org, count in counts.items() if is_few(count)}
    if found:
        parts: dict[str | None, list[str]] = {}
        for org in counts:
            parts.setdefault(organisations.on(org, day).parent, []).append(org)
        tree = _Tree(counts, parts, found)
        for parent in sorted(counts, key=lambda org: len(list(organisations.line(org, day))), reverse=True):
            tree.protect(parent)
    return found


class _Tree:
    """One number of every organisation, and of which it is hidden."""

    def __init__(self, counts: Mapping[str, float], parts: Mapping[str | None, Sequence[str]], found: dict[str, int]) -> None:
        self._counts, self._below, self._found = counts, parts, found

    def protect(self, parent: str) -> None:
        """Hide more beside the hidden parts of a total, the smallest first, until that and the other parts no longer tell them; at last hide the total."""
        hidden = self._hidden_parts(parent)
        if parent in self._found:
            if len([part for part in hidden if self._found[part] == FEW]) > 1:
                self._found[parent] = WITHHELD  # fewer than three of two parts would be one each
            return
        while not self._is_blurred(parent) and parent not in self._found:
            self._withhold(self._blurring(parent) or parent)

    def _is_blurred(self, parent: str) -> bool:
        """Whether each hidden part that can only be more has others that can be less, and the other way round."""
        play = [self._play(part) for part in self._hidden_parts(parent)]
        less, more = (sum(ways) for ways in zip(*play, strict=True)) if play else (0.0, 0.0)
        return all((down > 0 or less - down > 0) if up > 0 else (more - up > 0) for down, up in play)

    def _play(self, org: str) -> tuple[float, float]:
        """By how much a hidden number could be less, and more, as far as what is shown below it goes."""
        count, parts = abs(self._counts[org]), self._hidden_parts(org)
        if self._found[org] == FEW:
            return count - 1, _FEWEST - 1 - count
        if not parts:
            return max(count - _FEWEST, 0), np.inf
        less, more = zip(*map(self._play, parts), strict=True)
        return sum(less), sum(more)

    def _withhold(self, org: str) -> None:
        """Hide a number, and below it one part after another, since its parts would add up to it."""
        self._found[org] = WITHHELD
        parts = self._parts(org)
        if parts and not self._hidden_parts(org):
            self._withhold(self._blurring(org) or max(parts, key=self._counts.__getitem__))

    def _blurring(self, parent: str) -> str | None:
        """The smallest part shown that may be one less without becoming small."""
        may = [child for child in self._parts(parent) if child not in self._found and self._counts[child] >= _BLURS]
        return min(may, key=lambda child: (self._counts[child], child)) if may else None

    def _hidden_parts(self, parent: str) -> Sequence[str]:
        return [part for part in self._parts(parent) if part in self._found]

    def _parts(self, parent: str) -> Sequence[str]:
        return self._below.get(parent, ())
