"""Striking at the n-th thing that saving does to disk or database: a kill, a power cut, a call that fails.

A ``Case`` is a workbook and some saves; ``Desk`` records and applies them; ``check`` looks at what is left after the last resume.
"""

import datetime as dt
import gc
import io
import itertools
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pyarrow as pa
import xlsxwriter
from sqlalchemy import Engine, event

from access.database import database
from backbone.book import Change, RowChange
from backbone.errors import Unreadable
from backbone.folder import FolderBackbone
from backbone.journal.applier import Applier
from backbone.journal.saves import APPLIED, Journal
from backbone.reading.inspection import Refused
from backbone.reading.parsing import parse
from backbone.reading.parts import sheet_parts
from backbone.writing import replacing
from schema.check import check_grid
from schema.grid import Grid
from schema.registry import RETURN_NOTE
from schema.return_note import ReturnNote
from schema.rights_ledger import RightsLedger

BOOK = "填报/A01 示例镇.xlsx"


def read_here(path, _title=""):
    """Reads in this process, because a killed one leaves no children behind. The only choice of reader here."""
    try:
        sheets = parse(path.read_bytes())
    except (OSError, Refused) as error:
        raise Unreadable(path.name) from error
    return {sheet.title: _grid(sheet) for sheet in sheets}


def _grid(sheet):
    cells = [text or None for text in sheet.texts]
    columns = [pa.array(cells[at * sheet.rows : (at + 1) * sheet.rows], pa.string()) for at in range(sheet.columns)]
    return Grid(sheet.title, columns, *map(frozenset, (sheet.marks.formulas, sheet.marks.errors, sheet.marks.percents)))


MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""Where folders that only a killed process needs are made fastest; None for the usual place."""

CALLS = ("open", "fsync", "replace", "rename", "unlink", "chmod", "mkdir")
Strike = Callable[[str], None]


class Fault:
    """Counts the points at which saving may be struck, and strikes at one of them, or at all from one to the last. Awake inside ``calls`` only."""

    def __init__(self, at: int = 0, strike: Strike = lambda _: None, last: int | None = None) -> None:
        self.labels: list[str] = []
        self._awake = False
        self._struck, self._strike = range(at, (last or at) + 1), strike
        self._unflushed: dict[tuple[int, int], int] = {}
        self._exchanged: list[tuple[Path, Path]] = []
        self._exchange, self._fsync, self._write, self._replace = replacing._exchange, os.fsync, os.write, os.replace

    def point(self, label: str) -> None:
        if not self._awake:
            return
        self.labels.append(label)
        if len(self.labels) in self._struck:
            self._strike(label)

    @contextmanager
    def calls(self) -> Iterator[None]:
        """Every call that changes files passes a point before and after it, a write also half-way."""
        changed = {name: self._passing(getattr(os, name), name) for name in CALLS}
        changed |= {"write": self._halves, "fsync": self._passing(self._flushed, "fsync"), "replace": self._passing(self._moved, "replace")}
        with (
            patch.multiple(os, **changed),
            patch.object(replacing, "_exchange", self._passing(self._swapped, "exchange")),
            patch.object(io, "open", self._passing(io.open, "reading")),
        ):
            self._awake = True
            yield
        self._awake = False

    def statements(self, engine) -> None:
        """Every statement and commit of an SQLite engine passes a point before and after it."""
        fault = self

        class Cursor(sqlite3.Cursor):
            def execute(self, *told):
                return fault._passing(super().execute, "statement")(*told)

        class Connection(sqlite3.Connection):
            def cursor(self, *_):
                return super().cursor(Cursor)

            def commit(self):
                fault._passing(super().commit, "commit")()

        event.listen(engine, "do_connect", lambda _d, _r, _a, told: told.update(factory=Connection))

    def lose(self) -> None:
        """What a power cut may take: half of what was written and not flushed, and names exchanged in a folder not flushed."""
        for handle in self._unflushed.values():
            os.ftruncate(handle, os.fstat(handle).st_size // 2)
        for one, other in reversed(self._exchanged):
            self._exchange(one, other)

    def _passing(self, call: Callable, label: str) -> Callable:
        def passing(*args, **told):
            self.point(f"before {label}")
            result = call(*args, **told)
            self.point(f"after {label}")
            return result

        return passing

    def _halves(self, handle: int, content: bytes) -> int:
        self.point("before write")
        found = os.fstat(handle)
        self._unflushed.setdefault((found.st_dev, found.st_ino), os.dup(handle))
        half = self._write(handle, content[: len(content) // 2])
        self.point("half a write")
        return half + self._write(handle, content[half:])

    def _flushed(self, handle: int) -> None:
        self._fsync(handle)
        found = os.fstat(handle)
        self._unflushed.pop((found.st_dev, found.st_ino), None)
        self._exchanged = [pair for pair in self._exchanged if not os.path.samestat(pair[1].parent.stat(), found)]

    def _moved(self, one: Path, other: Path) -> None:
        self._replace(one, other)
        self._exchanged = [(Path(other), place) if old == Path(one) else (old, place) for old, place in self._exchanged]

    def _swapped(self, one: Path, other: Path) -> bool:
        done = self._exchange(one, other)
        if done:
            self._exchanged.append((one, other))
        return done


def watched(url: str, folder: Path, fault: Fault) -> Engine:
    """The database, with a fault's points at every statement."""
    engine = database(url, folder)
    fault.statements(engine)
    return engine


