"""Goals per week, month, quarter or year, and per team and host."""

import datetime as dt

import pytest

from progress.cadence import sub_periods
from progress.windows import Window
from schema.activity_ledger import ActivityLedger
from schema.programme import Programme
from schema.visit_log import VisitLog
from tests.progress.rows import county, goal, organisation

D = dt.date
VISITED = "sum(visit_log.enterprises)"


def visit(team, host, day, enterprises, **changed):
    row = {"period": f"{day:%Y-%m}", "campaign": "走百企", "team_code": team, "host_code": host, "visited_on": day, "cadres": 2, "workers": 0}
    return {**row, "enterprises": enterprises, "issues_raised": 0, "issues_solved": 0, "brief_filed": True, **changed}


def talk(day, sessions):
    return {"period": f"{day:%Y-%m}", "category": "法律宣讲", "title": "示例", "held_on": day, "sessions": sessions, "persons": 1}


def told(found, org):
    (row,) = [row for row in found if row["org"] == org]
    return row["value"], row["target"], row["met"], row["of"], row["completion"], row["lamp"]


@pytest.mark.parametrize(
    ("per", "since", "until", "parts"),
    [
        ("月", D(2015, 1, 1), D(2015, 3, 10), [(1, 1, 1, 31), (2, 1, 2, 28), (3, 1, 3, 31)]),
        ("月", D(2015, 1, 15), D(2015, 2, 1), [(1, 15, 1, 31), (2, 1, 2, 28)]),
        ("季", D(2015, 2, 1), D(2015, 4, 1), [(2, 1, 3, 31), (4, 1, 6, 30)]),
        ("年", D(2015, 1, 1), D(2015, 1, 1), [(1, 1, 12, 31)]),
        ("周", D(2015, 1, 1), D(2015, 1, 12), [(1, 1, 1, 4), (1, 5, 1, 11), (1, 12, 1, 18)]),
        ("周", D(2015, 1, 5), D(2015, 1, 11), [(1, 5, 1, 11)]),
    ],
)
def test_sub_periods_are_those_of_the_calendar(per, since, until, parts):
    found = [(part.since.month, part.since.day, part.until.month, part.until.day) for part in sub_periods(Window(since, until), per)]
    assert found == parts


@pytest.mark.parametrize(
    ("per", "target", "on", "met", "of", "lamp"),
    [
        ("月", 2, D(2015, 3, 31), 2, 3, "behind"),
        ("月", 1, D(2015, 3, 31), 3, 3, "on_pace"),
        ("月", 2, D(2015, 2, 28), 2, 2, "on_pace"),
        ("月", 2, D(2015, 3, 30), 2, 3, "slow"),
        ("季", 5, D(2015, 3, 31), 1, 1, "on_pace"),
        ("季", 6, D(2015, 3, 31), 0, 1, "behind"),
        ("季", 6, D(2015, 3, 30), 0, 1, "slow"),
        ("年", 6, D(2015, 3, 31), 0, 1, "slow"),
        ("周", 1, D(2015, 2, 11), 3, 7, "behind"),
    ],
)
def test_a_cadence_counts_the_sub_periods_begun_that_reach_the_figure(figures, per, target, on, met, of, lamp):
    """Two talks on 5 January and 5 February, one on 5 March; the weeks are those of 1–4 January, then Monday to Sunday."""
    rows = [talk(D(2015, 1, 5), 2), talk(D(2015, 2, 5), 1), talk(D(2015, 2, 9), 1), talk(D(2015, 3, 5), 1)]
    targets = [goal("talks", "0", target, basis="频次", per=per)]
    found = figures(county("A"), {"talks": "sum(activity_ledger.sessions)"}, targets, {"A": {ActivityLedger: rows}}, on=[on])
    assert told(found, "0")[1:4] == (target, met, of)
    assert told(found, "0")[4:] == (pytest.approx(100 * met / of), lamp)


def test_an_event_counts_in_the_month_it_was_held_in_not_the_one_it_was_filed_in(figures):
    late = visit("t", "h", D(2015, 1, 20), 1, period="2015-02")
    found = figures(county("A"), {"visits": VISITED}, [goal("visits", "0", 1, basis="频次", per="月")], {"A": {VisitLog: [late]}}, on=[D(2015, 1, 31)])
    assert told(found, "0")[:4] == (None, 1, 1, 1)


def test_each_branch_has_its_own_count(figures):
    branches = {"A": {ActivityLedger: [talk(D(2015, 1, 5), 1), talk(D(2015, 2, 5), 1)]}, "B": {ActivityLedger: [talk(D(2015, 1, 5), 1)]}}
    targets = [goal("talks", "ALL", 1, basis="频次", per="月"), goal("talks", "0", 2, basis="频次", per="月")]
    found = figures(county("A", "B"), {"talks": "sum(activity_ledger.sessions)"}, targets, branches, on=[D(2015, 2, 28)])
    assert {org: told(found, org)[2:4] for org in "AB0"} == {"A": (2, 2), "B": (1, 2), "0": (1, 2)}


