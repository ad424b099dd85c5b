"""Pace: completion against time, the gap between them, and the lamp that follows. Source of the rules: sheets.md §7.

Everything here works on whole frames, one row a figure; rates, completions, elapsed and gaps are percent, 0–100.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from progress.windows import elapsed
from schema.setting import LAMPS_YINCHUAN
from schema.target import AT_MOST, CADENCE, LEVEL, MILESTONE, NOMINAL, QUOTA, RATE, ZERO_TOLERANCE, read_milestones

LAMPS = ("on_pace", "slow", "behind", "unreported", "starting", "not_begun", "no_target")
START_PERCENT = 10.0
_DUE_SOON = 7
_EXACT = 9
_NUMBERS = ("value", "target", "elapsed", "should_be", "met", "of")


@dataclass(frozen=True)
class Scheme:
    """How far behind (in points) a quota, and a rate or stock, may be and still be green, and still be amber."""

    quota_green: float = 0.0
    quota_amber: float = 10.0
    rate_green: float = 0.0
    rate_amber: float = 5.0


def scheme(setting: str | None) -> Scheme:
    """The lamp rules a federation chose by name; anything else is the standard."""
    return Scheme(quota_green=10.0, quota_amber=30.0) if setting == LAMPS_YINCHUAN else Scheme()


def expected_percent(on: dt.date, start_on: dt.date, due_on: dt.date, milestones: str = "") -> float:
    """Percent of the target that should be reached on a day: the time gone, or along the milestones ("2012-06-30:50; …").

    Both ends count, as in ``elapsed``: 0 until the day before the start, 100 from the due date on.
    """
    points = [(start_on - dt.timedelta(days=1), 0.0), *_milestones(milestones), (due_on, 100.0)]
    if len(points) == 2 or on < start_on or on >= due_on:
        return elapsed(on, start_on, due_on)
    days = [day.toordinal() for day, _ in points]
    return float(np.interp(on.toordinal(), days, [percent for _, percent in points]))


def _milestones(text: str) -> list[tuple[dt.date, float]]:
    """The milestones of a target; none where they cannot be read, which is an issue of its row."""
    try:
        return read_milestones(text)
    except ValueError:
        return []


def judge(figures: pd.DataFrame, rules: Scheme) -> pd.DataFrame:
    """The figures with completion, gap and lamp added.

    Needs: value, target, elapsed, should_be (percent expected now), basis, direction, nature, names_target, met, of,
    running (groups or sub-periods that can still be met), on, start_on, due_on, reported, expected, leaf (a branch that files).
    """
    judged = figures.copy()
    for name in _NUMBERS:
        judged[name] = pd.to_numeric(judged[name])
    judged["completion"] = _completion(judged).round(_EXACT)
    judged["gap"] = _gap(judged).round(_EXACT)
    judged["lamp"] = _lamp(judged, rules)
    return judged


def _completion(rows: pd.DataFrame) -> pd.Series:
    target = rows["target"].where(rows["target"] != 0)
    zero = pd.Series(np.where(rows["value"].isna() | (rows["target"] != 0), np.nan, np.where(rows["value"] == 0, 100.0, np.nan)), rows.index)
    plain = (rows["value"] / target * 100).fillna(zero)
    grouped = rows["met"] / rows["of"].where(rows["of"] != 0) * 100
    completion = plain.where(rows["of"].isna(), grouped)
    return completion.where(~rows["names_target"], rows["value"]).where(rows["target"].notna())


def _gap(rows: pd.DataFrame) -> pd.Series:
    choices = [
        (rows["of"].notna(), rows["completion"] - 100),
        (rows["direction"] == AT_MOST, rows["target"] - rows["value"]),
        (rows["names_target"] | rows["basis"].isin([QUOTA, CADENCE]), rows["completion"] - rows["should_be"]),
        (rows["basis"] == RATE, rows["value"] - rows["target"]),
    ]
    gap = pd.Series(np.select([test for test, _ in choices], [found for _, found in choices], rows["completion"] - 100), rows.index)
    return gap.where(rows["target"].notna() & (rows["basis"] != ZERO_TOLERANCE))


def _lamp(rows: pd.DataFrame, rules: Scheme) -> np.ndarray:
    on, start_on, due_on = (pd.to_datetime(rows[name]) for name in ("on", "start_on", "due_on"))
    past_due = on > due_on
    lights: list[tuple[pd.Series, object]] = [
        (rows["target"].isna() | (rows["nature"] == NOMINAL), "no_target"),
        (on < start_on, "not_begun"),
        (rows["value"].isna() & (rows["expected"] == 0), "no_target"),
        (rows["value"].isna() | (rows["leaf"] & (rows["expected"] > 0) & (rows["reported"] == 0)), "unreported"),
        (rows["basis"] == ZERO_TOLERANCE, np.where(rows["value"] <= rows["target"], "on_pace", "behind")),
        ((rows["elapsed"] <= START_PERCENT) & (rows["direction"] != AT_MOST), "starting"),
        (rows["of"].notna(), _cadence(rows, past_due)),
        (rows["basis"].isin([CADENCE, MILESTONE]), _milestone(rows["completion"], (due_on - on).dt.days)),
        (rows["direction"].eq(AT_MOST) & ~rows["basis"].eq(RATE), _at_most(rows, rules)),
        (rows["basis"].isin([RATE, LEVEL]) & ~rows["names_target"], _by_gap(rows["gap"], rules.rate_green, rules.rate_amber)),
    ]
    quota = np.where(past_due & (rows["completion"] < 100), "behind", _by_gap(rows["gap"], rules.quota_green, rules.quota_amber))
    return np.select([test for test, _ in lights], [np.asarray(lamp) for _, lamp in lights], quota)


def _by_gap(gap: pd.Series, green: float, amber: float) -> np.ndarray:
    return np.where(gap >= -green, "on_pace", np.where(gap >= -amber, "slow", "behind"))


def _at_most(rows: pd.DataFrame, rules: Scheme) -> np.ndarray:
    """A limit on a count, whatever the date: green at or under it. Only a stock can come back down, so only a stock is ever amber."""
    near = rows["basis"].eq(LEVEL) & (rows["gap"] >= -rules.rate_amber / 100 * rows["target"])
    return np.where(rows["gap"] >= 0, "on_pace", np.where(near, "slow", "behind"))


def _cadence(rows: pd.DataFrame, past_due: pd.Series) -> np.ndarray:
    """Green when every group or sub-period is met, amber while the missing ones can still be, red else."""
    missing = rows["of"] - rows["met"]
    return np.where(missing <= 0, "on_pace", np.where((missing <= rows["running"]) & ~past_due, "slow", "behind"))


def _milestone(completion: pd.Series, days_left: pd.Series) -> np.ndarray:
    """What is to be done by a day, or so often by then: green when done or not yet near, amber in the last week, red when overdue."""
    return np.where(completion >= 100, "on_pace", np.where(days_left < 0, "behind", np.where(days_left <= _DUE_SOON, "slow", "on_pace")))
