"""Putting a new file in the place of an old one: never half of it, never over what somebody else put there meanwhile.

The new file is written beside the old one and flushed; then the two change places in one step, so that what stood there
is in our hands and can be looked at. It is also looked at just before: where it is another one already, nobody is to see
ours for a moment. Where the system has no such step, that first look is the only one.
"""

import ctypes
import errno
import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_HERE, _EXCHANGE = -100, 2
_NO_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)
_PIECE = 1 << 20


class Overtaken(Exception):
    """Somebody else replaced the file while the new one was made; theirs stands."""


def digest(content: bytes) -> str:
    """What names a file's content."""
    return hashlib.sha256(content).hexdigest()


def write(path: Path, content: bytes) -> None:
    """A file that is on the disk when this returns; one that stood there is written anew. Raises OSError."""
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest[:_PIECE]) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def swap(new: Path, place: Path, expected: str) -> None:
    """Let ``new`` and the file at ``place`` change places; afterwards ``new`` names the old file.

    Raises Overtaken, with everybody else's newest file in its place, where the old one is not the expected, and OSError.
    """
    ours, old = digest(new.read_bytes()), place.read_bytes()
    if digest(old) != expected:
        raise Overtaken
    if not _exchange(new, place):
        new.replace(place)
        flush_folder(place.parent)
        write(new, old)
        return
    if digest(new.read_bytes()) != expected:
        give_back(new, place, ours)
        raise Overtaken
    flush_folder(place.parent)


def give_back(theirs: Path, place: Path, ours: str) -> None:
    """Undo an exchange: the newest file of others ends up in the place, one that is older or ours under the other name."""
    put = ours
    while True:
        putting = digest(theirs.read_bytes())
        _exchange(theirs, place)
        if digest(theirs.read_bytes()) == put:
            break
        put = putting
    flush_folder(place.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Both names change files in one step. False where the system or the file system cannot."""
    call = _renameat2()
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


@cache
def _renameat2() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system lets a folder be flushed."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
