"""S06 活动走访记录: visits of teams of cadres to the units they are paired with."""

from typing import ClassVar, Literal

from schema.across import Across, OnePlaceADay
from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Code, Codes, Day, Number, Period, Whole, YesNo, column
from schema.entries import NeverMoreToDate
from schema.rules import Rule, at_least, at_most, counts
from schema.sheet import About

Campaign = Literal["面对面", "五必访", "54321", "走百企", "调研", "督导"]
HostKind = Literal["区县", "办事处", "产业", "其他"]
VisitReason = Literal["困难", "矛盾", "意见", "建议", "喜事", "其他"]


class VisitLog(BranchSheet):
    """One row a team, host and day. 下基层天数 are person-days, in halves."""

    about: ClassVar[About] = About("visit_log", "S06", "活动走访记录", frequency="月", event_date="visited_on")
    rules: ClassVar[tuple[Rule, ...]] = (
        at_least("cadres_total", "cadres"),
        counts("enterprises", "unit_codes"),
        Rule("not_half_days", "days", ("days",), lambda days: days * 2 % 1 == 0),
        at_most("issues_solved", "issues_raised"),
    )
    between: ClassVar[tuple[Between, ...]] = (NeverMoreToDate("issues_solved", "issues_raised", by=("team_code", "host_code"), on="visited_on"),)
    across: ClassVar[tuple[Across, ...]] = (OnePlaceADay("two_hosts", "team_code", "host_code", on="visited_on"),)

    period: Period = column("报告期", required=True, places=True)
    campaign: Choice[Campaign] = column("活动", key=True)
    team_code: Code = column("工作组编码", key=True)
    host_code: Code = column("对口单位编码", key=True)
    host_kind: Choice[HostKind] = column("对口单位类别")
    visited_on: Day = column("走访日", key=True)
    cadres: Whole = column("参加干部人数", "person", required=True, ge=1)
    cadres_total: Whole = column("本级干部总数", "person", ge=0)
    enterprises: Whole = column("走访企业数", "enterprise", required=True, ge=0)
    unit_codes: Codes = column("走访企业编码")
    workers: Whole = column("面谈职工人数", "person", required=True, ge=0)
    days: Number = column("下基层天数", "day", ge=0)
    reason: Choice[VisitReason] = column("五必访情形")
    contact_persons: Whole = column("联系困难群众数", "person", ge=0)
    issues_raised: Whole = column("问题数", "item", required=True, ge=0)
    issues_solved: Whole = column("解决数", "item", required=True, ge=0)
    households: Whole = column("入户走访户数", "household", ge=0)
    deeds_done: Whole = column("办实事件数", "item", ge=0)
    law_talks: Whole = column("法律宣讲次数", "event", ge=0)
    brief_filed: YesNo = column("已报简报", required=True)
