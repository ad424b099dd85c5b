"""快照: freezing by a click, the bulletin as a sheet of paper, wording of one's own, what moved since an earlier snapshot."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

import ui.snapshot_parts
from access.database import database
from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.journal.texts import Texts
from backbone.places import local
from backbone.workspace import branch_book
from schema.org_monthly import OrgMonthly
from schema.workspace import TEMPLATE_FILES, TEMPLATE_FOLDER
from snapshots.archive import archive
from snapshots.errors import NotKept
from snapshots.word.templates import built_in
from tests.pages.conftest import ROW, set_data_date, workspace
from tests.schema.artificial import MOBILE
from words import text
from words.figures import ZONE, full_day

Opened = Callable[..., AppTest]
JULY, AUGUST = "2026-07-001", "2026-08-001"


def now() -> dt.datetime:
    return dt.datetime(2026, 9, 2, tzinfo=dt.UTC)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    workspace(tmp_path, [ROW])
    set_data_date(tmp_path, "2026-07-31")
    return tmp_path


def numbers(folder: Path) -> list[str]:
    return [taken.number for taken in archive(local(folder), "", now).all()]


def told(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.markdown, *shown.header])


def sheet(shown: AppTest) -> str:
    return next(body for part in shown.get("html") if "xushi-sheet" in (body := str(part.proto.body)))


def taken(shown: AppTest) -> AppTest:
    return shown.button(key="take").click().run()


def files(shown: AppTest) -> set[str]:
    return {name.rpartition(".")[2] for name in names(shown)}


def names(shown: AppTest) -> list[str]:
    return [part.proto.id.partition("-file-")[2] for part in shown.get("download_button") if "-file-" in part.proto.id]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_click_freezes_and_from_then_on_the_snapshot_is_looked_at(language: str, county: Path, opened: Opened) -> None:
    shown = taken(opened("snapshot", county, language=language))
    assert not shown.exception
    assert numbers(county) == [JULY]
    assert text("snapshot.badge", language, number=JULY.replace("-", "\\-")) in told(shown)
    assert [button.key for button in shown.button if button.key == "take"] == []


def test_nothing_is_taken_away_before_it_is_frozen(county: Path, opened: Opened) -> None:
    shown = opened("snapshot", county)
    assert (files(shown), text("publish.freeze_first") in told(shown)) == (set(), True)
    assert "docx" in files(taken(shown))


def test_each_file_is_named_for_what_it_is_and_a_copy_for_outside_says_so(county: Path, opened: Opened) -> None:
    shown = taken(opened("snapshot", county))
    inside = names(shown)
    assert {f"通报 {JULY}.docx", f"快照 {JULY}.xlsx", f"领导一页纸 {JULY}.pdf", f"{JULY}.zip"} < {*inside}
    outside = names(next(toggle for toggle in shown.toggle if toggle.label == text("publish.outside")).set_value(True).run())
    assert (len(outside), {*inside} & {*outside}) == (len(inside) - 1, set())


def test_a_deadline_may_lie_as_long_ago_as_the_snapshot(tmp_path: Path, opened: Opened) -> None:
    workspace(tmp_path, [{**ROW, "period": "2009-07"}])
    set_data_date(tmp_path, "2009-07-31")
    shown = opened("snapshot", tmp_path)
    assert shown.date_input[0].min == dt.date(2009, 7, 31)


def test_when_it_was_frozen_is_told_with_the_year(county: Path, opened: Opened) -> None:
    shown = taken(opened("snapshot", county))
    at = archive(local(county), "", now).all()[0].at.astimezone(ZONE).date()
    assert told(shown).count(full_day(at)) >= 1


def test_the_kind_of_document_stands_in_the_address(county: Path, opened: Opened) -> None:
    shown = opened("snapshot", county, kind="brief")
    assert "简报" in sheet(shown)


def test_the_sheet_bears_the_number_and_is_marked_a_draft(county: Path, opened: Opened) -> None:
    before = sheet(opened("snapshot", county))
    after = sheet(taken(opened("snapshot", county)))
    assert text("publish.unfrozen") in before
    assert (JULY in after, text("paper.draft") in after) == (True, True)


def test_each_figure_leads_to_where_it_comes_from(county: Path, opened: Opened) -> None:
    shown = sheet(taken(opened("snapshot", county)))
    assert f'href="filing?no={JULY}' in shown
    assert "branch?no=" in shown and "code=" in shown


def test_a_snapshot_that_cannot_be_kept_is_told(county: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NotKept

    monkeypatch.setattr("snapshots.archive.Archive.take", refuse)
    shown = taken(opened("snapshot", county))
    assert text("archive.snapshot_not_kept") in told(shown)
    assert numbers(county) == []


def test_what_is_missing_is_told_before_it_is_frozen(county: Path, opened: Opened) -> None:
    shown = opened("snapshot", county)
    assert text("publish.reported", reported=0, expected=2) in told(shown)


def test_boxes_are_told_before_they_are_printed(county: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    assert text("type.boxes") not in told(opened("snapshot", county))
    monkeypatch.setattr(ui.snapshot_parts, "check_type", lambda: "type.boxes")
    assert text("type.boxes") in told(opened("snapshot", county))


def texts(folder: Path) -> Texts:
    place = local(folder)
    return Texts(database("", place.own), place.identity(), now)


def lead(shown: AppTest) -> TextArea:
    """The field in which the first paragraph may be worded anew."""
    shown.session_state["folded-reword-bulletin"] = True
    return next(area for area in shown.run().text_area if "reword-bulletin-lead" in str(area.key))


def test_a_paragraph_worded_anew_is_kept_with_its_figures_and_given_back(county: Path, opened: Opened) -> None:
    field = lead(opened("snapshot", county))
    shown = field.set_value(f"今年{field.value}").run()
    shown = next(button for button in shown.button if str(button.key).startswith("keep-")).click().run()
    kept = texts(county).newest("bulletin")["lead"]
    assert str(kept[0]).startswith("今年")
    assert [run for run in kept if not isinstance(run, str)] != []
    assert "今年截至" in sheet(shown)
    shown = next(button for button in shown.button if str(button.key).startswith("back-")).click().run()
    assert "今年截至" not in sheet(shown)


def test_a_number_nobody_stands_behind_is_told(county: Path, opened: Opened) -> None:
    field = lead(opened("snapshot", county))
    shown = field.set_value(f"{field.value}另有4321人。").run()
    assert text("publish.loose", numbers="4321") in told(shown)


def test_demands_stay_for_the_next_issue(county: Path, opened: Opened) -> None:
    shown = opened("snapshot", county)
    shown.text_area(key="demands-bulletin").set_value("请各单位抓紧。").run()
    assert "请各单位抓紧。" in sheet(opened("snapshot", county))


def test_a_session_that_shows_older_demands_does_not_keep_them_again(county: Path, opened: Opened) -> None:
    first = opened("snapshot", county)
    first.text_area(key="demands-bulletin").set_value("一").run()
    opened("snapshot", county).text_area(key="demands-bulletin").set_value("二").run()
    first.run()
    assert texts(county).newest("bulletin")["demands"] == ["二"]


def test_a_paragraph_with_personal_data_is_told_and_not_kept(county: Path, opened: Opened) -> None:
    field = lead(opened("snapshot", county))
    shown = field.set_value(f"{field.value}{MOBILE}").run()
    shown = next(button for button in shown.button if str(button.key).startswith("keep-")).click().run()
    assert text("publish.personal") in told(shown)


def test_a_template_that_cannot_be_used_is_named_and_word_is_not_offered(county: Path, opened: Opened) -> None:
    folder = county / TEMPLATE_FOLDER
    folder.mkdir()
    (folder / TEMPLATE_FILES["bulletin"]).write_bytes(b"not a document")
    shown = taken(opened("snapshot", county))
    assert ("docx" in files(shown), "pdf" in files(shown)) == (False, True)
    (folder / TEMPLATE_FILES["bulletin"]).write_bytes(built_in("bulletin"))
    assert "docx" in files(shown.run())


def test_an_issue_is_held_against_the_newest_snapshot_of_an_earlier_day(county: Path, opened: Opened) -> None:
    taken(opened("snapshot", county))
    typed = {name: str(value) for name, value in ROW.items()}
    FolderBackbone(county).save(Change(branch_book("A1", "示例01镇"), OrgMonthly, [RowChange({"entities_new": "3"}, typed)]))
    later = {**typed, "period": "2026-08", "unions_begin": "3", "unions_new": "0", "members_begin": "57", "members_new": "0"}
    FolderBackbone(county).save(Change(branch_book("A1", "示例01镇"), OrgMonthly, [RowChange(later)]))
    set_data_date_anew(county)
    shown = opened("snapshot", county)
    assert text("publish.moved", number=JULY) in told(shown)
    table = next(frame.value for frame in shown.dataframe if text("publish.column.correction") in frame.value.columns)
    assert table[text("publish.column.correction")].tolist().count(1) >= 1
    assert taken(shown).session_state["kept_no"] == AUGUST


def set_data_date_anew(folder: Path) -> None:
    from schema.setting import DATA_DATE, Setting
    from schema.workspace import MASTER

    row = RowChange({"value": "2026-08-31"}, {"key": DATA_DATE, "value": "2026-07-31"})
    FolderBackbone(folder).save(Change(MASTER, Setting, [row]))


def test_without_an_earlier_snapshot_nothing_is_compared(county: Path, opened: Opened) -> None:
    assert text("publish.moved", number=JULY) not in told(opened("snapshot", county))
