"""What was typed into the form of 填报 stays what it is and where it is, whatever becomes of the rows around it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from schema.activity_ledger import ActivityLedger
from schema.org_monthly import OrgMonthly
from schema.sheet import Sheet
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.pages.test_entry_form import BOOK, click, field, fill, picker, rows_of, under
from words import text

Opened = Callable[..., AppTest]
OWNER = ("A1", "示例01镇")
TALK = {"period": "2026-08", "category": "法律宣讲", "title": "示例宣讲", "held_on": "2026-08-03", "sessions": "1", "persons": "20"}


def county(folder: Path, *rows: dict[str, Any], talks: tuple[dict[str, Any], ...] = ()) -> Path:
    """A county on the last day of August whose first branch has these rows in its monthly return and in its ledger of activities."""
    set_data_date(workspace(folder), "2026-08-31")
    (folder / BOOK).unlink()
    FolderBackbone(folder).create(BOOK, {OrgMonthly: list(rows), ActivityLedger: list(talks)}, OWNER)
    return folder


def changed_by_another(folder: Path, model: type[Sheet], place: int, **cells: str) -> None:
    """Somebody changes a row in the workbook meanwhile."""
    (book,) = FolderBackbone(folder).read([BOOK])
    from schema.check import typed_rows

    row = typed_rows(model, book.grids[model.about.title]).rows[place]
    FolderBackbone(folder).save(Change(BOOK, model, [RowChange(cells, dict(row.typed))]))


def test_what_another_person_changed_is_not_put_back(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, ROW), org="A1", period="2026-07")
    changed_by_another(tmp_path, OrgMonthly, 0, units_covered="6")
    shown.run()
    assert text("entry.nothing") in under(shown)
    assert field(shown, "units_covered").value == "6"


def test_what_is_typed_over_a_row_that_another_person_changed_meets_a_conflict(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, ROW), org="A1", period="2026-07")
    changed_by_another(tmp_path, OrgMonthly, 0, units_covered="6")
    fill(shown, units_due="12")
    assert shown.button(key="entry-confirm").label == text("entry.confirm", count=1)
    click(shown, "entry-confirm")
    assert [str(button.key).split("-")[0] for button in shown.button if str(button.key).startswith(("mine-", "theirs-"))] == ["mine", "theirs"]
    assert rows_of(tmp_path)[0][OrgMonthly.column("units_covered").header] == 6


def test_a_save_taken_back_leaves_nothing_to_save(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, ROW), org="A1", period="2026-07")
    fill(shown, units_due="12")
    click(shown, "entry-confirm")
    click(shown, "undo-")
    shown.run()
    assert field(shown, "units_due").value == "10"
    assert text("entry.nothing") in under(shown)


def test_a_new_row_that_is_emptied_leaves_the_next_one_alone(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title)
    fill(shown, title="示例甲")
    picker(shown).set_value("new-1").run()
    fill(shown, title="示例乙")
    picker(shown).set_value("new-0").run()
    assert field(shown, "title").value == "示例甲"
    fill(shown, title="")
    shown.run()
    fill(shown, sessions="3")
    assert field(shown, "sessions").value == "3"
    assert [(row.get("title"), row.get("sessions")) for row in drafted(shown, tmp_path, ActivityLedger)] == [("示例乙", None), (None, "3")]


def drafted(shown: AppTest, folder: Path, sheet: type[Sheet]) -> list[dict[str, str]]:
    """The rows of the draft of a sheet."""
    return [dict(change.wanted) for change in shown.session_state[f"draft_{folder}_A1_{sheet.about.name}"].rows]


def test_a_kind_that_comes_back_keeps_what_is_typed_after_it(opened: Opened, tmp_path: Path) -> None:
    may = {**ROW, "period": "2026-05", "unit_kind": "机关"}
    shown = opened("entry", county(tmp_path, may, ROW), org="A1")
    picker(shown).set_value("new-0").run()
    fill(shown, unit_kind="机关", units_due="31")
    shown.run()
    assert field(shown, "units_due").value == "31"


def test_a_second_row_of_a_kind_is_another_row(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, ROW), org="A1")
    fill(shown, units_due="12")
    picker(shown).set_value("new-1").run()
    fill(shown, unit_kind="非公企业", units_due="99")
    shown.run()
    assert field(shown, "units_due").value == "99"
    assert text("issue.key_taken")[:6] in under(shown)
    fill(shown, unit_kind="机关")
    assert [(row["unit_kind"], row["units_due"]) for row in drafted(shown, tmp_path, OrgMonthly)] == [("非公企业", "12"), ("机关", "99")]


def test_personal_data_in_one_new_row_do_not_reach_the_next(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path), org="A1", sheet=ActivityLedger.about.title)
    fill(shown, title="示例甲")
    picker(shown).set_value("new-1").run()
    fill(shown, title="示例乙")
    picker(shown).set_value("new-0").run()
    fill(shown, title="13800138000")
    shown.run()
    shown.run()
    assert field(shown, "title").value == "13800138000"
    assert "示例乙" in [row.get("title") for row in drafted(shown, tmp_path, ActivityLedger)]


def test_a_ledger_row_changed_by_another_keeps_what_is_typed_over_it(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, talks=(TALK,)), org="A1", sheet=ActivityLedger.about.title)
    picker(shown).select_index(1).run()
    changed_by_another(tmp_path, ActivityLedger, 0, persons="30")
    fill(shown, sessions="2")
    assert shown.button(key="entry-confirm").label == text("entry.confirm", count=1)


def test_the_beginnings_of_a_month_go_on_from_what_is_typed_for_the_month_before(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, ROW), org="A1", period="2026-07")
    fill(shown, members_new="8", members_end="58")
    period(shown).set_value("2026-08").run()
    assert "**58**" in under(shown)


def period(shown: AppTest) -> Any:
    return next(each for each in shown.selectbox if str(each.key).startswith("entry-period-"))


def test_the_same_as_last_period_leaves_what_was_typed(opened: Opened, tmp_path: Path) -> None:
    shown = opened("entry", county(tmp_path, ROW), org="A1")
    fill(shown, members_new="3")
    click(shown, "entry-same-")
    assert [field(shown, name).value for name in ("units_due", "members_new", "members_end")] == ["10", "3", "60"]
