"""What locks mean for whoever fills a sheet: which periods are locked, the reason for a correction, and what was refused."""

from collections.abc import Sequence

import streamlit as st

from backbone.journal.locks import Locked
from backbone.journal.returns import Return
from schema.registry import RETURN_NOTE
from schema.workspace import LIST_MARK
from ui.filling import Filling
from ui.page import plain
from ui.session import t

_REFUSED, _CORRECTED = "lock_refused", "lock_corrected"
_SHOWN = 6


def lock_line(filling: Filling) -> None:
    """Before anything is typed: which periods are locked and what that means, with the box for the reason; and what was refused just now."""
    refused: Locked | None = st.session_state.pop(_REFUSED, None)
    if refused:
        st.error(refusal(refused))
    periods = _named(filling, filling.locked)
    if filling.locked_until:
        opened = LIST_MARK.join(_named(filling, filling.opened))
        until = t("lock.until", period=filling.locked_until)
        periods = [*periods, t("lock.until_but", until=until, opened=opened) if opened else until]
    if not periods:
        return
    listed = t("lock.more", periods=LIST_MARK.join(periods[:_SHOWN]), count=len(periods)) if len(periods) > _SHOWN else LIST_MARK.join(periods)
    st.markdown(f":orange[▲ {plain(t(f'lock.{filling.lock_mode}', periods=listed))}]")
    if filling.lock_mode == "correcting":
        st.text_input(t("lock.reason"), key=_box(filling), max_chars=200)


def reason(filling: Filling) -> str:
    """Why locked periods are changed, as typed into the box."""
    return str(st.session_state.get(_box(filling), "")).strip()


def taken() -> None:
    """A save was taken: the reason that went with it stands for no other one."""
    st.session_state[_CORRECTED] = st.session_state.get(_CORRECTED, 0) + 1


def refuse(error: Locked) -> None:
    """Begin the page anew to say that locks refused a save; what was typed stays."""
    st.session_state[_REFUSED] = error
    st.rerun()


def refusal(error: Locked) -> str:
    """Which periods refused a save, and the way out."""
    return plain(t(f"lock.{error.code}", periods=LIST_MARK.join(f"{one.sheet} {one.period}" for one in error.returns)))


def _named(filling: Filling, returns: Sequence[Return]) -> list[str]:
    """The periods, newest first; with their sheet where the notes on all sheets are filled in."""
    found = sorted(returns, key=lambda one: (one.period, one.sheet), reverse=True)
    return [f"{one.sheet} {one.period}" if filling.model is RETURN_NOTE else one.period for one in found]


def _box(filling: Filling) -> str:
    return f"lock-reason-{filling.org}-{filling.model.about.name}-{st.session_state.get(_CORRECTED, 0)}"
