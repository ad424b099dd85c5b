"""Each rule of each sheet, by a row that just keeps it and a row that breaks it and nothing else."""

from dataclasses import dataclass, field

import pytest

from schema.check import check_grid, check_row
from schema.grid import Grid
from schema.registry import SHEETS
from schema.rules import Rule

GOOD = {
    "org_monthly": "period=2026-03 unit_kind=机关 units_due=10 units_covered=8 unions_begin=5 unions_new=2 unions_closed=1 unions_end=6 unions_sectoral=1 "
    "entities_new=2 staff_end=100 members_begin=50 members_new=20 members_left=10 members_end=60 migrants_new=5",
    "bargaining_ledger": "period=2026-03 contract_no=H1 contract_type=综合 level=区域性 unit_codes=A、B units_covered=2 staff_covered=80 offer_on=2026-02-01 "
    "signed_on=2026-03-05 valid_from=2026-03-05 valid_to=2028-03-04 filed_on=2026-03-09 filing_result=通过 check_result=已履约 checked_on=2026-03-20",
    "democracy_quarterly": "period=2026-Q1 unit_kind=机关 unionised_units=9 units_should_open=8 units_open=7 units_congress=6 survey_n=50 survey_satisfied=45",
    "assistance_ledger": "period=2026-03 programme=困难建档 given_on=2026-03-05 target_group=农民工 persons=10 cash_yuan=5000 per_min_yuan=300 "
    "per_max_yuan=600 helper_persons=2 pairs=3 lifted_persons=1 files_end=7",
    "rights_ledger": "period=2026-03 record_kind=纠纷调解 case_no=W1 issue=欠薪 opened_on=2026-03-05 closed_on=2026-03-09 result=调解成功 cases=1 persons=2 "
    "wage_yuan=9000",
    "visit_log": "period=2026-03 campaign=面对面 team_code=Z1 host_code=D1 visited_on=2026-03-05 cadres=2 cadres_total=5 enterprises=2 unit_codes=A、B "
    "workers=20 days=1.5 issues_raised=3 issues_solved=2 brief_filed=是",
    "activity_ledger": "period=2026-03 category=职工培训 title=安全培训 held_on=2026-03-05 sessions=1 persons=30 person_times=40",
    "emulation_ledger": "period=2026-Q1 title=安康杯 record_kind=竞赛 units_in=4 unionised_units=9",
    "employment_ledger": "period=2026-03 kind=招聘会 held_on=2026-03-05 sessions=1 posts=50 placed=8",
    "mutual_aid_monthly": "period=2026-03 scheme=团体 eligible=100 enrolled=80 subsidised=20",
    "resource_quarterly": "period=2026-Q1 kind=职工书屋 item=书屋 level=县 count_end=4 count_due=5",
    "special_task": "period=2026-03 programme_code=P1 task=修路 stage=在建 metric=road_km actual_value=2.5 unit=公里",
    "return_note": "sheet=组织建设月报 period=2026-03 kind=零报告",
    "organisation": "code=01 name=城关镇总工会 kind=乡镇 opened_on=2020-01-01 closed_on=2026-01-01",
    "unit_register": "unit_code=A unit_name=甲厂 branch_code=01 unit_kind=非公企业 is_legal_entity=是 staff_count=30 should_unionise=是 should_bargain=是 "
    "union_form=单独 union_code=G1 listed_on=2020-01-01 delisted_on=2026-01-01",
    "indicator": "code=x name_zh=组建率 unit=% formula=1 from_on=2026-01-01 to_on=2026-12-31",
    "target": "indicator_code=x branch_code=ALL start_on=2026-01-01 due_on=2026-09-20 target_value=95 direction=≥ basis=比率 issued_by=县 nature=刚性 "
    "version=1 effective_on=2026-01-01",
    "assignment": "sheet=组织建设月报 branch=ALL frequency=月 due_days=5 from_on=2026-01-01 to_on=2026-12-31",
    "programme": "code=P1 name=两个普遍 kind=专项 start_on=2026-01-01 due_on=2026-12-31",
    "score_rule": "code=K1 name=集体合同签订率 branch=ALL indicator_code=x measure=完成率 full=4 kind=分档 tiers=80:4;75:3;70:2;65:1 from_on=2026-01-01",
    "setting": "key=名称 value=某县总工会",
}
NONE = ""


