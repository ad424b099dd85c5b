import datetime as dt

import openpyxl
import pytest

from backbone.folder import FolderBackbone
from schema.organisation import Organisation
from schema.registry import MASTER_SHEETS
from schema.workspace import MASTER
from tests.google.clock import Clock
from tests.google.server import GoogleServer
from tests.google.workspace import Online


@pytest.fixture
def google():
    """A Google of the test's own, in which nobody waits for the clock."""
    with GoogleServer(clock=Clock()) as server:
        yield server


@pytest.fixture
def online(google, tmp_path):
    """A workspace in it, with spreadsheets for the books that tests make."""
    made = Online(google, tmp_path / "own")
    made.share(MASTER, "填报/A01 示例镇.xlsx")
    yield made
    made.close()


@pytest.fixture(params=["folder", "google"])
def backbone(request, tmp_path):
    """A workspace of every kind of storage, with nothing but a master book."""
    made = request.getfixturevalue("online").backbone if request.param == "google" else FolderBackbone(tmp_path / "workspace")
    root = {"code": "0", "name": "示例总工会", "kind": "总工会"}
    made.create(MASTER, {model: [root] if model is Organisation else [] for model in MASTER_SHEETS})
    return made


@pytest.fixture
def folder(tmp_path):
    """An empty folder of workbooks that other programs write."""
    (tmp_path / "workspace" / "填报").mkdir(parents=True)
    return FolderBackbone(tmp_path / "workspace")


@pytest.fixture
def month():
    """The values of one month's return, all in order."""
    return {
        "period": "2015-03",
        "unit_kind": "非公企业",
        "units_due": 20,
        "units_covered": 15,
        "unions_begin": 8,
        "unions_new": 2,
        "unions_closed": 1,
        "unions_end": 9,
        "entities_new": 3,
        "staff_end": 900,
        "members_begin": 700,
        "members_new": 50,
        "members_left": 10,
        "members_end": 740,
        "migrants_new": 5,
        "reported_on": dt.date(2015, 4, 2),
    }


@pytest.fixture
def write_book(folder):
    """Write a workbook the way any program may: rows of plain cells by sheet title."""

    def write(name, sheets):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append(row)
        workbook.save(folder.folder / name)
        return workbook

    return write
