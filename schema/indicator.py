"""指标: what is measured, each by a formula over sheets. Held by the federation in the master workbook."""

from typing import ClassVar

from schema.columns import Code, Day, Text, Whole, column
from schema.rules import Rule, not_before
from schema.sheet import About, Sheet


class Indicator(Sheet):
    """One row an indicator. 统计起 and 统计止 are its own window; 总览序号 puts it on the first page, in that order."""

    about: ClassVar[About] = About("indicator", "", "指标")
    rules: ClassVar[tuple[Rule, ...]] = (not_before("to_on", "from_on"),)

    code: Code = column("指标代码", key=True)
    name_zh: Text = column("名称", required=True)
    name_en: Text = column("英文")
    theme: Text = column("主题")
    unit: Text = column("计量单位", required=True)
    decimals: Whole = column("小数位", ge=0)
    formula: Text = column("公式", required=True)
    from_on: Day = column("统计起")
    to_on: Day = column("统计止")
    headline: Whole = column("总览序号", ge=0)
    definition: Text = column("定义")
    source: Text = column("来源")
    owner: Text = column("责任部门")