@dataclass(frozen=True)
class Case:
    """What to change in the sheet's good row ("a=1 b=" makes b blank) so that the rule is just kept, and so that it is broken."""

    sheet: str
    code: str
    column: str
    keeps: str
    breaks: str
    severity: str = "block"
    also: frozenset[str] = field(default=frozenset())


CASES = [
    Case("org_monthly", "more_than", "units_covered", "units_covered=10", "units_covered=11"),
    Case("org_monthly", "does_not_add_up", "unions_end", "unions_closed=2 unions_end=5", "unions_end=7"),
    Case("org_monthly", "more_than", "unions_sectoral", "unions_sectoral=6", "unions_sectoral=7"),
    Case("org_monthly", "more_than", "unions_end", "units_covered=6", "units_covered=5", "warn"),
    Case("org_monthly", "does_not_add_up", "members_end", "members_left=20 members_end=50", "members_end=59"),
    Case("org_monthly", "more_than", "members_end", "staff_end=60", "staff_end=59"),
    Case("org_monthly", "more_than", "migrants_new", "migrants_new=20", "migrants_new=21"),
    Case("bargaining_ledger", "one_unit", "unit_codes", "level=企业单独 unit_codes=A units_covered=1", "level=企业单独"),
    Case("bargaining_ledger", "no_list", "unit_codes", "level=企业单独 unit_codes=", "unit_codes=", "warn"),
    Case("bargaining_ledger", "not_the_length", "units_covered", "unit_codes=A、B、C units_covered=3", "units_covered=3"),
    Case("bargaining_ledger", "more_than", "offer_on", "offer_on=2026-03-05", "offer_on=2026-03-06"),
    Case("bargaining_ledger", "before", "filed_on", "filed_on=2026-03-05", "filed_on=2026-03-04"),
    Case("bargaining_ledger", "not_after", "valid_to", "valid_from=2028-03-03", "valid_from=2028-03-04", also=frozenset({"term_unusual"})),
    Case("bargaining_ledger", "term_unusual", "valid_to", "valid_to=2027-03-04", "valid_to=2027-03-03", "warn"),
    Case("bargaining_ledger", "term_unusual", "valid_to", "valid_to=2029-03-05", "valid_to=2029-03-07", "warn"),
    Case("bargaining_ledger", "missing_check_date", "checked_on", "check_result=未检查 checked_on=", "checked_on="),
    Case("democracy_quarterly", "more_than", "units_open", "units_open=8", "units_open=9"),
    Case("democracy_quarterly", "more_than", "units_congress", "units_congress=9", "units_congress=10"),
    Case("democracy_quarterly", "more_than", "survey_satisfied", "survey_satisfied=50", "survey_satisfied=51"),
    Case("assistance_ledger", "outside_period", "given_on", "given_on=2026-03-31", "given_on=2026-04-01"),
    Case("assistance_ledger", "more_than", "per_min_yuan", "per_min_yuan=500 per_max_yuan=500", "persons=0 cash_yuan=0 lifted_persons=0 per_min_yuan=601"),
    Case("assistance_ledger", "below_each", "cash_yuan", "cash_yuan=3000", "cash_yuan=2999"),
    Case("assistance_ledger", "above_each", "cash_yuan", "cash_yuan=6000", "cash_yuan=6001"),
    Case(
        "assistance_ledger",
        "cash_for_nobody",
        "persons",
        "persons=0 lifted_persons=0 per_max_yuan= cash_yuan=0",
        "persons=0 lifted_persons=0 per_max_yuan=",
        "warn",
    ),
    Case("assistance_ledger", "less_than", "pairs", "pairs=2", "pairs=1"),
    Case("assistance_ledger", "more_than", "lifted_persons", "lifted_persons=10", "lifted_persons=11"),
    Case("assistance_ledger", "only_for_filing", "files_end", "programme=送温暖 files_end=", "programme=送温暖"),
    Case("rights_ledger", "missing_case_no", "case_no", "record_kind=来访接待 case_no=", "case_no="),
    Case("rights_ledger", "before", "closed_on", "closed_on=2026-03-05", "closed_on=2026-03-04"),
    Case("rights_ledger", "closed_without_result", "result", "closed_on= result=", "result="),
    Case("rights_ledger", "closed_without_result", "result", "closed_on= result=办理中", "result=办理中"),
    Case("rights_ledger", "one_case", "cases", "record_kind=来访接待 cases=0", "cases=0"),
    Case("rights_ledger", "one_case", "cases", "record_kind=来访接待 cases=5", "cases=2"),
    Case("rights_ledger", "one_case", "cases", "record_kind=心理疏导 cases=5", "record_kind=心理疏导 cases=0"),
    Case("rights_ledger", "wage_for_injury", "wage_yuan", "issue=工伤 wage_yuan=0", "issue=工伤", "warn"),
    Case("rights_ledger", "much_per_person", "wage_yuan", "wage_yuan=400000", "wage_yuan=400001", "warn"),
    Case("visit_log", "less_than", "cadres_total", "cadres_total=2", "cadres_total=1"),
    Case("visit_log", "not_the_length", "enterprises", "enterprises=1 unit_codes=A", "enterprises=3", "warn"),
    Case("visit_log", "not_half_days", "days", "days=0.5", "days=0.7"),
    Case("visit_log", "more_than", "issues_solved", "issues_solved=3", "issues_solved=4"),
    Case("activity_ledger", "outside_period", "held_on", "held_on=2026-03-01", "held_on=2026-02-28"),
    Case("activity_ledger", "less_than", "person_times", "person_times=30", "person_times=29"),
    Case("emulation_ledger", "more_than", "units_in", "units_in=9", "units_in=10"),
    Case("employment_ledger", "outside_period", "held_on", "held_on=2026-03-31", "held_on=2025-03-05"),
    Case("mutual_aid_monthly", "more_than", "enrolled", "enrolled=100", "enrolled=101"),
    Case("mutual_aid_monthly", "more_than", "subsidised", "subsidised=80", "subsidised=81"),
    Case("resource_quarterly", "less_than", "count_due", "count_due=4", "count_due=3"),
    Case("special_task", "not_snake_case", "metric", "metric=road2_hardened_km", "metric=RoadKm"),
    Case("special_task", "not_snake_case", "metric", "metric=km", "metric=road__km"),
    Case("special_task", "rate_over_100", "actual_value", "actual_value=100 unit=%", "actual_value=100.5 unit=%"),
    Case("special_task", "rate_over_100", "actual_value", "actual_value=120 unit=% metric=road_completion", "actual_value=120 unit=%"),
    Case("special_task", "rate_over_100", "target_value", "target_value=100 unit=%", "target_value=101 unit=%"),
    Case("organisation", "before", "closed_on", "closed_on=2020-01-01", "closed_on=2019-12-31"),
    Case("unit_register", "only_if_unformed", "union_form", "union_form=未建 union_code=", "union_form=未建"),
    Case("unit_register", "not_after", "delisted_on", "delisted_on=2020-01-02", "delisted_on=2020-01-01"),
    Case("indicator", "before", "to_on", "to_on=2026-01-01", "to_on=2025-12-31"),
    Case("target", "not_after", "due_on", "due_on=2026-01-02", "due_on=2026-01-01"),
    Case("target", "unreadable_milestones", "milestones", "milestones=2026-03-31:30；2026-06-30：50%", "milestones=年中一半", "warn"),
    Case("target", "unreadable_milestones", "milestones", "milestones=2026-03-31:50;2026-06-30:50", "milestones=2026-03-31:50;2026-06-30:30", "warn"),
    Case("assignment", "before", "to_on", "to_on=2026-01-01", "to_on=2025-12-31"),
    Case("programme", "before", "due_on", "due_on=2026-01-01", "due_on=2025-12-31"),
    Case("score_rule", "before", "to_on", "to_on=2026-01-01", "to_on=2025-12-31"),
    Case("score_rule", "wrong_measure", "measure", "measure=数值", "measure=缺额"),
    Case("score_rule", "missing_indicator", "indicator_code", "measure=按时报送率 indicator_code=", "indicator_code="),
    Case("score_rule", "not_for_measure", "indicator_code", "kind=按件扣分 tiers= deduction=2 measure=红灯数", "measure=按时报送率"),
    Case("score_rule", "missing_tiers", "tiers", "kind=按百分点扣分 tiers= deduction=1", "tiers="),
    Case("score_rule", "unreadable_tiers", "tiers", "tiers=８０%：4；75%:3", "tiers=80以上4分"),
    Case("score_rule", "unreadable_tiers", "tiers", "tiers=80:4;75:3.5", "tiers=80:3;75:3"),
    Case("score_rule", "unreadable_tiers", "tiers", "tiers=60:0", "tiers=60:-1"),
    Case("score_rule", "tiers_over_full", "tiers", "full=4.5", "full=3.5"),
    Case("score_rule", "not_for_kind", "tiers", "kind=按百分点扣分 tiers= deduction=1", "kind=按百分点扣分 deduction=1"),
    Case("score_rule", "not_for_kind", "line", "kind=按百分点扣分 tiers= deduction=1 line=80%", "line=80"),
    Case("score_rule", "missing_deduction", "deduction", "kind=按百分点扣分 tiers= deduction=1", "kind=按百分点扣分 tiers="),
    Case("score_rule", "not_for_kind", "deduction", "kind=按百分点扣分 tiers= deduction=1", "deduction=1"),
    Case("score_rule", "not_for_kind", "most_deducted", "kind=按百分点扣分 tiers= deduction=1 most_deducted=3", "most_deducted=3"),
    Case(
        "score_rule",
        "more_than",
        "most_deducted",
        "kind=按百分点扣分 tiers= deduction=1 most_deducted=4",
        "kind=按百分点扣分 tiers= deduction=1 most_deducted=4.1",
    ),
    Case("setting", "unreadable_setting", "value", "key=年度起始 value=10月1日", "key=年度起始 value=02-29"),
    Case("setting", "unreadable_setting", "value", "key=数据日期 value=2015.3.31", "key=数据日期 value=三月底"),
    Case("setting", "unreadable_setting", "value", "key=沿用期数 value=3", "key=沿用期数 value=三个月"),
    Case("setting", "unreadable_setting", "value", "key=锁定方式 value=更正10天", "key=锁定方式 value=半锁"),
    Case("setting", "unreadable_setting", "value", "key=锁定方式 value=不锁", "key=锁定方式 value=不锁10"),
]
IDS = [f"{case.sheet}-{case.code}-{case.column}-{case.breaks}" for case in CASES]


