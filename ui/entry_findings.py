"""What is wrong in a branch's spreadsheet, shown in the spreadsheet itself where the branch asks for it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from backbone.errors import BackboneError
from backbone.reading.parts import place_of
from schema.grid import Address
from ui.filling import Filling
from ui.load import Workspace, look, open_anew
from ui.page import plain
from ui.session import t
from words.issues import sentence

if TYPE_CHECKING:
    from backbone.google.backbone import GoogleBackbone
    from backbone.google.marks import Findings


def findings_bar(filling: Filling) -> None:
    """Two buttons for a workspace on Google Drive: show every finding of the branch's spreadsheet in it, and take all marks away."""
    online = filling.workspace.place.online
    if not online or not filling.book:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("mark.show"), icon=":material/format_ink_highlighter:", help=t("mark.help"), key="mark-show"):
            _mark(filling, online, show=True)
        if st.button(t("mark.clear"), type="tertiary", key="mark-clear"):
            _mark(filling, online, show=False)


def _mark(filling: Filling, online: "GoogleBackbone", show: bool) -> None:
    """The findings are those of the spreadsheet as it stands now, so that no mark falls on another row."""
    with st.spinner(t("mark.marking")):
        try:
            look(filling.workspace.place)
            count = online.mark(filling.book, _findings(open_anew(filling.workspace.place), filling.book) if show else {})
        except BackboneError as error:
            st.markdown(f":red[✕ {plain(t(f'error.{error.code}', place=error.place))}]")
            return
    st.markdown(f":green[✓ {t('mark.shown' if show else 'mark.cleared', count=count, book=plain(filling.book))}]")


def _findings(workspace: Workspace, book: str) -> "Mapping[str, Findings]":
    """By sheet and cell; what concerns a whole row or sheet stands at its beginning."""
    found: dict[str, dict[Address, list[tuple[str, bool]]]] = {}
    for issue in workspace.ledger.issues:
        if issue.book == book and issue.sheet and not issue.explained:
            at = place_of(issue.cell) if issue.cell else (issue.row or 1, 1)
            found.setdefault(issue.sheet, {}).setdefault(at, []).append((sentence(issue), issue.severity == "block"))
    return found
