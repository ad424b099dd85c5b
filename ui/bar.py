"""The right end of the top bar: which federation of the demo, and which language."""

from collections.abc import Mapping

import streamlit as st

from settings import settings
from ui.load import DEMOS
from ui.session import language, remember, remembered, t
from words import LANGUAGES


def bar() -> None:
    """Draw the two pickers. Their choice is kept by the session, so it outlives a change of page."""
    with st.container(key="bar", horizontal=True, horizontal_alignment="right", gap="xsmall"):
        if not settings().workspace:
            _pick("fed", {key: federation.name for key, federation in DEMOS.items()}, t("bar.federation"), 190)
        _pick("lang", {code: t(f"language.{code}") for code in LANGUAGES}, t("bar.language"), 110)


def _pick(name: str, named: Mapping[str, str], label: str, width: int) -> None:
    options, chosen = list(named), language() if name == "lang" else remembered(name)
    at = options.index(chosen) if chosen in named else 0
    key = f"pick_{name}"
    st.selectbox(label, options, at, format_func=named.__getitem__, key=key, on_change=_kept, args=(name, key), label_visibility="collapsed", width=width)


def _kept(name: str, key: str) -> None:
    remember(name, st.session_state[key])
    if name == "fed":
        remember("no", "")  # a number is of one federation
