"""A value is kept or refused on every way into the house, never changed: a workbook's cell, a save, a page's row, branches.csv."""

import csv
import datetime as dt
import random
import re
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.writing.cells import is_writable
from schema.activity_ledger import ActivityLedger
from schema.check import check_grid, check_row
from schema.org_monthly import OrgMonthly
from schema.organisation import Organisation
from schema.personal import find
from schema.programme import Programme
from schema.special_task import SpecialTask
from schema.target import Target
from schema.values import read_date

BOOK = "填报/A01 示例镇.xlsx"
BY_KIND = {
    "whole": (OrgMonthly, "staff_end"),
    "decimal": (SpecialTask, "actual_value"),
    "date": (OrgMonthly, "reported_on"),
    "period": (ActivityLedger, "period"),
    "choice": (ActivityLedger, "audience"),
    "text": (SpecialTask, "remark"),
    "code": (Organisation, "parent"),
    "codes": (Programme, "indicator_codes"),
    "yes_no": (Target, "assumed"),
}
A_BATCH, BATCHES = 250, 40
FULL_WIDTH = str.maketrans("0123456789./-:,%", "０１２３４５６７８９．／－：，％")

numbers = st.one_of(
    st.integers(-(10**16), 10**16).map(str),
    st.integers(0, 10**6).map(lambda number: f"{number:,}"),
    st.integers(0, 10**6).map(lambda number: f"{number}人"),
    st.floats(allow_nan=True, width=64).map(repr),
    st.decimals(-(10**9), 10**9, places=4).map(str),
    st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,20})?[万亿多余人%]?", fullmatch=True),
)
days = st.dates(dt.date(1890, 1, 1), dt.date(2200, 1, 1)).flatmap(
    lambda day: st.sampled_from(
        (f"{day:%Y-%m-%d}", f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月", f"{day:%y.%m.%d}", f"{day:%Y%m%d}", f"{day:%Y-%m}")
    )
)
words = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from("A1①² \t\n\r\u3000\u200b\u202e\ufeff\x07\x85_x000D_=+-—@'\"<&,、；;#N/A"), max_size=12),
    st.sampled_from(("是", "否", "TRUE", "职工", " 女 职工", "同上", "—", "=1+1", "#N/A", "007", "1.10101199003E+17", "_x000D_", "110101199003074567")),
)
typed_texts = st.one_of(numbers, days, words, numbers.map(lambda text: text.translate(FULL_WIDTH)))
typed_cells = st.one_of(
    typed_texts,
    st.integers(-(10**18), 10**18),
    st.floats(-1e18, 1e18).map(lambda number: float(f"{number:.15g}")),  # openpyxl writes sixteen digits
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
    st.booleans(),
)
kinds = st.sampled_from(sorted(BY_KIND))
# A batch is too long to be made smaller; the values that fail are told one by one.
quick = settings(max_examples=BATCHES, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))


def by_one_kind(values):
    """Values for the column of one kind; personal data, which are kept nowhere, have tests of their own."""
    batch = st.lists(values.filter(lambda value: not find(str(value))), min_size=A_BATCH, max_size=A_BATCH)
    return kinds.flatmap(lambda kind: st.tuples(st.just(kind), batch))


def meant(model, name, text):
    """The value that the column's reader gives a text; None where it refuses it or there is none."""
    row, issues = check_row(model, {name: text})
    blamed = {issue.code for issue in issues if issue.column == model.column(name).header}
    if blamed - {"blank", "blank_key"}:
        return "refused", None
    return ("value", model.read(name, text)) if name in row.typed and text.strip(" -—－–−‐‑‒―─\u3000\n\t") else ("none", None)


def found_in(model, name, grid):
    """For each row what stands in the column, and the issues of its cell."""
    checked = check_grid(model, grid, BOOK)
    blamed = {}
    for issue in checked.issues:
        if issue.column == model.column(name).header:
            blamed.setdefault(issue.row, set()).add(issue.code)
    return {row.number: (row.typed.get(name, ""), blamed.get(row.number, set()) - {"blank", "doubled_key"}) for row in checked.rows}


