"""Sheets checked together say of every row what the model alone says of it."""

import random
from decimal import Decimal

import pytest

from schema import batch
from schema.batch import Given
from schema.check import check_grid, check_sheets
from schema.folding import is_blank
from schema.grid import Grid
from schema.registry import SHEETS
from schema.table import find_table
from schema.verdict import Place, judge
from tests.schema.test_rules import GOOD, cells

ROWS, MANY = 1_100, 10_500  # of each of the twenty sheets
OWNERS = ("", "A01", "A02")
SPOILT = (
    *("", " ", "\u3000", "—", "-", "－－", "0", "00012", "12", "１２", "1,234", "1,23", "12.0", "12.5", "0.5", "-3", "−3", "+7"),
    *("1e3", "1 2", "5²", "①", "12人", "3万", "约30", "30多", "999999999999999", "1000000000000000", "1000000000000001"),
    *("2147483647", "2147483648", "92233720368547758070", "1e999999999", "nan", "2026-03", "2026年3月", "2026.3", "202603"),
    *("2026-13", "2026-Q1", "2026年一季度", "2026", "2025-03", "2026-03-01", "2026.3.5", "20260305", "2026-02-30"),
    *("2026-03-05 00:00:00", "46086", "9999-12-31", "是", "否 ", "TRUE", "yes", "机关", " 机 关", "公司", "企业单独", "区域性"),
    *("未检查", "未建", "来访接待", "办理中", "A01", "A 01", "Ａ01", "A02", "A、B", "A，A；C", "、", "A､B", "x\x07y", "x\ny", "ALL"),
    *("road__km", "km", ">=", "≥", "市", "年度起始", "2026-03-31:30；2026-06-30：50%", "=1", "#N/A", "@", "e\u0301", "é", "ﬁ"),
    *("\ufeff", "A_1", "a-b", "1.1E+17", "1.1e＋17", "１.1E+17", "A1.1E+17", "长\u3000", "\u3000长", "、长", "长、", "A\u202e", "A\u200b", "A²", "2²", "0x10"),
    *("10人", "10家", "10元", "97%", "0.12345678901234567890", "200多", "26.3.5", "2026年3月5号", "1904-01-01", "2026.3-5", "2026 03", "1000000000000000.5"),
    *("长" * 61, "长" * 201, "长" * 2001, "ab" * 40),
)


def spoilt(dice, model):
    """A sheet of rows that were good once: some cells exchanged, marks on some, columns shuffled, some gone, titles above."""
    names = [column.name for column in model.columns()]
    dice.shuffle(names)
    names = [name for name in names if model.column(name).required or dice.random() < 0.9]
    good, rows = cells(GOOD[model.about.name]), []
    for number in range(dice.randrange(30)):
        row = {**good, **{name: f"{good[name]}{number}" for name in model.key_columns() if name in good and model.column(name).kind in ("code", "text")}}
        for _ in range(dice.choice((0, 0, 1, 1, 2, 4))):
            row[dice.choice(names)] = dice.choice(SPOILT)
        if dice.random() < 0.2 and names:
            row = {**row, dice.choice(names): str(dice.randrange(40))}
        rows.append({} if dice.random() < 0.05 else row)
        if dice.random() < 0.1:
            rows.append(dict(row))
    above = [[None], ["x"]][: dice.randrange(3)]
    head = [model.column(name).header for name in names] + ["多余"]
    lines = [*above, head, *([row.get(name) for name in names] + ["多余"] * dice.randrange(2) for row in rows)]
    marks = [frozenset((dice.randrange(1, len(lines) + 2), dice.randrange(1, len(head) + 1)) for _ in range(dice.choice((0, 0, 3)))) for _ in range(3)]
    return Grid.of(model.about.title, lines, *marks)


