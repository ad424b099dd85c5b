"""What became of saves: waiting, met by somebody else's change, vanished from the book, and all of them as a list that can be taken back."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.book import Change, RowChange
from backbone.journal.followups import decided, gone, undone
from backbone.journal.locks import NO_LOCKS, Locked, Locking
from backbone.journal.personal import can_be_written
from backbone.journal.saves import APPLIED, CONFLICT, WAITING, Save
from schema.workspace import LIST_MARK
from ui.entry_locks import reason, refuse
from ui.entry_review import what, where
from ui.filling import Filling
from ui.page import plain
from ui.saves import short_name, who
from ui.session import language, t
from words import has
from words.figures import moment

_SHOWN = 20
_LOOK_AGAIN = 2.0


def saved_line(filling: Filling) -> None:
    """What became of the save just made and of those that wait; looks again every two seconds while any does."""
    if filling.journal is None:
        st.error(t("database.unreachable"))
    waiting = [save for save in filling.saves if save.state == WAITING]
    st.fragment(_saved_line, run_every=_LOOK_AGAIN if waiting else None)(filling, [save.operation for save in waiting])


def _saved_line(filling: Filling, waited: Sequence[str]) -> None:
    now = Filling(filling.workspace, filling.org, filling.model)
    if waited:
        _guarded(now.write)
    waiting = [save for save in now.saves if save.state == WAITING]
    if waited and [save.operation for save in waiting] != list(waited):
        st.rerun()
    _just_saved(now)
    for save in waiting:
        _waiting(now, save, last=save is waiting[-1])


def _just_saved(filling: Filling) -> None:
    save = next((save for save in filling.saves if save.operation == st.session_state.get("saved")), None)
    if save and save.state in (WAITING, APPLIED):
        written = f" ・ {t('entry.written', book=plain(filling.book))}" if save.state == APPLIED else ""
        st.markdown(f":green[✓ {t('entry.saved', count=_cells(save))}]{written}")


def _waiting(filling: Filling, save: Save, last: bool) -> None:
    """One save that waits. Only the last can be withdrawn: a later one may stand on what an earlier one wrote."""
    problem = save.problem or {"code": "not_yet" if filling.workspace.place.online else "held_open", "place": save.change.book}
    with st.container(horizontal=True, vertical_alignment="center"):
        told = t("entry.waiting", count=_cells(save), time=moment(save.at, language()))
        wording = next(code for code in (f"waits.{problem['code']}", f"error.{problem['code']}") if has(code, language()))
        why = t(wording, place=problem["place"])
        st.markdown(f":orange[▲ **{told}**] {plain(why)}", width="content")
        if last and save.trace is None and st.button(t("entry.withdraw"), key=f"withdraw-{save.operation}"):
            _guarded(lambda: filling.desk.journal.withdraw(save.operation))
            st.rerun()


def conflicts(filling: Filling) -> None:
    """Each save that met a row somebody had changed: what was seen, what stands there now, what is wanted, and the two ways on."""
    for save in [save for save in filling.saves if save.state == CONFLICT]:
        met = save.problem or {}
        with st.container(border=True, key=f"conflict-{save.operation}"):
            title = t("conflict.title", row=met["row"]) if met["current"] else t("conflict.gone")
            st.markdown(f"**✎ {title}** :gray[{plain(' / '.join((met['current'] or met['seen']).values()))}]")
            names = [name for name in {**met["seen"], **met["current"], **met["wanted"]} if _differs(met, name)]
            lines = [
                {
                    t("entry.item"): plain(filling.model.column(name).header),
                    t("conflict.before"): plain(met["seen"].get(name, "")),
                    t("conflict.theirs"): plain(met["current"].get(name, "")),
                    t("conflict.yours"): f"**{plain(met['wanted'][name])}**" if name in met["wanted"] else "",
                }
                for name in names
            ]
            st.table(pd.DataFrame(lines), border="horizontal", hide_index=True)
            with st.container(horizontal=True):
                _decide(filling, save, mine=True)
                _decide(filling, save, mine=False)


def _differs(met: Mapping[str, Any], name: str) -> bool:
    return name in met["wanted"] or met["seen"].get(name, "") != met["current"].get(name, "")


def _decide(filling: Filling, save: Save, mine: bool) -> None:
    label, change = t("conflict.use_mine" if mine else "conflict.keep_theirs"), decided(save, mine)
    offered = change is None or can_be_written(change)
    if offered and st.button(label, key=f"{'mine' if mine else 'theirs'}-{save.operation}"):
        _guarded(lambda: filling.desk.journal.settle(save.operation, change, who(), _locking(filling, change)))
        _guarded(filling.write)
        st.rerun()


def vanished_rows(filling: Filling) -> None:
    """Rows that were saved here and are no longer in the book: put back, or let go."""
    for number, content in enumerate(filling.vanished):
        absent = gone(filling.book, filling.model, content, filling.org)
        mark = hashlib.sha256(repr(sorted(content.items())).encode()).hexdigest()[:12]
        at = f"{list(filling.vanished[:number]).count(content)}-{mark}"
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**▲ {t('vanished.title')}** {plain(' / '.join(content.values()))}", width="stretch")
            again = Change(filling.book, filling.model, [RowChange(content)], secrets.token_hex(8), filling.org)
            if can_be_written(again) and st.button(t("vanished.put_back"), key=f"back-{at}"):
                _guarded(lambda again=again, absent=absent: filling.desk.journal.put_back(again, absent, who(), _locking(filling, again)))  # type: ignore[misc]
                _guarded(filling.write)
                st.rerun()
            if st.button(t("vanished.let_go"), key=f"away-{at}"):
                _guarded(lambda absent=absent: filling.desk.journal.let_go(absent, who()))  # type: ignore[misc]
                st.rerun()


def history(filling: Filling) -> None:
    """The newest saves of the sheet: who, when, old and new; each may be taken back, which is a save of its own."""
    if not filling.saves:
        return
    taken = {save.undoes for save in filling.saves if save.undoes and save.state in (APPLIED, WAITING)}
    with st.expander(t("history.title", count=len(filling.saves))):
        shown = int(st.session_state.get("history_shown", _SHOWN))
        for save in list(filling.saves)[::-1][:shown]:
            _past(filling, save, save.operation in taken)
        if len(filling.saves) > shown and st.button(t("history.more"), key="history-more"):
            st.session_state["history_shown"] = shown + _SHOWN
            st.rerun()


def _past(filling: Filling, save: Save, taken: bool) -> None:
    state = t("history.taken_back") if taken else t(f"history.{save.state}")
    with st.container(horizontal=True, vertical_alignment="center"):
        told = t("history.who", time=moment(save.at, language()), who=short_name(save.who), count=_cells(save))
        st.markdown(f"**{plain(told)}** :gray[{state}]", width="stretch")
        change = undone(save)
        offered = save.state == APPLIED and not taken and can_be_written(change)
        if offered and st.button(t("history.undo"), key=f"undo-{save.operation}"):
            _guarded(lambda: filling.save(change.rows, change.operation, save.operation, reason(filling)))
            st.session_state["saved"] = change.operation
            st.rerun()
    if save.corrects:
        corrected = t("history.corrected", periods=LIST_MARK.join(one.period for one in save.corrects), reason=save.reason)
        st.markdown(f":small[:orange[{plain(corrected)}]]")
    lines = [
        {t("entry.where"): where(row), t("entry.item"): plain(item), t("entry.old"): plain(old), t("entry.new"): plain(new)}
        for row in save.change.rows
        for item, old, new in what(filling.model, row)
    ]
    st.table(pd.DataFrame(lines), border="horizontal", hide_index=True)


def _cells(save: Save) -> int:
    return sum(len(row.wanted) for row in save.change.rows)


def _locking(filling: Filling, change: Change | None) -> Locking:
    return filling.locking(change, reason(filling)) if change else NO_LOCKS


def _guarded(act: Callable[[], object]) -> None:
    """Do something to the journal; where the database fails or a lock refuses it, nothing was done and the page says so."""
    try:
        act()
    except DatabaseError:
        st.error(t("database.unreachable"))
        st.stop()
    except Locked as error:
        refuse(error)
