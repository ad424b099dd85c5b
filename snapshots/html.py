"""A document as a page of the web: one file that opens without a server, runs nothing and asks nobody for anything; and its sheet alone, for a screen.

Every text is escaped; every figure says on hover where it comes from, and leads there where the caller gives addresses.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from html import escape
from importlib.resources import files

from snapshots.document import Annex, Block, Cell, Document, Figure, Paragraph, Picture, Source, Table
from snapshots.legible import legible
from snapshots.paper import TYPE_AREA, WIDE
from snapshots.picture import alone
from words import text
from words.catalogue import has
from words.figures import full_day

Link = Callable[[Source], str]
"""The address at which a figure's source is shown."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def to_html(document: Document, language: str = "zh_CN") -> str:
    """The document as one file with its charts inside; printed, it comes out on A4 with the margins of GB/T 9704."""
    title = _safe("".join(document.title))
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta name="viewport" content="width=device-width">'
    styles = f"<style>{_style('file')}</style>"
    shown = sheet(document, language, level=1)
    return f'<!DOCTYPE html>\n<html lang="{language.replace("_", "-")}"><head>{head}<title>{title}</title>{styles}</head>\n<body>{shown}</body></html>\n'


def sheet(document: Document, language: str = "zh_CN", link: Link | None = None, level: int = 2, most: int | None = None) -> str:
    """The document as a sheet of white paper that stands in any page, its title a heading of this level: its own style, no script, no ids.

    Of a table it shows so many rows at ``most``, and says how many more there are.

    Charts are pictures with their data inside: pages that clean what they show, as Streamlit does, throw drawings away that stand among the text.
    """
    body = "\n".join(_Sheet(document, language, link, level, most).lines())
    return f'<style>{_style("sheet")}</style>\n<article class="xushi-sheet">\n{body}\n</article>'


def _style(name: str) -> str:
    return files("snapshots").joinpath("templates", f"{name}.css").read_text(encoding="utf-8")


