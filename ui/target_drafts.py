"""What was typed on the page of targets and not saved: kept as other drafts are, and laid back into its fields after a reload."""

import hashlib
from collections.abc import Mapping, Sequence

import streamlit as st

from backbone.book import RowChange
from progress.targets import Goal
from schema.target import Target
from ui.drafts import draft, keep_draft
from ui.load import Workspace
from ui.session import t
from words.figures import clock

Cells = Mapping[str, str]


def slot(part: str, goal: Goal | None = None, org: str = "") -> str:
    """The name a draft is kept by: which part of the page, and what it is about."""
    about = hashlib.sha256(f"{goal.key if goal else ''}\0{org}".encode()).hexdigest()[:16]
    return f"{part} {about}"


def begun(workspace: Workspace, slot: str, field: str) -> Sequence[Cells]:
    """The cells to begin the fields with: those kept when the fields appeared, the same as long as this one of them stands on the page."""
    place = f"begun_{workspace.place.name}_{slot}_{emptied()}"
    if place not in st.session_state or field not in st.session_state:
        st.session_state[place] = tuple(dict(row.wanted) for row in draft(workspace, slot, Target).rows)
    found: Sequence[Cells] = st.session_state[place]
    return found


def keep(workspace: Workspace, slot: str, rows: Sequence[Cells]) -> None:
    """Keep what is typed now in place of what was kept, and say since when; nothing typed drops it."""
    kept = keep_draft(workspace, slot, Target, [RowChange(row) for row in rows if row])
    if kept.rows:
        told = t("entry.draft_kept", time=clock(kept.at)) if kept.at else t("entry.draft_lost")
        st.markdown(f":small[:gray[{told}]]")


def drop(workspace: Workspace, slot: str) -> None:
    """Forget what was kept: it is saved. The fields begin empty."""
    keep_draft(workspace, slot, Target, [])
    st.session_state["targets_emptied"] = emptied() + 1


def emptied() -> int:
    """How often what was typed here has been saved; part of the names of the fields, which begin empty after it."""
    return int(st.session_state.get("targets_emptied", 0))
