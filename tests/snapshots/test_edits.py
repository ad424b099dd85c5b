"""Staff's own wording: which numbers stay figures, which are nobody's, and what the next issue makes of them."""

import datetime as dt

import pytest

from backbone.errors import Personal
from backbone.journal.texts import Texts
from snapshots.bulletin.desk import Options
from snapshots.bulletin.documents import bulletin, summary
from snapshots.document import Figure, Paragraph, Source
from snapshots.edits import bind, kept, retold, unbound
from snapshots.sentences import plain
from snapshots.sources import Readings
from tests.schema.artificial import CARD, EMAIL, ID, MOBILE
from tests.snapshots.test_bulletin import county

D = dt.date
APRIL, JULY = D(2012, 4, 30), D(2012, 7, 16)
KEY = "overall.unions_new_市"


def figure(text, column="value"):
    return Figure(text, Source("0", column, JULY, "x", "x_市"))


def paragraph(*runs):
    return Paragraph(runs, 0, "key")


def bound(edited, *figures):
    return [run.text for run in bind(paragraph(*figures), edited).runs if isinstance(run, Figure)]


TWO = figure("8"), figure("49.0%", "completion")


@pytest.mark.parametrize(
    ("edited", "found"),
    [
        ("完成8人，为49.0%", ["8", "49.0%"]),
        ("为49.0%，完成8人", ["49.0%"]),
        ("完成18人，为49.0%", ["49.0%"]),
        ("完成8.5人，为149.0%", []),
        ("完成8,000人", []),
        ("2012年8月8日完成8人", ["8"]),
        ("没有数字", []),
    ],
)
def test_numbers_that_still_stand_whole_and_in_order_stay_figures(edited, found):
    kept_ones = bound(edited, *TWO)
    assert kept_ones in (found, ["8"]) if edited.startswith("为49") else kept_ones == found


def test_of_equal_numbers_each_is_its_own_figure():
    same = paragraph(figure("8", "value"), "、", figure("8", "target"))
    assert [run.source.column for run in bind(same, "8和8").runs if isinstance(run, Figure)] == ["value", "target"]


@pytest.mark.parametrize(
    ("edited", "columns"),
    [("目标8家", ["target"]), ("新建8家", ["value"]), ("另有8人参加，新建8家，目标8家", ["value", "target"]), ("，目标8家，另有8人", ["target"])],
)
def test_a_number_that_could_be_one_of_several_figures_is_the_one_among_its_neighbours(edited, columns):
    same = paragraph("新建", figure("8", "value"), "家，目标", figure("8", "target"), "家")
    assert [run.source.column for run in bind(same, edited).runs if isinstance(run, Figure)] == columns


def test_the_edited_text_is_what_is_said():
    assert plain(bind(paragraph(*TWO), "今年完成8人（49.0%），加油").runs) == "今年完成8人（49.0%），加油"


@pytest.mark.parametrize(
    ("edited", "found"),
    [("另有12人，增长3.5%", ["12", "3.5%"]), ("8人", []), ("2012年9月20日前", []), ("1. 完成8人", []), ("60日内到期", []), ("约9人", ["9"])],
)
def test_numbers_that_no_figure_stands_behind_are_told(edited, found):
    assert unbound(bind(paragraph(*TWO), edited), Readings(county())) == found


def edited(frozen, text="上半年新组建工会75家，占全年目标146家的51.4%。"):
    generated = next(block for block in bulletin(frozen, "n", Options()).blocks if isinstance(block, Paragraph) and block.key == KEY)
    return kept(bind(generated, text), Readings(frozen))


def test_what_is_kept_has_no_number_of_a_figure():
    texts = [run for run in edited(county()) if isinstance(run, str)]
    assert texts == ["上半年新组建工会", "家，占全年目标", "家的", "。"]


def test_the_next_issue_has_the_same_sentence_with_its_own_figures():
    found = bulletin(county(APRIL), "n", Options(), edits={KEY: edited(county())})
    said = next(block for block in found.blocks if isinstance(block, Paragraph) and block.key == KEY)
    assert plain(said.runs) == "上半年新组建工会44家，占全年目标146家的30.1%。"
    assert [run.source.on for run in said.runs if isinstance(run, Figure)] == [APRIL] * 3


@pytest.mark.parametrize(
    "changed", [{"indicator": "gone", "goal": "gone_市"}, {"column": "since"}, {"org": "nobody"}, {"goal": "unions_new_省_20120101_20121231"}]
)
def test_a_figure_that_is_no_more_is_a_marked_gap(changed):
    frozen = county()
    told = [{**run, **changed} if isinstance(run, dict) else run for run in edited(frozen)]
    assert plain(retold(told, Readings(frozen)).runs) == "上半年新组建工会〔缺数据〕家，占全年目标〔缺数据〕家的〔缺数据〕。"


def test_another_years_goal_of_the_same_issuer_takes_its_place():
    frozen = county()
    told = [{**run, "goal": "unions_new_市_20110101_20111231"} if isinstance(run, dict) else run for run in edited(frozen)]
    assert "75" in plain(retold(told, Readings(frozen)).runs)


def test_the_newest_wording_counts_and_all_are_kept(tmp_path):
    from access.database import database

    engine = database("", tmp_path)
    hours = iter(range(100))
    texts = Texts(engine, "w", lambda: dt.datetime(2012, 7, 16, tzinfo=dt.UTC) + dt.timedelta(hours=next(hours)))
    first, second = ["一", {"column": "value"}], ["二"]
    for told in (first, second):
        texts.keep("bulletin", "lead", told, "甲")
    texts.keep("brief", "lead", ["三"], "甲")
    assert (texts.newest("bulletin"), Texts(engine, "other", texts._now).newest("bulletin")) == ({"lead": second}, {})
    assert [each.told for each in texts.history("bulletin", "lead")] == [first, second]
    texts.keep("bulletin", "lead", [], "乙")
    assert texts.newest("bulletin") == {}
    engine.dispose()


@pytest.mark.parametrize("write", [bulletin, summary])
def test_a_demand_stands_as_it_was_written_whatever_was_worded_in_its_place(write):
    edits = {f"{name}demand.1": ["旧"] for name in ("", "steps.")}
    told = [plain(block.runs) for block in write(county(), "n", Options(demands=("新",)), edits=edits).blocks if isinstance(block, Paragraph)]
    assert [line for line in told if line.endswith("新")]


@pytest.mark.parametrize("held", [ID, MOBILE, CARD, EMAIL])
def test_a_wording_with_personal_data_is_not_kept(tmp_path, held):
    from access.database import database

    engine = database("", tmp_path)
    texts = Texts(engine, "w", lambda: dt.datetime(2012, 7, 16, tzinfo=dt.UTC))
    with pytest.raises(Personal):
        texts.keep("bulletin", "lead", ["一", {"column": "value"}, f"联系{held}"], "甲")
    assert texts.newest("bulletin") == {}
    engine.dispose()
