"""A save changes the named cells and nothing else of the package, whoever made the workbook."""

import datetime as dt
import io
import multiprocessing
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.parts import sheet_parts
from backbone.patching import OpenSheet
from backbone.reading import read_workbook
from schema.registry import RETURN_NOTE

TITLE = "表 1"


def patched(package: bytes, title: str, cells: dict[tuple[int, int], object], header_row: int = 0) -> bytes:
    return OpenSheet(package, title).patched(cells, header_row)


def parts_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def changed_parts(before: bytes, after: bytes) -> set[str]:
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    return {name for name in old if old[name] != new[name]}


def rich(formulas: bool) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet, other = workbook.add_worksheet(TITLE), workbook.add_worksheet("图")
        bold, red = workbook.add_format({"bold": True}), workbook.add_format({"font_color": "red"})
        sheet.write_row(0, 0, ["甲", "乙", "丙"], bold)
        for row in range(1, 6):
            sheet.write_row(row, 0, [f"行{row}", row, row * 2])
        sheet.write_rich_string(6, 0, bold, "粗", red, "红")
        sheet.data_validation("A2:A6", {"validate": "list", "source": ["是", "否"]})
        sheet.conditional_format("B2:B6", {"type": "data_bar", "data_bar_2010": True})
        sheet.add_sparkline("D2", {"range": "B2:C2"})
        sheet.insert_textbox("F2", "文字框")
        sheet.write_comment("B2", "批注")
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": f"='{TITLE}'!$B$2:$B$6"})
        other.insert_chart("A1", chart)
        if formulas:
            other.write_formula("A20", f"=SUM('{TITLE}'!B2:B6)", None, 15)
    return buffer.getvalue()


