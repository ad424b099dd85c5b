"""Where a figure comes from, on the page of a branch and on those above it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from schema.org_monthly import OrgMonthly
from tests.pages.test_heat import made
from tests.pages.test_ranking import new
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A1 formed 1 union in June and 5 in July, A2 none, A4 filed 56 rows until August without any; the others are silent."""
    kinds = OrgMonthly.column("unit_kind").choices
    long = [{**new(0, f"2026-{month:02}"), "unit_kind": kind} for month in range(1, 9) for kind in kinds]
    branches = [{"code": code, "name": f"示例{code}", "kind": "乡镇"} for code in ("A1", "A2", "A3", "A4", "A5")]
    return made(tmp_path, branches, {"A1": [new(1, "2026-06"), new(5)], "A2": [new(0)], "A4": long}, "2026-08-31")


def words_of(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.header, *shown.markdown]).replace("\\", "")


def cells(shown: AppTest) -> list[list[str]]:
    """The rows of the table of cells, if there is one."""
    tables = [table.value for table in shown.table if text("trace.row") in table.value.columns or text("trace.row", "en") in table.value.columns]
    return [list(row) for table in tables for row in table.map(lambda cell: str(cell).replace("\\", "")).to_numpy()]


def links(shown: AppTest) -> list[str]:
    return [link.proto.label.replace("\\", "") for link in shown.get("page_link")]


@both_languages
def test_a_branchs_figure_leads_to_its_cells_and_they_to_the_sheet(county: Path, opened: Opened, language: str) -> None:
    shown = opened("branch", county, language=language, org="A1", code="unions_new")
    assert not shown.exception
    title, header = OrgMonthly.about.title, OrgMonthly.column("unions_new").header
    assert [row[:5] for row in cells(shown)] == [[title, "2", cells(shown)[0][2], "2026-06", header], [title, "3", cells(shown)[1][2], "2026-07", header]]
    assert [row[5] for row in cells(shown)] == ["1", "5"]
    assert text("trace.open", language, sheet=text("sheet.org_monthly", language), org="A1") in links(shown)


def test_the_trail_leads_from_the_federation_down(county: Path, opened: Opened) -> None:
    trail = links(opened("branch", county, org="A1", code="unions_new"))[:2]
    assert [label.split(" ")[1] for label in trail] == ["示例县总工会", "示例A1"]


def test_without_a_goal_in_the_address_nothing_is_followed(county: Path, opened: Opened) -> None:
    shown = opened("branch", county, org="A1")
    assert cells(shown) == []


@both_languages
def test_a_rate_tells_its_cells_above_and_below_the_line(county: Path, opened: Opened, language: str) -> None:
    shown = opened("branch", county, language=language, org="A1", code="formation_rate")
    assert [row[0] for row in cells(shown)] == [text("trace.numerator", language), text("trace.denominator", language)]


@both_languages
def test_what_was_not_reported_is_said(county: Path, opened: Opened, language: str) -> None:
    shown = opened("branch", county, language=language, org="A3", code="unions_new")
    assert not shown.exception
    assert text("trace.unreported", language, sheets=text("sheet.org_monthly", language)) in words_of(shown)


def test_above_the_branches_stand_those_below_the_worst_first(county: Path, opened: Opened) -> None:
    shown = opened("branch", county, org="0", code="unions_new")
    assert not shown.exception
    below = [label.split(" ")[1] for label in links(shown) if "示例A" in label]
    assert below[-2:] == ["示例A3", "示例A5"]
    assert sorted(below) == ["示例A1", "示例A2", "示例A3", "示例A4", "示例A5"]
    assert cells(shown) == []


def test_of_many_cells_fifty_are_shown_and_the_others_counted(county: Path, opened: Opened) -> None:
    shown = opened("branch", county, org="A4", code="unions_new")
    assert len(cells(shown)) == 50
    assert text("trace.more", count=6) in words_of(shown)
