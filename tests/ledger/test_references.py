"""A row of the master workbook that points at nothing is told at its cell; one that points at something is not."""

import datetime as dt

import pytest

from ledger.ledger import load
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.score_rule import ScoreRule
from schema.target import Target
from schema.unit_register import UnitRegister

DAY = dt.date(2026, 1, 1)
TREE = [{"code": "0", "name": "县", "kind": "总工会"}, {"code": "A", "name": "示例01镇", "parent": "0", "kind": "乡镇"}]
COUNT = {"code": "n", "name_zh": "数", "unit": "org", "formula": "sum(org_monthly.unions_new)"}
GOAL = {"indicator_code": "n", "branch_code": "0", "start_on": DAY, "due_on": dt.date(2026, 12, 31), "target_value": 5, "direction": "≥"}
GOAL |= {"basis": "新增", "issued_by": "县", "nature": "刚性", "version": 1, "effective_on": DAY}
OWED = {"sheet": "组织建设月报", "branch": "ALL", "frequency": "月", "due_days": 5}
UNIT = {"unit_code": "U1", "unit_name": "示例", "branch_code": "A", "unit_kind": "事业", "is_legal_entity": True, "staff_count": 1}
UNIT |= {"should_unionise": True, "should_bargain": True, "union_form": "未建"}
SCORED = {"code": "K1", "name": "示例", "branch": "ALL", "indicator_code": "n", "measure": "完成率", "full": 4, "kind": "分档", "tiers": "80:4"}


def told(make_workspace, **changed):
    rows = {Target: GOAL, Assignment: OWED, UnitRegister: UNIT, ScoreRule: SCORED} | {model: row for model, row in changed.pop("rows", {}).items()}
    master = {Organisation: TREE, Indicator: [COUNT], **{model: [row] for model, row in rows.items()}}
    return [(issue.code, issue.sheet, issue.row, issue.column) for issue in load(make_workspace(master)).issues]


def test_rows_that_point_at_something_are_no_issue(make_workspace):
    assert told(make_workspace) == []


@pytest.mark.parametrize(
    ("model", "changed", "place"),
    [
        (Target, {"indicator_code": "x"}, ("目标", "指标代码")),
        (Target, {"branch_code": "zzz"}, ("目标", "填报单位")),
        (Assignment, {"sheet": "不存在表"}, ("填报任务", "表名")),
        (Assignment, {"branch": "nobody"}, ("填报任务", "填报单位")),
        (UnitRegister, {"branch_code": "zzz"}, ("单位名录", "所属填报单位")),
        (ScoreRule, {"indicator_code": "x"}, ("考核", "指标代码")),
        (ScoreRule, {"branch": "nobody"}, ("考核", "适用对象")),
    ],
)
def test_a_pointer_into_nothing_is_told_at_its_cell(make_workspace, model, changed, place):
    row = {Target: GOAL, Assignment: OWED, UnitRegister: UNIT, ScoreRule: SCORED}[model] | changed
    assert told(make_workspace, rows={model: row}) == [("unknown_reference", place[0], 2, place[1])]


def test_an_item_without_an_indicator_points_at_nothing(make_workspace):
    filed = SCORED | {"indicator_code": None, "measure": "按时报送率"}
    assert told(make_workspace, rows={ScoreRule: filed}) == []
