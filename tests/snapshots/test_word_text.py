"""Whatever was typed comes out as it was typed, and the same document as the same bytes."""

import io
import random
import zipfile

import pytest

from snapshots.document import Annex, Paragraph, Picture, Table
from snapshots.word.writing import to_docx
from tests.snapshots.opened import texts, tree
from tests.snapshots.samples import bulletin, chart, figure

PIECES = (
    *(
        "<w:p/>",
        "</w:t></w:r>",
        "&",
        "&amp;",
        "&#0;",
        "<!--",
        "]]>",
        "<![CDATA[",
        "{{ 标题 }}",
        "{{p 正文 }}",
        "{% for a in b %}",
        "{#",
        "#}",
        "{_{",
        "}_}",
        "{_%",
        "%_}",
    ),
    *(
        '"',
        "'",
        "“引”",
        "‘单’",
        "𠮷",
        "👩‍👧",
        "é",
        "\u200b",
        "\u202e",
        "\ufeff",
        " ",
        "  ",
        "\u3000",
        "\\",
        "$1",
        "\\1",
        "%s",
        "=1+1",
        "@",
        "\a",
        "..",
        "\u2028",
        "\x85",
        "字",
    ),
)
SEEN = {"\x00": "␀", "\x07": "␇", "\x0b": "␋", "\x0c": "␌", "\x1b": "␛", "\x1f": "␟", "\ud842": "\ufffd", "\ufffe": "\ufffd", "\uffff": "\ufffd"}


def payloads(count=1000):
    chance = random.Random(20260831)
    return ["".join(chance.choices((*PIECES, *SEEN, "\n", "\t"), k=chance.randint(1, 8))) for _ in range(count)]


def seen(told):
    return "".join(SEEN.get(letter, letter) for letter in told)


def test_a_thousand_texts_come_out_as_they_were_typed():
    typed = payloads()
    content = to_docx(bulletin(blocks=[Paragraph((told,)) for told in typed], annexes=()))
    found = texts(content)
    at = found.index(seen(typed[0]))
    assert found[at : at + len(typed)] == [*map(seen, typed)]


def test_a_thousand_figures_come_out_as_they_were_typed():
    typed = payloads()
    table = Table("", ["数"], ["right"], [1], [[(figure(told, org=told),)] for told in typed])
    found = texts(to_docx(bulletin(blocks=[table], annexes=())))
    assert found[found.index("数") + 1 :][: len(typed)] == [*map(seen, typed)]


@pytest.mark.parametrize("typed", payloads(60))
def test_every_place_of_a_document_holds_any_text(typed):
    table = Table(typed, [typed], ["left"], [1], [[(typed,)]], [typed])
    blocks = [Paragraph((typed,), 1), table, Paragraph((typed,), small=True)]
    given = {"title": [typed], "issuer": typed, "addressees": typed, "blocks": blocks, "annexes": [Annex(typed, [])], "snapshot": typed}
    content = to_docx(bulletin(**given))
    told, shown = "\n\n".join(texts(content)), seen(typed)
    assert (told.count(shown) >= 9, shown in texts(content, "word/header1.xml")[0]) == (True, True)


@pytest.mark.parametrize("typed", ["<&\"'>", "一\n二", "\x00", "{{ 标题 }}"])
def test_what_a_chart_says_is_said_as_it_was_typed(typed):
    content = to_docx(bulletin(blocks=[Picture(chart(), "", typed)], annexes=()))
    assert [found.get("descr") for found in tree(content).iter() if found.tag.endswith("}docPr")] == [seen(typed)]


def test_the_same_document_is_the_same_bytes():
    assert to_docx(bulletin()) == to_docx(bulletin())


def test_no_time_but_the_documents_own_is_in_the_file():
    with zipfile.ZipFile(io.BytesIO(to_docx(bulletin()))) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("docProps/core.xml").count(b"2026-09-04T00:00:00Z") == 2
