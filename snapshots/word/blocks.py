"""Paragraphs, tables and charts as the XML of Word, in the styles of a template."""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from snapshots.document import Align, Block, Cell, Paragraph, Picture, Table
from snapshots.paper import TYPE_AREA
from snapshots.picture import alone, png
from snapshots.word.marks import Marks
from snapshots.word.markup import PIC, A, legal, paragraph, run

EMU: Final = 635
"""English metric units of pictures in a twip."""
_TALLEST = 0.8
_PRINTED = 3.0
"""So many points a px give about 290 to an inch."""
_EDGES = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))
_PADDING = '<w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
_GAP = '<w:spacing w:line="160" w:lineRule="exact"/>'
"""Without a paragraph between them two tables are one."""
_UPRIGHT, _LYING = 400, 340
"""Twips of a row at least, on upright pages and on those on their side, which hold fewer."""
_KEPT, _TOGETHER = "<w:keepNext/>", 3
"""So many last rows stay on one page with the notes below them."""

Frame = tuple[int, int]
"""The width and the height that blocks have on their page, in twips."""


class Writer:
    """Writes blocks into one file: ``styles`` are the ids by code, ``image`` puts a picture into it and gives its relation, ``drawings`` were there before."""

    def __init__(self, styles: Mapping[str, str], marks: Marks, image: Callable[[bytes], str], drawings: int) -> None:
        self.styles = styles
        self._marks = marks
        self._image = image
        self._pictures = drawings

    def blocks(self, blocks: Sequence[Block], frame: Frame) -> str:
        """Blocks one below the other."""
        return "".join(self._block(block, frame) for block in blocks)

    def _block(self, block: Block, frame: Frame) -> str:
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        return self._table(block, frame) if isinstance(block, Table) else self._picture(block, frame)

    def _paragraph(self, told: Paragraph) -> str:
        code = "note" if told.small else f"level{told.level}" if told.level else "text"
        return paragraph(self.styles[code], self._marks.runs(told.runs))

    def _table(self, table: Table, frame: Frame) -> str:
        """A table as wide as the page, whose head is repeated and whose rows stay whole."""
        widths = _widths(table.widths, frame[0])
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        low = _UPRIGHT if frame[0] < frame[1] else _LYING
        head = _row([self._cell((told,), "center", width, "head") for told, width in zip(table.heads, widths, strict=True)], low, "<w:tblHeader/>")
        last = len(table.rows) - _TOGETHER
        rows = "".join(
            _row([self._cell(*told, "cell", _KEPT if at >= last else "") for told in zip(row, table.aligned, widths, strict=True)], low)
            for at, row in enumerate(table.rows)
        )
        looks = (
            f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_EDGES}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_PADDING}</w:tblCellMar></w:tblPr>'
        )
        caption = paragraph(self.styles["caption"], run(table.caption)) if table.caption else ""
        notes = "".join(paragraph(self.styles["note"], run(note)) for note in table.notes) or paragraph(self.styles["cell"], "", _GAP)
        return f"{caption}<w:tbl>{looks}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>{notes}"

    def _cell(self, told: Cell, aligned: Align, width: int, style: str, looks: str = "") -> str:
        inner = paragraph(self.styles[style], self._marks.runs(told), f'{looks}<w:jc w:val="{aligned}"/>')
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'

    def _picture(self, picture: Picture, frame: Frame) -> str:
        """A chart as wide as the page, unless it is too tall for it then; who cannot see it hears what it says."""
        drawn = png(alone(picture.chart, TYPE_AREA), _PRINTED)
        self._pictures += 1
        caption = paragraph(self.styles["caption"], run(picture.caption)) if picture.caption else ""
        return caption + paragraph(self.styles["picture"], _drawing(self._image(drawn), self._pictures, picture.says, _size(drawn, frame)))


def _row(cells: Sequence[str], low: int, looks: str = "") -> str:
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{low}" w:hRule="atLeast"/>{looks}</w:trPr>{"".join(cells)}</w:tr>'


def _widths(shares: Sequence[float], width: int) -> list[int]:
    """Whole twips that add up to the width."""
    edges = [round(width * sum(shares[:at]) / sum(shares)) for at in range(len(shares) + 1)]
    return [right - left for left, right in zip(edges, edges[1:], strict=False)]


def _size(drawn: bytes, frame: Frame) -> tuple[int, int]:
    """The extent of a PNG on the page, in its own units; its points stand at a fixed place of the file."""
    across, down = struct.unpack(">II", drawn[16:24])
    scale = min(frame[0] / across, frame[1] * _TALLEST / down)
    return round(across * scale) * EMU, round(down * scale) * EMU


def _drawing(relation: str, number: int, says: str, size: tuple[int, int]) -> str:
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    named = f'id="{number}" name="chart{number}"'
    told = quoteattr(legal(says))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {named} descr={told}/>'
        f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{PIC}"><pic:pic><pic:nvPicPr><pic:cNvPr {named} descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
