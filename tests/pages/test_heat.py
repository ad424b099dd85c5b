"""The heat table through the shell: its rows, what the address asks for, and where a click leads."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backbone.folder import FolderBackbone
from backbone.workspace import branch_book, new_workspace, with_root
from progress.catalogue import standard_indicators
from schema.org_monthly import OrgMonthly
from tests.pages.conftest import ROW, add_goals, set_data_date, workspace
from tests.pages.test_ranking import new
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
KINDS = {"A1": "乡镇", "A2": "街道", "A3": "乡镇"}
GOAL = "unions_new_县_20260101_20261231"
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def made(folder: Path, branches: list[dict[str, Any]], rows: dict[str, list[dict[str, Any]]], day: str = "2026-07-31") -> Path:
    """A workspace in which every branch is to form 100 unions in 2026, with rows in the monthly returns of some."""
    backbone = FolderBackbone(folder)
    named = {row["code"]: row["name"] for row in branches}
    new_workspace(backbone, "示例县总工会", with_root("示例县总工会", branches), standard_indicators()[:5])
    for code, filed in rows.items():
        book = branch_book(code, named[code])
        (folder / book).unlink()
        backbone.create(book, {OrgMonthly: filed}, (code, named[code]))
    set_data_date(folder, day)
    add_goals(folder, "org", ("县",), branch="ALL")
    return folder


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A1 is ahead with 90, A2 behind with 10, A3 silent."""
    return made(tmp_path, [{"code": code, "name": f"示例{code}", "kind": kind} for code, kind in KINDS.items()], {"A1": [new(90)], "A2": [new(10)]})


def rows(shown: AppTest) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in shown.dataframe[0].value.itertuples(index=False)]


def names(shown: AppTest) -> list[str]:
    return [row[0] for row in rows(shown)]


def words_of(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in shown.markdown).replace("\\", "")


@both_languages
def test_a_row_has_the_number_of_goals_behind_and_shape_and_number_of_each(county: Path, opened: Opened, language: str) -> None:
    shown = opened("heat", county, language=language)
    assert not shown.exception
    silent = f"○ {text('lamp.unreported', language)}"
    assert rows(shown) == [("示例A2", 1, "■ −48.1"), ("示例A1", 0, "● +31.9"), ("示例A3", 0, silent)]
    assert text("heat.finding", language, name="示例A2", count=1, goal=goal_name(language), orgs=1) in words_of(shown)


def goal_name(language: str) -> str:
    row = standard_indicators()[0]
    return str(row["name_en" if language == "en" else "name_zh"])


@pytest.mark.parametrize(("show", "told"), [("completion", ["■ 10.0%", "● 90.0%"]), ("value", ["■ 10", "● 90"])])
def test_the_address_says_what_is_printed(county: Path, opened: Opened, show: str, told: list[str]) -> None:
    assert [row[2] for row in rows(opened("heat", county, show=show))[:2]] == told


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"lamp": "behind"}, ["示例A2"]),
        ({"lamp": "slow"}, []),
        ({"lamp": "on_pace"}, ["示例A1"]),
        ({"lamp": "unreported"}, ["示例A3"]),
        ({"lamp": "behind,on_pace"}, ["示例A2", "示例A1"]),
        ({"kind": "乡镇"}, ["示例A1", "示例A3"]),
        ({"kind": "乡镇", "lamp": "unreported"}, ["示例A3"]),
    ],
)
def test_the_address_says_which_rows_are_kept(county: Path, opened: Opened, query: dict[str, str], kept: list[str]) -> None:
    shown = opened("heat", county, **query)
    assert not shown.exception
    assert names(shown) == kept
    assert (text("heat.nobody") in words_of(shown)) == (not kept)


@both_languages
def test_codes_nobody_knows_are_named_in_one_line_and_dropped(county: Path, opened: Opened, language: str) -> None:
    odd = {name: f"odd{at}" for at, name in enumerate(("kind", "show", "lamp", "sort"))}
    shown = opened("heat", county, language=language, **odd)
    assert names(shown) == ["示例A2", "示例A1", "示例A3"]
    assert text("heat.unknown", language, codes="odd0、odd1、odd2、odd3") in words_of(shown)
    assert not {"kind", "lamp", "sort"} & set(shown.query_params)


