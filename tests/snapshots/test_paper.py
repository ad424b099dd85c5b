"""A document as a PDF: read back with another library."""

import io
import json
import re
import subprocess
import sys

import pypdf
import pytest

from snapshots import paper
from snapshots.document import Figure, Paragraph, Picture, Table
from snapshots.legible import legible
from snapshots.paper import SOURCES, figures, to_pdf
from tests.snapshots.papers import chart, document, figure, ranking

MM = 72 / 25.4
typefaces = paper._typefaces
CARRIED = {"NotoSansSC-Regular", "NotoSerifSC-Regular"}
PAYLOADS = ['#read("/etc/passwd")', "#[x] *b* _i_ $x$ `c` <l> @r \\ // /*", "</text><script>", "{{ 7 * 7 }}", "\x00\x08a", "𠮷㛃", "a\ud800b\ufffe", "=1+1"]


def read(made):
    return pypdf.PdfReader(io.BytesIO(made))


def text(made):
    return "\n".join(page.extract_text() for page in read(made).pages)


def bare(told):
    return re.sub(r"\s", "", told)


def plain(cell):
    return "".join(run.text if isinstance(run, Figure) else run for run in cell)


@pytest.fixture(scope="module")
def made():
    return to_pdf(document(paragraphs=6))


def test_every_word_of_the_document_stands_on_paper(made):
    given, found = document(paragraphs=6), bare(text(made))
    blocks = [*given.blocks, *(block for annex in given.annexes for block in annex.blocks)]
    told = [*given.title, given.addressees, given.issuer, given.snapshot, *(annex.title for annex in given.annexes)]
    told += [plain(block.runs) for block in blocks if isinstance(block, Paragraph)]
    told += [block.caption for block in blocks if isinstance(block, (Table, Picture))]
    told += [part for block in blocks if isinstance(block, Table) for part in (*block.heads, *block.notes, *("".join(map(plain, row)) for row in block.rows))]
    assert [one for one in told if bare(one) not in found] == []


def test_it_is_set_in_the_typefaces_carried_along_and_in_no_other(made):
    fonts = {font.get_object()["/BaseFont"].split("+")[1] for page in read(made).pages for font in page["/Resources"].get("/Font", {}).values()}
    assert fonts == CARRIED


def test_no_typeface_of_the_machine_is_asked_for_common_letters(monkeypatch):
    asked = []
    monkeypatch.setattr(paper, "_typefaces", lambda rare: asked.append(rare) or typefaces(rare))
    to_pdf(document(rows=1, annexes=()))
    to_pdf(document(rows=1, annexes=(), issuer="𠮷"))
    assert (asked, set(typefaces(False).families())) == ([False, True], {"Noto Sans SC", "Noto Serif SC"})


