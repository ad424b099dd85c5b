"""What the page 快照 works with: the workspace as frozen, or as it would be, and the edition that follows from it."""

import datetime as dt

import streamlit as st

from access.database import DatabaseError
from backbone.journal.snapshots import Taken
from backbone.places import Place
from snapshots.bulletin import Options
from snapshots.document import KINDS, Kind
from snapshots.edition import Edition
from snapshots.edits import Edits
from snapshots.errors import SnapshotError
from snapshots.frozen import Frozen
from snapshots.word.templates import templates_of
from ui.frozen import frozen_workspace
from ui.load import Workspace, figures, once, place
from ui.saves import desk
from ui.session import remembered, t


def here() -> Place:
    """The workspace itself, whether a snapshot of it is looked at or not."""
    return place(remembered("fed"))


def listed() -> list[Taken]:
    """All snapshots of the workspace, newest first; none where the database cannot be reached."""
    try:
        return desk(here()).archive.all()
    except DatabaseError:
        return []


def as_it_stands(workspace: Workspace, on: dt.date) -> Frozen:
    """The snapshot that is looked at, or what one taken now would hold; without a database nothing counts as reviewed."""
    if workspace.snapshot:
        return workspace.snapshot
    records = figures(workspace, [on])
    try:
        kept = desk(workspace.place)
        return Frozen(on, workspace.ledger, workspace.indicators, records, kept.reviews.of(), kept.journal.corrections())
    except DatabaseError:
        return Frozen(on, workspace.ledger, workspace.indicators, records, {}, {})


def wordings(kind: Kind) -> Edits:
    """What staff worded themselves of a kind of document; nothing where the database cannot be reached."""
    try:
        return desk(here()).texts.newest(kind)
    except DatabaseError:
        return {}


def edition(workspace: Workspace, frozen: Frozen, options: Options, before_number: str) -> Edition:
    """What is written from these figures, held against an earlier snapshot; its documents are written once as long as nothing it follows from changes."""
    before, edits = _opened(before_number), {kind: wordings(kind) for kind in KINDS}
    known = [tuple((one, len(given)) for one, given in sorted(told.items())) for told in (frozen.reviews, frozen.corrections)]
    key = ("edition", frozen.on, before_number if before else "", repr(options), repr(edits), *known)
    number, folder = workspace.frozen or t("publish.unfrozen"), templates_of(here())
    return once(workspace, key, lambda: Edition(frozen, number, folder, before, edits, options))


def _opened(number: str) -> Frozen | None:
    """An earlier snapshot; one that cannot be opened is told and left out."""
    if not number:
        return None
    try:
        return frozen_workspace(here(), number).snapshot
    except (SnapshotError, DatabaseError):
        st.markdown(f":orange[▲ {t('publish.no_before', number=number)}]")
        return None