@dataclass(frozen=True)
class Case:
    """Saves, one after the other, and the texts that stand in the book after each."""

    saves: Sequence[Sequence[RowChange]]
    texts: Sequence[Sequence[str]]


def new(text: str) -> RowChange:
    return RowChange({"text": text})


def changed(old: str, text: str, among: int = 0) -> RowChange:
    return RowChange({"text": text}, {"text": old}, among)


def struck(old: str) -> RowChange:
    return RowChange({"text": ""}, {"text": old})


FIRST = ["一", "二", "三"]
CASES: Mapping[str, Case] = {
    "append": Case([[new("四")]], [[*FIRST, "四"]]),
    "change": Case([[changed("二", "乙")]], [["一", "乙", "三"]]),
    "strike": Case([[struck("一")]], [["二", "三"]]),
    "equal": Case([[new("一")]], [[*FIRST, "一"]]),
    "several": Case([[new("四"), changed("一", "甲"), struck("三"), new("四")]], [["甲", "二", "四", "四"]]),
    "three": Case(
        [[new("四")], [changed("四", "肆"), new("五")], [struck("肆")]],
        [[*FIRST, "四"], [*FIRST, "肆", "五"], [*FIRST, "五"]],
    ),
}


class Desk:
    """A workspace of one book with its journal, opened as a process opens it that has just begun."""

    def __init__(self, place: Path, fault: Fault | None = None) -> None:
        self.place, self.path = place, place / BOOK
        self.engine = watched("", place / ".xushi", fault) if fault else database("", place / ".xushi")
        self.journal = Journal(self.engine, "w", now)
        self.backbone = FolderBackbone(place, read_here)
        self.applier = Applier(self.backbone, self.journal)

    def save(self, case: Case, acknowledge: Callable[[], object]) -> None:
        for number, rows in enumerate(case.saves):
            self.journal.record(Change(BOOK, RETURN_NOTE, rows, f"op{number}"), "甲")
            acknowledge()
        self.applier.apply(BOOK)

    def texts(self) -> list[str]:
        grid = read_here(self.path)[ReturnNote.about.title]
        return [row.typed.get("text", "") for row in check_grid(ReturnNote, grid, BOOK).rows]

    def resume(self) -> None:
        self.applier.apply_all()

    def close(self) -> None:
        self.engine.dispose()


def now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def template(place: Path) -> Path:
    """A workspace with a book that another program made: three notes, another sheet, a chart over formulas."""
    (place / BOOK).parent.mkdir(parents=True)
    with xlsxwriter.Workbook(place / BOOK) as workbook:
        for model in (ReturnNote, RightsLedger):
            workbook.add_worksheet(model.about.title).write_row(0, 0, [column.header for column in model.columns()])
        at = [column.name for column in ReturnNote.columns()].index("text")
        workbook.worksheets()[0].write_column(1, at, FIRST)
        other = workbook.add_worksheet("图")
        other.write_column(0, 0, [1, 2, 3])
        other.write_formula("A4", "=SUM(A1:A3)", None, 6)
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=图!$A$1:$A$3"})
        other.insert_chart("C1", chart)
    Desk(place).close()
    return place


def check(place: Path, before: Path, case: Case, acknowledged: int) -> str:
    """What is wrong after the last resume; nothing where every acknowledged save stands there once and all else is as it was."""
    desk = Desk(place)
    saves = desk.journal.of_book(BOOK)
    desk.close()
    if len(saves) not in (acknowledged, acknowledged + 1):
        return f"lost: {acknowledged} acknowledged, {len(saves)} remembered"
    if any(save.state != APPLIED for save in saves):
        return f"waiting: {[(save.state, save.problem) for save in saves]}"
    try:
        openpyxl.load_workbook(desk.path).close()
        found = Counter(desk.texts())
    except Exception as error:  # any failure to read is the finding
        return f"unreadable: {error!r}"
    wanted = Counter(([FIRST, *case.texts])[len(saves)])
    if found != wanted:
        return f"lost {dict(wanted - found)} doubled {dict(found - wanted)}"
    return _others(place, before, bool(saves))


