"""R2 目标: what an organisation is to reach, until when, and who says so. Held by the federation in the master workbook."""

import datetime as dt
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from schema.columns import Choice, Code, Day, Number, Text, Whole, YesNo, column
from schema.folding import fold
from schema.rules import Rule, after
from schema.sheet import About, Sheet

Direction = Literal["≥", "≤", "="]
Basis = Literal["新增", "存量", "比率", "频次", "里程碑", "零容忍"]
Issuer = Literal["全总", "省", "市", "县", "自定"]
Nature = Literal["刚性", "力争", "名义"]
Curve = Literal["直线", "里程碑", "上年季节"]

QUOTA: Basis = "新增"
LEVEL: Basis = "存量"
RATE: Basis = "比率"
CADENCE: Basis = "频次"
MILESTONE: Basis = "里程碑"
ZERO_TOLERANCE: Basis = "零容忍"
AT_MOST: Direction = "≤"
NOMINAL: Nature = "名义"
BY_MILESTONES: Curve = "里程碑"
BY_SEASON: Curve = "上年季节"
EVERY_LEAF = "ALL"
_SIGNS = {">=": "≥", "<=": "≤"}
_TypedSign = BeforeValidator(lambda typed: _SIGNS.get(fold(str(typed)), typed))


def read_milestones(text: str) -> list[tuple[dt.date, float]]:
    """Days and the percent of the target due by each, in order of time ("2012-06-30:50; 2012-09-20:100"). Raises ValueError."""
    parts = [part.strip() for part in fold(text).split(";") if part.strip()]
    pairs = [part.partition(":")[::2] for part in parts]
    found = sorted((dt.date.fromisoformat(day), float(percent.rstrip("%"))) for day, percent in pairs)
    if any(later < earlier for (_, earlier), (_, later) in zip(found, found[1:], strict=False)):
        raise ValueError(text)
    return found


def _are_milestones(text: str) -> bool:
    try:
        return bool(read_milestones(text))
    except ValueError:
        return False


class Target(Sheet):
    """One row an indicator, organisation (or ALL), issuer and version; what was valid on a past date stays in its own version."""

    about: ClassVar[About] = About("target", "R2", "目标")
    rules: ClassVar[tuple[Rule, ...]] = (
        after("due_on", "start_on"),
        Rule("unreadable_milestones", "milestones", ("milestones",), _are_milestones, "warn"),
    )

    indicator_code: Code = column("指标代码", key=True)
    branch_code: Code = column("填报单位", key=True)
    start_on: Day = column("任务起始日", key=True)
    due_on: Day = column("完成时限", key=True)
    target_value: Number = column("目标值", required=True, percent=True, ge=0)
    direction: Annotated[Choice[Direction], _TypedSign] = column("比较方向", required=True)
    basis: Choice[Basis] = column("口径", required=True)
    issued_by: Choice[Issuer] = column("下达层级", key=True)
    nature: Choice[Nature] = column("性质", required=True)
    per: Text = column("单位口径")
    version: Whole = column("版本", key=True, ge=0)
    effective_on: Day = column("生效日", required=True)
    document_no: Text = column("文号")
    reason: Text = column("原因")
    curve: Choice[Curve] = column("曲线")
    milestones: Text = column("里程碑")
    assumed: YesNo = column("推算")
