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


@dataclass(frozen=True)
class Account:
    """How Google is reached: the key or its file, where secrets are kept, where copies and saves are kept, and a gateway in place of Google's hosts."""

    key: str
    secrets: Path
    own: Path
    address: str


def place(name: str, account: Account) -> Place:
    """The workspace of a name: ``google:<folder id>``, or a path. Raises NotReached where there is no usable key."""
    return online(name.removeprefix(GOOGLE), account) if name.startswith(GOOGLE) else local(Path(name))


def local(folder: Path) -> Place:
    """A folder of workbooks."""
    return Place(str(folder), folder / OWN_FOLDER, FolderBackbone(folder))


@cache
def online(folder: str, account: Account) -> Place:
    """A Drive folder; one line to Google a process, which all sessions share. Raises NotReached."""
    own = account.own / folder
    connection = Connection(service_key(account.key, account.secrets), Window(own, time.time, time.sleep), time.time, time.sleep, account.address)
    return Place(GOOGLE + folder, own, GoogleBackbone(connection, folder, own))
