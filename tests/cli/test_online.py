"""The commands over Google Drive: laying out what people made, the same figures as a folder gives, and going on without a network."""

import json
import os

import pytest

from backbone import places
from backbone.book import Change, RowChange
from backbone.errors import NotReached
from backbone.folder import FolderBackbone
from schema.employment_ledger import EmploymentLedger
from settings import settings
from tests.cli.conftest import HEADER
from tests.google.server import GoogleServer
from words import text

TOWNS = {"A01": "示例甲镇", "B01": "示例乙镇"}
TOWN = "填报/A01 示例甲镇.xlsx"
EVENT = {"period": "2015-03", "kind": "招聘会", "held_on": "2015-03-09", "sessions": "1", "jobs_offered": "10", "placed": "3"}


@pytest.fixture
def google():
    with GoogleServer() as server:
        yield server


@pytest.fixture
def online(google, monkeypatch, tmp_path):
    """The name of an empty Drive folder that is shared with us."""
    for name in [name for name in os.environ if name.startswith("XUSHI_")]:
        monkeypatch.delenv(name)
    key = tmp_path / "key.json"
    key.write_text(json.dumps(google.credentials()), encoding="utf-8")
    for name, told in (("GOOGLE_KEY", key), ("GOOGLE_ADDRESS", google.url), ("OWN", tmp_path / "own")):
        monkeypatch.setenv(f"XUSHI_{name}", str(told))
    settings.cache_clear()
    folder = google.drive.folder("示例县总工会")
    yield f"google:{folder}"
    place(f"google:{folder}").backbone._connection.close()
    places._online.cache_clear()
    settings.cache_clear()


def place(name):
    return places.place(name, settings())


@pytest.fixture
def new(xushi, online, branches):
    """Calls ``xushi new`` for the folder."""
    listed = branches(HEADER, *(f"{code},{name},,乡镇" for code, name in TOWNS.items()))
    return lambda folder=online: xushi("new", folder, "--name", "示例县总工会", "--branches", listed)


def made(google, online, *titles):
    return {title: google.drive.spreadsheet(title, online.removeprefix("google:")) for title in titles}


def test_what_is_missing_is_told_and_the_rest_laid_out_when_called_again(google, online, new):
    made(google, online, "总表", "A01 示例甲镇")
    first = new()
    assert (first.status, text("error.no_spreadsheet", place="B01 示例乙镇") in first.err) == (1, True)
    made(google, online, "B01 示例乙镇")
    before = {file.id: file.version for file in google.drive.files.values()}
    second = new()
    assert (second.status, second.err.count(text("cli.left", book="")[:4])) == (0, 2)
    changed = [file.name for file in google.drive.files.values() if file.version != before[file.id]]
    assert changed == ["B01 示例乙镇"]


def test_a_spreadsheet_that_somebody_works_in_is_left_alone(google, online, new):
    ids = made(google, online, "总表", *(f"{code} {name}" for code, name in TOWNS.items()))
    google.person(ids["总表"]).edit("Sheet1", "B2", "别的事")
    assert new().status == 0
    assert [sheet.title for sheet in google.drive.files[ids["总表"]].book.sheets] == ["Sheet1"]


def test_the_same_figures_as_from_a_folder(google, online, new, xushi, tmp_path):
    made(google, online, "总表", *(f"{code} {name}" for code, name in TOWNS.items()))
    assert (new().status, new(tmp_path / "folder").status) == (0, 0)
    for backbone in (place(online).backbone, FolderBackbone(tmp_path / "folder")):
        columns = [column.name for column in EmploymentLedger.columns()]
        backbone.save(Change(TOWN, EmploymentLedger, [RowChange({name: told for name, told in EVENT.items() if name in columns})]))
    asked = ("--on", "2015-03-31", "--all-orgs", "--json")
    here, there = xushi("progress", online, *asked), xushi("progress", tmp_path / "folder", *asked)
    assert (here.status, here.json) == (0, there.json)
    assert any(row["value"] for row in here.json)
    assert xushi("check", online, "--json").json == xushi("check", tmp_path / "folder", "--json").json


def test_without_a_network_the_last_state_is_told_as_such(google, online, new, xushi):
    made(google, online, "总表", *(f"{code} {name}" for code, name in TOWNS.items()))
    new()
    assert xushi("check", online).status == 0
    google.faults.add("403 accessNotConfigured", "drive")
    answer = xushi("check", online, "--json")
    assert (answer.status, answer.json, len(answer.lines)) == (0, [], 2)
    assert text("error.interface_off") == answer.lines[0]


def test_a_folder_that_is_not_shared_is_said_in_one_line(google, online, xushi):
    google.faults.add("404", "drive")
    answer = xushi("check", online)
    assert (answer.status, len(answer.lines)) == (2, 1)


@pytest.mark.parametrize("command", [("check",), ("progress",), ("filing", "--period", "2015-03")])
def test_without_a_key_one_line_says_where_it_belongs(command, online, monkeypatch, xushi):
    with monkeypatch.context() as environment:
        environment.setenv("XUSHI_GOOGLE_KEY", "nowhere.json")
        settings.cache_clear()
        answer = xushi(command[0], online, *command[1:])
        assert (answer.status, answer.lines) == (2, [text("error.no_key", place="nowhere.json")])
    settings.cache_clear()


def test_an_empty_folder_is_no_workspace(online, xushi):
    answer = xushi("check", online)
    assert (answer.status, answer.lines) == (2, [text("error.not_a_workspace", place=online.removeprefix("google:"))])


def test_a_key_that_is_none_is_refused_when_the_place_is_named():
    with pytest.raises(NotReached) as told:
        places.place("google:x", settings().model_copy(update={"google_key": "{}"}))
    assert told.value.code == "bad_key"
