"""A thousand hostile texts through .xlsx and .csv: none is computed, none is changed, whoever reads the file."""

import csv
import io
import os
import re
import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest
import python_calamine
from openpyxl.utils.escape import unescape

from snapshots.lines import from_csv, to_csv
from snapshots.workbook import to_xlsx
from tests.snapshots.payloads import COUNT, payloads

BREAK = re.compile("\r\n?")
AS_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false"


@pytest.fixture(scope="module")
def texts():
    return payloads()


@pytest.fixture(scope="module")
def files(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("texts")
    table = pd.DataFrame({"n": range(COUNT), "text": texts})
    (folder / "texts.xlsx").write_bytes(to_xlsx({"texts": table}))
    (folder / "lines.csv").write_bytes(to_csv(table))
    return folder


@pytest.fixture(scope="module")
def libreoffice(files):
    """What LibreOffice makes of both files: its own .xlsx of each, and the cells of the first as quoted text."""
    soffice = shutil.which("soffice")
    if soffice is None:
        (pytest.fail if os.environ.get("XUSHI_TEST_ALL") else pytest.skip)("needs the Debian package libreoffice-calc-nogui")
    begin = [soffice, f"-env:UserInstallation={(files / 'profile').as_uri()}", "--headless", "--infilter=Text - txt - csv (StarCalc):44,34,76,1"]
    for form, name in ((AS_TEXT, "texts.xlsx"), ("xlsx", "texts.xlsx"), ("xlsx", "lines.csv")):
        command = [*begin[: 3 if name == "texts.xlsx" else 4], "--convert-to", form, "--outdir", str(files / "new"), str(files / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return files / "new"


def formulas(path) -> list[str]:
    sheet = openpyxl.load_workbook(path).active
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_there_are_a_thousand(texts):
    assert len(set(texts)) == COUNT


def test_openpyxl_reads_what_was_typed(files, texts):
    sheet = openpyxl.load_workbook(files / "texts.xlsx").active
    assert [unescape(row[1] or "") for row in sheet.iter_rows(min_row=2, values_only=True)] == texts


def test_calamine_reads_what_was_typed(files, texts):
    rows = python_calamine.CalamineWorkbook.from_path(files / "texts.xlsx").get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == texts


def test_libreoffice_reads_what_was_typed(libreoffice, texts):
    """It knows one line break in a cell, whichever was typed."""
    rows = list(csv.reader(io.StringIO((libreoffice / "texts.csv").read_bytes().decode(), newline="")))
    assert [BREAK.sub("\n", row[1]) for row in rows[1:]] == [BREAK.sub("\n", text) for text in texts]


def test_the_workbook_has_no_formula(files):
    assert formulas(files / "texts.xlsx") == []


def test_libreoffice_finds_no_formula_in_the_workbook(libreoffice):
    assert formulas(libreoffice / "texts.xlsx") == []


def test_libreoffice_finds_no_formula_in_the_lines(libreoffice):
    assert formulas(libreoffice / "lines.xlsx") == []


def test_the_lines_come_back_as_they_were(files, texts):
    assert from_csv((files / "lines.csv").read_bytes())["text"].to_pylist() == texts
