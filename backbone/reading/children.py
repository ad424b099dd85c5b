"""The processes that parse workbooks for this one, and what is believed of what they say.

A workbook may make its reader run out of memory or end it: only a child is lost then, and with it only that one file.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from backbone.errors import REASONS, NoReader, Unreadable
from schema.grid import Address, Grid
from schema.shield import shielded

try:
    import fcntl
except ImportError:  # Windows keeps its pipes as they are
    fcntl = None  # type: ignore[assignment]

Found = dict[str, Grid] | Unreadable

PATIENCE = 20.0
_AHEAD = 64 if hasattr(fcntl, "F_SETPIPE_SZ") else 8
_MOST_ANSWERED = 256 << 20
_CHUNK = 1 << 20
_GRACE = 5.0
_START = 60.0
GREETING = b"ready\n"
_ROOT = str(Path(__file__).parents[2])
COMMAND = [sys.executable, "-P", "-m", "backbone.reading.child"]
_KEPT = max(2, min(4, os.cpu_count() or 2))


class Lost(Exception):
    """The child ended, or said what cannot be so."""


class Overran(Lost):
    """The child took too long over one file."""


class Child:
    """One process, and the files it was asked for and has not answered yet."""

    def __init__(self, patience: float) -> None:
        path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "bufsize": 0}
        try:
            self._process = subprocess.Popen(COMMAND, env={**os.environ, "PYTHONPATH": path}, **pipes)  # noqa: S603 our own module
        except OSError as error:
            raise NoReader(sys.executable) from error
        self._patience = patience
        self._heard = bytearray()
        self.asked: deque[Path] = deque()
        self.answered = 0
        self._ready = False
        for pipe in (self._process.stdin, self._process.stdout):
            _widen(pipe.fileno())  # type: ignore[union-attr]

    @property
    def number(self) -> int:
        """The number the system knows the process by."""
        return self._process.pid

    def ask(self, path: Path, only: str = "") -> None:
        """Send one more path, and the title of the sheet to read where not all are; the answers come in the order of asking."""
        self.asked.append(path)
        try:
            self._process.stdin.write(json.dumps([str(path), only]).encode() + b"\n")  # type: ignore[union-attr]
        except OSError:  # it has ended: ``answer`` will say so
            return

    def answer(self) -> Found:
        """What the file asked for longest ago holds. Raises Lost, and NoReader where no child can be."""
        if not self._ready:
            self._greeting()
        deadline = time.monotonic() + self._patience
        try:
            told = json.loads(self._line(deadline))
            found = self._refusal(told) if isinstance(told, dict) else self._grids(told, deadline)
        except (OSError, ValueError, TypeError, KeyError, IndexError, pa.ArrowException) as error:
            raise Lost from error
        self.asked.popleft()
        self.answered += 1
        return found

    def end(self, *, now: bool = False) -> None:
        """Let it end of itself, or end it now; nothing of it is left behind."""
        if now:
            self._process.kill()
        self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]

    def _greeting(self) -> None:
        """A child that cannot even start is no file's fault."""
        try:
            self._ready = self._line(time.monotonic() + _START) == GREETING
        except Lost as error:
            raise NoReader(sys.executable) from error

    def _refusal(self, told: dict[str, Any]) -> Unreadable:
        if told["code"] not in REASONS:
            raise Lost
        return Unreadable(self.asked[0].name, told["code"])

    def _grids(self, told: list[Any], deadline: float) -> dict[str, Grid]:
        """The sheets by title, whose cells follow one another column after column; nobody beyond this sees personal data."""
        parting, size, sheets = told
        if size < 0:
            raise Lost
        content = self._exactly(size, deadline)
        cells = _cells(content, parting, sum(rows * columns for _, rows, columns, *_ in sheets))
        found, first = dict[str, Grid](), 0
        for title, rows, columns, formulas, errors, percents in sheets:
            if not isinstance(title, str) or min(rows, columns) < 0:
                raise Lost
            parts = [cells.slice(first + at * rows, rows) for at in range(columns)]
            found[title] = Grid(title, parts, _places(formulas), _places(errors), _places(percents))
            first += rows * columns
        return shielded(found, content)

    def _line(self, deadline: float) -> bytes:
        searched = 0
        while (end := self._heard.find(b"\n", searched)) < 0:
            searched = len(self._heard)
            self._hear(deadline)
        return self._taken(end + 1)

    def _exactly(self, size: int, deadline: float) -> bytes:
        while len(self._heard) < size:
            self._hear(deadline)
        return self._taken(size)

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._heard[:size])
        del self._heard[:size]
        return taken

    def _hear(self, deadline: float) -> None:
        pipe = self._process.stdout.fileno()  # type: ignore[union-attr]
        if hasattr(select, "poll") and not _speaks(pipe, deadline):
            raise Overran
        if len(self._heard) > _MOST_ANSWERED:
            raise Lost
        heard = os.read(pipe, _CHUNK)
        if not heard:
            raise Lost
        self._heard += heard


