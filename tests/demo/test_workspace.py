"""A demo workspace is one like any other: nothing wrong in it, parts that add up, made the same every time."""

import datetime as dt
import re

import pandas as pd
import pytest

import demo
from backbone.folder import FolderBackbone
from progress.filing import filings
from progress.indicators import load_indicators
from progress.scoring import months_scored, scores, scoring_rules
from schema import period as periods
from schema.registry import BRANCH_SHEETS
from schema.setting import DATA_DATE, DEMO
from schema.target import EVERY_LEAF, Target

DATA_DATES = {"nanjiang": "2015-08-31", "baoshan": "2009-12-31", "baoji": "2009-08-31", "chengdu": "2012-12-31", "siming": "2012-05-16"}


def test_order_and_data_dates():
    assert {federation.key: federation.data_date.isoformat() for federation in demo.FEDERATIONS} == DATA_DATES
    assert [federation.key for federation in demo.FEDERATIONS] == list(DATA_DATES)


def test_an_unknown_federation_is_refused(tmp_path):
    with pytest.raises(LookupError):
        demo.build(tmp_path, "nowhere")
    assert not list(tmp_path.iterdir())


def test_no_issues(workspace):
    assert workspace.ledger.issues == []
    assert load_indicators(workspace.ledger)[1] == []


def test_settings_say_that_it_is_a_demo(workspace):
    assert workspace.ledger.settings[DATA_DATE] == workspace.federation.data_date.isoformat()
    assert workspace.ledger.settings[DEMO]


def test_every_branch_is_marked_as_an_example(workspace):
    organisations = workspace.ledger.organisations
    assert 12 <= len(organisations.leaves) <= 22
    assert all("示例" in organisations.on(leaf, workspace.federation.data_date).name for leaf in organisations.leaves)


def test_leaves_add_up_to_the_root(workspace):
    plain = [figure.code for figure in workspace.federation.figures if re.fullmatch(r"sum\([^()]*\)", figure.formula)]
    found = workspace.records[workspace.records["indicator"].isin(plain)]
    for goal, rows in found.groupby("goal"):
        root = rows[rows["org"] == "0"]["value"].fillna(0)
        assert rows[rows["org"] != "0"]["value"].sum() == root.iloc[0], goal


def test_split_targets_add_up_to_the_whole(workspace):
    goals = {}
    for row in workspace.ledger.master(Target):
        assert row["branch_code"] != EVERY_LEAF
        parts = goals.setdefault((row["indicator_code"], row["issued_by"], row["start_on"], row["due_on"]), {})
        parts[row["branch_code"]] = row["target_value"]
    split = [parts for parts in goals.values() if len(parts) > 1]
    assert all(sum(value for code, value in parts.items() if code != "0") == parts["0"] for parts in split)


def test_nothing_is_filed_or_signed_after_the_data_date(workspace):
    last = workspace.federation.data_date
    for model in BRANCH_SHEETS:
        days = [name for name in ("reported_on", model.about.event_date, "closed_on", "checked_on", "filed_on") if name in model.model_fields]
        for row in workspace.ledger.rows(model):
            assert periods.first_day(row["period"]) <= last
            assert all(row[name] <= last for name in days if isinstance(row[name], dt.date))


def test_some_branches_are_late_and_most_are_not(workspace):
    owing = workspace.records[(workspace.records["org"] == "0") & (workspace.records["expected"] > 1)]
    late = owing["expected"] - owing["reported"]
    assert late.max() >= 1
    assert late.max() <= 2


def test_the_first_page_is_a_mixture(workspace):
    headlines = workspace.federation.plan["headlines"]
    lamps = set(workspace.records[(workspace.records["org"] == "0") & workspace.records["indicator"].isin(headlines)]["lamp"])
    assert {"on_pace", "slow", "behind"} <= lamps


@pytest.mark.parametrize("key", ["nanjiang", "siming"])
def test_the_same_cells_every_time(made, key, tmp_path):
    first = made(key)
    demo.build(tmp_path, key)
    names = list(first.ledger.revisions)
    once, again = (FolderBackbone(folder).read(names) for folder in (first.folder, tmp_path))
    assert [book.grids for book in once] == [book.grids for book in again]


@pytest.mark.parametrize("key", ["nanjiang", "baoshan", "siming"])
def test_assessment_is_marked_as_an_example_and_tells_branches_apart(made, key):
    ledger, on = made(key).ledger, made(key).federation.data_date
    rules = scoring_rules(ledger, on)
    returns = pd.concat([filings(ledger, month) for month in months_scored(rules, on)])
    scales = {code: indicator.scale for code, indicator in load_indicators(ledger)[0].items()}
    found = scores(ledger, rules, made(key).records, returns, scales, on)
    assert all("示例" in rule.note for rule in rules)
    assert len({each.rank for each in found}) > len(found) / 2
    assert {item.state for each in found for item in each.items} == {"scored", "unreported", "left_out"}
