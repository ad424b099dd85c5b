"""报送说明: what a branch says about a return: done, nothing to report, or why a figure is as it is. In every branch workbook."""

from typing import ClassVar, Literal

from schema.columns import Choice, Code, Day, Period, Text, column
from schema.sheet import About, Sheet

NoteKind = Literal["已报", "零报告", "情况说明"]

FILED: NoteKind = "已报"
NIL: NoteKind = "零报告"
EXPLAINED: NoteKind = "情况说明"


class ReturnNote(Sheet):
    """One row a statement on one sheet and period; a 情况说明 names the code of the rule it explains."""

    about: ClassVar[About] = About("return_note", "", "报送说明")

    sheet: Text = column("表名", required=True, places=True)
    period: Period = column("报告期", required=True, places=True)
    kind: Choice[NoteKind] = column("类别", required=True, places=True)
    rule: Code = column("规则代码")
    text: Text = column("内容")
    filler_role: Text = column("填报人岗位", max_length=30)
    noted_on: Day = column("日期")