def test_ordered_by_a_goal_there_is_a_link_to_it_and_it_is_marked(county: Path, opened: Opened) -> None:
    shown = opened("heat", county, sort=GOAL)
    assert names(shown) == ["示例A2", "示例A1", "示例A3"]
    assert GOAL in shown.dataframe[0].value.columns
    assert [link.proto.label for link in shown.get("page_link")] == [text("heat.open_goal", goal=goal_name("zh_CN"))]


def test_the_picker_orders_as_a_head_does(county: Path, opened: Opened) -> None:
    shown = opened("heat", county)
    next(box for box in shown.selectbox if box.label == text("heat.sort")).select(GOAL).run()
    assert address(shown, "sort") == [GOAL]


def address(shown: AppTest, *names: str) -> list[str]:
    values = [shown.query_params[name] for name in names]
    return [value[0] if isinstance(value, list) else value for value in values]


def picked(shown: AppTest, key: str, **selection: Any) -> AppTest:
    shown.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": []} | selection}
    return shown.run()


def test_a_head_orders_and_ordered_by_it_opens_the_goal(county: Path, opened: Opened) -> None:
    shown = picked(opened("heat", county), "heat__gap", columns=[GOAL])
    assert address(shown, "sort") == [GOAL]
    shown = picked(shown, f"heat_{GOAL}_gap", columns=[GOAL])
    assert address(shown, "code", "goal") == ["unions_new", GOAL]


def test_a_cell_opens_the_branch_at_its_goal_and_a_name_the_branch(county: Path, opened: Opened) -> None:
    shown = picked(opened("heat", county), "heat__gap", cells=[(1, GOAL)])
    assert address(shown, "org", "code") == ["A1", "unions_new"]
    shown = picked(opened("heat", county), "heat__gap", cells=[(2, "org")])
    assert address(shown, "org") == ["A3"]
    assert "code" not in shown.query_params


def test_a_tree_with_levels_can_be_looked_at_below_one_organisation(tmp_path: Path, opened: Opened) -> None:
    tree = [{"code": code, "name": f"示例{code}", "kind": "总工会"} for code in ("X", "Y")]
    tree += [{"code": code, "name": f"示例{code}", "kind": "乡镇", "parent": parent} for code, parent in (("A1", "X"), ("A2", "X"), ("A3", "Y"))]
    folder = made(tmp_path, [{"parent": "0", **row} for row in tree], {"A1": [new(90)], "A2": [new(10)]})
    assert names(opened("heat", folder)) == ["示例A2", "示例A1", "示例A3"]
    assert names(opened("heat", folder, parent="X")) == ["示例A2", "示例A1"]
    assert [row[0] for row in rows(opened("heat", folder, parent="0"))] == ["示例X", "示例Y"]


@both_languages
def test_of_many_branches_a_hundred_are_drawn_and_a_pager_leads_to_the_others(tmp_path: Path, opened: Opened, language: str) -> None:
    branches = [{"code": f"B{at:03}", "name": f"示例{at:03}", "kind": "乡镇"} for at in range(102)]
    folder = made(tmp_path, branches, {"B101": [new(10)]})
    shown = opened("heat", folder, language=language)
    assert (names(shown)[:2], len(names(shown))) == (["示例101", "示例000"], 100)
    assert text("pager.part", language, first=1, last=100, count=102) in words_of(shown)
    shown = opened("heat", folder, language=language, part="2")
    assert names(shown) == ["示例099", "示例100"]


@both_languages
def test_without_goals_there_is_a_sentence_and_a_way_to_set_them(tmp_path: Path, opened: Opened, language: str) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("heat", tmp_path, language=language)
    assert not shown.exception
    assert text("heat.empty", language) in words_of(shown)
    assert [link.proto.label for link in shown.get("page_link")] == [text("heat.to_targets", language)]
    assert not shown.dataframe


def test_what_tells_two_goals_of_one_indicator_apart_stands_first_in_the_head(tmp_path: Path, opened: Opened) -> None:
    county = made(tmp_path, [{"code": "A1", "name": "示例A1", "kind": "乡镇"}], {"A1": [new(90)]})
    add_goals(county, "org", ("全总",), branch="ALL")
    columns = json.loads(opened("heat", county).dataframe[0].proto.columns)
    heads = [column["label"].split()[1:] for name, column in columns.items() if name.startswith("unions_new_")]
    assert sorted(heads) == [["全总", goal_name("zh_CN")], ["县", goal_name("zh_CN")]]
