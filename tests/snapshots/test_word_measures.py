"""The measures of GB/T 9704-2012 in the files themselves."""

import runpy
from pathlib import Path

import pytest

from snapshots.document import Paragraph
from snapshots.word.templates import built_in
from snapshots.word.writing import to_docx
from tests.snapshots.opened import R, W, changed, parts, says, styles, text, texts, tree, val
from tests.snapshots.samples import bulletin

HOUSE = Path(__file__).parents[2]
KINDS = ("bulletin", "brief", "summary")
TWIPS = 1440 / 25.4
FANGSONG, KAITI, HEITI, SONGTI, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"


@pytest.fixture(scope="module", params=KINDS)
def made(request):
    return to_docx(bulletin(kind=request.param))


@pytest.fixture(scope="module")
def notice():
    return to_docx(bulletin())


def sections(content):
    return list(tree(content).iter(f"{W}sectPr"))


def upright(content):
    return [section for section in sections(content) if val(section, "pgSz", "orient") != "landscape"]


def paragraphs(content, style):
    styled = {val(found, "name"): found.get(f"{W}styleId") for found in tree(content, "word/styles.xml").iter(f"{W}style")}
    return [found for found in tree(content).iter(f"{W}p") if val(found, "pPr/pStyle") == styled[style]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_template_is_what_its_script_makes(kind):
    assert built_in(kind) == runpy.run_path(str(HOUSE / ".ci" / "templates.py"))["template"](kind)


@pytest.mark.parametrize(("side", "millimetres"), [("top", 37), ("left", 28), ("right", 26), ("bottom", 35)])
def test_margins(made, side, millimetres):
    assert {round(int(val(section, "pgMar", side)) / TWIPS, 1) for section in upright(made)} == {millimetres}


def test_paper_is_a4(made):
    assert {(val(section, "pgSz", "w"), val(section, "pgSz", "h")) for section in upright(made)} == {("11906", "16838")}


def test_a_page_has_22_lines(made):
    pitch = int(says(styles(made)["公文正文"], "pPr/spacing", "line"))
    height = 225 * TWIPS
    assert (says(styles(made)["公文正文"], "pPr/spacing", "lineRule"), height // pitch, 23 * pitch > height) == ("exact", 22, True)
    assert {val(section, "docGrid", "linePitch") for section in upright(made)} == {str(pitch)}


def test_a_line_has_28_letters(made):
    chain = styles(made)["公文正文"]
    letter = int(says(chain, "rPr/sz")) * 10 + int(says(chain, "rPr/spacing"))
    assert 156 * TWIPS // letter == 28


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        *[("公文正文", FANGSONG, 16), ("公文标题", TITLE, 22), ("公文一级标题", HEITI, 16), ("公文二级标题", KAITI, 16), ("公文三级标题", FANGSONG, 16)],
        *[("公文四级标题", FANGSONG, 16), ("公文主送", FANGSONG, 16), ("公文附件", HEITI, 16), ("公文附件标题", TITLE, 22), ("公文页码", SONGTI, 14)],
    ],
)
def test_fonts_and_sizes(made, style, font, points):
    chain = styles(made)[style]
    assert (says(chain, "rPr/rFonts", "eastAsia"), int(says(chain, "rPr/sz")) / 2) == (font, points)


@pytest.mark.parametrize(("font", "other"), [(TITLE, "宋体"), (FANGSONG, "仿宋"), (KAITI, "楷体")])
def test_a_font_that_is_missing_has_another(made, font, other):
    told = {found.get(f"{W}name"): val(found, "altName") for found in tree(made, "word/fontTable.xml").iter(f"{W}font")}
    assert told[font].split(",")[0] == other


@pytest.mark.parametrize("level", ["公文正文", "公文一级标题", "公文二级标题", "公文三级标题", "公文四级标题"])
def test_text_and_levels_begin_two_letters_in(made, level):
    assert says(styles(made)[level], "pPr/ind", "firstLineChars") == "200"


def test_the_title_is_centred_and_those_addressed_stand_at_the_edge(notice):
    told = styles(notice)
    assert (says(told["公文标题"], "pPr/jc"), says(told["公文主送"], "pPr/ind", "firstLineChars")) == ("center", "0")
    assert text(paragraphs(notice, "公文主送")[0]) == "各乡镇（街道）、产业工会："


