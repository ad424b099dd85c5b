"""Mistakes planted in a workspace without any: each is told with its code at its cell, and nothing else is."""

from collections import Counter

import pytest

from ledger.ledger import load
from schema.across import AsRegistered, OneBranch, OneContract, OnePlaceADay, WhereGrowthAsks, WithinDue, WithinStaff, WithinSum
from schema.entries import NeverMoreToDate, NoneTwice, Partner
from schema.histories import Continues, NeverFalls, Steady
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE, SHEETS
from schema.workspace import MASTER
from tests.ledger.planting import A, B, Memory, cell, changed, clean, found, planted
from tests.schema.test_rules import CASES

S01, S02, S03, S04, S05, S06 = "org_monthly", "bargaining_ledger", "democracy_quarterly", "assistance_ledger", "rights_ledger", "visit_log"
S07, S08, S09, S10, S11, S12 = "activity_ledger", "emulation_ledger", "employment_ledger", "mutual_aid_monthly", "resource_quarterly", "special_task"
R1, NOTE = "unit_register", "return_note"
PLANTED_IN = {"organisation": 5, "indicator": 2, R1: 6}
UNIT = "unit_kind=机关 is_legal_entity=是 staff_count=9 should_unionise=是 should_bargain=否 union_form=未建"
MAY = "period=2026-05 unit_kind=机关 units_due=10 units_covered=8 unions_begin=6 unions_new=0 unions_closed=0 unions_end=6 entities_new=0 staff_end=100 "
MAY += "members_begin=60 members_new=0 members_left=0 members_end=60"


def by_rule(case):
    """A case of a rule between columns, planted in the good row of branch B01 or in a row of the master workbook that nothing points at."""
    book = MASTER if SHEETS[case.sheet] in MASTER_SHEETS else B
    typed = "union_code=G1" if case.code == "only_if_unformed" else case.breaks
    return planted(case.code, case.severity, case.column, (book, case.sheet, PLANTED_IN.get(case.sheet, 1), typed))


def first(model, kind):
    """The first column of a kind that is required, or else the first of the kind."""
    columns = [column for column in model.columns() if column.kind == kind]
    return next((column.name for column in columns if column.required), columns[0].name if columns else "")


def by_cell(code, severity, kind, typed, models=BRANCH_SHEETS):
    """What no column of a kind takes, planted in the good row of every sheet that has such a column."""
    for model in models:
        if name := first(model, kind):
            yield planted(code, severity, name, (B, model.about.name, 1, f"{name}={typed}"))


