"""Workbooks as good programs write them, with everything people put beside their figures, and the values that are in them."""

import datetime as dt
import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

Rows = list[list[object]]
TITLE = "就业创业服务台账"


def rows(seed: int, count: int = 12, width: int = 8) -> Rows:
    """Text, numbers, days and empty cells; every column has a header. No number is long enough to be somebody's."""
    chance = random.Random(seed)
    kinds: list[Callable[[], object]] = [
        lambda: chance.choice(["招聘会", "送温暖 ", "a&b<c>", "𠮷野", "　全角", "=不是公式", "0012", "多行\n文字", "é"]),
        lambda: chance.randrange(-5, 10 ** chance.randrange(1, 11)),
        lambda: round(chance.random() * 1000, chance.randrange(1, 6)),
        lambda: dt.date(2015, 1, 1) + dt.timedelta(days=chance.randrange(4000)),
        lambda: None,
    ]
    made = [[f"列{at}" for at in range(width)]]
    return made + [[kinds[0]() if at == 0 else chance.choice(kinds)() for at in range(width)] for _ in range(count)]


def text(value: object) -> str | None:
    """The value as a grid holds it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else None if value is None else str(value)


def picture() -> BytesIO:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    header = struct.pack(">2L5B", 8, 8, 8, 2, 0, 0, 0)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress((b"\0" + b"\xc0\x10\x10" * 8) * 8)) + chunk(b"IEND", b""))


def _plain(book, sheet):
    pass


def _bar_chart(book, sheet):
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=9))
    sheet.add_chart(chart, "K2")


def _line_and_pie(book, sheet):
    for kind, place in ((LineChart, "K2"), (PieChart, "K20")):
        chart = kind()
        chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=9))
        sheet.add_chart(chart, place)


def _comments(book, sheet):
    for at in range(1, 6):
        sheet.cell(at, 1).comment = Comment("请核对", "示例")


def _validations(book, sheet):
    rule = DataValidation(type="list", formula1='"招聘会,送温暖"')
    whole = DataValidation(type="whole", operator="between", formula1=0, formula2=10**9)
    rule.add("A2:A1048576")
    whole.add("B2:H1048576")
    sheet.add_data_validation(rule)
    sheet.add_data_validation(whole)


def _conditional(book, sheet):
    sheet.conditional_formatting.add("A1:XFD1048576", ColorScaleRule(start_type="min", start_color="FF0000", end_type="max", end_color="00FF00"))
    sheet.conditional_formatting.add("B1:B1048576", DataBarRule("min", 0, "max", 0, color="638EC6"))


def _names(book, sheet):
    book.defined_names["总数"] = DefinedName("总数", attr_text=f"'{TITLE}'!$B$2:$B$9")


def _table(book, sheet):
    sheet.add_table(Table(displayName="T1", ref="A1:H13"))


def _protected(book, sheet):
    sheet.protection.sheet = True
    sheet.protection.password = "x"
    sheet["B2"].protection = Protection(locked=False)
    book.security.lockStructure = True


def _printing(book, sheet):
    sheet.print_title_rows, sheet.print_area = "1:1", "A1:H13"
    sheet.page_setup.orientation, sheet.oddHeader.center.text = "landscape", "&P / &N"
    sheet.freeze_panes, sheet.auto_filter.ref = "A2", "A1:H13"


def _merged(book, sheet):
    sheet.merge_cells("J1:AZ1")
    sheet.merge_cells("J2:J400")
    sheet["A2"].hyperlink = "https://example.org/a"


def _coloured(book, sheet):
    for row in range(1, 1000):
        for column in range(1, 20):
            sheet.cell(row, column).fill = PatternFill("solid", fgColor="FFFFEE")
    for letter in "ABCDEFGH":
        sheet.column_dimensions[letter].font = Font(bold=True)


def _hidden(book, sheet):
    sheet.row_dimensions[2].hidden = sheet.column_dimensions["B"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    book.create_chartsheet("图")


OPENPYXL = [_plain, _bar_chart, _line_and_pie, _comments, _validations, _conditional, _names, _table, _protected, _printing, _merged, _coloured, _hidden]


def _w_chart(book, sheet):
    for kind in ("column", "line", "pie", "scatter", "radar", "area", "doughnut"):
        chart = book.add_chart({"type": kind})
        chart.add_series({"categories": [TITLE, 1, 0, 9, 0], "values": [TITLE, 1, 1, 9, 1]})
        sheet.insert_chart("K2", chart)


def _w_picture(book, sheet):
    sheet.insert_image("K2", "a.png", {"image_data": picture()})
    sheet.embed_image("K30", "b.png", {"image_data": picture()})
    sheet.set_header("&C&G", {"image_center": "c.png", "image_data_center": picture()})
    sheet.set_background(picture())


def _w_sparklines(book, sheet):
    sheet.add_sparkline("J2", {"range": f"{TITLE}!B2:H2"})
    book.add_worksheet("列表").write_column(0, 0, ["甲", "乙"])
    sheet.data_validation("K2:K1048576", {"validate": "list", "source": "=列表!$A$1:$A$2"})
    sheet.conditional_format("B1:B1048576", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("C1:C99", {"type": "icon_set", "icon_style": "3_arrows"})


def _w_text_box(book, sheet):
    sheet.insert_textbox("K2", "说明", {"width": 200})
    sheet.insert_button("K9", {"caption": "x"})
    sheet.insert_checkbox(29, 12, True)
    sheet.write_comment("A1", "注")


def _w_rich(book, sheet):
    sheet.write_rich_string(20, 0, "富", book.add_format({"bold": True}), "文", "本")
    sheet.write_url(21, 0, "https://example.org", string="链接")
    sheet.outline_settings(True, True, True, True)


def _w_layout(book, sheet):
    sheet.set_column("A:XFD", 12, book.add_format({"bg_color": "#eeeeee"}))
    sheet.set_default_row(20)
    sheet.freeze_panes(1, 1)
    sheet.protect("x")
    book.set_properties({"title": "标题", "author": "人"})
    book.set_custom_property("编号", 7)
    book.define_name("名", f"={TITLE}!$A$1")


def _w_blanks(book, sheet):
    shaded = book.add_format({"border": 1})
    for row in range(20, 10_020):
        for column in range(8):
            sheet.write_blank(row, column, None, shaded)


XLSXWRITER = [_w_chart, _w_picture, _w_sparklines, _w_text_box, _w_rich, _w_layout, _w_blanks]
BESIDES = {_w_rich: {(21, 1): "富文本", (22, 1): "链接"}, _w_text_box: {(30, 13): "TRUE"}}


def by_openpyxl(path: Path, seed: int, feature, count: int = 12, width: int = 8) -> Rows:
    made, book = rows(seed, count, width), openpyxl.Workbook()
    sheet = book.active
    sheet.title = TITLE
    for row, values in enumerate(made, 1):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    feature(book, sheet)
    book.save(path)
    return made


def by_xlsxwriter(path: Path, seed: int, feature, count: int = 12, width: int = 8, **options) -> Rows:
    made = rows(seed, count, width)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd", **options}) as book:
        sheet = book.add_worksheet(TITLE)
        for row, values in enumerate(made):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write(row, column, value)
        feature(book, sheet)
    return made
