"""What can be wrong with a snapshot, as a tree:

SnapshotError            a snapshot cannot be used as asked
├── NoSnapshot           nobody took one of this number, or its file is gone
├── NotASnapshot         the file is something else
├── Damaged              the file is not what was taken
├── NewerFormat          a later version of the program wrote it
└── NotKept              a snapshot cannot be written
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FRAME = "zip"
"""What is called damaged where no part is, but what holds the parts together."""


@dataclass(frozen=True)
class Fault:
    """A part of the file that was changed, is missing, or was added by somebody; ``part`` is its name in the file, or FRAME."""

    part: str
    kind: Literal["changed", "missing", "added"] = "changed"


@dataclass
class SnapshotError(Exception):
    """Carries the number that was asked for, empty for a file without one; ``code`` is stable, the sentence for it is in the catalogues."""

    number: str = ""
    code = "snapshot_error"


class NoSnapshot(SnapshotError):
    """There is no snapshot of this number in the list, or no file for it."""

    code = "no_snapshot"


class NotASnapshot(SnapshotError):
    """Not a zip as snapshots are: no such frame, no manifest, too large."""

    code = "not_a_snapshot"


@dataclass
class Damaged(SnapshotError):
    """The parts named are not what they were when the snapshot was taken."""

    faults: Sequence[Fault] = ()
    code = "damaged_snapshot"


class NewerFormat(SnapshotError):
    """The format has a number that this version does not know."""

    code = "newer_snapshot"


class NotKept(SnapshotError):
    """The folder of snapshots cannot be written, or somebody else writes for too long."""

    code = "snapshot_not_kept"
