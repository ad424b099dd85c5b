"""The files of a Drive: folders and spreadsheets, who may see them, and the version every change raises."""

import random
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.google.book import Book
from tests.google.errors import Refused, invalid, missing

FOLDER = "application/vnd.google-apps.folder"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
TERM = re.compile(
    r"""(?:'(?P<parent>[^']+)'\ in\ parents
         | (?P<name>\w+)\ ?(?P<sign>!=|=|contains)\ ?(?:(?P<quote>['"])(?P<text>.*?)(?P=quote)|(?P<bare>true|false)))
        (?:\ and\ (?=.)|$)""",
    re.VERBOSE,
)


@dataclass
class File:
    """One file. ``role`` is what the service account may do: ``writer``, ``reader`` or ``None`` (not shared with it)."""

    id: str
    mime: str
    name: str
    parents: list
    created: float
    modified: float
    role: str | None = "writer"
    version: int = 1
    trashed: bool = False
    book: Book | None = None
    before: "File | None" = field(default=None, repr=False)

    def shown(self):
        """The file's metadata in JSON."""
        return {
            "kind": "drive#file",
            "id": self.id,
            "name": self.name,
            "mimeType": self.mime,
            "version": str(self.version),
            "createdTime": _instant(self.created),
            "modifiedTime": _instant(self.modified),
            "parents": self.parents,
            "trashed": self.trashed,
            "capabilities": {"canEdit": self.role == "writer"},
        }


def _instant(seconds):
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class Drive:
    """All files. ``owns_storage`` is false for a service account made today: it cannot create a file."""

    def __init__(self, clock, owns_storage=False):
        self.clock, self.owns_storage = clock, owns_storage
        self.files = {}
        self._chance = random.Random(20261121)

    def new_id(self):
        """An id such as sheets, protections and metadata get."""
        return self._chance.randrange(1, 2**31)

    def _add(self, mime, name, parents, role):
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        file_id = "1" + "".join(self._chance.choices(letters, k=43))
        now = self.clock()
        self.files[file_id] = file = File(file_id, mime, name, list(parents), now, now, role)
        return file

    def folder(self, name, role="writer"):
        """A new folder; its id."""
        return self._add(FOLDER, name, [], role).id

    def spreadsheet(self, name, folder=None, role="writer"):
        """A new spreadsheet, made and shared by a person; its id."""
        file = self._add(SPREADSHEET, name, [folder] if folder else [], role)
        file.book = Book(file.id, name, self.new_id)
        return file.id

    @contextmanager
    def changing(self, file_id):
        """A copy of a file to be changed; it takes the file's place, with a higher version, unless an exception ends the change."""
        old = self.files[file_id]
        new = replace(old, book=old.book and old.book.copy(), before=None)
        yield new
        if new.book:
            new.name = new.book.properties["title"]
        new.version, new.modified, new.before = old.version + 1, self.clock(), replace(old, before=None)
        self.files[file_id] = new

    def visible(self, file_id):
        """A file the service account may see; Drive says of any other that it does not exist."""
        file = self.files.get(file_id)
        if not file or not file.role:
            raise Refused(404, f"File not found: {file_id}.", "notFound")
        return file

    def open(self, file_id, writing=False, stale=False):
        """The spreadsheet's file as Sheets opens it; a stale read shows it as it was before the last change."""
        file = self.files.get(file_id)
        if not file or not file.book:
            raise missing()
        if not file.role or (writing and file.role != "writer"):
            raise Refused(403, "The caller does not have permission", "forbidden")
        return (stale and file.before) or file

    def _creatable(self):
        if not self.owns_storage:
            raise Refused(403, "The user's Drive storage quota has been exceeded.", "storageQuotaExceeded")


def listed(drive, query, body, stale):
    """``files.list``, newest change first."""
    size, start = int(query.get("pageSize", 100)), _start(query.get("pageToken"))
    if not 1 <= size <= 1000:
        raise invalid(f"Invalid value '{size}'. Values must be within the range: [1, 1000]")
    wanted = _terms(query.get("q", ""))
    seen = [(stale and file.before) or file for file in drive.files.values() if file.role]
    found = sorted((file for file in seen if all(fits(file) for fits in wanted)), key=lambda file: -file.modified)
    told = {"kind": "drive#fileList", "incompleteSearch": False, "files": [file.shown() for file in found[start : start + size]]}
    more = start + size < len(found)
    return {**told, "nextPageToken": urlsafe_b64encode(str(start + size).encode()).decode()} if more else told


def _start(token):
    try:
        return int(urlsafe_b64decode(token)) if token else 0
    except ValueError as error:
        raise invalid("Invalid Value") from error


def _terms(query):
    """The conditions of a search, each a function of a file."""
    rest, found = query.strip(), []
    while rest:
        match = TERM.match(rest)
        if not match:
            raise invalid("Invalid Value")
        found.append(_condition(**match.groupdict()))
        rest = rest[match.end() :]
    return found


def _condition(parent, name, sign, text, bare, quote):
    if parent:
        return lambda file: parent in file.parents
    wanted = text if text is not None else bare == "true"
    if name not in ("name", "mimeType", "trashed") or (name == "trashed") != (text is None):
        raise invalid("Invalid Value")
    signs = {"=": lambda value: value == wanted, "!=": lambda value: value != wanted, "contains": lambda value: wanted in value}
    return lambda file: signs[sign](file.shown()[name])


def got(drive, query, body, stale):
    """``files.get``."""
    file = drive.visible(query["fileId"])
    return ((stale and file.before) or file).shown()


def created(drive, query, body, stale):
    """``files.create``."""
    drive._creatable()
    folder = body.get("mimeType") == FOLDER
    name, parents = body.get("name") or "Untitled", body.get("parents") or []
    file_id = drive.folder(name) if folder else drive.spreadsheet(name)
    drive.files[file_id].parents = parents
    return drive.files[file_id].shown()


def copied(drive, query, body, stale):
    """``files.copy``: a copy has its own version, and ids of its tabs stay."""
    drive._creatable()
    source = drive.visible(query["fileId"])
    file = drive.files[drive.spreadsheet(body.get("name") or f"Copy of {source.name}")]
    book = source.book.copy()
    book.id, book.properties = file.id, {**book.properties, "title": file.name}
    file.book = book
    return file.shown()


def changed(drive, query, body, stale):
    """``files.update``: rename, or move to the bin."""
    if drive.visible(query["fileId"]).role != "writer":
        raise Refused(403, "The user does not have sufficient permissions for this file.", "insufficientFilePermissions")
    with drive.changing(query["fileId"]) as file:
        file.trashed = body.get("trashed", file.trashed)
        if "name" in body:
            file.name = body["name"]
            if file.book:
                file.book.properties["title"] = file.name
    return drive.files[query["fileId"]].shown()


def deleted(drive, query, body, stale):
    """``files.delete``."""
    drive.visible(query["fileId"])
    del drive.files[query["fileId"]]


def commented(drive, query, body, stale):
    """``comments.list``: nobody ever commented."""
    drive.visible(query["fileId"])
    return {"comments": []}


METHODS = {
    "drive.comments.list": commented,
    "drive.files.list": listed,
    "drive.files.get": got,
    "drive.files.create": created,
    "drive.files.copy": copied,
    "drive.files.update": changed,
    "drive.files.delete": deleted,
}
DEFAULT_FIELDS = {
    "drive.files.list": "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)",
    **dict.fromkeys(("drive.files.get", "drive.files.create", "drive.files.copy", "drive.files.update"), "kind,id,name,mimeType"),
}
"""What Drive replies when no ``fields`` are asked for."""
