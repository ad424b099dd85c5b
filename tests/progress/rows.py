"""Ledgers made from rows without a workbook, checked by the schema like any others."""

import datetime as dt

from ledger.books import CheckedBook
from ledger.ledger import Ledger
from schema.check import Checked, Row
from schema.table import Table
from schema.workspace import MASTER

DASH = object()
D = dt.date


def _checked(model, rows):
    made = []
    for number, row in enumerate(rows, start=2):
        values = dict(model.model_validate({name: None if value is DASH else value for name, value in row.items()}))
        blanks = tuple(column.name for column in model.columns() if column.required and row.get(column.name) is None)
        made.append(Row(number, {name: "—" if value is DASH else str(value) for name, value in row.items() if value is not None}, values, blanks))
    return Checked(Table(1, {}), made)


def _book(name, owner, sheets):
    return CheckedBook(name, owner, {model.about.name: _checked(model, rows) for model, rows in sheets.items()})


def ledger_of(master, branches=None):
    """A ledger of these rows by sheet: of the master, and of each branch by code. ``DASH`` stands for 不适用."""
    books = [_book(MASTER, "", master), *(_book(f"填报/{code}.xlsx", code, sheets) for code, sheets in (branches or {}).items())]
    return Ledger({book.name: book for book in books}, {book.name: "1" for book in books})


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
    """A row of S01 in which everything not named is 0."""
    names = ("units_due", "units_covered", "unions_begin", "unions_new", "unions_closed", "unions_end", "entities_new", "staff_end")
    names += ("members_begin", "members_new", "members_left", "members_end")
    row = {"period": period, "unit_kind": "非公企业", **dict.fromkeys(names, 0), **changed}
    row.setdefault("unions_end", 0)
    if "unions_end" not in changed and row["unions_new"] is not DASH and row["unions_new"] is not None:
        row["unions_end"] = row["unions_begin"] + row["unions_new"] - row["unions_closed"]
    if "members_end" not in changed and row["members_new"] is not DASH and row["members_new"] is not None:
        row["members_end"] = row["members_begin"] + row["members_new"] - row["members_left"]
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
