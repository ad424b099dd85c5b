"""Branches × goals with their lamps: which rows and columns there are, in which order, and what stands out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from progress.summary import WORST_FIRST

UNREPORTED, NO_TARGET = "unreported", "no_target"
_LIT = ("behind", "slow", "on_pace", "starting")
_RANK = {lamp: rank for rank, lamp in enumerate(WORST_FIRST)}


@dataclass(frozen=True)
class Heat:
    """Lamps and gaps (points, NaN for unknown) with a row for each organisation and a column for each goal by its key."""

    lamps: pd.DataFrame
    gaps: pd.DataFrame

    @classmethod
    def of(cls, records: pd.DataFrame, orgs: Sequence[str]) -> "Heat":
        """The records of one day as a matrix: organisations as given, goals as they stand in the records, without those that none of them has."""
        goals = list(dict.fromkeys(records["goal"]))
        at, goal_at = pd.Index(orgs).get_indexer(pd.Index(records["org"])), pd.Index(goals).get_indexer(pd.Index(records["goal"]))
        lamps, gaps = np.full((len(orgs), len(goals)), NO_TARGET, object), np.full((len(orgs), len(goals)), np.nan)
        own = at >= 0
        lamps[at[own], goal_at[own]] = records["lamp"].to_numpy(object)[own]
        gaps[at[own], goal_at[own]] = records["gap"].to_numpy(float)[own]
        had = (lamps != NO_TARGET).any(axis=0)
        columns = [goal for goal, kept in zip(goals, had, strict=True) if kept]
        return cls(pd.DataFrame(lamps[:, had], list(orgs), columns), pd.DataFrame(gaps[:, had], list(orgs), columns))

    @property
    def orgs(self) -> list[str]:
        """The organisations in order."""
        return list(self.lamps.index)

    @property
    def goals(self) -> list[str]:
        """The keys of the goals in order."""
        return list(self.lamps.columns)

    def counts(self, lamp: str) -> "pd.Series[int]":
        """How many goals of each organisation show a lamp."""
        return (self.lamps == lamp).sum(axis=1)

    @cached_property
    def silent(self) -> "pd.Series[bool]":
        """Which organisations have reported nothing that a lamp could be lit for."""
        return ~self.lamps.isin(_LIT).any(axis=1)

    def keeping(self, lamps: Collection[str]) -> "Heat":
        """The organisations that show one of these lamps anywhere; all of them where none is named."""
        return self._at(self.lamps.index[self.lamps.isin(list(lamps)).any(axis=1)]) if lamps else self

    def ordered(self, goal: str = "") -> "Heat":
        """Worst first: by how many goals are behind, then slow, those that reported nothing last; or by one goal, unknown last. Ties stay as they stood."""
        if goal:
            keys = pd.DataFrame({"rank": self.lamps[goal].map(_RANK), "gap": self.gaps[goal]})
            unknown = (self.lamps[goal] == UNREPORTED) | keys["gap"].isna()
            keys.insert(0, "unknown", unknown)
        else:
            keys = pd.DataFrame({"silent": self.silent, "behind": -self.counts("behind"), "slow": -self.counts("slow")})
        return self._at(keys.sort_values([str(name) for name in keys], kind="stable").index)

    def part(self, first: int, size: int) -> "Heat":
        """So many organisations from a place (from 0) on."""
        return self._at(self.lamps.index[first : first + size])

    def most_behind(self) -> tuple[str, int]:
        """The organisation with most goals behind, and how many; an empty name where none is."""
        return _most(self.counts("behind"))

    def worst_goal(self) -> tuple[str, int]:
        """The goal that most organisations are behind with, and how many are."""
        return _most((self.lamps == "behind").sum())

    def _at(self, orgs: "pd.Index[str]") -> "Heat":
        return Heat(self.lamps.loc[orgs], self.gaps.loc[orgs])


def _most(counts: "pd.Series[int]") -> tuple[str, int]:
    return (str(counts.idxmax()), int(counts.max())) if len(counts) and counts.max() else ("", 0)
