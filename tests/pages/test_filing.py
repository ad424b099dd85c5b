"""The page of returns: reviewed in two steps, sent back with a reason, reminded once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from access.database import DatabaseError
from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.workspace import branch_book
from schema.org_monthly import OrgMonthly
from tests.pages.conftest import ROW, set_data_date, workspace
from ui.branch_parts import MARKS
from words import text

Opened = Callable[..., AppTest]
SHEET = OrgMonthly.about.title
STATES = ("untouched", "partial", "invalid", "returned", "submitted", "approved", "nil")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Two branches that owe nine returns each for July; one has filed one."""
    workspace(tmp_path, [ROW])
    set_data_date(tmp_path, "2026-07-31")
    return tmp_path


def counts(shown: AppTest) -> dict[str, int]:
    found = dict(zip(STATES, (int(metric.value) for metric in shown.metric), strict=True))
    return {state: count for state, count in found.items() if count}


def click(shown: AppTest, key: str) -> AppTest:
    assert not shown.exception
    return shown.button(key=key).click().run()


def told(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.markdown, *shown.error])


def change(county: Path, figure: str) -> None:
    """Somebody changes a figure of the return in the workbook."""
    backbone = FolderBackbone(county)
    typed = {name: str(value) for name, value in ROW.items()}
    backbone.save(Change(branch_book("A1", "示例01镇"), OrgMonthly, [RowChange({"entities_new": figure}, typed)]))


def test_a_return_passes_in_two_steps_and_waits_again_once_it_is_changed(county: Path, opened: Opened) -> None:
    shown = opened("filing", county)
    assert counts(shown) == {"submitted": 1, "untouched": 17}
    shown = click(shown, "review-pass")
    assert counts(shown) == {"submitted": 1, "untouched": 17}
    shown = click(shown, "review-pass")
    assert counts(shown) == {"approved": 1, "untouched": 17}
    assert text("filing.review_none") in told(shown)
    change(county, "3")
    shown = shown.run()
    assert counts(shown) == {"submitted": 1, "untouched": 17}
    assert list(shown.dataframe[1].value[text("filing.corrected")]) == [text("filing.corrected")]


def test_sending_back_needs_a_reason_which_the_reminder_names(county: Path, opened: Opened) -> None:
    shown = click(opened("filing", county), "review-back")
    assert (counts(shown), text("filing.why_needed") in told(shown)) == ({"submitted": 1, "untouched": 17}, True)
    shown = click(shown.text_input(key="review-reason").set_value("人数不对").run(), "review-back")
    assert counts(shown) == {"returned": 1, "untouched": 17}
    assert text("reminder.returned", sheet=SHEET, cells="", reason="人数不对") in shown.code[0].value
    change(county, "3")
    assert counts(shown.run()) == {"submitted": 1, "untouched": 17}


def test_what_changed_since_it_was_shown_is_not_passed(county: Path, opened: Opened) -> None:
    shown = opened("filing", county)
    change(county, "3")
    shown = click(shown, "review-pass")
    assert text("filing.changed", count=1) in told(shown)
    assert counts(click(shown, "review-pass")) == {"submitted": 1, "untouched": 17}
    assert counts(click(shown, "review-pass")) == {"approved": 1, "untouched": 17}


def test_who_was_reminded_is_left_alone_for_some_days(county: Path, opened: Opened) -> None:
    shown = opened("filing", county)
    assert "示例02街道" in shown.code[0].value
    shown = click(shown, "filing-remind")
    assert (len(shown.code), text("filing.remind_none") in told(shown)) == (0, True)


def test_without_its_database_the_page_shows_what_the_books_say(county: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr("ui.saves.database", away)
    shown = opened("filing", county)
    assert counts(shown) == {"submitted": 1, "untouched": 17}
    assert text("database.unreachable") in told(shown)
    assert counts(click(shown, "review-pass")) == {"submitted": 1, "untouched": 17}


def test_what_stands_behind_a_figure_is_told_under_it_and_in_the_table(county: Path, opened: Opened) -> None:
    click(click(opened("filing", county), "review-pass"), "review-pass")
    shown = opened("indicator", county, code="unions_new")
    assert text("share.line", expected=2, reported=1, nil=0, reviewed=1) in told(shown)
    shown.session_state["behind-menu-records"] = True
    listed = next(frame.value for frame in shown.run().dataframe if text("column.reviewed") in frame.value)
    assert list(listed[text("column.reviewed")]) == [1, 1, 0]


def test_who_is_overdue_is_named_on_the_first_page_until_reminded(county: Path, opened: Opened) -> None:
    first = told(opened("overview", county)).replace("\\", "")
    assert ("**示例01镇**" in first, "**示例02街道**" in first, "逾期未报" in first) == (True, True, True)
    click(opened("filing", county), "filing-remind")
    assert text("calls.nobody") in told(opened("overview", county))


def test_a_button_that_passes_all_says_so(county: Path, opened: Opened) -> None:
    assert opened("filing", county).button(key="review-pass").label == text("filing.pass_all", count=1)


def test_mistakes_and_returned_have_marks_of_their_own() -> None:
    assert len({MARKS["invalid"], MARKS["returned"], MARKS["partial"], MARKS["untouched"]}) == 4
