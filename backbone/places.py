"""Where a workspace is: a folder of this machine, or a Drive folder of Google's."""

import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from backbone.book import Backbone
from backbone.folder import FolderBackbone
from backbone.journal.saves import identity
from schema.workspace import OWN_FOLDER
from settings import GOOGLE, SECRETS, Settings

if TYPE_CHECKING:
    from backbone.google.backbone import GoogleBackbone

_OPENING = threading.Lock()


@dataclass(frozen=True)
class Place:
    """One workspace by the name people give it: its books, and the folder of this machine that holds the application's own files of it.

    ``online`` are the same books where asking for them takes requests, so that pages must not. ``frozen`` is the number of the snapshot that is looked at.
    """

    name: str
    own: Path
    backbone: Backbone
    online: "GoogleBackbone | None" = None
    frozen: str = ""

    def identity(self) -> str:
        """The name by which a shared database knows the workspace, on whichever machine. Raises DatabaseError."""
        return self.online.folder if self.online else identity(self.own)


def place(name: str, told: Settings) -> Place:
    """The workspace of a name: ``google:<folder id>``, or a path. Raises NotReached where there is no usable key."""
    if not name.startswith(GOOGLE):
        return local(Path(name))
    with _OPENING:  # the cache lets several who ask at once make one each, of which none would see what another read
        return _online(name.removeprefix(GOOGLE), told.google_key, told.own, told.google_address)


def local(folder: Path) -> Place:
    """A folder of workbooks."""
    return Place(str(folder), folder / OWN_FOLDER, FolderBackbone(folder))


@cache
def _online(folder: str, key: str, root: Path, address: str) -> Place:
    """A Drive folder; one line to Google a process, which all sessions share. Whoever works on a folder need not wait for Google's libraries."""
    from backbone.google.backbone import GoogleBackbone  # noqa: PLC0415
    from backbone.google.connection import Connection  # noqa: PLC0415
    from backbone.google.key import service_key  # noqa: PLC0415
    from backbone.google.window import Window  # noqa: PLC0415

    own = root / folder
    connection = Connection(service_key(key, SECRETS), Window(root, time.time, time.sleep), time.time, time.sleep, address)
    backbone = GoogleBackbone(connection, folder, own)
    return Place(GOOGLE + folder, own, backbone, backbone)
