"""Opening workspaces and computing records once for all sessions; a rerun reads nothing that has not changed."""

import datetime as dt
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import streamlit as st

from backbone.errors import BackboneError
from backbone.folder import FolderBackbone
from demo import FEDERATIONS, build
from ledger.cache import Cache
from ledger.ledger import Ledger, load
from progress.coverage import Coverage
from progress.filing import filings
from progress.indicators import Indicator, load_indicators
from progress.records import data_date, month_ends, records
from schema.check import Checked, check_grid
from schema.registry import BRANCH_SHEETS, by_title
from schema.setting import DEMO, TITLE
from schema.sheet import Sheet
from schema.verdict import Row
from schema.workspace import CACHE
from settings import settings

DEMOS = {federation.key: federation for federation in FEDERATIONS}
ZONE = dt.timezone(dt.timedelta(hours=8))
Progress = Callable[[int, int], None]
_OPEN_BOOKS = 32
_LOOK_AGAIN = 0.2


@dataclass
class _Shelf:
    """One workspace in this process: its newest ledger, when the folder was last seen to be as the ledger says, how far its reading is,
    what was computed from it, and the lock that guards all but the progress."""

    folder: Path
    ledger: Ledger | None = None
    computed: dict[object, pd.DataFrame] = field(default_factory=dict)
    read: dict[str, tuple[str, dict[str, Checked]]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    looked_at: dt.datetime = dt.datetime.min.replace(tzinfo=dt.UTC)
    progress: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Workspace:
    """What a page works with: the ledger as it stands, its indicators, and the day it is looked at.

    ``looked_at`` is when the folder was last reached; it is ``stale`` where it cannot be reached now.
    """

    folder: Path
    ledger: Ledger
    indicators: dict[str, Indicator]
    data_on: dt.date
    demo: bool
    looked_at: dt.datetime
    stale: bool = False

    @property
    def title(self) -> str:
        """The federation's name."""
        named = self.ledger.settings.get(TITLE)
        return named or self.ledger.organisations.on(self.ledger.organisations.root, self.data_on).name

    @property
    def first_page(self) -> list[str]:
        """The indicators that have a place on the first page, in that order; all of them if none has."""
        placed = {code: indicator.headline for code, indicator in self.indicators.items() if indicator.headline is not None}
        return sorted(placed, key=lambda code: placed[code]) or list(self.indicators)

    @property
    def backbone(self) -> FolderBackbone:
        """Where its books are saved."""
        return FolderBackbone(self.folder)


@st.cache_resource(show_spinner=False)
def _shelf(folder: str) -> _Shelf:
    return _Shelf(Path(folder))


def place(chosen: str = "") -> Path:
    """The folder to look at: the one the environment names, else the demo that was chosen, else the first."""
    return Path(settings().workspace) if settings().workspace else settings().demo / (chosen if chosen in DEMOS else next(iter(DEMOS)))


def warm() -> None:
    """Read the workspace a first visitor will see and compute its first page, while the browser still loads."""
    workspace = open_workspace(place())
    figures(workspace, [workspace.data_on], workspace.first_page)


def is_warm(folder: Path) -> bool:
    """Whether the workspace has been read before in this process."""
    return _shelf(str(folder)).ledger is not None


def open_workspace(folder: Path, progress: Progress | None = None) -> Workspace:
    """The workspace as it stands; a demo is made when it is first opened. Raises BackboneError.

    Where the folder cannot be reached any more, the workspace is as it was when it was. ``progress`` is told of the reading, whoever does it.
    """
    shelf = _shelf(str(folder))
    while not shelf.lock.acquire(timeout=_LOOK_AGAIN if progress else -1):
        progress and progress(*shelf.progress)
    try:
        stale = not _is_refreshed(shelf, progress)
        found, looked_at = shelf.ledger, shelf.looked_at
    finally:
        shelf.lock.release()
    if found is None:
        raise AssertionError
    today = dt.datetime.now(tz=ZONE).date()
    return Workspace(folder, found, load_indicators(found)[0], data_date(found, today), DEMO in found.settings, looked_at, stale)


def _is_refreshed(shelf: _Shelf, progress: Progress | None) -> bool:
    """Whether the ledger is as the folder stands. Raises BackboneError where there is none to fall back on."""
    if not settings().workspace and not shelf.folder.exists() and shelf.ledger is None:
        _make_demo(shelf.folder)

    def told(done: int, of: int) -> None:
        shelf.progress = done, of
        if progress:
            progress(done, of)

    try:
        found = load(FolderBackbone(shelf.folder), shelf.ledger, told, Cache(shelf.folder / CACHE))
    except BackboneError:
        if shelf.ledger is None:
            raise
        return False
    if found is not shelf.ledger:
        shelf.ledger, shelf.computed = found, {}
    shelf.looked_at = dt.datetime.now(tz=dt.UTC)
    return True


def figures(workspace: Workspace, days: Iterable[dt.date], codes: Iterable[str] | None = None) -> pd.DataFrame:
    """Records of all organisations on these days, computed once a ledger and kept for every session."""
    asked = (tuple(days), None if codes is None else tuple(codes))
    return _computed(workspace, asked, lambda: records(workspace.ledger, *asked))


def history(workspace: Workspace, code: str, on: dt.date, since: dt.date) -> pd.DataFrame:
    """Records of one indicator at every month end from a day on."""
    return figures(workspace, month_ends(workspace.ledger, on, since), [code])


def filing(workspace: Workspace, period: str) -> pd.DataFrame:
    """Who has filed what in a period."""
    return _computed(workspace, ("filing", period), lambda: filings(workspace.ledger, period))


def sheet_rows(workspace: Workspace, org: str, model: type[Sheet]) -> Sequence[Row]:
    """The rows of one sheet of a branch's book as they were typed; none where it has no such sheet."""
    return known_rows(workspace, org, model) or ()


def known_rows(workspace: Workspace, org: str, model: type[Sheet]) -> Sequence[Row] | None:
    """The rows of one sheet of a branch's book, read anew when that book has changed; None where they cannot be known."""
    book = workspace.ledger.book_of(org)
    if book is None:
        return None
    shelf, revision = _shelf(str(workspace.folder)), workspace.ledger.revisions[book.name]
    with shelf.lock:
        if shelf.read.get(book.name, ("",))[0] != revision:
            if len(shelf.read) >= _OPEN_BOOKS:
                shelf.read.clear()
            shelf.read[book.name] = (revision, _checked_sheets(workspace.backbone, book.name))
        found = shelf.read[book.name][1].get(model.about.name)
    return found.rows if found and not found.quarantined else None


def _checked_sheets(backbone: FolderBackbone, name: str) -> dict[str, Checked]:
    (book,) = backbone.read([name])
    known = [(model, grid) for title, grid in book.grids.items() if (model := by_title(title))]
    return {model.about.name: check_grid(model, grid, name) for model, grid in known}


def coverage(workspace: Workspace, on: dt.date) -> tuple[int, int]:
    """Of the leaves that owe anything for the newest ended periods, how many have filed all of it: (reported, expected)."""
    covered = Coverage(workspace.ledger, on).counts([model.about.name for model in BRANCH_SHEETS])
    return covered.get(workspace.ledger.organisations.root, (0, 0))


def _computed(workspace: Workspace, key: object, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    shelf = _shelf(str(workspace.folder))
    with shelf.lock:
        kept = shelf.computed if shelf.ledger is workspace.ledger else {}
        if key not in kept:
            kept[key] = compute()
        return kept[key].copy()


def _make_demo(folder: Path) -> None:
    """Build beside the place and move there in one step, so that a killed start leaves no half demo."""
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    build(unfinished, folder.name)
    unfinished.rename(folder)
