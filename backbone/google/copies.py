"""What was last read of each spreadsheet, on this machine's disk: pages are drawn from it, so that they ask Google nothing.

Personal data were masked when it was read: none come to the disk.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from backbone.google.drive import File
from backbone.google.layout import JOURNAL_ID
from backbone.google.tabs import Tab
from schema.grid import Grid
from schema.personal import known_as
from schema.workspace import JOURNAL_TAB

_VERSION = 2


@dataclass(frozen=True)
class Copy:
    """One spreadsheet as it was read: at which version Drive told of, with which save of ours on top, and its tabs by title.

    ``ids`` are the tabs' own, by which they are found whatever people call them. ``again_at`` is when it has to be read once more, because
    it had changed just before it was read; 0 where it had not.
    """

    version: str
    ours: str
    grids: Mapping[str, Grid]
    ids: Mapping[str, int]
    again_at: float = 0.0

    @classmethod
    def of(cls, version: str, ours: str, tabs: list[Tab], again_at: float = 0.0) -> "Copy":
        """What a reply showed."""
        known = known_as(tab.title for tab in tabs)
        grids = {known[tab.title]: replace(tab.grid, title=known[tab.title]) for tab in tabs}
        return cls(version, ours, grids, {known[tab.title]: tab.id for tab in tabs}, again_at)

    @property
    def revision(self) -> str:
        """Another one whenever the content may be another."""
        return f"{self.version}+{self.ours}" if self.ours else self.version

    def with_tab(self, tab: Tab, ours: str) -> "Copy":
        """The same with one tab as it stands after a save of ours, whatever it was called before."""
        others = {title: number for title, number in self.ids.items() if number != tab.id}
        grids = {title: self.grids[title] for title in others if title in self.grids}
        return replace(self, ours=ours, grids={**grids, tab.title: tab.grid}, ids={**others, tab.title: tab.id, JOURNAL_TAB: JOURNAL_ID})


class Head(NamedTuple):
    """Of a copy, at which of Drive's versions it was read, its revision, and when to read it once more."""

    version: str = ""
    revision: str = ""
    again_at: float = 0.0


class Copies:
    """A folder of copies, by the ids of their files, and of the list they were found in. It may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Head] = {}
        self._unwritten: dict[str, Mapping[str, Any]] = {}

    def copy(self, file_id: str) -> Copy | None:
        """What was last read of a spreadsheet; None where nothing was, or it cannot be read any more."""
        told = self._read(file_id)
        try:
            grids = {title: _grid(title, one) for title, one in told["tabs"].items()} if told else {}
            return Copy(told["version"], told["ours"], grids, told["ids"], told["again_at"]) if told else None
        except (LookupError, TypeError, ValueError):
            return None

    def head(self, file_id: str) -> Head:
        """What is known of a copy without its cells; nothing where there is none."""
        if file_id not in self._known:
            copy = self.copy(file_id)
            self._known[file_id] = Head(copy.version, copy.revision, copy.again_at) if copy else Head()
        return self._known[file_id]

    def digest(self, file_id: str) -> str:
        """A digest of the cells of a copy, empty where there is none."""
        told = self._read(file_id)
        return hashlib.blake2b(json.dumps(told["tabs"], sort_keys=True).encode(), digest_size=16).hexdigest() if told else ""

    def keep(self, file_id: str, copy: Copy) -> None:
        """Take the place of what was read before. Where the disk refuses it, the copy lives as long as the process."""
        tabs = {title: _packed(grid) for title, grid in copy.grids.items()}
        self._write(file_id, {"version": copy.version, "ours": copy.ours, "again_at": copy.again_at, "ids": dict(copy.ids), "tabs": tabs})
        self._known[file_id] = Head(copy.version, copy.revision, copy.again_at)

    def keep_list(self, files: Mapping[str, File], at: dt.datetime) -> None:
        """Remember which books there are, and when that was seen."""
        self._write("list", {"at": at.isoformat(), "files": {name: asdict(file) for name, file in files.items()}})

    def kept_list(self) -> tuple[dict[str, File], dt.datetime | None]:
        """The books that were there when it was last seen, and when."""
        told = self._read("list")
        try:
            return ({name: File(**one) for name, one in told["files"].items()}, dt.datetime.fromisoformat(told["at"])) if told else ({}, None)
        except (LookupError, TypeError, ValueError):
            return {}, None

    def _read(self, name: str) -> Mapping[str, Any] | None:
        if name in self._unwritten:
            return self._unwritten[name]
        try:
            found = json.loads(self._place(name).read_bytes())
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and found.get("format") == _VERSION else None

    def _write(self, name: str, told: Mapping[str, Any]) -> None:
        self._unwritten[name] = told
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump({"format": _VERSION, **told}, file, ensure_ascii=False)
                Path(temporary).replace(self._place(name))
                del self._unwritten[name]
            finally:
                Path(temporary).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        """Ids come from elsewhere: no file is named after one."""
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"


def _packed(grid: Grid) -> dict[str, Any]:
    marks = {name: sorted(getattr(grid, name)) for name in ("formulas", "errors", "percents")}
    return {"rows": grid.rows, **marks, "personal": [(*at, kind) for at, kind in grid.personal.items()]}


def _grid(title: str, told: Mapping[str, Any]) -> Grid:
    marks = [frozenset((row, column) for row, column in told[name]) for name in ("formulas", "errors", "percents")]
    return Grid.of(title, told["rows"], *marks, {(row, column): kind for row, column, kind in told["personal"]})
