"""Every engine gives the same figures: the formulas against plain Python, and a whole federation against DuckDB."""

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import demo
from backbone.folder import FolderBackbone
from ledger.engine import connect
from ledger.ledger import Ledger, load
from progress.formula import parse
from progress.records import records
from settings import Settings
from tests.progress.reference import value
from tests.progress.test_measure import FORMULAS
from tests.progress.worlds import ends, mornings, worlds

JAVA = Path("/usr/lib/jvm/java-17-openjdk-amd64")
PARSED = [parse(text) for text in FORMULAS]
A_FEW = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))


@pytest.fixture
def spark(monkeypatch):
    """Spark on two threads of this machine; the process that runs it lasts as long as the tests."""
    if not (JAVA.is_dir() and shutil.which("java")):
        (pytest.fail if os.environ.get("XUSHI_TEST_ALL") else pytest.skip)("needs the Debian package openjdk-17-jre-headless")
    monkeypatch.setenv("JAVA_HOME", str(JAVA))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    return "pyspark:local[2]"


@pytest.fixture(params=["duckdb", "duckdb on files", "postgresql", "spark", "spark on files"])
def engine(request, tmp_path):
    """The address of an engine, and the folder its tables are kept in."""
    name, on_files = request.param.partition(" on ")[::2]
    address = "" if name == "duckdb" else request.getfixturevalue(name)
    return address.replace("+psycopg", ""), str(tmp_path / "facts") if on_files else ""


@A_FEW
@given(made=worlds(*PARSED), since=mornings, until=ends)
def test_every_formula_is_what_plain_python_makes_of_the_rows(engine, made, since, until):
    made.connect = lambda tables: connect(tables, *engine)
    found = made.values(PARSED, since, until)
    assert len(found) == len(FORMULAS) * len(made.organisations.codes) * len(until)
    for (at, org, day), number in found.items():
        assert number == pytest.approx(value(made.world, PARSED[at], org, since, day)), (FORMULAS[at], org, day)


@pytest.fixture(scope="module")
def federation(tmp_path_factory):
    """A ledger of Nanjiang's demo, the day of its report, and its records by DuckDB."""
    folder = tmp_path_factory.mktemp("nanjiang")
    demo.build(folder, "nanjiang")
    day = next(found.data_date for found in demo.FEDERATIONS if found.key == "nanjiang")
    ledger = load(FolderBackbone(folder))
    return ledger, day, records(ledger, [day])


def test_a_federation_has_the_same_records_on_every_engine(engine, federation, monkeypatch):
    ledger, day, expected = federation
    monkeypatch.setattr("ledger.ledger.settings", lambda: Settings(engine=engine[0], ledger=engine[1]))
    pd.testing.assert_frame_equal(records(Ledger(ledger.state), [day]), expected)
