"""The spreadsheets of a Drive folder, and the names by which the house knows them as books."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from backbone.errors import NotReached
from backbone.google.connection import Connection
from backbone.google.values import Json
from schema.personal import kind_of, masked
from schema.workspace import BRANCH_FOLDER, MASTER

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = "id,name,mimeType,version,createdTime,modifiedTime,capabilities(canEdit)"
_SHARED_DRIVES = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}
_PAGE = 1000
_MARK = 6


@dataclass(frozen=True)
class File:
    """A spreadsheet of the folder, or a workbook that somebody left there. ``version`` grows with every change; the last was at ``modified``.

    Personal data in the ``title`` are masked; ``personal`` is their kind.
    """

    id: str
    title: str
    mime: str
    version: str
    created: str
    modified: float
    editable: bool
    personal: str = ""


def listing(connection: Connection, folder: str) -> dict[str, File]:
    """The books of a folder by name; one request for each thousand files. Raises NotReached."""
    found, token = list[File](), ""
    asked = {"q": f"'{folder}' in parents and trashed = false", "pageSize": _PAGE, **_SHARED_DRIVES}
    while True:
        told = connection.listed(folder, {**asked, "fields": f"nextPageToken,incompleteSearch,files({_FILE})", **({"pageToken": token} if token else {})})
        if told.get("incompleteSearch"):
            raise NotReached(folder, "strange_reply")
        found += [_file(one) for one in told.get("files") or ()]
        token = told.get("nextPageToken", "")
        if not token:
            return _named(file for file in found if file.mime in (SPREADSHEET, WORKBOOK))


def folder_title(connection: Connection, folder: str) -> str:
    """The folder's own name, which tells that it is shared with us. Raises NotReached."""
    return masked(str(connection.files(folder, {"fields": "name", "supportsAllDrives": True}).get("name", "")))


def _file(told: Json) -> File:
    rights = told.get("capabilities") or {}
    file_id, title, mime, version, created = (str(told.get(name, "")) for name in ("id", "name", "mimeType", "version", "createdTime"))
    modified = _seconds(str(told.get("modifiedTime", "")))
    return File(file_id, masked(title), mime, version, created, modified, bool(rights.get("canEdit")), kind_of(title) or "")


def _seconds(told: str) -> float:
    try:
        return dt.datetime.fromisoformat(told).timestamp()
    except ValueError:
        return 0.0


def _named(files: Iterable[File]) -> dict[str, File]:
    """The oldest file of a title bears the plain name, later ones a mark of their id as well: Drive allows any number of one title."""
    named = dict[str, File]()
    for file in sorted(files, key=lambda one: (one.created, one.id)):
        name = book_name(file.title)
        named[name if name not in named else name.removesuffix(".xlsx") + f" [{file.id[-_MARK:]}].xlsx"] = file
    return {name: named[name] for name in sorted(named)}


def book_name(title: str) -> str:
    """The name of the book that a spreadsheet of this title is."""
    stem = title.strip().removesuffix(".xlsx").strip()
    return MASTER if f"{stem}.xlsx" == MASTER else f"{BRANCH_FOLDER}/{stem}.xlsx"


def title_of(book: str) -> str:
    """The title under which people find a book in the folder."""
    return PurePosixPath(book).name.removesuffix(".xlsx")
