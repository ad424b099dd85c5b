"""Ranking of branches that are peers: by completion, by pace gap and by what each has gained since an earlier day, side by side."""

import datetime as dt
from typing import Final, Literal

import numpy as np
import pandas as pd

from ledger.ledger import Ledger
from progress.change import is_level
from progress.indicators import Indicator
from progress.left import numeric
from progress.why import SMALL
from progress.windows import CALENDAR_YEAR, year_start
from schema.setting import YEAR_START
from schema.target import AT_MOST, RATE, ZERO_TOLERANCE

Order = Literal["completion", "gap", "improvement"]
ORDERS: Final[tuple[Order, ...]] = ("completion", "gap", "improvement")
RANKED: Final = "ranked"
UNRANKED: Final = ("unreported", "no_target", "not_applicable", "not_begun")
_EXACT = 9


def earlier_day(ledger: Ledger, indicator: Indicator, on: dt.date, *, has_goal: bool) -> dt.date | None:
    """The day improvement is counted from: the end of the month before; None where a figure that is counted anew each year began after it."""
    before, begins = on.replace(day=1) - dt.timedelta(days=1), ledger.settings.get(YEAR_START, CALENDAR_YEAR)
    anew = not (has_goal or indicator.from_on or (indicator.formula and is_level(indicator.formula)))
    return None if anew and year_start(before, begins) != year_start(on, begins) else before


def ranking(records: pd.DataFrame, earlier: pd.DataFrame, peers: list[str]) -> pd.DataFrame:
    """The records of these branches, of one goal on one day, each with its place by every one of ORDERS; ``earlier`` are the goal's records of an earlier day.

    Added: ``status`` (RANKED or one of UNRANKED), ``score`` (completion, of a figure nobody has a target for the value, of zero tolerance the incidents),
    ``improvement`` (points of today's target, of a rate its own points, else the figure's unit; a gain is positive also where less is better),
    ``rank_<order>`` (1 is best, ties share it, null where there is nothing to rank by), ``to_next`` (so many more of the indicator's unit and the branch
    stands beside the next better one, if that one stays where it is) and ``small`` (a denominator in which every single case is a leap).
    """
    rows = records[records["org"].isin(peers)].reset_index(drop=True)
    lower = bool((records["direction"].eq(AT_MOST) | records["basis"].eq(ZERO_TOLERANCE)).any())
    by_value = bool(numeric(rows["target"]).isna().all())
    score = _score(rows, by_value, lower)
    status = _status(rows, score, by_value, lower)
    ranked = status.eq(RANKED)
    rows = rows.assign(status=status, score=score.where(ranked), small=numeric(rows["denominator"]).lt(SMALL))
    rows["improvement"] = _improvement(rows, earlier, by_value, lower)
    rows["rank_completion"] = rows["score"].rank(method="min", ascending=lower)
    rows["rank_gap"] = numeric(rows["gap"]).where(ranked).rank(method="min", ascending=False)
    rows["rank_improvement"] = rows["improvement"].rank(method="min", ascending=False)
    return rows.assign(to_next=_to_next(rows, by_value, lower))


def rankings(records: pd.DataFrame, peers: list[str]) -> pd.DataFrame:
    """The same for every goal among the records of a day, improvement left out."""
    found = [ranking(rows, rows.head(0), peers) for _, rows in records.groupby("goal", sort=False)]
    return pd.concat(found, ignore_index=True) if found else records.head(0)


def in_order(ranked: pd.DataFrame, order: Order) -> pd.DataFrame:
    """From the last place up; those without a place stand below, as do the unranked."""
    return ranked.sort_values([f"rank_{order}", "org"], ascending=[False, True], na_position="last", ignore_index=True)


def _score(rows: pd.DataFrame, by_value: bool, lower: bool) -> pd.Series:
    """What is compared. Of a limit of nothing anything is infinitely much."""
    value, completion = numeric(rows["value"]), numeric(rows["completion"])
    if by_value:
        return value
    over = lower & completion.isna() & value.gt(0) & numeric(rows["target"]).eq(0)
    return completion.mask(over, np.inf).mask(rows["basis"].eq(ZERO_TOLERANCE), value)


def _status(rows: pd.DataFrame, score: pd.Series, by_value: bool, lower: bool) -> pd.Series:
    target, owes = numeric(rows["target"]), rows["expected"].gt(0)
    choices = [
        (owes & rows["reported"].eq(0), "unreported"),
        (rows["lamp"].eq("not_begun"), "not_begun"),
        (~pd.Series(by_value, rows.index) & (target.isna() | (target.eq(0) & (not lower))), "no_target"),
        (score.isna() | numeric(rows["value"]).isna(), "not_applicable"),
    ]
    return pd.Series(np.select([test for test, _ in choices], [code for _, code in choices], RANKED), rows.index, dtype="str")


def _improvement(rows: pd.DataFrame, earlier: pd.DataFrame, by_value: bool, lower: bool) -> pd.Series:
    """What was gained since the earlier day, null where the branch had no place then. Both days against today's target: a target that was raised is no loss."""
    then = earlier.drop_duplicates("org").set_index("org").reindex(rows["org"]).set_axis(rows.index)
    then = then.assign(expected=then["expected"].fillna(0), reported=then["reported"].fillna(0))
    placed = rows["status"].eq(RANKED) & _status(then, numeric(then["value"]), by_value=True, lower=lower).eq(RANKED)
    added = numeric(rows["value"]) - numeric(then["value"])
    if not by_value:
        plain = rows["basis"].isin([RATE, ZERO_TOLERANCE])
        target = numeric(rows["target"])
        added = added.where(plain, added / target.where(target != 0) * 100)
        grouped = rows["of"].notna() | rows["names_target"].astype("bool")
        added = added.mask(grouped, numeric(rows["completion"]) - numeric(then["completion"]))
    return (-added if lower else added).where(placed).round(_EXACT) + 0.0


def _to_next(rows: pd.DataFrame, by_value: bool, lower: bool) -> pd.Series:
    """Only where one more of the unit moves the completion by a known amount: not for rates, groups, formulas with a target of their own, or limits."""
    if by_value or lower:
        return pd.Series(np.nan, rows.index)
    scores = np.sort(rows["score"].dropna().unique())
    above = np.searchsorted(scores, rows["score"].fillna(np.inf), side="right")
    better = pd.Series([scores[at] if at < len(scores) else np.nan for at in above], rows.index)
    exact = rows["of"].isna() & ~rows["names_target"].astype("bool") & rows["basis"].ne(RATE)
    return (better / 100 * numeric(rows["target"]) - numeric(rows["value"])).where(exact & rows["score"].notna()).round(_EXACT - 3)
