"""Personal data come out nowhere: planted wherever a workspace can hold them, and searched wherever the application writes or speaks."""

import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import cli
from backbone.book import Change, RowChange
from backbone.errors import BackboneError, Personal
from backbone.folder import FolderBackbone
from backbone.places import local
from backbone.workspace import branch_book
from ledger.cache import Cache
from ledger.ledger import load
from schema.check import check_grid
from schema.org_monthly import OrgMonthly
from schema.personal import STAR, is_masked
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.pages.test_pages import cell, edit, grid_key, tables, words_of
from tests.schema.artificial import CARD, EMAIL, ID, MOBILE
from ui.saves import desk
from words import text

Opened = Callable[..., AppTest]
VALUES = (ID, MOBILE, CARD, EMAIL, "1310000", "15500000002")
BOOK = branch_book("A1", "示例01镇")
NAMES = [column.name for column in OrgMonthly.columns()]
SHEET = OrgMonthly.about.title


def plant(folder: Path) -> None:
    """Values in cells of every kind of column, beside and above the table, in a tab nobody knows, in its title, and in the name of a file."""
    book = openpyxl.load_workbook(folder / BOOK)
    sheet = book[SHEET]
    for number, (name, value) in enumerate({"unit_kind": ID, "units_due": CARD, "remark": EMAIL, "reported_on": MOBILE, "period": ID}.items(), 3):
        for at, column in enumerate(NAMES, 1):
            sheet.cell(number, at, {**ROW, "period": f"2026-0{number}", name: value}.get(column))
    sheet.cell(1, len(NAMES) + 1, f"备注{MOBILE}")
    sheet.cell(2, len(NAMES) + 1, CARD)
    sheet.insert_rows(1)
    sheet.cell(1, 1, f"填报人 {MOBILE}")
    unknown = book.create_sheet(f"名单{MOBILE}")
    unknown.append([ID, float(MOBILE), EMAIL])
    book.save(folder / BOOK)
    (folder / branch_book("A2", "示例02街道")).rename(folder / branch_book("A2", "示例02街道").replace("A2 ", "A2 15500000002 "))


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the application's own, and what is packed in it; former states of people's workbooks are theirs."""
    for path in sorted((folder / ".xushi").rglob("*")):
        yield path.name, path.name.encode()
        if path.is_file() and "history" not in path.parts:
            yield path.name, path.read_bytes()
            if path.suffix == ".zip":
                yield from packed(path)


def packed(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            content = package.read(name)
            table = None if name == "manifest.json" else pa.ipc.open_file(io.BytesIO(content)).read_all()
            yield name, content if table is None else repr(table.to_pylist()).encode()


def leaks(told: Iterator[tuple[str, bytes]]) -> list[tuple[str, str]]:
    return [(where, value) for where, content in told for value in VALUES if value.encode() in content]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    set_data_date(workspace(folder, [ROW]), "2026-07-31")
    plant(folder)
    return folder


def test_the_values_are_there_to_be_found(planted: Path) -> None:
    with zipfile.ZipFile(planted / BOOK) as package:
        found = [(name, package.read(name)) for name in package.namelist()]
    assert {value for _, value in leaks(iter(found))} >= {ID, MOBILE, CARD, EMAIL}


def test_nothing_comes_out_of_check_issues_or_the_cache(planted: Path) -> None:
    answer = CliRunner().invoke(cli.app, ["check", str(planted), "--json"])
    ledger = load(FolderBackbone(planted))
    Cache(planted / ".xushi" / "cache").write(ledger.state, FolderBackbone(planted))
    found = [issue for issue in json.loads(answer.stdout) if issue["code"] == "personal_data"]
    told = [*written(planted), ("out", answer.output.encode()), ("issues", repr(ledger.issues).encode()), ("books", repr(list(ledger.revisions)).encode())]
    assert leaks(iter(told)) == []
    assert (answer.exit_code, len(found), Cache(planted / ".xushi" / "cache").read() is not None) == (1, 13, True)


def test_a_book_is_found_by_its_masked_name(planted: Path) -> None:
    backbone = FolderBackbone(planted)
    (masked,) = [name for name in backbone.revisions() if is_masked(name)]
    backbone.save(Change(masked, OrgMonthly, [RowChange({name: str(value) for name, value in ROW.items()})]))
    (book,) = backbone.read([masked])
    assert (book.problem, book.personal, book.name, len(check_grid(OrgMonthly, book.grids[SHEET]).rows)) == (None, "mobile", masked, 1)
    assert [path.name for path in (planted / "填报").glob("A2*")] == [branch_book("A2", "示例02街道").split("/")[1].replace("A2 ", "A2 15500000002 ")]
    assert leaks(written(planted)) == []


def test_errors_and_logs_hold_none(planted: Path, caplog: pytest.LogCaptureFixture) -> None:
    backbone, real = FolderBackbone(planted), branch_book("A2", "示例02街道").replace("A2 ", "A2 15500000002 ")
    (masked,) = [name for name in backbone.revisions() if is_masked(name)]
    told = []
    (planted / "填报" / f"~${Path(real).name}").touch()
    for change in (Change(masked, OrgMonthly, [RowChange({"remark": "1"})]), Change(real, OrgMonthly, [RowChange({"remark": "1"}, {"remark": MOBILE})])):
        try:
            backbone.save(change)
        except BackboneError as error:
            told.append(repr(error) + str(error))
    applier = desk(local(planted)).applier
    applier._journal.record(Change(masked, OrgMonthly, [RowChange({"remark": "1"})], branch="A2"), "w")
    applier._backbone = _Broken(planted / real)
    with caplog.at_level(logging.DEBUG):
        applier.apply_all()
    assert (len(told), "RuntimeError" in caplog.text) == (2, True)
    assert leaks(iter([("errors", repr(told).encode()), ("log", caplog.text.encode()), *written(planted)])) == []


class _Broken:
    """A backbone that fails with the name of a file in its words."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getattr__(self, _: str) -> Any:
        raise RuntimeError(str(self._path))


