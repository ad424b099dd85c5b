"""The sheets are those of the data contract: contract.md holds its words, copied; this file what was decided besides."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE, SHEETS, by_title
from schema.unit_register import UnitRegister

CONTRACT = Path(__file__).with_name("contract.md").read_text(encoding="utf-8")
UNIT_KIND = ("机关", "事业", "国有企业", "非公企业", "社会组织", "村社区", "其他")
KINDS = {"int": {"whole"}, "date": {"date"}, "bool": {"yes_no"}, "enum": {"choice"}, "str": {"text", "code"}, "ref": {"code"}, "list": {"codes"}}
BRANCH_TITLES = ("组织建设月报", "集体协商台账", "民主管理与和谐劳动关系季报", "帮扶慰问台账", "维权案件台账", "活动走访记录", "宣教培训文体台账")
BRANCH_TITLES += ("竞赛创新荣誉台账", "就业创业服务台账", "互助保障月报", "经费阵地队伍季报", "专项任务台账")
MASTER_TITLES = ("单位", "单位名录", "指标", "目标", "填报任务", "专项", "考核", "设置")
MEASURE_WORDS = ("个", "家", "户", "人", "人次", "份", "件", "次", "场", "项", "条", "篇", "册", "套", "对", "支", "组", "处")
MEASURE_WORDS += ("岗", "席", "级", "天", "小时", "年", "公里", "亩", "吨", "元", "万元", "%")
COUNTS = {
    "org_monthly": 15,
    "bargaining_ledger": 14,
    "democracy_quarterly": 12,
    "assistance_ledger": 16,
    "rights_ledger": 12,
    "visit_log": 19,
    "activity_ledger": 12,
    "emulation_ledger": 14,
    "employment_ledger": 8,
    "mutual_aid_monthly": 8,
    "resource_quarterly": 9,
    "special_task": 9,
    "unit_register": 14,
    "target": 10,
    "organisation": 7,
    "indicator": 13,
    "assignment": 6,
    "programme": 11,
    "setting": 3,
    "return_note": 7,
}
BESIDES = {
    "unit_register": [("入册日", "listed_on", False), ("注销日", "delisted_on", False)],
    "target": [
        ("版本", "version", True),
        ("生效日", "effective_on", True),
        ("文号", "document_no", False),
        ("原因", "reason", False),
        ("曲线", "curve", False),
        ("里程碑", "milestones", False),
        ("推算", "assumed", False),
    ],
    "score_rule": [
        ("考核代码", "code", True),
        ("考核项目", "name", True),
        ("适用对象", "branch", True),
        ("指标代码", "indicator_code", False),
        ("考核内容", "measure", True),
        ("满分", "full", True),
        ("计分方式", "kind", True),
        ("档次", "tiers", False),
        ("标准线", "line", False),
        ("扣分标准", "deduction", False),
        ("最多扣", "most_deducted", False),
        ("起", "from_on", False),
        ("止", "to_on", False),
        ("说明", "note", False),
    ],
}
KEYS = {
    "org_monthly": {"period", "unit_kind"},
    "bargaining_ledger": {"contract_no"},
    "democracy_quarterly": {"period", "unit_kind"},
    "rights_ledger": {"case_no"},
    "visit_log": {"campaign", "team_code", "host_code", "visited_on"},
    "mutual_aid_monthly": {"period", "scheme"},
    "resource_quarterly": {"period", "kind", "level", "item"},
    "special_task": {"period", "programme_code", "task", "metric"},
    "indicator": {"code"},
    "programme": {"parent", "code"},
    "score_rule": {"code"},
    "setting": {"key"},
    "target": {"indicator_code", "branch_code", "start_on", "due_on", "issued_by", "version"},
}
SAYS = {
    "org_monthly": ("月", True, None),
    "bargaining_ledger": ("月", False, "signed_on"),
    "democracy_quarterly": ("季", True, None),
    "assistance_ledger": ("月", False, "given_on"),
    "rights_ledger": ("月", False, "opened_on"),
    "visit_log": ("月", False, "visited_on"),
    "activity_ledger": ("月", False, "held_on"),
    "emulation_ledger": ("季", False, None),
    "employment_ledger": ("月", False, "held_on"),
    "mutual_aid_monthly": ("月", True, None),
    "resource_quarterly": ("季", True, None),
    "special_task": ("月", False, None),
}


@dataclass(frozen=True)
class Written:
    """One field as the contract writes it; ``tail`` is what follows its name: type, bounds, choices."""

    sheet: str
    header: str
    name: str
    required: bool
    tail: str

    @property
    def said(self) -> tuple[str, str]:
        """Type and unit: ("int", "person")."""
        found = re.match(r" (\w+)(?:\[\w+\])?(?:\(([\w ]+)\))?", self.tail)
        return (found[1], "" if found[2] in (None, "by kind") else found[2]) if found else ("", "")

    @property
    def choices(self) -> tuple[str, ...]:
        found = re.search(r"\{([^}]*)\}", self.tail)
        if not found or not re.match(r" (enum )?\{", self.tail):
            return ()
        return {"as R1": UNIT_KIND, "unit list": MEASURE_WORDS}.get(found[1]) or tuple(found[1].split("/"))

    @property
    def number(self) -> bool:
        return self.said[0] in ("int", "decimal")


def _written() -> list[Written]:
    fields = []
    for line in CONTRACT.splitlines():
        sheet = re.search(r"`(\w+)`", line)[1]
        text = line.split("** — ", 1)[1]
        found = list(re.finditer(r"([^\s,;.]+) `(\w+)`(\*?)", text))
        for this, after in zip(found, [*found[1:], None], strict=True):
            tail = text[this.end() : after.start() if after else len(text)]
            if not this[1].isascii():
                fields.append(Written(sheet, this[1], this[2], bool(this[3]), tail))
    return fields


WRITTEN = _written()
IDS = [f"{field.sheet}.{field.name}" for field in WRITTEN]
# A day of reception has no case number, so a blank one is a matter of a rule and not of the column.
BLANK_ALLOWED = {("rights_ledger", "case_no")}
AMENDED = {("target", "basis"): ("新增", "存量", "比率", "频次", "里程碑", "零容忍")}


def test_contract_text_is_read_whole():
    assert Counter(field.sheet for field in WRITTEN) == COUNTS


@pytest.mark.parametrize("field", WRITTEN, ids=IDS)
def test_column_is_as_written(field):
    column = SHEETS[field.sheet].column(field.name)
    required = field.required and (field.sheet, field.name) not in BLANK_ALLOWED
    assert (column.header, column.required) == (field.header, required)
    assert column.choices == AMENDED.get((field.sheet, field.name), field.choices)
    assert column.level == ("P1" if "**P1**" in field.tail else "P0")
    limit = re.search(r"≤(\d+)", field.tail)
    assert column.longest == (int(limit[1]) if limit else 30 if field.name == "filler_role" else None)


@pytest.mark.parametrize("field", [field for field in WRITTEN if SHEETS[field.sheet].about.code], ids=lambda field: f"{field.sheet}.{field.name}")
def test_type_unit_and_bound_are_as_written(field):
    column = SHEETS[field.sheet].column(field.name)
    kind, unit = field.said
    if kind == "decimal":
        assert column.kind == ("whole" if unit == "yuan" else "decimal")
    else:
        assert column.kind in KINDS[kind]
    assert column.unit == unit
    least = re.search(r"[≥>](\d+)", field.tail)
    assert column.least == (int(least[1]) if least else 0 if field.number else None)


@pytest.mark.parametrize("model", SHEETS.values(), ids=list(SHEETS))
def test_sheet_has_these_columns_and_no_others(model):
    name = model.about.name
    first = [("报告期", "period", True)] if model in BRANCH_SHEETS else []
    last = [("填报单位", "branch_code", False), ("填报人岗位", "filler_role", False), ("填报日", "reported_on", False), ("备注", "remark", False)]
    written = [(field.header, field.name, field.required and (name, field.name) not in BLANK_ALLOWED) for field in WRITTEN if field.sheet == name]
    expected = first + written + BESIDES.get(name, []) + (last if model in BRANCH_SHEETS else [])
    assert [(column.header, column.name, column.required) for column in model.columns()] == expected


def test_sheets_stand_in_order_and_are_found_by_title():
    assert tuple(model.about.title for model in BRANCH_SHEETS) == BRANCH_TITLES
    assert [model.about.code for model in BRANCH_SHEETS] == [f"S{number:02d}" for number in range(1, 13)]
    assert tuple(model.about.title for model in MASTER_SHEETS) == MASTER_TITLES
    assert RETURN_NOTE.about.title == "报送说明"
    assert by_title(" 单位 名录 ") is UnitRegister
    assert by_title("sheet1") is None


@pytest.mark.parametrize("model", BRANCH_SHEETS, ids=lambda model: model.about.name)
def test_branch_sheet_says_frequency_returns_and_event_date(model):
    assert (model.about.frequency, model.about.returns, model.about.event_date) == SAYS[model.about.name]
    placing = {"period", model.about.event_date} - {None}
    assert all(model.column(name).places and model.column(name).required for name in placing)


@pytest.mark.parametrize("model", [model for model in SHEETS.values() if model is not UnitRegister], ids=lambda model: model.about.name)
def test_key_is_as_written(model):
    assert set(model.key_columns()) == KEYS.get(model.about.name, set())


def test_rows_with_neither_key_nor_name_are_blocked_by_what_places_them():
    assert {column.name for column in SHEETS["organisation"].columns() if column.places} == {"code", "name", "kind"}
    assert {column.name for column in SHEETS["bargaining_ledger"].columns() if column.places} == {
        "period",
        "contract_no",
        "signed_on",
        "valid_from",
        "valid_to",
    }


def test_rates_may_be_typed_in_percent_cells():
    rates = {(name, column.name) for name, model in SHEETS.items() for column in model.columns() if column.percent}
    assert rates == {("special_task", "target_value"), ("special_task", "actual_value"), ("target", "target_value"), ("score_rule", "line")}


@pytest.mark.parametrize("model", SHEETS.values(), ids=list(SHEETS))
def test_rules_name_columns_that_exist(model):
    names = {column.name for column in model.columns()}
    assert all({rule.column, *rule.needs} <= names for rule in model.rules)