def cells(text):
    return dict(part.split("=", 1) for part in text.split())


def check(sheet, changes=NONE):
    """The row and its issues, as {(code, English column, severity)}."""
    model = SHEETS[sheet]
    row, issues = check_row(model, cells(GOOD[sheet]) | cells(changes))
    names = {column.header: column.name for column in model.columns()}
    return row, {(issue.code, names[issue.column], issue.severity) for issue in issues}


@pytest.mark.parametrize("sheet", SHEETS)
def test_good_row_has_no_issue(sheet):
    row, issues = check(sheet)
    assert issues == set()
    assert row.values is not None


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_row_that_just_keeps_the_rule_has_no_such_issue(case):
    row, issues = check(case.sheet, case.keeps)
    assert {issue for issue in issues if issue[0] not in case.also} == set()
    assert row.values is not None


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_row_that_breaks_the_rule_has_exactly_its_issue(case):
    row, issues = check(case.sheet, case.breaks)
    assert issues == {(case.code, case.column, case.severity)}
    assert (row.values is None) == (case.severity == "block")


def test_no_rule_is_untested():
    declared = {(name, rule.code, rule.column, rule.severity) for name, model in SHEETS.items() for rule in model.rules}
    assert {(case.sheet, case.code, case.column, case.severity) for case in CASES} == declared


