"""What stands behind a figure: of the branches expected, how many reported, filed nil and were reviewed; how many rows are explained."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from progress.shares import Shares
from snapshots.goals import Record
from ui.frozen import reviews_of
from ui.load import Workspace, once, shares
from ui.session import language, t


def with_shares(workspace: Workspace, records: pd.DataFrame) -> pd.DataFrame:
    """The records with their shares (``nil``, ``reviewed``, ``explained``); where the database cannot be reached nothing counts as reviewed."""
    found = shares(workspace, records)
    known = _reviews(workspace, found)
    return once(workspace, ("laid", found, _told_by(known)), lambda: found.laid(known))


def reviewed_part(workspace: Workspace, records: pd.DataFrame) -> list[str]:
    """The share of the returns behind these records that is finally approved, for the line under the title; nothing where nobody owes any."""
    found = shares(workspace, records)
    known = _reviews(workspace, found)
    approved, owed = once(workspace, ("approved", found, _told_by(known)), lambda: found.reviewed(known))
    return [t("trust.reviewed", share=f"{100 * approved // owed}%")] if owed else []


def _reviews(workspace: Workspace, found: Shares) -> Mapping[Return, Sequence[Review]]:
    try:
        return reviews_of(workspace, found.periods)
    except DatabaseError:
        return {}


def _told_by(known: Mapping[Return, Sequence[Review]]) -> object:
    """What tells these reviews from others."""
    return tuple((one, tuple(given)) for one, given in sorted(known.items()))


def share_line(workspace: Workspace, records: pd.DataFrame) -> None:
    """One line for one record; nothing where no branch owes the figure anything."""
    found = shares(workspace, records)
    known = _reviews(workspace, found)
    told = once(workspace, ("share_line", language(), found, _told_by(known)), lambda: _told(found.laid(known)))
    if told:
        st.markdown(f":small[:gray[{told}]]")


def _told(records: pd.DataFrame) -> str:
    return next((_in_words(row) for row in records.head(1).to_dict("records") if row["expected"]), "")


def _in_words(row: Record) -> str:
    told = t("share.line", expected=row["expected"], reported=row["reported"], nil=row["nil"], reviewed=row["reviewed"])
    return f"{told} ・ {t('share.explained', count=row['explained'])}" if row["explained"] else told
