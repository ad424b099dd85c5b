"""A document as a page of the web: read back with a parser that knows nothing of ours."""

import re
import xml.etree.ElementTree as ET
from base64 import b64decode
from html.parser import HTMLParser

import pandas as pd
import pytest

from charts.composition import composition
from charts.palette import LIGHT
from snapshots.document import Paragraph, Picture
from snapshots.html import sheet, to_html
from snapshots.paper import figures
from snapshots.picture import Chart
from tests.snapshots.papers import chart, document, figure, ranking
from words import text

PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</style><script>", "&lt;b&gt;", "{{ 7 * 7 }}", "𠮷"]
KNOWN = {"html", "head", "meta", "title", "style", "body", "article", "p", "span", "h1", "h2", "div", "section", "figure", "figcaption"}
KNOWN |= {"table", "thead", "tbody", "tr", "th", "td", "data", "a", "img"}


class Page(HTMLParser):
    """Every element with its attributes, and the text within each kind."""

    def __init__(self, told):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.open = [], [], []
        self.feed(told)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.open += [tag] if tag not in ("meta", "img") else []

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    def text(self, *tags):
        return "".join(data for tag, data in self.texts if tag in tags)


@pytest.fixture(scope="module")
def page():
    return Page(to_html(document(paragraphs=2)))


def test_every_figure_is_marked_and_says_where_it_comes_from(page):
    given = list(figures(document(paragraphs=2)))
    assert [data for tag, data in page.texts if tag == "data"] == [one.text for one in given]
    assert all(one.source.org in attrs["title"] and "2026-08-1" in attrs["title"] for one, attrs in zip(given, page.of("data"), strict=True))


@pytest.mark.parametrize(("kind", "there"), [("bulletin", [True, False, False]), ("brief", [False, True, True]), ("summary", [False, False, False])])
def test_each_kind_has_its_own_head_and_foot(kind, there):
    told = Page(to_html(document(kind=kind))).text("p")
    assert [mark in told for mark in ("〔　　　〕　号", "〔简报名称〕", "报：〔")] == there
    assert ("签发〔" in told) is (kind != "brief")


def test_a_figures_address_names_snapshot_organisation_goal_column_and_day(page):
    assert page.of("data")[2]["value"] == "2026-08-1/0/new_members@city/value//2026-08-31"


def test_figures_lead_where_the_caller_says():
    led = Page(sheet(document(), link=lambda source: f"?org={source.org}&column={source.column}"))
    assert (led.of("data"), led.of("a")[0]["href"]) == ([], "?org=0&column=expected")


def test_it_opens_without_a_server(page):
    addresses = ("src", "href", "srcset", "action", "xlink:href")
    reached = {value.split(";")[0] for _, attrs in page.elements for name, value in attrs.items() if name in addresses}
    assert (page.of("script"), page.of("link"), reached) == ([], [], {"data:image/svg+xml"})
    assert "url(" not in page.text("style")
    assert "@import" not in page.text("style")


def test_it_forbids_what_it_does_not_need(page):
    (policy,) = [attrs["content"] for attrs in page.of("meta") if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy.split(";")[0] == "default-src 'none'"


def test_tables_have_a_head_that_is_repeated_on_paper(page):
    assert len(page.of("thead")) == len(page.of("table")) == 3
    assert "table-header-group" in page.text("style")


def test_charts_are_drawn_inside_and_said_in_words(page):
    (drawn,) = page.of("img")
    assert drawn["alt"] == "企业占四分之三"
    assert ET.fromstring(b64decode(drawn["src"].removeprefix("data:image/svg+xml;base64,"))).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_wide_annex_lies_on_its_side(page):
    assert [attrs.get("class") for attrs in page.of("section")] == ["wide", None]


def test_printed_it_has_the_margins_of_official_documents(page):
    assert "size: A4; margin: 37mm 26mm 35mm 28mm" in page.text("style")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_is_typed_is_text(payload):
    parts = pd.DataFrame({"name": [payload, "乙"], "share": [3, 1]})
    drawn = Chart("", composition(parts, LIGHT, description=payload).to_dict())
    blocks = [Paragraph((payload, figure(payload, org=payload))), ranking(1), Picture(drawn, payload, payload)]
    told = to_html(document(blocks=blocks, annexes=(), title=[payload], issuer=payload, addressees=payload, snapshot=payload))
    shown = Page(told)
    assert shown.text("p", "span", "data", "figcaption", "title").count(payload) == 8
    assert {tag for tag, _ in shown.elements} <= KNOWN
    assert not [name for _, attrs in shown.elements for name in attrs if name.startswith("on")]


def test_what_no_page_may_hold_is_shown_by_a_sign():
    assert "a□b" in Page(sheet(document(blocks=[Paragraph(("a\x00b",))], annexes=()))).text("p")


def test_the_sheet_has_no_id_of_its_own_and_styles_nothing_else():
    told = sheet(document(blocks=[Picture(chart(), "构成", "")], annexes=()))
    style = re.search(r"<style>(.*)</style>", told, re.DOTALL)[1]
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", style) for one in rule.split(",")]
    assert [one for one in selectors if not one.startswith(".xushi-sheet")] == []
    assert re.findall(r'\bid="([^"]*)"', told) == []


def test_a_sheet_on_a_page_shows_so_many_rows_and_says_how_many_more_there_are():
    given = document(rows=9)
    whole, cut = sheet(given).count("<tr>"), sheet(given, most=5).count("<tr>")
    assert whole - cut == 9 - 5 + 30 - 5 + 60 - 5
    assert text("paper.more_rows", "zh_CN", count=4) in sheet(given, most=5)
    assert text("paper.more_rows", "zh_CN", count=4) not in sheet(given)
