"""What the file format allows and few programs write, each with its right answer."""

import os
import zipfile

import pytest

from backbone.errors import Unreadable
from backbone.reading.workbooks import read_workbook, read_workbooks
from tests.backbone.hostile import BOOK, MAIN, STYLES, book, compound, parts, plain, sheet, zipped

FORMATS = ("General", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd hh:mm", "hh:mm", "[h]:mm", "0.0%")
CODES = "".join(f'<numFmt numFmtId="{170 + at}" formatCode="{code}"/>' for at, code in enumerate(FORMATS))
USED = "".join(f'<xf numFmtId="{170 + at}"/>' for at in range(len(FORMATS)))
STYLED = f'<styleSheet xmlns="{MAIN}"><numFmts>{CODES}</numFmts><cellXfs>{USED}</cellXfs></styleSheet>'


@pytest.fixture
def read(tmp_path):
    def reading(content):
        (tmp_path / "a.xlsx").write_bytes(content)
        os.utime(tmp_path / "a.xlsx", (1e9, 1e9))
        return read_workbook(tmp_path / "a.xlsx")

    return reading


def cell(style, value, kind="n"):
    return f'<c s="{style}" t="{kind}"><v>{value}</v></c>'


def row_of(*cells):
    return sheet(f"<row>{''.join(cells)}</row>")


@pytest.mark.parametrize(
    ("style", "value", "told"),
    [
        (1, 42072, "2015-03-09"),
        (1, 42072.604166666664, "2015-03-09 14:30:00"),
        (2, 42072.604166666664, "2015-03-09 14:30:00"),
        (2, 42072, "2015-03-09"),
        (3, 0.3958333333333333, "09:30:00"),
        (4, 1.1041666666666667, "26:30"),
        (4, 0.5, "12:00"),
        (4, 100, "2400:00"),
        (4, 1.1041782407407407, "26:30:01"),
    ],
)
def test_dates_with_times_and_durations(read, style, value, told):
    assert read(book(sheet=row_of(cell(style, value)), styles=STYLED))["A"].rows == [(told,)]


def test_dates_may_be_counted_from_1904(read):
    changed = parts()[BOOK].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert read(book(sheet=row_of(cell(1, 40610)), styles=STYLED, book=changed))["A"].rows == [("2015-03-09",)]


def test_booleans_and_errors(read):
    grid = read(book(sheet=row_of(cell(0, 1, "b"), cell(0, 0, "b"), cell(0, "#DIV/0!", "e"), cell(0, 1))))["A"]
    assert (grid.rows, grid.errors, grid.formulas) == ([("TRUE", "FALSE", None, "1")], {(1, 3)}, frozenset())


def test_shared_texts_with_several_fonts_and_readings(read):
    rich = "<si><r><t>东</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 京</t></r><rPh sb='0' eb='1'><t>トウ</t></rPh></si><si><t/></si>"
    strings = f'<sst xmlns="{MAIN}">{rich}<si><t>a_x000D_b</t></si></sst>'
    cells = [cell(0, at, "s") for at in (0, 1, 2)]
    assert read(book(sheet=row_of(*cells), strings=strings))["A"].rows == [("东 京", None, "a\rb")]


def test_texts_that_hold_control_signs_are_not_torn_apart(read):
    strings = f'<sst xmlns="{MAIN}"><si><t>a_x0000_b</t></si><si><t>c_x0001_d</t></si></sst>'
    assert read(book(sheet=row_of(cell(0, 0, "s"), cell(0, 1, "s")), strings=strings))["A"].rows == [("a\0b", "c\1d")]


FORMULA = "<c><f>1+1</f><v>2</v></c>"


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        (f"<row><c><v>1</v></c>{FORMULA}</row>", {(1, 2)}),
        (f"<row><c><v>1</v></c></row><row/><row><c/>{FORMULA}</row>", {(3, 2)}),
        (f'<row r="5"><c r="C5"><v>1</v></c>{FORMULA}</row><row>{FORMULA}</row>', {(5, 4), (6, 1)}),
        ('<row r="2"><c r="B2"><f>1</f><v>1</v></c></row>', {(2, 2)}),
        ("<row r='2'><c t='n' r='B2'><f>1</f><v>1</v></c></row>", {(2, 2)}),
        (
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>',
            {(1, 1), (2, 1)},
        ),
        (
            '<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>1</v></c><c r="B1"><v>1</v></c><c r="C1"><v>1</v></c></row>'
            '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c></row>',
            {(1, 1), (1, 2), (2, 1), (2, 2)},
        ),
        ('<row r="1"><c r="A1"><f/><v>1</v></c></row>', {(1, 1)}),
    ],
)
def test_formulas_are_marked_where_they_stand(read, rows, at):
    grid = read(book(sheet=sheet(rows)))["A"]
    assert grid.formulas == at
    assert all(grid.rows[row - 1][column - 1] is not None for row, column in at)


