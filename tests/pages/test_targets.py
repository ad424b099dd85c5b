"""The page of targets: what it shows, and what reaches 总表.xlsx from a form, a paste and a split."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from schema.target import Target
from schema.workspace import MASTER
from tests.pages.conftest import ROW, add_goals, set_data_date, workspace
from tests.pages.test_pages import pressed, tables, words_of
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
both_languages = pytest.mark.parametrize("language", LANGUAGES)
COLUMNS = [column.name for column in Target.columns()]
HEADERS = {column.name: column.header for column in Target.columns()}
GOAL = "unions_new_县_20260101_20261231"
FIRST = {"indicator_code": "unions_new", "branch_code": "0", "start_on": "2026-01-01", "due_on": "2026-12-31", "target_value": 100, "direction": "≥"}
FIRST |= {"basis": "新增", "issued_by": "县", "nature": "刚性", "version": 1, "effective_on": "2026-01-01"}
PASTED = {**FIRST, "branch_code": "A1", "issued_by": "市", "target_value": "30", "version": "1"}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A county of two towns, one of which has reported, with a goal of 100 new unions."""
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    add_goals(tmp_path, "org", ("县",))
    return tmp_path


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """The rows of 目标 as they stand in the master workbook, blank cells left out, days as text."""
    header, *rows = openpyxl.load_workbook(folder / MASTER)[Target.about.title].iter_rows(values_only=True)
    names = {text: name for name, text in HEADERS.items()}
    found = [{names[str(head)]: cell for head, cell in zip(header, row, strict=True) if cell is not None} for row in rows]
    return [{name: f"{cell:%Y-%m-%d}" if isinstance(cell, dt.datetime) else cell for name, cell in row.items()} for row in found if row]


def block(*rows: dict[str, Any]) -> str:
    names = list(rows[0])
    return "\n".join(["\t".join(HEADERS[name] for name in names), *("\t".join(str(row.get(name, "")) for name in names) for row in rows)])


def pasted(opened: Opened, folder: Path, typed: str, language: str = "zh_CN") -> AppTest:
    shown = opened("targets", folder, language=language, do="paste")
    shown.text_area[0].set_value(typed).run()
    assert not shown.exception
    return shown


def field(shown: AppTest, start: str) -> Any:
    """The one field of the page whose name begins so."""
    found = [part for kind in (shown.text_input, shown.selectbox, shown.date_input) for part in kind if str(part.key).startswith(start)]
    assert len(found) == 1, [part.key for part in found]
    return found[0]


def splitting(opened: Opened, folder: Path, *cells: dict[str, float], by: str = "equal", **more: str) -> AppTest:
    """The page with the goal being split, and these cells typed into its grid row by row."""
    shown = opened("targets", folder, goal=GOAL, do="split", **more)
    field(shown, "split-by-").set_value(by).run()
    key = next(str(key) for key in shown.session_state._state.filtered_state if str(key).startswith(f"split-{GOAL}"))
    shown.session_state[key] = {"edited_rows": dict(enumerate(cells)), "added_rows": [], "deleted_rows": []}
    shown.run()
    assert not shown.exception
    return shown


def saved_split(shown: AppTest, reason: str = "按单位数重分", document: str = "示例〔2026〕5号") -> AppTest:
    field(shown, "split-document-").set_value(document)
    field(shown, "split-reason-").set_value(reason).run()
    shown.button(key="split-save").click().run()
    assert not shown.exception
    assert not shown.error
    return shown


@both_languages
def test_a_workspace_without_goals_says_what_to_do(tmp_path: Path, opened: Opened, language: str) -> None:
    shown = opened("targets", workspace(tmp_path), language=language)
    assert not shown.exception
    assert text("targets.empty", language) in words_of(shown)


@both_languages
@pytest.mark.parametrize("act", ["list", "enter", "paste", "split"])
def test_every_act_opens_with_and_without_a_goal(county: Path, opened: Opened, act: str, language: str) -> None:
    for goal in ({}, {"goal": GOAL}, {"goal": "nobody"}):
        shown = opened("targets", county, language=language, do=act, **goal)
        assert not shown.exception
        assert not shown.error
        assert shown.title[0].value == text("targets.title", language)


def test_the_list_names_version_state_unit_and_kind_of_a_goal(county: Path, opened: Opened) -> None:
    (line,) = opened("targets", county).dataframe[0].value.to_dict("records")
    assert [line[text(f"targets.{name}")] for name in ("version", "state", "whole", "effective")] == ["1", text("targets.in_force"), "100", "2026-01-01"]
    assert line[text("column.unit_name")] == text("unit.org")


