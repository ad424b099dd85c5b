"""填报任务: which branches owe which sheet, how often and until when. Held by the federation in the master workbook."""

from typing import ClassVar, Literal

from schema.columns import Choice, Code, Day, Text, Whole, column
from schema.rules import Rule, not_before
from schema.sheet import About, Sheet

Frequency = Literal["月", "季", "半年", "年", "一次"]


class Assignment(Sheet):
    """One row a sheet and branch (a code, a kind of organisation, or ALL). 截止天数 counts from the end of a period."""

    about: ClassVar[About] = About("assignment", "", "填报任务")
    rules: ClassVar[tuple[Rule, ...]] = (not_before("to_on", "from_on"),)

    sheet: Text = column("表名", required=True, places=True)
    branch: Code = column("填报单位", required=True, places=True)
    frequency: Choice[Frequency] = column("频次", required=True, places=True)
    due_days: Whole = column("截止天数", "day", required=True, ge=0)
    from_on: Day = column("起")
    to_on: Day = column("止")
