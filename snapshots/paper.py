"""A document as a PDF: set by typst in our own typefaces, laid out as GB/T 9704-2012 asks, the same bytes for the same document on any machine.

What the document says reaches the typesetter as data, never as part of its source. Figures and their sources go along as the attachment
``sources.json``, in the order in which they are printed.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from snapshots.document import Block, Cell, Document, Figure, Paragraph, Picture, Table
from snapshots.legible import legible_in
from snapshots.picture import alone
from snapshots.type import FOLDER, holds
from words import text
from words.figures import full_day

WIDE: Final = 8
"""A table of more columns lies on its side."""
TYPE_AREA: Final = 590
"""Px of the type area's width, 156 mm, so that charts keep the sizes of their letters."""
SOURCES: Final = "sources.json"


def to_pdf(document: Document, language: str = "zh_CN") -> bytes:
    """The document on A4, marked as a draft: number, signature and seal are left open."""
    sources = [{"text": figure.text, **_plain(vars(figure.source))} for figure in figures(document)]
    told = {"snapshot": document.snapshot, "figures": sources}
    return typeset("document.typ", _told(document, language), document.dated, sources=json.dumps(legible_in(told), ensure_ascii=False, indent=1))


def figures(document: Document) -> Iterator[Figure]:
    """Every figure of a document in the order in which it is printed."""
    for block in (*document.blocks, *(block for annex in document.annexes for block in annex.blocks)):
        for cell in _cells(block):
            yield from (run for run in cell if isinstance(run, Figure))


def typeset(template: str, told: Mapping[str, Any], dated: dt.date, **more: str) -> bytes:
    """What a template of this room makes of the data it is told."""
    import typst  # noqa: PLC0415

    source = files("snapshots").joinpath("templates", template).read_bytes()
    at = dt.datetime(dated.year, dated.month, dated.day, tzinfo=dt.UTC)
    data = json.dumps(legible_in(told), ensure_ascii=False)
    return typst.compile(source, font_paths=_typefaces(not holds(data)), sys_inputs={"told": data, **more}, timestamp=at, format="pdf")


@cache
def _typefaces(rare: bool) -> Any:
    """Ours and no others, unless there are letters so rare that a typeface of the machine has to help out."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=rare, include_embedded_fonts=False, font_paths=[FOLDER])


def _told(document: Document, language: str) -> Mapping[str, Any]:
    marks = [text("paper.draft", language), *([text("trust.simulated", language)] if document.simulated else [])]
    count = iter(range(10_000))
    return {
        **{"lang": language[:2], "region": language[3:].lower() or "us", "issuer": document.issuer, "title": list(document.title)},
        **{"year": document.dated.year, "month": document.dated.month, "day": document.dated.day, "dated": full_day(document.dated, language)},
        **{"marks": [*marks, text("paper.snapshot", language, number=document.snapshot)], "addressees": document.addressees},
        **{name: text(f"paper.{name}", language) for name in ("number", "masthead", "issue", "unsigned", "annex", "colon", "continued")},
        **{"kind": document.kind, "copies": text("paper.copies", language).split("\n")},
        "blocks": [_block(block, count) for block in document.blocks],
        "annexes": [{"title": annex.title, "blocks": [_block(block, count) for block in annex.blocks]} for annex in document.annexes],
    }


def _block(block: Block, count: Iterator[int]) -> Mapping[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": _runs(block.runs), "level": block.level, "small": block.small}
    if isinstance(block, Picture):
        return {"kind": "picture", "caption": block.caption, "says": block.says, "drawn": alone(block.chart, TYPE_AREA)}
    rows = [[_runs(cell) for cell in row] for row in block.rows]
    shape = {"heads": list(block.heads), "aligned": list(block.aligned), "widths": list(block.widths), "wide": len(block.heads) > WIDE}
    return {"kind": "table", "number": next(count), "caption": block.caption, "rows": rows, "notes": list(block.notes), **shape}


def _cells(block: Block) -> Iterable[Cell]:
    if isinstance(block, Table):
        return (cell for row in block.rows for cell in row)
    return [block.runs] if isinstance(block, Paragraph) else []


def _runs(cell: Cell) -> list[str]:
    return [run.text if isinstance(run, Figure) else run for run in cell]


def _plain(source: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in source.items()}
