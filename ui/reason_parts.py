"""Why a goal has its lamp and what is left of it, in sentences of the session's language."""

import datetime as dt

import pandas as pd

from progress.left import left, short_unit
from progress.why import why
from schema.target import AT_MOST
from snapshots.goals import Record
from ui.load import Workspace
from ui.session import language, t
from words.figures import known
from words.reasons import Left, reason, still_left


def reason_sentence(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> str:
    """Why this record has its lamp. ``records`` hold those of every organisation at least for its goal."""
    organisations, indicator = workspace.ledger.organisations, workspace.indicators[row["indicator"]]
    of_goal = records[records["goal"] == row["goal"]]
    told = why(of_goal, row["org"], organisations.leaves_below(row["org"], on), {indicator.code: indicator.scale})
    names = {share.org: organisations.on(share.org, on).name for share in told.most}
    return reason(told, short_unit(indicator, row), names, language())


def left_sentence(workspace: Workspace, row: Record) -> str:
    """What is left until the target and a week; empty where nothing is, or where it is not known."""
    indicator = workspace.indicators[row["indicator"]]
    found = left(pd.DataFrame([row]), {indicator.code: indicator.scale}).iloc[0]
    of: Left = "groups" if known(row["of"]) else "limit" if row["direction"] == AT_MOST else "target"
    return still_left(found["left"], found["weekly"], row["due_on"], short_unit(indicator, row), language(), of=of)


def carried(row: Record) -> list[str]:
    """A word on branches that are carried on longer than allowed, where there are any."""
    return [t("trust.carried", count=row["stale"])] if row["stale"] else []