class Children:
    """Children that are started at the first file and stay. Any number of threads may read through them at once."""

    def __init__(self, kept: int = _KEPT, patience: float = PATIENCE) -> None:
        self._kept, self._patience = kept, patience
        self._idle: list[Child] = []
        self._lock = threading.Lock()

    def __enter__(self) -> "Children":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def read(self, paths: Iterable[Path], only: str = "") -> Iterator[Found]:
        """What each file holds or why it cannot be read, in the order asked, while the children are already at the next ones.

        Of each file all sheets, or only the one of a title.
        """
        waiting, team, turns = deque(paths), list[Child](), deque[int]()
        try:
            while waiting or turns:
                self._hand_out(waiting, team, turns, only)
                yield self._answer(team, turns.popleft(), only)
        finally:
            for child in team:
                self._give_back(child)

    def _hand_out(self, waiting: deque[Path], team: list[Child], turns: deque[int], only: str) -> None:
        """Ask each child for some files ahead, so that none waits for us; not for so many that pipes fill."""
        while waiting:
            if len(team) < self._kept and all(child.asked for child in team):
                team.append(self._child())
            turn = min(range(len(team)), key=lambda at: len(team[at].asked))
            if len(team[turn].asked) >= _AHEAD:
                return
            team[turn].ask(waiting.popleft(), only)
            turns.append(turn)

    def _answer(self, team: list[Child], turn: int, only: str) -> Found:
        """The next answer of one child. Where the child is lost the file it was at is tried once more, alone, and the others go to a fresh child."""
        child = team[turn]
        try:
            return child.answer()
        except Lost as lost:
            first, *others = child.asked
            child.end(now=True)
            again = bool(child.answered) and not isinstance(lost, Overran)
        found = self._alone(first, only) if again else Unreadable(first.name, "hostile_book")
        team[turn] = self._child()
        for path in others:
            team[turn].ask(path, only)
        return found

    def _alone(self, path: Path, only: str) -> Found:
        child = Child(self._patience)
        child.ask(path, only)
        try:
            return child.answer()
        except Lost:
            return Unreadable(path.name, "hostile_book")
        finally:
            child.end(now=True)

    def _child(self) -> Child:
        with self._lock:
            return self._idle.pop() if self._idle else Child(self._patience)

    def _give_back(self, child: Child) -> None:
        """Keep a child that owes nothing; one more than are kept was only for a crowd."""
        with self._lock:
            keep = not child.asked and len(self._idle) < self._kept
            if keep:
                self._idle.append(child)
        if not keep:
            child.end(now=bool(child.asked))

    def end(self) -> None:
        """End the children that wait for work."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()


def _cells(texts: bytes, parting: int, count: int) -> pa.StringArray:
    """So many texts parted by a sign; an empty one is an empty cell. Raises Lost, and UnicodeDecodeError."""
    if not count and not texts:
        return pa.array([], pa.string())
    texts.decode()
    signs = np.frombuffer(texts, np.uint8)
    between = signs == parting
    ends = np.flatnonzero(between)
    if len(ends) != count - 1:
        raise Lost
    edges = np.concatenate([[0], ends - np.arange(count - 1), [len(texts) - count + 1]]).astype(np.int32)
    filled = np.packbits(np.diff(edges) > 0, bitorder="little")
    return pa.StringArray.from_buffers(count, *map(pa.py_buffer, (edges, signs[~between], filled)))


def _places(flat: list[Any]) -> frozenset[Address]:
    if not all(type(number) is int for number in flat):
        raise Lost
    numbers = iter(flat)
    return frozenset(zip(numbers, numbers, strict=True))


def _speaks(pipe: int, deadline: float) -> bool:
    """Whether the child says something in time. Windows cannot wait for a pipe: there it has all the time it wants."""
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    return bool(waiting.poll(max(0.0, deadline - time.monotonic()) * 1000))


def _widen(pipe: int) -> None:
    """Room for many questions and answers, so that a child can go on while we are at something else."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CHUNK)


CHILDREN = Children()
atexit.register(CHILDREN.end)