def read_back(folder, model):
    (book,) = FolderBackbone(folder).read([BOOK])
    assert book.problem is None
    return book.grids[model.about.title]


def is_same(model, name, value, text):
    """Whether the text read in a cell stands for the value that a program put there."""
    if isinstance(value, str):
        return (text.strip(), meant(model, name, text)) == (value.strip(), meant(model, name, value))
    if isinstance(value, bool):
        return text == str(value).upper()
    if isinstance(value, dt.date):
        return text == value.isoformat()
    return Decimal(text) == Decimal(repr(value))


@quick
@given(batch=by_one_kind(typed_cells.filter(lambda value: not isinstance(value, str) or is_writable(value))))
def test_what_a_program_wrote_into_a_cell_is_kept_or_refused(tmp_path_factory, batch):
    kind, cells = batch
    model, name = BY_KIND[kind]
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "填报").mkdir()
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = model.about.title
    sheet.append([column.header for column in model.columns()])
    at = [column.name for column in model.columns()].index(name) + 1
    other = next(place for place, column in enumerate(model.columns(), start=1) if column.kind == "text" and column.name != name)
    for number, value in enumerate(cells, start=2):
        sheet.cell(number, other, "x")
        if not isinstance(value, str) or not re.search("[\x00-\x08\x0b-\x1f]|_x[0-9A-Fa-f]{4}_|\r", value):
            sheet.cell(number, at, value)
    workbook.save(folder / BOOK)
    found = found_in(model, name, read_back(folder, model))
    told = [(value, *found[number]) for number, value in enumerate(cells, start=2)]
    assert [(value, text) for value, text, issues in told if text and not issues - {"blank_key"} and not is_same(model, name, value, text)] == []


@quick
@given(batch=by_one_kind(typed_texts))
def test_what_is_saved_is_kept_or_was_refused_before(tmp_path_factory, batch):
    kind, texts = batch
    model, name = BY_KIND[kind]
    other = next(column.name for column in model.columns() if column.kind == "text" and column.name != name)
    backbone = FolderBackbone(tmp_path_factory.mktemp("workspace"))
    backbone.create(BOOK, {model: []}, ("A01", "示例镇"))
    texts = [text for text in texts if is_writable(text)]
    rows = [RowChange({name: text, other: f"row {at}"}) for at, text in enumerate(texts)]
    backbone.save(Change(BOOK, model, rows))
    found = found_in(model, name, read_back(backbone.folder, model))
    told = [(text, meant(model, name, text), found[number][0]) for number, text in enumerate(texts, start=2)]
    refused = [(text, stands) for text, (state, _), stands in told if state == "refused"]
    kept = [(text, stands, before) for text, before, stands in told if before[0] != "refused"]
    assert [(text, stands) for text, stands in refused if stands.strip() != text.strip() and "\r" not in text] == []
    assert [(text, stands) for text, stands, before in kept if meant(model, name, stands) != before] == []


@quick
@given(batch=by_one_kind(typed_texts))
def test_a_row_of_a_page_says_what_was_typed(batch):
    kind, texts = batch
    model, name = BY_KIND[kind]
    for text in texts:
        row, issues = check_row(model, {name: text})
        assert row.typed.get(name, "").strip() == text.strip() or not text.strip()
        refused = {issue.code: issue for issue in issues if issue.column == model.column(name).header and issue.code not in ("blank", "blank_key")}
        assert all(issue.values.get("typed", text[:80]) == text[:80] for issue in refused.values())
        assert all(issue.values.get("offered") != text for issue in refused.values())


