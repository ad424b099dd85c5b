import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.registry import RETURN_NOTE
from schema.setting import Setting
from schema.target import Target
from snapshots.compare import CAUSES, compared, moved
from snapshots.frozen import freeze
from tests.progress.rows import D, county, goal, indicator, ledger_of, month, organisation

NEW = "sum(org_monthly.unions_new)"
MARCH, APRIL = D(2015, 3, 31), D(2015, 4, 30)


def frozen(branches, on=MARCH, formula=NEW, targets=(), tree=None, settings=()):
    master = {Organisation: tree or county("01", "02"), Indicator: [indicator("a", formula)], Target: list(targets), Setting: list(settings)}
    books = {code: found if isinstance(found, dict) else {OrgMonthly: found} for code, found in branches.items()}
    return freeze(ledger_of(master, books), on, {}, {})


def months(*new, **changed):
    return [month(f"2015-{at:02}", unions_new=each, **changed) for at, each in enumerate(new, start=1) if each is not None]


def row(before, after, org="0", measure="value"):
    found = compared(before, after)
    (one,) = found[(found["org"] == org) & (found["measure"] == measure)].to_dict("records")
    return one


def parts(found):
    return {cause: found[cause] for cause in CAUSES if found[cause]}


def test_nothing_moved_between_two_snapshots_of_the_same():
    books = {"01": months(1, 2, 3), "02": months(1, 1, 1)}
    assert moved(compared(frozen(books), frozen(books))).empty


def test_another_month_of_work_is_real():
    before, after = {"01": months(1, 2, 3)}, {"01": months(1, 2, 3, 4)}
    assert parts(row(frozen(before), frozen(after, APRIL))) == {"real": 4}


def test_what_was_filed_anew_is_a_correction():
    found = row(frozen({"01": months(1, 2, 3)}), frozen({"01": months(1, 5, 3, 4)}, APRIL))
    assert (parts(found), found["cause"]) == ({"correction": 3, "real": 4}, "real")


def test_what_was_missing_and_came_is_late():
    found = row(frozen({"01": months(1, 2, None)}), frozen({"01": months(1, 2, 7)}))
    assert (parts(found), found["cause"]) == ({"late": 7}, "late")


def test_a_late_branch_does_not_hide_that_another_corrected():
    before = {"01": months(1, 2, 3), "02": months(1, 1, None)}
    after = {"01": months(1, 9, 3), "02": months(1, 1, 5)}
    assert parts(row(frozen(before), frozen(after))) == {"correction": 7, "late": 5}


def test_a_nil_return_that_stood_then_is_no_late_one_when_rows_replace_it():
    nil = {"sheet": OrgMonthly.about.title, "period": "2015-03", "kind": "零报告", "reason": ""}
    before = frozen({"01": {OrgMonthly: months(1, 2), RETURN_NOTE: [nil]}})
    assert parts(row(before, frozen({"01": months(1, 2, 6)}))) == {"correction": 6}


def test_another_formula_is_a_changed_rule():
    books = {"01": months(1, 2, 3)}
    assert parts(row(frozen(books), frozen(books, formula=f"{NEW} * 2"))) == {"rule": 6}


def test_another_target_changes_the_completion_and_not_the_value():
    books = {"01": months(1, 2, 3)}
    before, after = frozen(books, targets=[goal("a", "0", 12)]), frozen(books, targets=[goal("a", "0", 24)])
    assert parts(row(before, after)) == {}
    assert parts(row(before, after, measure="completion")) == {"target": -25}


def test_a_version_that_came_into_force_between_the_days_is_a_changed_target():
    books = {"01": months(1, 2, 3, 0)}
    later = goal("a", "0", 24, version=2, effective_on=D(2015, 4, 1))
    targets = [goal("a", "0", 12), later]
    found = row(frozen(books, targets=targets), frozen(books, APRIL, targets=targets), measure="completion")
    assert parts(found) == {"target": -25}


def test_a_month_that_ran_on_the_earlier_day_is_work_and_no_correction():
    before = frozen({"01": months(1, 2, 3)}, on=D(2015, 3, 15))
    assert parts(row(before, frozen({"01": months(1, 2, 8)}))) == {"real": 5}


def test_a_branch_moved_below_another_is_a_changed_rule():
    tree = [*county("1", "2"), organisation("11", parent="1"), organisation("21", parent="2")]
    moved_tree = [*tree[:3], organisation("11", parent="2"), *tree[4:]]
    books = {"11": months(1, 2, 3), "21": months(1, 1, 1)}
    assert parts(row(frozen(books, tree=tree), frozen(books, tree=moved_tree), org="2")) == {"rule": 6}


def test_a_figure_that_appears_has_a_cause_and_no_parts():
    found = row(frozen({"01": [], "02": months(1)}), frozen({"01": months(4), "02": months(1)}), org="01")
    assert (found["cause"], found["after"], pd.isna(found["change"])) == ("late", 4, True)


def test_a_goal_only_one_snapshot_has_is_named_so():
    books = {"01": months(1, 2, 3)}
    found = compared(frozen(books), frozen(books, targets=[goal("a", "0", 12)]))
    assert {(one["goal"] != "", one["cause"]) for one in found[found["org"] == "0"].to_dict("records")} >= {(True, "new")}


def test_a_branch_that_is_gone_keeps_what_it_had_filed_before_the_day_of_change():
    before = frozen({"01": months(1, 2, 3), "02": months(1, 1, 1)})
    after = frozen({"01": months(1, 2, 3)})
    found = row(before, after)
    assert (found["change"], sum(parts(found).values())) == (-3, -3)


counts = st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(counts, counts, counts, counts, st.integers(1, 50), st.integers(1, 50), st.booleans())
def test_the_parts_always_add_up_to_the_change(one, two, one_after, two_after, target, target_after, doubled):
    before = frozen({"01": months(*one), "02": months(*two)}, targets=[goal("a", "0", target)])
    formula = f"{NEW} * 2" if doubled else NEW
    after = frozen({"01": months(*one_after), "02": months(*two_after)}, APRIL, formula=formula, targets=[goal("a", "0", target_after)])
    for found in compared(before, after).to_dict("records"):
        told = [found[cause] for cause in CAUSES]
        if not any(pd.isna(each) for each in told):
            assert sum(told) == pytest.approx(found["change"], abs=1e-6)
        assert pd.isna(found["change"]) or found["change"] == pytest.approx(found["after"] - found["before"], abs=1e-6)


def test_the_frames_are_left_as_they_are():
    before, after = frozen({"01": months(1)}), frozen({"01": months(2)})
    held = before.records.copy(), after.records.copy()
    compared(before, after)
    pd.testing.assert_frame_equal(before.records, held[0])
    pd.testing.assert_frame_equal(after.records, held[1])
    assert before.on == dt.date(2015, 3, 31)
