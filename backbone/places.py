"""Where a workspace is: a folder of this machine, or a Drive folder of Google's."""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backbone.book import Backbone
from backbone.folder import FolderBackbone
from backbone.google.backbone import GoogleBackbone
from backbone.google.connection import Connection
from backbone.google.key import service_key
from backbone.google.window import Window
from schema.workspace import OWN_FOLDER
from settings import SECRETS, Settings

GOOGLE = "google:"


@dataclass(frozen=True)
class Place:
    """One workspace by the name people give it: its books, and the folder of this machine that holds the application's own files of it."""

    name: str
    own: Path
    backbone: Backbone

    @property
    def is_online(self) -> bool:
        """Whether asking for its books takes requests, so that pages must not."""
        return self.name.startswith(GOOGLE)


def place(name: str, told: Settings) -> Place:
    """The workspace of a name: ``google:<folder id>``, or a path. Raises NotReached where there is no usable key."""
    if not name.startswith(GOOGLE):
        return local(Path(name))
    return _online(name.removeprefix(GOOGLE), told.google_key, told.own, told.google_address)


def local(folder: Path) -> Place:
    """A folder of workbooks."""
    return Place(str(folder), folder / OWN_FOLDER, FolderBackbone(folder))


@cache
def _online(folder: str, key: str, root: Path, address: str) -> Place:
    """A Drive folder; one line to Google a process, which all sessions share."""
    own = root / folder
    connection = Connection(service_key(key, SECRETS), Window(root, time.time, time.sleep), time.time, time.sleep, address)
    return Place(GOOGLE + folder, own, GoogleBackbone(connection, folder, own))
