"""S12 专项任务台账: whatever a special programme counts that no other sheet has a column for."""

import re
from decimal import Decimal
from typing import ClassVar, Literal

from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Code, Day, Number, Period, Text, Whole, column
from schema.histories import NeverFalls, Steady
from schema.rules import Rule
from schema.sheet import About

Stage = Literal["未启动", "意向", "落户", "在建", "竣工", "完成"]
MeasureWord = Literal[
    "个",
    "家",
    "户",
    "人",
    "人次",
    "份",
    "件",
    "次",
    "场",
    "项",
    "条",
    "篇",
    "册",
    "套",
    "对",
    "支",
    "组",
    "处",
    "岗",
    "席",
    "级",
    "天",
    "小时",
    "年",
    "公里",
    "亩",
    "吨",
    "元",
    "万元",
    "%",
]
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_MAY_EXCEED = re.compile("completion|growth|完成率|增长|增幅")


def _at_most_all(value: Decimal, unit: str, metric: str, task: str) -> bool:
    """No share of a whole is more than 100 %; a completion or a growth may be."""
    return unit != "%" or value <= 100 or bool(_MAY_EXCEED.search(metric) or _MAY_EXCEED.search(task))


class SpecialTask(BranchSheet):
    """One row a period, task and metric. 完成值 is of the period, 累计投资 cumulative; formulas choose rows by ``metric``."""

    about: ClassVar[About] = About("special_task", "S12", "专项任务台账", frequency="月")
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule("not_snake_case", "metric", ("metric",), lambda metric: bool(_SNAKE_CASE.fullmatch(metric))),
        Rule("rate_over_100", "target_value", ("target_value", "unit", "metric", "task"), _at_most_all),
        Rule("rate_over_100", "actual_value", ("actual_value", "unit", "metric", "task"), _at_most_all),
    )
    between: ClassVar[tuple[Between, ...]] = (NeverFalls("invested_yuan"), Steady())

    period: Period = column("报告期", key=True)
    programme_code: Code = column("专项代码", key=True)
    task: Text = column("任务", key=True, max_length=60)
    stage: Choice[Stage] = column("阶段", required=True)
    metric: Code = column("计量指标", key=True)
    target_value: Number = column("目标值", percent=True, ge=0)
    actual_value: Number = column("完成值", required=True, percent=True, ge=0)
    unit: Choice[MeasureWord] = column("计量单位", required=True)
    due_on: Day = column("时限")
    invested_yuan: Whole = column("累计投资(元)", "yuan", ge=0)