def test_every_typeface_is_inside(made):
    fonts = [font.get_object() for page in read(made).pages for font in page["/Resources"].get("/Font", {}).values()]
    assert all("/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts)


def test_the_same_document_is_the_same_file(made):
    again = (
        "import sys; from snapshots.paper import to_pdf; from tests.snapshots.papers import document; sys.stdout.buffer.write(to_pdf(document(paragraphs=6)))"
    )
    assert subprocess.run([sys.executable, "-c", again], check=True, capture_output=True).stdout == made


def test_it_is_dated_as_the_document_is(made):
    assert read(made).metadata.creation_date.date() == document().dated


def test_the_sources_of_all_figures_go_along_in_order(made):
    (content,) = read(made).attachments[SOURCES]
    found = json.loads(content)
    given = document(paragraphs=6)
    assert found["snapshot"] == given.snapshot
    assert [(one["text"], one["org"], one["column"], one["on"]) for one in found["figures"]] == [
        (one.text, one.source.org, one.source.column, one.source.on.isoformat()) for one in figures(given)
    ]


def place(page, told):
    """Where a text begins on a page: mm from the left and from the top."""
    found = []

    def seen(part, outer, inner, *_):
        across, up = inner[4] * outer[0] + inner[5] * outer[2] + outer[4], inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        found.extend([(across / MM, (float(page.mediabox.height) - up) / MM)] if told in part else [])

    page.extract_text(visitor_text=seen)
    return found[0]


@pytest.fixture(scope="module")
def filled():
    """A document of nothing but text."""
    return to_pdf(document(blocks=[Paragraph(("字" * 2000,))], annexes=()))


def test_a_line_holds_28_letters_and_a_page_22_lines(filled):
    told = [line for line in read(filled).pages[1].extract_text().splitlines() if "字" in line]
    assert (len(told), {len(line) for line in told}) == (22, {28})


def test_the_first_line_is_indented_by_two_letters(filled):
    told = [line for line in read(filled).pages[0].extract_text().splitlines() if "字" in line]
    assert [len(line) for line in told[:3]] == [26, 28, 28]


def test_the_paper_is_a4_and_lies_on_its_side_for_a_wide_table(made):
    sizes = [tuple(round(float(side) / MM) for side in page.mediabox[2:]) for page in read(made).pages]
    wide = [at for at, page in enumerate(read(made).pages) if "第10列" in page.extract_text()]
    assert {sizes[at] for at in wide} == {(297, 210)}
    assert {size for at, size in enumerate(sizes) if at not in wide} == {(210, 297)}


def test_the_head_of_a_table_stands_on_every_page_it_goes_over():
    told = [page.extract_text() for page in read(to_pdf(document(blocks=[ranking(60)], annexes=()))).pages]
    assert [("完成率（%）" in page, "续表" in page) for page in told if "示例" in page and "镇" in page] == [(True, False), (True, True), (True, True)]


def test_page_numbers_stand_below_the_text_odd_at_the_right_and_even_at_the_left(filled):
    places = [place(page, f"— {at} —") for at, page in enumerate(read(filled).pages, start=1)]
    assert [across > 105 for across, _ in places[:3]] == [True, False, True]
    assert all(297 - 35 + 7 < down < 297 - 35 + 7 + 6 for _, down in places)


def test_the_type_area_begins_37_mm_from_the_top_and_28_from_the_left(filled):
    across, down = place(read(filled).pages[1], "字")
    assert (across, down) == (pytest.approx(28, abs=0.3), pytest.approx(37 + 0.88 * 16 / MM, abs=0.3))


def test_the_number_of_a_page_on_its_side_stands_where_that_of_an_upright_one_does(made):
    """The sheet is turned clockwise: its foot is at the left, and what was right is below."""
    lying = [(at, place(page, f"— {at} —")) for at, page in enumerate(read(made).pages, start=1) if page.mediabox.width > page.mediabox.height]
    more = read(to_pdf(document(paragraphs=6, blocks=document().blocks[:1]))).pages
    lying += [(at, place(page, f"— {at} —")) for at, page in enumerate(more, start=1) if page.mediabox.width > page.mediabox.height]
    assert {at % 2 for at, _ in lying} == {0, 1}
    assert [(across < 35, down > 105) for _, (across, down) in lying] == [(True, bool(at % 2)) for at, _ in lying]


def test_every_page_says_that_it_is_a_draft(made):
    assert {("代拟稿" in told, "快照 2026-08-1" in told) for told in (page.extract_text() for page in read(made).pages)} == {(True, True)}


@pytest.mark.parametrize(("kind", "there"), [("bulletin", [True, False, False]), ("brief", [False, True, True]), ("summary", [False, False, False])])
def test_each_kind_has_its_own_head_and_foot(kind, there):
    told = bare(text(to_pdf(document(kind=kind, rows=1, annexes=()))))
    assert [mark in told for mark in ("〕号", "〔简报名称〕", "报：〔")] == there
    assert ("签发〔" in told) is (kind != "brief")


@pytest.mark.parametrize("kind", ["bulletin", "brief"])
def test_what_stands_below_the_text_never_stands_alone(kind):
    for lines in range(11, 18):
        body = [*[Paragraph(("字",))] * lines, Paragraph(("末",))]
        *_, last = (page.extract_text() for page in read(to_pdf(document(kind=kind, blocks=body, annexes=()))).pages)
        assert "末" in last


def test_a_long_last_paragraph_begins_where_the_text_before_it_ends():
    assert "末" in read(to_pdf(document(blocks=[Paragraph(("末" * 900,))], annexes=()))).pages[0].extract_text()


def test_neither_a_note_nor_a_last_row_stands_alone():
    for rows in range(16, 25):
        pages = [page.extract_text() for page in read(to_pdf(document(blocks=[ranking(rows)], annexes=()))).pages]
        (told,) = (page for page in pages if "未报单位不排名" in page)
        assert all(f"示例{at:02d}镇" in told for at in range(rows - 2, rows + 1))


def test_what_only_an_office_gives_is_left_open(made):
    first = read(made).pages[0].extract_text()
    assert "代拟稿" in first
    assert "〔" in first
    assert not re.search(r"〔\s*\d", first)


@pytest.mark.parametrize("simulated", [True, False])
def test_figures_of_a_demo_are_marked(simulated):
    assert ("模拟数据" in text(to_pdf(document(simulated=simulated)))) is simulated


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_is_typed_is_text(payload):
    given = document(
        blocks=[Paragraph((payload, figure(payload))), ranking(1), Picture(chart(), payload, payload)], annexes=(), title=[payload], issuer=payload
    )
    shown = bare("".join(letter for letter in legible(payload) if letter.isprintable()))
    assert bare(text(to_pdf(given))).count(shown) >= 5


def test_the_library_that_sets_type_is_loaded_when_a_pdf_is_asked_for():
    asked = "import sys, snapshots.paper; raise SystemExit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False, capture_output=True).returncode == 0
