"""The parts of the page of everything found wrong: how much it is, where, and cell by cell what to do about it."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.journal.saves import APPLIED
from progress.findings import STATES, Findings, by_book, counts, state_of
from progress.indicators import load_indicators
from progress.programmes import load_programmes
from schema.issue import Issue
from schema.registry import by_title
from snapshots.lines import to_csv
from snapshots.workbook import to_xlsx
from ui.copies import XLSX, copy_button
from ui.entry_parts import ENTRY
from ui.explaining import forms
from ui.filling import vanished_from
from ui.load import Workspace
from ui.page import pick_one, plain
from ui.saves import desk, who
from ui.sections import BRANCH
from ui.session import language, t
from words.issues import action, line, sentence, typed

QUALITY = "../pages/quality.py"
_MARKS = {"block": ":red[✕]", "warn": ":orange[?]", "explained": ":green[✓]"}
_FEW, _MANY, _BOOKS = 6, 100, 8


def everything(workspace: Workspace) -> list[Issue]:
    """What is wrong in the books, in the formulas of the indicators and the tree of programmes, and which rows that were saved on a page are gone."""
    gone = [issue for org in _saved_into(workspace, workspace.ledger.organisations.leaves) for issue in vanished_from(workspace, org)]
    return [*workspace.ledger.issues, *load_indicators(workspace.ledger)[1], *load_programmes(workspace.ledger)[1], *gone]


def _saved_into(workspace: Workspace, leaves: Sequence[str]) -> list[str]:
    """The branches into whose books anybody has saved on a page; none where that cannot be known."""
    try:
        books = set(desk(workspace.place).journal.books(APPLIED))
    except DatabaseError:
        return []
    return [leaf for leaf in leaves if (book := workspace.ledger.book_of(leaf)) and book.name in books]


def of_branch(workspace: Workspace, issues: Sequence[Issue], org: str) -> Sequence[Issue]:
    """The findings in a branch's book; all findings where no branch is chosen."""
    book = workspace.ledger.book_of(org)
    return [issue for issue in issues if not org or (book and issue.book == book.name)]


def state_counts(issues: Sequence[Issue]) -> None:
    """How many findings must be mended, wait for an explanation, have one."""
    counted = counts(issues)
    cells = st.grid(len(STATES), min_column_width=90, gap="small")
    for state in STATES:
        cells.cell().metric(f"{_MARKS[state]} {t(f'quality.{state}')}", counted[state])


def choose(workspace: Workspace, issues: Sequence[Issue], org: str) -> list[Findings]:
    """The findings that were asked for, by book: of one state or all, of one branch or all, of everybody's or only of books this browser saved into."""
    counted = counts(issues)
    shown = [state for state in STATES if counted[state]]
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="quality-choose"):
        only = pick_one(t("quality.show"), {"all": t("quality.all_states"), **{state: t(f"quality.{state}") for state in shown}}) if shown else "all"
        own = _own_books(workspace)
        mine = bool(own) and not org and st.toggle(t("quality.mine"), help=t("quality.mine_help"), key="quality-mine")
        found = by_book(workspace.ledger, [issue for issue in issues if only in ("all", state_of(issue)) and (not mine or issue.book in own)])
        chosen = [group for group in found if not org or group.branch == org]
        _downloads([issue for group in chosen for issue in group.issues])
    return chosen


def _own_books(workspace: Workspace) -> Sequence[str]:
    try:
        return desk(workspace.place).journal.books_of(who())
    except DatabaseError:
        return ()


def _downloads(issues: Sequence[Issue]) -> None:
    """All that is chosen, not only what is shown, as .csv and .xlsx; made when the button is pressed."""
    told = language()
    if not issues:
        return

    def table() -> pd.DataFrame:
        return pd.DataFrame([line(issue, told) for issue in issues])

    name = t("quality.file")
    st.download_button(t("quality.csv", count=len(issues)), lambda: to_csv(table()), f"{name}.csv", "text/csv", type="tertiary", on_click="ignore", key="csv")
    sheet = t("quality.title")
    st.download_button(t("quality.xlsx"), lambda: to_xlsx({sheet: table()}), f"{name}.xlsx", XLSX, type="tertiary", on_click="ignore", key="xlsx")


