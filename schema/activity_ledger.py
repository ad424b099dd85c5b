"""S07 宣教培训文体台账: training, talks, culture and sport, one row an event."""

from typing import ClassVar, Literal

from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Day, Period, Text, Whole, column
from schema.entries import NoneTwice
from schema.rules import Rule, at_least, inside_period
from schema.sheet import About

ActivityCategory = Literal["职工培训", "工会干部培训", "法律宣讲", "报告讲座", "文体赛事", "电影演出", "志愿服务", "党建学习", "宣传资料", "理论文章"]
Audience = Literal["职工", "女职工", "农民工", "工会干部", "志愿者", "党员"]


class ActivityLedger(BranchSheet):
    """One row an event. Somebody who came twice is one person and two 人次."""

    about: ClassVar[About] = About("activity_ledger", "S07", "宣教培训文体台账", frequency="月", event_date="held_on")
    rules: ClassVar[tuple[Rule, ...]] = (
        inside_period("held_on"),
        at_least("person_times", "persons"),
    )
    between: ClassVar[tuple[Between, ...]] = (NoneTwice(),)

    period: Period = column("报告期", required=True, places=True)
    category: Choice[ActivityCategory] = column("类别", required=True)
    title: Text = column("名称", required=True, max_length=60)
    held_on: Day = column("举办日", required=True, places=True)
    sessions: Whole = column("场(次)数", "event", required=True, ge=0)
    items: Whole = column("项目数", "item", ge=0)
    teams: Whole = column("队伍数", "team", ge=0)
    units: Whole = column("参加单位(工会)数", "org", ge=0)
    persons: Whole = column("参加人数", "person", required=True, ge=0)
    person_times: Whole = column("人次", "person_time", ge=0)
    audience: Choice[Audience] = column("参加对象")
    copies: Whole = column("资料(份)", "copy", ge=0)
    cost_yuan: Whole = column("经费(元)", "yuan", ge=0)
