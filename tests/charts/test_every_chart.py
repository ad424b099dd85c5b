"""What holds for each chart, whatever it draws."""

import json
from collections.abc import Callable

import altair as alt
import pandas as pd
import pytest

from charts.bullet import bullet_rows
from charts.calendar import filing_calendar
from charts.changes import changes
from charts.composition import composition
from charts.distribution import distribution
from charts.palette import DARK, LIGHT, Palette
from charts.peers import peer_strips
from charts.ranking import ranking
from charts.trend import TrendLabels, trend
from charts.year_bar import year_bar

Draw = Callable[[pd.DataFrame, Palette], alt.LayerChart]

TEXT = "说明"
DRAW: dict[str, Draw] = {
    "bullet": lambda frame, palette: bullet_rows(frame, palette, description=TEXT),
    "year_bar": lambda frame, palette: year_bar(frame, palette, description=TEXT),
    "trend": lambda frame, palette: trend(frame, palette, target=6000, labels=TrendLabels(description=TEXT, target="6,000", value="2,940")),
    "ranking": lambda frame, palette: ranking(frame, palette, now=66.6, heads=("完成率", "进度差", "进步"), description=TEXT),
    "peers": lambda frame, palette: peer_strips(frame, palette, description=TEXT),
    "distribution": lambda frame, palette: distribution(frame, palette, now=66.6, description=TEXT),
    "composition": lambda frame, palette: composition(frame, palette, description=TEXT),
    "calendar": lambda frame, palette: filing_calendar(frame, palette, description=TEXT),
    "changes": lambda frame, palette: changes(frame, palette, description=TEXT),
}


FRAME = {
    "year_bar": "months",
    "trend": "course",
    "ranking": "ranked",
    "distribution": "ranked",
    "composition": "parts",
    "calendar": "cells",
    "peers": "strips",
    "changes": "moved",
}


@pytest.fixture
def parts() -> pd.DataFrame:
    return pd.DataFrame({"name": ["甲", "乙"], "share": [3, 1]})


@pytest.fixture(params=DRAW)
def case(request, goals) -> tuple[Draw, pd.DataFrame]:
    frame = goals({}, {"key": "q2"}) if request.param == "bullet" else request.getfixturevalue(FRAME[request.param])
    return DRAW[request.param], frame


def test_it_is_a_valid_spec(case):
    draw, frame = case
    assert draw(frame, LIGHT).to_dict(validate=True)["layer"]


def test_an_empty_frame_is_a_valid_spec(case):
    draw, frame = case
    assert draw(frame.head(0), LIGHT).to_dict(validate=True)["height"] >= 1


def test_the_frame_handed_in_stays_as_it_is(case):
    draw, frame = case
    before = frame.copy(deep=True)
    draw(frame, LIGHT).to_dict()
    pd.testing.assert_frame_equal(frame, before)


def test_the_index_does_not_matter(case):
    draw, frame = case
    shuffled = frame.set_axis(range(100, 100 + len(frame)), axis="index")
    assert draw(shuffled, LIGHT).to_dict() == draw(frame, LIGHT).to_dict()


def test_it_carries_its_description(case):
    draw, frame = case
    assert draw(frame, LIGHT).to_dict()["description"] == TEXT


def test_it_takes_the_width_of_its_container_and_no_padding(case):
    made = case[0](case[1], LIGHT).to_dict()
    assert (made["width"], set(made["padding"].values())) == ("container", {0})


def test_it_lies_on_the_page_without_ground_or_frame(case):
    config = case[0](case[1], LIGHT).to_dict()["config"]
    assert (config["background"], config["view"]["stroke"]) == ("transparent", None)


def test_the_palette_decides_every_colour(case):
    draw, frame = case
    assert LIGHT.ink not in json.dumps(draw(frame, DARK).to_dict())


def test_no_field_could_make_the_browser_fetch_something(case):
    draw, frame = case
    fields = {name for rows in draw(frame, LIGHT).to_dict()["datasets"].values() for row in rows for name in row}
    assert fields.isdisjoint({"image", "url", "href"})


def test_a_text_of_a_person_is_data_and_never_a_field(case):
    draw, frame = case
    hostile = "datum['x']:Q.[0]\\"
    column = next(name for name in ("name", "label", "sheet", "value") if name in frame)
    told = frame.assign(**{column: hostile}) if column != "value" else frame.assign(label=hostile)
    fields = {name for rows in draw(told, LIGHT).to_dict()["datasets"].values() for row in rows for name in row}
    assert hostile not in fields
