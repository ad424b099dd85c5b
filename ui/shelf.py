"""What this process holds of each workspace: its newest ledger and all that was made of it, once for every session."""

import datetime as dt
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from backbone.errors import BackboneError
from backbone.places import Place
from demo import build
from ledger.cache import Cache
from ledger.ledger import Ledger, load
from schema.check import Checked
from schema.grid import Grid
from schema.sheet import Sheet
from settings import settings

Progress = Callable[[int, int], None]
_PAUSE = 1.0
"""Seconds in which all sessions together look at a folder's files once: with thousands of books the looking costs more than the page."""


@dataclass
class Opened:
    """A book that is being worked on: its revision, the cells of its sheets, and those sheets that have been asked for, checked."""

    revision: str
    grids: dict[type[Sheet], Grid]
    checked: dict[type[Sheet], Checked] = field(default_factory=dict)


@dataclass
class Shelf:
    """One workspace in this process: its newest ledger, when its books were last seen to be as the ledger says, why they cannot be seen now,
    how far reading is, what was computed, until when it need not be looked again, and the lock that guards all but the progress."""

    place: Place
    ledger: Ledger | None = None
    computed: dict[object, Any] = field(default_factory=dict)
    read: dict[str, Opened] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    looked_at: dt.datetime = dt.datetime.min.replace(tzinfo=dt.UTC)
    trouble: BackboneError | None = None
    progress: tuple[int, int] = (0, 0)
    rests_until: float = 0.0

    def refresh(self, progress: Progress | None) -> None:
        """Bring the ledger to where the books stand, if nobody has just done so. Raises BackboneError where there is none to fall back on."""
        if self.ledger and time.monotonic() < self.rests_until:
            return
        self.rests_until = time.monotonic() + _PAUSE
        self._make_demo()

        def told(done: int, of: int) -> None:
            self.progress = done, of
            if progress:
                progress(done, of)

        try:
            found = load(self.place.backbone, self.ledger, told, Cache(self.place.own / "cache"))
        except BackboneError as error:
            if self.ledger is None:
                raise
            self.trouble = error
            return
        if found is not self.ledger:
            self.ledger, self.computed = found, {}
        if not self.place.online:
            self.trouble = None
        self.looked_at = self.place.backbone.seen_at or dt.datetime.now(tz=dt.UTC)

    def _make_demo(self) -> None:
        """Build beside the place and move there in one step, so that a killed start leaves no half demo."""
        folder = Path(self.place.name)
        if settings().workspace or folder.exists() or self.ledger:
            return
        unfinished = folder.with_name(f".{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        build(unfinished, folder.name)
        unfinished.rename(folder)


@st.cache_resource(show_spinner=False)
def shelves() -> dict[str, Shelf]:
    """All workspaces of this process by name."""
    return {}


def shelf(place: Place) -> Shelf:
    """What is held of one workspace, nothing as yet where nobody has opened it."""
    return shelves().setdefault(place.name, Shelf(place))


def look_again(place: Place) -> None:
    """Let the next page look at the books, however short ago that was done: somebody has just written or asks for it."""
    shelf(place).rests_until = 0.0
