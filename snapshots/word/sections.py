"""Pages on their side for wide tables, between the upright pages of a template."""

import copy
from dataclasses import dataclass
from typing import Final

from lxml import etree

from snapshots.word.markup import SPACES, WPS, paragraph, qualified
from snapshots.word.package import OFFICE, Package, Tree

_FOOTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_EMU, _MILLIMETRE = 635, 56.693
_BELOW, _BOX = round(7 * _MILLIMETRE), round(10 * _MILLIMETRE)
"""The dash beside the number stands 7 mm from the text; the box around it is 10 mm across."""
_A4: Final = {"w": 11906, "h": 16838, "top": 2098, "right": 1474, "bottom": 1984, "left": 1587}
_PAGES = {"default": '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>', "even": '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>'}
_NUMBER = (
    '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r>'
)
_TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'


@dataclass(frozen=True)
class Page:
    """The size and the margins of the pages of a section, in twips."""

    w: int
    h: int
    top: int
    right: int
    bottom: int
    left: int

    @classmethod
    def of(cls, section: Tree) -> "Page":
        """As a section of the template says, else those of the standard."""
        told = dict[str, str]()
        for name in ("pgSz", "pgMar"):
            found = section.find(qualified(name))
            told |= {} if found is None else {key.rpartition("}")[2]: value for key, value in found.attrib.items()}
        return cls(**{key: abs(int(told[key])) if told.get(key, "").lstrip("-").isdecimal() else value for key, value in _A4.items()})

    @property
    def frame(self) -> tuple[int, int]:
        """Width and height of the text."""
        return self.w - self.left - self.right, self.h - self.top - self.bottom

    def turned(self) -> "Page":
        """The same sheet turned clockwise: its left edge is on top."""
        return Page(self.h, self.w, self.left, self.top, self.right, self.bottom)


def upright(section: Tree) -> Tree:
    """A paragraph that ends the upright pages; the section itself goes on behind, counting on."""
    ended = copy.deepcopy(section)
    for number in section.iterfind(qualified("pgNumType")):
        number.attrib.pop(qualified("start"), None)
    for kind in list(section.iterfind(qualified("type"))):
        section.remove(kind)
    return _ending(ended)


def on_its_side(package: Package, section: Tree, styles_page: str) -> Tree:
    """A paragraph that ends pages on their side. The number of the page stays where it is on the upright sheet."""
    made, page = copy.deepcopy(section), Page.of(section).turned()
    for name in ("type", "pgSz", "pgMar", "pgNumType", "docGrid", "cols", "footerReference"):
        for found in list(made.iterfind(qualified(name))):
            made.remove(found)
    at = len(list(made.iterfind(qualified("headerReference"))))
    footers = "".join(f'<w:footerReference w:type="{pages}" r:id="{_footer(package, page, styles_page, looks)}"/>' for pages, looks in _PAGES.items())
    margins = f'w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}" w:header="720" w:footer="720" w:gutter="0"'
    told = f'{footers}<w:pgSz w:w="{page.w}" w:h="{page.h}" w:orient="landscape"/><w:pgMar {margins}/>'
    made[at:at] = list(etree.fromstring(f"<w:sectPr {SPACES}>{told}</w:sectPr>"))
    return _ending(made)


def close(body: Tree) -> None:
    """Where nothing follows the last pages of their own kind, they are the last section: no empty page comes behind."""
    ended = body.find(f"{qualified('p')}[last()]/{qualified('pPr')}/{qualified('sectPr')}")
    if ended is not None and ended.getparent().getparent().getnext() is body[-1]:
        body.remove(ended.getparent().getparent())
        body.replace(body[-1], ended)


def _ending(section: Tree) -> Tree:
    """A paragraph that takes no room, with the section that ends there."""
    ending = etree.fromstring(f"<w:p {SPACES}><w:pPr>{_TINY}</w:pPr></w:p>")
    ending[0].append(section)
    return ending


def _footer(package: Package, page: Page, style: str, looks: str) -> str:
    """A footer whose number is turned with the sheet, beside the text; the id of its relation."""
    width, height = _BOX * _EMU, page.frame[1] * _EMU
    number = paragraph(style, _NUMBER, looks)
    across, down = (page.left - _BELOW - _BOX // 2) * _EMU, page.top * _EMU
    anchor = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>{across}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{down}</wp:posOffset></wp:positionV><wp:extent cx="{width}" cy="{height}"/>'
        '<wp:wrapNone/><wp:docPr id="1" name="page"/>'
    )
    shape = (
        f'<a:graphic><a:graphicData uri="{WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>{number}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/></wps:wsp></a:graphicData></a:graphic></wp:anchor>'
    )
    drawing = f'<mc:Choice Requires="wps"><w:drawing>{anchor}{shape}</w:drawing></mc:Choice>'
    beside = paragraph(style, f'<w:r><mc:AlternateContent xmlns:mc="{_MC}">{drawing}</mc:AlternateContent></w:r>')
    told = f"<w:ftr {SPACES}>{beside}</w:ftr>"
    return package.add(package.main, f"{OFFICE}/footer", package.free("word/footerX{}.xml"), told.encode(), _FOOTER)
