"""S01 组织建设月报: unions, units covered, staff and members of a branch at a month's end."""

from typing import ClassVar

from schema.across import Across, AsRegistered
from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Period, Whole, column
from schema.entries import Partner
from schema.histories import Continues, Steady
from schema.rules import Rule, adds_up, at_most
from schema.sheet import About
from schema.unit_register import UnitKind


class OrgMonthly(BranchSheet):
    """One row a month and kind of unit. Source of 组建率, 入会率 and the counts of new unions and members."""

    about: ClassVar[About] = About("org_monthly", "S01", "组织建设月报", frequency="月", returns=True)
    rules: ClassVar[tuple[Rule, ...]] = (
        at_most("units_covered", "units_due"),
        adds_up("unions_end", ("unions_begin", "unions_new"), "unions_closed"),
        at_most("unions_sectoral", "unions_end"),
        at_most("unions_end", "units_covered", "warn"),
        adds_up("members_end", ("members_begin", "members_new"), "members_left"),
        at_most("members_end", "staff_end"),
        at_most("migrants_new", "members_new"),
    )
    between: ClassVar[tuple[Between, ...]] = (
        Continues("unions_begin", "unions_end"),
        Continues("members_begin", "members_end"),
        Partner("staff_unknown", "staff_end", "members_end"),
        Steady(("units_due", "units_covered", "unions_end", "staff_end", "members_end")),
    )
    across: ClassVar[tuple[Across, ...]] = (AsRegistered("units_due", "due", by="unit_kind"),)

    period: Period = column("报告期", key=True)
    unit_kind: Choice[UnitKind] = column("单位性质", key=True)
    units_due: Whole = column("应建会单位数", "unit", required=True, ge=0)
    units_covered: Whole = column("已覆盖单位数", "unit", required=True, ge=0)
    unions_begin: Whole = column("期初基层工会数", "org", required=True, ge=0)
    unions_new: Whole = column("新建基层工会数", "org", required=True, ge=0)
    unions_closed: Whole = column("撤并数", "org", required=True, ge=0)
    unions_end: Whole = column("期末基层工会数", "org", required=True, ge=0)
    unions_sectoral: Whole = column("其中行业性工会数", "org", ge=0)
    entities_new: Whole = column("新覆盖独立法人单位数", "unit", required=True, ge=0)
    staff_end: Whole = column("期末职工数", "person", required=True, ge=0)
    members_begin: Whole = column("期初会员数", "person", required=True, ge=0)
    members_new: Whole = column("新发展会员数", "person", required=True, ge=0)
    members_left: Whole = column("减少会员数", "person", required=True, ge=0)
    members_end: Whole = column("期末会员数", "person", required=True, ge=0)
    migrants_new: Whole = column("其中新发展农民工会员", "person", ge=0)
