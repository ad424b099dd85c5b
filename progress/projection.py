"""Where a figure is heading: its value on the due date with a range, and the day its target would be reached.

Three to a dozen period ends allow no model of trends or seasons; what they allow is said here and no more. All of it works on whole
frames, one row an organisation and one column an ended period.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

FEWEST = 3
"""Ended periods before which nothing is projected; the newest as many make up the recent pace."""
OUTLOOKS = ("reached", "in_time", "late", "never", "within", "over", "too_early", "past_due", "unknown")
PROJECTED = ("projected", "low", "high", "reached_on", "outlook")
_FARTHEST = 3652
_T90 = np.array([3.08, 1.89, 1.64, 1.53, 1.48, 1.44, 1.41, 1.40, 1.38, 1.37, 1.36])
"""Student's t that 1 of 10 lies above, by degrees of freedom from 1: with its mirror image it spans 8 of 10."""
_EXACT = 9

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Path:
    """Along what time a figure is projected, and between what bounds.

    ``clock`` gives the percent of the expected course gone by a day: of the time, or of last year's season; 100 on ``due_on``. ``adds`` is true of
    flows, which begin at 0 and add up; levels and rates change. ``at_most`` means that the target is a limit.
    """

    start_on: dt.date
    due_on: dt.date
    clock: Callable[[dt.date], float]
    adds: bool
    ceiling: float = np.inf
    at_most: bool = False


@dataclass(frozen=True)
class _Pace:
    """Of each row: its last known value with its day and clock, units a tick of the clock (expected, so far, recent), spread, number and days of periods."""

    value: Floats
    day: Floats
    clock: Floats
    tick: Floats
    so_far: Floats
    recent: Floats
    spread: Floats
    periods: Floats
    length: Floats


def project(course: pd.DataFrame, now: pd.Series, target: pd.Series, on: dt.date, path: Path) -> pd.DataFrame:
    """The columns PROJECTED for each row of the course: where it stands on the due date, from where to where it may, and when the target would be reached.

    The columns of the course are the last days of ended periods, oldest first; ``now`` and ``target`` have its index; unknown is NaN. Nothing is projected
    from fewer than FEWEST known periods, nor from the due date on. ``reached_on`` is null where the target is reached or never will be.
    """
    if on >= path.due_on or course.shape[1] < FEWEST:
        return _unknown(course, "past_due" if on >= path.due_on else "too_early")
    days, values = _points(course.clip(upper=path.ceiling), path)
    pace = _pace(days, np.array([path.clock(dt.date.fromordinal(int(day))) for day in days]), values, path.adds)
    ends = _ends(pace, now, values, path)
    days_reached = _reached_on(pace, target, on, path)
    ends["outlook"] = _outlook(ends, days_reached, now, target, path)
    enough = (course.notna().sum(axis=1) >= FEWEST) & now.notna() & target.notna()
    ends["outlook"] = ends["outlook"].where(enough, np.where(now.isna() | target.isna(), "unknown", "too_early"))
    ends.loc[~enough, ["projected", "low", "high"]] = np.nan
    told = enough & ~(now > target if path.at_most else now >= target)
    ends["reached_on"] = pd.Series([day if tell else None for day, tell in zip(days_reached, told, strict=True)], course.index, dtype="object")
    return ends[list(PROJECTED)]


def along(projection: pd.Series, now: float, on: dt.date, days: pd.Series, path: Path) -> pd.DataFrame:
    """``projected``, ``low`` and ``high`` of one row of ``project`` on days from ``on`` to the due date: from the value now to the end; null outside."""
    gone = days.map(path.clock).to_numpy()
    share = (gone - path.clock(on)) / max(100 - path.clock(on), 1e-9)
    inside = (days >= on) & (days <= path.due_on)
    return pd.DataFrame({name: pd.Series(now + (float(projection[name]) - now) * share, days.index).where(inside) for name in ("projected", "low", "high")})


def _unknown(course: pd.DataFrame, outlook: str) -> pd.DataFrame:
    blank = pd.DataFrame(np.nan, course.index, list(PROJECTED[:3]))
    return blank.assign(reached_on=pd.Series([None] * len(course), course.index, dtype="object"), outlook=outlook)


def _points(course: pd.DataFrame, path: Path) -> tuple[Floats, Floats]:
    """Days and values; a flow begins at 0 the day before its start. A gap between two known periods is filled evenly."""
    wide = course.astype("float64").set_axis([float(pd.Timestamp(day).toordinal()) for day in course.columns], axis="columns")
    if path.adds:
        wide.insert(0, float(path.start_on.toordinal() - 1), 0.0)
    filled = wide.T.interpolate(method="index", limit_area="inside").T
    return wide.columns.to_numpy(dtype="float64"), filled.to_numpy(dtype="float64")


