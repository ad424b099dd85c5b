"""S08 竞赛创新荣誉台账: labour emulation, workers' innovation and honours."""

from typing import ClassVar, Literal

from schema.across import Across, AsRegistered
from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Period, Text, Whole, column
from schema.entries import NoneTwice
from schema.rules import Rule, at_most
from schema.sheet import About

EmulationRecord = Literal["竞赛", "荣誉"]
HonourLevel = Literal["国家", "省", "市", "县"]
HonourKind = Literal["劳模", "五一奖章", "五一奖状", "技术能手", "破格晋升高级工", "破格晋升技师", "其他"]


class EmulationLedger(BranchSheet):
    """One row a contest and quarter, or a batch of honours."""

    about: ClassVar[About] = About("emulation_ledger", "S08", "竞赛创新荣誉台账", frequency="季")
    rules: ClassVar[tuple[Rule, ...]] = (at_most("units_in", "unionised_units"),)
    between: ClassVar[tuple[Between, ...]] = (NoneTwice(),)
    across: ClassVar[tuple[Across, ...]] = (AsRegistered("unionised_units", "unionised"),)

    period: Period = column("报告期", required=True, places=True)
    title: Text = column("竞赛/荣誉名称", required=True, max_length=60)
    record_kind: Choice[EmulationRecord] = column("记录类别", required=True)
    units_in: Whole = column("参赛单位数", "unit", ge=0)
    unionised_units: Whole = column("建会单位数", "unit", ge=0)
    workers_in: Whole = column("参赛职工数", "person", ge=0)
    sectors: Whole = column("行业数", "item", ge=0)
    suggestions: Whole = column("合理化建议(条)", "item", ge=0)
    innovations: Whole = column("技术革新(项)", "item", ge=0)
    inventions: Whole = column("技术发明(项)", "item", ge=0)
    benefit_yuan: Whole = column("经济效益(元)", "yuan", ge=0)
    honour_level: Choice[HonourLevel] = column("荣誉级别")
    honour_kind: Choice[HonourKind] = column("荣誉种类")
    honour_persons: Whole = column("获奖人数", "person", ge=0)
    honour_units: Whole = column("获奖单位数", "org", ge=0)
