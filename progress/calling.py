"""Whom to ring first: branches furthest behind on a goal, and branches whose returns are overdue."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from progress.summary import worst_first

MOST = 3


@dataclass(frozen=True)
class Overdue:
    """What a branch has not filed although it was due: the sheets, and since when the oldest of them."""

    sheets: tuple[str, ...]
    due_on: dt.date


@dataclass(frozen=True)
class Ring:
    """One branch to ring: for its worst goal, for overdue returns, or for both."""

    org: str
    goal: Mapping[Any, Any] | None
    overdue: Overdue | None


def rings(records: pd.DataFrame, leaves: Sequence[str], returns: pd.DataFrame, on: dt.date, reminded: Collection[str]) -> list[Ring]:
    """At most MOST branches, worst first: those behind, by their largest gap, then those with overdue returns, most returns and longest overdue first.

    Where anybody is overdue the last place is his, or nobody would ever be rung for it while goals are behind. Who was ``reminded`` lately is not
    rung for his returns again, but is for a goal. Needs org, sheet, state and due_on of returns.
    """
    goals = _behind(records[records["org"].isin(leaves)])
    overdue = {org: lack for org, lack in _overdue(returns, on).items() if org in leaves and org not in reminded}
    first = list(goals)[: MOST - 1]
    silent = [org for org in overdue if org not in first]
    chosen = [*first, *silent][:MOST] if silent else list(goals)[:MOST]
    return [Ring(org, goals.get(org), overdue.get(org)) for org in chosen]


def _behind(records: pd.DataFrame) -> dict[str, Mapping[Any, Any]]:
    """Each branch that is behind on a goal, with the worst of these."""
    worst = worst_first(records[records["lamp"] == "behind"]).drop_duplicates("org")
    return {str(row["org"]): row for row in worst.to_dict("records")}


def _overdue(returns: pd.DataFrame, on: dt.date) -> dict[str, Overdue]:
    late = returns[(returns["state"] == "untouched") & (returns["due_on"] < on)]
    found = {str(org): rows for org, rows in late.groupby("org", sort=False)}
    order = sorted(found, key=lambda org: (-len(found[org]), min(found[org]["due_on"])))
    return {org: Overdue(tuple(dict.fromkeys(found[org]["sheet"])), min(found[org]["due_on"])) for org in order}
