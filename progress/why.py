"""Why a goal has its lamp: codes and numbers, from the records of one goal on one day. Sentences are made of them in ``words``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from progress.left import goal, numeric, worth
from schema.target import AT_MOST, CADENCE, LEVEL, MILESTONE, NOMINAL, QUOTA, RATE, ZERO_TOLERANCE

CODES = (
    *("on_pace", "unreported", "starting", "not_begun", "no_target", "nominal", "behind_pace", "overdue", "below_target", "over_limit"),
    *("incidents", "not_met", "due_soon"),
)
MARKS = ("small_denominator", "stale", "parents_season", "no_season")
SMALL = 10
"""Denominators below this make a rate leap with every single case."""
MOST = 3


@dataclass(frozen=True)
class Share:
    """What one organisation adds to the shortfall, in units."""

    org: str
    short: float


@dataclass(frozen=True)
class Why:
    """One of CODES and what explains it: the gap in points, the shortfall now in units and what it is of, who lacks most, who is silent, MARKS.

    ``short`` counts the indicator's unit, of a rate its numerator, of a goal per group the groups; over a limit it is what is too much. ``most`` are the
    organisations below that are asked for it and lack most. ``silent`` did not report the newest period, ``stale`` are carried longer than allowed.
    """

    code: str
    gap: float | None
    short: float | None
    numerator: float | None
    denominator: float | None
    most: tuple[Share, ...]
    silent: int
    stale: int
    marks: tuple[str, ...]


def why(records: pd.DataFrame, org: str, below: Sequence[str], scales: Mapping[str, float]) -> Why:
    """Why an organisation has its lamp. ``records`` are those of one goal on one day, ``below`` the codes compared with each other; ``scales``: see ``worth``.

    Raises KeyError where the organisation has no record.
    """
    rows = records.set_index("org")
    row = rows.T[org]
    code = _code(row)
    short = shortfall(rows, row, scales)
    asked = rows.index.isin([each for each in below if each != org]) & rows["expected"].gt(0)
    lacking = short[asked & short.gt(0)].sort_values(ascending=False, kind="stable").head(MOST)
    explained, share = code in _WITH_SHORTFALL, pd.isna(row["of"]) and (row["basis"] == RATE or row["names_target"])
    return Why(
        code=code,
        gap=_known(row["gap"]),
        short=_known(short[org]) if explained else None,
        numerator=_known(row["numerator"]) if share else None,
        denominator=_known(row["denominator"]) if share else None,
        most=tuple(Share(str(name), float(amount)) for name, amount in lacking.items()) if explained else (),
        silent=int(row["expected"] - row["reported"]),
        stale=int(row["stale"]),
        marks=tuple(_marks(row)),
    )


_WITH_SHORTFALL = ("behind_pace", "overdue", "below_target", "over_limit", "incidents", "not_met", "due_soon")


def _code(row: pd.Series) -> str:
    """The reason that goes with a lamp: lamps that are no judgement stand for themselves, the others by the kind of goal."""
    if row["lamp"] not in ("slow", "behind"):
        return "nominal" if row["lamp"] == "no_target" and row["nature"] == NOMINAL and pd.notna(row["target"]) else str(row["lamp"])
    kinds = {
        "incidents": row["basis"] == ZERO_TOLERANCE,
        "not_met": pd.notna(row["of"]),
        "over_limit": row["direction"] == AT_MOST,
        "due_soon": row["basis"] in (CADENCE, MILESTONE) and row["lamp"] == "slow",
        "below_target": row["basis"] in (RATE, LEVEL) and not row["names_target"],
        "behind_pace": row["on"] <= row["due_on"] and row["basis"] not in (CADENCE, MILESTONE),
    }
    return next((code for code, holds in kinds.items() if holds), "overdue")


def shortfall(rows: pd.DataFrame, row: pd.Series, scales: Mapping[str, float]) -> pd.Series:
    """What each row of a goal lacks now in units, as ``row`` asks: for a rate against the target of ``row``, for a limit what was added to it."""
    value, due = numeric(rows["value"]), _expected(rows)
    if pd.notna(row["of"]):
        return numeric(rows["of"]) - numeric(rows["met"])
    if row["basis"] == ZERO_TOLERANCE:
        return value
    if row["basis"] == RATE and not row["names_target"]:
        due = pd.Series(float(row["target"]) if pd.notna(row["target"]) else np.nan, rows.index)
    if row["direction"] == AT_MOST:
        alone = row["basis"] == RATE or rows.index == row.name
        return ((value - due) * worth(rows, scales)).where(alone, value).round(9)
    return ((due - value) * worth(rows, scales)).round(9)


def _expected(rows: pd.DataFrame) -> pd.Series:
    """What the value should be now: along its course for a quota, else the target."""
    courses = (rows["basis"].eq(QUOTA) | rows["names_target"].astype("bool")) & rows["direction"].ne(AT_MOST)
    return goal(rows) * (numeric(rows["should_be"]) / 100).where(courses, 1.0)


def _marks(row: pd.Series) -> list[str]:
    found = {
        "small_denominator": pd.notna(row["denominator"]) and row["denominator"] < SMALL,
        "stale": row["stale"] > 0,
        "parents_season": row["season"] == "parent",
        "no_season": row["season"] == "straight",
    }
    return [mark for mark in MARKS if found[mark]]


def _known(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type,call-overload]
