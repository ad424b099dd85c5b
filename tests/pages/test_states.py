"""What pages show where something is missing or fails: nothing drawn over nothing, a reason, a way out, and a menu that still works."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ui.shelf
from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from tests.pages.conftest import PAGES, ROW, add_goals, set_data_date, workspace
from tests.pages.test_pages import words_of
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
every_page = pytest.mark.parametrize("page", [page for page in PAGES if page != "connection"])
both_languages = pytest.mark.parametrize("language", LANGUAGES)
SECRET = "示例秘密"


class Planted(RuntimeError):
    """A fault that nobody foresaw."""


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise Planted(SECRET)

    for module in ("ui.page", "ui.connection_parts"):
        monkeypatch.setattr(f"{module}.head", broken)


@pytest.mark.parametrize("page", PAGES)
@both_languages
def test_a_fault_of_ours_is_told_in_words_with_the_number_it_was_logged_under(
    page: str, language: str, opened: Opened, tmp_path: Path, failing: None, caplog: pytest.LogCaptureFixture
) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    with caplog.at_level(logging.ERROR):
        shown = opened(page, tmp_path, language=language)
    told = words_of(shown)
    (line,) = [record for record in caplog.records if record.name == "ui.failing"]
    assert not shown.exception
    assert text("failed.title", language) in told and text("failed.kept", language) in told
    assert text("page.reference", language, number=line.getMessage().split()[-1]) in told
    assert SECRET not in told and "Traceback" not in told
    assert SECRET in str(line.exc_text)


def test_after_a_fault_the_language_and_the_other_pages_still_work(opened: Opened, tmp_path: Path, failing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    shown = opened("overview", tmp_path)
    shown.selectbox(key="pick_lang").set_value("en").run()
    assert text("failed.title", "en") in words_of(shown)
    monkeypatch.undo()
    monkeypatch.setenv("XUSHI_WORKSPACE", str(tmp_path))
    shown.switch_page("../pages/filing.py").run()
    assert shown.title[0].value == text("filing.title", "en")


@every_page
def test_after_a_stop_the_language_can_be_changed_and_the_page_asked_for_again(page: str, opened: Opened, tmp_path: Path) -> None:
    shown = opened(page, tmp_path / "w")
    shown.selectbox(key="pick_lang").set_value("en").run()
    assert text("page.stopped", "en") in words_of(shown)
    set_data_date(workspace(tmp_path / "w", [ROW]), "2026-07-31")
    shown.button(key="stopped-again").click().run()
    assert not shown.exception
    assert text("page.stopped", "en") not in words_of(shown)


@every_page
@both_languages
def test_no_chart_is_drawn_over_nothing(page: str, language: str, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path), "2026-08-31")
    shown = opened(page, tmp_path, language=language)
    assert [chart for chart in shown.get("vega_lite_chart") if not drawn_rows(chart)] == []


@every_page
@both_languages
def test_a_book_left_out_as_a_whole_is_named_and_the_way_to_it_is_shown(page: str, language: str, opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    (tmp_path / branch_book("A2", "示例02街道")).write_bytes(b"no workbook")
    shown = opened(page, tmp_path, language=language)
    assert not shown.exception
    assert text("trust.left_out", language, names="A2 示例02街道") in words_of(shown)


def test_books_that_are_sound_leave_nothing_out(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    assert text("trust.left_out", names="").rstrip() not in words_of(opened("overview", tmp_path))


@every_page
@both_languages
def test_a_folder_that_may_not_be_read_says_who_can_open_it(page: str, language: str, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: FolderBackbone) -> None:
        raise PermissionError(13, "Permission denied")

    workspace(tmp_path)
    monkeypatch.setattr(FolderBackbone, "_revisions", refused)
    shown = opened(page, tmp_path, language=language)
    assert not shown.exception
    assert text("page.no_right", language) in words_of(shown)


def test_a_choice_made_after_another_is_not_lost(opened: Opened, tmp_path: Path) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    add_goals(tmp_path, "org", ("县",))
    shown = opened("overview", tmp_path)
    for month in ("2026-05", "2026-03", "2026-07"):
        shown.selectbox(key="pick_on").set_value(month).run()
        assert shown.selectbox(key="pick_on").value == month
    shown.query_params["on"] = "2026-04"
    assert shown.run().selectbox(key="pick_on").value == "2026-04"


def test_all_sessions_together_look_at_the_files_once_a_second(opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_data_date(workspace(tmp_path, [ROW]), "2026-07-31")
    monkeypatch.setattr("ui.shelf._PAUSE", 3600.0)
    looks, look = [], ui.shelf.load
    monkeypatch.setattr(ui.shelf, "load", lambda *told: looks.append(1) or look(*told))
    first = opened("overview", tmp_path)
    opened("filing", tmp_path)
    assert len(looks) == 1
    first.button(key="refresh").click().run()
    assert len(looks) == 2


def drawn_rows(chart: Any) -> bool:
    """Whether a chart has any row, in its specification or beside it."""
    spec = json.loads(chart.proto.spec)
    inside = [spec.get("data", {}).get("values"), *spec.get("datasets", {}).values()]
    return any(inside) or any(len(each.data.data) for each in chart.proto.datasets) or bool(chart.proto.data.data)
