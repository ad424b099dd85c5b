"""S04 帮扶慰问台账: help given, one row a batch and never a person."""

from typing import ClassVar, Literal

from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Day, Period, Text, Whole, column
from schema.entries import NoneTwice
from schema.rules import Rule, at_least, at_most, inside_period
from schema.sheet import About

AssistanceProgramme = Literal[
    "送温暖",
    "送清凉",
    "送健康",
    "连心卡",
    "金秋助学",
    "生活救助",
    "医疗救助",
    "交友结对",
    "精准扶贫",
    "灾害救助",
    "爱心企业",
    "困难建档",
    "其他",
]
TargetGroup = Literal["困难职工", "农民工", "环卫工人", "女职工", "留守儿童", "孤儿", "困难职工子女", "农户", "全体职工"]
FundSource = Literal["财政", "工会经费", "社会捐赠", "自筹"]


class AssistanceLedger(BranchSheet):
    """One row a batch of help. Two equal rows are possible, so rows have no key."""

    about: ClassVar[About] = About("assistance_ledger", "S04", "帮扶慰问台账", frequency="月", event_date="given_on")
    rules: ClassVar[tuple[Rule, ...]] = (
        inside_period("given_on"),
        at_most("per_min_yuan", "per_max_yuan"),
        Rule("below_each", "cash_yuan", ("cash_yuan", "per_min_yuan", "persons"), lambda cash, each, persons: cash >= each * persons, elementwise=True),
        Rule("above_each", "cash_yuan", ("cash_yuan", "per_max_yuan", "persons"), lambda cash, each, persons: cash <= each * persons, elementwise=True),
        Rule("cash_for_nobody", "persons", ("persons", "cash_yuan"), lambda persons, cash: persons > 0 or cash == 0, "warn"),
        at_least("pairs", "helper_persons"),
        at_most("lifted_persons", "persons"),
        Rule("only_for_filing", "files_end", ("files_end", "programme"), lambda _, programme: programme == "困难建档"),
    )
    between: ClassVar[tuple[Between, ...]] = (NoneTwice(),)

    period: Period = column("报告期", required=True, places=True)
    programme: Choice[AssistanceProgramme] = column("项目", required=True)
    given_on: Day = column("实施日", required=True, places=True)
    target_group: Choice[TargetGroup] = column("对象类别", required=True)
    persons: Whole = column("惠及人数", "person", required=True, ge=0)
    households: Whole = column("惠及户数", "household", ge=0)
    cash_yuan: Whole = column("资金(元)", "yuan", required=True, ge=0)
    fund_source: Choice[FundSource] = column("资金来源")
    goods: Text = column("物资名称", max_length=40)
    goods_qty: Whole = column("物资数量", "piece", ge=0)
    per_min_yuan: Whole = column("每人最低(元)", "yuan", ge=0)
    per_max_yuan: Whole = column("每人最高(元)", "yuan", ge=0)
    donor_units: Whole = column("参与爱心单位数", "enterprise", ge=0)
    helper_persons: Whole = column("结对干部数", "person", ge=0)
    pairs: Whole = column("结对数", "pair", ge=0)
    lifted_persons: Whole = column("脱困人数", "person", ge=0)
    files_end: Whole = column("期末在档数", "file", ge=0)
