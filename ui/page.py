"""How every page begins: the workspace opened or a plain word why not, then the title, pickers and trust line."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from access.database import DatabaseError
from backbone.errors import BackboneError, NoRight, NotReached
from backbone.places import Place
from progress.records import month_ends
from schema.workspace import LIST_MARK
from snapshots.errors import Damaged, SnapshotError
from ui.frozen import frozen_workspace
from ui.load import Workspace, coverage, is_warm, look, once, open_workspace, place
from ui.session import language, remember, remembered, t
from ui.shelf import Progress, look_again
from words.figures import clock, full_day, month
from words.issues import sentence

QUALITY = "../pages/quality.py"
_NAMED = 3
_ASKED = "look_asked"
_TOLD = {"warn": "warnings", "explained": "explained", "block": "blocked"}


def open_page() -> Workspace:
    """The session's workspace, or the snapshot that it asks for. While it is read the page says how far it is; what cannot be opened ends the page in words."""
    waiting = st.empty()
    try:
        chosen = place(remembered("fed"))
        if frozen := _frozen(chosen, remembered("no")):
            return frozen
        if _ASKED in st.session_state:
            look_again(chosen)
        told = None if is_warm(chosen) else _waiting(waiting)
        workspace = open_workspace(chosen, told)
    except BackboneError as error:
        waiting.empty()
        stop(t(f"error.{error.code}", place=plain(error.place)), t(_advice(error)), again=True)
    if told:
        waiting.empty()
    if fatal := workspace.ledger.fatal:
        stop(t("page.broken_master"), "\n".join(f"- {issue.book} {issue.sheet}: {plain(sentence(issue, language()))}" for issue in fatal), again=True)
    return workspace


def _frozen(place: Place, number: str) -> Workspace | None:
    """The snapshot of a number. One that cannot be opened is told in a line, and the workspace is looked at as it stands."""
    if not number:
        return None
    try:
        return frozen_workspace(place, number)
    except SnapshotError as error:
        parts = LIST_MARK.join(fault.part for fault in error.faults) if isinstance(error, Damaged) else ""
        told = t(f"archive.{error.code}", number=plain(number), parts=plain(parts))
    except DatabaseError:
        told = t("database.unreachable")
    st.markdown(f":orange[▲ {told}　{t('snapshot.as_today')}]")
    remember("no", "")
    return None


def need_today(workspace: Workspace) -> None:
    """End a page of things to do where a snapshot is looked at, with the reason."""
    if workspace.frozen:
        st.markdown(t("snapshot.read_only"))
        st.stop()


def _waiting(place: DeltaGenerator) -> Progress:
    place.progress(0.0, t("page.opening"))

    def told(done: int, of: int) -> None:
        place.progress(done / of if of else 0.0, t("page.reading", done=done, of=of))

    return told


def _advice(error: BackboneError) -> str:
    return "page.not_opened_online" if isinstance(error, NotReached) else "page.no_right" if isinstance(error, NoRight) else "page.not_opened"


def stop(what: str, then: str = "", *, again: bool = False, number: str = "") -> NoReturn:
    """End the page: what happened, what to do next, a button where trying ``again`` may help, and the ``number`` under which it was logged."""
    st.title(t("page.stopped"), anchor=False)
    st.markdown(what)
    st.markdown(then)
    if again:
        st.button(t("failed.again"), icon=":material/refresh:", key="stopped-again", on_click=_ask_to_look)
    if number:
        st.markdown(f":small[:gray[{t('page.reference', number=number)}]]")
    st.stop()
    raise AssertionError


def _stop_empty() -> NoReturn:
    """End a page that has nothing to choose from: why, and where to see what is missing."""
    st.title(t("page.empty"), anchor=False)
    st.markdown(t("page.fill_first"))
    st.page_link(QUALITY, label=t("page.see_quality"), icon=":material/chevron_right:", icon_position="right")
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
    parts = [*told, t("trust.reported", reported=reported, expected=expected), *after]
    counted = workspace.ledger.told
    parts += [t(f"trust.{word}", count=counted[kind]) for kind, word in _TOLD.items() if counted[kind]]
    parts.append(t("trust.data_until", day=full_day(workspace.data_on, language())))
    mark = f":blue-badge[{t('snapshot.badge', number=plain(workspace.frozen))}] " if workspace.frozen else ""
    mark += f":gray-badge[{t('trust.simulated')}] " if workspace.demo else ""
    parts += [t("trust.simulated_help")] if workspace.demo else []
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="trust"):
        st.markdown(f"{mark}:small[:gray[{' ・ '.join(parts)}]] {_age(workspace)}", width="content")
        if workspace.frozen:
            st.button(t("snapshot.leave"), icon=":material/arrow_back:", type="tertiary", key="leave-snapshot", on_click=remember, args=("no", ""))
        else:
            again = t("trust.again" if workspace.trouble else "trust.refresh")
            st.button(again, icon=":material/refresh:", type="tertiary", key="refresh", on_click=_ask_to_look)
    _left_out(workspace)
    if st.session_state.pop(_ASKED, False) and workspace.place.online:
        with st.spinner(t("trust.looking")):
            look(workspace.place)
        st.rerun()


