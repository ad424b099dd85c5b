"""Parts of a page that lie folded: what nobody has opened is neither made nor sent."""

from collections.abc import Callable

import streamlit as st

from ui.failing import told_in_words


@st.fragment
def folded(title: str, key: str, draw: Callable[[], None]) -> None:
    """A closed part under a title, drawn when it is opened without the rest of the page being drawn anew."""
    part = st.expander(title, key=f"folded-{key}", on_change="rerun")
    if part.open:
        with part, told_in_words():
            draw()


@st.fragment
def behind(title: str, key: str, draw: Callable[[], None]) -> None:
    """The same behind a button, over the page."""
    part = st.popover(title, type="tertiary", key=f"behind-{key}", on_change="rerun")
    if part.open:
        with part, told_in_words():
            draw()
