"""Snapshots opened in the dashboard: workspaces that only can be looked at, each opened once for all sessions."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from backbone.frozen import FrozenBackbone
from backbone.journal.returns import Return
from backbone.journal.reviews import Review
from backbone.places import Place
from schema.setting import DEMO
from ui.load import Workspace
from ui.saves import desk
from ui.shelf import shelf, shelves

_OPEN = 4
"""Snapshots held at once: each is as large as a workspace."""


@st.cache_resource(show_spinner=False)
def _opened() -> dict[str, Workspace]:
    return {}


def frozen_workspace(place: Place, number: str) -> Workspace:
    """The workspace of a place as it was frozen under a number, looked at on its day. Raises SnapshotError, DatabaseError."""
    opened, name = _opened(), f"{place.name} {number}"
    if name not in opened:
        found = desk(place).archive.open(number)
        for surplus in list(opened)[: max(0, len(opened) + 1 - _OPEN)]:
            opened.pop(surplus, None)
            shelves().pop(surplus, None)
        frozen = replace(place, name=name, backbone=FrozenBackbone(found.ledger.revisions), online=None, frozen=number)
        shelf(frozen).ledger = found.ledger
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        opened[name] = Workspace(frozen, found.ledger, dict(found.indicators), found.on, DEMO in found.ledger.settings, never, snapshot=found)
    return opened[name]


def reviews_of(workspace: Workspace, periods: Iterable[str]) -> Mapping[Return, Sequence[Review]]:
    """The reviews of returns for these periods, of a snapshot those that were known then. Raises DatabaseError."""
    if workspace.snapshot is None:
        return desk(workspace.place).reviews.of(periods)
    asked = set(periods)
    return {one: given for one, given in workspace.snapshot.reviews.items() if one.period in asked}


def corrections_of(workspace: Workspace, periods: Iterable[str]) -> Mapping[Return, Sequence[str]]:
    """The reasons for which locked returns of these periods were changed, of a snapshot those that were known then. Raises DatabaseError."""
    if workspace.snapshot is None:
        return desk(workspace.place).journal.corrections(periods)
    asked = set(periods)
    return {one: reasons for one, reasons in workspace.snapshot.corrections.items() if one.period in asked}
