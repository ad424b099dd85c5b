"""A process of its own that parses workbooks for its parent: paths come in on one pipe, sheets go out on the other.

It may use little memory and processor time and may write no file. Whatever a workbook does to it, the parent is untouched.
Run as a module; it ends when its parent does.
"""

import contextlib
import json
import os
import signal
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO

from backbone.reading.inspection import MOST_BYTES, Refused
from backbone.reading.parsing import Parsed, parse

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

_MEMORY = 1 << 30
_PROCESSOR_SECONDS = 20
_OPEN_FILES = 32


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each path and title (a line of JSON) by a line of JSON and the texts it announces, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit()
    answers.write(b"ready\n")
    answers.flush()
    for line in requests:
        _limit_processor()
        for part in _answer(*json.loads(line)):
            answers.write(part)
        answers.flush()


def _answer(path: str, only: str) -> Iterator[bytes]:
    texts = b""
    told: object
    try:
        told, texts = _told(parse(_content(path), only))
    except MemoryError:
        raise
    except Refused as refused:
        told = {"code": refused.code}
    except Exception:  # whatever a damaged package makes zlib, expat or calamine raise, it is this one file's fault
        told = {"code": "unreadable_book"}
    yield json.dumps(told).encode() + b"\n"
    yield texts


def _content(path: str) -> bytes:
    """The bytes of a file of its own, as they stood at one moment."""
    if stat.S_ISLNK(os.lstat(path).st_mode):
        raise Refused("not_a_workbook")
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(file, "rb") as opened:  # noqa: PTH123 a file already open
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode):
            raise Refused("not_a_workbook")
        if before.st_size > MOST_BYTES:
            raise Refused("too_large")
        content = opened.read(MOST_BYTES + 1)
        after = os.fstat(file)
    if (len(content), after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise Refused("still_copying")
    return content


def _told(sheets: list[Parsed]) -> tuple[list[object], bytes]:
    """What to say about the sheets before the texts of all their cells, which follow parted by a sign that is in none of them."""
    texts = [text for sheet in sheets for text in sheet.texts]
    joined = ((sign, sign.join(texts)) for sign in map(chr, range(32)))
    parting, together = next((sign, found) for sign, found in joined if found.count(sign) == max(len(texts) - 1, 0))
    content = together.encode()
    return [ord(parting), len(content), [_about(sheet) for sheet in sheets]], content


def _about(sheet: Parsed) -> list[object]:
    marks = sheet.marks
    places = [[number for place in found for number in place] for found in (marks.formulas, marks.errors, marks.percents)]
    return [sheet.title, sheet.rows, sheet.columns, *places]


def _limit() -> None:
    if resource is not None:
        for kind, most in (("RLIMIT_AS", _MEMORY), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0), ("RLIMIT_NOFILE", _OPEN_FILES)):
            with contextlib.suppress(AttributeError, OSError, ValueError):
                resource.setrlimit(getattr(resource, kind), (most, most))


def _limit_processor() -> None:
    """So many seconds more for the next file; the hard limit stays, or it could not be raised again."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + _PROCESSOR_SECONDS, hard))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