def alone(model, given):
    """What the model says of each row, one after the other: rows accepted as {row: values}, and (row, column, code, severity)."""
    table, issues = find_table(model, given.grid, given.book)
    accepted, first = {}, {}
    for number, line in enumerate(given.grid.rows, start=1) if not issues else ():
        typed = {name: line[at - 1] for name, at in table.columns.items() if not is_blank(line[at - 1])}
        marked = {name: "" for name, at in table.columns.items() if (number, at) in given.grid.formulas | given.grid.errors and name not in typed}
        if number <= table.header_row or not typed | marked:
            continue
        place = Place(model, given.grid, table, given.book, number)
        row, found = judge(place, typed | marked)
        issues = [*issues, *found]
        key = tuple(row.values[name] for name in model.key_columns()) if row.values else ()
        if any(part is not None for part in key) and first.setdefault(key, number) != number:
            issues.append(place.issue("doubled_key", model.column(model.key_columns()[-1]), {"first": first[key]}))
        elif row.values and "branch_code" in model.model_fields and given.owner and row.values["branch_code"] not in (None, given.owner):
            issues.append(place.issue("foreign_branch", model.column("branch_code"), {"typed": typed["branch_code"], "owner": given.owner}))
        elif row.values:
            accepted[number] = row.values
    return accepted, {_told(issue) for issue in issues}


def _told(issue):
    return issue.row, issue.column, issue.code, issue.severity, issue.cell, repr(sorted(issue.values.items()))


def _plain(value):
    return float(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value


def by_sheet(found):
    """The table of checked rows as {row: values} of the accepted ones for each sheet."""
    rows = iter(found.table.to_pylist())
    for count in found.counts:
        mine = [next(rows) for _ in range(count)]
        yield {row["row"]: row for row in mine if row["accepted"]}, [row["row"] for row in mine]


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("count", [ROWS, pytest.param(MANY, marks=pytest.mark.slow)])
def test_sheets_checked_together_say_what_the_model_says_of_each_row(name, count):
    seed = f"{name} {count}"
    print("seed", seed)
    dice, model, seen = random.Random(seed), SHEETS[name], 0
    while seen < count:
        given = [Given(spoilt(dice, model), f"{at}.xlsx", dice.choice(OWNERS)) for at in range(dice.choice((1, 2, 20, 60)))]
        found = check_sheets(model, given)
        for each, issues, (rows, numbers) in zip(given, found.issues, by_sheet(found), strict=True):
            accepted, told = alone(model, each)
            assert {_told(issue) for issue in issues} == told
            assert len(issues) == len(told)
            assert {row: {key: _plain(value) for key, value in values.items()} for row, values in accepted.items()} == {
                row: {key: values[key] for key in model.model_fields} for row, values in rows.items()
            }
            seen += len(numbers)


@pytest.mark.parametrize("name", SHEETS)
def test_columns_read_at_the_same_time_say_the_same(name, monkeypatch):
    dice, model = random.Random(name), SHEETS[name]
    given = [Given(spoilt(dice, model), f"{at}.xlsx", dice.choice(OWNERS)) for at in range(60)]
    one_by_one = check_sheets(model, given)
    monkeypatch.setattr(batch, "_MANY", 0)
    together = check_sheets(model, given)
    assert together.table.equals(one_by_one.table)
    assert together.issues == one_by_one.issues


@pytest.mark.parametrize("name", SHEETS)
def test_one_sheet_has_the_same_rows_with_exact_values(name):
    dice, model = random.Random(name), SHEETS[name]
    for _ in range(10):
        given = Given(spoilt(dice, model))
        accepted, _ = alone(model, given)
        rows = check_grid(model, given.grid).rows
        assert {row.number: row.values for row in rows if row.values is not None} == accepted
        lines = given.grid.rows
        assert all(text in (lines[row.number - 1]) or text == "" for row in rows for text in row.typed.values())


def test_a_model_has_no_rules_that_a_column_read_by_itself_would_not_meet():
    for model in SHEETS.values():
        told = model.__pydantic_decorators__
        assert (set(told.model_validators), {**told.field_validators, **told.validators, **told.root_validators}) == ({"_keep_rules"}, {})


def test_products_that_64_bits_cannot_hold_are_not_taken_for_small_ones():
    model = SHEETS["assistance_ledger"]
    row = cells(GOOD["assistance_ledger"]) | {"per_min_yuan": f"{2**32}", "per_max_yuan": "", "persons": f"{2**32}"}
    grid = Grid.of(model.about.title, [[model.column(name).header for name in row], [*row.values()], [*row.values()]])
    (issues,) = check_sheets(model, [Given(grid)]).issues
    assert {(issue.row, issue.code) for issue in issues} == {(2, "below_each"), (3, "below_each")}
