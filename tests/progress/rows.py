"""Ledgers made from rows without a workbook, checked by the schema like any others."""

import datetime as dt

from backbone.book import Book
from ledger.ledger import load
from schema.grid import Grid
from schema.registry import MASTER_SHEETS, RETURN_NOTE
from schema.workspace import BRANCH_FOLDER, LIST_MARK, MASTER, YES_NO
from schema.workspace import DASH as DASHED

DASH = object()
D = dt.date


class Held:
    """A workspace whose books are held in memory."""

    def __init__(self, books):
        self.books = {book.name: book for book in books}

    def revisions(self):
        return dict.fromkeys(self.books, "1")

    def read(self, names):
        return [self.books[name] for name in names]


def _typed(value):
    if value is None or value is DASH:
        return None if value is None else DASHED
    if isinstance(value, bool):
        return YES_NO[value]
    return LIST_MARK.join(value) if isinstance(value, tuple) else str(value)


def _grid(model, rows):
    columns = model.columns()
    return Grid.of(model.about.title, [[column.header for column in columns], *([_typed(row.get(column.name)) for column in columns] for row in rows)])


def ledger_of(master, branches=None):
    """A ledger of these rows by sheet: of the master, and of each branch by code. ``DASH`` stands for 不适用."""
    sheets = {MASTER: {model: master.get(model, []) for model in MASTER_SHEETS}}
    sheets |= {f"{BRANCH_FOLDER}/{code}.xlsx": {RETURN_NOTE: [], **found} for code, found in (branches or {}).items()}
    return load(Held(Book(name, {model.about.title: _grid(model, rows) for model, rows in found.items()}) for name, found in sheets.items()))


def organisation(code, parent="0", kind="乡镇", **changed):
    return {"code": code, "name": f"示例{code}", "parent": None if code == "0" else parent, "kind": "总工会" if code == "0" else kind, **changed}


def indicator(code, formula, **changed):
    return {"code": code, "name_zh": code, "unit": "个", "formula": formula, **changed}


def goal(code, org, value, **changed):
    row = {"indicator_code": code, "branch_code": org, "target_value": value, "start_on": D(2015, 1, 1), "due_on": D(2015, 12, 31), "version": 1}
    row |= {"direction": "≥", "basis": "新增", "issued_by": "市", "nature": "刚性"}
    row |= changed
    return {"effective_on": row["start_on"], **row}


def month(period, **changed):
    """A row of S01 in which everything not named is 0; what is new in it has gone again at its end, so that months follow each other."""
    names = ("units_due", "units_covered", "unions_begin", "unions_new", "unions_closed", "entities_new", "staff_end")
    names += ("members_begin", "members_new", "members_left")
    row = {"period": period, "unit_kind": "非公企业", **dict.fromkeys(names, 0), **changed}
    for what, gone in (("unions", "unions_closed"), ("members", "members_left")):
        new, end = row[f"{what}_new"], f"{what}_end"
        if end not in changed and gone not in changed and isinstance(new, int):
            row[gone] = new
        row.setdefault(end, row[f"{what}_begin"] + new - row[gone] if isinstance(new, int) else 0)
    row["staff_end"] = max(row["staff_end"], row["members_end"])
    return row


def contract(number, **changed):
    """A row of S02: a wage contract of one region for 2015, signed on 1 January."""
    row = {"period": "2015-01", "contract_no": number, "contract_type": "工资专项", "level": "区域性", "units_covered": 1, "staff_covered": 10}
    row |= {"signed_on": D(2015, 1, 1), "valid_from": D(2015, 1, 1), "valid_to": D(2015, 12, 31), "check_result": "未检查"}
    row |= changed
    if row.get("unit_codes"):
        row["units_covered"] = len(row["unit_codes"])
    return row


def unit(code, branch, **changed):
    row = {"unit_code": code, "unit_name": f"示例{code}", "branch_code": branch, "unit_kind": "非公企业", "is_legal_entity": True, "staff_count": 50}
    return {**row, "should_unionise": True, "should_bargain": True, "union_form": "未建", **changed}


def county(*towns):
    """The rows of 单位: a federation 0 and towns below it."""
    return [organisation("0"), *(organisation(code) for code in towns)]
