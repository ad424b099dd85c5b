"""The parts of the page 快照 that freeze: is everything there, taking a snapshot, and the earlier ones."""

import datetime as dt
from collections.abc import Iterator, Sequence

import streamlit as st

from access.database import DatabaseError
from backbone.journal.snapshots import Taken
from snapshots.archive import as_known
from snapshots.errors import SnapshotError
from snapshots.frozen import Frozen
from snapshots.type import check_type
from ui.issuing import here, listed
from ui.load import Workspace, coverage, open_anew, shares
from ui.page import plain
from ui.printed import lamp_shape
from ui.saves import desk, who
from ui.session import language, remember, t
from words.figures import ZONE, clock, full_day

SNAPSHOT = "../pages/snapshot.py"
_SHOWN = 8
_CODE = 8


def readiness(workspace: Workspace, frozen: Frozen) -> None:
    """What is missing, and what will therefore be printed; each line with its sign."""
    st.header(t("publish.was" if workspace.frozen else "publish.ready"), anchor=False)
    st.markdown("  \n".join(f"{lamp_shape(lamp)} {told}" + (f"　:gray[{then}]" if then else "") for lamp, told, then in _checks(workspace, frozen)))


def _checks(workspace: Workspace, frozen: Frozen) -> Iterator[tuple[str, str, str]]:
    reported, expected = coverage(workspace, frozen.on)
    silent = expected - reported
    then = t("publish.silent", count=silent) if silent else t("publish.all_in")
    yield "on_pace" if not silent else "unreported", t("publish.reported", reported=reported, expected=expected), then
    approved, owed = shares(workspace, frozen.records).reviewed(frozen.reviews)
    if owed:
        waiting = t("publish.waiting", count=owed - approved) if owed > approved else t("publish.all_reviewed")
        yield "on_pace" if owed == approved else "slow", t("publish.reviewed", share=f"{100 * approved // owed}%"), waiting
    counted = workspace.ledger.told
    if counted["block"]:
        yield "behind", t("publish.blocked", count=counted["block"]), t("publish.left_out")
    if counted["warn"]:
        yield "slow", t("publish.warned", count=counted["warn"]), t("publish.marked")
    if not counted["block"] and not counted["warn"]:
        yield "on_pace", t("publish.sound"), ""
    if frozen.corrections:
        yield "slow", t("publish.corrected", count=len(frozen.corrections)), t("publish.told_of")


def type_note() -> None:
    """What is wrong with typefaces on this machine, before boxes are printed."""
    if wrong := check_type():
        st.markdown(f":orange[▲ {t(wrong)}]")


def take(workspace: Workspace, on: dt.date) -> None:
    """The button that freezes; a snapshot that is looked at says what it is instead. From then on the new snapshot is looked at."""
    if workspace.frozen:
        _about(workspace.frozen)
        return
    if st.button(t("publish.take", day=full_day(on, language())), type="primary", icon=":material/lock:", help=t("publish.take_how"), key="take"):
        try:
            with st.spinner(t("publish.taking")):
                now, kept = open_anew(here()), desk(here())
                taken = kept.archive.take(as_known(now.ledger, on, kept.reviews, kept.journal), who())
        except (SnapshotError, DatabaseError):
            st.markdown(f":red[■ {t('archive.snapshot_not_kept')}]")
            return
        remember("no", taken.number)
        st.rerun()


def _about(number: str) -> None:
    for taken in listed():
        if taken.number == number:
            st.markdown(t("publish.taken", number=taken.number, at=_at(taken), code=taken.sha256[:_CODE]))
            st.code(taken.sha256, language=None, wrap_lines=True)


def _at(taken: Taken) -> str:
    """When it was frozen, with the year: snapshots are kept for years."""
    return f"{full_day(taken.at.astimezone(ZONE).date(), language())} {clock(taken.at)}"


def earlier(workspace: Workspace) -> None:
    """The snapshots there are, newest first, each a link to itself."""
    st.header(t("publish.earlier"), anchor=False)
    found = listed()
    if not found:
        st.markdown(f":gray[{t('publish.none_yet')}]")
        return
    with st.container(gap=None, key="snapshots"):
        _lines(found[:_SHOWN], workspace.frozen)
    if len(found) > _SHOWN:
        with st.expander(t("publish.older", count=len(found) - _SHOWN)):
            _lines(found[_SHOWN:], workspace.frozen)


def _lines(found: Sequence[Taken], looked_at: str) -> None:
    for taken in found:
        line = st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False)
        label = f"**{taken.number}**" if taken.number == looked_at else taken.number
        line.page_link(SNAPSHOT, label=label, query_params={"no": taken.number}, width=110)
        told = t(
            "publish.line",
            day=full_day(taken.on, language()),
            at=_at(taken),
            reported=taken.reported,
            expected=taken.expected,
            code=taken.sha256[:_CODE],
        )
        line.markdown(f":small[:gray[{plain(told)}]]", width="stretch")
