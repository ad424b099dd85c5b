import datetime as dt

import pytest

from schema.employment_ledger import EmploymentLedger
from schema.organisation import Organisation


@pytest.fixture
def event():
    """A row of S09; arguments differ from a job fair of March with 10 posts."""

    def make(**changed):
        row = {"period": "2015-03", "kind": "招聘会", "held_on": dt.date(2015, 3, 9), "sessions": 1, "posts": 10, "placed": 3}
        return {**row, **changed}

    return make


@pytest.fixture
def county(make_workspace, event):
    """A county with two towns, each with one event."""
    tree = [{"code": "0", "name": "示例县总工会", "kind": "总工会"}]
    tree += [{"code": code, "name": name, "kind": "乡镇", "parent": "0"} for code, name in (("A01", "示例甲镇"), ("B01", "示例乙镇"))]
    books = {("A01", "示例甲镇"): {EmploymentLedger: [event()]}, ("B01", "示例乙镇"): {EmploymentLedger: [event(posts=20)]}}
    return make_workspace({Organisation: tree}, books)
