"""单位: the tree of organisations. Held by the federation in the master workbook."""

from typing import ClassVar, Literal

from schema.columns import Choice, Code, Day, Text, column
from schema.rules import Rule, not_before
from schema.sheet import About, Sheet

OrganisationKind = Literal["总工会", "本级", "乡镇", "街道", "产业", "企业", "其他"]


FEDERATION: OrganisationKind = "总工会"
HEAD_OFFICE: OrganisationKind = "本级"
TOWNSHIP: OrganisationKind = "乡镇"
SUBDISTRICT: OrganisationKind = "街道"
OTHER: OrganisationKind = "其他"


class Organisation(Sheet):
    """One row an organisation and spell of time: a move or a new name closes one row and opens another with the same code."""

    about: ClassVar[About] = About("organisation", "", "单位")
    rules: ClassVar[tuple[Rule, ...]] = (not_before("closed_on", "opened_on"),)

    code: Code = column("单位编码", required=True, places=True)
    name: Text = column("单位名称", required=True, places=True)
    parent: Code = column("上级编码")
    kind: Choice[OrganisationKind] = column("单位类别", required=True, places=True)
    opened_on: Day = column("启用日")
    closed_on: Day = column("停用日")
    merged_into: Code = column("并入编码")
