"""S09 就业创业服务台账: job fairs and help to find or make work, one row an event."""

from typing import ClassVar, Literal

from schema.between import Between
from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Day, Period, Whole, column
from schema.entries import NoneTwice
from schema.rules import Rule, inside_period
from schema.sheet import About

EmploymentService = Literal["招聘会", "岗位介绍", "创业帮扶", "岗位帮扶", "技能帮扶"]


class EmploymentLedger(BranchSheet):
    """One row an event: posts offered, intents signed, people placed."""

    about: ClassVar[About] = About("employment_ledger", "S09", "就业创业服务台账", frequency="月", event_date="held_on")
    rules: ClassVar[tuple[Rule, ...]] = (inside_period("held_on"),)
    between: ClassVar[tuple[Between, ...]] = (NoneTwice(),)

    period: Period = column("报告期", required=True, places=True)
    kind: Choice[EmploymentService] = column("服务类别", required=True)
    held_on: Day = column("举办日", required=True, places=True)
    sessions: Whole = column("场次", "event", required=True, ge=0)
    streets: Whole = column("参加街道(乡镇)数", "org", ge=0)
    enterprises: Whole = column("招聘企业数", "enterprise", ge=0)
    posts: Whole = column("提供岗位数", "post", required=True, ge=0)
    intents: Whole = column("达成意向人数", "person", ge=0)
    placed: Whole = column("实现就业人数", "person", required=True, ge=0)