def test_marks_of_xml_with_prefixes(read):
    cells = ('r="A1" t="s"><x:v>0', 'r="B1"><x:f>1</x:f><x:v>2', 'r="C1" t="e"><x:v>#N/A', 'r="D1" s="5"><x:v>0.5')
    rows = f'<x:row r="1">{"".join(f"<x:c {told}</x:v></x:c>" for told in cells)}</x:row>'
    prefixed = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    strings = f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>文</x:t></x:si></x:sst>'
    grid = read(book(sheet=prefixed, styles=STYLED, strings=strings))["A"]
    assert (grid.rows, grid.formulas, grid.errors, grid.percents) == ([("文", "2", None, "0.5")], {(1, 2)}, {(1, 3)}, {(1, 4)})


def test_the_strict_kind_of_the_format(read):
    strict = {
        name: text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, text in parts(sheet=row_of(cell(0, 0, "s"), FORMULA, cell(5, 0.5)), styles=STYLED).items()
    }
    grid = read(zipped([plain(name, text) for name, text in strict.items()]))["A"]
    assert (grid.rows, grid.formulas, grid.percents) == ([("x", "2", "0.5")], {(1, 2)}, {(1, 3)})


@pytest.mark.parametrize("change", [lambda name: name.replace("/", "\\"), lambda name: f"/{name}" if name.startswith("xl/") else name])
def test_names_of_parts_as_some_programs_write_them(read, change):
    assert read(zipped([plain(change(name), text) for name, text in parts().items()]))["A"].rows == [("x",)]


def test_far_cells_without_content_make_nothing_large(read):
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(book(sheet=sheet(far)))["A"].rows == [("1",)]


def test_rows_of_blanks_stay_as_they_are(read):
    blank = '<row><c t="inlineStr"><is><t>\u3000\u3000</t></is></c></row>'
    assert read(book(sheet=sheet(blank + "<row><c><v>1</v></c></row>")))["A"].rows == [("\u3000\u3000",), ("1",)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (compound("Workbook"), "old_format"),
        (bytes.fromhex("0908100000060500"), "old_format"),
        (compound("EncryptionInfo", "EncryptedPackage"), "password_protected"),
        (compound("WordDocument"), "not_a_workbook"),
        (b"<html></html>", "not_a_workbook"),
    ],
)
def test_other_formats_under_the_name_of_this_one(read, content, reason):
    with pytest.raises(Unreadable) as told:
        read(content)
    assert (told.value.reason, told.value.place) == (reason, "a.xlsx")


class Copying:
    """A file that somebody copies here: each wait brings the next piece. Time passes by waiting only."""

    def __init__(self, path, pieces):
        self.path, self.pieces, self.now, self.waits = path, list(pieces), 1e9, 0
        self.sleep(0)

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        self.waits += 1
        if self.pieces:
            self.path.write_bytes(self.pieces.pop(0))
            os.utime(self.path, (self.now, self.now))

    def read(self):
        (found,) = read_workbooks([self.path], self.clock, self.sleep)
        return found.reason if isinstance(found, Unreadable) else found["A"].rows


WHOLE = book()


@pytest.mark.parametrize(
    ("pieces", "told", "waits"),
    [
        ([WHOLE], [("x",)], 0),
        ([WHOLE[:900], WHOLE], [("x",)], 1),
        ([b"", WHOLE[:900], WHOLE], [("x",)], 2),
        ([b"\0" * 900, WHOLE], [("x",)], 1),
        ([WHOLE[: 9 * at] for at in range(9)], "still_copying", 3),
        ([WHOLE[:900]], "unreadable_book", 1),
        ([b"x"], "not_a_workbook", 1),
        ([compound("Workbook")], "old_format", 0),
    ],
)
def test_a_file_that_is_being_copied_is_waited_for(tmp_path, pieces, told, waits):
    copying = Copying(tmp_path / "a.xlsx", pieces)
    assert (copying.read(), copying.waits - 1) == (told, waits)


def test_a_file_damaged_long_ago_is_not_waited_for(tmp_path):
    copying = Copying(tmp_path / "a.xlsx", [WHOLE[:900]])
    copying.now += 60
    assert (copying.read(), copying.waits - 1) == ("unreadable_book", 0)


def test_the_parser_is_given_the_parts_that_were_inspected_and_no_others(tmp_path):
    from backbone.reading.inspection import inspect

    package = inspect(book(plain("docProps/app.xml", "<x/>"), plain("xl/drawings/drawing1.xml", "<x/>"), plain("xl/printerSettings/p.bin", b"x")))
    with zipfile.ZipFile(package.file()) as file:
        assert sorted(file.namelist()) == sorted(parts())
        assert file.read(STYLES) == parts()[STYLES].encode()
