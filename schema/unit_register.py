"""R1 单位名录: the units a federation knows, the denominators of its rates. Held by the federation in the master workbook."""

from functools import cache
from typing import ClassVar, Literal

from schema.across import Across, OneBranch
from schema.columns import Choice, Code, Day, Text, Whole, YesNo, column
from schema.rules import Rule
from schema.sheet import About, Sheet

UnitKind = Literal["机关", "事业", "国有企业", "非公企业", "社会组织", "村社区", "其他"]
UnionForm = Literal["单独", "联合", "区域联合会", "行业联合会", "未建"]
ChairPost = Literal["党政副职", "单位正副职", "中层以上", "专职", "其他"]
StandardLevel = Literal["无", "达标", "六有", "六好", "示范"]

UNFORMED: UnionForm = "未建"


class UnitRegister(Sheet):
    """One row a unit; 入册日 and 注销日 let a past date keep its own denominator."""

    about: ClassVar[About] = About("unit_register", "R1", "单位名录")
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule("only_if_unformed", "union_form", ("union_form", "union_code"), lambda form, _: form != UNFORMED),
        Rule("not_after", "delisted_on", ("delisted_on", "listed_on"), lambda gone, listed: gone > listed),
    )
    across: ClassVar[tuple[Across, ...]] = (OneBranch("unit_name", "branch_code"),)

    unit_code: Code = column("单位编码", key=True)
    unit_name: Text = column("单位全称", required=True, level="P1", max_length=60)
    branch_code: Code = column("所属填报单位", required=True, places=True)
    unit_kind: Choice[UnitKind] = column("单位性质", required=True)
    is_legal_entity: YesNo = column("是否独立法人", required=True)
    staff_count: Whole = column("职工人数", "person", required=True, ge=0)
    should_unionise: YesNo = column("是否应建会", required=True)
    should_bargain: YesNo = column("是否应开展工资集体协商", required=True)
    union_form: Choice[UnionForm] = column("建会形式", required=True)
    union_code: Code = column("所属基层工会编码")
    founded_on: Day = column("建会日期")
    chair_post: Choice[ChairPost] = column("工会主席配备")
    standard_level: Choice[StandardLevel] = column("规范化等次")
    key_enterprise: YesNo = column("重点企业")
    listed_on: Day = column("入册日")
    delisted_on: Day = column("注销日")

    @classmethod
    @cache
    def key_columns(cls) -> tuple[str, ...]:
        """The unit's code with the day it was listed, which unlike other keys may be blank: a unit that moved stands twice."""
        return ("unit_code", "listed_on")
