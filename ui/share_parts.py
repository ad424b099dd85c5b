"""What stands behind a figure: of the branches expected, how many reported, filed nil and were reviewed; how many rows are explained."""

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from ui.load import Workspace, once, shares
from ui.printed import Record
from ui.saves import desk
from ui.session import t


def with_shares(workspace: Workspace, records: pd.DataFrame) -> pd.DataFrame:
    """The records with their shares (``nil``, ``reviewed``, ``explained``); where the database cannot be reached nothing counts as reviewed."""
    found = shares(workspace, records)
    try:
        known = desk(workspace.place).reviews.of(found.periods)
    except DatabaseError:
        known = {}
    reviewed = tuple((one, tuple(given)) for one, given in sorted(known.items()))
    return once(workspace, ("laid", found, reviewed), lambda: found.laid(known))


def share_line(workspace: Workspace, records: pd.DataFrame) -> None:
    """One line for one record; nothing where no branch owes the figure anything."""
    for row in with_shares(workspace, records).head(1).to_dict("records"):
        if row["expected"]:
            st.markdown(f":small[:gray[{_told(row)}]]")


def _told(row: Record) -> str:
    told = t("share.line", expected=row["expected"], reported=row["reported"], nil=row["nil"], reviewed=row["reviewed"])
    return f"{told} ・ {t('share.explained', count=row['explained'])}" if row["explained"] else told
