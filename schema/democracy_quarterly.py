"""S03 民主管理与和谐劳动关系季报: openness, workers' congresses and harmony at a quarter's end."""

from typing import ClassVar

from schema.across import Across, AsRegistered
from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Period, Whole, column
from schema.histories import Steady
from schema.rules import Rule, at_most
from schema.sheet import About
from schema.unit_register import UnitKind


class DemocracyQuarterly(BranchSheet):
    """One row a quarter and kind of unit. Source of the rates of openness, satisfaction and congresses."""

    about: ClassVar[About] = About("democracy_quarterly", "S03", "民主管理与和谐劳动关系季报", frequency="季", returns=True)
    rules: ClassVar[tuple[Rule, ...]] = (
        at_most("units_open", "units_should_open"),
        at_most("units_congress", "unionised_units"),
        at_most("survey_satisfied", "survey_n"),
    )
    between: ClassVar[tuple[Between, ...]] = (Steady(),)
    across: ClassVar[tuple[Across, ...]] = (AsRegistered("unionised_units", "unionised", by="unit_kind"),)

    period: Period = column("报告期", key=True)
    unit_kind: Choice[UnitKind] = column("单位性质", key=True)
    unionised_units: Whole = column("已建会单位数", "unit", required=True, ge=0)
    units_should_open: Whole = column("应公开单位数", "unit", required=True, ge=0)
    units_open: Whole = column("实行厂(政)务公开单位数", "unit", required=True, ge=0)
    units_congress: Whole = column("建立职代会单位数", "unit", required=True, ge=0)
    survey_n: Whole = column("满意度测评人数", "person", ge=0)
    survey_satisfied: Whole = column("满意人数", "person", ge=0)
    harmony_units: Whole = column("和谐企业创建数", "enterprise", ge=0)
    warning_units: Whole = column("建立预警网络企业数", "enterprise", ge=0)
    commitment_units: Whole = column("响应共同约定行动企业数", "enterprise", ge=0)
    joint_meetings: Whole = column("联席(三方)会议次数", "event", ge=0)
    party_hearings: Whole = column("党政专题听取汇报次数", "event", ge=0)
