"""The lock: every version with its hashes, no address, and the same versions for plain ``uv run``."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parent.parent
LOCK = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
SETTINGS = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
DECLARED = tomllib.loads(SETTINGS)
DIRECT = [
    *DECLARED["project"]["dependencies"],
    *DECLARED["dependency-groups"]["dev"],
    *(asked for extra in DECLARED["project"]["optional-dependencies"].values() for asked in extra),
]


@pytest.fixture(scope="module")
def pin():
    spec = importlib.util.spec_from_file_location("pin", PROJECT / ".ci" / "pin.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_plain_uv_run_takes_the_versions_of_the_lock(pin):
    assert pin.pins(LOCK)
    assert DECLARED["tool"]["uv"]["constraint-dependencies"] == pin.pins(LOCK)


def test_copying_again_changes_nothing(pin):
    assert pin.constrained(SETTINGS, pin.pins(LOCK)) == SETTINGS


def test_every_version_has_hashes(pin):
    entries = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pin.pins(LOCK))
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_address_no_path_and_no_option_stands_in_the_lock():
    assert [line for line in LOCK.splitlines() if "://" in line or " @ " in line or "file:" in line or line.startswith(("-", "/", "."))] == []


@pytest.mark.parametrize("declared", DIRECT)
def test_the_locked_version_is_one_that_is_asked_for(pin, declared):
    asked = Requirement(declared)
    locked = {Requirement(found).name: str(Requirement(found).specifier).removeprefix("==") for found in pin.pins(LOCK)}
    assert locked[asked.name] in asked.specifier


@pytest.mark.parametrize("declared", DECLARED["project"]["dependencies"])
def test_a_dependency_has_a_floor(declared):
    assert ">=" in {part.operator for part in Requirement(declared).specifier}