def team(code):
    return {"code": code, "name": code, "kind": "小组"}


def host(code, parent):
    return {"code": code, "name": code, "kind": "对口", "parent": parent}


TEAMS = {Programme: [team("t1"), team("t2"), host("A", "t1"), host("B", "t1"), host("B", "t2"), {"code": "x", "name": "x", "kind": "部分", "parent": "t1"}]}
ROWS = [visit("t1", "A", D(2015, 2, 3), 3), visit("t1", "A", D(2015, 2, 9), 2), visit("t1", "B", D(2015, 2, 4), 4), visit("t3", "B", D(2015, 2, 5), 6)]


@pytest.mark.parametrize("per", ["team_code,host_code", " team_code，host_code "])
def test_every_listed_team_and_host_is_owed_the_figure(figures, per):
    """Owed: t1–A (5 visits), t1–B (4) and t2–B (nobody went), of which 5 is reached by one; t3–B is listed nowhere and counts in the plain total alone."""
    tree = [*county("A", "B"), organisation("H", kind="本级")]
    found = figures(tree, {"visits": VISITED}, [goal("visits", "0", 5, basis="频次", per=per)], {"H": {VisitLog: ROWS}}, master=TEAMS)
    assert told(found, "0")[:4] == (15, 5, 1, 3)
    assert told(found, "0")[5] == "slow"
    assert {org: told(found, org)[2:4] for org in "ABH"} == {"A": (1, 1), "B": (0, 2), "H": (1, 2)}


def test_teams_are_past_helping_when_the_date_is(figures):
    targets = [goal("visits", "0", 5, basis="频次", per="team_code,host_code", due_on=D(2015, 3, 30))]
    found = figures([*county("A", "B"), organisation("H")], {"visits": VISITED}, targets, {"H": {VisitLog: ROWS}}, master=TEAMS)
    assert told(found, "0")[5] == "behind"


def test_hosts_without_a_list_are_those_seen(figures):
    found = figures(county("H"), {"visits": VISITED}, [goal("visits", "0", 5, basis="频次", per="host_code")], {"H": {VisitLog: ROWS}}, master=TEAMS)
    assert told(found, "0")[:4] == (15, 5, 2, 2)


@pytest.mark.parametrize("per", ["每个小组", "nothing", "team_code,nothing", "units_due", ",", "remark;x"])
def test_a_grouping_that_is_none_stops_nobody(figures, per):
    targets = [goal("visits", "0", 5, basis="频次", per=per)]
    found = figures(county("H"), {"visits": VISITED}, targets, {"H": {VisitLog: ROWS}})
    assert told(found, "0")[:4] == (15, 5, None, None)


@pytest.mark.parametrize("formula", ["sum(visit_log.enterprises) / target * 100", "sum(visit_log.enterprises) + sum(activity_ledger.sessions)"])
def test_a_formula_that_cannot_be_grouped_stops_nobody(figures, formula):
    targets = [goal("visits", "0", 5, basis="频次", per="team_code,host_code")]
    found = figures(county("H"), {"visits": formula}, targets, {"H": {VisitLog: ROWS, ActivityLedger: [talk(D(2015, 1, 5), 1)]}})
    assert len(found) == 2


@pytest.mark.parametrize(("on", "met", "of"), [(D(2015, 6, 30), 1, 4), (D(2015, 10, 31), 1, 4), (D(2015, 3, 31), 1, 1)])
def test_no_sub_period_is_owed_after_the_due_date(figures, on, met, of):
    targets = [goal("talks", "0", 1, basis="频次", per="月", start_on=D(2015, 3, 1), due_on=D(2015, 6, 30))]
    rows = [talk(D(2015, 3, 5), 1), talk(D(2015, 8, 5), 1)]
    found = figures(county("A"), {"talks": "sum(activity_ledger.sessions)"}, targets, {"A": {ActivityLedger: rows}}, on=[on])
    assert told(found, "0")[2:4] == (met, of)


def test_no_week_is_owed_before_the_first_day(figures):
    targets = [goal("talks", "0", 1, basis="频次", per="周", start_on=D(2015, 3, 16), due_on=D(2015, 6, 30))]
    found = figures(county("A"), {"talks": "sum(activity_ledger.sessions)"}, targets, {"A": {ActivityLedger: [talk(D(2015, 3, 2), 1)]}}, on=[D(2015, 3, 20)])
    assert told(found, "0")[3] == 1
