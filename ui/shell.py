"""The shell around every page: theme, wordmark, menu, language and federation. Streamlit runs it first on each visit."""

from pathlib import Path

import streamlit as st

from ui.bar import bar
from ui.session import keep_address, t

HERE = Path(__file__).parent
PAGES = ("overview", "indicator", "branch", "entry", "filing", "export")

st.set_page_config(page_title=t("product"), layout="wide", initial_sidebar_state="collapsed")
st.html(HERE / "style.css")
st.logo(HERE / f"wordmark-{'dark' if st.context.theme.type == 'dark' else 'light'}.svg", size="large")
menu = [st.Page(HERE.parent / "pages" / f"{name}.py", title=t(f"page.{name}"), url_path=name, default=name == PAGES[0]) for name in PAGES]
chosen = st.navigation(menu, position="top")
bar()
keep_address()
chosen.run()