def test_a_paragraph_has_the_style_of_its_level(notice):
    told = [text(found)[:2] for level in ("一", "二", "三", "四") for found in paragraphs(notice, f"公文{level}级标题")]
    assert told == ["一、", "二、", "三、", "（一", "1.", "（1"]


def test_the_number_of_the_page(made):
    told = {}
    relations = {found.get("Id"): found.get("Target") for found in tree(made, "word/_rels/document.xml.rels")}
    for found in upright(made)[-1].iter(f"{W}footerReference"):
        part = tree(made, f"word/{relations[found.get(f'{R}id')]}")
        shown = part.find(f"{W}p")
        told[found.get(f"{W}type")] = (
            text(shown),
            val(shown, "fldSimple", "instr").strip(),
            val(shown, "pPr/jc"),
            val(shown, "pPr/ind", f"{val(shown, 'pPr/jc')}Chars"),
        )
    assert told == {"default": ("— 1 —", "PAGE", "right", "100"), "even": ("— 1 —", "PAGE", "left", "100")}
    assert tree(made, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_the_dash_of_the_page_number_is_7_mm_below_the_text(made):
    line = int(says(styles(made)["公文页码"], "pPr/spacing", "line"))
    below = [int(val(section, "pgMar", "bottom")) - int(val(section, "pgMar", "footer")) - line / 2 for section in upright(made)]
    assert {round(found / TWIPS) for found in below} == {7}


def test_heads_of_tables_are_repeated_and_rows_stay_whole(made):
    for table in tree(made).iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, *[False] * (len(rows) - 1)]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def keeps(paragraph):
    return paragraph.find(f"{W}pPr/{W}keepNext") is not None


def test_the_last_rows_of_a_table_stay_with_the_note_below_it(notice):
    rows = next(tree(notice).iter(f"{W}tbl")).findall(f"{W}tr")
    assert [all(keeps(found) for found in row.iter(f"{W}p")) for row in rows] == [False] * (len(rows) - 3) + [True] * 3


def test_the_end_of_the_text_stays_with_what_stands_below_it(notice):
    told = [found for found in tree(notice).iter(f"{W}p") if val(found, "pPr/pStyle")]
    (last,) = (found for found in told if text(found) == "注：完成率含未审数据。")
    assert keeps(last)


def test_a_long_end_of_the_text_may_be_parted():
    told = [found for found in tree(to_docx(bulletin(blocks=[Paragraph(("末" * 200,))], annexes=()))).iter(f"{W}p") if text(found).startswith("末")]
    assert [keeps(found) for found in told] == [False]


def test_who_gets_a_newsletter_stays_together():
    told = paragraphs(built_in("brief"), "公文报送")
    assert [keeps(found) for found in told] == [True, True, False]


def test_lines_of_a_title_keep_their_height(notice):
    assert [says(styles(notice)[style], "pPr/snapToGrid") for style in ("公文标题", "公文附件标题")] == ["0", "0"]


def test_numbers_of_a_table_stand_at_the_right(notice):
    row = next(tree(notice).iter(f"{W}tbl")).findall(f"{W}tr")[1]
    assert [val(cell, "p/pPr/jc") for cell in row.findall(f"{W}tc")] == ["center", "left", "right", "right", "right", "right", "center"]


def test_a_table_is_as_wide_as_the_text(notice):
    widths = [sum(int(found.get(f"{W}w")) for found in table.iter(f"{W}gridCol")) for table in tree(notice).iter(f"{W}tbl")]
    assert [round(width / TWIPS) for width in widths] == [156, 156, 225]


def test_a_wide_annex_lies_on_its_side_between_upright_pages(notice):
    told = [(val(section, "pgSz", "orient"), val(section, "pgSz", "w")) for section in sections(notice)]
    assert told == [(None, "11906"), ("landscape", "16838"), (None, "11906")]


def test_the_margins_turn_with_the_sheet(notice):
    lying = sections(notice)[1]
    assert [round(int(val(lying, "pgMar", side)) / TWIPS) for side in ("top", "right", "bottom", "left")] == [28, 37, 26, 35]


