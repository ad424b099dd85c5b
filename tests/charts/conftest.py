"""Frames as the rooms above hand them in; names and figures are made up."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest


def _goal(**changed: Any) -> dict[str, Any]:
    goal = {"key": "q1", "lamp": "behind", "lamp_text": "■ 滞后", "name": "新发展会员", "value_text": "2,940 / 6,000 人", "percent_text": "49.0%"}
    return {**goal, "done": 49.0, "now": 66.6, "last_year": 61.0, "hollow": False, **changed}


@pytest.fixture
def goals() -> Callable[..., pd.DataFrame]:
    """Bullet rows; each argument is a dict of what differs from a quota that is behind."""
    return lambda *changes: pd.DataFrame([_goal(**change) for change in changes], columns=list(_goal()))


@pytest.fixture
def course() -> pd.DataFrame:
    """Thirteen points of a quota of 6,000, the last four months to come."""
    on = pd.to_datetime(["2025-12-31", *pd.date_range("2026-01-31", periods=12, freq="ME").strftime("%Y-%m-%d")])
    expected = [6000 * (day - on[0]).days / 365 for day in on]
    value = [0, 330, 600, 1060, 1420, 1810, 2180, 2560, 2940, None, None, None, None]
    return pd.DataFrame({"on": on, "value": value, "expected": expected, "last_year": [day * 0.9 for day in expected]})


@pytest.fixture
def ranked() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": ["b1", "b2", "b3"],
            "lamp": ["behind", "on_pace", "unreported"],
            "name": ["示例01镇", "示例02镇", "示例03镇"],
            "done": [32.2, 126.0, None],
            "value_text": ["19/59", "126/100", "—"],
            "percent_text": ["32.2%", "126.0%", "—"],
            "place": ["2", "1", ""],
            "gap_text": ["−34.4", "+59.4", "—"],
            "gain_text": ["+1.0", "−2.0", "—"],
        }
    )


@pytest.fixture
def moved() -> pd.DataFrame:
    names, texts = ["示例01镇", "示例02镇", "示例03镇"], ["+30", "−5", "+8"]
    return pd.DataFrame({"name": names, "before": [20, 45, None], "after": [50, 40, 8], "change_text": texts, "tip": texts})


@pytest.fixture
def months() -> pd.DataFrame:
    return pd.DataFrame({"label": [str(at) for at in range(1, 13)], "begun": [1.0] * 7 + [0.5] + [0.0] * 4})


@pytest.fixture
def cells() -> pd.DataFrame:
    rows = [("组织建设月报", "1", "●", "on_time", False), ("组织建设月报", "2", "◆", "late", True), ("组织建设月报", "3", "·", "not_due", False)]
    return pd.DataFrame([*rows, ("集体协商台账", "1", "✎", "returned", False)], columns=["sheet", "month_label", "mark", "state", "current"])


@pytest.fixture
def strips() -> pd.DataFrame:
    """Two goals: one of a branch among two peers, one of a branch that did not report."""
    rows = [("g1", "peer", 40.0), ("g1", "peer", 130.0), ("g1", "median", 60.0), ("g1", "own", 60.0), ("g2", "peer", 10.0), ("g2", "own", None)]
    marks = pd.DataFrame(rows, columns=["key", "mark", "done"])
    return marks.assign(name="新发展会员", place_text="第 2 / 3 名", value_text="60.0%", tip="示例01镇 60.0%")
