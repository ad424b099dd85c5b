"""What a page shows of saves that are written while it looks."""

from pathlib import Path

import pytest

from backbone.book import Change, RowChange
from backbone.workspace import branch_book
from schema.org_monthly import OrgMonthly
from tests.pages.conftest import ROW, workspace
from ui.filling import Filling, vanished_from
from ui.load import Workspace, open_workspace, place
from ui.saves import desk

BOOK = branch_book("A1", "示例01镇")


@pytest.fixture
def looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that a page has opened just before a save is written."""
    monkeypatch.setenv("XUSHI_WORKSPACE", str(workspace(tmp_path)))
    found = open_workspace(place())
    kept = desk(found.place)
    kept.journal.record(Change(BOOK, OrgMonthly, [RowChange({name: str(value) for name, value in ROW.items()})]), "甲")
    kept.applier.apply(BOOK)
    return found


def test_a_save_written_since_the_page_looked_is_among_its_rows(looked: Workspace) -> None:
    assert [row.typed["period"] for row in Filling(looked, "A1", OrgMonthly).rows] == [ROW["period"]]


def test_a_save_written_since_the_page_looked_has_not_vanished(looked: Workspace) -> None:
    assert (list(Filling(looked, "A1", OrgMonthly).vanished), vanished_from(looked, "A1")) == ([], [])


def test_a_row_that_is_gone_has_vanished(looked: Workspace) -> None:
    (Path(looked.place.name) / BOOK).unlink()
    looked.place.backbone.create(BOOK, {OrgMonthly: []}, ("A1", "示例01镇"))
    assert len(Filling(looked, "A1", OrgMonthly).vanished) == 1
    assert [issue.code for issue in vanished_from(looked, "A1")] == ["row_vanished"]