def test_the_page_number_turns_with_the_sheet(notice):
    relations = {found.get("Id"): found.get("Target") for found in tree(notice, "word/_rels/document.xml.rels")}
    footers = [parts(notice)[relations[found.get(f"{R}id")].removeprefix("/")] for found in sections(notice)[1].iter(f"{W}footerReference")]
    assert [(b'vert="vert"' in footer, b" PAGE " in footer) for footer in footers] == [(True, True)] * 2


def test_no_empty_page_follows_an_annex_on_its_side():
    content = to_docx(bulletin(annexes=bulletin().annexes[:2]))
    assert [val(section, "pgSz", "orient") for section in sections(content)] == [None, "landscape"]


def test_a_document_without_annexes_is_one_section():
    content = to_docx(bulletin(annexes=()))
    assert (len(sections(content)), paragraphs(content, "公文附件说明")) == (1, [])


def test_the_note_on_annexes_numbers_them_where_there_are_several(notice):
    told = [text(found) for found in paragraphs(notice, "公文附件说明")]
    assert told == ["附件：1.新发展会员完成情况", "2.各单位全部指标完成情况", "3.亮灯情况"]
    assert [text(found) for found in paragraphs(to_docx(bulletin(annexes=bulletin().annexes[:1])), "公文附件说明")] == ["附件：新发展会员完成情况"]


def test_titles_of_annexes_stand_under_each_other(notice):
    first, *others = paragraphs(notice, "公文附件说明")
    assert (val(first, "pPr/ind", "leftChars"), val(first, "pPr/ind", "hangingChars")) == ("600", "400")
    assert {(val(found, "pPr/ind", "leftChars"), val(found, "pPr/ind", "hangingChars")) for found in others} == {("600", "100")}


def test_an_annex_begins_on_a_new_page(notice):
    heads = paragraphs(notice, "公文附件")
    assert [text(found) for found in heads] == ["附件1", "附件2", "附件3"]
    assert heads[0].find(f"{W}pPr/{W}pageBreakBefore") is not None


def test_the_day_stands_four_letters_from_the_edge_under_the_issuer(notice):
    (issuer,), (day,) = paragraphs(notice, "公文落款"), paragraphs(notice, "公文成文日期")
    assert (text(day), val(day, "pPr/ind", "rightChars")) == ("2026年9月4日", "400")
    assert (text(issuer), val(issuer, "pPr/ind", "rightChars")) == ("示例县总工会", "400")


def test_a_long_issuer_moves_the_day_inwards():
    content = to_docx(bulletin(issuer="示例市示例区示例街道示例工业园区总工会委员会"))
    (issuer,), (day,) = paragraphs(content, "公文落款"), paragraphs(content, "公文成文日期")
    assert (val(issuer, "pPr/ind", "rightChars"), val(day, "pPr/ind", "rightChars")) == ("0", "800")


def test_number_signature_and_seal_are_left_to_the_office(notice):
    told = "".join(texts(notice))
    assert ("〔　　　〕　号" in told, "签发〔　　　〕　印章〔　　　〕" in told) == (True, True)


@pytest.mark.parametrize(("simulated", "told"), [(True, "代拟稿　模拟数据　快照 2026-08"), (False, "代拟稿　快照 2026-08")])
def test_every_page_says_that_it_is_a_draft_and_of_which_snapshot(simulated, told):
    content = to_docx(bulletin(simulated=simulated))
    assert [texts(content, f"word/header{at}.xml") for at in (1, 2)] == [[told], [told]]


def test_a_chart_says_what_it_shows(notice):
    told = [found.get("descr") for found in tree(notice).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")]
    assert told == ["达序时7项，偏慢3项，滞后2项。", "图"]


def test_a_chart_fits_between_the_margins(notice):
    extents = [int(found.get("cx")) for found in tree(notice).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent")]
    assert {round(extent / 36000) for extent in extents} == {156}


def test_pages_are_counted_from_the_first_only():
    template = changed(built_in("bulletin"), word__document=lambda told: told.replace("<w:docGrid", '<w:pgNumType w:start="3"/><w:docGrid'))
    assert [val(section, "pgNumType", "start") for section in sections(to_docx(bulletin(), template))] == ["3", None, None]
