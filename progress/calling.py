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
    filing = frozenset(leaves)
    worst = worst_first(records[records["org"].isin(filing) & (records["lamp"] == "behind")]).drop_duplicates("org")
    overdue = {org: lack for org, lack in _overdue(returns, on).items() if org in filing and org not in reminded}
    first = worst["org"].head(MOST - 1).to_list()
    silent = [org for org in overdue if org not in first]
    chosen = [*first, *silent][:MOST] if silent else worst["org"].head(MOST).to_list()
    goals: dict[str, Mapping[Any, Any]] = {str(row["org"]): row for row in worst[worst["org"].isin(chosen)].to_dict("records")}
    return [Ring(org, goals.get(org), overdue.get(org)) for org in chosen]


def _overdue(returns: pd.DataFrame, on: dt.date) -> dict[str, Overdue]:
    late = returns[(returns["state"] == "untouched") & (returns["due_on"] < on)]
    found: dict[str, list[tuple[str, dt.date]]] = {}
    for org, sheet, due_on in zip(late["org"], late["sheet"], late["due_on"], strict=True):
        found.setdefault(str(org), []).append((sheet, due_on))
    order = sorted(found, key=lambda org: (-len(found[org]), min(due_on for _, due_on in found[org])))
    return {org: Overdue(tuple(dict.fromkeys(sheet for sheet, _ in found[org])), min(due_on for _, due_on in found[org])) for org in order}
