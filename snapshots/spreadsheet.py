"""A snapshot as a spreadsheet: what it is and how far to trust it on the first sheet, every table on one of its own; or its records as lines."""

import io
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import pandas as pd
import xlsxwriter

from backbone.layout import explanation
from progress.indicators import load_indicators
from schema.indicator import Indicator as IndicatorSheet
from schema.organisation import Organisation
from schema.registry import BRANCH_SHEETS
from schema.sheet import Sheet as Model
from schema.target import Target
from schema.unit_register import UnitRegister
from snapshots import outside as veil
from snapshots.frozen import Frozen
from snapshots.lines import of_columns
from snapshots.public import hidden_branches, public
from snapshots.tables import branch_table, ranking_table, records_table, sheet_table
from snapshots.workbook import Cover, Sheet, columns, write
from words import text
from words.figures import full_day
from words.issues import line

_HELD: Final[tuple[type[Model], ...]] = (Target, Organisation, IndicatorSheet, UnitRegister)
_COVERED: Final = ("indicator", "value", "target", "completion", "elapsed", "unit_name", "lamp", "reported", "expected")
_WIDTHS: Final = (30.0, 12.0, 12.0, 12.0, 12.0, 10.0, 10.0, 10.0, 10.0)
_A4 = 9
_CHART = {"width": 860, "height": 420}


def to_workbook(frozen: Frozen, number: str, language: str = "zh_CN", *, outside: bool = False) -> bytes:
    """A snapshot under its number as .xlsx: a cover with the federation's goals and a chart of them, then one sheet a table.

    ``outside`` leaves out what stays inside the federation; see ``snapshots.outside``. The same snapshot gives the same bytes.
    """
    frozen = public(frozen) if outside else frozen
    records = frozen.records
    sheets = _sheets(frozen, records, language, outside)
    buffer = io.BytesIO()
    write(sheets, buffer, _cover(frozen, number, records, sheets, language, outside), frozen.on, language)
    return buffer.getvalue()


def to_lines(frozen: Frozen, language: str = "zh_CN", *, outside: bool = False) -> Mapping[str, bytes]:
    """The tables of a snapshot as .csv, by the titles that their sheets have; one without rows is left out."""
    shown = public(frozen) if outside else frozen
    sheets = _sheets(shown, shown.records, language, outside)
    return {title: of_columns(list(sheet.columns), list(sheet.columns.values())) for title, sheet in sheets.items() if sheet.count}


def _sheets(frozen: Frozen, records: pd.DataFrame, language: str, outside: bool) -> dict[str, Sheet]:
    """Every table by the title of its sheet, in order."""
    told = partial(records_table, frozen.ledger, frozen.indicators, language=language)
    places = ranking_table(frozen.ledger, frozen.indicators, records[records["indicator"].isin(_headline(frozen))], language)
    found = {
        text("workbook.records", language): Sheet(columns(told(records)), notes=_notes(language)),
        text("workbook.ranking", language): Sheet(columns(places), notes=_notes(language)),
    }
    if not outside:
        issues = [*frozen.ledger.issues, *load_indicators(frozen.ledger)[1]]
        found[text("workbook.issues", language)] = Sheet(columns(pd.DataFrame([line(issue, language) for issue in issues])))
    for model in (*_HELD, *BRANCH_SHEETS):
        found[model.about.title] = _sheet(frozen, model, language, outside)
    return found


def _sheet(frozen: Frozen, model: type[Model], language: str, outside: bool) -> Sheet:
    """The accepted rows of a sheet over all its books, with what its columns mean in the notes of their headers."""
    hidden = hidden_branches(frozen, model.about.name) if outside else ()
    leaving = veil.leaving(model) if outside else list(model.columns())
    notes = {column.header: explanation(column, language) for column in leaving}
    if model not in BRANCH_SHEETS:
        held = frozen.ledger.federation.tables[model.about.name]
        marks = veil.row_marks(model, held, "branch_code", hidden) if outside and model is UnitRegister else None
        return Sheet(sheet_table(model, held, leaving, marks), notes=notes)
    rows = frozen.ledger.filled_rows(model)
    rows = rows.filter(rows["accepted"])
    marks = veil.row_marks(model, rows, "branch", hidden) if outside else None
    return Sheet(branch_table(frozen.ledger, model, rows, leaving, marks, language), notes=notes)


