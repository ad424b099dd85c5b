"""A save changes the named cells and nothing else of the package, whoever made the workbook."""

import datetime as dt
import io
import multiprocessing
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from backbone.book import Change, RowChange
from backbone.errors import Misplaced
from backbone.folder import FolderBackbone
from backbone.reading.parts import sheet_parts
from backbone.reading.workbooks import read_workbook
from backbone.writing.patching import Bound, OpenSheet
from schema.check import check_grid
from schema.personal import find
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
    with warnings.catch_warnings(action="ignore"):  # that it will not keep newer parts; the other reader forgives broken tags
        openpyxl.load_workbook(path).close()
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
VALUES = st.one_of(st.integers(-(10**12), 10**12), st.text(LETTERS, min_size=1).filter(str.strip)).filter(lambda value: not find(str(value)))


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


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NEWER_RULE = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
    "<x14:formula1><xm:f>图!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>A2:A6</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def richest() -> bytes:
    """What people's workbooks hold: rich text, a picture, formulas of every kind with their results, a chain, merged cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet, other = workbook.add_worksheet(TITLE), workbook.add_worksheet("图")
        bold, red, merged = workbook.add_format({"bold": True}), workbook.add_format({"font_color": "red"}), workbook.add_format({"border": 1})
        sheet.write_row(0, 0, ["甲", "乙", "丙", "丁"], bold)
        for row in range(1, 6):
            sheet.write_row(row, 0, [f"行{row}", row])
            sheet.write_formula(row, 2, f"=B{row + 1}*2", None, row * 2)
        sheet.write_array_formula("D2:D4", "{=B2:B4*3}", None, 3)
        sheet.merge_range("A8:B9", "合并", merged)
        sheet.write_rich_string("A11", bold, "粗", red, "红")
        sheet.write_string("A12", "_x0041_")
        sheet.insert_image("H2", "pixel.png", {"image_data": io.BytesIO(PIXEL)})
        sheet.insert_textbox("H9", "文字框")
        sheet.add_sparkline("E2", {"range": "B2:C2"})
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": f"='{TITLE}'!$B$2:$B$6"})
        other.insert_chart("A1", chart)
    package = buffer.getvalue()
    shared = b'<c r="C3"><f t="shared" ref="C3:C6" si="0">B3*2</f><v>4</v></c>'
    package = rewritten(package, b'<c r="C3"><f>B3*2</f><v>4</v></c>', shared)
    for row in (4, 5, 6):
        package = rewritten(package, f"<f>B{row}*2</f>".encode(), b'<f t="shared" si="0"/>')
    package = rewritten(package, b"<extLst>", NEWER_RULE.replace("</extLst>", "").encode())
    return with_chain(package)


def with_chain(package: bytes) -> bytes:
    chain = f'<calcChain xmlns="{MAIN}"><c r="C2" i="1"/><c r="C3"/></calcChain>'.encode()
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    package = rewritten(package, b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="' + kind + b'"/></Types>')
    relation = b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"</Relationships>", relation + b"</Relationships>")
            target.writestr(name, content)
        target.writestr("xl/calcChain.xml", chain)
        target.writestr("customXml/empty.bin", b"")
    return buffer.getvalue()


SHEET, CALCULATION = "xl/worksheets/sheet1.xml", {"xl/workbook.xml"}


def test_of_the_richest_workbook_one_sheet_and_the_flag_to_compute_anew_change() -> None:
    before = rewritten(richest(), b' fullCalcOnLoad="1"', b"")
    after = patched(before, TITLE, {(3, 1): "新", (20, 1): "下", (8, 1): "合"})
    assert changed_parts(before, after) == {SHEET} | CALCULATION
    old, new = parts_of(before)[SHEET], parts_of(after)[SHEET]
    marks = [b"x14:dataValidation ", b"<x14:sparkline>", b"<drawing ", b"<f", b"</f><v>", b"mergeCell "]
    assert [new.count(mark) - old.count(mark) for mark in marks] == [0, 0, 0, 0, 0, 0]
    assert [old.count(mark) > 0 for mark in marks] == [True] * 6
    assert {"xl/media/image1.png", "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"} <= parts_of(after).keys()


def test_overwriting_a_formula_drops_the_chain_and_its_two_references_only() -> None:
    before = richest()
    after = parts_of(patched(before, TITLE, {(2, 3): 7}))
    gone = {name for name in parts_of(before) if name not in after}
    assert gone == {"xl/calcChain.xml"}
    changed = {name for name in after if after[name] != parts_of(before)[name]}
    assert changed - {SHEET} - CALCULATION == {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert b"calcChain" not in after[part]
        assert len(fromstring(parts_of(before)[part])) == len(fromstring(after[part])) + 1


def test_a_chain_written_with_end_tags_is_dropped_whole() -> None:
    before = rewritten(
        rewritten(richest(), b'Target="calcChain.xml"/>', b'Target="calcChain.xml"></Relationship>'), b'calcChain+xml"/>', b'calcChain+xml"></Override>'
    )
    after = parts_of(patched(before, TITLE, {(2, 3): 7}))
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert len(fromstring(parts_of(before)[part])) == len(fromstring(after[part])) + 1


def test_an_empty_part_stays() -> None:
    assert parts_of(patched(richest(), TITLE, {(3, 1): "新"}))["customXml/empty.bin"] == b""


@pytest.mark.parametrize("at", [(8, 2), (9, 1), (9, 2), (2, 4), (3, 4), (4, 4), (3, 3)], ids=str)
def test_a_cell_that_others_rest_on_or_that_nobody_sees_is_not_written(at: tuple[int, int]) -> None:
    with pytest.raises(Bound):
        patched(richest(), TITLE, {(3, 1): "新", at: "x"})


@pytest.mark.parametrize("at", [(2, 3), (4, 3), (6, 3), (8, 1)], ids=str)
def test_a_formula_of_its_own_a_follower_and_a_merged_corner_take_a_value(at: tuple[int, int], tmp_path: Path) -> None:
    assert cells_of(patched(richest(), TITLE, {at: "x"}), tmp_path)[at] == "x"


def test_rich_text_and_text_that_looks_like_a_code_stay(tmp_path: Path) -> None:
    before = richest()
    after = patched(before, TITLE, {(13, 1): "_x0041_", (14, 1): "a_x000D_b"})
    found = cells_of(after, tmp_path)
    assert (found[11, 1], found[13, 1], found[14, 1]) == ("粗红", "_x0041_", "a_x000D_b")
    assert found[12, 1] == cells_of(before, tmp_path)[12, 1]


@pytest.mark.parametrize("at", [(8, 2), (3, 3)], ids=["merged", "array"])
def test_a_save_into_such_a_cell_is_misplaced(tmp_path: Path, at: tuple[int, int]) -> None:
    backbone = FolderBackbone(tmp_path)
    (tmp_path / "填报").mkdir()
    with xlsxwriter.Workbook(tmp_path / "填报/A 甲.xlsx") as workbook:
        sheet = workbook.add_worksheet(RETURN_NOTE.about.title)
        sheet.write_row(0, 0, [column.header for column in RETURN_NOTE.columns()])
        places = [column.name for column in RETURN_NOTE.columns()]
        if at == (8, 2):
            sheet.merge_range(1, places.index("text"), 1, places.index("text") + 1, "一")
            wanted = {"filler_role": "组长"}
        else:
            sheet.write_string(1, 0, "一")
            sheet.write_array_formula(1, places.index("text"), 2, places.index("text"), "{=A2:A3}", None, "一")
            wanted = {"text": "二"}
    before = (tmp_path / "填报/A 甲.xlsx").read_bytes()
    (book,) = backbone.read(["填报/A 甲.xlsx"])
    seen = check_grid(RETURN_NOTE, book.grids[RETURN_NOTE.about.title], "").rows[0].typed
    with pytest.raises(Misplaced):
        backbone.save(Change("填报/A 甲.xlsx", RETURN_NOTE, [RowChange(wanted, seen)]))
    assert (tmp_path / "填报/A 甲.xlsx").read_bytes() == before


def test_a_workbook_without_formulas_is_not_told_to_compute(tmp_path: Path) -> None:
    """The conditions of drop-downs are no formulas: only the sheet changes."""
    backbone = FolderBackbone(tmp_path)
    backbone.create("A.xlsx", {RETURN_NOTE: []}, ("A", "示例"))
    before = (tmp_path / "A.xlsx").read_bytes()
    backbone.save(Change("A.xlsx", RETURN_NOTE, [RowChange({"text": "一"})]))
    assert changed_parts(before, (tmp_path / "A.xlsx").read_bytes()) == {sheet_parts(zipfile.ZipFile(io.BytesIO(before)))[RETURN_NOTE.about.title]}
