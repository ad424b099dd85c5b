"""What has changed since a week before: goals that show another lamp, and returns that came late."""

import datetime as dt
from collections.abc import Collection
from typing import Final

import pandas as pd

from progress.summary import LIT, WORST_FIRST

WEEK: Final = dt.timedelta(days=7)
UNREPORTED: Final = "unreported"
_RANK = {lamp: rank for rank, lamp in enumerate(WORST_FIRST)}


def turned(now: pd.DataFrame, before: pd.DataFrame, orgs: Collection[str], first: str) -> pd.DataFrame:
    """The records of these organisations whose lamp is not what it was, with ``was``: those of ``first`` first, for the worse before for the better.

    Both hold the records of one day; a goal that was not lit then, or is not now, has not turned.
    """
    was = before[before["lamp"].isin(LIT)].set_index(["org", "goal"])["lamp"].rename("was")
    mine = now[now["org"].isin(orgs) & now["lamp"].isin(LIT)].join(was, on=["org", "goal"], how="inner")
    other = mine[mine["lamp"] != mine["was"]]
    rank = other["lamp"].map(_RANK)
    better = rank.gt(other["was"].map(_RANK)) & other["lamp"].ne(UNREPORTED)
    order = other.assign(elsewhere=other["org"] != first, better=better, rank=rank)
    return order.sort_values(["elsewhere", "better", "rank", "gap"], kind="stable", ignore_index=True).drop(columns=["elsewhere", "better", "rank"])


def came_late(returns: pd.DataFrame, orgs: Collection[str], since: dt.date, until: dt.date) -> pd.DataFrame:
    """The returns of these branches that came after they were due, in the days after ``since`` until ``until``, the newest first."""
    filed = returns[returns["org"].isin(orgs) & returns["filed_at"].notna()]
    late = [since < at <= until and at > due for at, due in zip(filed["filed_at"], filed["due_on"], strict=True)]
    return filed.loc[pd.Series(late, filed.index, dtype="bool")].sort_values("filed_at", ascending=False, kind="stable", ignore_index=True)
