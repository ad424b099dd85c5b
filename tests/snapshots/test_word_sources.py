"""A figure in a Word file is followed back to its snapshot and place, however old the file is."""

import pytest

from snapshots.document import Annex, Figure, Paragraph, Picture, Table
from snapshots.word.errors import BadTemplate
from snapshots.word.sources import sources_of
from snapshots.word.templates import built_in
from snapshots.word.writing import to_docx
from tests.snapshots.opened import W, changed, tree
from tests.snapshots.samples import bulletin, figure


def figures(document):
    """Every figure of a document, in the order of reading."""
    for block in [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]:
        rows = block.rows if isinstance(block, Table) else [] if isinstance(block, Picture) else [[block.runs]]
        yield from (run for row in rows for cell in row for run in cell if isinstance(run, Figure))


def bookmarks(content):
    return [found.get(f"{W}name") for found in tree(content).iter(f"{W}bookmarkStart")]


@pytest.fixture(scope="module")
def content():
    return to_docx(bulletin())


def test_every_figure_is_found_again_with_its_source(content):
    traced = sources_of(content)
    assert (traced.snapshot, list(traced.figures.values())) == ("2026-08", list(figures(bulletin())))


def test_bookmarks_are_hidden_short_and_each_its_own(content):
    names = bookmarks(content)
    assert (len(set(names)), {name[0] for name in names}, max(map(len, names)) <= 40) == (len(list(figures(bulletin()))), {"_"}, True)


def test_a_bookmark_tells_snapshot_goal_organisation_and_column(content):
    assert bookmarks(content)[2].startswith("_202608_R001_510000_value_")


def test_bookmarks_open_and_close(content):
    opened, closed = ([found.get(f"{W}id") for found in tree(content).iter(f"{W}{kind}")] for kind in ("bookmarkStart", "bookmarkEnd"))
    assert (opened, len(set(opened))) == (closed, len(opened))


def test_names_that_begin_alike_stay_apart():
    long = [figure(str(at), org="示例" * 30, column="c" * 60) for at in range(40)]
    content = to_docx(bulletin(blocks=[Paragraph(tuple(long))], annexes=()))
    assert list(sources_of(content).figures.values()) == long


def test_a_figure_edited_in_word_shows_what_stands_there_now(content):
    edited = changed(content, word__document=lambda told: told.replace(">2940<", ">2950<"))
    assert [found for found in sources_of(edited).figures.values() if found.text == "2950"] == [figure("2950")]


def test_a_figure_cut_out_in_word_is_not_listed():
    content = to_docx(bulletin(blocks=[Paragraph((figure("7"), figure("8")))], annexes=()))
    first = bookmarks(content)[0]
    cut = changed(content, word__document=lambda told: told.replace(f'w:name="{first}"', 'w:name="_other"'))
    assert [found.text for found in sources_of(cut).figures.values()] == ["8"]


def test_a_figure_may_have_been_split_into_runs_by_word():
    content = to_docx(bulletin(blocks=[Paragraph((figure("1,234"),))], annexes=()))
    parted = changed(content, word__document=lambda told: told.replace("1,234", "1,</w:t></w:r><w:r><w:t>234"))
    assert [found.text for found in sources_of(parted).figures.values()] == ["1,234"]


def test_a_document_made_from_an_earlier_one_lists_only_its_own(content):
    made = changed(content, word__document=lambda told: told.replace(">三、下步要求<", ">{{p 正文 }}<"))
    again = sources_of(to_docx(bulletin(blocks=[Paragraph((figure("9"),))], annexes=[Annex("表", [])], snapshot="2026-09"), made))
    assert (again.snapshot, [found.text for found in again.figures.values()]) == ("2026-09", ["9"])


@pytest.mark.parametrize("other", [b"", b"PK\x03\x04", b"text", built_in("bulletin")])
def test_a_file_without_a_list_is_refused(other):
    with pytest.raises(BadTemplate) as told:
        sources_of(other)
    assert told.value.code in ("template.not_docx", "template.no_sources")


def test_a_list_that_was_tampered_with_is_refused(content):
    broken = changed(content, customXml__item1=lambda told: told.replace('on="2026-08-31"', 'on="x"', 1))
    with pytest.raises(BadTemplate, match="no_sources"):
        sources_of(broken)


def test_a_bookmark_takes_no_name_of_the_template():
    taken = '<w:bookmarkStart w:id="0" w:name="_202608_R001_510000_value_1"/><w:bookmarkEnd w:id="0"/></w:p>'
    template = changed(built_in("bulletin"), word__document=lambda told: told.replace("</w:p>", taken, 1))
    content = to_docx(bulletin(blocks=[Paragraph((figure("9"),))], annexes=()), template)
    assert (len(set(bookmarks(content))), [found.text for found in sources_of(content).figures.values()]) == (2, ["9"])
