"""The form of 填报: what is known stands in it, what is wrong is said under its box, and what was typed is never lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from schema.org_monthly import OrgMonthly
from schema.registry import RETURN_NOTE
from schema.return_note import NIL
from schema.unit_register import UnitRegister
from schema.workspace import MASTER
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.pages.test_pages import words_of
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
BOOK = branch_book("A1", "示例01镇")
AUGUST = {"units_due": "10", "units_covered": "6", "unions_new": "1", "unions_closed": "0", "unions_end": "4", "entities_new": "1"}
AUGUST |= {"staff_end": "100", "members_new": "3", "members_left": "1", "members_end": "59"}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A branch that has filed July, looked at on the last day of August."""
    set_data_date(workspace(tmp_path, [ROW]), "2026-08-31")
    return tmp_path


def field(shown: AppTest, name: str) -> Any:
    fields = [*shown.text_input, *shown.selectbox, *shown.multiselect]
    return next(each for each in fields if str(each.key).startswith(f"entry-{name}-A1-"))


def fill(shown: AppTest, **cells: str) -> None:
    for name, typed in cells.items():
        field(shown, name).set_value(typed).run()


def under(shown: AppTest) -> str:
    return words_of(shown).replace("\\", "")


def rows_of(folder: Path, sheet: str = OrgMonthly.about.title) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(folder / BOOK)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if any(cell is not None for cell in row)]


def click(shown: AppTest, stem: str) -> None:
    next(button for button in shown.button if str(button.key).startswith(stem)).click().run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_last_figures_stand_beside_each_box_and_beginnings_are_carried(language: str, opened: Opened, county: Path) -> None:
    shown = opened("entry", county, language=language, org="A1")
    assert not shown.exception
    assert text("entry.last", language, value="10") in under(shown)
    assert under(shown).count(text("entry.carried", language, period="2026-07")) == 2
    assert [each.key for each in shown.text_input if "_begin-" in str(each.key)] == []
    assert text("entry.nothing", language) in under(shown)


def test_a_month_filled_in_the_form_stands_in_the_workbook_with_what_was_carried(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1")
    fill(shown, **AUGUST)
    click(shown, "entry-confirm")
    new = rows_of(county)[-1]
    told = {name: new[OrgMonthly.column(name).header] for name in ("period", "unit_kind", "unions_begin", "members_begin", *AUGUST)}
    assert told == {"period": "2026-08", "unit_kind": "非公企业", "unions_begin": 3, "members_begin": 57, **{name: int(cell) for name, cell in AUGUST.items()}}
    assert f"{new[OrgMonthly.column('reported_on').header]:%Y-%m-%d}" == "2026-08-31"
    assert len(rows_of(county)) == 2


def test_a_wrong_cell_is_told_under_its_box_blocks_and_is_mended_by_one_click(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1")
    fill(shown, **{**AUGUST, "members_new": "约3"})
    assert text("issue.not_a_number", typed="约3") in under(shown)
    assert shown.button(key="entry-confirm").disabled
    click(shown, "entry-mend-")
    assert field(shown, "members_new").value == "3"
    assert not shown.button(key="entry-confirm").disabled
    assert field(shown, "units_covered").value == "6"


def test_a_total_that_does_not_add_up_is_offered(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1")
    fill(shown, **{**AUGUST, "members_end": "60"})
    click(shown, "entry-mend-")
    assert field(shown, "members_end").value == "59"


def test_what_leaps_against_the_period_before_is_told_before_it_is_saved(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1")
    fill(shown, **{**AUGUST, "staff_end": "900"})
    told = text("issue.jump", column="期末职工数", other_value="100", other_cell="K2", found="900")
    assert told in under(shown)
    assert not shown.button(key="entry-confirm").disabled


def test_the_same_as_last_period_goes_on_from_it(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1")
    click(shown, "entry-same-")
    assert [field(shown, name).value for name in ("units_due", "unions_end", "members_end")] == ["10", "5", "64"]
    click(shown, "entry-confirm")
    assert rows_of(county)[-1][OrgMonthly.column("members_begin").header] == 57


def test_what_was_typed_is_there_after_a_reload_and_in_the_grid(opened: Opened, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.drafts.who", lambda: "甲")
    shown = opened("entry", county, org="A1")
    fill(shown, units_due="12")
    assert field(opened("entry", county, org="A1"), "units_due").value == "12"
    assert text("entry.confirm", count=6) in [button.label for button in opened("entry", county, org="A1", way="grid").button]


def test_a_row_that_stands_is_changed_and_only_what_differs_is_saved(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1", period="2026-07")
    assert field(shown, "units_due").value == "10"
    fill(shown, units_due="11")
    assert shown.button(key="entry-confirm").label == text("entry.confirm", count=1)
    fill(shown, units_due="10")
    assert text("entry.nothing") in under(shown)
    fill(shown, units_due="12")
    click(shown, "entry-confirm")
    (row,) = rows_of(county)
    assert row[OrgMonthly.column("units_due").header] == 12


def test_another_row_can_be_filled_and_the_first_one_keeps_what_was_typed(opened: Opened, county: Path) -> None:
    shown = opened("entry", county, org="A1")
    first = picker(shown).value
    fill(shown, units_due="12")
    picker(shown).set_value("new-1").run()
    fill(shown, unit_kind="机关", units_due="3")
    assert field(shown, "units_due").value == "3"
    picker(shown).set_value(first).run()
    assert field(shown, "units_due").value == "12"
    fill(shown, units_covered="7")
    picker(shown).set_value("new-1").run()
    assert field(shown, "units_due").value == "3"


def picker(shown: AppTest) -> Any:
    return next(each for each in shown.selectbox if str(each.key).startswith("entry-row-"))


def test_the_register_fills_what_it_counts(opened: Opened, county: Path) -> None:
    unit = {"unit_name": "示例企业", "branch_code": "A1", "unit_kind": "非公企业", "is_legal_entity": "是", "should_unionise": "是"}
    unit |= {"should_bargain": "是", "union_form": "单独", "staff_count": "30"}
    FolderBackbone(county).save(Change(MASTER, UnitRegister, [RowChange({**unit, "unit_code": f"U{number}"}) for number in range(4)]))
    shown = opened("entry", county, org="A1")
    assert field(shown, "units_due").value == "4"
    assert text("entry.registered", value="4") in under(shown)
    assert text("entry.nothing") in under(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_happened_is_said_in_one_click(language: str, opened: Opened, county: Path) -> None:
    book = county / BOOK
    book.unlink()
    FolderBackbone(county).create(BOOK, {OrgMonthly: [ROW], RETURN_NOTE: []}, ("A1", "示例01镇"))
    shown = opened("entry", county, language=language, org="A1")
    click(shown, f"entry-nil-{OrgMonthly.about.title}-2026-08")
    (note,) = rows_of(county, RETURN_NOTE.about.title)
    assert [note[RETURN_NOTE.column(name).header] for name in ("sheet", "period", "kind")] == [OrgMonthly.about.title, "2026-08", NIL]
    assert [button.key for button in shown.button if str(button.key) == f"entry-nil-{OrgMonthly.about.title}-2026-08"] == []
