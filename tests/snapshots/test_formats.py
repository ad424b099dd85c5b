"""Every format of every demo: files that open, and are the same each time."""

import io
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import openpyxl
import pypdf
import pytest

from backbone.places import Place, local
from snapshots.bulletin import Options
from snapshots.document import KINDS, Paragraph, Picture
from snapshots.edition import Edition
from snapshots.formats import DOCUMENTS, FORMATS, word
from snapshots.lines import from_csv
from snapshots.package import unpacked
from snapshots.sentences import plain
from snapshots.word.templates import templates_of
from tests.snapshots.opened import tree
from words import text

NUMBER = "2015-08-001"
PNG = b"\x89PNG\r\n\x1a\n"
DEMOS = ["nanjiang", pytest.param("siming", marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def editions(frozen_demo, tmp_path_factory):
    """The edition of a demo, which no county has templates of its own for, as it is made once."""
    known = {}

    def make(key):
        return known.setdefault(key, Edition(frozen_demo(key), NUMBER, tmp_path_factory.mktemp("templates")))

    return make


@pytest.fixture(scope="module")
def county(editions):
    return editions("nanjiang")


class Page(HTMLParser):
    """The words of a page."""

    def __init__(self, content):
        super().__init__()
        self.told = []
        self.feed(content.decode())

    def handle_data(self, data):
        self.told.append(data)


def words_of(name, content):
    """What a file says, or how a picture in points begins; fails where it is not what its name says."""
    return {
        "zip": lambda: unpacked(content).title,
        "xlsx": lambda: " ".join(str(row[0]) for row in openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True)),
        "csv": lambda: " ".join(from_csv(content).column_names),
        "docx": lambda: "".join(tree(content).itertext()),
        "pdf": lambda: "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages),
        "html": lambda: "".join(Page(content).told),
        "svg": lambda: "".join(ET.fromstring(content).itertext()),
        "png": lambda: content[:8],
    }[name.rpartition(".")[2]]()


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.parametrize("key", DEMOS)
def test_every_file_opens_and_says_whose_figures_it_holds(editions, key, wanted):
    made = FORMATS[wanted](editions(key))
    sign = {"png": PNG, "csv": ""}.get(wanted, editions(key).frozen.title)
    assert {(name.rpartition(".")[2], sign in words_of(name, content)) for name, content in made.items()} == {(wanted, True)}


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.parametrize("key", DEMOS)
def test_the_same_edition_is_the_same_files(editions, key, wanted):
    assert FORMATS[wanted](replace(editions(key))) == FORMATS[wanted](editions(key))


@pytest.mark.parametrize("wanted", FORMATS)
def test_every_file_bears_the_number(county, wanted):
    assert [name for name in FORMATS[wanted](county) if NUMBER not in name] == []


@pytest.mark.parametrize("wanted", ["png", "svg"])
def test_each_chart_is_a_picture_of_its_own(county, wanted):
    document = county.document("bulletin")
    charts = [block for blocks in (document.blocks, *(annex.blocks for annex in document.annexes)) for block in blocks if isinstance(block, Picture)]
    assert len(FORMATS[wanted](county)) == len(charts) > 1


def test_a_picture_says_what_to_trust_it_by(county):
    (told, *_) = (words_of(name, content) for name, content in FORMATS["svg"](county).items())
    assert [one for one in (NUMBER, text("trust.simulated"), "2015") if one not in told] == []


def test_a_document_is_written_once(county):
    assert county.document("bulletin") is county.document("bulletin")


def test_it_is_held_against_the_snapshot_before(county, frozen_demo):
    earlier = replace(county, before=frozen_demo("nanjiang", 60))
    assert len(earlier.document("brief").blocks) == len(county.document("brief").blocks)
    assert earlier.document("brief").blocks != county.document("brief").blocks


@pytest.mark.parametrize("kind", KINDS)
def test_what_staff_worded_stands_in_its_own_kind_of_document(county, kind):
    made = replace(county, edits={kind: {"lead": ["我们改过的话。"], "standing": ["我们改过的话。"]}})
    told = [each for each in KINDS for block in made.document(each).blocks if isinstance(block, Paragraph) and plain(block.runs) == "我们改过的话。"]
    assert told == [kind]


def test_the_countys_own_template_is_used(county, tmp_path):
    made = replace(county, templates=tmp_path)
    (tmp_path / "通报.docx").write_bytes(b"own")
    with pytest.raises(Exception, match="template.not_docx"):
        word(made, "bulletin")
    assert word(made, "brief") == word(county, "brief")


def test_files_are_named_and_written_in_the_language_of_the_options(county):
    made = replace(county, options=Options(language="en"))
    assert [*FORMATS["pdf"](made)] == [f"{text(f'file.{what}', 'en')} {NUMBER}.pdf" for what in ("bulletin", "card")]


@pytest.mark.parametrize("wanted", FORMATS)
def test_what_is_made_of_documents_is_known(county, wanted):
    made = replace(county)
    FORMATS[wanted](made)
    assert bool(made._written) is (wanted in DOCUMENTS)


def test_templates_lie_beside_the_workbooks_or_where_google_has_no_place_for_them(tmp_path):
    folder = local(tmp_path / "county")
    assert templates_of(folder) == tmp_path / "county" / "模板"
    assert templates_of(Place("google:x", tmp_path / "own", folder.backbone, online=object())) == tmp_path / "own" / "模板"
