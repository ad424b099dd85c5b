"""Templates that a county edits: which one is taken, what it may say, and why a bad one is refused."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from schema.workspace import TEMPLATE_FILES
from snapshots.word.errors import BadTemplate
from snapshots.word.rendering import MOST_LETTERS, MOST_PLACEHOLDERS
from snapshots.word.templates import built_in, template_of
from snapshots.word.writing import to_docx
from tests.snapshots.opened import W, changed, parts, text, texts, tree, val, zipped
from tests.snapshots.samples import bulletin
from words import LANGUAGES
from words import text as worded
from words.templates import BLOCKS, PLACEHOLDERS

HOUSE = Path(__file__).parents[2]
KINDS = tuple(TEMPLATE_FILES)
EMPTY = bulletin(blocks=(), annexes=())
BODY = "<w:p><w:r><w:t>{{p 正文 }}</w:t></w:r></w:p>"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATION = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}" TargetMode="External"/></Relationships>'
)


def own(*told, body=BODY):
    """A template with these paragraphs above its body, each given as the insides of a run."""
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{one}</w:t></w:r></w:p>' for one in told)
    return changed(built_in("bulletin"), word__document=lambda old: old[: old.index("<w:body>") + 8] + paragraphs + body + old[old.index("<w:sectPr>") :])


def refused(template, document=EMPTY):
    with pytest.raises(BadTemplate) as told:
        to_docx(document, template)
    assert all(worded(told.value.code, language, **told.value.values) for language in LANGUAGES)
    return told.value


@pytest.mark.parametrize("kind", KINDS)
def test_the_countys_own_template_is_taken_where_there_is_one(tmp_path, kind):
    assert template_of(kind, tmp_path) == built_in(kind)
    (tmp_path / TEMPLATE_FILES[kind]).write_bytes(b"own")
    assert template_of(kind, tmp_path) == b"own"


def test_texts_stand_wherever_a_template_names_them():
    content = to_docx(EMPTY, own("甲{{ 发文机关 }}乙{{成文日期}}丙", "{{ 快照号 }}"))
    assert texts(content)[:2] == ["甲示例县总工会乙2026年9月4日丙", "2026-08"]


def test_a_placeholder_may_be_split_by_word():
    split = "{</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{ 发文</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>机关 }</w:t></w:r><w:r><w:t>}"
    assert texts(to_docx(EMPTY, own(split)))[0] == "示例县总工会"


@pytest.mark.parametrize(("simulated", "told"), [(True, "有"), (False, "无")])
def test_a_template_may_ask(simulated, told):
    asked = "{% if 模拟数据 and not 主送 == '' %}有{% else %}无{% endif %}"
    assert texts(to_docx(bulletin(blocks=(), annexes=(), simulated=simulated), own(asked)))[0] == told


def test_a_block_takes_the_styles_of_the_template():
    """A county may change what 公文正文 looks like, and Word may give it another id."""
    renamed = changed(
        built_in("bulletin"), word__styles=lambda told: told.replace('"Xs_text"', '"a7"'), word__document=lambda told: told.replace('"Xs_text"', '"a7"')
    )
    content = to_docx(bulletin(annexes=()), renamed)
    assert {val(found, "pPr/pStyle") for found in tree(content).iter(f"{W}p") if text(found).startswith("截至")} == {"a7"}


def test_styles_that_a_template_lacks_are_the_built_in_ones():
    bare = f'<w:styles xmlns:w="{W[1:-1]}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
    content = to_docx(bulletin(annexes=()), changed(own(), word__styles=bare))
    found = {val(style, "name"): val(style, "basedOn") for style in tree(content, "word/styles.xml").iter(f"{W}style")}
    assert (found["公文正文"], found["公文一级标题"]) == ("a", "Xs_text")


@pytest.mark.parametrize(
    ("told", "name", "near"),
    [
        ("{{ 标提 }}", "标提", "标题"),
        ("{{ 发文单位 }}", "发文单位", "发文机关"),
        ("{% if 模拟 %}{% endif %}", "模拟", "模拟数据"),
        ("{{ x.y.z }}", "x", "标题"),
    ],
)
def test_an_unknown_name_is_named_with_those_near(told, name, near):
    error = refused(own(told))
    assert (error.code, error.values["name"], near in error.values["near"], error.values["text"]) == (
        "template.undefined",
        name,
        True,
        told.split("{% endif")[0],
    )


@pytest.mark.parametrize(
    "told", ["{{ 标题 | upper }}", "{{ 标题", "{{ 标题 }", "{% if 标题 %}", "{% endif %}", "{% 标题 %}", "{{ 标 题 }}", "{{ }}", "{", "}} 标题"]
)
def test_a_placeholder_that_is_wrongly_written_is_shown(told):
    error = refused(own("前文", told))
    assert (error.code in ("template.syntax", "template.forbidden"), error.values["text"][:2]) == (True, told[:2])


@pytest.mark.parametrize(
    "told",
    [
        *("{{ 标题.__class__ }}", "{{ 标题['__class__'] }}", "{{ 标题.format(标题) }}", "{{ 标题 ~ 标题 }}", "{{ 标题 * 9999999999 }}", "{{ 9 ** 9 ** 9 }}"),
        *(
            "{% for a in 标题 %}{{ a }}{% endfor %}",
            "{% set 甲 = 标题 %}",
            "{% macro 甲() %}{% endmacro %}",
            "{% for a in range(10**9) %}{% endfor %}",
            "{{ [1] }}",
        ),
        *(
            "{{ self }}",
            "{{ lipsum() }}",
            "{{ cycler.__init__ }}",
            "{% import 'os' as o %}",
            "{% include 'x' %}",
            "{{ ().__class__.__base__ }}",
            "{% filter x %}{% endfilter %}",
        ),
    ],
)
def test_a_template_cannot_compute_repeat_or_look_into_anything(told):
    assert refused(own(told)).code in ("template.forbidden", "template.undefined", "template.syntax")


def test_a_loop_without_end_is_refused_by_name():
    assert refused(own("{% for a in range(10**9) %}{% endfor %}")).values["name"] == "range"


@pytest.mark.parametrize("depth", [150, 290])
def test_conditions_within_conditions_are_no_way_to_break_it(depth):
    assert refused(own("{% if 标题 %}" * depth + "{{ " + "not " * 3000 + "标题 }}")).code in ("template.hostile", "template.syntax", "template.too_long")


@pytest.mark.parametrize("told", ["{{ 标题 }}" * (MOST_PLACEHOLDERS + 1), "字" * MOST_LETTERS])
def test_a_template_that_would_run_long_is_refused(told):
    assert refused(own(told)).code == "template.too_long"


def test_a_placeholder_without_its_end_takes_nothing_of_the_next_paragraph():
    assert refused(own("{{ 标题", "甲", "乙 }}")).values["text"] == "{{ 标题"


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (b"not a zip", "template.not_docx"),
        (b"PK\x03\x04broken", "template.not_docx"),
        (zipped({"a.txt": b"x"}), "template.not_docx"),
        (zipped({"[Content_Types].xml": b"<x"}), "template.not_docx"),
        (bytes(11 << 20), "template.too_large"),
        (zipped({"[Content_Types].xml": bytes(41 << 20)}), "template.too_large"),
        (zipped({f"{at}.xml": b"<x/>" for at in range(501)}), "template.hostile"),
        (changed(built_in("bulletin"), word__document="<w:document"), "template.not_docx"),
        (changed(built_in("bulletin"), word__styles='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "template.hostile"),
        (changed(built_in("bulletin"), **{"word__vbaProject.bin": b"x"}), "template.macros"),
        (changed(built_in("bulletin"), **{"[Content_Types].xml": lambda told: told.replace("document.main+xml", "x")}), "template.not_docx"),
        (changed(built_in("bulletin"), **{"word__embeddings__oleObject1.bin": b"x"}), "template.objects"),
        (own(body=""), "template.no_body"),
        (own(body=f"<w:tbl><w:tblGrid/><w:tr><w:tc>{BODY}</w:tc></w:tr></w:tbl><w:p/>"), "template.place"),
        (changed(built_in("bulletin"), word__header1=lambda told: told.replace("代拟稿", "{{ 正文 }}", 1)), "template.place"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_template_is_refused(template, code):
    assert refused(template).code == code


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        *[("oleObject", "http://127.0.0.1/x.xlsx", "template.elsewhere"), ("image", "http://127.0.0.1/x.png", "template.elsewhere")],
        *[("hyperlink", "file:///etc/passwd", "template.elsewhere"), ("hyperlink", "\\\\host\\share", "template.elsewhere")],
    ],
)
def test_what_a_program_would_open_by_itself_is_refused(kind, target, code):
    error = refused(changed(own(), **{"word___rels__document.xml.rels": lambda told: told.replace("</Relationships>", RELATION.format(kind, target))}))
    assert (error.code, error.values["name"]) == (code, target)


def test_where_word_keeps_the_template_of_a_template_is_left_out():
    """Word writes it into files that were made from somebody's own template, and would open it again."""
    attached = '<w:attachedTemplate xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/><w:bordersDoNot'
    told = {
        "word__settings": lambda old: old.replace("<w:bordersDoNot", attached),
        "word___rels__settings.xml.rels": f'<Relationships xmlns="{RELATIONS}">' + RELATION.format("attachedTemplate", "file:///C:/x.dotm"),
    }
    made = parts(to_docx(EMPTY, changed(own(), **told)))
    assert (b"attachedTemplate" in made["word/settings.xml"], b"x.dotm" in made["word/_rels/settings.xml.rels"]) == (False, False)