REQUIRED = [model for model in BRANCH_SHEETS if first(model, "whole") and model.column(first(model, "whole")).required]
ROWS = [by_rule(case) for case in CASES]
CELLS = [
    *by_cell("not_a_number", "block", "whole", "约30"),
    *by_cell("not_whole", "block", "whole", "2.5"),
    *by_cell("greater_than_equal", "block", "whole", "-1"),
    *by_cell("blank", "warn", "whole", "", REQUIRED),
    *by_cell("literal_error", "block", "choice", "另外"),
    *by_cell("blank_key", "block", "period", "", (*BRANCH_SHEETS, RETURN_NOTE)),
    *by_cell("not_a_period", "block", "period", "三月", (*BRANCH_SHEETS, RETURN_NOTE)),
    *by_cell("not_a_date", "block", "date", "46086"),
    *by_cell("not_yes_or_no", "block", "yes_no", "也许"),
    *by_cell("foreign_branch", "block", "code", "A01", [model for model in BRANCH_SHEETS if first(model, "code") == "branch_code"]),
    planted("greater_than", "block", "staff_covered", (B, S02, 1, "staff_covered=0")),
    planted("string_too_long", "block", "title", (B, S07, 1, "title=" + "长" * 61)),
    planted("unknown_reference", "block", "indicator_code", (MASTER, "target", 1, "indicator_code=没有")),
    planted("unknown_reference", "block", "branch_code", (MASTER, R1, 6, "branch_code=Z09")),
    planted("doubled_key", "block", "contract_no", (B, S02, 2, "period=2026-03 contract_no=H1 contract_type=综合"), typed_like=1),
    planted("doubled_key", "block", "visited_on", (A, S06, 2, "visited_on=2025-03-03")),
]
BETWEEN = [
    planted("not_continued", "block", "members_begin", (A, S01, 5, "members_begin=921 members_left=7")),
    planted("not_continued", "block", "members_begin", (A, S01, 5, "members_begin=930 members_end=935")),
    planted("not_continued", "block", "unions_begin", (A, S01, 14, "unions_begin=1 unions_new=1")),
    planted("fell", "block", "invested_yuan", (A, S12, 3, "invested_yuan=1100")),
    planted("beyond_raised", "block", "issues_solved", (A, S06, 2, "issues_raised=— issues_solved=4")),
    planted("equal_row", "warn", "period", (A, S04, 2, "given_on=2025-03-03 remark=补报")),
    planted("equal_row", "warn", "period", (A, S07, 2, "held_on=2025-03-03")),
    planted("equal_row", "warn", "period", (A, S08, 2, "period=2025-Q1 units_in=4 unionised_units=5")),
    planted("equal_row", "warn", "period", (A, S09, 2, "held_on=2025-03-03 filler_role=干事")),
    planted("staff_unknown", "warn", "staff_end", (B, S01, 1, "staff_end=—")),
    planted("missing_partner", "warn", "enrolled", (B, S10, 1, "enrolled=— enrolled_ly=70")),
    planted("jump", "warn", "units_due", (B, S01, 2, f"{MAY} units_due=40")),
    planted("jump", "warn", "units_covered", (B, S01, 1, "units_due=40"), (B, S01, 2, f"{MAY} units_due=40 units_covered=30")),
    planted(
        "jump",
        "warn",
        "unions_end",
        (B, S01, 1, "units_due=40 units_covered=40"),
        (B, S01, 2, f"{MAY} units_due=40 units_covered=40 unions_new=30 unions_end=36"),
    ),
    planted("jump", "warn", "staff_end", (B, S01, 2, f"{MAY} staff_end=151")),
    planted("jump", "warn", "members_end", (B, S01, 2, f"{MAY} members_left=31 members_end=29")),
    planted("jump", "warn", "eligible", (B, S10, 2, "period=2026-05 scheme=团体 eligible=160 enrolled=80")),
    planted("jump", "warn", "enrolled", (B, S10, 2, "period=2026-05 scheme=团体 eligible=140 enrolled=130")),
    planted("jump", "warn", "count_end", (B, S11, 2, "period=2026-Q2 kind=职工书屋 item=书屋 level=县 count_end=30")),
    planted("jump", "warn", "count_end", (A, S11, 2, "count_end=45")),
    planted("out_of_range", "warn", "claims", (A, S10, 14, "claims=500")),
    planted("out_of_range", "warn", "entities_new", (A, S01, 14, "entities_new=21")),
    planted("out_of_range", "warn", "survey_n", (A, S03, 16, "survey_n=900")),
    planted("out_of_range", "warn", "invested_yuan", (A, S12, 14, "invested_yuan=90000")),
    planted("out_of_range", "warn", "volumes", (A, S11, 16, "volumes=0")),
]
ACROSS = [
    planted("two_hosts", "warn", "host_code", (A, S06, 3, "host_code=A09 visited_on=2025-03-04")),
    planted("two_hosts", "warn", "host_code", (B, S06, 1, "team_code=G1 visited_on=2025-03-04")),
    planted("two_contracts", "warn", "unit_codes", (A, S02, 2, "unit_codes=E1、E3 units_covered=2")),
    planted("two_contracts", "warn", "unit_codes", (A, S02, 1, "valid_from=2024-12-31"), at=(A, S02, 1)),
    planted("two_branches", "warn", "unit_codes", (B, S02, 1, "unit_codes=E1、B")),
    planted("beyond_staff", "warn", "staff_covered", (A, S02, 1, "staff_covered=71")),
    planted("beyond_due", "warn", "unit_codes", (A, S02, 2, "unit_codes=E3、U1 units_covered=2")),
    planted("registered_twice", "warn", "unit_name", (MASTER, R1, 7, f"unit_code=K2 unit_name=示例U1 branch_code=C01 {UNIT} listed_on=2024-01-01")),
    planted("not_as_registered", "warn", "units_due", (A, S01, 14, "units_due=3")),
    planted(
        "not_as_registered", "warn", "units_due", (MASTER, R1, 7, f"unit_code=K2 unit_name=甲 branch_code=A01 {UNIT} listed_on=2026-02-28"), at=(A, S01, 14)
    ),
    planted("not_as_registered", "warn", "unionised_units", (A, S03, 16, "unionised_units=3")),
    planted("not_as_registered", "warn", "unionised_units", (A, S08, 1, "unionised_units=6")),
    planted("beyond_members", "warn", "eligible", (A, S10, 1, "eligible=906")),
    planted("missing_partner", "warn", "enrolled_ly", (A, S10, 3, "enrolled_ly=")),
]
PLANTED = [*ROWS, *CELLS, *BETWEEN, *ACROSS]
RULES = {
    **{Continues: {"not_continued"}, NeverFalls: {"fell"}, NoneTwice: {"equal_row"}, NeverMoreToDate: {"beyond_raised"}, AsRegistered: {"not_as_registered"}},
    **{Partner: {"staff_unknown", "missing_partner"}, WithinSum: {"beyond_members"}, WhereGrowthAsks: {"missing_partner"}, OnePlaceADay: {"two_hosts"}},
    **{OneContract: {"two_contracts", "two_branches"}, WithinStaff: {"beyond_staff"}, WithinDue: {"beyond_due"}, OneBranch: {"registered_twice"}},
    Steady: {"out_of_range"},
}