class _Sheet:
    """One document on its way to a page: what its lines share."""

    def __init__(self, document: Document, language: str, link: Link | None, level: int, most: int | None) -> None:
        self.document, self.language, self.link, self.level, self.most = document, language, link, level, most

    def lines(self) -> Iterator[str]:
        """The page from top to bottom."""
        given = self.document
        marks = [self._t("paper.draft"), *([self._t("trust.simulated")] if given.simulated else []), self._t("paper.snapshot", number=given.snapshot)]
        yield _p("draft", "".join(f"<span>{_safe(mark)}</span>" for mark in marks))
        yield from self._head()
        yield f'<h{self.level} class="title">{"".join(f"<span>{_safe(line)}</span>" for line in given.title)}</h{self.level}>'
        if given.addressees:
            yield _p("addressees", _safe(given.addressees))
        yield from map(self._block, given.blocks)
        yield from self._annex_note()
        yield self._foot()
        for number, annex in enumerate(given.annexes, start=1):
            yield self._annex(annex, number)

    def _head(self) -> Iterator[str]:
        """What stands above the title: the open number of a notice, or the open name and issue of a newsletter."""
        if self.document.kind == "bulletin":
            yield _p("number", _safe(self._t("paper.number")))
        if self.document.kind == "brief":
            yield _p("masthead", _safe(self._t("paper.masthead")))
            yield _p("number", _safe(self._t("paper.issue")))
            issued = (self.document.issuer, full_day(self.document.dated, self.language))
            yield _p("issued", "".join(f"<span>{_safe(told)}</span>" for told in issued))

    def _foot(self) -> str:
        """What stands below the text: who gets a newsletter, else who signs and when."""
        if self.document.kind == "brief":
            return f'<div class="copies">{"".join(_p("", _safe(line)) for line in self._t("paper.copies").splitlines())}</div>'
        signed = (self.document.issuer, full_day(self.document.dated, self.language), self._t("paper.unsigned"))
        return f"<div>{''.join(_p('signed', _safe(line)) for line in signed)}</div>"

    def _t(self, code: str, **values: object) -> str:
        return text(code, self.language, **values)

    def _annex_note(self) -> Iterator[str]:
        titles = [annex.title for annex in self.document.annexes]
        numbered = titles if len(titles) == 1 else [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
        lead = self._t("paper.annex") + self._t("paper.colon")
        if titles:
            yield f'<div class="annexes">{"".join(_p("", _safe((lead if at == 0 else "") + title)) for at, title in enumerate(numbered))}</div>'

    def _annex(self, annex: Annex, number: int) -> str:
        """An annex on its own page, which lies on its side if it begins with a wide table."""
        head = _p("annex", _safe(self._t("paper.annex") + (str(number) if len(self.document.annexes) > 1 else "")))
        wide = ' class="wide"' if any(_is_wide(block) for block in annex.blocks[:1]) else ""
        return (
            f'<section{wide}>{head}<h{self.level + 1} class="title">{_safe(annex.title)}</h{self.level + 1}>{"".join(map(self._block, annex.blocks))}</section>'
        )

    def _block(self, block: Block) -> str:
        if isinstance(block, Paragraph):
            return _p(f"level-{block.level}" + (" small" if block.small else ""), self._runs(block.runs))
        if isinstance(block, Picture):
            drawn = b64encode(alone(block.chart, TYPE_AREA).encode()).decode()
            shown = f'<img alt="{_safe(block.says)}" src="data:image/svg+xml;base64,{drawn}">'
            return f'<figure><figcaption class="caption">{_safe(block.caption)}</figcaption>{shown}</figure>'
        return self._table(block)

    def _table(self, table: Table) -> str:
        heads = "".join(f'<th scope="col">{_safe(head)}</th>' for head in table.heads)
        rows = "".join(f"<tr>{self._row(row, table.aligned)}</tr>" for row in table.rows[: self.most])
        surplus = len(table.rows) - (self.most or len(table.rows))
        more = [self._t("paper.more_rows", count=surplus)] if surplus > 0 else []
        notes = "".join(_p("small", _safe(note)) for note in (*more, *table.notes))
        wide = " wide" if _is_wide(table) else ""
        caption = f'<figcaption class="caption">{_safe(table.caption)}</figcaption>' if table.caption else ""
        shown = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        return f'<figure class="table{wide}">{caption}{shown}{notes}</figure>'

    def _row(self, row: Sequence[Cell], aligned: Sequence[str]) -> str:
        return "".join(f'<td class="{side}">{self._runs(cell)}</td>' for cell, side in zip(row, aligned, strict=True))

    def _runs(self, cell: Cell) -> str:
        return "".join(self._figure(run) if isinstance(run, Figure) else _safe(run) for run in cell)

    def _figure(self, figure: Figure) -> str:
        source = figure.source
        column = self._t(f"column.{source.column}") if has(f"column.{source.column}", self.language) else source.column
        told = " · ".join(part for part in (source.indicator, source.org, column, source.of, self._t("paper.snapshot", number=self.document.snapshot)) if part)
        if self.link is not None:
            return f'<a href="{_safe(self.link(source))}" title="{_safe(told)}">{_safe(figure.text)}</a>'
        where = "/".join((self.document.snapshot, source.org, source.goal or source.indicator, source.column, source.of, source.on.isoformat()))
        return f'<data value="{_safe(where)}" title="{_safe(told)}">{_safe(figure.text)}</data>'


def _is_wide(block: Block) -> bool:
    return isinstance(block, Table) and len(block.heads) > WIDE


def _p(kind: str, inner: str) -> str:
    return f'<p class="{kind}">{inner}</p>' if kind else f"<p>{inner}</p>"


def _safe(told: str) -> str:
    """Text as HTML; what no page may hold is shown as the sign for it."""
    return escape(legible(told))
