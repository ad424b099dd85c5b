"""Charts as pictures that can be taken away."""

import subprocess
import sys
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from charts.composition import composition
from charts.palette import DARK, LIGHT
from charts.year_bar import year_bar
from snapshots.picture import WIDTH, Chart, png, svg

SVG = "{http://www.w3.org/2000/svg}"
PNG = b"\x89PNG\r\n\x1a\n"


def bar(palette=LIGHT):
    parts = pd.DataFrame({"name": ["甲", "乙"], "share": [3, 1]})
    return composition(parts, palette, description="甲 75%，乙 25%").to_dict()


def months():
    return year_bar(pd.DataFrame({"label": ["1月", "2月"], "begun": [1.0, 0.5]}), LIGHT, description="过半").to_dict()


@pytest.fixture(scope="module")
def drawn() -> str:
    return svg("新组建工会数", [Chart("构成", bar()), Chart("", months())], ["已报 2 / 3 个单位", "模拟数据"], LIGHT)


def texts(drawn: str) -> list[str]:
    return [found.text or "" for found in ET.fromstring(drawn).iter(f"{SVG}text")]


def test_title_head_and_the_words_to_trust_it_by_are_in_the_picture(drawn):
    assert {"新组建工会数", "构成", "已报 2 / 3 个单位", "模拟数据"} <= set(texts(drawn))


def test_the_charts_stand_below_each_other(drawn):
    tops = [float(found.get("y")) for found in ET.fromstring(drawn).findall(f"{SVG}svg")]
    assert len(tops) == 2
    assert tops[0] < tops[1]


def test_it_lies_on_paper(drawn):
    ground = ET.fromstring(drawn).find(f"{SVG}rect")
    assert (ground.get("fill"), ground.get("width")) == (LIGHT.paper, "100%")


def test_a_chart_has_its_fixed_width(drawn):
    assert {found.get("width") for found in ET.fromstring(drawn).findall(f"{SVG}svg")} == {str(WIDTH)}


def test_what_the_charts_say_is_said_in_words(drawn):
    assert ET.fromstring(drawn).findtext(f"{SVG}desc") == "甲 75%，乙 25%; 过半"


def test_a_long_note_goes_on_in_another_line():
    note = "字" * 200
    told = [text for text in texts(svg("甲", [], [note], DARK)) if text.startswith("字")]
    assert len(told) > 1
    assert "".join(told) == note


def test_signs_of_a_markup_are_letters():
    assert texts(svg("<script>&", [], [], LIGHT)) == ["<script>&"]


def test_letters_that_no_picture_may_hold_are_shown_by_a_sign():
    """In a process of its own: what draws would end this one."""
    draw = "import sys; from tests.snapshots.test_picture import hostile; print(hostile().count(chr(0x25A1)))"
    found = subprocess.run([sys.executable, "-c", draw], check=False, capture_output=True, text=True)
    assert (found.returncode, int(found.stdout or 0) >= 5) == (0, True)


def hostile() -> str:
    typed = "a\x00b\ud800c\ufffe"
    spec = {"data": {"values": [{"a": typed, "b": 1}]}, "mark": "bar", "description": typed}
    spec["encoding"] = {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}}
    drawn = svg(typed, [Chart(typed, spec)], [typed], LIGHT)
    assert png(drawn).startswith(PNG)
    return drawn


def test_a_picture_in_points(drawn):
    assert png(drawn).startswith(PNG)


def test_data_from_elsewhere_are_not_fetched():
    elsewhere = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    with pytest.raises(ValueError, match="(?i)not allowed|disallowed|denied|allowed"):
        svg("甲", [Chart("", elsewhere)], [], LIGHT)


def test_the_library_that_draws_is_loaded_when_a_picture_is_asked_for():
    asked = "import sys, ui.chart_menu; raise SystemExit('vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False, capture_output=True).returncode == 0
