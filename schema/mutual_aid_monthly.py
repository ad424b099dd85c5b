"""S10 互助保障月报: enrolment, premiums and benefits of the mutual-aid schemes."""

from typing import ClassVar, Literal

from schema.across import Across, WhereGrowthAsks, WithinSum
from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Period, Whole, column
from schema.entries import Partner
from schema.histories import Steady
from schema.rules import Rule, at_most
from schema.sheet import About

Scheme = Literal["在职住院", "特种重病", "女职工特病", "退休住院", "团体", "其他"]


class MutualAidMonthly(BranchSheet):
    """One row a month and scheme. 上年同期 stands beside the year's figure, so growth needs no older workbook."""

    about: ClassVar[About] = About("mutual_aid_monthly", "S10", "互助保障月报", frequency="月", returns=True)
    rules: ClassVar[tuple[Rule, ...]] = (
        at_most("enrolled", "eligible"),
        at_most("subsidised", "enrolled"),
    )
    between: ClassVar[tuple[Between, ...]] = (
        Partner("missing_partner", "enrolled", "enrolled_ly"),
        Steady(("eligible", "enrolled")),
    )
    across: ClassVar[tuple[Across, ...]] = (
        WithinSum("beyond_members", "eligible", "org_monthly", "members_end"),
        WhereGrowthAsks("missing_partner", "enrolled_ly", "enrolled"),
    )

    period: Period = column("报告期", key=True)
    scheme: Choice[Scheme] = column("险种", key=True)
    eligible: Whole = column("应(可)参保人数", "person", required=True, ge=0)
    enrolled: Whole = column("参保人次", "person_time", required=True, ge=0)
    enrolled_ly: Whole = column("上年同期参保人次", "person_time", ge=0)
    subsidised: Whole = column("其中工会出资人数", "person", ge=0)
    premium_yuan: Whole = column("保费(元)", "yuan", ge=0)
    claims: Whole = column("给付人次", "person_time", ge=0)
    paid_yuan: Whole = column("给付金额(元)", "yuan", ge=0)