@pytest.mark.parametrize(
    ("sheet", "changes", "issue"),
    [
        ("bargaining_ledger", "staff_covered=0", ("greater_than", "staff_covered", "block")),
        ("visit_log", "cadres=0 cadres_total=", ("greater_than_equal", "cadres", "block")),
        ("visit_log", "brief_filed=", ("blank", "brief_filed", "warn")),
        ("org_monthly", "unions_new=-1", ("greater_than_equal", "unions_new", "block")),
        ("org_monthly", "unit_kind=公司", ("literal_error", "unit_kind", "block")),
        ("org_monthly", "unit_kind=", ("blank_key", "unit_kind", "block")),
        ("org_monthly", "unit_kind=—", ("blank_key", "unit_kind", "block")),
        ("org_monthly", "units_due=", ("blank", "units_due", "warn")),
        ("bargaining_ledger", "valid_to=", ("blank_key", "valid_to", "block")),
        ("assistance_ledger", "cash_yuan=99.5", ("not_whole", "cash_yuan", "block")),
        ("rights_ledger", "record_kind=", ("blank", "record_kind", "warn")),
        ("activity_ledger", "title=" + "长" * 61, ("string_too_long", "title", "block")),
        ("organisation", "name=", ("blank_key", "name", "block")),
        ("target", "version=", ("blank_key", "version", "block")),
        ("target", "effective_on=", ("blank", "effective_on", "warn")),
    ],
)
def test_bounds_choices_and_blanks(sheet, changes, issue):
    assert check(sheet, changes)[1] == {issue}


