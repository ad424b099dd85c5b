"""设置: what the federation decided for the whole workspace. Held in the master workbook."""

from typing import ClassVar

from schema.columns import Text, column
from schema.sheet import About, Sheet


class Setting(Sheet):
    """One row a setting."""

    about: ClassVar[About] = About("setting", "", "设置")

    key: Text = column("键", key=True)
    value: Text = column("值", required=True)
    note: Text = column("说明")
