"""How every page begins: the workspace opened or a plain word why not, then the title, pickers and trust line."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backbone.errors import BackboneError, NotReached
from progress.records import month_ends
from ui.load import Progress, Workspace, coverage, is_warm, look, open_workspace, place
from ui.session import language, remembered, t
from words.figures import clock, full_day, month
from words.issues import sentence

_ASKED = "look_asked"


def open_page() -> Workspace:
    """The session's workspace. While it is read the page says how far it is; what cannot be opened ends the page in words."""
    waiting = st.empty()
    try:
        chosen = place(remembered("fed"))
        workspace = open_workspace(chosen, None if is_warm(chosen) else _waiting(waiting))
    except BackboneError as error:
        waiting.empty()
        stop(t(f"error.{error.code}", place=plain(error.place)), t("page.not_opened_online" if isinstance(error, NotReached) else "page.not_opened"))
    waiting.empty()
    fatal = [issue for issue in workspace.ledger.issues if workspace.ledger.is_fatal(issue)]
    if fatal:
        stop(t("page.broken_master"), "\n".join(f"- {issue.book} {issue.sheet}: {plain(sentence(issue, language()))}" for issue in fatal))
    return workspace


def _waiting(place: DeltaGenerator) -> Progress:
    place.progress(0.0, t("page.opening"))

    def told(done: int, of: int) -> None:
        place.progress(done / of if of else 0.0, t("page.reading", done=done, of=of))

    return told


def stop(what: str, then: str = "") -> NoReturn:
    """End the page: what happened, and what to do next."""
    st.title(t("page.stopped"), anchor=False)
    st.markdown(what)
    st.markdown(then)
    st.markdown(f":small[:gray[{t('page.reference', number=secrets.token_hex(3))}]]")
    st.stop()
    raise AssertionError


@dataclass(frozen=True)
class Head:
    """The two ends of a page's first line: the title's place, and the pickers at the right."""

    beside: DeltaGenerator
    picks: DeltaGenerator

    def title(self, text: str, mark: str = "") -> None:
        """Write the title, which may depend on what was picked, and a mark beside it."""
        self.beside.title(plain(text), anchor=False, width="content")
        if mark:
            self.beside.markdown(mark, width="content")


def head(width: int = 140) -> Head:
    """The first line of a page, with room for pickers of this width at its right end."""
    frame = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head")
    beside = frame.container(horizontal=True, vertical_alignment="center", width="content", gap="small")
    return Head(beside, frame.container(horizontal=True, width=width, gap="xsmall", key="picks"))


def trust_line(workspace: Workspace, on: dt.date, told: Sequence[str] = (), covered: tuple[int, int] | None = None, after: Sequence[str] = ()) -> None:
    """The line under every title: what it is, n of N reported and more on these (``after``), warnings not explained and explained, until when the data go."""
    reported, expected = covered or coverage(workspace, on)
    warnings = sum(issue.severity == "warn" and not issue.explained for issue in workspace.ledger.issues)
    explained = sum(issue.explained is not None for issue in workspace.ledger.issues)
    blocked = sum(issue.severity == "block" for issue in workspace.ledger.issues)
    parts = [*told, t("trust.reported", reported=reported, expected=expected), *after]
    parts += [t("trust.warnings", count=warnings)] if warnings else []
    parts += [t("trust.explained", count=explained)] if explained else []
    parts += [t("trust.blocked", count=blocked)] if blocked else []
    parts.append(t("trust.data_until", day=full_day(workspace.data_on, language())))
    mark = f":gray-badge[{t('trust.simulated')}] " if workspace.demo else ""
    parts += [t("trust.simulated_help")] if workspace.demo else []
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="trust"):
        st.markdown(f"{mark}:small[:gray[{' ・ '.join(parts)}]] {_age(workspace)}", width="content")
        st.button(t("trust.again" if workspace.trouble else "trust.refresh"), icon=":material/refresh:", type="tertiary", key="refresh", on_click=_ask_to_look)
    if st.session_state.pop(_ASKED, False) and workspace.place.online:
        with st.spinner(t("trust.looking")):
            look(workspace.place)
        st.rerun()


def _ask_to_look() -> None:
    """Remember the click: the run that it starts may end before it comes to the button."""
    st.session_state[_ASKED] = True


def _age(workspace: Workspace) -> str:
    """When the books were read; where they cannot be reached, how old the figures are and why."""
    if not workspace.trouble:
        return f":small[:gray[・ {t('trust.read_at', time=clock(workspace.looked_at))}]]"
    why = t(f"error.{workspace.trouble.code}", place=workspace.trouble.place)
    if not workspace.place.online:
        why = t("trust.stale_help", place=workspace.place.name)
    minutes = int((dt.datetime.now(tz=dt.UTC) - workspace.looked_at).total_seconds() // 60)
    return f":small[:orange[▲ **{t('trust.stale', minutes=minutes)}** {plain(why)}]]"


def pick_day(place: DeltaGenerator, workspace: Workspace) -> dt.date:
    """A month end of the data's year, or the data's own day; the choice stands in the address as ``on=2026-08``."""
    days = month_ends(workspace.ledger, workspace.data_on)[::-1]
    asked = st.query_params.get("on", "")
    at = next((number for number, day in enumerate(days) if f"{day:%Y-%m}" == asked), 0)
    named = {day: month(day, language()) for day in days}
    chosen = place.selectbox(t("pick.month"), days, at, format_func=named.__getitem__, label_visibility="collapsed", width=132)
    _keep("on", "" if chosen == days[0] else f"{chosen:%Y-%m}")
    return chosen


def pick_code(place: DeltaGenerator, name: str, named: Mapping[str, str], label: str, width: int) -> str:
    """One code of those named; the choice stands in the address, an unknown code falls back to the first with a word, none at all ends the page."""
    if not named:
        stop(t("page.empty"), t("page.fill_first"))
    options = list(named)
    asked = st.query_params.get(name, options[0])
    if asked not in named:
        st.markdown(f":small[:gray[{t('pick.unknown', code=plain(asked))}]]")
    at = options.index(asked) if asked in named else 0
    chosen = place.selectbox(label, options, at, format_func=named.__getitem__, key=f"pick_{name}_{asked}", label_visibility="collapsed", width=width)
    _keep(name, chosen)
    return str(chosen)


def pick_one(label: str, named: Mapping[str, str]) -> str:
    """One of a few choices that stand side by side, the first unless another was chosen."""
    first = next(iter(named))
    return st.segmented_control(label, list(named), default=first, format_func=named.__getitem__, label_visibility="collapsed") or first


def pick_kept(name: str, label: str, named: Mapping[str, str]) -> str:
    """The same of codes, with the choice in the address; an unknown code there is the first."""
    asked = st.query_params.get(name, "")
    first = asked if asked in named else next(iter(named))
    chosen = st.segmented_control(
        label, list(named), default=first, format_func=named.__getitem__, key=f"pick_{name}_{first}", label_visibility="collapsed", wrap=True
    )
    _keep(name, chosen or first)
    return chosen or first


def _keep(name: str, value: str) -> None:
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]


def plain(text: str) -> str:
    """Text from a cell or an address, shown as it is: no sign in it is taken for Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>$~:&" else letter for letter in text)