def test_dash_satisfies_a_required_column_and_has_no_value():
    row, issues = check("org_monthly", "units_due=—")
    assert (issues, row.blanks, row.values["units_due"]) == (set(), (), None)


@pytest.mark.parametrize(("typed", "read"), [("≥", "≥"), (">=", "≥"), ("＞＝", "≥"), ("<=", "≤"), ("≤", "≤"), ("＝", "=")])
def test_direction_is_read_in_either_spelling(typed, read):
    row, issues = check("target", f"direction={typed}")
    assert (issues, row.values["direction"]) == (set(), read)


def test_rule_that_asks_blank_is_asked_with_none_and_others_are_not():
    asked = Rule("seen", "case_no", ("case_no", "result"), lambda number, result: number is not None, asks_blank=True)
    quiet = Rule("seen", "case_no", ("case_no", "result"), lambda number, result: number is not None)
    row = SHEETS["rights_ledger"](record_kind="来访接待", result="撤回")
    assert asked.broken(row) == {"case_no": None, "result": "撤回"}
    assert quiet.broken(row) is None


def doubles(sheet, *changes):
    """The rows, counted from 1, that are refused because an earlier one has their key."""
    model = SHEETS[sheet]
    rows = [cells(GOOD[sheet]) | cells(change) for change in changes]
    header = tuple(column.header for column in model.columns())
    grid = Grid.of(model.about.title, (header, *(tuple(row.get(column.name) for column in model.columns()) for row in rows)))
    return [issue.row - 1 for issue in check_grid(model, grid).issues if issue.code == "doubled_key"]


@pytest.mark.parametrize(
    ("sheet", "changes", "refused"),
    [
        ("rights_ledger", ("case_no=W1", "case_no=W2", "case_no=W1"), [3]),
        ("rights_ledger", ("record_kind=来访接待 case_no=", "record_kind=来访接待 case_no="), []),
        ("rights_ledger", ("record_kind=来访接待", "record_kind=纠纷调解"), [2]),
        ("programme", ("code=H1 kind=对口 parent=T1", "code=H1 kind=对口 parent=T2", "code=H1 kind=对口 parent=T2"), [3]),
        ("programme", ("", ""), [2]),
        ("special_task", ("metric=a", "metric=b", "metric=a"), [3]),
        ("assistance_ledger", ("", ""), []),
        ("organisation", ("closed_on=2021-01-01", "opened_on=2021-01-02"), []),
        ("target", ("version=1", "version=2", "version=1"), [3]),
    ],
)
def test_same_key_twice_is_refused_where_rows_have_one(sheet, changes, refused):
    assert doubles(sheet, *changes) == refused
