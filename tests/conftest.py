"""What all rooms share: an environment without settings, and workspaces made from rows on a real disk."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import hypothesis
import pytest

from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from schema.registry import MASTER_SHEETS, RETURN_NOTE
from schema.workspace import MASTER

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of a rule
hypothesis.settings.load_profile("untimed")


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


PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def postgresql():
    """The address of a server of our own, on a socket in a folder of its own, which is stopped and removed afterwards."""
    if not PROGRAMS.is_dir():
        (pytest.fail if os.environ.get("XUSHI_TEST_ALL") else pytest.skip)("needs the Debian package postgresql")
    with tempfile.TemporaryDirectory() as folder:
        user = {}
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            user = {"user": "postgres", "group": "postgres", "extra_groups": []}

        def control(program, *told):
            subprocess.run([PROGRAMS / program, "-D", f"{folder}/data", *told], check=True, cwd=folder, stdout=subprocess.DEVNULL, **user)

        control("initdb", "-A", "trust", "-U", "xushi")
        control("pg_ctl", "-w", "-l", f"{folder}/log", "-o", f"-k {folder} -c listen_addresses= -c fsync=off", "start")
        try:
            yield f"postgresql+psycopg://xushi@/postgres?host={folder}"
        finally:
            control("pg_ctl", "-w", "-m", "immediate", "stop")
