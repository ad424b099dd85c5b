"""The page of assessment: the branches by score, the working of one, the way to the first rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from schema.score_rule import ScoreRule
from schema.workspace import MASTER
from tests.pages.conftest import ROW, add_goals, set_data_date, workspace
from tests.pages.test_pages import words_of
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def assessed(folder: Path, **changed: str) -> Path:
    """Two branches, one of which has reported, and one rule over the first indicator."""
    set_data_date(workspace(folder, [ROW]), "2026-07-31")
    add_goals(folder, "org", ("县",), "ALL")
    backbone = FolderBackbone(folder)
    (master,) = backbone.read([MASTER])
    code = master.grids["指标"].columns[0][1].as_py()
    row = {"code": "K1", "name": "示例*项目", "branch": "ALL", "indicator_code": code, "measure": "缺额", "full": "5", "kind": "按件扣分", "deduction": "0.02"}
    backbone.save(Change(MASTER, ScoreRule, [RowChange(row | changed)]))
    return folder


@both_languages
def test_without_a_rule_the_page_says_what_to_write_where(opened: Opened, tmp_path: Path, language: str) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("assessment", tmp_path, language=language)
    assert text("assess.none", language) in words_of(shown)
    assert not shown.dataframe


def test_branches_stand_in_order_with_their_points(opened: Opened, tmp_path: Path) -> None:
    table: Any = opened("assessment", assessed(tmp_path)).dataframe[0].value
    assert list(table[text("column.org")]) == ["示例01镇", "示例02街道"]
    assert [cell.strip() for cell in table[text("assess.total")]] == ["3.04 / 5", "0 / 5"]
    assert list(table[text("assess.scored")]) == ["1 / 1", "0 / 1"]
    assert [cell.strip() for cell in table.iloc[:, -1]] == ["3.04", text("lamp.unreported")]


@both_languages
def test_the_working_of_a_branch_is_told_in_one_line(opened: Opened, tmp_path: Path, language: str) -> None:
    shown = opened("assessment", assessed(tmp_path), language=language, org="A1")
    assert shown.header[0].value == text("assess.of_full", language, points="3.04", full="5")
    (line,) = [part.value for part in shown.markdown if "示例\\*项目" in part.value]
    assert [number for number in ("98", "0\\.02", "1\\.96") if number not in line] == []
    assert not shown.dataframe


def test_a_branch_that_is_silent_is_told_so(opened: Opened, tmp_path: Path) -> None:
    assert text("assess.unreported") in words_of(opened("assessment", assessed(tmp_path), org="A2"))


def test_one_kind_is_ranked_by_itself(opened: Opened, tmp_path: Path) -> None:
    table: Any = opened("assessment", assessed(tmp_path), kind="街道").dataframe[0].value
    assert (list(table[text("column.org")]), list(table[text("assess.rank")])) == (["示例02街道"], ["1"])


def test_an_unknown_indicator_leaves_its_item_out_and_the_page_whole(opened: Opened, tmp_path: Path) -> None:
    shown = opened("assessment", assessed(tmp_path, indicator_code="nothing"), org="A1")
    assert not shown.exception
    assert text("assess.left.no_figure") in words_of(shown)


@pytest.mark.parametrize(("org", "buttons"), [("", 1), ("A1", 0)])
def test_the_ranking_can_be_taken_away(opened: Opened, tmp_path: Path, org: str, buttons: int) -> None:
    shown = opened("assessment", assessed(tmp_path), org=org)
    assert len(shown.get("download_button")) == buttons