def _pace(days: Floats, clock: Floats, values: Floats, adds: bool) -> _Pace:
    known = np.isfinite(values)
    rows = np.arange(len(values))
    first, last = known.argmax(axis=1), known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    back = np.maximum(first, last - FEWEST)
    if not adds:
        first, values = back, np.where(np.arange(values.shape[1]) >= back[:, None], values, np.nan)
    so_far = _slope(values, clock, first, last, np.zeros(len(values)))
    recent = _slope(values, clock, back, last, so_far)
    steps = np.diff(values, axis=1)
    periods = np.isfinite(steps).sum(axis=1).astype("float64")
    strays = steps - so_far[:, None] * np.diff(clock)
    spread = np.sqrt(np.nansum(strays**2, axis=1) / np.maximum(periods - 1, 1))
    tick = (so_far + recent) / 2 if adds else recent
    length = np.maximum((days[last] - days[first]) / np.maximum(periods, 1), 1)
    return _Pace(values[rows, last], days[last], clock[last], tick, so_far, recent, spread, periods, length)


def _slope(values: Floats, clock: Floats, first: npt.NDArray[np.int64], last: npt.NDArray[np.int64], otherwise: Floats) -> Floats:
    """Units a tick of the clock between two columns of each row; ``otherwise`` where the clock stood still."""
    rows, ticks = np.arange(len(values)), clock[last] - clock[first]
    return np.where(ticks > 0, (values[rows, last] - values[rows, first]) / np.where(ticks > 0, ticks, 1), otherwise)


def _ends(pace: _Pace, now: pd.Series, values: Floats, path: Path) -> pd.DataFrame:
    """Value, low and high on the due date. The range holds 8 of 10 if months go on to differ as they did, and what either pace alone would give."""
    to_come = 100.0 - pace.clock
    months = (path.due_on.toordinal() - pace.day) / pace.length
    freedom = np.clip(pace.periods - 2, 0, len(_T90) - 1).astype("int64")
    half = _T90[freedom] * pace.spread * np.sqrt(months + months**2 / np.maximum(pace.periods, 1))
    point = pace.value + pace.tick * to_come
    paces = [pace.value + each * to_come for each in (pace.so_far, pace.recent)]
    found = {"projected": point, "low": np.minimum(point - half, np.minimum(*paces)), "high": np.maximum(point + half, np.maximum(*paces))}
    falls = (np.nan_to_num(np.diff(values, axis=1)) < 0).any(axis=1)
    least = np.where(path.adds & ~falls, now.to_numpy(dtype="float64", na_value=np.nan), np.where((values < 0).any(axis=1), -np.inf, 0.0))
    return pd.DataFrame({name: np.clip(np.round(each, _EXACT), least, path.ceiling) for name, each in found.items()}, now.index)


@np.errstate(over="ignore")  # what moves by next to nothing is at its target in more days than a number holds: never
def _reached_on(pace: _Pace, target: pd.Series, on: dt.date, path: Path) -> list[dt.date | None]:
    """Of each row the first day after ``on`` on which its expected course is at its target; None where it never is, or only in more than ten years."""
    left, aim = path.due_on.toordinal() - pace.day, target.to_numpy(dtype="float64", na_value=np.nan)
    moving = pace.tick > 0
    tick = pace.clock + (aim - pace.value) / np.where(moving, pace.tick, 1)
    grid = np.arange(on.toordinal() + 1, path.due_on.toordinal() + 1)
    gone = np.maximum.accumulate([path.clock(dt.date.fromordinal(int(day))) for day in grid])
    inside = grid[np.minimum(np.searchsorted(gone, np.round(tick, _EXACT) - 1e-9), len(grid) - 1)]
    daily = np.where(moving, pace.tick * (100 - pace.clock) / left, 1)
    beyond = path.due_on.toordinal() + np.ceil(np.round((aim - (pace.value + pace.tick * (100 - pace.clock))) / np.where(daily > 0, daily, np.inf), _EXACT))
    found = np.where(tick <= 100 + 1e-9, inside, beyond)
    ever = moving & np.isfinite(found) & (found - on.toordinal() <= _FARTHEST) & (aim <= path.ceiling) & (daily > 0)
    return [dt.date.fromordinal(int(day)) if may else None for day, may in zip(found, ever, strict=True)]


def _outlook(ends: pd.DataFrame, reached: Sequence[dt.date | None], now: pd.Series, target: pd.Series, path: Path) -> np.ndarray:
    if path.at_most:
        return np.where((now > target) | (ends["projected"] > target), "over", "within")
    ever = np.array([day is not None for day in reached])
    on_time = np.array([day is not None and day <= path.due_on for day in reached])
    return np.where(now >= target, "reached", np.where(on_time, "in_time", np.where(ever, "late", "never")))
