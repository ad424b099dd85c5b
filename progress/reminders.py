"""Whom to remind of what (催办): branches whose returns are missing, incomplete, faulty or sent back, but for those reminded lately."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Tone = Literal["before", "today", "overdue"]
LACKING = ("untouched", "partial", "invalid", "returned")
COOL_OFF = dt.timedelta(days=3)


@dataclass(frozen=True)
class Lack:
    """One return that is not as it should be; ``missing`` counts the required cells left blank by header, ``reason`` is why it was sent back."""

    sheet: str
    state: str
    missing: Mapping[str, int]
    reason: str


@dataclass(frozen=True)
class Call:
    """One branch to remind: what it lacks, and by when the first of that is due."""

    org: str
    due_on: dt.date
    lacks: tuple[Lack, ...]


def calls(returns: pd.DataFrame) -> list[Call]:
    """The branches that lack anything, most first. Needs org, sheet, state, missing, reason and due_on."""
    found = []
    for org, rows in returns[returns["state"].isin(LACKING)].groupby("org", sort=False):
        lacks = tuple(Lack(row["sheet"], row["state"], row["missing"], row["reason"]) for row in rows.to_dict("records"))
        found.append(Call(str(org), min(rows["due_on"]), lacks))
    return sorted(found, key=lambda call: -len(call.lacks))


def is_cooling(reminded: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a branch was reminded so lately that it is left alone."""
    return reminded is not None and now - reminded < COOL_OFF


def tone(due_on: dt.date, on: dt.date) -> Tone:
    """How a reminder sounds on a day: before, on or after the day the return is due."""
    return "before" if on < due_on else "today" if on == due_on else "overdue"


def on_time(returns: pd.DataFrame, on: dt.date) -> tuple[int, int, int]:
    """Of the returns due by a day: filed in time, filed late or not at all, and filed on a day that nobody wrote down."""
    counted = punctuality(returns, on).sum()
    return int(counted["in_time"]), int(counted["late"]), int(counted["unknown"])


def punctuality(returns: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """The same by branch: ``in_time``, ``late`` and ``unknown`` for every org that any return is due of."""
    due = returns[returns["due_on"] <= on]
    filed, dated = due["state"] != "untouched", due["filed_at"].notna()
    in_time = filed & dated & (due["filed_at"].where(dated, due["due_on"]) <= due["due_on"])
    unknown = filed & ~dated
    found = pd.DataFrame({"org": due["org"], "in_time": in_time, "late": ~in_time & ~unknown, "unknown": unknown})
    return found.groupby("org", sort=False).sum()
