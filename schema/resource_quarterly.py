"""S11 经费阵地队伍季报: funds, places and people of the union at a quarter's end."""

from typing import ClassVar, Literal

from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Period, Text, Whole, column
from schema.histories import Steady
from schema.rules import Rule, at_least
from schema.sheet import About

ResourceKind = Literal[
    "财政投入",
    "经费收缴",
    "经费支出",
    "职工书屋",
    "维权站点",
    "服务网络",
    "信息库",
    "分管领导",
    "工会主席",
    "组织员",
    "志愿者",
    "工作组",
    "政协界别",
    "其他",
]
ResourceLevel = Literal["市", "县", "街镇", "社区村", "单位"]


class ResourceQuarterly(BranchSheet):
    """One row a quarter and item. What 期末数量 counts (places, people, funds) follows from 资源类别, so it has no unit of its own."""

    about: ClassVar[About] = About("resource_quarterly", "S11", "经费阵地队伍季报", frequency="季", returns=True)
    rules: ClassVar[tuple[Rule, ...]] = (at_least("count_due", "count_end"),)
    between: ClassVar[tuple[Between, ...]] = (Steady(("count_end",)),)

    period: Period = column("报告期", key=True)
    kind: Choice[ResourceKind] = column("资源类别", key=True)
    item: Text = column("名称", key=True, max_length=40)
    level: Choice[ResourceLevel] = column("层级", key=True)
    count_end: Whole = column("期末数量", required=True, ge=0)
    count_due: Whole = column("应有数量", ge=0)
    count_new: Whole = column("本期新增", ge=0)
    persons: Whole = column("人数", "person", ge=0)
    volumes: Whole = column("藏书(册)", "volume", ge=0)
    amount_yuan: Whole = column("金额(元)", "yuan", ge=0)