def test_a_link_to_a_page_is_kept():
    content = changed(
        own(), **{"word___rels__document.xml.rels": lambda told: told.replace("</Relationships>", RELATION.format("hyperlink", "https://example.org"))}
    )
    assert b"https://example.org" in parts(to_docx(EMPTY, content))["word/_rels/document.xml.rels"]


@pytest.mark.parametrize(
    "field",
    [
        '<w:fldSimple w:instr=" DDEAUTO c:\\\\x "/>',
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> DD</w:instrText></w:r><w:r><w:instrText>E x</w:instrText><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="begin"/><w:instrText>LINK x</w:instrText></w:r>',
        '<w:fldSimple w:instr="quote 68 68 69"/>',
    ],
)
def test_a_field_that_fetches_or_starts_something_is_refused_by_name(field):
    error = refused(own(body=f"<w:p>{field}</w:p>{BODY}"))
    assert (error.code, error.values["name"] in ("DDEAUTO", "DDE", "LINK", "QUOTE")) == ("template.field", True)


@pytest.mark.parametrize("name", [*PLACEHOLDERS.values(), *BLOCKS.values()])
def test_every_placeholder_is_described(name):
    assert f" {name} " in (HOUSE / "docs" / "templates.md").read_text(encoding="utf-8")


def test_a_template_without_a_page_of_its_own_is_filled():
    template = changed(built_in("bulletin"), word__document=lambda old: re.sub(r"<w:sectPr.*?</w:sectPr>", "", old, flags=re.DOTALL))
    assert texts(to_docx(bulletin(), template))


def test_a_bookmark_of_a_number_that_no_program_gives_is_no_number():
    assert to_docx(EMPTY, own(body=f'<w:bookmarkStart w:id="{"9" * 5_000}" w:name="x"/>{BODY}'))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_template_packed_badly_is_no_document(method):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        package.writestr("[Content_Types].xml", "x" * 1_000)
    content = bytearray(made.getvalue())
    at = content.index(b".xml") + len(".xml") + 9  # behind what says how it is packed
    content[at : at + 8] = b"\xff" * 8
    assert refused(bytes(content)).code == "template.not_docx"


def test_a_template_larger_than_a_document_is_not_read(tmp_path):
    own_one = tmp_path / TEMPLATE_FILES["bulletin"]
    own_one.write_bytes(b"")
    os.truncate(own_one, 1 << 40)
    with pytest.raises(BadTemplate) as told:
        template_of("bulletin", tmp_path)
    assert told.value.code == "template.too_large"
