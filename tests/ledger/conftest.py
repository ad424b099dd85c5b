import datetime as dt
from dataclasses import dataclass

import pytest

from ledger.engine import WINDOWS, given, table
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


@dataclass(frozen=True)
class Whole:
    """The question for everything that stands in a table."""

    name: str

    def expression(self):
        return table(self.name)


@pytest.fixture
def rows_held():
    """What a ledger's engine holds in a table, column by column."""
    return lambda ledger, name: ledger.engine.answer(Whole(name), given(WINDOWS, {"on": [], "win_since": [], "win_until": []})).to_pydict()
