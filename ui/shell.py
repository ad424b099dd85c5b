"""The shell around every page: theme, wordmark, menu, language and federation. Streamlit runs it first on each visit."""

import sys
from pathlib import Path
from typing import Any

import streamlit as st

from settings import GOOGLE, settings
from ui.session import keep_address, speak, t

HERE = Path(__file__).parent
FIRST, HIDDEN = "overview", "connection"
OTHERS = ("heat", "indicator", "branch", "entry", "filing", "assessment", "programmes", "targets", "snapshot", "quality", "export")

st.set_page_config(page_title=t("product"), layout="wide", initial_sidebar_state="collapsed")
st.html(HERE / "style.css")
speak()
st.logo(HERE / f"wordmark-{'dark' if st.context.theme.type == 'dark' else 'light'}.svg", size="large")


def page(name: str, **told: Any) -> Any:
    """One of the files of ``pages/`` under its name as address."""
    return st.Page(HERE.parent / "pages" / f"{name}.py", title=t(f"page.{name}"), **{"url_path": name, **told})


# The first page answers at the root; the hidden twin leads there from its own name, which may stand in an address like every other page's.
menu = [page(FIRST, url_path="home", default=True), *(page(name) for name in OTHERS)]
connection = page(HIDDEN, visibility="visible" if settings().workspace.startswith(GOOGLE) else "hidden")
twin = page(FIRST, visibility="hidden")
chosen = st.navigation([*menu, twin, connection], position="top")
if chosen == twin:
    st.switch_page(menu[0], query_params=st.query_params.to_dict())
waiting = st.empty()
if first := "ui.load" not in sys.modules:
    waiting.progress(0.0, t("page.opening"))  # seconds pass at the next line on the first visit: the libraries load
from ui.bar import bar  # noqa: E402
from ui.failing import told_in_words  # noqa: E402

if first:
    waiting.empty()
bar()
keep_address()
with told_in_words():
    chosen.run()
