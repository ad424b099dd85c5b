"""Pace: completion against time, the gap between them, and the lamp that follows. Source of the rules: sheets.md §7.

Everything here works on whole frames, one row a figure; rates, completions, elapsed and gaps are percent, 0–100.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from progress.windows import elapsed
from schema.setting import LAMPS_YINCHUAN
from schema.target import AT_MOST, CADENCE, LEVEL, MILESTONE, NOMINAL, QUOTA, RATE, ZERO_TOLERANCE, read_milestones

LAMPS = ("on_pace", "slow", "behind", "unreported", "starting", "not_begun", "no_target")
_ON_PACE, _SLOW, _BEHIND, _UNREPORTED, _STARTING, _NOT_BEGUN, _NO_TARGET = (np.int8(place) for place in range(len(LAMPS)))
START_PERCENT = 10.0
_DUE_SOON = 7
_EXACT = 9
NUMBERS = ("value", "target", "elapsed", "should_be", "met", "of")
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Columns = Mapping[str, Any] | pd.DataFrame


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
    numbers = {name: pd.to_numeric(figures[name]).to_numpy(np.float64) for name in NUMBERS}
    on, start_on, due_on = (pd.to_datetime(figures[name]) for name in ("on", "start_on", "due_on"))
    judged = figures.assign(**numbers)
    return judged.assign(**verdicts(judged.assign(days_left=(due_on - on).dt.days, days_gone=(on - start_on).dt.days), rules))


def verdicts(columns: Columns, rules: Scheme) -> dict[str, Any]:
    """Completion, gap and lamp of the columns that ``judge`` needs, with days_left (to the due date) and days_gone (since the start) for the dates."""
    rows = _Rows.read(columns)
    completion = _completion(rows).round(_EXACT)
    gap = _gap(rows, completion).round(_EXACT)
    return {"completion": completion, "gap": gap, "lamp": pd.array(LAMPS, dtype="str").take(_lamp(rows, completion, gap, rules))}


@dataclass(frozen=True)
class _Rows:
    """The columns of figures as arrays; ``days_left`` to the due date and ``days_gone`` since the start are NaN without a goal."""

    value: Floats
    target: Floats
    elapsed: Floats
    should_be: Floats
    met: Floats
    of: Floats
    running: Floats
    expected: Floats
    reported: Floats
    leaf: Flags
    names_target: Flags
    days_left: Floats
    days_gone: Floats
    basis: Mapping[str, Flags]
    at_most: Flags
    nominal: Flags

    @classmethod
    def read(cls, figures: Columns) -> "_Rows":
        """The arrays of a table, or of columns by name."""

        def number(name: str) -> Floats:
            return np.asarray(figures[name], np.float64)

        return cls(
            value=number("value"),
            target=number("target"),
            elapsed=number("elapsed"),
            should_be=number("should_be"),
            met=number("met"),
            of=number("of"),
            running=number("running"),
            expected=number("expected"),
            reported=number("reported"),
            leaf=np.asarray(figures["leaf"], bool),
            names_target=np.asarray(figures["names_target"], bool),
            days_left=number("days_left"),
            days_gone=number("days_gone"),
            basis={basis: _is(figures["basis"], basis) for basis in (QUOTA, LEVEL, RATE, CADENCE, MILESTONE, ZERO_TOLERANCE)},
            at_most=_is(figures["direction"], AT_MOST),
            nominal=_is(figures["nature"], NOMINAL),
        )

    @property
    def grouped(self) -> Flags:
        """Whether groups or sub-periods are counted instead of the value."""
        return ~np.isnan(self.of)


def _is(told: Any, word: str) -> Flags:
    return np.asarray(pd.Series(told, copy=False).eq(word), bool)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Percent; NaN of nothing."""
    found: Floats = np.divide(part * 100, whole, out=np.full(len(part), np.nan), where=whole != 0)
    return found


def _completion(rows: _Rows) -> Floats:
    plain = np.where((rows.target == 0) & (rows.value == 0), 100.0, _ratio(rows.value, rows.target))
    found = np.where(rows.names_target, rows.value, np.where(rows.grouped, _ratio(rows.met, rows.of), plain))
    return np.where(np.isnan(rows.target), np.nan, found)


def _gap(rows: _Rows, completion: Floats) -> Floats:
    by_time = rows.names_target | rows.basis[QUOTA] | rows.basis[CADENCE]
    found = np.where(by_time, completion - rows.should_be, np.where(rows.basis[RATE], rows.value - rows.target, completion - 100))
    found = np.where(rows.grouped, completion - 100, np.where(rows.at_most, rows.target - rows.value, found))
    return np.where(np.isnan(rows.target) | rows.basis[ZERO_TOLERANCE], np.nan, found)


def _lamp(rows: _Rows, completion: Floats, gap: Floats, rules: Scheme) -> np.ndarray:
    """The lamp of each row as its place in LAMPS; the first that applies."""
    past_due, unknown = rows.days_left < 0, np.isnan(rows.value)
    silent = unknown | (rows.leaf & (rows.expected > 0) & (rows.reported == 0))
    lights: list[tuple[Flags, Any]] = [
        (np.isnan(rows.target) | rows.nominal, _NO_TARGET),
        (rows.days_gone < 0, _NOT_BEGUN),
        (unknown & (rows.expected == 0), _NO_TARGET),
        (silent, _UNREPORTED),
        (rows.basis[ZERO_TOLERANCE], np.where(rows.value <= rows.target, _ON_PACE, _BEHIND)),
        ((rows.elapsed <= START_PERCENT) & ~rows.at_most, _STARTING),
        (rows.grouped, _cadence(rows, past_due)),
        (rows.basis[CADENCE] | rows.basis[MILESTONE], _milestone(completion, rows.days_left)),
        (rows.at_most & ~rows.basis[RATE], _at_most(rows, gap, rules)),
        ((rows.basis[RATE] | rows.basis[LEVEL]) & ~rows.names_target, _by_gap(gap, rules.rate_green, rules.rate_amber)),
    ]
    found = np.where(past_due & (completion < 100), _BEHIND, _by_gap(gap, rules.quota_green, rules.quota_amber))
    for applies, lamp in reversed(lights):
        found = np.where(applies, lamp, found)
    return found


def _by_gap(gap: Floats, green: float, amber: float) -> np.ndarray:
    return np.where(gap >= -green, _ON_PACE, np.where(gap >= -amber, _SLOW, _BEHIND))


def _at_most(rows: _Rows, gap: Floats, rules: Scheme) -> np.ndarray:
    """A limit on a count, whatever the date: green at or under it. Only a stock can come back down, so only a stock is ever amber."""
    near = rows.basis[LEVEL] & (gap >= -rules.rate_amber / 100 * rows.target)
    return np.where(gap >= 0, _ON_PACE, np.where(near, _SLOW, _BEHIND))


def _cadence(rows: _Rows, past_due: Flags) -> np.ndarray:
    """Green when every group or sub-period is met, amber while the missing ones can still be, red else."""
    missing = rows.of - rows.met
    return np.where(missing <= 0, _ON_PACE, np.where((missing <= rows.running) & ~past_due, _SLOW, _BEHIND))


def _milestone(completion: Floats, days_left: Floats) -> np.ndarray:
    """What is to be done by a day, or so often by then: green when done or not yet near, amber in the last week, red when overdue."""
    near = np.where(days_left < 0, _BEHIND, np.where(days_left <= _DUE_SOON, _SLOW, _ON_PACE))
    return np.where(completion >= 100, _ON_PACE, near)