def branch_list(workspace: Workspace, found: Sequence[Findings], org: str) -> None:
    """The books with something found in them, one line each; a click opens a branch."""
    names = [name_of(workspace, group) for group in found]
    table = pd.DataFrame({t("column.org"): names, **{t(f"quality.{state}"): [group.counts[state] for group in found] for state in STATES}})
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode=["single-row", "single-column"],
        key=f"quality_list_{org}",
        alt=t("quality.title"),
        row_height=34,
        height=min(620, 38 + 34 * len(found)),
    )
    chosen = [found[row].branch for row in picked.selection.rows if row < len(found)]
    if chosen and chosen[0] and chosen[0] != org:
        st.switch_page(QUALITY, query_params={"org": chosen[0]})


def details(workspace: Workspace, found: Sequence[Findings], org: str) -> None:
    """Book by book and sheet by sheet: each cell, what was typed, what is wrong and how to mend it."""
    if org and workspace.ledger.book_of(org) is None:
        st.markdown(f":red[✕] {t('quality.no_book')}")
    elif not found:
        st.markdown(f":green[✓] {t('quality.none')}")
    most = _shown("quality-books", _BOOKS)
    for group in found[:most]:
        _book(workspace, group, whole=bool(org))
    if len(found) > most:
        _more("quality-books", _BOOKS, t("quality.more_books", count=len(found) - most))


def name_of(workspace: Workspace, group: Findings) -> str:
    """The branch's name; for a book that counts for nobody the name of its file."""
    if group.branch:
        return workspace.ledger.organisations.on(group.branch, workspace.data_on).name
    return PurePosixPath(group.book).stem or t("quality.workspace")


def _book(workspace: Workspace, group: Findings, *, whole: bool) -> None:
    with st.container(gap="xsmall", key=f"quality-book-{group.branch or group.book}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(plain(name_of(workspace, group)), anchor=False, width="content")
            counted = "　".join(f"{_MARKS[state]} {group.counts[state]}" for state in STATES if group.counts[state])
            st.markdown(counted, width="content")
            if group.branch:
                st.page_link(BRANCH, label=t("quality.to_branch"), query_params={"org": group.branch})
                copy_button(workspace, group.branch)
                if workspace.place.online:
                    st.page_link(ENTRY, label=t("quality.mark_online"), query_params={"org": group.branch})
        most = _shown(f"quality-more-{group.book}", _MANY if whole else _FEW)
        left = most
        for title, issues in group.by_sheet.items():
            if left > 0:
                _sheet(workspace, group, title, issues[:left])
            left -= len(issues)
        if left < 0:
            _more(f"quality-more-{group.book}", _MANY, t("quality.more", count=-left))


def _sheet(workspace: Workspace, group: Findings, title: str, issues: Sequence[Issue]) -> None:
    if title and group.branch and by_title(title) and not workspace.frozen:
        st.page_link(ENTRY, label=plain(title), icon=":material/edit:", query_params={"org": group.branch, "sheet": title})
    elif title:
        st.markdown(f"**{plain(title)}**")
    st.table(pd.DataFrame([_line(issue) for issue in issues]), border="horizontal", hide_index=True)
    if group.branch:
        forms(workspace, group.branch, issues)


def _line(issue: Issue) -> Mapping[str, str]:
    told = plain(sentence(issue, language()))
    if issue.explained:
        who_and_when = plain(" ".join(filter(None, (issue.explained.who, str(issue.explained.on or "")))))
        told += f" :gray[{plain(action(issue, language()))} {who_and_when}]"
    where = " ".join(filter(None, (issue.cell or (t("entry.row", row=issue.row) if issue.row else ""), issue.column)))
    return {t("quality.where"): plain(where), t("column.typed"): plain(typed(issue)), t("column.issue"): f"{_MARKS[state_of(issue)]} {told}"}


def _shown(key: str, first: int) -> int:
    return int(st.session_state.get(key, first))


def _more(key: str, step: int, label: str) -> None:
    if st.button(label, type="tertiary", key=f"{key}-button"):
        st.session_state[key] = _shown(key, 0) + step if key in st.session_state else 2 * step
        st.rerun()
