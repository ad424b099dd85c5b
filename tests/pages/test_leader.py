"""What a leader reads on 总览, 指标 and 单位: what changed, where it heads, of what it is made, and the way on from every figure."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from access.database import database
from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.journal.locks import Locking
from backbone.journal.returns import Return
from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal, identity
from backbone.workspace import branch_book, new_workspace, with_root
from progress.catalogue import standard_indicators
from schema.org_monthly import OrgMonthly
from schema.setting import DATA_DATE, Setting
from schema.workspace import MASTER
from tests.pages.conftest import ROW, add_goals, set_data_date
from tests.pages.test_ranking import drawn, filed, new
from words import LANGUAGES, text

Opened = Callable[..., AppTest]
both_languages = pytest.mark.parametrize("language", LANGUAGES)
PERIODS = ("2026-04", "2026-05", "2026-06", "2026-07")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A1 files four months of two kinds of units, A2 of one, A3 to A5 nothing; each is to form 100 unions, and so is the federation."""
    rows = [{**new(number, period), "unit_kind": kind} for period in PERIODS for kind, number in (("非公企业", 3), ("机关", 1))]
    folder = filed(tmp_path, {"A1": rows, "A2": [new(1, period) for period in PERIODS]})
    add_goals(folder, "org", ("县",))
    add_goals(folder, "org", ("县",), branch="ALL")
    return folder


def told(shown: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*shown.title, *shown.header, *shown.markdown]).replace("\\", "").replace("\u00a0", " ")


def correct(folder: Path, reason: str = "漏报一家", cells: tuple[str, str] = ("4", "3")) -> None:
    """A correction of July in A1, made now."""
    own = folder / ".xushi"
    engine, name = database("", own), identity(own)
    one = Return("A1", OrgMonthly.about.title, "2026-07")
    now = lambda: dt.datetime.now(tz=dt.UTC)  # noqa: E731
    Reviews(engine, name, now).record([(one, "final", "x")], "passed", "乙")
    row = RowChange({"unions_new": cells[1]}, {"period": "2026-07", "unit_kind": "非公企业", "unions_new": cells[0]})
    change = Change(branch_book("A1", "示例A1"), OrgMonthly, [row], branch="A1")
    Journal(engine, name, now).record(change, "甲", locking=Locking("correcting", reason=reason))
    engine.dispose()


@both_languages
def test_counts_are_held_against_the_week_before(language: str, county: Path, opened: Opened) -> None:
    shown = opened("overview", county, language=language)
    assert [metric.delta for metric in shown.metric] == [text("counts.same", language)] * 4


@both_languages
def test_where_nothing_turned_the_page_says_so(language: str, county: Path, opened: Opened) -> None:
    assert text("week.nothing", language) in told(opened("overview", county, language=language))


def test_a_goal_that_turned_is_told_with_both_lamps(tmp_path: Path, opened: Opened) -> None:
    """On 10 February a tenth of the year has just gone, a week before it had not."""
    folder = filed(tmp_path, {"A1": [new(1, "2026-01")]})
    add_goals(folder, "org", ("县",))
    FolderBackbone(folder).save(Change(MASTER, Setting, [RowChange({"value": "2026-02-10"}, {"key": DATA_DATE, "value": "2026-07-31"})]))
    assert ":gray[◇] → " in told(opened("overview", folder))


def test_of_a_branch_one_goal_that_turned_is_told(tmp_path: Path, opened: Opened) -> None:
    folder = filed(tmp_path, {"A1": [new(1, "2026-01")]})
    add_goals(folder, "org", ("市", "县"), branch="ALL")
    FolderBackbone(folder).save(Change(MASTER, Setting, [RowChange({"value": "2026-02-10"}, {"key": DATA_DATE, "value": "2026-07-31"})]))
    labels = [link.proto.label for link in opened("overview", folder).get("page_link")]
    assert labels.count("示例A1") == 1


def test_every_count_leads_to_the_branches_with_its_lamp(county: Path, opened: Opened) -> None:
    links = [link.proto for link in opened("overview", county).get("page_link") if link.proto.page == "heat"]
    assert [link.query_string for link in links] == [f"lamp={lamp}" for lamp in ("behind", "slow", "on_pace", "unreported")]


@both_languages
def test_a_correction_of_the_week_is_told_as_old_and_new(language: str, county: Path, opened: Opened) -> None:
    correct(county)
    header = OrgMonthly.column("unions_new").header
    line = text("week.corrected_cell", language, period="2026-07", header=header, before="4", after="3")
    shown = opened("overview", county, language=language)
    assert not shown.exception
    assert line in told(shown)


def test_a_correction_is_no_news_of_an_earlier_month(county: Path, opened: Opened) -> None:
    correct(county)
    line = text("week.corrected_cell", period="2026-07", header=OrgMonthly.column("unions_new").header, before="4", after="3")
    assert line not in told(opened("overview", county, on="2026-06"))


def test_a_month_that_was_corrected_is_marked_in_the_trend(county: Path, opened: Opened) -> None:
    correct(county)
    shown = opened("indicator", county, code="unions_new")
    marked = [row["month"] for row in drawn(shown, "corrected") if row["corrected"]]
    assert marked == [text("figure.month_short", month=7, name="")]
    assert text("trend.corrected") in told(shown)


def test_a_month_that_was_not_corrected_bears_no_mark(county: Path, opened: Opened) -> None:
    shown = opened("indicator", county, code="unions_new")
    assert not any(row["corrected"] for row in drawn(shown, "corrected"))
    assert text("trend.corrected") not in told(shown)


