"""What all rooms share: an environment without settings, and workspaces made from rows on a real disk."""

import os

import pytest

from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from schema.registry import MASTER_SHEETS, RETURN_NOTE
from schema.workspace import MASTER


def pytest_collection_modifyitems(items):
    """Tests marked ``slow`` run only when everything is asked for."""
    for item in items if not os.environ.get("XUSHI_TEST_ALL") else ():
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: XUSHI_TEST_ALL=1 runs it"))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    """Whatever the machine is set to, tests begin without settings; how much to test is no setting."""
    for name in list(os.environ):
        if name.startswith("XUSHI_") and name != "XUSHI_TEST_ALL":
            monkeypatch.delenv(name)


@pytest.fixture
def make_workspace(tmp_path):
    """A workspace in a folder: ``master`` rows by sheet, ``branches`` rows by sheet for each (code, name)."""

    def make(master, branches=None, folder=None):
        backbone = FolderBackbone(folder or tmp_path / "workspace")
        backbone.create(MASTER, {model: master.get(model, []) for model in MASTER_SHEETS})
        for (code, name), sheets in (branches or {}).items():
            backbone.create(branch_book(code, name), {RETURN_NOTE: [], **sheets}, (code, name))
        return backbone

    return make
