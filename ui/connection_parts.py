"""The parts of the connection page. It opens where no other page does: without a key, a network or a shared folder."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from backbone.errors import NotReached
from backbone.places import Place
from ui.load import look, place
from ui.page import head, plain
from ui.session import remembered, t

if TYPE_CHECKING:
    from backbone.google.checks import Step


def title() -> None:
    """The page's first line."""
    head().title(t("connection.title"))


def where() -> Place | None:
    """Which workspace this is; None where the key of the account is missing or damaged, which is said."""
    try:
        found = place(remembered("fed"))
    except NotReached as error:
        st.markdown(f":red[✕] {plain(t(f'error.{error.code}', place=error.place))}")
        return None
    st.markdown(t("connection.online" if found.online else "connection.local", place=plain(found.name)))
    return found


def account(found: Place | None) -> None:
    """The address everything has to be shared with, and what people do, in order."""
    if found and found.online:
        st.header(t("connection.account"), anchor=False)
        st.code(found.online.email, language=None)
    if not found or found.online:
        st.header(t("connection.steps"), anchor=False)
        st.markdown(t("connection.how"))


def check(found: Place | None) -> None:
    """The button that tries the way to Google, and what it found."""
    if not found or not found.online:
        return
    st.header(t("connection.check"), anchor=False)
    if st.button(t("connection.try"), type="primary", key="connection-try"):
        with st.spinner(t("connection.trying")):
            st.session_state["steps"] = list(found.online.steps())
            look(found)
    _found(st.session_state.get("steps", ()))


def _found(steps: "Sequence[Step]") -> None:
    lines = []
    for step in steps:
        told = plain(t(f"step.{step.code}", place=step.place))
        why = plain(t(f"error.{step.reason}", place=step.place)) if step.reason else ""
        lines.append(f":red[✕ {told}] {why}" if step.reason else f":green[✓] {told}")
    st.markdown("  \n".join(lines))
    if steps and not any(step.reason for step in steps):
        st.markdown(f"**{t('connection.good')}**")