@quick
@given(texts=st.lists(typed_texts, min_size=A_BATCH, max_size=A_BATCH), codec=st.sampled_from(("utf-8", "utf-8-sig", "gb18030")))
def test_what_stands_in_branches_csv_is_kept_or_refused(tmp_path_factory, texts, codec):
    from commands.making import branch_lines

    path = tmp_path_factory.mktemp("branches") / "branches.csv"
    texts = [text for text in texts if not re.search("[\ud800-\udfff\ufeff]", text) and text.encode(codec).decode(codec) == text]
    with path.open("w", encoding=codec, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "parent", "kind"])
        writer.writerows([f"A{at}", text, "", "乡镇"] for at, text in enumerate(texts))
    read = {line["code"]: line["name"] for line in branch_lines(path)}
    assert read == {f"A{at}": text for at, text in enumerate(texts)}


def spelled(day):
    """A day in the spellings that are allowed."""
    year, month, date = day.year, day.month, day.day
    plain = (f"{day:%Y-%m-%d}", f"{year}-{month}-{date}", f"{year}.{month}.{date}", f"{year}/{month}/{date}", f"{year}年{month}月{date}日", f"{day:%Y%m%d}")
    return [*plain, *(text.translate(FULL_WIDTH) for text in plain), f" {plain[2]}\u3000", f"{year} 年 {month} 月 {date} 日", f"{day:%Y-%m-%d} 00:00:00"]


def some_days(seed, count):
    dice = random.Random(seed)
    print("seed", seed)
    return [dt.date(1905, 1, 1) + dt.timedelta(days=dice.randrange(100_000)) for _ in range(count)]


def test_no_spelled_day_is_another():
    asked = [(text, day) for day in [*some_days(1, 300), dt.date(2024, 2, 29), dt.date(2026, 12, 31)] for text in spelled(day)]
    assert len(asked) > 4_000
    assert [(text, day) for text, day in asked if read_date(text) != day] == []


def misspelled(day):
    year, month, date = day.year, day.month, day.day
    serial = (day - dt.date(1899, 12, 30)).days
    texts = [
        f"{day:%y}.{month}.{date}",
        f"{month}/{date}/{year}",
        f"{date}-{month}-{year}",
        f"{year}-13-{date}",
        f"{year}.2.30",
        f"{year}-{month}",
        f"{year}年{month}月",
        f"{serial}",
    ]
    return [
        *texts,
        f"{year}.{month}-{date}",
        f"{year}-{month}-{date} {date % 10}",
        f"{day:%Y-%m-%d} 09:30",
        f"{month}月{date}日",
        f"{year}-{month}-{date}²",
        f"约{year}年",
        f"{year}-{month}-32",
    ]


@pytest.mark.parametrize("text", sorted({text for day in some_days(2, 20) for text in misspelled(day)}))
def test_a_misspelled_day_is_refused(text):
    assert {issue.code for issue in check_row(OrgMonthly, {"reported_on": text})[1]} & {"not_a_date"}


@pytest.mark.parametrize("from_1904", [False, True])
def test_no_day_of_a_date_cell_is_another(tmp_path, from_1904):
    (tmp_path / "填报").mkdir()
    asked = [dt.date(1904, 1, 2), dt.date(9999, 12, 31), *some_days(3, 400)]
    workbook = openpyxl.Workbook()
    if from_1904:
        workbook.epoch = CALENDAR_MAC_1904
    sheet = workbook.active
    sheet.title = OrgMonthly.about.title
    sheet.append([column.header for column in OrgMonthly.columns()])
    at = [column.name for column in OrgMonthly.columns()].index("reported_on") + 1
    for number, day in enumerate(asked, start=2):
        sheet.cell(number, at, day).number_format = ("yyyy-mm-dd", "m/d/yy", 'yyyy"年"m"月"d"日"')[number % 3]
    workbook.save(tmp_path / BOOK)
    found = found_in(OrgMonthly, "reported_on", read_back(tmp_path, OrgMonthly))
    assert {number: (read_date(text), issues) for number, (text, issues) in found.items()} == {
        number: (day, set()) for number, day in enumerate(asked, start=2)
    }
