"""A snapshot in the dashboard: every page that reads shows it as of its day, nothing is offered that saves, and a link leads back."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import ui.saves
from access.database import DatabaseError, database
from backbone.book import Change, RowChange
from backbone.errors import Unwritable
from backbone.folder import FolderBackbone
from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal
from backbone.places import local
from backbone.workspace import branch_book
from ledger.ledger import load
from progress.records import records
from schema.org_monthly import OrgMonthly
from schema.setting import DATA_DATE, Setting
from schema.workspace import MASTER
from settings import settings
from snapshots.archive import archive, as_known
from tests.pages.conftest import PAGES, ROW, set_data_date, workspace
from ui.frozen import frozen_workspace
from ui.load import figures
from words import text

Opened = Callable[..., AppTest]
DAY, LATER = dt.date(2026, 7, 31), "2026-09-30"
NUMBER = "2026-07-001"
READING = [page for page in PAGES if page not in ("entry", "connection", "snapshot")]


def now() -> dt.datetime:
    return dt.datetime(2026, 8, 2, tzinfo=dt.UTC)


def freeze(folder: Path, who: str = "示例") -> str:
    place = local(folder)
    engine, name = database("", place.own), place.identity()
    frozen = as_known(load(place.backbone), DAY, Reviews(engine, name, now), Journal(engine, name, now))
    settings.cache_clear()  # the page that is opened next has its own
    return archive(place, "", now).take(frozen, who).number


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Frozen at the end of July with two new entities; since then the workbook says three, and it is September."""
    workspace(tmp_path, [ROW])
    set_data_date(tmp_path, DAY.isoformat())
    assert freeze(tmp_path) == NUMBER
    typed = {name: str(value) for name, value in ROW.items()}
    FolderBackbone(tmp_path).save(Change(branch_book("A1", "示例01镇"), OrgMonthly, [RowChange({"entities_new": "3"}, typed)]))
    later = RowChange({"value": LATER}, {"key": DATA_DATE, "value": DAY.isoformat()})
    FolderBackbone(tmp_path).save(Change(MASTER, Setting, [later]))
    return tmp_path


def told(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.markdown, *shown.error])


def badge(number: str = NUMBER) -> str:
    return text("snapshot.badge", number=number.replace("-", "\\-"))


def buttons(shown: AppTest) -> set[str]:
    return {str(button.key) for button in shown.button if button.key}


@pytest.mark.parametrize("page", READING)
def test_every_page_that_reads_shows_the_snapshot_and_offers_nothing_to_save(page: str, county: Path, opened: Opened) -> None:
    shown = opened(page, county, no=NUMBER)
    assert not shown.exception
    assert badge() in told(shown)
    assert buttons(shown) & {"refresh", "filing-remind", "review-pass", "review-back"} == set()
    assert "leave-snapshot" in buttons(shown)
    assert [each.key for each in (*shown.text_input, *shown.text_area)] == []


@pytest.mark.parametrize("page", READING)
def test_without_a_number_pages_show_today(page: str, county: Path, opened: Opened) -> None:
    shown = opened(page, county)
    assert (badge() in told(shown), "leave-snapshot" in buttons(shown), "refresh" in buttons(shown)) == (False, False, True)


def test_the_filling_page_says_why_it_takes_nothing(county: Path, opened: Opened) -> None:
    shown = opened("entry", county, no=NUMBER)
    assert text("snapshot.read_only") in told(shown)
    assert buttons(shown) == {"leave-snapshot"}


def test_targets_are_listed_and_not_entered(county: Path, opened: Opened) -> None:
    shown = opened("targets", county, no=NUMBER, do="enter")
    assert ("pick_do" in shown.session_state, badge() in told(shown)) == (False, True)


def test_nobody_is_reminded_or_reviewed_from_a_snapshot(county: Path, opened: Opened) -> None:
    heads = {no: {header.value for header in opened("filing", county, no=no).header} for no in (NUMBER, "")}
    acts = {text("filing.remind"), text("filing.review")}
    assert (heads[NUMBER] & acts, heads[""] & acts) == (set(), acts)


def test_the_figures_are_those_of_the_snapshot_and_not_of_today(county: Path) -> None:
    frozen = frozen_workspace(local(county), NUMBER)
    held = figures(frozen, [DAY])
    today = records(load(FolderBackbone(county)), [DAY])

    def new(found: pd.DataFrame) -> float:
        return float(found[(found["org"] == "0") & (found["indicator"] == "legal_entities_covered_new")]["value"].iloc[0])

    assert (frozen.data_on, new(held), new(today)) == (DAY, 2.0, 3.0)