def test_a_sum_of_those_below_is_marked(county: Path, opened: Opened) -> None:
    FolderBackbone(county).save(
        Change(MASTER, Target, [RowChange({name: str(cell) for name, cell in {**PASTED, "branch_code": code}.items()}) for code in ("A1", "A2")])
    )
    shown = opened("targets", county, goal="unions_new_市_20260101_20261231")
    values = shown.dataframe[1].value[text("targets.after_unit", unit=text("unit.org"))].to_list()
    assert values == [f"60{text('targets.derived_mark')}", "30", "30"]


def test_a_form_saves_a_new_goal(county: Path, opened: Opened) -> None:
    shown = opened("targets", county, do="enter")
    field(shown, "target-branch_code-").set_value("ALL")
    field(shown, "target-issued_by-").set_value("市")
    field(shown, "target-target_value-").set_value("12").run()
    assert text("targets.will_be_new") in words_of(shown)
    shown.button(key="targets-save").click().run()
    assert not shown.exception
    wanted = {**FIRST, "branch_code": "ALL", "issued_by": "市", "target_value": 12, "effective_on": "2026-07-31", "curve": "直线", "basis": "新增"}
    assert rows_of(county) == [FIRST, wanted]
    assert field(shown, "target-target_value-").value == ""


def test_a_form_saves_the_next_version_only_with_a_reason(county: Path, opened: Opened) -> None:
    shown = opened("targets", county, do="enter", goal=GOAL)
    field(shown, "target-target_value-").set_value("120").run()
    assert text("targets.will_be", version=2) in words_of(shown)
    assert shown.button(key="targets-save").disabled
    field(shown, "target-reason-").set_value("上级调整").run()
    shown.button(key="targets-save").click().run()
    wanted = {**FIRST, "target_value": 120, "version": 2, "effective_on": "2026-07-31", "curve": "直线", "reason": "上级调整"}
    assert rows_of(county) == [FIRST, wanted]


def test_a_pasted_block_is_shown_with_names_and_saved(county: Path, opened: Opened) -> None:
    shown = pasted(opened, county, block({**PASTED, "reason": "说明"}, {**PASTED, "branch_code": "A2", "target_value": "1,200"}))
    preview = shown.dataframe[0].value
    assert preview[text("column.org")].to_list() == ["示例01镇", "示例02街道"]
    assert rows_of(county) == [FIRST]
    shown.button(key="targets-save").click().run()
    assert not shown.exception
    first = {**PASTED, "target_value": 30, "version": 1}
    assert rows_of(county) == [FIRST, {**first, "reason": "说明"}, {**first, "branch_code": "A2", "target_value": 1200}]
    assert shown.text_area[0].value == ""


@both_languages
def test_a_wrong_paste_is_named_by_line_and_column_and_nothing_is_written(county: Path, opened: Opened, language: str) -> None:
    shown = pasted(opened, county, block(PASTED, {**PASTED, "branch_code": "A2", "target_value": "约30"}, {**PASTED, "branch_code": "Z"}), language)
    wrong = shown.table[0].value
    assert list(zip(wrong[text("targets.line", language)], wrong[text("column.column", language)], strict=True)) == [("3", "目标值"), ("4", "填报单位")]
    assert shown.button(key="targets-save").disabled
    assert rows_of(county) == [FIRST]


def test_a_paste_without_headers_is_told(county: Path, opened: Opened) -> None:
    shown = pasted(opened, county, "unions_new\tA1\t30")
    assert (len(shown.table[0].value), shown.button(key="targets-save").disabled) == (1, True)


def test_signs_in_a_paste_are_shown_and_not_obeyed(county: Path, opened: Opened) -> None:
    shown = pasted(opened, county, block({**PASTED, "target_value": "**粗** ![i](x.png)"}))
    assert "![i](" not in tables(shown)


def test_a_split_stands_in_the_master_workbook_as_the_next_version(county: Path, opened: Opened) -> None:
    shown = splitting(opened, county, {}, {"pinned": 33})
    assert text("split.adds_up", sum="100", total="100", unit=text("unit.org")) in words_of(shown)
    saved_split(shown)
    like = {**FIRST, "version": 2, "effective_on": "2026-07-31", "document_no": "示例〔2026〕5号", "reason": "按单位数重分"}
    assert rows_of(county) == [FIRST, {**like, "branch_code": "A1", "target_value": 67}, {**like, "branch_code": "A2", "target_value": 33}]


