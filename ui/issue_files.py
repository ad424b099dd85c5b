"""Taking an edition away: Word, PDF, a page, spreadsheets, pictures, the leader's card and the snapshot itself, each made when its button is pressed."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import streamlit as st

from schema.workspace import TEMPLATE_FILES
from snapshots.card import leaders_card
from snapshots.document import Kind
from snapshots.edition import Edition
from snapshots.formats import FORMATS, named, word
from snapshots.html import to_html
from snapshots.paper import to_pdf
from snapshots.word.templates import built_in
from snapshots.word.trial import bad_templates
from ui.copies import XLSX
from ui.issuing import here
from ui.load import Workspace
from ui.page import plain
from ui.saves import desk
from ui.session import t

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ZIP = "application/zip"
File = tuple[str, str, str, str, Callable[[], bytes]]
"""What the button says, the file's name, its media type, the icon, and what makes it."""


def downloads(workspace: Workspace, edition: Edition, kind: Kind) -> None:
    """The edition in every format, once it is frozen: a figure that is given away has a snapshot behind it."""
    if not workspace.frozen:
        st.markdown(f":small[:gray[{t('publish.freeze_first')}]]")
        return
    line = st.container(horizontal=True, gap="small")
    for label, name, media, icon, make in _files(edition, kind, workspace.frozen):
        line.download_button(label, make, name, media, icon=icon, on_click="ignore", key=f"file-{name}")
    with st.expander(t("publish.template")):
        st.markdown(t("publish.template_how", file=plain(TEMPLATE_FILES[kind])))
        st.download_button(t("publish.template_get"), lambda: built_in(kind), TEMPLATE_FILES[kind], _DOCX, on_click="ignore", key=f"template-{kind}")


def _files(edition: Edition, kind: Kind, number: str) -> Iterator[File]:
    archive = desk(here()).archive
    if _is_usable(edition, kind):
        yield "Word", named(edition, kind, "docx"), _DOCX, ":material/description:", lambda: word(edition, kind)
    yield "PDF", named(edition, kind, "pdf"), "application/pdf", ":material/picture_as_pdf:", lambda: to_pdf(edition.document(kind), edition.language)
    yield t("publish.page"), named(edition, kind, "html"), "text/html", ":material/public:", lambda: to_html(edition.document(kind), edition.language).encode()
    yield "Excel", named(edition, "workbook", "xlsx"), XLSX, ":material/table:", lambda: next(iter(FORMATS["xlsx"](edition).values()))
    for ending, what, label, icon in (("csv", "workbook", "CSV", ":material/csv:"), ("png", "charts", t("publish.pictures"), ":material/image:")):
        yield label, named(edition, what, f"{ending}.zip"), _ZIP, icon, partial(_together, FORMATS[ending], edition)
    yield (
        t("publish.card"),
        named(edition, "card", "pdf"),
        "application/pdf",
        ":material/badge:",
        lambda: leaders_card(edition.frozen, edition.number, edition.language, outside=edition.options.outside),
    )
    if not edition.options.outside:
        yield t("publish.snapshot"), f"{number}.zip", _ZIP, ":material/lock:", lambda: archive.content(number)


def _is_usable(edition: Edition, kind: Kind) -> bool:
    """Whether Word can be offered: a template that cannot be used is told with the way out."""
    bad = {file.name: error for file, error in bad_templates(edition.templates)}
    for file, error in bad.items():
        if file == TEMPLATE_FILES[kind]:
            st.markdown(f":red[■ {plain(file)}: {plain(t(error.code, **error.values))}]")
    return TEMPLATE_FILES[kind] not in bad


def _together(make: Callable[[Edition], Mapping[str, bytes]], edition: Edition) -> bytes:
    """Several files as one, the same bytes each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in make(edition).items():
            bundle.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
