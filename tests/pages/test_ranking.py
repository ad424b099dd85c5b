"""Places among peers and changes against other times, as the pages 指标 and 单位 show them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from backbone.folder import FolderBackbone
from backbone.workspace import branch_book, new_workspace, with_root
from progress.catalogue import standard_indicators
from schema.org_monthly import OrgMonthly
from tests.pages.conftest import ROW, add_goals, set_data_date
from tests.progress.rows import month
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
KINDS = {"A1": "乡镇", "A2": "乡镇", "A3": "乡镇", "A4": "街道", "A5": "街道"}
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def filed(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    """A workspace of five branches of two kinds, with rows in their monthly returns, looked at on 31 July 2026."""
    backbone = FolderBackbone(folder)
    branches = [{"code": code, "name": f"示例{code}", "kind": kind} for code, kind in KINDS.items()]
    new_workspace(backbone, "示例县总工会", with_root("示例县总工会", branches), standard_indicators()[:5])
    for code, listed in rows.items():
        book = branch_book(code, f"示例{code}")
        (folder / book).unlink()
        backbone.create(book, {OrgMonthly: listed}, (code, f"示例{code}"))
    set_data_date(folder, "2026-07-31")
    return folder


def new(number: int, period: str = "2026-07") -> dict[str, Any]:
    return month(period, unions_new=number, staff_end=100 * (number + 1))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A1 and A2 have 6 each, A3 and A5 are silent, A4 has 2; in June A1 had 1 and A2 had 5."""
    rows = {"A1": [new(1, "2026-06"), new(5)], "A2": [new(5, "2026-06"), new(1)], "A4": [new(2)]}
    folder = filed(tmp_path, rows)
    add_goals(folder, "org", ("县",), branch="ALL")
    return folder


def drawn(shown: AppTest, column: str) -> list[dict[str, Any]]:
    """The rows of the one chart that draws this column."""
    sets = [dataset.data.data for chart in shown.get("vega_lite_chart") for dataset in chart.proto.datasets]
    tables = [pa.ipc.open_stream(data).read_all() for data in sets]
    return next((table.to_pylist() for table in tables if column in table.column_names), [])


def words_of(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.header, *shown.markdown]).replace("\\", "")


def places(shown: AppTest) -> dict[str, tuple[str, str]]:
    return {row["name"]: (row["place"], row["gain_text"]) for row in drawn(shown, "gain_text")}


def test_ties_share_a_place_and_the_silent_are_named_below(county: Path, opened: Opened) -> None:
    shown = opened("indicator", county, code="unions_new")
    assert not shown.exception
    assert places(shown) == {"示例A4": ("3", "—"), "示例A1": ("1", "+5.0"), "示例A2": ("1", "+1.0")}
    assert text("unranked.unreported", names="示例A3、示例A5") in words_of(shown)


def test_another_order_has_its_own_places(county: Path, opened: Opened) -> None:
    shown = opened("indicator", county, code="unions_new", order="improvement")
    assert places(shown) == {"示例A2": ("2", "+1.0"), "示例A1": ("1", "+5.0")}
    assert text("unranked.no_comparison", names="示例A4") in words_of(shown)


def test_the_peers_are_those_of_the_address(county: Path, opened: Opened) -> None:
    shown = opened("indicator", county, code="unions_new", peers="kind-乡镇")
    assert not shown.exception
    assert list(places(shown)) == ["示例A1", "示例A2"]
    assert text("unranked.unreported", names="示例A3") in words_of(shown)


def test_sizes_are_offered_by_the_staff_that_was_reported(county: Path, opened: Opened) -> None:
    shown = opened("indicator", county, code="unions_new")
    options = next(box.options for box in shown.selectbox if text("peers.all", count=5) in box.options)
    assert text("peers.size", size=text("size.unknown"), by=text("size_by.returns"), count=2) in options


@both_languages
def test_what_adds_up_has_no_period_before_and_last_year_needs_a_figure(county: Path, opened: Opened, language: str) -> None:
    told = words_of(opened("indicator", county, language=language, code="unions_new"))
    assert text("no_change.cumulative", language) in told
    assert text("no_change.no_base", language) in told


def test_last_year_stands_beside_the_numerals_with_who_had_filed_then(tmp_path: Path, opened: Opened) -> None:
    folder = filed(tmp_path, {"A1": [new(4, "2025-07"), new(5)]})
    told = words_of(opened("indicator", folder, code="unions_new"))
    assert f"{text('change.year', now='', day='')} **+25.0%**" in told
    assert text("change.filed_then", reported=1, expected=5) in told


@both_languages
def test_a_branch_sees_its_place_among_its_kind(county: Path, opened: Opened, language: str) -> None:
    shown = opened("branch", county, language=language, org="A2")
    assert not shown.exception
    own = [row for row in drawn(shown, "place_text") if row["mark"] == "own"]
    assert [row["place_text"] for row in own] == [text("strips.place", language, place="1", count=2)]


def test_a_silent_branch_has_no_place_but_sees_its_peers(county: Path, opened: Opened) -> None:
    rows = drawn(opened("branch", county, org="A3"), "place_text")
    assert [(row["done"], row["place_text"]) for row in rows if row["mark"] == "own"] == [(None, text("strips.unreported"))]
    assert [row["done"] for row in rows if row["mark"] == "peer"] == [6, 6]


def test_last_year_is_a_mark_on_the_branchs_bars(tmp_path: Path, opened: Opened) -> None:
    folder = filed(tmp_path, {"A1": [new(4, "2025-07"), new(5)]})
    add_goals(folder, "org", ("县",), branch="A1")
    shown = opened("branch", folder, org="A1")
    assert [row["last_year"] for row in drawn(shown, "last_year")] == [4]


def test_a_branch_without_peers_is_told_so(tmp_path: Path, opened: Opened) -> None:
    shown = opened("branch", filed(tmp_path, {"A1": [ROW]}), org="0")
    assert not shown.exception
    assert text("strips.none") in words_of(shown)
