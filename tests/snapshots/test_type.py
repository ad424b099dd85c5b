"""Pictures on a machine without any font of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import snapshots.type as typefaces
from snapshots.type import FOLDER, check_type

HOUSE = Path(__file__).parents[2]
DRAW = """
import sys
from charts.palette import LIGHT
from snapshots.picture import png, svg
sys.stdout.buffer.write(png(svg(sys.argv[1], [], [], LIGHT)))
"""


@pytest.fixture
def bare(tmp_path):
    """The environment of a machine where no program finds a font."""
    config = tmp_path / "fonts.conf"
    (tmp_path / "none").mkdir()  # without any folder named, the usual ones are looked through
    config.write_text(f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{tmp_path / "none"}</dir></fontconfig>')
    return {**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}


@pytest.fixture
def fresh():
    check_type.cache_clear()
    yield
    check_type.cache_clear()


def run(program, *told, env):
    return subprocess.run([sys.executable, "-c", program, *told], cwd=HOUSE, env=env, check=True, capture_output=True).stdout


@pytest.mark.parametrize("letter", ["序", "■", "㛃"])
def test_a_machine_without_fonts_draws_letters(bare, letter):
    drawn = run(DRAW, letter, env=bare)
    assert drawn not in (run(DRAW, " ", env=bare), run(DRAW, "\U0010ffff", env=bare))


def test_a_machine_with_fonts_draws_the_same(bare):
    assert run(DRAW, "序时", env=bare) == run(DRAW, "序时", env=dict(os.environ))


def test_type_is_in_order(bare):
    assert run("from snapshots.type import check_type; print(check_type())", env=bare) == b"\n"


def test_a_face_that_is_not_known_is_told(bare):
    without = "import snapshots.type, vl_convert; snapshots.type.drawing = lambda: vl_convert; print(snapshots.type.check_type())"
    assert run(without, env=bare) == b"type.empty\n"


def test_boxes_are_told(monkeypatch, fresh):
    drawn = typefaces._drawn
    monkeypatch.setattr(typefaces, "_drawn", lambda letter: drawn(letter and "\U0010ffff"))
    assert check_type() == "type.boxes"


@pytest.mark.parametrize("content", [None, b"wOF2"], ids=["gone", "woff2"])
def test_a_file_that_is_no_truetype_is_told(monkeypatch, fresh, tmp_path, content):
    for path in FOLDER.glob("*.ttf"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "NotoSerifSC-Regular.ttf").unlink()
    if content:
        (tmp_path / "NotoSerifSC-Regular.ttf").write_bytes(content)
    monkeypatch.setattr(typefaces, "FOLDER", tmp_path)
    assert check_type() == "type.missing"


def test_the_licence_lies_beside_and_its_reserved_name_is_not_borne():
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert not [path.name for path in FOLDER.glob("*.ttf") if "source" in path.name.lower()]
