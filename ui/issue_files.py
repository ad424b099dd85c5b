"""Taking an issue away: Word, PDF, a page, spreadsheets, the leader's card and the snapshot itself, each made when its button is pressed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import streamlit as st

from schema.workspace import TEMPLATE_FILES
from snapshots.bulletin import Options
from snapshots.card import leaders_card
from snapshots.document import Document
from snapshots.html import to_html
from snapshots.paper import to_pdf
from snapshots.spreadsheet import to_lines, to_workbook
from snapshots.word.errors import BadTemplate
from snapshots.word.templates import built_in, template_of
from snapshots.word.writing import to_docx
from ui.bulletin_parts import wordings
from ui.copies import XLSX
from ui.issuing import Issue, Kind, here
from ui.page import plain
from ui.saves import desk
from ui.session import language, t

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
File = tuple[str, str, str, str, Callable[[], bytes]]
"""What the button says, the file's ending, its media type, the icon, and what makes it."""


def downloads(issue: Issue, kind: Kind, options: Options) -> None:
    """The issue in every format, once it is frozen: a figure that is given away has a snapshot behind it."""
    if not issue.number:
        st.markdown(f":small[:gray[{t('publish.freeze_first')}]]")
        return
    document = issue.document(kind, options, wordings(kind))
    template = _template(document)
    line = st.container(horizontal=True, gap="small")
    for label, ending, media, icon, make in _files(issue, document, template):
        name = f"{t(f'publish.{kind}')} {issue.number}.{ending}"
        line.download_button(label, make, name, media, icon=icon, on_click="ignore", key=f"file-{ending}-{kind}")
    with st.expander(t("publish.template")):
        st.markdown(t("publish.template_how", file=plain(TEMPLATE_FILES[kind])))
        st.download_button(t("publish.template_get"), lambda: built_in(kind), TEMPLATE_FILES[kind], _DOCX, on_click="ignore", key=f"template-{kind}")


def _files(issue: Issue, document: Document, template: bytes | None) -> Iterator[File]:
    number, frozen, told = issue.number, issue.frozen, language()
    archive = desk(here()).archive
    if template is not None:
        yield "Word", "docx", _DOCX, ":material/description:", lambda: to_docx(document, template)
    yield "PDF", "pdf", "application/pdf", ":material/picture_as_pdf:", lambda: to_pdf(document)
    yield t("publish.page"), "html", "text/html", ":material/public:", lambda: to_html(document).encode()
    yield "Excel", "xlsx", XLSX, ":material/table:", lambda: to_workbook(frozen, number, told)
    yield "CSV", "csv", "text/csv", ":material/csv:", lambda: to_lines(frozen, told)
    yield t("publish.card"), "card.pdf", "application/pdf", ":material/badge:", lambda: leaders_card(frozen, number, told)
    yield t("publish.snapshot"), "zip", "application/zip", ":material/lock:", lambda: archive.content(number)


def _template(document: Document) -> bytes | None:
    """The template that is used, tried without blocks; one that cannot be used is told with the way out, and no Word file is offered."""
    try:
        template = template_of(document.kind, Path(here().name))
        to_docx(replace(document, blocks=(), annexes=()), template)
    except BadTemplate as error:
        st.markdown(f":red[■ {plain(t(error.code, **error.values))}]")
        return None
    return template
