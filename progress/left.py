"""What is left: how much until the target, and how much a week until the day it is due. Works on whole frames of records."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from progress.indicators import PERCENT, Indicator
from schema.target import AT_MOST, RATE

_WEEK = 7
_EXACT = 9


def left(records: pd.DataFrame, scales: Mapping[str, float]) -> pd.DataFrame:
    """Of each record ``left`` (until the target, never below 0) and ``weekly`` (of that, a week).

    In the indicator's unit; for a rate with a denominator, so many more of its numerator at today's denominator; for a goal per group or
    sub-period, those that can still be met; under a limit, what may still be added. ``scales``: see ``worth``. ``weekly`` is null
    from the due date on, under a limit, and where nothing is left.
    """
    groups = pd.concat([numeric(records["of"]) - numeric(records["met"]), numeric(records["running"])], axis=1).min(axis=1)
    amount = ((goal(records) - numeric(records["value"])) * worth(records, scales)).where(records["of"].isna(), groups)
    amount = amount.where(numeric(records["target"]).notna()).round(_EXACT).clip(lower=0)
    days = (pd.to_datetime(records["due_on"]) - pd.to_datetime(records["on"])).dt.days
    weekly = (amount * _WEEK / days.where(days > 0)).where((amount > 0) & (records["direction"] != AT_MOST))
    return pd.DataFrame({"left": amount, "weekly": weekly}, index=records.index)


def goal(records: pd.DataFrame) -> pd.Series:
    """What the value itself is to reach: the target, or 100 where the formula is a completion."""
    return numeric(records["target"]).where(~records["names_target"].astype("bool"), 100.0)


def worth(records: pd.DataFrame, scales: Mapping[str, float]) -> pd.Series:
    """How many of its numerator one point of a record's value is: 1 where it has no denominator or is no rate.

    ``scales`` says for each indicator by how much its value grows when numerator ÷ denominator grows by 1 (100 for percent).
    """
    scale = numeric(records["indicator"].map(scales)).abs()
    rate = (records["basis"].eq(RATE) | records["names_target"].astype("bool")) & scale.gt(0)
    return (numeric(records["denominator"]) / scale).where(rate).fillna(1.0)


def short_unit(indicator: Indicator, row: Mapping[Any, Any]) -> str:
    """The unit of what a record lacks: its own, of a rate that of its numerator, none for groups."""
    if pd.notna(row["of"]):
        return ""
    if (row["basis"] == RATE or row["names_target"]) and pd.notna(row["denominator"]):
        return indicator.numerator_unit
    return PERCENT if row["names_target"] else indicator.unit


def numeric(cells: pd.Series) -> pd.Series:
    """Cells as floats, unknown as NaN."""
    return pd.to_numeric(cells).astype("float64")
