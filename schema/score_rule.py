"""考核: what is scored at each branch, out of how many points, and how points are lost. Held by the federation in the master workbook."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic_core import PydanticCustomError

from schema.columns import Choice, Code, Day, Number, Text, column
from schema.folding import fold
from schema.rules import Rule, at_most, needed, not_before
from schema.sheet import About, Sheet
from schema.values import read_decimal

Measure = Literal["完成率", "数值", "进度差", "缺额", "按时报送率", "迟报漏报数", "黄灯数", "红灯数"]
ScoreKind = Literal["分档", "按百分点扣分", "按件扣分", "是否"]

COMPLETION: Measure = "完成率"
VALUE: Measure = "数值"
GAP: Measure = "进度差"
SHORTFALL: Measure = "缺额"
ON_TIME: Measure = "按时报送率"
LATE: Measure = "迟报漏报数"
SLOW: Measure = "黄灯数"
BEHIND: Measure = "红灯数"
TIERS: ScoreKind = "分档"
PER_POINT: ScoreKind = "按百分点扣分"
PER_ITEM: ScoreKind = "按件扣分"
YES_NO: ScoreKind = "是否"
MEASURE_CODES: Mapping[str, str] = {
    **{COMPLETION: "completion", VALUE: "value", GAP: "gap", SHORTFALL: "shortfall"},
    **{ON_TIME: "on_time", LATE: "late", SLOW: "slow", BEHIND: "behind"},
}
KIND_CODES: Mapping[str, str] = {TIERS: "tiers", PER_POINT: "per_point", PER_ITEM: "per_item", YES_NO: "yes_no"}
OF_LAMPS, OF_RETURNS = (SLOW, BEHIND), (ON_TIME, LATE)
COUNTED = (SHORTFALL, LATE, *OF_LAMPS)
_GRADED = (COMPLETION, VALUE, GAP, ON_TIME)
_MEASURES: Mapping[str, tuple[str, ...]] = {TIERS: _GRADED, PER_POINT: _GRADED, PER_ITEM: (VALUE, *COUNTED), YES_NO: (*_GRADED, *COUNTED)}
_DEDUCTING = (PER_POINT, PER_ITEM)

Tiers = tuple[tuple[Decimal, Decimal], ...]


def read_tiers(text: str) -> Tiers:
    """Lines and the points from each of them up, highest first ("80:4; 75:3"). Raises ValueError, also where a higher line brings no more points."""
    parts = [part for part in fold(text).split(";") if part]
    try:
        pairs = [tuple(map(read_decimal, part.replace("%", "").split(":"))) for part in parts]
    except PydanticCustomError as error:
        raise ValueError(text) from error
    found = sorted(((pair[0], pair[1]) for pair in pairs if len(pair) == 2), reverse=True)
    falling = all(high[0] > low[0] and high[1] > low[1] for high, low in zip(found, found[1:], strict=False))
    if not found or len(found) < len(pairs) or not falling or found[-1][1] < 0:
        raise ValueError(text)
    return tuple(found)


def _are_tiers(text: str) -> bool:
    try:
        return bool(read_tiers(text))
    except ValueError:
        return False


def _within_full(text: str, full: Decimal) -> bool:
    return not _are_tiers(text) or read_tiers(text)[0][1] <= full


def _only_for(name: str, kinds: tuple[str, ...]) -> Rule:
    """A cell that says something only where points are counted in one of these ways."""
    return Rule("not_for_kind", name, (name, "kind"), lambda _, kind: kind in kinds)


def _suits(measure: str, kind: str) -> bool:
    return measure in _MEASURES[kind]


def _needs_indicator(measure: Any) -> bool:
    return measure not in (*OF_LAMPS, *OF_RETURNS)


class ScoreRule(Sheet):
    """One row a scoring item: which figure of whom is scored (适用对象: a code, a kind of organisation, or ALL), and how.

    标准线 is where deduction begins, or what 是否 asks for; blank it is the target, and of things counted 0. 扣分标准 is what each
    percentage point or each item costs.
    """

    about: ClassVar[About] = About("score_rule", "", "考核", optional=True)
    rules: ClassVar[tuple[Rule, ...]] = (
        not_before("to_on", "from_on"),
        Rule("wrong_measure", "measure", ("measure", "kind"), _suits),
        needed("missing_indicator", "indicator_code", "measure", _needs_indicator),
        Rule("not_for_measure", "indicator_code", ("indicator_code", "measure"), lambda _, measure: measure not in OF_RETURNS),
        needed("missing_tiers", "tiers", "kind", lambda kind: kind == TIERS),
        Rule("unreadable_tiers", "tiers", ("tiers",), _are_tiers),
        Rule("tiers_over_full", "tiers", ("tiers", "full"), _within_full),
        _only_for("tiers", (TIERS,)),
        _only_for("line", (*_DEDUCTING, YES_NO)),
        needed("missing_deduction", "deduction", "kind", lambda kind: kind in _DEDUCTING),
        _only_for("deduction", _DEDUCTING),
        _only_for("most_deducted", _DEDUCTING),
        at_most("most_deducted", "full"),
    )

    code: Code = column("考核代码", key=True)
    name: Text = column("考核项目", required=True)
    branch: Code = column("适用对象", required=True, places=True)
    indicator_code: Code = column("指标代码")
    measure: Choice[Measure] = column("考核内容", required=True, places=True)
    full: Number = column("满分", required=True, places=True, gt=0)
    kind: Choice[ScoreKind] = column("计分方式", required=True, places=True)
    tiers: Text = column("档次")
    line: Number = column("标准线", percent=True)
    deduction: Number = column("扣分标准", gt=0)
    most_deducted: Number = column("最多扣", gt=0)
    from_on: Day = column("起")
    to_on: Day = column("止")
    note: Text = column("说明")