def test_what_is_typed_is_neither_kept_nor_saved(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.drafts.who", lambda: "w")
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("entry", tmp_path, way="grid")
    edit(shown, grid_key(shown), {"remark": f"请找{MOBILE}", "units_due": "11"})
    assert shown.button(key="entry-confirm").disabled
    assert text("personal.mobile") in words_of(shown)
    kept, _ = desk(local(tmp_path)).drafts("w").kept("A1", "org_monthly")
    assert [dict(row.wanted) for row in kept] == [{"units_due": "11"}]
    assert leaks(iter([*written(tmp_path), ("page", tables(shown).encode())])) == []


def test_the_journal_takes_none(planted: Path) -> None:
    journal = desk(local(planted)).journal
    for value in (*VALUES[:4], f"1{STAR * 8}00"):
        with pytest.raises(Personal):
            journal.record(Change(BOOK, OrgMonthly, [RowChange({"remark": value})]), "w")
    assert (journal.of_book(BOOK), leaks(written(planted))) == ([], [])


def a_row_with(folder: Path, value: str) -> None:
    workspace(folder, [{**ROW, "remark": value}])
    set_data_date(folder, "2026-07-31")


def test_a_row_is_mended_on_the_page_and_not_spoilt_again(opened: Opened, tmp_path: Path) -> None:
    a_row_with(tmp_path, MOBILE)
    shown = opened("entry", tmp_path, way="grid")
    edit(shown, grid_key(shown), {"remark": "一人"})
    shown.button(key="entry-confirm").click().run()
    assert not shown.exception
    assert cell(tmp_path / BOOK, "remark") == "一人"
    assert [button for button in shown.button if str(button.key).startswith("undo-")] == []
    assert leaks(iter([*written(tmp_path), ("page", (tables(shown) + words_of(shown)).encode())])) == []


def test_a_save_of_other_cells_leaves_the_value(tmp_path: Path) -> None:
    a_row_with(tmp_path, MOBILE)
    backbone = FolderBackbone(tmp_path)
    (book,) = backbone.read([BOOK])
    (row,) = check_grid(OrgMonthly, book.grids[SHEET]).rows
    backbone.save(Change(BOOK, OrgMonthly, [RowChange({"units_due": "11"}, dict(row.typed))]))
    assert (cell(tmp_path / BOOK, "units_due"), cell(tmp_path / BOOK, "remark")) == (11, MOBILE)


def test_a_mask_is_never_written(tmp_path: Path) -> None:
    a_row_with(tmp_path, MOBILE)
    backbone = FolderBackbone(tmp_path)
    (book,) = backbone.read([BOOK])
    (row,) = check_grid(OrgMonthly, book.grids[SHEET]).rows
    with suppress(BackboneError):
        backbone.save(Change(BOOK, OrgMonthly, [RowChange({"remark": row.typed["remark"]}, dict(row.typed))]))
    assert (is_masked(row.typed["remark"]), cell(tmp_path / BOOK, "remark")) == (True, MOBILE)


def test_a_row_struck_out_with_such_a_cell_is_not_offered_back(opened: Opened, tmp_path: Path) -> None:
    a_row_with(tmp_path, MOBILE)
    shown = opened("entry", tmp_path, way="grid")
    shown.session_state[grid_key(shown)] = {"edited_rows": {}, "added_rows": [], "deleted_rows": [0]}
    shown.run()
    shown.button(key="entry-confirm").click().run()
    assert cell(tmp_path / BOOK, "remark") is None
    assert [button for button in shown.button if str(button.key).startswith("undo-")] == []


def test_a_draft_keeps_all_other_cells(tmp_path: Path) -> None:
    a_row_with(tmp_path, "")
    drafts = desk(local(tmp_path)).drafts("w")
    drafts.keep("A1", OrgMonthly.about.name, [RowChange({"remark": MOBILE, "units_due": "11"}), RowChange({"remark": ID})])
    assert [dict(row.wanted) for row in drafts.kept("A1", OrgMonthly.about.name)[0]] == [{"units_due": "11"}]
    assert leaks(written(tmp_path)) == []
