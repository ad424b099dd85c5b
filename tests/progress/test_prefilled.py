"""What a row can be begun with: ends carried over, the register's counts, the period before again."""

import datetime as dt
from pathlib import Path

import pytest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from ledger.ledger import load
from progress.prefilled import Before, Histories, Registered, carried, same_again, series
from schema.activity_ledger import ActivityLedger
from schema.mutual_aid_monthly import MutualAidMonthly
from schema.org_monthly import OrgMonthly
from schema.unit_register import UnitRegister
from schema.verdict import Row
from schema.workspace import MASTER
from tests.pages.conftest import ROW, workspace

JULY = {name: str(value) for name, value in ROW.items()}


def rows(*typed: dict[str, str]) -> list[Row]:
    return [Row(number, cells, None) for number, cells in enumerate(typed, 2)]


def test_the_row_before_is_that_of_the_newest_earlier_period_of_the_same_kind() -> None:
    june, other = {**JULY, "period": "2026-06", "units_due": "9"}, {**JULY, "period": "2026-08", "unit_kind": "机关"}
    histories = Histories(OrgMonthly, rows(june, JULY, other))
    assert histories.before({"unit_kind": "非公企业"}, "2026-08") == Before("2026-07", JULY)
    assert histories.before({"unit_kind": "非公企业"}, "2026-07") == Before("2026-06", june)
    assert histories.before({"unit_kind": "机关"}, "2026-08") == Before()


def test_spellings_of_a_period_and_a_kind_make_no_difference() -> None:
    histories = Histories(OrgMonthly, rows({**JULY, "period": "2026年7月", "unit_kind": " 非公企业"}))
    assert histories.before({"unit_kind": "非公企业"}, "2026-08").period == "2026-07"


def test_beginnings_are_the_ends_of_the_period_before() -> None:
    assert carried(OrgMonthly, Before("2026-07", JULY)) == {"unions_begin": "3", "members_begin": "57"}
    assert carried(OrgMonthly, Before("2026-07", {**JULY, "members_end": ""})) == {"unions_begin": "3"}


def test_the_same_again_goes_on_from_the_ends_and_adds_up() -> None:
    same = same_again(OrgMonthly, Before("2026-07", {**JULY, "reported_on": "2026-08-01"}), "2026-08", {})
    told = {name: same[name] for name in ("period", "unions_begin", "unions_new", "unions_end", "members_begin", "members_end", "units_due")}
    assert told == {
        "period": "2026-08",
        "unions_begin": "3",
        "unions_new": "2",
        "unions_end": "5",
        "members_begin": "57",
        "members_end": "64",
        "units_due": "10",
    }
    assert "reported_on" not in same


def test_a_total_whose_parts_are_no_numbers_is_let_be() -> None:
    assert same_again(OrgMonthly, Before("2026-07", {**JULY, "members_new": "约7"}), "2026-08", {})["members_end"] == "57"


@pytest.mark.parametrize(("model", "named"), [(OrgMonthly, True), (MutualAidMonthly, True), (ActivityLedger, False)])
def test_only_returns_report_on_the_same_again(model, named) -> None:
    assert (series(model, {"unit_kind": "机关", "scheme": "其他", "title": "示例"}) is not None) is named


@pytest.fixture
def registered(tmp_path: Path) -> Registered:
    backbone = FolderBackbone(workspace(tmp_path))
    unit = {"unit_name": "示例企业", "branch_code": "A1", "unit_kind": "非公企业", "is_legal_entity": "是", "should_unionise": "是"}
    unit |= {"should_bargain": "是", "union_form": "单独", "staff_count": "30"}
    codes = {"U1": {}, "U2": {"delisted_on": "2026-07-15"}, "U3": {"should_unionise": "否", "listed_on": "2026-09-01"}, "U4": {"branch_code": "A2"}}
    backbone.save(Change(MASTER, UnitRegister, [RowChange({**unit, "unit_code": code, **more}) for code, more in codes.items()]))
    return Registered(load(backbone), "A1")


def test_the_register_counts_as_it_stood_at_the_periods_end(registered: Registered) -> None:
    assert registered.figures(OrgMonthly, {"unit_kind": "非公企业"}, "2026-06") == {"units_due": 2}
    assert registered.figures(OrgMonthly, {"unit_kind": "非公企业"}, "2026-07") == {"units_due": 1}
    assert registered.figures(OrgMonthly, {}, "2026-07") == {}


def test_units_and_staff_are_those_listed_on_the_day(registered: Registered) -> None:
    assert list(registered.units(dt.date(2026, 7, 31))) == ["U1"]
    assert registered.staff(["U1"], dt.date(2026, 7, 31)) == 30
    assert registered.staff(["U1", "U9"], dt.date(2026, 7, 31)) is None
    assert registered.staff([], dt.date(2026, 7, 31)) is None


def test_a_branch_without_a_register_is_told_nothing(tmp_path: Path) -> None:
    found = Registered(load(FolderBackbone(workspace(tmp_path))), "A1")
    assert (found.figures(OrgMonthly, {"unit_kind": "非公企业"}, "2026-07"), found.units(dt.date(2026, 7, 31))) == ({}, {})
