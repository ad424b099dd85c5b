"""The same pages over Google Drive: drawn from copies, without a request; saves wait for Google; what is missing is said."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from backbone import places
from backbone.book import Change, RowChange
from backbone.errors import NotReached
from backbone.google.drive import title_of
from backbone.places import Place
from backbone.workspace import branch_book, new_workspace, with_root
from progress.catalogue import standard_indicators
from schema.org_monthly import OrgMonthly
from schema.setting import DATA_DATE, Setting
from schema.target import Target
from schema.workspace import MASTER
from settings import settings
from tests.google.server import GoogleServer
from tests.pages.conftest import BRANCHES, PAGES, ROOT, ROW
from tests.pages.test_pages import edit, grid_key, tables, words_of
from ui.load import keep_looking, look
from ui.saves import desk
from words import text

BOOKS = [MASTER, *(branch_book(str(one["code"]), str(one["name"])) for one in BRANCHES)]
TAB = OrgMonthly.about.title
COLUMNS = [column.name for column in OrgMonthly.columns()]


class World:
    """A Google with a laid-out workspace, and the environment that leads there."""

    def __init__(self, server: Any, monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
        self.server, self._environment = server, monkeypatch
        self.folder = server.drive.folder("示例县总工会")
        self.ids = {book: server.drive.spreadsheet(title_of(book), self.folder) for book in BOOKS}
        for name in [name for name in os.environ if name.startswith("XUSHI_")]:
            monkeypatch.delenv(name)
        told = {"WORKSPACE": f"google:{self.folder}", "GOOGLE_KEY": json.dumps(server.credentials()), "GOOGLE_ADDRESS": server.url, "OWN": str(own)}
        self.set(**told)

    def set(self, **told: str) -> None:
        """Let the environment say something else; what was opened before is closed."""
        if settings().workspace.startswith("google:"):
            self.close()
        for name, value in told.items():
            self._environment.setenv(f"XUSHI_{name}", value)
        settings.cache_clear()

    @property
    def place(self) -> Place:
        return places.place(settings().workspace, settings())

    def close(self) -> None:
        """Hang up."""
        with suppress(NotReached):
            self.place.backbone._connection.close()  # type: ignore[attr-defined]
        places._online.cache_clear()

    def restart(self) -> None:
        """Another process begins."""
        self.close()
        st.cache_resource.clear()

    def open(self, page: str, language: str = "zh_CN", **query: str) -> AppTest:
        shell = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=60)
        for name, value in {"lang": language, **query}.items():
            shell.query_params[name] = value
        return shell.switch_page(f"../pages/{page}.py").run()

    def cell(self, name: str) -> Any:
        sheet = self.server.drive.files[self.ids[BOOKS[1]]].book.titled(TAB)
        return sheet.cell(1, COLUMNS.index(name)).get("userEnteredValue")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    with GoogleServer() as server:
        found = World(server, monkeypatch, tmp_path / "own")
        backbone = found.place.backbone
        new_workspace(backbone, "示例县总工会", with_root("示例县总工会", BRANCHES), standard_indicators()[:5])
        backbone.save(Change(BOOKS[1], OrgMonthly, [RowChange({name: str(value) for name, value in ROW.items()})]))
        backbone.save(Change(MASTER, Setting, [RowChange({"key": DATA_DATE, "value": "2026-07-31"})]))
        backbone.look()
        yield found
        found.close()


def saved(world: World, typed: str = "11") -> AppTest:
    """The filling page after a cell was changed and saved."""
    shown = world.open("entry", way="grid")
    edit(shown, grid_key(shown), {"units_due": typed})
    return shown.button(key="entry-confirm").click().run()


def steps(world: World) -> AppTest:
    """The connection page after everything was tried."""
    return world.open("connection").button(key="connection-try").click().run()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_page_opens_and_its_reruns_ask_google_nothing(page: str, language: str, world: World) -> None:
    shown = world.open(page, language)
    asked = len(world.server.log)
    for _ in range(3):
        shown.run()
    assert not shown.exception and not shown.error
    assert text("page.stopped", language) not in words_of(shown)
    assert len(world.server.log) == asked


def test_a_process_that_begins_anew_draws_its_pages_from_what_was_read(world: World) -> None:
    world.restart()
    asked = len(world.server.log)
    shown = world.open("overview")
    assert not shown.exception
    assert (text("page.stopped") in words_of(shown), len(world.server.log) - asked) == (False, 0)


def test_without_google_the_pages_stand_and_say_how_old_they_are_and_why(world: World) -> None:
    world.open("overview")
    world.server.faults.add("503", "drive")
    world.place.online._connection._sleep = lambda _: None
    look(world.place)
    shown = world.open("overview")
    assert not shown.exception
    assert text("trust.stale", minutes=0) in words_of(shown)
    assert text("error.service_broken") in words_of(shown)
    world.server.faults.clear()
    world.place.online._connection._resting = None
    shown.button(key="refresh").click().run()
    assert text("trust.stale", minutes=0) not in words_of(shown)


def test_a_persons_edit_is_seen_after_a_click_on_refresh(world: World) -> None:
    shown = world.open("entry", way="grid")
    world.server.person(world.ids[BOOKS[1]]).edit(TAB, f"{chr(65 + COLUMNS.index('units_due'))}2", "12")
    shown.run()
    before = world.place.backbone.revisions()
    shown.button(key="refresh").click().run()
    assert not shown.exception
    assert world.place.backbone.revisions() != before


def test_the_looker_sees_a_persons_edit_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        pass

    def sleep(_: float) -> None:
        raise Enough

    world.open("entry", way="grid")
    before = world.place.backbone.revisions()
    world.server.person(world.ids[BOOKS[1]]).edit(TAB, "A9", "2026-06")
    monkeypatch.setattr("ui.load.time.sleep", sleep)
    with pytest.raises(Enough):
        keep_looking()
    assert world.place.backbone.revisions() != before


def test_a_save_is_kept_at_once_without_a_request_and_written_beside_the_page(world: World) -> None:
    world.open("entry", way="grid")
    asked = len(world.server.log)
    shown = saved(world)
    assert not shown.exception and not shown.error
    assert (len(world.server.log) - asked, world.cell("units_due")) == (0, {"numberValue": 10})
    assert text("waits.not_yet") in words_of(shown)
    desk(world.place).applier.apply_all()
    assert (len(world.server.log) - asked, world.cell("units_due")) == (2, {"numberValue": 11})
    shown.run()
    assert (text("waits.not_yet") in words_of(shown), text("entry.written", book=BOOKS[1]).split("”")[0][:4] in words_of(shown)) == (False, True)


def test_a_save_waits_while_google_is_away_and_says_why(world: World) -> None:
    shown = saved(world)
    world.server.faults.add("403 forbidden", "batchUpdate", nth=1)
    desk(world.place).applier.apply_all()
    shown.run()
    assert text("error.only_reader", place=BOOKS[1]).split("”")[1][:6] in words_of(shown)
    desk(world.place).applier.apply_all()
    assert world.cell("units_due") == {"numberValue": 10}
    world.place.online._pacing._failed.clear()
    desk(world.place).applier.apply_all()
    assert world.cell("units_due") == {"numberValue": 11}


def test_a_row_a_person_changed_meanwhile_is_put_to_the_filler(world: World) -> None:
    shown = saved(world)
    world.server.person(world.ids[BOOKS[1]]).edit(TAB, f"{chr(65 + COLUMNS.index('units_due'))}2", "12")
    desk(world.place).applier.apply_all()
    shown.run()
    assert not shown.exception
    assert world.cell("units_due") == {"numberValue": 12}
    assert {"10", "12", "11"} <= set(tables(shown).replace("**", "").split())


def test_findings_are_marked_in_the_spreadsheet_and_taken_away_again(world: World) -> None:
    person = world.server.person(world.ids[BOOKS[1]])
    person.edit(TAB, f"{chr(65 + COLUMNS.index('members_new'))}2", "约200")
    before = world.server.drive.files[world.ids[BOOKS[1]]].book.copy()
    shown = world.open("entry", way="grid").button(key="mark-show").click().run()
    assert not shown.exception
    sheet = world.server.drive.files[world.ids[BOOKS[1]]].book.titled(TAB)
    assert sheet.cell(1, COLUMNS.index("members_new"))["note"].startswith("【系统】")
    shown = world.open("entry", way="grid").button(key="mark-clear").click().run()
    after = world.server.drive.files[world.ids[BOOKS[1]]].book
    assert [(one.title, one.cells, one.parts) for one in after.sheets] == [(one.title, one.cells, one.parts) for one in before.sheets]


def test_the_connection_page_names_the_account_and_every_step(world: World) -> None:
    shown = steps(world)
    assert not shown.exception
    assert world.server.credentials()["client_email"] in [str(code.value) for code in shown.code]
    assert text("connection.good") in words_of(shown)


@pytest.mark.parametrize(
    ("fault", "methods", "reason"),
    [
        ("403 accessNotConfigured", "drive", "interface_off"),
        ("403 accessNotConfigured", "sheets", "interface_off"),
        ("404", "drive.files.get", "not_shared"),
        ("403 insufficientPermissions", "drive", "refused"),
    ],
)
def test_the_connection_page_says_what_is_missing(fault: str, methods: str, reason: str, world: World) -> None:
    world.server.faults.add(fault, methods)
    shown = steps(world)
    assert not shown.exception
    assert text(f"error.{reason}").split("{")[0].split("“")[-1][:6] in words_of(shown).replace("\\", "")
    assert text("connection.good") not in words_of(shown)


def test_what_is_shared_for_viewing_only_or_left_as_a_workbook_is_named(world: World) -> None:
    world.server.person(world.ids[BOOKS[1]]).share("reader")
    left = world.server.drive.spreadsheet("A9 示例", world.folder)
    world.server.drive.files[left].mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    told = words_of(steps(world)).replace("\\", "")
    assert text("error.only_reader", place=title_of(BOOKS[1])) in told
    assert text("error.workbook_on_drive", place="A9 示例") in told


@pytest.mark.parametrize("page", PAGES)
def test_without_a_key_every_page_says_where_it_belongs(page: str, world: World) -> None:
    world.set(GOOGLE_KEY="nowhere.json")
    shown = world.open(page)
    assert not shown.exception
    assert text("error.no_key", place="nowhere.json") in words_of(shown).replace("\\", "")


def test_a_key_that_google_refuses_is_said_and_never_shown(world: World) -> None:
    world.restart()
    world.server.tokens.grant = lambda form, audience: (400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
    world.set(OWN=str(settings().own) + "-other")
    shown = world.open("overview")
    assert not shown.exception
    assert text("error.key_refused") in words_of(shown).replace("\\", "")
    assert world.server.credentials()["private_key"][40:80] not in words_of(shown)


def test_a_split_is_written_into_the_master_spreadsheet_as_a_new_version(world: World) -> None:
    goal = {"indicator_code": "unions_new", "branch_code": "0", "start_on": "2026-01-01", "due_on": "2026-12-31", "target_value": "100", "direction": "≥"}
    goal |= {"basis": "新增", "issued_by": "县", "nature": "刚性", "version": "1", "effective_on": "2026-01-01"}
    world.place.backbone.save(Change(MASTER, Target, [RowChange(goal)]))
    look(world.place)
    shown = world.open("targets", goal="unions_new_县_20260101_20261231", do="split")
    asked = len(world.server.log)
    next(box for box in shown.selectbox if str(box.key).startswith("split-by-")).set_value("equal").run()
    next(box for box in shown.text_input if str(box.key).startswith("split-reason-")).set_value("分解").run()
    shown.button(key="split-save").click().run()
    assert not shown.exception and not shown.error
    assert (len(world.server.log) - asked, text("waits.not_yet") in words_of(shown)) == (0, True)
    desk(world.place).applier.apply_all()
    sheet = world.server.drive.files[world.ids[MASTER]].book.titled(Target.about.title)
    names = [column.name for column in Target.columns()]
    told = [[sheet.cell(row, names.index(name)).get("userEnteredValue", {}) for name in ("branch_code", "target_value", "version")] for row in (1, 2, 3)]
    assert [[next(iter(cell.values())) for cell in row] for row in told] == [["0", 100, 1], ["A1", 50, 2], ["A2", 50, 2]]