def _left_out(workspace: Workspace) -> None:
    """The books and sheets that count for nothing as they are, by name, and the way to what is wrong with them."""
    found = once(workspace, "left_out", lambda: list(dict.fromkeys((issue.book, issue.sheet) for issue in workspace.ledger.left_out)))
    if not found:
        return
    names = LIST_MARK.join(plain(" ".join(filter(None, (PurePosixPath(book).stem, sheet)))) for book, sheet in found[:_NAMED])
    told = names if len(found) <= _NAMED else t("trust.left_out_more", names=names, count=len(found))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="left-out"):
        st.markdown(f":small[:orange[▲ {t('trust.left_out', names=told)}]]", width="content")
        st.page_link(QUALITY, label=t("trust.left_out_mend"), icon=":material/chevron_right:", icon_position="right", width="content")


def _ask_to_look() -> None:
    """Remember the click: the run that it starts may end before it comes to the button."""
    st.session_state[_ASKED] = True


def _age(workspace: Workspace) -> str:
    """When the books were read; where they cannot be reached, how old the figures are and why."""
    if workspace.frozen:
        return ""
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
    named = {f"{day:%Y-%m}": month(day, language()) for day in days}
    key = _addressed("on", list(named))
    chosen = place.selectbox(t("pick.month"), list(named), format_func=named.__getitem__, key=key, label_visibility="collapsed", width=132)
    at = list(named).index(chosen)
    _keep("on", chosen if at else "")
    return days[at]


def pick_code(place: DeltaGenerator, name: str, named: Mapping[str, str], label: str, width: int) -> str:
    """One code of those named; the choice stands in the address, an unknown code falls back to the first with a word, none at all ends the page."""
    if not named:
        _stop_empty()
    asked = st.query_params.get(name, "")
    if asked and asked not in named:
        st.markdown(f":small[:gray[{t('pick.unknown', code=plain(asked))}]]")
    key = _addressed(name, list(named))
    chosen = place.selectbox(label, list(named), format_func=named.__getitem__, key=key, label_visibility="collapsed", width=width)
    _keep(name, chosen)
    return str(chosen)


def _addressed(name: str, options: Sequence[str]) -> str:
    """The key of a picker, whose choice is the address's wherever that was changed by other than the picker: by a link, by going back, on the first visit.

    The key stays as it is when the choice changes: a picker under another key is another one, and the choice made in the old one is lost.
    """
    key, asked = f"pick_{name}", st.query_params.get(name, "")
    moved = st.session_state.get(f"{key}_in_address") != asked
    if moved or st.session_state.get(key) not in options:
        st.session_state[key] = asked if asked in options else options[0]
    st.session_state[f"{key}_in_address"] = asked
    return key


def pick_one(label: str, named: Mapping[str, str]) -> str:
    """One of a few choices that stand side by side, the first unless another was chosen."""
    first = next(iter(named))
    return st.segmented_control(label, list(named), default=first, format_func=named.__getitem__, label_visibility="collapsed") or first


def pick_kept(name: str, label: str, named: Mapping[str, str]) -> str:
    """The same of codes, with the choice in the address; an unknown code there is the first."""
    key = _addressed(name, list(named))
    chosen = st.segmented_control(label, list(named), format_func=named.__getitem__, key=key, label_visibility="collapsed", wrap=True)
    _keep(name, chosen or next(iter(named)))
    return chosen or next(iter(named))


def _keep(name: str, value: str) -> None:
    st.session_state[f"pick_{name}_in_address"] = value
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]


def plain(text: str) -> str:
    """Text from a cell or an address, shown as it is: no sign in it is taken for Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>$~:&" else letter for letter in text)
