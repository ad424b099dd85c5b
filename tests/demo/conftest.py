import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import cli
import demo
from backbone.folder import FolderBackbone
from ledger.ledger import Ledger, load
from progress.records import records


@dataclass(frozen=True)
class Made:
    federation: demo.Federation
    folder: Path
    ledger: Ledger

    @cached_property
    def records(self) -> pd.DataFrame:
        return records(self.ledger, [self.federation.data_date])

    @cached_property
    def printed(self) -> list[dict]:
        """What ``xushi progress DIR --json`` says."""
        result = CliRunner().invoke(cli.app, ["progress", str(self.folder), "--json"], catch_exceptions=False)
        assert result.exit_code == 0
        return json.loads(result.stdout)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Workspaces of the demo, each built and read once, when first asked for."""
    known: dict[str, Made] = {}

    def make(key: str) -> Made:
        if key not in known:
            federation = next(found for found in demo.FEDERATIONS if found.key == key)
            folder = tmp_path_factory.mktemp(key)
            demo.build(folder, key)
            known[key] = Made(federation, folder, load(FolderBackbone(folder)))
        return known[key]

    return make


@pytest.fixture(params=[federation.key for federation in demo.FEDERATIONS])
def workspace(request, made):
    return made(request.param)
