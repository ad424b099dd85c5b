"""Contracts that end soon on the pages: the list of a branch, and counts beside figures that contracts bear."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from schema.bargaining_ledger import BargainingLedger
from schema.indicator import Indicator
from schema.workspace import MASTER
from tests.pages.conftest import set_data_date, workspace
from tests.pages.test_pages import words_of
from words import text

Opened = Callable[..., AppTest]
COUNTED = text("expiring.count", days=60, count=7, units=14) + " ・ " + text("expiring.count", days=90, count=8, units=16)


def contract(number: int, days: int) -> dict[str, Any]:
    ends = dt.date(2026, 7, 31) + dt.timedelta(days=days)
    row = {"period": "2026-01", "contract_no": f"H{number}", "contract_type": "综合", "level": "区域性", "units_covered": 2, "staff_covered": 10}
    return {**row, "signed_on": dt.date(2026, 1, 5), "valid_from": dt.date(2026, 1, 5), "valid_to": ends, "check_result": "未检查"}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """One branch with seven contracts that end within 60 days of the day and one that ends within 90."""
    set_data_date(workspace(tmp_path), "2026-07-31")
    backbone, book = FolderBackbone(tmp_path), branch_book("A1", "示例01镇")
    formula = {"code": "contracts", "name_zh": "合同数", "unit": "份", "formula": "count(bargaining_ledger.contract_no, in_force=True)"}
    backbone.save(Change(MASTER, Indicator, [RowChange(formula)]))
    (tmp_path / book).unlink()
    backbone.create(book, {BargainingLedger: [contract(number, 10 + number) for number in range(7)] + [contract(7, 80)]}, ("A1", "示例01镇"))
    return tmp_path


def told(shown: AppTest) -> str:
    assert not shown.exception
    return words_of(shown).replace("\\", "")


def test_a_branch_lists_its_contracts_soonest_first_with_their_place(county: Path, opened: Opened) -> None:
    shown = opened("branch", county, org="A1")
    assert COUNTED in told(shown)
    listed = next(table.value for table in shown.table if text("expiring.number") in table.value)
    assert list(listed[text("expiring.number")]) == [f"H{number}" for number in range(6)]
    assert listed[text("expiring.where")].iloc[0].replace("\\", "") == text("expiring.place", book=branch_book("A1", "示例01镇"), row=2)
    others = [frame.value for frame in shown.dataframe if text("expiring.number") in frame.value]
    assert [list(frame[text("expiring.number")]) for frame in others] == [["H6", "H7"]]
    assert text("expiring.more", count=2) in [str(expander.label) for expander in shown.expander]


def test_a_branch_without_any_says_so(county: Path, opened: Opened) -> None:
    assert text("expiring.none", days=90) in told(opened("branch", county, org="A2"))


def test_figures_on_contracts_say_how_many_end(county: Path, opened: Opened) -> None:
    assert COUNTED in told(opened("indicator", county, code="contracts"))
    assert text("expiring.count", days=60, count=7, units=14) not in told(opened("indicator", county, code="unions_new"))
