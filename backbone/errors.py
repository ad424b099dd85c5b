"""What can go wrong between the application and the books, as a tree:

BackboneError            the books cannot be used as asked
├── NotAWorkspace        the folder is missing or holds no master workbook
│   └── NoRight          the operating system does not let us look into it
├── NoReader             the process that opens books cannot be started
├── Unreadable           one book cannot be read
├── HeldOpen             a book is open in another program
├── Unwritable           a book cannot be written
├── Misplaced            a sheet cannot take what was saved
│   └── Protected        a cell of it is protected against us
├── Personal             what was to be saved holds personal data
├── NotReached           the service that holds the books does not answer, or refuses us
└── Conflict             somebody changed the row meanwhile
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schema.personal import masked


@dataclass
class BackboneError(Exception):
    """Carries the place it happened at; ``code`` is stable, the sentence for it is in the catalogues."""

    place: str
    code = "backbone_error"

    def __post_init__(self) -> None:
        """Places are names that people gave."""
        self.place = masked(self.place)

    def __str__(self) -> str:
        return f"{self.code}: {self.place}"


class NotAWorkspace(BackboneError):
    """The place is missing, not a folder, or has no master workbook."""

    code = "not_a_workspace"


class NoRight(NotAWorkspace):
    """The place is there, and the account we run under may not read it."""

    code = "no_right"


class NoReader(BackboneError):
    """The process that opens books cannot be started: the machine is out of memory or of processes, or we are installed in parts."""

    code = "no_reader"


REASONS = (
    "unreadable_book",
    "password_protected",
    "old_format",
    "not_a_workbook",
    "has_macros",
    "has_external_links",
    "has_embedded_objects",
    "too_large",
    "hostile_book",
    "still_copying",
    "not_reached",
    "not_shared",
    "refused",
    "workbook_on_drive",
)


@dataclass
class Unreadable(BackboneError):
    """The book is not to be read; ``reason`` is one of REASONS, the code of the issue for it."""

    reason: str = "unreadable_book"
    code = "unreadable_book"


class HeldOpen(BackboneError):
    """The book is open in a spreadsheet program, which would overwrite what we write."""

    code = "held_open"


class Unwritable(BackboneError):
    """The book cannot be replaced: no right, no room, a disk that fails."""

    code = "unwritable_book"


class Misplaced(BackboneError):
    """The sheet, its header or a column is missing or doubled, or the cell lies inside a formula or merged range of others."""

    code = "misplaced"


class Protected(Misplaced):
    """Somebody protected the cell, and not for us."""

    code = "protected"


class Personal(BackboneError):
    """A cell to be written holds personal data, or a mask that stands for them: neither is remembered."""

    code = "personal_data"


UNREACHED = (
    "no_key",
    "bad_key",
    "key_refused",
    "no_network",
    "proxy_refused",
    "too_slow",
    "too_many_requests",
    "service_broken",
    "strange_reply",
    "not_shared",
    "only_reader",
    "interface_off",
    "no_storage",
    "refused",
    "too_large",
    "still_unsure",
    "no_spreadsheet",
    "workbook_on_drive",
)


@dataclass
class NotReached(BackboneError):
    """The service that holds the books cannot be used; ``reason`` is one of UNREACHED, the code of the sentence for it.

    ``unsure`` says that what was asked may have been done all the same; ``wait`` is how many seconds the service asked for.
    """

    reason: str = "no_network"
    unsure: bool = False
    wait: float = 0.0

    @property
    def code(self) -> str:  # type: ignore[override]
        """Why, as everywhere else the kind of error."""
        return self.reason


@dataclass
class Conflict(BackboneError):
    """What the person saw, what stands there now, and what the person wants, by column name."""

    sheet: str
    row: int | None
    seen: Mapping[str, str]
    current: Mapping[str, str]
    wanted: Mapping[str, str]
    code = "conflict"
