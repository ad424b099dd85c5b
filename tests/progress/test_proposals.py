"""New rows of 目标: every cell checked, named by line and column, and nothing that is not whole and new."""

import pytest

from progress.proposals import keys_of, next_version, proposed_lines, proposed_rows
from progress.targets import Goal
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.target import Target
from schema.verdict import Row
from tests.progress.rows import county, goal, indicator, ledger_of

LEDGER = ledger_of({Organisation: county("A"), Indicator: [indicator("x", "sum(org_monthly.unions_new)")]})
HEADERS = {column.name: column.header for column in Target.columns()}
ROW = {name: str(value) for name, value in goal("x", "A", 10).items()}
STANDS = keys_of([Row(2, ROW, None)])


def told(keys=(), headers=None, **changed):
    row = {name: text for name, text in {**ROW, **changed}.items() if text is not None}
    names = headers or list(row)
    found = proposed_lines(LEDGER, [[HEADERS.get(name, name) for name in names], [row.get(name) for name in names]], keys)
    return [(issue.code, issue.row, issue.column, issue.severity) for issue in found.issues], found.blocked


def test_a_good_row_is_let_in_with_its_line():
    found = proposed_lines(LEDGER, [[HEADERS[name] for name in ROW], list(ROW.values())], ())
    assert ([(row.number, dict(row.typed)) for row in found.rows], found.issues) == ([(2, ROW)], [])


def test_headers_stand_in_any_order_and_others_are_passed_over():
    assert told(headers=["某列", *reversed(list(ROW))]) == ([], 0)


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"target_value": "约10"}, "not_a_number", "目标值"),
        ({"target_value": "-1"}, "greater_than_equal", "目标值"),
        ({"target_value": ""}, "blank", "目标值"),
        ({"basis": ""}, "blank", "口径"),
        ({"version": ""}, "blank_key", "版本"),
        ({"basis": "别的"}, "literal_error", "口径"),
        ({"due_on": "2015-01-01"}, "not_after", "完成时限"),
        ({"indicator_code": "y"}, "unknown_reference", "指标代码"),
        ({"branch_code": "Z"}, "unknown_reference", "填报单位"),
        ({"reason": "电话 13800138000"}, "personal_data", "原因"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(changed, code, column):
    assert told(**changed) == ([(code, 2, column, "block")], 1)


def test_milestones_that_cannot_be_read_are_only_warned_of():
    assert told(milestones="第一季度") == ([("unreadable_milestones", 2, "里程碑", "warn")], 0)


def test_a_row_that_is_there_already_is_refused():
    assert told(STANDS) == ([("key_taken", 2, "版本", "block")], 1)


def test_a_row_twice_in_one_block_is_refused():
    found = proposed_rows(LEDGER, [ROW, ROW], ())
    assert [(issue.code, issue.row) for issue in found.issues] == [("doubled_key", 3)]


@pytest.mark.parametrize(("reason", "codes"), [(None, [("no_reason", 2, "原因", "block")]), ("调整", [])])
def test_a_version_that_follows_another_needs_a_reason(reason, codes):
    assert told(STANDS, version="2", reason=reason)[0] == codes


def test_every_leaf_is_an_organisation_too():
    assert told(branch_code="ALL") == ([], 0)


def test_cells_without_headers_are_told():
    found = proposed_lines(LEDGER, [["x", "A"]], ())
    assert ([issue.code for issue in found.issues], found.rows) == (["no_header"], ())


def test_a_required_header_that_is_missing_is_told():
    assert told(headers=[name for name in ROW if name != "due_on"]) == ([("missing_header", 1, "完成时限", "block")], 1)


def test_nothing_is_nothing():
    assert proposed_lines(LEDGER, [], ()).rows == ()


def test_versions_are_counted_for_each_goal_whatever_the_organisation():
    keys = keys_of(
        Row(2, {**ROW, **changed}, None) for changed in ({}, {"branch_code": "0", "version": "4"}, {"version": "第一版"}, {"issued_by": "县", "version": "9"})
    )
    assert next_version(Goal("x", "市", *(Target.read(name, ROW[name]) for name in ("start_on", "due_on"))), keys) == 5
    assert next_version(Goal("y", "市", *(Target.read(name, ROW[name]) for name in ("start_on", "due_on"))), keys) == 1
