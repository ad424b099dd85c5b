"""What a scoring item of 考核 looks at: the figure of one branch on a day, or why there is none to score."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

import numpy as np
import pandas as pd

from progress.left import goal, numeric, worth
from progress.summary import LIT
from schema.score_rule import COMPLETION, COUNTED, GAP, LATE, OF_LAMPS, OF_RETURNS, ON_TIME, PER_ITEM, SHORTFALL, SLOW, TIERS, VALUE
from schema.target import AT_MOST, NOMINAL, ZERO_TOLERANCE, Issuer

State = Literal["scored", "unreported", "left_out"]
Record = Mapping[Any, Any]
CENT = Decimal("0.01")
_EXACT = 1e-9
_HUNDRED, _ZERO = Decimal(100), Decimal(0)
_ISSUERS: Sequence[str] = Issuer.__args__  # type: ignore[attr-defined]
_OWN_FIRST = {issuer: -at for at, issuer in enumerate(_ISSUERS)}
_COLUMNS: Mapping[str, str] = {COMPLETION: "completion", GAP: "gap", SHORTFALL: "lacking", VALUE: "value"}
_LINES: Mapping[str, Decimal] = {COMPLETION: _HUNDRED, ON_TIME: _HUNDRED, GAP: _ZERO}


@dataclass(frozen=True)
class Asked:
    """What a rule asks of its figure: which measure of which indicator (empty: of all), in which way of scoring, from which line, since when."""

    measure: str
    kind: str
    indicator: str
    line: Decimal | None
    since: dt.date


@dataclass(frozen=True)
class Figure:
    """A figure ready to be scored, rounded half up to two decimals, and the line that goes with it where the rule has none.

    ``fewer``: the smaller the better. ``reason`` says why an item is left out; ``silent`` counts the goals nobody reported on among those counted.
    """

    state: State
    value: Decimal | None = None
    line: Decimal | None = None
    fewer: bool = False
    reason: str = ""
    silent: int = 0


def cents(value: float | Decimal) -> Decimal:
    """Half up to two decimals, from the digits a float is printed with: 0.1 is a tenth."""
    return Decimal(repr(value) if isinstance(value, float) else value).quantize(CENT, ROUND_HALF_UP) + _ZERO  # a zero has no sign


def with_lacking(records: pd.DataFrame, scales: Mapping[str, float]) -> pd.DataFrame:
    """The records with what the value itself is to reach (``aim``), whether that is a limit, and ``lacking``: the whole things missing until there
    (beyond a limit), of a rate those of its numerator, of a goal per group or sub-period those not met. ``scales`` as in ``left``.
    """
    limit = (records["direction"] == AT_MOST) | (records["basis"] == ZERO_TOLERANCE)
    aim = goal(records)
    short = (aim - numeric(records["value"])) * worth(records, scales)
    groups = numeric(records["of"]) - numeric(records["met"])
    lacking = short.where(~limit, -short).where(records["of"].isna(), groups)
    return records.assign(limit=limit, aim=aim, lacking=np.ceil(lacking - _EXACT).clip(lower=0))


def figure(asked: Asked, records: Sequence[Record], filed: tuple[int, int], on: dt.date) -> Figure:
    """The figure of one branch: ``records`` are its own of the day (with ``lacking``), ``filed`` how many of its returns were filed in time and late."""
    if asked.measure in OF_RETURNS:
        return _of_returns(asked, *filed)
    own = [row for row in records if asked.indicator in ("", row["indicator"])]
    return _of_lamps(asked, own, on) if asked.measure in OF_LAMPS else _of_record(asked, _chosen(own, on), on)


def _chosen(rows: Sequence[Record], on: dt.date) -> Record | None:
    """Of the goals an indicator has, the one that runs and is due first, else the one that ended last, else the next to begin; of a city's and a
    county's with equal dates the nearer issuer's. A nominal goal is none. Without a goal any record, which has the bare value."""
    goals = [row for row in rows if _number(row["target"]) is not None and row["nature"] != NOMINAL]
    return min(goals, key=lambda row: _preference(row, on)) if goals else next(iter(rows), None)


def _preference(row: Record, on: dt.date) -> tuple[int, int, int]:
    start_on, due_on, issuer = row["start_on"], row["due_on"], _OWN_FIRST.get(row["issued_by"], 0)
    if on < start_on:
        return 2, start_on.toordinal(), issuer
    return (0, due_on.toordinal(), issuer) if on <= due_on else (1, -due_on.toordinal(), issuer)


def _of_record(asked: Asked, row: Record | None, on: dt.date) -> Figure:
    if row is None:
        return Figure("left_out", reason="no_figure")
    if reason := _left_out(asked, row, on):
        return Figure("left_out", reason=reason)
    found = _number(row[_COLUMNS[asked.measure]])
    if (row["expected"] > 0 and row["reported"] == 0) or _number(row["value"]) is None:
        return _without_value(row)
    if found is None:
        return Figure("left_out", reason="nothing")
    fewer = asked.measure in COUNTED or asked.kind == PER_ITEM or (asked.measure == VALUE and bool(row["limit"]))
    return Figure("scored", cents(found), _line(asked, row), fewer)


def _line(asked: Asked, row: Record) -> Decimal:
    """Where a rule without a line of its own begins to deduct: at the target; for things counted at 0."""
    aim = _number(row["aim"]) if asked.measure == VALUE and asked.kind != PER_ITEM else None
    return _LINES.get(asked.measure, _ZERO if aim is None else cents(aim))


def _left_out(asked: Asked, row: Record, on: dt.date) -> str:
    """Why there is nothing to score here, whatever was reported; empty where there is."""
    if row["limit"] and (asked.measure == COMPLETION or (asked.measure == VALUE and asked.kind == TIERS)):
        return "limit"
    if asked.measure == VALUE and (asked.kind in (TIERS, PER_ITEM) or asked.line is not None):
        return ""
    target = _number(row["target"])
    if target is None or row["nature"] == NOMINAL or (target == 0 and not row["limit"]):
        return "no_target"
    return "not_begun" if on < row["start_on"] else ""


def _without_value(row: Record) -> Figure:
    if row["expected"] == 0:
        return Figure("left_out", reason="not_owed")
    return Figure("left_out", reason="nothing") if row["reported"] > 0 and _number(row["denominator"]) == 0 else Figure("unreported")


def _of_lamps(asked: Asked, rows: Sequence[Record], on: dt.date) -> Figure:
    """Goals that show the lamp, one an indicator. A goal nobody reported on counts as a red one: silence must not pay."""
    codes = dict.fromkeys(row["indicator"] for row in rows)
    chosen = [_chosen([row for row in rows if row["indicator"] == code], on) for code in codes]
    lamps = [row["lamp"] for row in chosen if row and row["lamp"] in LIT]
    silent = lamps.count("unreported")
    if not lamps:
        return Figure("left_out", reason="no_target")
    if silent == len(lamps):
        return Figure("unreported")
    if asked.measure == SLOW:
        return Figure("scored", Decimal(lamps.count("slow")), _ZERO, fewer=True)
    return Figure("scored", Decimal(lamps.count("behind") + silent), _ZERO, fewer=True, silent=silent)


def _of_returns(asked: Asked, in_time: int, late: int) -> Figure:
    """The share of the returns due that was filed on time, or how many were not. One filed on a day nobody wrote down is in neither."""
    if in_time + late == 0:
        return Figure("left_out", reason="nothing_due")
    if asked.measure == LATE:
        return Figure("scored", Decimal(late), _ZERO, fewer=True)
    return Figure("scored", cents(_HUNDRED * in_time / (in_time + late)), _HUNDRED)


def _number(cell: Any) -> float | None:
    return None if cell is None or pd.isna(cell) else float(cell)
