"""The cards of the branches to ring first."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from progress.calling import Overdue, Ring, rings
from progress.reminders import is_cooling
from schema.period import MONTHLY, first_day, newest_ended
from schema.workspace import LIST_MARK
from snapshots.goals import percent_text
from ui.load import Workspace, filing, once, open_leaves
from ui.page import plain
from ui.printed import lamp_shape, missing, name_of
from ui.saves import desk
from ui.sections import BRANCH
from ui.session import language, t
from words.figures import day

_SHEETS = 3


def call_cards(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date) -> None:
    """The three branches below an organisation to ring first: where, which goal, what is missing, which returns are overdue, and the way to the reason."""
    st.header(t("calls.title"), anchor=False, help=t("calls.how"))
    newest = newest_ended(on, MONTHLY)
    months = [newest, newest_ended(first_day(newest) - dt.timedelta(days=1), MONTHLY)]
    reminded = frozenset(_reminded(workspace, months))
    told = ("rings", org, on, tuple(workspace.first_page), reminded)
    chosen = once(workspace, told, lambda: rings(records, list(_asked(workspace, org, on)), _returns(workspace, months), on, reminded))
    cards = st.container(gap="xsmall")
    if not chosen:
        cards.markdown(t("calls.nobody"))
    for ring in chosen:
        with cards.container(border=True, horizontal=True, wrap=False, vertical_alignment="bottom"):
            _card(workspace, ring, workspace.ledger.organisations.on(ring.org, on).name)


def _returns(workspace: Workspace, months: list[str]) -> pd.DataFrame:
    return pd.concat([filing(workspace, month) for month in months], ignore_index=True)


def _asked(workspace: Workspace, org: str, on: dt.date) -> Sequence[str]:
    organisations = workspace.ledger.organisations
    return organisations.leaves if org == organisations.root else open_leaves(workspace, org, on)


def _reminded(workspace: Workspace, months: list[str]) -> set[str]:
    """Who was reminded of one of these months' returns within the cool-off; nobody where that cannot be known."""
    now = dt.datetime.now(tz=dt.UTC)
    try:
        return {org for org, at in desk(workspace.place).reminders.newest(*months).items() if is_cooling(at, now)}
    except DatabaseError:
        return set()


def _card(workspace: Workspace, ring: Ring, name: str) -> None:
    figure, told, link = "", [], {"org": ring.org}
    if ring.goal:
        indicator = workspace.indicators[ring.goal["indicator"]]
        figure = f"　{plain(name_of(indicator))} {percent_text(ring.goal)}"
        told, link = [missing(indicator, ring.goal)], {**link, "code": indicator.code}
    told += [_overdue(ring.overdue)] if ring.overdue else []
    head = f"{lamp_shape('behind' if ring.goal else 'unreported')} **{plain(name)}**{figure}"
    st.markdown(f"{head}  \n:small[:gray[{'  '.join(map(plain, told))}]]", width="stretch")
    st.page_link(BRANCH, label=t("calls.why"), icon=":material/chevron_right:", icon_position="right", width="content", query_params=link)


def _overdue(overdue: Overdue) -> str:
    named = LIST_MARK.join(overdue.sheets[:_SHEETS]) + ("…" if len(overdue.sheets) > _SHEETS else "")
    return t("calls.overdue", count=len(overdue.sheets), day=day(overdue.due_on, language()), sheets=named)
