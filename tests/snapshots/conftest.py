"""Frozen workspaces: the five demos, and a small one made of rows."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import demo
from backbone.folder import FolderBackbone
from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from ledger.ledger import load
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.target import Target
from snapshots.frozen import Frozen, freeze
from tests.progress.rows import county, goal, indicator, ledger_of, month

DAY = dt.date(2015, 3, 31)
AT = dt.datetime(2015, 4, 2, 8, 30, 5, tzinfo=dt.UTC)
RETURN = Return("A", OrgMonthly.about.title, "2015-01")
VERDICT = Review("first", "returned", "0" * 64, "人数不对", "工作人员", AT)


@dataclass(frozen=True)
class Made:
    """A demo on disk, and frozen as of its day."""

    folder: Path
    frozen: Frozen


@pytest.fixture(scope="session")
def demos(tmp_path_factory):
    """The demo of a key, built, read and frozen once."""
    known: dict[str, Made] = {}

    def make(key: str) -> Made:
        if key not in known:
            folder = tmp_path_factory.mktemp(key)
            demo.build(folder, key)
            on = next(found.data_date for found in demo.FEDERATIONS if found.key == key)
            known[key] = Made(folder, freeze(load(FolderBackbone(folder)), on, {}, {}))
        return known[key]

    return make


@pytest.fixture(scope="session")
def small() -> Frozen:
    """Two towns that owe a return a month, of which one has filed, one month of it badly; a verdict and a correction."""
    filed = {OrgMonthly: [month("2015-01", unions_new=2), month("2015-02", unions_new="两"), month("2015-03", unions_new=1)]}
    owed = {"sheet": OrgMonthly.about.title, "branch": "ALL", "frequency": "月", "due_days": 5}
    master = {Organisation: county("A", "B"), Indicator: [indicator("x", "sum(org_monthly.unions_new)")], Target: [goal("x", "A", 10)], Assignment: [owed]}
    return freeze(ledger_of(master, {"A": filed, "B": {}}), DAY, {RETURN: [VERDICT]}, {RETURN: ["补报"]})


@pytest.fixture(scope="session")
def frozen_demo(demos):
    """The snapshot of a demo by its federation's key, on its data date or so many days earlier."""

    @cache
    def frozen(key: str, earlier: int = 0) -> Frozen:
        found = demos(key).frozen
        return freeze(found.ledger, found.on - dt.timedelta(days=earlier), {}, {}) if earlier else found

    return frozen