def test_a_changed_total_is_part_of_the_new_version(county: Path, opened: Opened) -> None:
    shown = splitting(opened, county)
    field(shown, "split-total-").set_value("121").run()
    assert text("split.total_changes", before="100", after="121") in words_of(shown)
    saved_split(shown)
    assert [(row["branch_code"], row["target_value"], row["version"]) for row in rows_of(county)] == [
        ("0", 100, 1),
        ("0", 121, 2),
        ("A1", 61, 2),
        ("A2", 60, 2),
    ]


def test_a_second_split_follows_the_first(county: Path, opened: Opened) -> None:
    saved_split(splitting(opened, county))
    saved_split(splitting(opened, county, {"pinned": 10}), "再调")
    assert [(row["branch_code"], row["target_value"], row["version"]) for row in rows_of(county)][3:] == [("A1", 10, 3), ("A2", 90, 3)]


def test_weights_come_from_the_newest_return_and_a_branch_without_one_is_named(county: Path, opened: Opened) -> None:
    shown = splitting(opened, county, by="units_due")
    assert text("split.refused.unknown_weight", names="示例02街道") in words_of(shown)
    assert not any(button.key == "split-save" for button in shown.button)
    shown = splitting(opened, county, {}, {"own": 30}, by="units_due")
    saved_split(shown)
    assert [row["target_value"] for row in rows_of(county)][1:] == [25, 75]


@both_languages
@pytest.mark.parametrize(
    ("cells", "code", "told"),
    [
        (({"pinned": 60}, {"pinned": 50}), "too_much", {"wanted": "110", "total": "100"}),
        (({"pinned": 60}, {"least": 41}), "too_much", {"wanted": "101", "total": "100"}),
        (({"pinned": 60}, {"pinned": 30}), "too_little", {"wanted": "90", "total": "100"}),
        (({"pinned": 60}, {"own": 0}), "no_weight", {"total": "100", "names": "示例02街道"}),
        (({"pinned": 2.5},), "pin_too_fine", {"wanted": "1", "names": "示例01镇"}),
    ],
)
def test_a_split_that_cannot_be_done_says_why(
    cells: tuple[dict[str, float], ...], code: str, told: dict[str, str], county: Path, opened: Opened, language: str
) -> None:
    shown = splitting(opened, county, *cells, language=language)
    assert text(f"split.refused.{code}", language, unit=text("unit.org", language), **told) in words_of(shown)
    assert not any(button.key == "split-save" for button in shown.button)


def test_the_largest_changes_stand_beside_the_split(county: Path, opened: Opened) -> None:
    shown = splitting(opened, county, {"pinned": 70})
    assert text("split.changes", count=2) in [part.value for part in shown.header]


def test_without_a_reason_a_split_is_not_saved(county: Path, opened: Opened) -> None:
    assert splitting(opened, county).button(key="split-save").disabled


def test_a_reason_with_personal_data_is_refused(county: Path, opened: Opened) -> None:
    shown = splitting(opened, county)
    field(shown, "split-reason-").set_value("电话 13800138000").run()
    assert shown.button(key="split-save").disabled
    assert text("issue.personal_data", kind=text("personal.mobile")).split("：")[0] in tables(shown)


def test_a_rate_is_not_split(tmp_path: Path, opened: Opened) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    told = {name: str(cell) for name, cell in {**FIRST, "basis": "比率"}.items()}
    FolderBackbone(tmp_path).save(Change(MASTER, Target, [RowChange(told)]))
    assert text("split.only_counts") in words_of(opened("targets", tmp_path, goal=GOAL, do="split"))


def test_a_split_of_a_master_workbook_that_is_open_waits_and_the_next_counts_on(county: Path, opened: Opened) -> None:
    owner = county / f"~${MASTER}"
    owner.write_bytes(b"")
    shown = saved_split(splitting(opened, county))
    assert text("waits.held_open") in words_of(shown)
    assert rows_of(county) == [FIRST]
    shown = splitting(opened, county)
    assert text("split.save", version=3) in {button.label for button in shown.button}
    owner.unlink()
    shown.run()
    assert [row["version"] for row in rows_of(county)] == [1, 2, 2]


