"""Programmes: the tree of 专项, what is wrong in it, and the state that follows from the parts of each."""

import datetime as dt

import pytest

from progress.indicators import load_indicators
from progress.pairs import pairs
from progress.programmes import everywhere, load_programmes
from progress.records import records
from progress.standing import stands
from schema.activity_ledger import ActivityLedger
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.programme import Programme
from schema.setting import Setting
from schema.target import Target
from schema.unit_register import UnitRegister
from schema.visit_log import VisitLog
from tests.progress.rows import county, goal, indicator, ledger_of, organisation, unit
from tests.progress.test_cadence import talk, visit

D = dt.date
ON = D(2015, 6, 30)
YEAR = {"start_on": D(2015, 1, 1), "due_on": D(2015, 12, 31)}
TALKS = {
    Assignment: [{"sheet": "宣教培训文体台账", "branch": "ALL", "frequency": "月", "due_days": 5}],
    Indicator: [indicator("talks", "sum(activity_ledger.sessions)")],
}


def row(code, kind="专项", **changed):
    return {"code": code, "name": code, "kind": kind, **changed}


def items(parent, *done):
    return [row(f"{parent}-{at}", "清单", parent=parent, order=at, done_on=day) for at, day in enumerate(done, start=1)]


def tree_of(*rows):
    return load_programmes(ledger_of({Organisation: county("A"), Programme: list(rows)}))


def standing(*rows, on=ON):
    """Code → how it stands, where nobody filed anything."""
    return _by_code(ledger_of({Organisation: county("A", "B"), **TALKS, Programme: list(rows)}), on)


def _by_code(ledger, on):
    found, waiting = {}, stands(ledger, load_programmes(ledger)[0], records(ledger, [on]), on)
    while waiting:
        found |= {stand.part.code: stand for stand in waiting}
        waiting = [part for stand in waiting for part in stand.parts]
    return found


def shape(parts):
    return [(part.code, shape(part.children)) for part in parts]


def test_parts_stand_below_their_programme_in_their_order():
    parts, issues = tree_of(row("b", "部分", parent="p", order=2), row("p"), row("c", "部分", parent="p"), row("a", "部分", parent="p", order=1))
    assert shape(parts) == [("p", [("a", []), ("b", []), ("c", [])])]
    assert issues == []


