"""Opening workspaces and computing records once for all sessions; a rerun reads nothing that has not changed."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from backbone.book import Backbone
from backbone.errors import BackboneError
from backbone.journal.returns import Return
from backbone.places import Place, local
from backbone.places import place as opened
from demo import FEDERATIONS
from ledger.ledger import Ledger
from progress.change import changes
from progress.course import year_before
from progress.coverage import Coverage
from progress.expiring import expiring
from progress.filing import filings
from progress.indicators import Indicator, load_indicators
from progress.peers import Sizes, staff
from progress.ranking import rankings
from progress.records import data_date, month_ends, records
from progress.reviews import contents, returns_of
from progress.shares import Shares
from schema.check import check_grid
from schema.grid import Grid
from schema.logs import logger
from schema.registry import BRANCH_SHEETS, by_title
from schema.setting import DEMO, TITLE
from schema.sheet import Sheet
from schema.verdict import Row
from schema.workspace import MASTER
from settings import settings
from snapshots.frozen import Frozen
from ui.shelf import Opened, Progress, look_again, shelf, shelves

DEMOS = {federation.key: federation for federation in FEDERATIONS}
ZONE = dt.timezone(dt.timedelta(hours=8))
_Made = TypeVar("_Made")
_log = logger(__name__)
_OPEN_BOOKS = 32
_KEPT, _ROWS = 2_048, 4_000_000
_INDICATORS = "indicators"
_EVERY = 20.0
_LOOK_AGAIN = 0.2


@dataclass(frozen=True)
class Workspace:
    """What a page works with: the ledger as it stands, its indicators, and the day it is looked at.

    ``looked_at`` is when its books were last reached; ``trouble`` is why they cannot be reached now. ``snapshot`` is what it was frozen as.
    """

    place: Place
    ledger: Ledger
    indicators: dict[str, Indicator]
    data_on: dt.date
    demo: bool
    looked_at: dt.datetime
    trouble: BackboneError | None = None
    snapshot: Frozen | None = None

    @property
    def frozen(self) -> str:
        """The number of the snapshot that is looked at, empty for the workspace as it stands: nothing is saved where there is one."""
        return self.place.frozen

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


def place(chosen: str = "") -> Place:
    """The workspace to look at: the one the environment names, else the demo that was chosen, else the first. Raises NotReached."""
    if settings().workspace:
        return opened(settings().workspace, settings())
    return local(settings().demo / (chosen if chosen in DEMOS else next(iter(DEMOS))))


def warm() -> None:
    """Read the workspace a first visitor will see and compute its first page, while the browser still loads."""
    workspace = open_workspace(place())
    figures(workspace, [workspace.data_on], workspace.first_page)


def is_warm(place: Place) -> bool:
    """Whether the workspace has been read before in this process."""
    return shelf(place).ledger is not None


def keep_looking() -> None:
    """Three times a minute, see what has changed in the workspaces that do not look themselves. Never ends."""
    while True:
        for each in list(shelves().values()):
            if each.ledger and each.place.online:
                try:
                    look(each.place)
                    open_workspace(each.place)
                except Exception:  # a fault of ours in one workspace must not keep the others from being looked at
                    _log.exception("look")
        time.sleep(_EVERY)


def look(place: Place) -> None:
    """See now what has changed; where that fails, the workspace says why."""
    own = shelf(place)
    look_again(place)
    try:
        place.backbone.look()
        own.trouble = None
    except BackboneError as error:
        own.trouble = error


def open_workspace(place: Place, progress: Progress | None = None) -> Workspace:
    """The workspace as it stands; a demo is made when it is first opened. Raises BackboneError.

    Where its books cannot be reached any more, the workspace is as it was when they were. ``progress`` is told of the reading, whoever does it.
    """
    own = shelf(place)
    while not own.lock.acquire(timeout=_LOOK_AGAIN if progress else -1):
        progress and progress(*own.progress)
    try:
        own.refresh(progress)
        found, looked_at, trouble = own.ledger, own.looked_at, own.trouble
        if found is None:
            raise AssertionError
        if _INDICATORS not in own.computed:
            own.computed[_INDICATORS] = load_indicators(found)[0]
        indicators = own.computed[_INDICATORS]
    finally:
        own.lock.release()
    today = dt.datetime.now(tz=ZONE).date()
    return Workspace(place, found, indicators, data_date(found, today), DEMO in found.settings, looked_at, trouble)


def open_anew(place: Place) -> Workspace:
    """The workspace as its books stand this moment, however short ago somebody looked. Raises BackboneError."""
    look_again(place)
    return open_workspace(place)


def figures(workspace: Workspace, days: Iterable[dt.date], codes: Iterable[str] | None = None) -> pd.DataFrame:
    """Records of all organisations on these days, computed once a ledger and kept for every session."""
    asked = (tuple(days), None if codes is None else tuple(codes))
    frozen = workspace.snapshot
    if frozen and asked[0] == (frozen.on,):
        return once(workspace, asked, lambda: _frozen_figures(frozen, asked[1]))
    return once(workspace, asked, lambda: records(workspace.ledger, *asked))


def _frozen_figures(frozen: Frozen, codes: Sequence[str] | None) -> pd.DataFrame:
    """The results as they were frozen, in the order in which they would be computed."""
    if codes is None:
        return frozen.records
    found = frozen.records[frozen.records["indicator"].isin(codes)]
    asked = found["indicator"].map({code: at for at, code in enumerate(codes)})
    return found.iloc[np.lexsort((asked, pd.factorize(found["org"])[0]))].reset_index(drop=True)


def own_figures(workspace: Workspace, org: str, day: dt.date, codes: Iterable[str] | None = None) -> pd.DataFrame:
    """Records of one organisation on a day."""
    asked = None if codes is None else tuple(codes)
    return once(workspace, ("own", org, day, asked), lambda: figures(workspace, [day], asked).loc[lambda found: found["org"] == org])


def goal_figures(workspace: Workspace, code: str, goal: str, day: dt.date) -> pd.DataFrame:
    """Records of all organisations under one goal of an indicator."""
    return once(workspace, ("goal", code, goal, day), lambda: figures(workspace, [day], [code]).loc[lambda found: found["goal"] == goal])


def history(workspace: Workspace, code: str, on: dt.date, since: dt.date) -> pd.DataFrame:
    """Records of one indicator at every month end from a day on."""
    return figures(workspace, month_ends(workspace.ledger, on, since), [code])


def last_year(workspace: Workspace, indicator: Indicator, org: str, start_on: dt.date | None, days: Sequence[dt.date]) -> "pd.Series[float]":
    """The value of an organisation a year before each of these days."""
    key = ("last_year", indicator.code, org, start_on, tuple(days))
    return once(workspace, key, lambda: year_before(workspace.ledger, indicator, org, start_on, days).to_frame())["value"]


def expiring_contracts(workspace: Workspace, on: dt.date) -> pd.DataFrame:
    """The contracts that end soon after a day, for every organisation."""
    return once(workspace, ("expiring", on), lambda: expiring(workspace.ledger, on))


def shares(workspace: Workspace, records: pd.DataFrame) -> Shares:
    """What stands behind these records, the reviews apart."""
    key = ("shares", *records[["org", "goal", "on"]].itertuples(index=False, name=None))
    return once(workspace, key, lambda: Shares(workspace.ledger, workspace.indicators, records))


def compared(workspace: Workspace, day: dt.date, codes: Iterable[str]) -> pd.DataFrame:
    """What the figures of a day are held against: last year, the period before, and why where there is nothing."""
    asked = tuple(codes)
    return once(workspace, ("compared", day, asked), lambda: changes(workspace.ledger, workspace.indicators, figures(workspace, [day], asked)))


def among(workspace: Workspace, day: dt.date, peers: Sequence[str]) -> pd.DataFrame:
    """The places of these branches in every goal of a day."""
    return once(workspace, ("among", day, tuple(peers)), lambda: rankings(figures(workspace, [day]), list(peers)))


def staff_sizes(workspace: Workspace, day: dt.date) -> Sizes:
    """How large the branches are by their staff."""
    return once(workspace, ("staff", day), lambda: staff(workspace.ledger, day))


def filing(workspace: Workspace, period: str) -> pd.DataFrame:
    """Who has filed what in a period, from the content of the books alone."""
    return once(workspace, ("filing", period), lambda: filings(workspace.ledger, period))


def contents_of(workspace: Workspace, period: str) -> dict[Return, str]:
    """A mark of what stands in each return of a period."""
    return once(workspace, ("contents", period), lambda: contents(workspace.ledger, returns_of(filing(workspace, period))))


def book_name(workspace: Workspace, org: str) -> str:
    """The name of a branch's book, empty where it has none that counts; of the master workbook where no branch is named."""
    found = workspace.ledger.book_of(org)
    return MASTER if not org else found.name if found else ""


