"""A document as a Word file: a template filled in, its blocks in the template's own styles, every figure marked."""

import datetime as dt
from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree
from markupsafe import Markup

from snapshots.document import Annex, Document, Table
from snapshots.word.blocks import Writer
from snapshots.word.closing import annex_note, signed
from snapshots.word.errors import BadTemplate
from snapshots.word.harmless import refuse_unsafe
from snapshots.word.marks import Marks, number_of
from snapshots.word.markup import SPACES, WP, inside, legal, paragraph, qualified, run
from snapshots.word.package import OFFICE, Package, Tree, parsed, written
from snapshots.word.rendering import render, stories
from snapshots.word.sections import Page, close, on_its_side, upright
from snapshots.word.sources import keep
from snapshots.word.styles import style_ids
from snapshots.word.templates import built_in
from words.catalogue import text
from words.figures import full_day
from words.templates import BLOCKS, PLACEHOLDERS

WIDE: Final = 9
"""So many columns do not fit across an upright page."""
_WHOLE = 6 * 28
_BLOCK = "urn:xushi:block"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_PAGE_BREAK = "<w:pageBreakBefore/>"


def to_docx(document: Document, template: bytes | None = None) -> bytes:
    """The file, from the county's template or else the built-in one; the same document and template are the same bytes. Raises BadTemplate."""
    package = Package.read(template or built_in(document.kind))
    refuse_unsafe(package)
    render(package, _values(document))
    _Filling(document, package).fill()
    return package.packed()


def _values(document: Document) -> dict[str, object]:
    """What a template may name: texts as the insides of a Word text, and a place for each block."""
    told = {
        "title": "\n".join(document.title),
        "addressees": document.addressees.rstrip(":："),
        "issuer": document.issuer,
        "dated": full_day(document.dated),
        "snapshot": document.snapshot,
    }
    texts: dict[str, object] = {PLACEHOLDERS[code]: Markup(inside(value)) for code, value in told.items()}  # noqa: S704 escaped inside
    places = {name: Markup(f'<block xmlns="{_BLOCK}" code="{code}"/>') for code, name in BLOCKS.items()}  # noqa: S704 our own words
    return {**texts, **places, PLACEHOLDERS["simulated"]: document.simulated}


