"""The snapshots of a workspace: taken, listed, opened again, and looked through for changes. None is ever written over."""

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from access.database import database
from backbone.errors import BackboneError
from backbone.journal.reviews import Reviews
from backbone.journal.saves import Journal
from backbone.journal.snapshots import NumberGiven, Snapshots, Taken
from backbone.locks import alone
from backbone.places import Place
from backbone.writing.replacing import flush_folder, write
from ledger.ledger import Ledger
from progress.coverage import Coverage
from schema.registry import BRANCH_SHEETS
from snapshots.errors import FRAME, Damaged, Fault, NewerFormat, NoSnapshot, NotASnapshot, NotKept, SnapshotError
from snapshots.frame import MOST_BYTES
from snapshots.frozen import Frozen, freeze
from snapshots.manifest import MANIFEST, opened
from snapshots.package import check_code, faults, packed, unpacked

FOLDER = "snapshots"
_Found = TypeVar("_Found")
_NUMBER = re.compile(r"\d{4}-\d{2}-\d{3,9}(?= )", re.ASCII)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]+')
_LONGEST = 60
"""Bytes of a person's name in a file's: file systems take 255 for all."""


@dataclass(frozen=True)
class Finding:
    """What is wrong: a part of a snapshot's file was changed, added or is missing; the file is gone, or newer than we can check.

    ``relisted`` is a line of the list that no longer says what was taken, ``unlisted`` a file that nobody took, ``journal`` the damaged file of the database.
    """

    number: str
    file: str
    kind: Literal["changed", "missing", "added", "gone", "relisted", "unlisted", "newer", "journal"]
    part: str = ""


