"""What a leader asks of a set of records first: how many goals are where, which are slowest, whom to ring."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from progress.pace import LAMPS
from schema.target import QUOTA

WORST_FIRST = ("behind", "slow", "on_pace", "unreported", "starting", "not_begun", "no_target")
_RANK = {lamp: rank for rank, lamp in enumerate(WORST_FIRST)}
_KNOWN = ("behind", "slow", "on_pace")
LIT = ("behind", "slow", "on_pace", "unreported", "starting")


def lamp_counts(records: pd.DataFrame) -> Mapping[str, int]:
    """How many records show each lamp; every lamp is there."""
    counted = records["lamp"].value_counts()
    return {lamp: int(counted.get(lamp, 0)) for lamp in LAMPS}


def worst_first(records: pd.DataFrame) -> pd.DataFrame:
    """Records sorted by lamp, then by gap from the largest shortfall up."""
    ranked = records.assign(rank=records["lamp"].map(_RANK))
    return ranked.sort_values(["rank", "gap"], na_position="last", kind="stable", ignore_index=True).drop(columns="rank")


def goals_of(records: pd.DataFrame, *, quotas: bool, limit: int | None = None) -> pd.DataFrame:
    """The goals that are lit, quotas or the other kinds, worst first."""
    lit = records[records["lamp"].isin(LIT)]
    chosen = worst_first(lit[(lit["basis"] == QUOTA) == quotas])
    return chosen if limit is None else chosen.head(limit)


def without_goal(records: pd.DataFrame) -> pd.DataFrame:
    """The figures that no lamp is lit for: no target, nominal or not begun."""
    return records[~records["lamp"].isin(LIT)].reset_index(drop=True)


def worst_branches(records: pd.DataFrame, leaves: Sequence[str]) -> list[str]:
    """Branches in the order in which to look at them: most goals behind, then most that are slow; those of which nothing is known last."""
    told = records[records["lamp"].isin(_KNOWN)]
    counted = pd.crosstab(told["org"], told["lamp"]).reindex(index=list(leaves), columns=list(_KNOWN), fill_value=0)
    order = counted.assign(nothing=counted.sum(axis=1) == 0).sort_values(["nothing", "behind", "slow"], ascending=[True, False, False], kind="stable")
    return [str(org) for org in order.index]


def short_now(records: pd.DataFrame) -> pd.Series:
    """What is missing at this moment in the indicator's own unit: expected now minus value, never below 0."""
    expected = records["target"] * np.where(records["basis"] == QUOTA, records["should_be"] / 100, 1)
    return (expected - records["value"]).clip(lower=0)
