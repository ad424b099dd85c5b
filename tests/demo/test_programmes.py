"""Every row of programmes.csv stands in the demo of its federation, linked with what the report has of it."""

import csv
from collections import Counter
from pathlib import Path

import demo
from demo.report import programmes
from progress.indicators import load_indicators
from progress.pairs import pairs
from progress.programmes import everywhere, load_programmes
from progress.standing import stands
from schema.indicator import Indicator
from schema.programme import Programme

HERE = Path(demo.__file__).parent
ROWS = list(csv.DictReader((HERE / "programmes.csv").read_text(encoding="utf-8-sig").splitlines()))
LINKS = list(csv.DictReader((HERE / "programme_links.csv").read_text(encoding="utf-8").splitlines()))
COUNTS = {"programmes": 155, "indicators": 87, "checklists": 30, "sheets": 134, "parts": 42, "nothing": 1}


def test_the_two_tables_name_the_same_programmes_in_the_same_order():
    assert [(row["federation"], row["name_zh"]) for row in LINKS] == [(row["federation"], row["name_zh"]) for row in ROWS]
    assert len(programmes()) == len(ROWS)


def test_how_many_programmes_are_linked_with_what():
    named = programmes()
    parents = {(programme.federation, programme.parent) for programme in named}
    found = Counter(programmes=len(named))
    for one in named:
        has = {
            "indicators": bool(one.indicator_codes),
            "checklists": bool(one.items or one.blanks),
            "sheets": bool(one.needs),
            "parts": bool(one.parent),
        }
        found.update(name for name, there in has.items() if there)
        found["nothing"] += not (has["indicators"] or has["checklists"] or has["sheets"] or (one.federation, one.name_zh) in parents)
    assert dict(found) == COUNTS


def test_every_row_is_in_its_demo_and_says_how_progress_is_judged(workspace):
    named = [programme for programme in programmes() if programme.federation == workspace.federation.name]
    parts = {part.name: part for part in everywhere(load_programmes(workspace.ledger)[0])}
    assert {one.name_zh for one in named} <= parts.keys()
    assert [one.name_zh for one in named if not parts[one.name_zh].note.startswith(one.judged) or not one.judged] == []
    assert [one.name_zh for one in named if parts[one.name_zh].kind != one.kind] == []
    assert [one.name_zh for one in named if len(parts[one.name_zh].items) != len(one.items) + one.blanks] == []


def test_the_rows_stand_in_the_order_of_the_report(workspace):
    named = {one.name_zh for one in programmes() if one.federation == workspace.federation.name}
    orders = [row["order"] for row in workspace.ledger.master(Programme) if row["name"] in named and row["kind"] not in ("清单", "对口")]
    assert orders == list(range(1, len(named) + 1))


def test_every_linked_indicator_exists(workspace):
    codes = {row["code"] for row in workspace.ledger.master(Indicator)}
    linked = {code for row in workspace.ledger.master(Programme) for code in row["indicator_codes"] or ()}
    assert linked - codes == set()
    assert load_programmes(workspace.ledger)[1] == []


def test_a_programme_whose_contents_are_not_listed_is_a_checklist_to_fill():
    blank = {(one.federation, one.name_zh) for one in programmes() if one.blanks}
    assert {(row["federation"], row["name_zh"]) for row in ROWS if "Contents not listed" in row["targets"]} <= blank


def test_no_programme_is_behind_for_what_nobody_reported(workspace):
    on = workspace.federation.data_date
    waiting = stands(workspace.ledger, load_programmes(workspace.ledger)[0], workspace.records, on)
    while waiting:
        assert [stand.part.code for stand in waiting if stand.lamp == "behind" and not stand.reported] == []
        waiting = [part for stand in waiting for part in stand.parts]


def test_eighteen_teams_meet_twenty_hosts(made):
    chengdu = made("chengdu")
    campaign = load_programmes(chengdu.ledger)[0][0]
    found = pairs(chengdu.ledger, campaign, load_indicators(chengdu.ledger)[0], chengdu.federation.data_date)
    assert (len({pair.team.code for pair in found}), len({pair.host.code for pair in found}), len(found)) == (18, 20, 20)
    assert {tuple(quota.target for quota in pair.quotas) for pair in found} == {(5, 50)}
    assert Counter(pair.lamp for pair in found) == {"on_pace": 17, "slow": 3}