def _others(place: Path, before: Path, changed: bool) -> str:
    old, now = _parts(before / BOOK), _parts(place / BOOK)
    with zipfile.ZipFile(before / BOOK) as package:
        allowed = {sheet_parts(package)[ReturnNote.about.title], "xl/workbook.xml"} if changed else set()
    if differing := {name for name in old.keys() | now.keys() if old.get(name) != now.get(name)} - allowed:
        return f"other parts changed: {differing}"
    if left := [path.name for path in (place / BOOK).parent.iterdir() if path.name != Path(BOOK).name]:
        return f"left behind: {left}"
    kept = list((place / ".xushi" / "history").rglob("*.xlsx"))
    if spoilt := [path.name for path in kept if not zipfile.is_zipfile(path)]:
        return f"backups spoilt: {spoilt}"
    return "" if len(kept) <= 10 else f"too many backups: {len(kept)}"


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@dataclass(frozen=True)
class Blow:
    """One point to strike at: of a case, the n-th, and the n-th of the resume that follows (0: none); with or without power."""

    case: str
    at: int
    again: int = 0
    power: bool = False


def killed(fault_at: int, power: bool, work: Callable[[Fault, Callable[[], object]], None]) -> tuple[bool, int]:
    """Run ``work`` in a child that is killed at a point: whether it was, and how many saves were acknowledged to us before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _die_at(fault_at, power, work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        acknowledged = len(told.read())
    _, status = os.waitpid(child, 0)
    if status and not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
        raise AssertionError(f"the child ended with {status}")
    return bool(status), acknowledged


def _die_at(at: int, power: bool, work: Callable[[Fault, Callable[[], object]], None], writing: int) -> None:
    tell = os.write

    def die(_: str) -> None:
        if power:
            fault.lose()
        os.kill(os.getpid(), signal.SIGKILL)

    fault = Fault(at, die)
    try:
        work(fault, lambda: tell(writing, b"."))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(3)


def points(case: str, before: Path, room: Path) -> list[str]:
    """The labels of all points of a case, in order."""
    shutil.copytree(before, room)
    fault = Fault()
    desk = Desk(room, fault)
    with fault.calls():
        desk.save(CASES[case], lambda: None)
    desk.close()
    shutil.rmtree(room)
    return fault.labels


def struck_down(blow: Blow, before: Path, room: Path) -> tuple[int, str]:
    """How many kills there were, and what is wrong afterwards."""
    shutil.copytree(before, room)
    kills = 0

    def first(fault: Fault, acknowledge: Callable[[], object]) -> None:
        desk = Desk(room, fault)
        with fault.calls():
            desk.save(CASES[blow.case], acknowledge)

    def resume(fault: Fault, _: Callable[[], object]) -> None:
        with fault.calls():
            Desk(room, fault).resume()

    was, acknowledged = killed(blow.at, blow.power, first)
    kills += was
    if blow.again:
        was, _ = killed(blow.again, blow.power, resume)
        kills += was
    desk = Desk(room)
    desk.resume()
    desk.close()
    wrong = check(room, before, CASES[blow.case], acknowledged)
    shutil.rmtree(room)
    return kills, wrong


def blows(before: Path, room: Path, kills: int) -> list[Blow]:
    """Every point of every case once, with the power on and off, and then pairs of points until there are so many kills."""
    alone = [Blow(case, at, power=power) for case in CASES for at in range(1, len(points(case, before, room)) + 1) for power in (False, True)]
    chance = random.Random(0)
    chance.shuffle(alone)
    twice = (Blow(blow.case, blow.at, chance.randint(1, 70), blow.power) for blow in itertools.cycle(alone))
    return [*alone, *itertools.islice(twice, max(0, kills - len(alone)) * 5 // 8)][:kills]


def rained(rain: Sequence[Blow], before: Path, folder: Path) -> tuple[int, list[str]]:
    """Strike all these blows on two cores: the number of kills, and what was wrong."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(2, initializer=_quiet) as pool:
        told = pool.starmap(_one, [(blow, before, folder / str(number)) for number, blow in enumerate(rain)], chunksize=20)
    return sum(kills for kills, _ in told), [wrong for _, wrong in told if wrong]


def _quiet() -> None:
    gc.freeze()


def _one(blow: Blow, before: Path, room: Path) -> tuple[int, str]:
    kills, wrong = struck_down(blow, before, room)
    return kills, f"{wrong} ({blow})" if wrong else ""
