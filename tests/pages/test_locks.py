"""Locked periods on the pages: told before typing, a reason asked for, nothing typed lost, reopened on 报送."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from access.database import database
from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.journal.returns import Return
from backbone.journal.reviews import Reviews
from backbone.journal.saves import identity
from backbone.workspace import branch_book
from ledger.ledger import load
from progress.reviews import contents
from schema.org_monthly import OrgMonthly
from schema.setting import LOCK_MODE, Setting
from schema.workspace import MASTER
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.pages.test_filing import click, counts
from tests.pages.test_pages import cell, edit, grid_key, spoil, tables, words_of
from words import text

Opened = Callable[..., AppTest]
JULY = Return("A1", OrgMonthly.about.title, "2026-07")
BOOK = branch_book("A1", "示例01镇")
CHANGED = {"units_due": "11"}
SOFT, HARD = "更正", "锁定"


def county(folder: Path, mode: str, approved: bool = True, on: str = "2026-07-31", rows: Sequence[dict[str, Any]] = (ROW,)) -> Path:
    """A branch that has filed July, which is approved, under a way of locking."""
    set_data_date(workspace(folder, list(rows)), on)
    FolderBackbone(folder).save(Change(MASTER, Setting, [RowChange({"key": LOCK_MODE, "value": mode})]))
    if approved:
        own, backbone = folder / ".xushi", FolderBackbone(folder)
        reviews = Reviews(database("", own), identity(own), lambda: dt.datetime.now(tz=dt.UTC))
        reviews.record([(JULY, "final", contents(load(backbone), [JULY])[JULY])], "passed", "乙")
    return folder


def told(shown: AppTest) -> str:
    return words_of(shown).replace("\\", "")


def confirm(shown: AppTest) -> AppTest:
    return click(shown, "entry-confirm")


def add_row(shown: AppTest) -> None:
    added = {name: str(value) for name, value in ROW.items()}
    shown.session_state[grid_key(shown)] = {"edited_rows": {}, "added_rows": [added], "deleted_rows": []}
    shown.run()


def box(shown: AppTest) -> list[str]:
    return [str(field.key) for field in shown.text_input if str(field.key).startswith("lock-reason")]


def test_a_locked_period_is_told_and_its_save_refused_without_losing_what_was_typed(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, HARD), org="A1", way="grid")
    assert text("lock.locked", periods="2026-07") in told(shown)
    edit(shown, grid_key(shown), CHANGED)
    confirm(shown)
    assert text("lock.period_locked", periods=f"{OrgMonthly.about.title} 2026-07") in told(shown)
    assert "**11**" in tables(shown)
    assert cell(tmp_path / BOOK, "units_due") == 10


def test_a_softly_locked_period_wants_a_reason_which_the_history_and_the_reviewer_see(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, SOFT), org="A1", way="grid")
    assert text("lock.correcting", periods="2026-07") in told(shown)
    edit(shown, grid_key(shown), CHANGED)
    confirm(shown)
    assert text("lock.reason_needed", periods=f"{OrgMonthly.about.title} 2026-07") in told(shown)
    assert "**11**" in tables(shown)
    shown.text_input(key=box(shown)[0]).set_value("漏报一家").run()
    confirm(shown)
    assert cell(tmp_path / BOOK, "units_due") == 11
    assert text("history.corrected", periods="2026-07", reason="漏报一家") in told(shown)
    assert [field.value for field in shown.text_input if field.key in box(shown)] == [""]
    listed = opened("filing", tmp_path).dataframe[1].value
    assert list(listed[text("filing.corrected")]) == [text("filing.corrected_why", reasons="漏报一家")]


def test_taking_a_save_back_is_locked_too(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, SOFT), org="A1", way="grid")
    shown.text_input(key=box(shown)[0]).set_value("漏报一家").run()
    edit(shown, grid_key(shown), CHANGED)
    confirm(shown)
    undo = next(str(button.key) for button in shown.button if str(button.key).startswith("undo-"))
    click(shown, undo)
    assert text("lock.reason_needed", periods=f"{OrgMonthly.about.title} 2026-07") in told(shown)
    assert cell(tmp_path / BOOK, "units_due") == 11


@pytest.mark.parametrize("mode", ["不锁", SOFT, HARD])
def test_what_is_not_approved_is_not_locked(mode: str, opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, mode, approved=False), org="A1", way="grid")
    assert box(shown) == []
    edit(shown, grid_key(shown), CHANGED)
    confirm(shown)
    assert cell(tmp_path / BOOK, "units_due") == 11


def test_without_the_setting_nothing_is_locked(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, "不锁"), org="A1", way="grid")
    edit(shown, grid_key(shown), CHANGED)
    confirm(shown)
    assert cell(tmp_path / BOOK, "units_due") == 11


def test_a_period_is_locked_so_many_days_after_it_was_due(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, "锁定 10", approved=False, on="2026-08-31"), org="A1", way="grid")
    assert text("lock.locked", periods=text("lock.until", period="2026-07")) in told(shown)
    edit(shown, grid_key(shown), CHANGED)
    confirm(shown)
    assert cell(tmp_path / BOOK, "units_due") == 10


def test_a_late_return_that_nobody_filed_is_opened_by_sending_it_back(opened: Opened, tmp_path: Path) -> None:
    county(tmp_path, "锁定 10", approved=False, on="2026-08-31", rows=[])
    shown = opened("entry", tmp_path, org="A1", way="grid")
    add_row(shown)
    assert text("lock.period_locked", periods=f"{OrgMonthly.about.title} 2026-07") in told(confirm(shown))
    filing = opened("filing", tmp_path, on="2026-07")
    assert counts(filing) == {"untouched": 18}
    click(filing.text_input(key="review-reason").set_value("补报").run(), "review-back")
    assert counts(filing) == {"returned": 18}
    shown = opened("entry", tmp_path, org="A1", way="grid")
    until = text("lock.until_but", until=text("lock.until", period="2026-07"), opened="2026-07")
    assert text("lock.locked", periods=until) in told(shown)
    add_row(shown)
    confirm(shown)
    assert cell(tmp_path / BOOK, "units_due") == 10


def test_a_return_that_was_spoilt_after_its_approval_can_be_opened(opened: Opened, tmp_path: Path) -> None:
    county(tmp_path, HARD)
    spoil(tmp_path / BOOK, "members_new", "约200")
    filing = opened("filing", tmp_path)
    assert counts(filing) == {"invalid": 1, "untouched": 17}
    click(filing.text_input(key="review-reason").set_value("数不对").run(), "review-back")
    assert counts(filing) == {"returned": 1, "untouched": 17}


def test_an_approved_return_is_reopened_by_sending_it_back(opened: Opened, tmp_path: Path) -> None:
    filing = opened("filing", county(tmp_path, HARD))
    assert counts(filing) == {"approved": 1, "untouched": 17}
    click(filing.text_input(key="review-reason").set_value("补报").run(), "review-back")
    assert counts(filing) == {"returned": 1, "untouched": 17}
    shown = opened("entry", tmp_path, org="A1", way="grid")
    edit(shown, grid_key(shown), CHANGED)
    confirm(shown)
    assert cell(tmp_path / BOOK, "units_due") == 11


def test_nothing_is_approved_while_a_save_waits_for_its_workbook(opened: Opened, tmp_path: Path) -> None:
    county(tmp_path, HARD, approved=False)
    shown = opened("entry", tmp_path, org="A1", way="grid")
    edit(shown, grid_key(shown), CHANGED)
    held = (tmp_path / BOOK).with_name(f"~${(tmp_path / BOOK).name}")
    held.write_bytes(b"x")
    confirm(shown)
    filing = click(opened("filing", tmp_path), "review-pass")
    assert text("filing.changed", count=1) in told(filing)
    assert counts(filing) == {"submitted": 1, "untouched": 17}