def sheet_rows(workspace: Workspace, org: str, model: type[Sheet]) -> Sequence[Row]:
    """The rows of one sheet of a book as they were typed; none where it has no such sheet."""
    return known_rows(workspace, org, model) or ()


def known_rows(workspace: Workspace, org: str, model: type[Sheet]) -> Sequence[Row] | None:
    """The rows of one sheet of a book, read anew when that book has changed; None where they cannot be known."""
    name = book_name(workspace, org)
    if not name:
        return None
    own, revision = shelf(workspace.place), workspace.ledger.revisions[name]
    with own.lock:
        kept = own.read.get(name)
        if kept is None or kept.revision != revision:
            if len(own.read) >= _OPEN_BOOKS:
                own.read.clear()
            kept = own.read[name] = Opened(revision, _grids(workspace.place.backbone, name))
        if model not in kept.checked and model in kept.grids:
            kept.checked[model] = check_grid(model, kept.grids[model], name)
        found = kept.checked.get(model)
    return found.rows if found and not found.quarantined else None


def _grids(backbone: Backbone, name: str) -> dict[type[Sheet], Grid]:
    (book,) = backbone.read([name])
    return {model: grid for title, grid in book.grids.items() if (model := by_title(title))}


def coverage(workspace: Workspace, on: dt.date, org: str = "") -> tuple[int, int]:
    """Of the leaves (below ``org``) that owe anything for the newest ended periods, how many have filed all of it: (reported, expected)."""
    sheets = [model.about.name for model in BRANCH_SHEETS]
    found = once(workspace, ("coverage", on), lambda: Coverage(workspace.ledger, on).counts(sheets))
    return found.get(org or workspace.ledger.organisations.root, (0, 0))