def test_nothing_is_wrong_before_anything_is_planted():
    assert load(Memory(clean())).issues == []


@pytest.mark.parametrize(
    "mistake", PLANTED, ids=lambda mistake: "-".join(str(part) for part in (*mistake.issue[0:1], *mistake.issue[2:], *mistake.plants[-1][3:]))
)
def test_a_planted_mistake_is_told_at_its_cell_and_nothing_else_is(mistake):
    assert found(*mistake.plants) == Counter([mistake.issue])


def test_a_hundred_and_twenty_mistakes_are_planted():
    assert len({(mistake.issue[0], mistake.issue[3], mistake.column) for mistake in PLANTED}) >= 120


def test_no_rule_between_rows_or_sheets_is_unplanted():
    seen = {(mistake.issue[0], mistake.issue[3]) for mistake in PLANTED}
    asked = {(code, model.about.title) for model in SHEETS.values() for rule in (*model.between, *model.across) for code in RULES[type(rule)]}
    partners = {("missing_partner", SHEETS[S01].about.title), ("staff_unknown", SHEETS[S10].about.title)}
    assert asked - partners - seen == set()
    stocks = {(model.about.title, name) for model in SHEETS.values() for rule in model.between if isinstance(rule, Steady) for name in rule.stocks}
    assert stocks == {(mistake.issue[3], mistake.column) for mistake in PLANTED if mistake.issue[0] == "jump"}


@pytest.mark.parametrize(
    "plants",
    [
        [(A, S01, 1, "members_begin=890 members_new=20")],
        [(A, S12, 3, "invested_yuan=1100"), (A, NOTE, 2, "sheet=专项任务台账 period=2025-03 kind=情况说明 rule=fell")],
        [(B, S01, 2, f"{MAY} staff_end=150")],
        [(B, S11, 2, "period=2026-Q2 kind=职工书屋 item=书屋 level=县 count_end=19")],
        [(A, S10, 14, "claims=62")],
        [(A, S02, 2, "unit_codes=E1、E3 units_covered=2 contract_type=综合")],
        [(B, S02, 1, "unit_codes=E1、B valid_from=2027-01-10 valid_to=2029-01-09")],
        [(A, S02, 1, "staff_covered=70")],
        [(A, S02, 1, "unit_codes=E1、X9 staff_covered=9000")],
        [
            (MASTER, R1, 7, f"unit_code=K2 unit_name=示例K1 branch_code=A01 {UNIT} should_unionise=否 listed_on=2024-01-01"),
            (MASTER, R1, 6, "delisted_on=2024-01-01"),
        ],
        [(MASTER, R1, 7, f"unit_code=K2 unit_name=甲 branch_code=A01 {UNIT} listed_on=2026-03-01")],
        [(A, S10, 1, "eligible=905")],
        [(B, S10, 1, "enrolled_ly=")],
        [(B, S08, 1, "unionised_units=900")],
        [(A, S06, 2, "issues_raised=0 issues_solved=0"), (A, S06, 3, "visited_on=2025-03-06")],
    ],
    ids=str,
)
def test_what_just_keeps_a_rule_is_not_told(plants):
    assert found(*plants) == Counter()


@pytest.mark.parametrize("note", ["period=2025-02 rule=fell", "period=2025-03 rule=jump", "period=2025-03 rule="])
def test_another_periods_or_another_rules_explanation_excuses_nothing(note):
    plants = ((A, S12, 3, "invested_yuan=1100"), (A, NOTE, 2, f"sheet=专项任务台账 kind=情况说明 {note}"))
    assert found(*plants) == Counter([planted("fell", "block", "invested_yuan", plants[0]).issue])


def test_what_a_row_was_compared_with_is_named():
    plants = (A, S01, 5, "members_begin=921 members_left=7"), (A, S03, 16, "unionised_units=3"), (B, S06, 1, "team_code=G1 visited_on=2025-03-04")
    told = {issue.code: issue.values for issue in load(Memory(changed(*plants))).issues}
    wanted = {"other_book": A, "other_sheet": "组织建设月报", "other_row": 5, "other_cell": cell(S01, 4, "members_end"), "other_value": 920, "found": 921}
    assert wanted.items() <= told["not_continued"].items()
    wanted = {"other_book": MASTER, "other_sheet": "单位名录", "other_row": None, "other_cell": "", "other_value": 2, "found": 3}
    assert wanted.items() <= told["not_as_registered"].items()
    wanted = {"other_book": A, "other_sheet": "活动走访记录", "other_row": 3, "other_cell": cell(S06, 2, "host_code"), "other_value": "A01", "found": "D1"}
    assert wanted.items() <= told["two_hosts"].items()