class Archive:
    """The snapshots of one workspace in a folder of files and a list.

    ``take`` adds one, ``all`` lists them, newest first, ``content`` and ``open`` give one back, ``verify`` says what is wrong. Raises DatabaseError.
    """

    def __init__(self, folder: Path, listed: Snapshots, now: Callable[[], dt.datetime]) -> None:
        self._folder, self._listed, self._now = folder, listed, now

    def take(self, frozen: Frozen, who: str) -> Taken:
        """Keep a frozen workspace under the next number of the day's month. Raises NotKept.

        The file is written before it is listed: a crash between leaves a file that nobody took, which ``verify`` tells, and a number not given again.
        """
        content, covered = packed(frozen), _covered(frozen)
        code = check_code(content)
        with self._writing():
            while True:
                at = self._now()
                number = self._next(frozen.on)
                path = self._folder / _file_name(number, at, who)
                taken = Taken(number, frozen.on, at, who, code, path.name, len(content), frozen.simulated, *covered)
                _put(path, content)
                try:
                    self._listed.record(taken)
                except NumberGiven:  # by a machine that shares our database and not our folder
                    path.unlink()
                    continue
                return taken

    def all(self) -> list[Taken]:
        """The list, newest first."""
        return self._listed.all()[::-1]

    def before(self, day: dt.date) -> Taken | None:
        """What a snapshot of this day is compared with: of those of earlier days the one of the newest, and of these the one taken last."""
        return max((taken for taken in self.all() if taken.on < day), key=lambda taken: taken.on, default=None)

    def content(self, number: str) -> bytes:
        """The file of a number, as it was taken. Raises SnapshotError."""
        return self._of(number, self._sound)

    def open(self, number: str) -> Frozen:
        """The workspace as it was frozen. Raises SnapshotError: NoSnapshot, NotASnapshot, Damaged, NewerFormat."""
        return self._of(number, lambda taken: unpacked(self._held(taken)))

    def verify(self) -> list[Finding]:
        """Every file held against the list, and the list against the files."""
        listed = self.all()
        found = [finding for taken in listed for finding in self._findings(taken)]
        known = {taken.file for taken in listed}
        return found + [Finding(_number(name), name, "unlisted") for name in self._files() if name not in known]

    def _taken(self, number: str) -> Taken:
        for taken in self._listed.all():
            if taken.number == number:
                return taken
        raise NoSnapshot(number)

    def _of(self, number: str, read: Callable[[Taken], _Found]) -> _Found:
        try:
            return read(self._taken(number))
        except SnapshotError as error:
            error.number = number
            raise

    def _read(self, taken: Taken) -> bytes:
        """The file, whatever it is, where it is no larger than one of ours can be."""
        path = self._folder / taken.file
        try:
            if not path.is_file():
                raise NoSnapshot
            if path.stat().st_size > MOST_BYTES:
                raise NotASnapshot
            return path.read_bytes()
        except OSError as error:
            raise NoSnapshot from error

    def _held(self, taken: Taken) -> bytes:
        """The file held against the list before anything in it is believed: what bears a sum of its own may be anybody's."""
        content = self._read(taken)
        if check_code(content) != taken.sha256:
            raise Damaged(faults=[Fault(MANIFEST)])
        return content

    def _sound(self, taken: Taken) -> bytes:
        content = self._held(taken)
        if found := faults(content):
            raise Damaged(faults=found)
        return content

    def _findings(self, taken: Taken) -> Iterator[Finding]:
        try:
            day = opened(self._sound(taken))[0]["on"]
            if (taken.on.isoformat(), _file_name(taken.number, taken.at, taken.who)) != (day, taken.file):
                yield Finding(taken.number, taken.file, "relisted")
        except NoSnapshot:
            yield Finding(taken.number, taken.file, "gone")
        except NewerFormat:
            yield Finding(taken.number, taken.file, "newer")
        except NotASnapshot:
            yield Finding(taken.number, taken.file, "changed", FRAME)
        except Damaged as error:
            yield from (Finding(taken.number, taken.file, fault.kind, fault.part) for fault in error.faults)

    def _files(self) -> list[str]:
        """What lies in the folder, but for files that are being written."""
        return sorted(path.name for path in self._folder.iterdir() if not path.name.startswith(".")) if self._folder.is_dir() else []

    def _next(self, on: dt.date) -> str:
        """One more than the highest number of the month, be it on the list or only a file's."""
        begins = f"{on:%Y-%m}-"
        given = [*(taken.number for taken in self._listed.all()), *map(_number, self._files())]
        last = max((int(number.removeprefix(begins)) for number in given if number.startswith(begins)), default=0)
        return f"{begins}{last + 1:03d}"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._folder.parent.mkdir(exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with alone(self._folder.parent / "locks", FOLDER):
                yield
        except (OSError, BackboneError) as error:
            raise NotKept from error


def archive(place: Place, url: str, now: Callable[[], dt.datetime]) -> Archive:
    """The archive of a workspace, in its own folder and the database of this address. Raises DatabaseError."""
    return Archive(place.own / FOLDER, Snapshots(database(url, place.own), place.identity()), now)


def as_known(ledger: Ledger, on: dt.date, reviews: Reviews, journal: Journal) -> Frozen:
    """The workspace as it stands, with its figures as of a day and all that reviews and the journal tell. Raises DatabaseError."""
    return freeze(ledger, on, reviews.of(), journal.corrections())


def _covered(frozen: Frozen) -> tuple[int, int]:
    sheets = [model.about.name for model in BRANCH_SHEETS]
    return Coverage(frozen.ledger, frozen.on).counts(sheets).get(frozen.root, (0, 0))


def _number(name: str) -> str:
    found = _NUMBER.match(name)
    return found[0] if found else ""


def _file_name(number: str, at: dt.datetime, who: str) -> str:
    """The number, the time and the person, in letters that every file system takes."""
    named = _UNSAFE.sub("_", who).encode()[:_LONGEST].decode(errors="ignore").strip(" .")
    return f"{number} {at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ} {named or '_'}.zip"


def _put(path: Path, content: bytes) -> None:
    """The whole file or none, on the disk when this returns, and not to be written any more. Raises OSError."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        write(temporary, content)
        temporary.chmod(0o400)
        temporary.rename(path)
        flush_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