class _Filling:
    """One document on its way into one file."""

    def __init__(self, document: Document, package: Package) -> None:
        self._document, self._package = document, package
        self._tree = parsed(package.parts[package.main])
        self._marks = Marks(document.snapshot, package)
        drawn = [number_of(found.get("id", "")) for found in self._tree.iter(f"{{{WP}}}docPr")]
        self._writer = Writer(style_ids(package, Package.read(built_in("bulletin"))), self._marks, self._image, max(drawn, default=0))

    def fill(self) -> None:
        """Put every block where the template has its place, the list of sources behind, and who made it in front."""
        write: dict[str, Callable[[Tree], list[Tree]]] = {
            "body": lambda section: _kept(_elements(self._writer.blocks(self._document.blocks, Page.of(section).frame))),
            "annex_note": lambda _: _elements(annex_note(self._document, self._writer.styles)),
            "signed": lambda _: _elements(signed(self._document, self._writer.styles)),
            "annexes": self._annexes,
        }
        places = self._places()
        body = self._tree.find(qualified("body"))
        if body.find(qualified("sectPr")) is None:  # Word then takes its own page, as Page.of does
            body.append(body.makeelement(qualified("sectPr")))
        for code, place in places:
            section = place.xpath("following::w:sectPr[1]", namespaces={"w": qualified("")[1:-1]})[0]
            for made in write[code](section):
                place.addprevious(made)
            place.getparent().remove(place)
        close(body)
        self._package.parts[self._package.main] = written(self._tree)
        keep(self._package, self._marks)
        self._keep_core()

    def _places(self) -> list[tuple[str, Tree]]:
        """The element of the text's body that each block replaces. Raises BadTemplate where one stands where no block can be."""
        found = [(block.get("code"), _in_body(block)) for block in self._tree.iter(f"{{{_BLOCK}}}block")]
        elsewhere = [code for code, place in found if place is None]
        others = (parsed(self._package.parts[name]) for name in list(stories(self._package))[1:])
        elsewhere += [block.get("code") for other in others for block in other.iter(f"{{{_BLOCK}}}block")]
        if elsewhere:
            raise BadTemplate("template.place", name=BLOCKS[elsewhere[0]])
        if "body" not in dict(found):
            raise BadTemplate("template.no_body", name=BLOCKS["body"])
        return found

    def _annexes(self, section: Tree) -> list[Tree]:
        """Each annex on a new page, one with a wide table on pages on their side."""
        made, lying, page = list[Tree](), False, Page.of(section)
        for number, annex in enumerate(self._document.annexes, 1):
            was, lying = lying, _is_wide(annex)
            if lying != was:
                made.append(self._ended(section, lying=was))
            frame = page.turned().frame if lying else page.frame
            made += _elements(self._annex_head(number, annex, "" if lying != was else _PAGE_BREAK) + self._writer.blocks(annex.blocks, frame))
        return [*made, self._ended(section, lying=True)] if lying else made

    def _ended(self, section: Tree, *, lying: bool) -> Tree:
        return on_its_side(self._package, section, self._writer.styles["page"]) if lying else upright(section)

    def _annex_head(self, number: int, annex: Annex, looks: str) -> str:
        told = text("document.annex") + (str(number) if len(self._document.annexes) > 1 else "")
        return paragraph(self._writer.styles["annex"], run(told), looks) + paragraph(self._writer.styles["annex_title"], run(annex.title))

    def _image(self, drawn: bytes) -> str:
        name = self._package.free("word/media/chart{}.png")
        return self._package.add(self._package.main, f"{OFFICE}/image", name, drawn, "image/png")

    def _keep_core(self) -> None:
        """Title, issuer and day of the document itself, whoever the template says made it."""
        day = dt.datetime.combine(self._document.dated, dt.time()).isoformat() + "Z"
        told = {"dc:title": " ".join(self._document.title), "dc:subject": self._document.snapshot, "dc:creator": self._document.issuer}
        fields = "".join(f"<{name}>{escape(legal(value))}</{name}>" for name, value in told.items())
        dates = "".join(f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>' for name in ("created", "modified"))
        spaces = (
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        )
        content = f"<cp:coreProperties {spaces}>{fields}{dates}</cp:coreProperties>".encode()
        for name in self._package.related("", "core-properties"):
            self._package.parts[name] = content
            return
        self._package.add("", _CORE, "docProps/core.xml", content, _CORE_TYPE)


def _is_wide(annex: Annex) -> bool:
    return any(isinstance(block, Table) and len(block.heads) >= WIDE for block in annex.blocks)


def _elements(xml: str) -> list[Tree]:
    """The elements of a piece of markup."""
    return list(etree.fromstring(f"<w:body {SPACES}>{xml}</w:body>", etree.XMLParser(resolve_entities=False, huge_tree=True)))


def _kept(made: list[Tree]) -> list[Tree]:
    """Blocks of which the last keeps to what follows, so that neither a signature nor the list of copies stands on a page without text.

    One of more than _WHOLE letters may be parted over two pages instead, and then its own last lines go over.
    """
    for last in made[-1:]:
        if len("".join(last.itertext())) < _WHOLE:
            last.find(qualified("pPr")).insert(1, last.makeelement(qualified("keepNext")))
    return made


def _in_body(block: Tree) -> Tree | None:
    """The element right in the body that a block stands in, or none where it stands in a table or a box."""
    while block.getparent() is not None and block.getparent().tag in (qualified("p"), qualified("r"), qualified("t")):
        block = block.getparent()
    return block if block.getparent() is not None and block.getparent().tag == qualified("body") else None
