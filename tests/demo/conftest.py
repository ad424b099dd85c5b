from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import demo
from backbone.folder import FolderBackbone
from ledger.ledger import Ledger, load
from progress.records import records


@dataclass(frozen=True)
class Made:
    federation: demo.Federation
    folder: Path
    ledger: Ledger
    records: pd.DataFrame


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Workspaces of the demo, each built and read once, when first asked for."""
    known: dict[str, Made] = {}

    def make(key: str) -> Made:
        if key not in known:
            federation = next(found for found in demo.FEDERATIONS if found.key == key)
            folder = tmp_path_factory.mktemp(key)
            demo.build(folder, key)
            ledger = load(FolderBackbone(folder))
            known[key] = Made(federation, folder, ledger, records(ledger, [federation.data_date]))
        return known[key]

    return make


@pytest.fixture(params=[federation.key for federation in demo.FEDERATIONS])
def workspace(request, made):
    return made(request.param)