def simple(cells: dict[tuple[int, int], object]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = TITLE
    for (row, column), value in cells.items():
        sheet.cell(row, column, value)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def cells_of(package: bytes, folder: Path) -> dict[tuple[int, int], str]:
    path = folder / "read.xlsx"
    path.write_bytes(package)
    openpyxl.load_workbook(path).close()  # the other reader forgives broken tags
    rows = read_workbook(path)[TITLE].rows
    return {(row, column): text for row, line in enumerate(rows, 1) for column, text in enumerate(line, 1) if text is not None}


def test_one_sheet_part_of_a_rich_workbook_changes() -> None:
    before = rich(formulas=False)
    after = patched(before, TITLE, {(3, 1): "新", (9, 2): 5})
    with zipfile.ZipFile(io.BytesIO(before)) as package:
        assert changed_parts(before, after) == {sheet_parts(package)[TITLE]}
    marks = [b"sparkline", b"dataBar", b"legacyDrawing", b"<drawing"]
    (part,) = changed_parts(before, after)
    assert [parts_of(after)[part].count(mark) for mark in marks] == [parts_of(before)[part].count(mark) for mark in marks]


def test_a_workbook_with_formulas_is_told_to_compute_anew() -> None:
    before = rewritten(rich(formulas=True), b' fullCalcOnLoad="1"', b"")
    after = patched(before, TITLE, {(2, 2): 7})
    assert len(changed_parts(before, after)) == 2
    assert b'fullCalcOnLoad="1"' in parts_of(after)["xl/workbook.xml"]
    assert b"<v>15</v>" in parts_of(after)["xl/worksheets/sheet2.xml"]


@pytest.mark.parametrize("text", ["a & b < c > d", ' " ', "  两边空  ", "行一\n行二", "=1+1", "𠮷", "０１２", "]]>"])
def test_text_comes_back_as_it_was_typed(text: str, tmp_path: Path) -> None:
    found = cells_of(patched(simple({(1, 1): "x"}), TITLE, {(2, 3): text}), tmp_path)
    assert found == {(1, 1): "x", (2, 3): text}


def test_an_emptied_cell_keeps_its_format() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = TITLE
    workbook.active["B2"] = 0.5
    workbook.active["B2"].number_format = "0%"
    buffer = io.BytesIO()
    workbook.save(buffer)
    after = openpyxl.load_workbook(io.BytesIO(patched(buffer.getvalue(), TITLE, {(2, 2): None})))
    assert after[TITLE]["B2"].value is None
    assert after[TITLE]["B2"].number_format == "0%"


def dated(epoch_1904: bool, number_format: str) -> bytes:
    workbook = openpyxl.Workbook()
    if epoch_1904:
        workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.title = TITLE
    workbook.active["A1"] = dt.date(2025, 1, 31)
    workbook.active["A1"].number_format = number_format
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("epoch_1904", [False, True])
@pytest.mark.parametrize("number_format", ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]m/d/yyyy"])
def test_a_day_below_a_day_is_a_day(epoch_1904: bool, number_format: str, tmp_path: Path) -> None:
    after = patched(dated(epoch_1904, number_format), TITLE, {(2, 1): dt.date(2026, 3, 5)})
    assert cells_of(after, tmp_path)[2, 1] == "2026-03-05"
    assert isinstance(openpyxl.load_workbook(io.BytesIO(after))[TITLE]["A2"].value, dt.datetime)


def test_a_day_where_no_day_is_shown_is_written_out(tmp_path: Path) -> None:
    after = patched(simple({(1, 1): "报告期"}), TITLE, {(2, 1): dt.date(2026, 3, 5)})
    assert cells_of(after, tmp_path)[2, 1] == "2026-03-05"


def test_a_new_row_goes_on_with_style_and_drop_down_of_the_row_above() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = TITLE
    sheet.append(["类别"])
    sheet.append(["是"])
    sheet["A2"].number_format = "@"
    rule = DataValidation(type="list", formula1='"是,否"')
    rule.add("A2:A2")
    rule.add("C1:C9")
    sheet.add_data_validation(rule)
    buffer = io.BytesIO()
    workbook.save(buffer)
    after = openpyxl.load_workbook(io.BytesIO(patched(rewritten(buffer.getvalue(), b'sqref="A2 ', b'sqref="A2:A2 '), TITLE, {(3, 1): "否"})))[TITLE]
    assert after["A3"].number_format == "@"
    ranges = {str(found) for validation in after.data_validations.dataValidation for found in validation.sqref.ranges}
    assert ranges == {"A2:A3", "C1:C9"}


def rewritten(package: bytes, old: bytes, new: bytes) -> bytes:
    """The same package with some bytes of its parts written as another program writes them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    return buffer.getvalue()


def with_data(data: str) -> bytes:
    """A sheet whose cells are written as given."""
    (part,) = (xml for name, xml in parts_of(simple({})).items() if name == "xl/worksheets/sheet1.xml")
    return rewritten(simple({}), part, part[: part.index(b"<sheetData")] + data.encode() + part[part.index(b"<pageMargins") :])


@pytest.mark.parametrize("data", ["<sheetData/>", '<sheetData><row r="2"/></sheetData>', '<sheetData><row r="5"><c r="B5"><v>1</v></c></row></sheetData>'])
def test_rows_and_sheets_without_cells_take_some(data: str, tmp_path: Path) -> None:
    wanted = {(2, 1): "a", (2, 2): 2, (4, 3): "c", (5, 1): "d", (5, 3): "e", (7, 1): 9}
    found = cells_of(patched(with_data(data), TITLE, wanted), tmp_path)
    assert {at: found[at] for at in wanted} == {(2, 1): "a", (2, 2): "2", (4, 3): "c", (5, 1): "d", (5, 3): "e", (7, 1): "9"}


def test_emptied_cells_side_by_side_take_values_again(tmp_path: Path) -> None:
    """Each is one tag that closes itself, right before the next one."""
    cells = {(row, column): f"{row}-{column}" for row in (1, 2, 3) for column in (1, 2, 3)}
    emptied = patched(patched(simple(cells), TITLE, dict.fromkeys(cells)), TITLE, {(2, 2): "x"})
    assert cells_of(emptied, tmp_path) == {(2, 2): "x"}
    assert cells_of(patched(emptied, TITLE, cells), tmp_path) == cells


def test_the_range_a_sheet_says_it_fills_takes_new_cells_in(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(patched(simple({(1, 1): "a"}), TITLE, {(9, 4): "b"}))
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True)[TITLE]
    assert [row[3].value for row in sheet.iter_rows() if row[3].value] == ["b"]
    sheet.parent.close()


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1"/><c r="B1" s="0"/><c r="C1" /></row><row r="2"/><row r="3"></row><row r="4"><c r="B4"></c></row>',
        '<row r="1"><c r="C1"><v>1</v></c></row><row r="2" ht="20"/><row r="3" ><c r="A3"/></row ><row r="4"/>',
        "<row><c/><c><v>5</v></c><c/></row><row/><row><c/></row><row><c><v>6</v></c></row>",
    ],
)
def test_empty_cells_and_rows_however_they_are_written_take_values(data: str, tmp_path: Path) -> None:
    before = with_data(f"<sheetData>{data}</sheetData>")
    wanted = {(row, column): f"{row}-{column}" for row in range(1, 6) for column in range(1, 5)}
    for chosen in (wanted, *({at: wanted[at]} for at in wanted)):
        after = patched(before, TITLE, chosen)
        assert cells_of(after, tmp_path) == cells_of(before, tmp_path) | chosen


def test_tags_in_comments_and_texts_are_no_rows(tmp_path: Path) -> None:
    data = (
        """<!-- <sheetData><row r="7"> --><sheetData><!-- <row r="2"> -->"""
        """<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<row r="2">]]></t></is></c></row><?note <row r="2"?>"""
        """<row r='2' ht="9"><c r="A2"><v>1</v></c></row><row/><row><c><v>4</v></c></row></sheetData><!-- <row r="9"> -->"""
    )
    found = cells_of(patched(with_data(data), TITLE, {(2, 1): 5, (3, 1): 6, (4, 2): 7, (9, 1): 8}), tmp_path)
    assert found == {(1, 1): '<row r="2">', (2, 1): "5", (3, 1): "6", (4, 1): "4", (4, 2): "7", (9, 1): "8"}


def streamed(package: bytes) -> bytes:
    """The same package as a program writes it that cannot go back: sizes stand behind each part."""

    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    made = Stream()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, content in parts_of(package).items():
            target.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("write", [bytes, streamed])
def test_other_parts_stay_packed_as_they_were(write: Callable[[bytes], bytes]) -> None:
    before = write(rich(formulas=False))
    after = patched(before, TITLE, {(3, 1): "新"})
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert new.testzip() is None
        for was in (member for member in old.infolist() if member.filename not in {*changed_parts(before, after), "xl/workbook.xml"}):
            now = new.getinfo(was.filename)
            packed = before[was.header_offset : was.header_offset + 30 + len(was.filename) + was.compress_size]
            assert after[now.header_offset :].startswith(packed)
            assert (now.date_time, now.external_attr, now.flag_bits) == (was.date_time, was.external_attr, was.flag_bits)


ADDRESSES = st.tuples(st.integers(1, 8), st.integers(1, 30))
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
VALUES = st.one_of(st.integers(-(10**12), 10**12), st.text(LETTERS, min_size=1).filter(str.strip))


@settings(max_examples=150, deadline=None)
@given(before=st.dictionaries(ADDRESSES, VALUES, max_size=12), change=st.dictionaries(ADDRESSES, VALUES | st.none(), min_size=1, max_size=8))
def test_a_patched_sheet_holds_the_old_cells_with_the_new_ones_over_them(
    before: dict[tuple[int, int], object], change: dict[tuple[int, int], object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    after = patched(simple({at: value for at, value in before.items() if not str(value).startswith("=")}), TITLE, change)
    kept = {at: str(value) for at, value in before.items() if not str(value).startswith("=")}
    expected = {at: text for at, text in (kept | {at: None if value is None else str(value) for at, value in change.items()}).items() if text is not None}
    assert cells_of(after, tmp_path_factory.getbasetemp()) == expected


def append_notes(folder: Path, number: int, count: int) -> None:
    backbone = FolderBackbone(folder)
    for at in range(count):
        row = {"sheet": "组织建设月报", "period": f"2026-{number + 1:02d}", "kind": "情况说明", "text": f"{number}-{at}"}
        backbone.save(Change("填报/A 甲.xlsx", RETURN_NOTE, [RowChange(row)]))


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    FolderBackbone(tmp_path).create("填报/A 甲.xlsx", {RETURN_NOTE: []}, ("A", "甲"))
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=append_notes, args=(tmp_path, number, 8)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    rows = read_workbook(tmp_path / "填报/A 甲.xlsx")["报送说明"].rows
    assert sorted(row[4] for row in rows[1:]) == sorted(f"{number}-{at}" for number in range(3) for at in range(8))
