"""专项: named programmes with their parts, teams and hosts. Held by the federation in the master workbook."""

from functools import cache
from typing import ClassVar, Literal

from schema.columns import Choice, Code, Codes, Day, Text, Whole, column
from schema.rules import Rule, not_before
from schema.sheet import About, Sheet

ProgrammeKind = Literal["专项", "部分", "阶段", "清单", "小组", "对口"]


PHASE: ProgrammeKind = "阶段"
TEAM: ProgrammeKind = "小组"
HOST: ProgrammeKind = "对口"
CHECKLIST: ProgrammeKind = "清单"


class Programme(Sheet):
    """One row a programme, part or team; hosts are 对口 rows under the 小组 that visits them, so one host may stand under two teams."""

    about: ClassVar[About] = About("programme", "", "专项")
    rules: ClassVar[tuple[Rule, ...]] = (not_before("due_on", "start_on"),)

    code: Code = column("专项代码", required=True, places=True)
    name: Text = column("名称", required=True)
    parent: Code = column("上级代码")
    order: Whole = column("序号", ge=0)
    kind: Choice[ProgrammeKind] = column("类别", required=True)
    indicator_codes: Codes = column("指标代码")
    sheets: Codes = column("表名")
    start_on: Day = column("起")
    due_on: Day = column("止")
    done_on: Day = column("完成日")
    note: Text = column("说明")

    @classmethod
    @cache
    def key_columns(cls) -> tuple[str, ...]:
        """The code together with its parent, which unlike other keys may be blank: at the top there is none."""
        return ("parent", "code")
