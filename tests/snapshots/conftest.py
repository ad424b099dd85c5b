"""Demos frozen as of their own day, made once."""

import datetime as dt
from functools import cache

import pytest

from backbone.folder import FolderBackbone
from demo import build
from ledger.ledger import load
from progress.records import data_date
from snapshots.frozen import freeze


@pytest.fixture(scope="session")
def frozen_demo(tmp_path_factory):
    """The snapshot of a demo by its federation's key, on its data date or so many days earlier."""

    @cache
    def ledger(key):
        folder = tmp_path_factory.mktemp("frozen") / key
        build(folder, key)
        return load(FolderBackbone(folder))

    @cache
    def frozen(key, earlier=0):
        found = ledger(key)
        return freeze(found, data_date(found, dt.date(2026, 8, 31)) - dt.timedelta(days=earlier), {}, {})

    return frozen