def test_a_part_takes_the_dates_of_what_it_belongs_to_unless_it_has_its_own():
    parts, _ = tree_of(row("p", **YEAR), row("a", "部分", parent="p"), row("b", "部分", parent="p", due_on=D(2015, 3, 1)))
    assert [(part.code, part.start_on, part.due_on) for part in everywhere(parts)] == [
        ("p", D(2015, 1, 1), D(2015, 12, 31)),
        ("a", D(2015, 1, 1), D(2015, 12, 31)),
        ("b", D(2015, 1, 1), D(2015, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("rows", "code", "shown"),
    [
        ([row("a", "部分", parent="gone"), row("b", "部分", parent="a")], "programme_orphan", [("a", [("b", [])])]),
        ([row("a", "部分", parent="a")], "programme_circle", [("a", [])]),
    ],
)
def test_a_parent_that_cannot_be_one_is_told_and_its_part_not_lost(rows, code, shown):
    parts, issues = tree_of(*rows)
    assert [(issue.code, issue.cell, issue.severity) for issue in issues] == [(code, "C2", "warn")]
    assert shape(parts) == shown


def test_a_circle_of_parts_is_told_at_each_and_what_hangs_on_it_stays_there():
    parts, issues = tree_of(row("a", parent="b"), row("b", "部分", parent="c"), row("c", "部分", parent="a"), row("d", "部分", parent="c"))
    assert [(issue.code, issue.row) for issue in issues] == [("programme_circle", 2), ("programme_circle", 3), ("programme_circle", 4)]
    assert shape(parts) == [("a", []), ("b", []), ("c", [("d", [])])]


def test_codes_that_nobody_has_are_told_and_the_others_count():
    parts, issues = tree_of(row("p", indicator_codes=("talks", "no"), sheets=("宣教培训文体台账", "没有的表")))
    assert [(issue.code, issue.column, issue.values["typed"]) for issue in issues][1:] == [
        ("programme_unknown", "指标代码", "no"),
        ("programme_unknown", "表名", "没有的表"),
    ]
    assert (parts[0].indicator_codes, parts[0].sheets, parts[0].unknown) == ((), ("activity_ledger",), ("talks", "no", "没有的表"))


@pytest.mark.parametrize(
    ("done", "on", "lamp"),
    [
        ((None, None), ON, "unreported"),
        ((None, None), D(2016, 3, 1), "unreported"),
        ((D(2015, 2, 1), None), ON, "on_pace"),
        ((D(2015, 2, 1), None), D(2015, 7, 20), "slow"),
        ((D(2015, 2, 1), None), D(2015, 11, 1), "behind"),
        ((D(2015, 2, 1), None), D(2016, 3, 1), "behind"),
        ((D(2015, 2, 1), D(2016, 2, 1)), D(2016, 3, 1), "on_pace"),
        ((D(2015, 2, 1), D(2015, 12, 1)), D(2015, 11, 1), "behind"),
        ((D(2015, 1, 10), None), D(2015, 1, 20), "starting"),
        ((None, None), D(2014, 12, 31), "not_begun"),
    ],
)
def test_a_checklist_is_judged_by_the_share_done_against_the_time_gone(done, on, lamp):
    found = standing(row("p", **YEAR), *items("p", *done), on=on)["p"]
    assert found.lamp == lamp
    assert (found.done, found.of) == (sum(day is not None and day <= on for day in done), 2)


@pytest.mark.parametrize(("done", "lamp"), [((None, None), "unreported"), ((D(2015, 2, 1), None), "no_target"), ((D(2015, 2, 1), D(2015, 3, 1)), "on_pace")])
def test_a_checklist_without_dates_has_no_pace(done, lamp):
    assert standing(row("p"), *items("p", *done))["p"].lamp == lamp


def test_the_lamp_scheme_of_the_federation_holds_for_checklists():
    found = standing(row("p", **YEAR), *items("p", D(2015, 2, 1), None), on=D(2015, 7, 20))
    assert found["p"].lamp == "slow"
    ledger = ledger_of(
        {Organisation: county("A"), Setting: [{"key": "亮灯方案", "value": "银川"}], Programme: [row("p", **YEAR), *items("p", D(2015, 2, 1), None)]}
    )
    assert _by_code(ledger, D(2015, 7, 20))["p"].lamp == "on_pace"


@pytest.mark.parametrize(
    ("dates", "phase", "lamp"),
    [
        ({"start_on": D(2015, 7, 1), "due_on": D(2015, 8, 1)}, "not_begun", "not_begun"),
        ({"start_on": D(2015, 6, 1), "due_on": D(2015, 6, 30)}, "running", "no_target"),
        ({"due_on": D(2015, 6, 29)}, "ended", "unreported"),
        ({"due_on": D(2015, 6, 1), "done_on": D(2015, 6, 5)}, "done", "on_pace"),
        ({"due_on": D(2015, 6, 1), "done_on": D(2015, 7, 1)}, "ended", "unreported"),
        ({}, "undated", "no_target"),
    ],
)
def test_a_phase_is_over_only_when_somebody_says_so(dates, phase, lamp):
    found = standing(row("p"), row("f", "阶段", parent="p", **dates))["f"]
    assert (found.phase, found.lamp) == (phase, lamp)


def talks(target, sessions):
    rows = {"A": {ActivityLedger: [talk(D(2015, 3, 1), sessions)]}}
    return {Target: [goal("talks", "0", target)]}, rows


def test_a_programme_shows_the_worst_of_what_it_has():
    targets, branches = talks(100, 10)
    rows = [row("p", **YEAR), row("a", "部分", parent="p", indicator_codes=("talks",)), row("b", "部分", parent="p"), *items("b", D(2015, 2, 1), D(2015, 2, 2))]
    ledger = ledger_of({Organisation: county("A", "B"), **TALKS, **targets, Programme: rows}, branches)
    found = _by_code(ledger, ON)
    assert {code: stand.lamp for code, stand in found.items()} == {"p": "behind", "a": "behind", "b": "on_pace"}
    assert (found["p"].reported, found["p"].expected) == (2, 2)


def test_a_programme_without_a_date_is_due_with_the_last_goal_of_its_indicators():
    targets, branches = talks(100, 10)
    rows = [row("p"), row("a", "部分", parent="p", indicator_codes=("talks",)), row("b", "部分", parent="p", due_on=D(2015, 5, 1)), row("c")]
    found = _by_code(ledger_of({Organisation: county("A", "B"), **TALKS, **targets, Programme: rows}, branches), ON)
    assert {code: stand.due_on for code, stand in found.items()} == {"p": D(2015, 12, 31), "a": D(2015, 12, 31), "b": D(2015, 5, 1), "c": None}


def test_what_nobody_reported_is_never_behind():
    targets, _ = talks(100, 10)
    rows = [row("p", **YEAR, indicator_codes=("talks",)), row("b", "部分", parent="p"), *items("b", None, None)]
    found = _by_code(ledger_of({Organisation: county("A", "B"), **TALKS, **targets, Programme: rows}), D(2015, 12, 31))
    assert {code: stand.lamp for code, stand in found.items()} == {"p": "unreported", "b": "unreported"}
    assert (found["p"].reported, found["p"].expected) == (0, 2)


def test_a_programme_that_has_not_begun_is_not_behind_by_what_came_before_it():
    targets, branches = talks(100, 10)
    rows = [row("p", start_on=D(2015, 7, 1), indicator_codes=("talks",))]
    assert _by_code(ledger_of({Organisation: county("A", "B"), **TALKS, **targets, Programme: rows}, branches), ON)["p"].lamp == "not_begun"


def test_a_linked_sheet_tells_how_many_have_filed_it():
    branches = {"A": {ActivityLedger: [talk(D(2015, 6, 1), 1)]}, "B": {ActivityLedger: []}}
    rows = [row("p", sheets=("宣教培训文体台账", "活动走访记录"))]
    found = _by_code(ledger_of({Organisation: county("A", "B"), **TALKS, Programme: rows}, branches), ON)["p"]
    assert found.filed == {"activity_ledger": (1, 2), "visit_log": (0, 0)}
    assert not found.is_empty


def test_a_programme_with_nothing_in_it_says_so():
    found = standing(row("p"))["p"]
    assert (found.is_empty, found.lamp, found.parts) == (True, "no_target", ())


UNITS = [unit("u1", "A"), unit("u2", "A", unit_kind="国有企业"), unit("u3", "B"), unit("u4", "B")]


@pytest.mark.parametrize(("on", "short"), [(ON, "slow"), (D(2016, 1, 1), "behind")])
def test_a_pair_is_met_by_every_quota_and_by_enterprises_of_different_kinds(on, short):
    visits = [
        visit("t1", "A", D(2015, 2, 3), 2, unit_codes=("u1", "u2"), workers=9),
        visit("t1", "B", D(2015, 2, 4), 2, unit_codes=("u3", "u4"), workers=9),
        visit("t2", "B", D(2015, 2, 5), 2, workers=3),
    ]
    pair = {"basis": "频次", "per": "team_code,host_code"}
    master = {
        Organisation: [*county("A", "B", "C"), organisation("H", kind="本级")],
        UnitRegister: UNITS,
        Indicator: [indicator("seen", "sum(visit_log.enterprises)"), indicator("met", "sum(visit_log.workers)")],
        Target: [goal("seen", "0", 2, **pair), goal("met", "0", 5, **pair)],
        Programme: [row("p"), row("q", "部分", parent="p")]
        + [row(team, "小组", parent="q") for team in ("t1", "t2")]
        + [row(host, "对口", parent=team) for team, host in (("t1", "A"), ("t1", "B"), ("t2", "B"), ("t2", "C"))],
    }
    ledger = ledger_of(master, {"H": {VisitLog: visits}})
    (programme,), issues = load_programmes(ledger)
    found = pairs(ledger, programme, load_indicators(ledger)[0], on)
    assert issues == []
    assert [(pair.team.code, pair.host.code, [quota.value for quota in pair.quotas], pair.kinds, pair.lamp) for pair in found] == [
        ("t1", "A", [2, 9], 2, "on_pace"),
        ("t1", "B", [2, 9], 1, short),
        ("t2", "B", [2, 3], None, short),
        ("t2", "C", [None, None], None, "unreported"),
    ]


def test_pairs_without_a_quota_have_no_lamp():
    ledger = ledger_of({Organisation: county("A"), Programme: [row("p"), row("t", "小组", parent="p"), row("A", "对口", parent="t")]})
    (found,) = pairs(ledger, load_programmes(ledger)[0][0], {}, ON)
    assert (found.host.code, found.quotas, found.lamp) == ("A", (), "no_target")
