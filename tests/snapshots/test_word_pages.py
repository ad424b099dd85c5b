"""The files as another program lays them out: LibreOffice opens each, and the pages hold what the standard asks."""

import os
import shutil
import subprocess
from functools import cache
from io import BytesIO

import pypdf
import pytest

from snapshots import bulletin as notices
from snapshots.document import Paragraph
from snapshots.word.writing import to_docx
from tests.snapshots.samples import ORDINARY, bulletin

POINTS = 72 / 25.4
LONG = [Paragraph((ORDINARY.replace("，", "对").replace("。", "照").replace("、", "表") * 110,))]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The pages of a document."""
    soffice = shutil.which("soffice")
    folder = tmp_path_factory.mktemp("pages")

    def convert(document):
        (folder / "made.docx").write_bytes(to_docx(document))
        (folder / "made.pdf").unlink(missing_ok=True)
        told = [
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "made.docx"),
        ]
        if soffice:
            subprocess.run([soffice, *told], check=True, capture_output=True, timeout=120)
        if not (folder / "made.pdf").exists():
            (pytest.fail if os.environ.get("XUSHI_TEST_ALL") else pytest.skip)("needs the Debian package libreoffice-writer-nogui")
        return list(pypdf.PdfReader(BytesIO((folder / "made.pdf").read_bytes())).pages)

    return convert


@pytest.fixture(scope="module")
def laid_out(printed):
    """The lines of each page of a document: (left edge, height above the foot, text)."""
    return lambda document: [lines(page) for page in printed(document)]


def lines(page):
    found = {}

    def visit(text, matrix, at, _font, _size):
        if text.strip():
            found.setdefault(round(at[5] * matrix[3] + matrix[5], 1), []).append((at[4] * matrix[0] + matrix[4], text.strip("\n")))

    page.extract_text(visitor_text=visit)
    return [(min(x for x, _ in parts), height, "".join(text for _, text in parts)) for height, parts in sorted(found.items(), reverse=True)]


def body(page):
    return [line for line in page if 35 < line[1] / POINTS < 297 - 37]


@pytest.fixture(scope="module")
def long_pages(laid_out):
    return laid_out(bulletin(blocks=LONG, annexes=()))


def test_full_pages_have_22_lines(long_pages):
    assert {len(body(page)) for page in long_pages[1:-1]} == {22}


def test_full_lines_have_28_letters(long_pages):
    assert {len(text) for page in long_pages[1:-1] for _, _, text in body(page)} == {28}


def test_lines_begin_at_the_left_margin(long_pages):
    assert {round(left / POINTS) for page in long_pages[1:-1] for left, _, _ in body(page)} == {28}


def test_page_numbers_count_on_over_pages_on_their_side(laid_out):
    pages = laid_out(bulletin())
    assert [pages[at][-1][2] for at in (0, 1, -1)] == ["— 1 —", "— 2 —", f"— {len(pages)} —"]


@pytest.mark.parametrize("kind", ["bulletin", "brief", "summary"])
def test_every_kind_is_laid_out_whole(laid_out, kind):
    told = "".join(text for page in laid_out(bulletin(kind=kind)) for _, _, text in page).replace(" ", "")
    assert [part in told for part in ("代拟稿", "2026年9月4日", "三、下步要求", "附件2", "示例45镇")] == [True] * 5


@pytest.fixture(scope="module")
def issued(printed, frozen_demo):
    """The lines of each page of a demo's document, made against the snapshot of a month earlier, and whether the page has a chart."""

    @cache
    def pages(key, kind):
        made = getattr(notices, kind)(frozen_demo(key), "n", notices.Options(), frozen_demo(key, 30))
        return [(lines(page), "/XObject" in page["/Resources"]) for page in printed(made)]

    return pages


ISSUED = [(key, kind) for key in ("nanjiang", "baoshan", "baoji", "chengdu", "siming") for kind in ("bulletin", "brief", "summary")]
LEAST = {"bulletin": 10, "brief": 2, "summary": 3}
demos = pytest.mark.parametrize(("key", "kind"), ISSUED)


@pytest.mark.slow
@demos
def test_documents_of_the_demos_are_laid_out_whole(issued, key, kind):
    assert len(issued(key, kind)) >= LEAST[kind]


@pytest.mark.slow
@demos
def test_no_page_but_the_last_stands_nearly_empty(issued, key, kind):
    """Besides its mark and its number a page has three lines at least, or a chart."""
    assert [at for at, (page, drawn) in enumerate(issued(key, kind)[:-1], 1) if len(page) < 5 and not drawn] == []


@pytest.mark.slow
@demos
def test_no_page_has_more_than_22_lines_of_text(issued, key, kind):
    """Lines of text are longer than those within tables."""
    assert max(sum(len(told) > 20 for _, _, told in body(page)) for page, _ in issued(key, kind)) <= 22


@pytest.mark.slow
@demos
def test_what_stands_below_the_text_has_text_above_it(issued, key, kind):
    mark = "发：〔" if kind == "brief" else "签发〔"
    (page,) = (page for page, _ in issued(key, kind) if any(mark in told.replace(" ", "") for _, _, told in page))
    assert [told for _, _, told in body(page) if told.strip().endswith(("。", "”。"))] != []