def test_a_row_that_somebody_added_meanwhile_is_put_to_the_person(county: Path, opened: Opened) -> None:
    owner = county / f"~${MASTER}"
    owner.write_bytes(b"")
    shown = saved_split(splitting(opened, county))
    book = openpyxl.load_workbook(county / MASTER)
    there = {**FIRST, "branch_code": "A1", "version": 2, "target_value": 7}
    book[Target.about.title].append([there.get(name) for name in COLUMNS])
    book.save(county / MASTER)
    owner.unlink()
    shown.run()
    assert not shown.exception
    assert [row.get("target_value") for row in rows_of(county)] == [100, 7]
    pressed(shown, "theirs-").click().run()
    assert [(row["branch_code"], row["target_value"]) for row in rows_of(county)] == [("0", 100), ("A1", 7), ("A2", 50)]


def test_a_split_is_taken_back(county: Path, opened: Opened) -> None:
    shown = saved_split(splitting(opened, county))
    pressed(shown, "undo-").click().run()
    assert not shown.exception
    assert rows_of(county) == [FIRST]


@pytest.fixture
def one_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.drafts.who", lambda: "browser")


@pytest.mark.usefixtures("one_browser")
def test_a_form_that_was_not_saved_is_there_after_a_reload(county: Path, opened: Opened) -> None:
    shown = opened("targets", county, goal=GOAL, do="enter")
    field(shown, "target-target_value-").set_value("120").run()
    field(shown, "target-nature-").set_value("力争").run()
    again = opened("targets", county, goal=GOAL, do="enter")
    assert [field(again, f"target-{name}-").value for name in ("target_value", "nature", "branch_code")] == ["120", "力争", "0"]
    assert field(opened("targets", county, do="enter"), "target-target_value-").value == ""


@pytest.mark.usefixtures("one_browser")
def test_a_form_keeps_what_was_typed_while_another_part_of_the_page_is_open(county: Path, opened: Opened) -> None:
    shown = opened("targets", county, goal=GOAL, do="enter")
    field(shown, "target-target_value-").set_value("120").run()
    for act in ("list", "enter"):
        shown.query_params["do"] = act
        shown.run()
    assert field(shown, "target-target_value-").value == "120"


@pytest.mark.usefixtures("one_browser")
def test_a_saved_form_leaves_no_draft(county: Path, opened: Opened) -> None:
    shown = opened("targets", county, goal=GOAL, do="enter")
    field(shown, "target-target_value-").set_value("120").run()
    field(shown, "target-reason-").set_value("上级调整").run()
    shown.button(key="targets-save").click().run()
    assert not shown.exception
    assert field(opened("targets", county, goal=GOAL, do="enter"), "target-target_value-").value == ""


@pytest.mark.usefixtures("one_browser")
def test_a_pasted_block_that_was_not_saved_is_there_after_a_reload(county: Path, opened: Opened) -> None:
    pasted(opened, county, block(PASTED))
    again = opened("targets", county, do="paste")
    assert "\t".join(HEADERS[name] for name in COLUMNS) in again.text_area[0].value
    assert not again.button(key="targets-save").disabled


@pytest.mark.usefixtures("one_browser")
def test_what_was_typed_into_a_split_is_there_after_a_reload(county: Path, opened: Opened) -> None:
    splitting(opened, county, {"pinned": 70}, {"least": 10})
    again = opened("targets", county, goal=GOAL, do="split")
    field(again, "split-by-").set_value("equal").run()
    table: Any = next(part.value for part in again.dataframe if "pinned" in part.value)
    assert table[["pinned", "least", "share"]].fillna(0).to_numpy().tolist() == [[70, 0, 70], [0, 10, 30]]


@pytest.mark.usefixtures("one_browser")
def test_a_draft_holds_no_personal_data(county: Path, opened: Opened) -> None:
    shown = opened("targets", county, goal=GOAL, do="enter")
    field(shown, "target-target_value-").set_value("120").run()
    field(shown, "target-reason-").set_value("电话 13800138000").run()
    again = opened("targets", county, goal=GOAL, do="enter")
    assert [field(again, f"target-{name}-").value for name in ("target_value", "reason")] == ["120", ""]


@pytest.mark.parametrize(("filed", "begins"), [([ROW], "units_due"), (None, "equal")])
def test_a_split_begins_with_a_weight_that_has_figures(tmp_path: Path, opened: Opened, filed: list[dict[str, Any]] | None, begins: str) -> None:
    set_data_date(workspace(tmp_path, filed), "2026-07-31")
    add_goals(tmp_path, "org", ("县",))
    assert field(opened("targets", tmp_path, goal=GOAL, do="split"), "split-by-").value == begins