def _headline(frozen: Frozen) -> list[str]:
    """The indicators with a place on the first page; all of them if none has."""
    placed = {code: indicator.headline for code, indicator in frozen.indicators.items() if indicator.headline is not None}
    return sorted(placed, key=placed.__getitem__) or list(frozen.indicators)


def _notes(language: str) -> Mapping[str, str]:
    """What the columns of records mean, by header."""
    names = ("value", "target", "completion", "elapsed", "gap", "numerator", "denominator", "left", "weekly", "lamp", "reported", "expected")
    return {text(f"column.{name}", language): text(f"workbook.note.{name}", language) for name in names}


def _cover(frozen: Frozen, number: str, records: pd.DataFrame, sheets: Mapping[str, Sheet], language: str, outside: bool) -> Cover:
    """The first sheet: whose figures, of which day and snapshot, how they may be used, the goals of the federation, a chart of them, and what each sheet is."""
    order = {code: at for at, code in enumerate(_headline(frozen))}
    own = records[(records["org"] == frozen.root) & records["indicator"].isin(order)]
    own = own.sort_values("indicator", key=lambda codes: codes.map(order), kind="stable")
    goals = records_table(frozen.ledger, frozen.indicators, own, language)[[text(f"column.{name}", language) for name in _COVERED]]
    lines = [
        text("workbook.number", language, number=number),
        text("workbook.on", language, day=full_day(frozen.on, language)),
        *([text("trust.simulated", language) + text("workbook.simulated", language)] if frozen.simulated else []),
        *([text("workbook.outside", language)] if outside else []),
        *text("workbook.trust", language).split("\n"),
    ]
    about = {title: text(f"workbook.about.{_kind(title, language)}", language, count=sheet.count) for title, sheet in sheets.items()}

    def draw(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet(text("workbook.cover", language))
        title, head = workbook.add_format({"bold": True, "font_size": 16}), workbook.add_format({"bold": True, "bg_color": "#D6E2EC", "bottom": 1})
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, frozen.title, title)
        for at, told in enumerate(lines, start=1):
            sheet.write_string(at, 0, told)
        first = len(lines) + 2
        _write_table(sheet, goals, first, head)
        below = first + len(goals) + 2
        if len(goals):
            sheet.insert_chart(below, 0, _chart(workbook, sheet.get_name(), goals, first, language), {"object_position": 3})
            below += _CHART["height"] // 20 + 2
        _write_table(sheet, pd.DataFrame({text("workbook.sheet", language): list(about), text("workbook.holds", language): list(about.values())}), below, head)

    return draw


def _kind(title: str, language: str) -> str:
    """What a sheet is, for the sentence about it: one of the snapshot's own tables, one the federation holds, or one branches fill."""
    own = next((name for name in ("records", "ranking", "issues") if text(f"workbook.{name}", language) == title), "")
    return own or next((model.about.name for model in _HELD if model.about.title == title), "branch_sheet")


def _write_table(sheet: xlsxwriter.worksheet.Worksheet, table: pd.DataFrame, first: int, head: xlsxwriter.format.Format) -> None:
    for at, name in enumerate(table.columns):
        sheet.write_string(first, at, str(name), head)
        write_one: Mapping[bool, Callable[..., object]] = {True: sheet.write_number, False: sheet.write_string}
        for row, cell in enumerate(table[name].tolist(), start=first + 1):
            if not pd.isna(cell):
                write_one[isinstance(cell, (int, float))](row, at, cell)


def _chart(workbook: xlsxwriter.Workbook, sheet: str, goals: pd.DataFrame, first: int, language: str) -> xlsxwriter.chart.Chart:
    """How far each goal is beside how far its time is, as bars of the cells above."""
    chart = workbook.add_chart({"type": "bar"})
    last = first + len(goals)
    for name, colour in (("elapsed", "#B9B4A7"), ("completion", "#2F6690")):
        at = _COVERED.index(name)
        cells = {"categories": [sheet, first + 1, 0, last, 0], "values": [sheet, first + 1, at, last, at]}
        chart.add_series({"name": [sheet, first, at], **cells, "fill": {"color": colour}, "gap": 60})
    chart.set_title({"name": text("workbook.chart", language), "overlay": False})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#DDD9CF"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size(_CHART)
    return chart
