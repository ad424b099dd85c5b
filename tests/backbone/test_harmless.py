"""Workbooks of many makers with everything people put in them: none is refused, and every value is read as it was put in."""

import os
import shutil
import subprocess

import openpyxl
import pytest

from backbone.errors import Unreadable
from backbone.reading.workbooks import read_workbooks
from tests.backbone import harmless
from tests.backbone.harmless import OPENPYXL, TITLE, XLSXWRITER

SEEDS = range(6)
CONVERTED = [(feature, seed) for feature in (*OPENPYXL, *XLSXWRITER) for seed in range(4)]


def told(found, made):
    """What the grid holds where the values were put, and what else it holds, by address."""
    if isinstance(found, Unreadable):
        return found.reason
    cells = {(row, column): cell for row, cells in enumerate(found[TITLE].rows, 1) for column, cell in enumerate(cells, 1) if cell is not None}
    asked = {(row, column) for row in range(1, len(made) + 1) for column in range(1, len(made[0]) + 1)}
    return {at: cell for at, cell in cells.items() if at in asked}, {at: cell for at, cell in cells.items() if at not in asked}


def wanted(made, besides):
    cells = {(row, column): harmless.text(value) for row, values in enumerate(made, 1) for column, value in enumerate(values, 1) if value is not None}
    return cells, besides


def make(folder, feature, seed, **options):
    path = folder / f"{feature.__name__}{seed}{'-'.join(options)}.xlsx"
    maker = harmless.by_openpyxl if feature in OPENPYXL else harmless.by_xlsxwriter
    return path, maker(path, seed, feature, **options), harmless.BESIDES.get(feature, {})


def all_read(made):
    found = list(read_workbooks(path for path, _, _ in made))
    return [(path.name, read) for (path, rows, besides), read in zip(made, found, strict=True) if told(read, rows) != wanted(rows, besides)]


@pytest.mark.parametrize("feature", [*OPENPYXL, *XLSXWRITER], ids=lambda feature: feature.__name__.strip("_"))
def test_none_is_refused_and_every_value_is_read(tmp_path, feature):
    assert all_read([make(tmp_path, feature, seed) for seed in SEEDS]) == []


@pytest.mark.parametrize("options", [{"date_1904": True}, {"constant_memory": True}, {"use_zip64": True}, {"in_memory": True}])
def test_none_is_refused_that_a_library_writes_in_another_way(tmp_path, options):
    features = (
        [feature for feature in XLSXWRITER if feature not in (harmless._w_rich, harmless._w_text_box, harmless._w_blanks)]
        if "constant_memory" in options
        else XLSXWRITER
    )
    assert all_read([make(tmp_path, feature, 50, **options) for feature in features]) == []


@pytest.mark.parametrize("feature", [OPENPYXL[0], XLSXWRITER[0]])
def test_a_large_workbook_is_none_too_large(tmp_path, feature):
    assert all_read([make(tmp_path, feature, 1, count=5000, width=30)]) == []


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The same workbooks opened and written anew by LibreOffice, all in one call."""
    soffice = shutil.which("soffice")
    if soffice is None:
        (pytest.fail if os.environ.get("XUSHI_TEST_ALL") else pytest.skip)("needs the Debian package libreoffice-calc-nogui")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "new").mkdir()
    made = [make(folder, feature, seed) for feature, seed in CONVERTED]
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "new")]
    subprocess.run([*command, *(str(path) for path, _, _ in made)], check=True, capture_output=True, timeout=280)
    return [(folder / "new" / path.name, rows, besides) for path, rows, besides in made]


def test_none_is_refused_that_libreoffice_writes(converted):
    assert all_read(converted) == []


def test_the_corpus_is_large():
    assert len(SEEDS) * len([*OPENPYXL, *XLSXWRITER]) + len(CONVERTED) >= 200


def test_openpyxl_reads_the_same(tmp_path):
    path, rows, _ = make(tmp_path, OPENPYXL[0], 1)
    sheet = openpyxl.load_workbook(path)[TITLE]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][0] == rows[0]