def open_leaves(workspace: Workspace, org: str, on: dt.date) -> Sequence[str]:
    """The leaves below an organisation that are open on the day."""
    return once(workspace, ("leaves", org, on), lambda: tuple(workspace.ledger.organisations.leaves_below(org, on)))


def named(records: pd.DataFrame) -> object:
    """What tells these records from all others of the same ledger."""
    return tuple(tuple(records[column].tolist()) for column in ("org", "goal", "on"))


def _made(kept: dict[object, Any], compute: Callable[[], _Made]) -> _Made:
    """Something new, with the least lately asked for put away until it has room: so many things, and so many rows of frames."""
    found = compute()
    rows = [len(each) if isinstance(each, pd.DataFrame) else 0 for each in (*kept.values(), found)]
    surplus, above = len(rows) - _KEPT, sum(rows) - _ROWS
    for at, key in enumerate(list(kept)):
        if at >= surplus and above <= 0:
            break
        above -= rows[at]
        del kept[key]
    return found


def names(workspace: Workspace) -> dict[str, str]:
    """What every organisation is called on the data's day, those that file first."""
    return once(workspace, ("names", workspace.data_on), lambda: _names(workspace))


def _names(workspace: Workspace) -> dict[str, str]:
    organisations = workspace.ledger.organisations
    ordered = sorted(organisations.codes, key=lambda code: code not in organisations.leaf_codes)
    return {code: organisations.on(code, workspace.data_on).name for code in ordered}


def once(workspace: Workspace, key: object, compute: Callable[[], _Made]) -> _Made:
    """What follows from the ledger alone, made once and kept for every session until a book changes: nobody may change it, a frame may be added to."""
    own = shelf(workspace.place)
    with own.lock:
        kept = own.computed if own.ledger is workspace.ledger else {}
        found: _Made = kept.pop(key) if key in kept else _made(kept, compute)
        kept[key] = found
    return found.copy(deep=False) if isinstance(found, pd.DataFrame) else found
