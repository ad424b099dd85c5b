"""What a snapshot can be written as: one line a format."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from charts.palette import LIGHT
from snapshots.card import leaders_card
from snapshots.document import KINDS, Kind, Picture
from snapshots.edition import Edition
from snapshots.html import to_html
from snapshots.package import packed
from snapshots.paper import to_pdf
from snapshots.picture import png, svg
from snapshots.spreadsheet import to_lines, to_workbook
from snapshots.word.templates import template_of
from snapshots.word.writing import to_docx
from words import text
from words.figures import full_day

Format = Callable[[Edition], Mapping[str, bytes]]
"""Of an edition, the files by name."""


def name_of(edition: Edition, what: str, ending: str) -> str:
    """The name of a file: what it is, whether it may leave the federation, and the number of its snapshot."""
    mark = text("file.outside", edition.language) if edition.options.outside else ""
    return f"{what}{mark} {edition.number}.{ending}"


def word(edition: Edition, kind: Kind) -> bytes:
    """One document as a Word file, in the county's own template where it has one. Raises BadTemplate."""
    return to_docx(edition.document(kind), template_of(kind, edition.templates))


def named(edition: Edition, code: str, ending: str) -> str:
    """The name of a file that is one of its kind, by the code of what it is."""
    return name_of(edition, text(f"file.{code}", edition.language), ending)


def _zip(edition: Edition) -> Mapping[str, bytes]:
    return {f"{edition.number}.zip": packed(edition.frozen)}


def _xlsx(edition: Edition) -> Mapping[str, bytes]:
    return {named(edition, "workbook", "xlsx"): to_workbook(edition.frozen, edition.number, edition.language, outside=edition.options.outside)}


def _csv(edition: Edition) -> Mapping[str, bytes]:
    return {name_of(edition, title, "csv"): content for title, content in to_lines(edition.frozen, edition.language, outside=edition.options.outside).items()}


def _docx(edition: Edition) -> Mapping[str, bytes]:
    return {named(edition, kind, "docx"): word(edition, kind) for kind in KINDS}


def _pdf(edition: Edition) -> Mapping[str, bytes]:
    return {
        named(edition, "bulletin", "pdf"): to_pdf(edition.document("bulletin"), edition.language),
        named(edition, "card", "pdf"): leaders_card(edition.frozen, edition.number, edition.language, outside=edition.options.outside),
    }


def _html(edition: Edition) -> Mapping[str, bytes]:
    return {named(edition, "bulletin", "html"): to_html(edition.document("bulletin"), edition.language).encode()}


def _svg(edition: Edition) -> Mapping[str, bytes]:
    return {name: drawn.encode() for name, drawn in _pictures(edition, "svg")}


def _png(edition: Edition) -> Mapping[str, bytes]:
    return {name: png(drawn) for name, drawn in _pictures(edition, "png")}


def _pictures(edition: Edition, ending: str) -> Iterator[tuple[str, str]]:
    """Each chart of the bulletin as a picture of its own, in the bulletin's order, with the words to trust it by."""
    document = edition.document("bulletin")
    pictures = [block for blocks in (document.blocks, *(annex.blocks for annex in document.annexes)) for block in blocks if isinstance(block, Picture)]
    for at, picture in enumerate(pictures, start=1):
        name = name_of(edition, text("file.chart", edition.language, at=at), ending)
        yield name, svg(picture.caption, [picture.chart], _trust(edition), LIGHT)


def _trust(edition: Edition) -> list[str]:
    frozen, language = edition.frozen, edition.language
    day, number = text("trust.data_until", language, day=full_day(frozen.on, language)), text("paper.snapshot", language, number=edition.number)
    simulated = [text("trust.simulated", language)] if frozen.simulated else []
    return [" ・ ".join([frozen.title, day, number, *simulated]), *([text("trust.simulated_help", language)] if frozen.simulated else [])]


FORMATS: Final[Mapping[str, Format]] = {
    "zip": _zip,
    "xlsx": _xlsx,
    "csv": _csv,
    "docx": _docx,
    "pdf": _pdf,
    "html": _html,
    "png": _png,
    "svg": _svg,
}
DOCUMENTS: Final = frozenset(["docx", "pdf", "html", "png", "svg"])
"""The formats that are made of documents: they draw letters, compare with the snapshot before, and hold what staff worded."""
