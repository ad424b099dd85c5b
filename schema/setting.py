"""设置: what the federation decided for the whole workspace. Held in the master workbook."""

from typing import ClassVar

from schema.columns import Text, column
from schema.sheet import About, Sheet

TITLE = "名称"
DATA_DATE = "数据日期"
YEAR_START = "年度起始"
LAMP_SCHEME = "亮灯方案"
CARRY_PERIODS = "沿用期数"
LOCK_MODE = "锁定方式"
DEMO = "模拟数据"
LAMPS_YINCHUAN = "银川"


class Setting(Sheet):
    """One row a setting."""

    about: ClassVar[About] = About("setting", "", "设置")

    key: Text = column("键", key=True)
    value: Text = column("值", required=True)
    note: Text = column("说明")
