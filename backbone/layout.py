"""Making a new workbook from the schema: headers with explanations, drop-downs, number formats, a frozen protected header."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from schema.columns import Column
from schema.grid import letter
from schema.sheet import Sheet
from schema.workspace import DASH, GUIDE, LIST_MARK, YES_NO
from words import has, text

_LAST_ROW = 5000
_FORMATS = {"whole": "#,##0", "decimal": "General", "date": "yyyy-mm-dd", "yes_no": "@"}
HEADER_INK = "1F2429"
GUIDE_WIDTHS = (22.0, 90.0)
_HEADER_FONT = Font(bold=True, color=HEADER_INK)
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_OPEN = Protection(locked=False)

Rows = Iterable[Mapping[str, Any]]


def new_workbook(sheets: Mapping[type[Sheet], Rows], owner: tuple[str, str] | None) -> Workbook:
    """A workbook with these sheets and rows; a branch's book begins with a sheet that says whose it is and how to fill it."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    if owner:
        _guide(workbook.create_sheet(GUIDE), sheets, owner)
    for model, rows in sheets.items():
        sheet = workbook.create_sheet(model.about.title)
        _lay_out(sheet, model)
        for number, row in enumerate(rows, start=2):
            _write_row(sheet, model, number, row)
    return workbook


def cell_value(column: Column, value: Any) -> Any:
    """A value as it is stored in a cell: choices, codes and yes/no as the words people type, numbers and dates as themselves."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, (tuple, list)):
        return LIST_MARK.join(value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if isinstance(value, (int, float, dt.date)) or value is None else str(value)


def number_format(column: Column) -> str:
    """The spreadsheet format of a column; everything that is not a number or a date is text, so that codes keep their zeros."""
    return _FORMATS.get(column.kind, "@")


def explanation(column: Column, language: str = "zh_CN") -> str:
    """What belongs into a column, line by line: required or not, kind and unit, choices, bounds, an example."""
    lines = [text("column.required" if column.required else "column.optional", language), text(f"column.kind.{column.kind}", language)]
    if column.unit:
        lines.append(text("column.unit", language, unit=text(f"unit.{column.unit}", language) if has(f"unit.{column.unit}", language) else column.unit))
    if column.choices:
        lines.append(text("column.choices", language, choices=" / ".join(column.choices)))
    if column.kind in {"whole", "decimal"}:
        lines.append(text("column.dash", language))
    lines.append(text("column.example", language, example=_example(column)))
    return "\n".join(lines)


def header_colour(column: Column) -> str:
    """The background of a header as RRGGBB: what must be filled stands out from what may be."""
    return "D6E2EC" if column.required else "ECE9E1"


def width(column: Column) -> float:
    """The width of a column in digits, by the length of its header."""
    return max(11, min(26, 2.2 * len(column.header) + 2))


def offered(column: Column) -> tuple[str, ...]:
    """The items of a column's drop-down, the dash last; none where anything may be typed."""
    choices = tuple(YES_NO.values()) if column.kind == "yes_no" else column.choices
    return (*choices, DASH) if choices else ()


def condition(column: Column, cell: str) -> str:
    """What must hold in a cell of numbers or dates, as a spreadsheet formula without its equals sign; empty for other columns.

    What is asked of numbers is asked of numbers alone: a formula that calculates with a dash is an error, and so refuses the dash.
    """
    if column.kind in {"whole", "decimal"}:
        whole = f",{cell}=INT({cell})" if column.kind == "whole" else ""
        bounds = "".join(f",{cell}{sign}{bound:g}" for sign, bound in ((">=", column.least), ("<=", column.most)) if bound is not None)
        return f'IF(ISNUMBER({cell}),AND(TRUE{whole}{bounds}),{cell}="{DASH}")'
    return f'OR({cell}="{DASH}",ISNUMBER({cell}),ISTEXT({cell}))' if column.kind == "date" else ""


def guide_lines(models: Iterable[type[Sheet]], owner: tuple[str, str]) -> list[tuple[str, str]]:
    """The two columns of the sheet that says whose book it is, the code of the owner first, and how to fill it."""
    code, name = owner
    lines = [(text("guide.code"), code), (text("guide.name"), name), ("", "")]
    lines += [(text("guide.how"), line) for line in text("guide.lines").split("\n")]
    return lines + [("", "")] + [(model.about.title, text("guide.columns", count=len(model.columns()))) for model in models]


def _example(column: Column) -> str:
    examples = {
        "whole": "12",
        "decimal": "12.5",
        "date": "2026-03-05",
        "period": "2026-03",
        "yes_no": YES_NO[True],
        "code": "A01",
        "codes": LIST_MARK.join(("A01", "A02")),
    }
    return column.choices[0] if column.choices else examples.get(column.kind, "…")


def _lay_out(sheet: Worksheet, model: type[Sheet]) -> None:
    for position, column in enumerate(model.columns(), start=1):
        head = sheet.cell(1, position, column.header)
        head.font, head.alignment = _HEADER_FONT, _WRAPPED
        head.fill = PatternFill("solid", fgColor=header_colour(column))
        head.comment = Comment(explanation(column), text("product"), width=260, height=150)
        shape = sheet.column_dimensions[letter(position)]
        shape.width = width(column)
        shape.number_format, shape.protection = number_format(column), _OPEN
        if rule := _validation(column, letter(position)):
            sheet.add_data_validation(rule)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"
    _protect_header(sheet)


def _protect_header(sheet: Worksheet) -> None:
    """Only the header is locked, and without a password: people go on sorting, filtering, inserting and setting widths."""
    allowed = ("formatCells", "formatColumns", "formatRows", "insertRows", "insertColumns", "deleteRows", "sort", "autoFilter")
    for action in allowed:
        setattr(sheet.protection, action, False)
    sheet.protection.enable()


def _validation(column: Column, at: str) -> DataValidation | None:
    if items := offered(column):
        rule = DataValidation(type="list", formula1=f'"{",".join(items)}"', allow_blank=True)
    elif formula := condition(column, f"{at}2"):
        rule = DataValidation(type="custom", formula1=formula, allow_blank=True)
    else:
        return None
    rule.error, rule.errorTitle = text(f"column.kind.{column.kind}"), column.header
    rule.add(f"{at}2:{at}{_LAST_ROW}")
    return rule


def _write_row(sheet: Worksheet, model: type[Sheet], number: int, row: Mapping[str, Any]) -> None:
    for position, column in enumerate(model.columns(), start=1):
        if row.get(column.name) is not None:
            _write_cell(sheet, number, position, column, row[column.name])


def _write_cell(sheet: Worksheet, row: int, position: int, column: Column, value: Any) -> None:
    """Put one value into a cell in the column's format; text never becomes a formula."""
    cell = sheet.cell(row, position)
    cell.value = cell_value(column, value)
    if isinstance(cell.value, str):
        cell.data_type = "s"
    cell.number_format, cell.protection = number_format(column), _OPEN


def _guide(sheet: Worksheet, sheets: Mapping[type[Sheet], Rows], owner: tuple[str, str]) -> None:
    for line in guide_lines(sheets, owner):
        sheet.append(line)
    for row in sheet["A1:B2"]:
        for cell in row:
            cell.font, cell.number_format = _HEADER_FONT, "@"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = GUIDE_WIDTHS
