"""A branch's own workbook with its findings marked, to take away."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from backbone.marking.copies import copy_name, marked_copy
from backbone.places import Place
from schema.issue import Issue
from ui.load import Workspace, open_anew
from ui.session import language, t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def copy_button(workspace: Workspace, org: str) -> None:
    """A button that makes the marked copy when it is pressed; nothing where all is well, where marks are set in the spreadsheet itself, or in a snapshot."""
    book = workspace.ledger.book_of(org)
    if book is None or workspace.frozen or workspace.place.online or not _open_ones(workspace, book.name):
        return
    place, told, name = workspace.place, language(), book.name
    st.download_button(
        t("marked.download"),
        lambda: _copy(place, name, told),
        Path(copy_name(name)).name,
        XLSX,
        key=f"marked-{org}",
        type="tertiary",
        icon=":material/format_ink_highlighter:",
        help=t("marked.help"),
        on_click="ignore",
    )


def _copy(place: Place, book: str, told: str) -> bytes:
    """The findings are those of the workbook as it stands when the button is pressed, so that no mark falls on another row."""
    now = open_anew(place)
    return marked_copy(Path(place.name) / book, now.ledger.issues_in(book), told)


def _open_ones(workspace: Workspace, book: str) -> Sequence[Issue]:
    return [issue for issue in workspace.ledger.issues_in(book) if not issue.explained]