def test_every_known_point_of_the_trend_says_how_many_had_reported(county: Path, opened: Opened) -> None:
    tips = [row["tip"] for row in drawn(opened("indicator", county, code="unions_new"), "corrected") if row["tip"]]
    assert text("trend.reported", reported=2, expected=5) in tips[-1]


def test_a_rate_tells_numerator_and_denominator(demo_folder: Path, opened: Opened) -> None:
    shown = opened("indicator", demo=demo_folder, code="wage_contract_sign_rate")
    labels = [metric.label.replace("\\", "") for metric in shown.metric]
    assert labels[1:3] == [text("numeral.numerator"), text("numeral.denominator")]


def test_where_a_rate_heads_leaves_its_denominator_beside_the_numerator(tmp_path: Path, opened: Opened) -> None:
    from demo import build

    build(tmp_path / "siming", "siming")
    shown = opened("indicator", demo=tmp_path, fed="siming", code="formation_rate")
    labels = [metric.label.replace("\\", "") for metric in shown.metric]
    assert labels[1] == text("numeral.of_denominator", denominator="17,221")
    assert labels[3] == text("numeral.projected", due="2013年12月31日", unit="%")


@both_languages
def test_where_a_quota_heads_is_a_numeral(language: str, county: Path, opened: Opened) -> None:
    labels = [metric.label.replace("\\", "") for metric in opened("indicator", county, code="unions_new", language=language).metric]
    due = {"zh_CN": "12月31日", "en": "31 Dec 2026"}[language]
    assert labels[3] == text("numeral.projected_done", language, due=due)


@both_languages
def test_a_total_is_told_by_the_kind_of_unit(language: str, county: Path, opened: Opened) -> None:
    shown = opened("indicator", county, code="unions_new", language=language)
    assert "非公企业 80.0%、机关 20.0%" in told(shown)
    assert [row["end"] for row in drawn(shown, "start")][-1] == pytest.approx(1)


@both_languages
def test_the_definition_puts_the_formula_in_words(language: str, county: Path, opened: Opened) -> None:
    column = OrgMonthly.column("unions_new").header if language == "zh_CN" else "unions new"
    words = text("formula.sum", language, sheet=text("sheet.org_monthly", language), column=column)
    shown = opened("indicator", county, code="unions_new", language=language)
    assert words in told(_defined(shown))


def test_the_definition_lists_the_versions_of_the_target(county: Path, opened: Opened) -> None:
    shown = _defined(opened("indicator", county, code="unions_new"))
    heads = [list(table.value.columns) for table in shown.table]
    assert any(text("column.effective") in columns for columns in heads)


def _defined(shown: AppTest) -> AppTest:
    """The page with its definition opened."""
    shown.session_state["behind-definition"] = True
    return shown.run()


def test_the_bullets_say_what_an_indicator_means(county: Path, opened: Opened) -> None:
    tips = [row["tip"] for row in drawn(opened("overview", county), "tip")]
    assert any("窗口内新建基层工会数" in tip for tip in tips)


def test_money_and_its_target_stand_in_one_unit(county: Path, opened: Opened) -> None:
    add_goals(county, "yuan", ("全总",))
    texts = [row["value_text"] for row in drawn(opened("overview", county, language="en"), "value_text")]
    assert [told.split(" / ")[1].rstrip("*") for told in texts] == ["0.0"] * len(texts) != []


def test_the_way_to_the_next_branch_goes_from_the_worst_on(county: Path, opened: Opened) -> None:
    shown = opened("branch", county, org="A1")
    keys = [button.key for button in shown.button if button.key in ("to_left", "to_right")]
    assert keys == ["to_right"]
    shown.button(key="to_right").click().run()
    assert not shown.exception
    assert shown.query_params["org"] == "A2"


def tree(folder: Path) -> Path:
    """A federation with a district between it and the first of its branches."""
    rows = with_root(
        "示例县总工会", [{"code": "M", "name": "示例片区", "kind": "街道"}, *({"code": code, "name": f"示例{code}", "kind": "乡镇"} for code in ("A1", "A2"))]
    )
    rows = [{**row, "parent": "M"} if row["code"] == "A1" else row for row in rows]
    backbone = FolderBackbone(folder)
    new_workspace(backbone, "示例县总工会", rows, standard_indicators()[:5])
    (folder / branch_book("A1", "示例A1")).unlink()
    backbone.create(branch_book("A1", "示例A1"), {OrgMonthly: [ROW]}, ("A1", "示例A1"))
    set_data_date(folder, "2026-07-31")
    return folder


@both_languages
def test_a_level_between_can_be_looked_at_by_itself(language: str, tmp_path: Path, opened: Opened) -> None:
    shown = opened("overview", tree(tmp_path), language=language, scope="M")
    assert not shown.exception
    assert shown.title[0].value == "示例片区"
    assert text("trust.reported", language, reported=0, expected=1) in told(shown)


def test_without_levels_there_is_nothing_to_choose(county: Path, opened: Opened) -> None:
    shown = opened("overview", county, scope="A1")
    assert not shown.exception
    assert shown.title[0].value == "示例县总工会"
    assert text("pick.scope") not in [box.label for box in shown.selectbox]


def test_what_the_charts_show_can_be_taken_away(county: Path, opened: Opened) -> None:
    def files(page: str, **query: Any) -> set[str]:
        shown = opened(page, county, **query)
        shown.session_state["behind-menu-records"] = True
        return {button.label for button in shown.run().get("download_button")}

    assert {"PNG", "SVG", text("menu.data")} == files("overview") == files("indicator", code="unions_new") == files("branch", org="A1")
