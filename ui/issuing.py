"""What the page 快照 works with: the workspace as frozen, or as it would be, the issue before it, and the document that follows from both."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from access.database import DatabaseError
from backbone.journal.snapshots import Taken
from backbone.places import Place
from snapshots.bulletin import Options, brief, bulletin, summary
from snapshots.document import Document
from snapshots.edits import Edits
from snapshots.errors import SnapshotError
from snapshots.frozen import Frozen
from ui.frozen import frozen_workspace
from ui.load import Workspace, figures, once, place
from ui.saves import desk
from ui.session import remembered, t

Kind = Literal["bulletin", "brief", "summary"]
KINDS: Final[Mapping[Kind, Callable[..., Document]]] = {"bulletin": bulletin, "brief": brief, "summary": summary}


@dataclass(frozen=True)
class Issue:
    """One issue of the documents: the figures, their snapshot's number (empty as long as nothing is frozen), and the snapshot before."""

    workspace: Workspace
    frozen: Frozen
    number: str
    before: Frozen | None
    before_number: str

    def document(self, kind: Kind, options: Options, edits: Edits) -> Document:
        """What one kind of document says."""
        key = ("document", kind, self.frozen.on, self.before_number, repr(options), repr(sorted(edits.items())), *_known(self.frozen))
        number = self.number or t("publish.unfrozen")
        return once(self.workspace, key, lambda: KINDS[kind](self.frozen, number, options, self.before, edits))


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
    """The snapshot that is looked at, or what one taken now would hold. Raises DatabaseError."""
    if workspace.snapshot:
        return workspace.snapshot
    kept = desk(workspace.place)
    return Frozen(on, workspace.ledger, workspace.indicators, figures(workspace, [on]), kept.reviews.of(), kept.journal.corrections())


def issue(workspace: Workspace, frozen: Frozen, before_number: str) -> Issue:
    """The issue that is written from these figures, held against an earlier snapshot; one that cannot be opened is told and left out."""
    before = None
    if before_number:
        try:
            before = frozen_workspace(here(), before_number).snapshot
        except (SnapshotError, DatabaseError):
            st.markdown(f":orange[▲ {t('publish.no_before', number=before_number)}]")
            before_number = ""
    return Issue(workspace, frozen, workspace.frozen, before, before_number)


def _known(frozen: Frozen) -> tuple[object, ...]:
    """What tells one set of reviews and corrections from another."""
    return tuple((one, len(given)) for told in (frozen.reviews, frozen.corrections) for one, given in sorted(told.items()))
