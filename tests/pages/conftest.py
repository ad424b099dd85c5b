"""Workspaces as pages meet them, and the shell that opens them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from backbone.folder import FolderBackbone
from backbone.workspace import branch_book, new_workspace, with_root
from demo import FEDERATIONS, build
from progress.catalogue import standard_indicators
from schema.check import check_grid
from schema.org_monthly import OrgMonthly
from schema.setting import DATA_DATE, Setting
from schema.workspace import MASTER
from settings import settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
BRANCHES = [{"code": "A1", "name": "示例01镇", "kind": "乡镇"}, {"code": "A2", "name": "示例02街道", "kind": "街道"}]
ROW: dict[str, Any] = {
    **{"period": "2026-07", "unit_kind": "非公企业", "units_due": 10, "units_covered": 5, "unions_begin": 1, "unions_new": 2, "unions_closed": 0},
    **{"unions_end": 3, "entities_new": 2, "staff_end": 100, "members_begin": 50, "members_new": 7, "members_left": 0, "members_end": 57},
}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is kept from another test, and every page looks at the books: what a test does to them is seen by the next one."""
    monkeypatch.setattr("ui.shelf._PAUSE", 0.0)
    settings.cache_clear()
    st.cache_resource.clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demos")
    build(folder / FEDERATIONS[0].key, FEDERATIONS[0].key)
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open one page of a workspace (or of the demo) in a language, through the shell."""

    def open_page(page: str, workspace: Path | None = None, demo: Path | None = None, language: str = "zh_CN", **query: str) -> AppTest:
        for name in [name for name in os.environ if name.startswith("XUSHI_")]:
            monkeypatch.delenv(name)
        if workspace is not None:
            monkeypatch.setenv("XUSHI_WORKSPACE", str(workspace))
        if demo is not None:
            monkeypatch.setenv("XUSHI_DEMO", str(demo))
        shell = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=60)
        shell.query_params["lang"] = language
        for name, value in query.items():
            shell.query_params[name] = value
        return (shell if page == "overview" else shell.switch_page(f"../pages/{page}.py")).run()  # the first page has no address of its own

    return open_page


def workspace(folder: Path, rows: list[dict[str, Any]] | None = None) -> Path:
    """A workspace fresh from the schema, with rows in the monthly return of its first branch."""
    backbone = FolderBackbone(folder)
    new_workspace(backbone, "示例县总工会", with_root("示例县总工会", BRANCHES), standard_indicators()[:5])
    if rows:
        book = branch_book("A1", "示例01镇")
        (folder / book).unlink()
        backbone.create(book, {OrgMonthly: rows}, ("A1", "示例01镇"))
    return folder


def set_data_date(folder: Path, day: str) -> None:
    """Fix the day the workspace is looked at, so that no test depends on today."""
    from backbone.book import Change, RowChange

    FolderBackbone(folder).save(Change(MASTER, Setting, [RowChange({"key": DATA_DATE, "value": day})]))


def add_goals(folder: Path, unit: str, issuers: tuple[str, ...], branch: str = "0") -> None:
    """Give the first indicator another unit, and a target of each issuer that its figures fall behind."""
    from backbone.book import Change, RowChange
    from schema.indicator import Indicator
    from schema.target import Target

    backbone = FolderBackbone(folder)
    (master,) = backbone.read([MASTER])
    first = check_grid(Indicator, master.grids[Indicator.about.title]).rows[0]
    backbone.save(Change(MASTER, Indicator, [RowChange({"unit": unit}, dict(first.typed))]))
    goal = {"indicator_code": first.typed["code"], "branch_code": branch, "start_on": "2026-01-01", "due_on": "2026-12-31", "direction": "≥"}
    goal |= {"basis": "新增", "nature": "刚性", "version": "1", "effective_on": "2026-01-01"}
    rows = [RowChange({**goal, "issued_by": issuer, "target_value": str(100 * at)}) for at, issuer in enumerate(issuers, 1)]
    backbone.save(Change(MASTER, Target, rows))
