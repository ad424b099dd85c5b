"""S05 维权案件台账: disputes, legal aid and reception, one row a case or a reception day."""

from functools import cache
from typing import ClassVar, Literal

from schema.branch_sheet import BranchSheet
from schema.columns import Choice, Code, Day, Period, Whole, YesNo, column
from schema.rules import Rule, needed, not_before
from schema.sheet import About

RightsRecord = Literal["纠纷调解", "维权援助", "仲裁参与", "来访接待", "心理疏导"]
RightsIssue = Literal["欠薪", "工伤", "社保", "解除合同", "集体争议", "其他"]
RightsResult = Literal["调解成功", "未成功", "转仲裁", "撤回", "办理中"]
_MUCH_PER_PERSON = 200_000


def _cases_of(cases: int, kind: str) -> bool:
    """A case is one case; a day of reception may hold any number, counselling one or several."""
    return cases == 1 or kind == "来访接待" or (kind == "心理疏导" and cases > 1)


class RightsLedger(BranchSheet):
    """One row a case, known by its number: a number twice is a duplicate. Never a name of a person.

    A row without a number is blocked, except 来访接待: a day of reception has none, and such rows are never duplicates.
    """

    about: ClassVar[About] = About("rights_ledger", "S05", "维权案件台账", frequency="月", event_date="opened_on")
    rules: ClassVar[tuple[Rule, ...]] = (
        needed("missing_case_no", "case_no", "record_kind", lambda kind: kind != "来访接待"),
        not_before("closed_on", "opened_on"),
        Rule(
            "closed_without_result",
            "result",
            ("result", "closed_on"),
            lambda result, closed: closed is None or result not in (None, "办理中"),
            asks_blank=True,
        ),
        Rule("one_case", "cases", ("cases", "record_kind"), _cases_of),
        Rule("wage_for_injury", "wage_yuan", ("wage_yuan", "issue"), lambda wage, issue: wage == 0 or issue != "工伤", "warn"),
        Rule("much_per_person", "wage_yuan", ("wage_yuan", "persons"), lambda wage, persons: wage <= _MUCH_PER_PERSON * persons, "warn", elementwise=True),
    )

    period: Period = column("报告期", required=True, places=True)
    record_kind: Choice[RightsRecord] = column("记录类别", required=True)
    case_no: Code = column("案件编号", level="P1")
    issue: Choice[RightsIssue] = column("事由", required=True, level="P1")
    opened_on: Day = column("受理日", required=True, places=True)
    closed_on: Day = column("办结日")
    result: Choice[RightsResult] = column("结果")
    cases: Whole = column("件数", "case", required=True, ge=0)
    persons: Whole = column("涉及人数", "person", required=True, ge=0)
    person_times: Whole = column("接待人次", "person_time", ge=0)
    wage_yuan: Whole = column("追回工资(元)", "yuan", ge=0)
    injury_yuan: Whole = column("工伤赔偿(元)", "yuan", ge=0)
    is_migrant: YesNo = column("是否农民工", level="P1")

    @classmethod
    @cache
    def key_columns(cls) -> tuple[str, ...]:
        """The case number, which unlike other keys may be blank."""
        return ("case_no",)