def test_frozen_results_stand_in_the_order_in_which_they_are_asked_for(county: Path) -> None:
    frozen = frozen_workspace(local(county), NUMBER)
    codes = list(frozen.indicators)[3:0:-1]
    pd.testing.assert_frame_equal(figures(frozen, [DAY], codes), records(frozen.ledger, [DAY], codes))


def test_results_are_shown_as_they_were_frozen_and_not_computed_anew(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = frozen_workspace(local(county), NUMBER)
    monkeypatch.setattr("ui.load.records", lambda *_: pytest.fail("computed"))
    assert len(figures(frozen, [DAY])) == len(frozen.snapshot.records)  # type: ignore[union-attr]


def test_the_day_of_the_snapshot_is_the_newest_to_choose(county: Path, opened: Opened) -> None:
    days = {no: opened("filing", county, no=no).selectbox(key="pick_on").options for no in (NUMBER, "")}
    assert (len(days[NUMBER]), len(days[""])) == (7, 9)


def test_a_verdict_of_later_is_not_in_the_snapshot(county: Path, opened: Opened) -> None:
    shown = opened("filing", county, on="2026-07")
    shown = shown.button(key="review-pass").click().run()
    shown = shown.button(key="review-pass").click().run()
    states = [metric.value for metric in shown.metric]
    frozen = [metric.value for metric in opened("filing", county, no=NUMBER).metric]
    assert (states[5], frozen[5]) == ("1", "0")


def test_a_verdict_that_was_known_is_in_the_snapshot(county: Path, opened: Opened) -> None:
    shown = opened("filing", county, on="2026-07")
    shown.button(key="review-pass").click().run().button(key="review-pass").click().run()
    number = freeze(county)
    assert [metric.value for metric in opened("filing", county, no=number).metric][5] == "1"


def test_the_number_stays_in_the_address_from_page_to_page(county: Path, opened: Opened) -> None:
    shown = opened("overview", county, no=NUMBER)
    shown = shown.switch_page("../pages/heat.py")
    del shown.query_params["no"]  # as a click on the menu does
    shown = shown.run()
    assert (badge() in told(shown), shown.query_params["no"]) == (True, NUMBER)


def test_a_link_back_shows_today_and_takes_the_number_out_of_the_address(county: Path, opened: Opened) -> None:
    shown = opened("overview", county, no=NUMBER).button(key="leave-snapshot").click().run()
    assert (badge() in told(shown), "no" in shown.query_params) == (False, False)


def test_a_link_in_a_session_opens_another_snapshot(county: Path, opened: Opened) -> None:
    other = freeze(county)
    shown = opened("overview", county, no=NUMBER)
    shown.query_params["no"] = other
    assert badge(other) in told(shown.run())


@pytest.mark.parametrize("number", ["2026-07-009", "../../x", "<b>"])
def test_an_unknown_number_is_told_and_today_is_shown(county: Path, opened: Opened, number: str) -> None:
    shown = opened("overview", county, no=number)
    assert not shown.exception
    assert text("snapshot.as_today") in told(shown)
    assert "refresh" in buttons(shown)


def test_a_damaged_snapshot_is_told_with_its_part_and_today_is_shown(county: Path, opened: Opened) -> None:
    (path,) = (county / ".xushi" / "snapshots").iterdir()
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:200] + b"!" + path.read_bytes()[201:])
    shown = opened("overview", county, no=NUMBER)
    assert ("manifest\\.json" in told(shown), "refresh" in buttons(shown)) == (True, True)


def test_without_its_database_today_is_shown(county: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr("ui.saves.database", away)
    shown = opened("overview", county, no=NUMBER)
    assert (text("database.unreachable") in told(shown), "refresh" in buttons(shown)) == (True, True)


def test_what_is_frozen_has_no_desk_and_no_book_to_write(county: Path) -> None:
    frozen = frozen_workspace(local(county), NUMBER)
    with pytest.raises(DatabaseError):
        ui.saves.desk(frozen.place)
    with pytest.raises(Unwritable):
        frozen.place.backbone.save(Change(MASTER, OrgMonthly, []))


def test_few_snapshots_are_held_at_once(county: Path) -> None:
    from ui.frozen import _opened
    from ui.shelf import shelves

    numbers = [NUMBER, *(freeze(county) for _ in range(5))]
    for number in numbers:
        frozen_workspace(local(county), number)
    held = [f"{county} {number}" for number in numbers[-4:]]
    assert (list(_opened()), [name for name in shelves() if name.startswith(f"{county} ")]) == (held, held)
