"""Writers and a person in a spreadsheet program at work on the same books at the same time, and what their logs must agree with.

Every text that anybody writes is written once, so that it can be followed through the logs to the end.
"""

import datetime as dt
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from access.database import database
from backbone.book import Change, RowChange
from backbone.folder import FolderBackbone
from backbone.journal.applier import Applier
from backbone.journal.followups import gone
from backbone.journal.saves import APPLIED, CONFLICT, Journal
from backbone.journal.vanished import vanished
from schema.check import check_grid
from schema.registry import RETURN_NOTE
from schema.return_note import ReturnNote
from tests.backbone.faults import changed, new, read_here, struck

BOOKS = [f"填报/A0{number} 镇.xlsx" for number in range(3)]
TITLE = ReturnNote.about.title


def now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


class Station:
    """One process's way to the books."""

    def __init__(self, place: Path, url: str) -> None:
        self.place = place
        self.backbone = FolderBackbone(place, read_here)
        self.engine = database(url, place / ".xushi")
        self.journal = Journal(self.engine, "w", now)
        self.applier = Applier(self.backbone, self.journal)

    def rows(self, book: str):
        return check_grid(ReturnNote, read_here(self.place / book)[TITLE], book).rows

    def texts(self, book: str) -> Counter[str]:
        return Counter(row.typed["text"] for row in self.rows(book))


def write(place: Path, url: str, who: str, saves: int, start) -> None:
    """Append, change and strike rows of one's own; each save is logged before it is asked for and when it is acknowledged."""
    chance, mine = random.Random(who), [(book, "") for book in BOOKS]
    start.wait()
    station = Station(place, url)
    with (place / f"{who}.log").open("w", encoding="utf-8") as log:
        for number in range(saves):
            book, last = chance.choice(mine[-6:])
            text = f"{who}-{number}"
            rows = [chance.choice([changed(last, text), struck(last)])] if last and chance.random() < 0.4 else [new(text)]
            change = Change(book, RETURN_NOTE, rows, text)
            log.write(json.dumps({"invoke": text, "book": book}) + "\n")
            station.journal.record(change, who)
            log.write(json.dumps({"ok": text, "book": book}) + "\n")
            mine.append((book, rows[0].wanted["text"]))
            station.applier.apply(book)


def edit(place: Path, stop, start) -> None:
    """Open a book, with an owner file or without one as some programs do, change this and that, and save the whole file."""
    chance, number = random.Random("person"), 0
    start.wait()
    with (place / "person.log").open("w", encoding="utf-8") as log:
        while not stop.is_set():
            path = place / chance.choice(BOOKS)
            mark = path.with_name(f"~${path.name}")
            shown = chance.random() < 0.7
            if shown:
                mark.write_bytes(b"x")
            workbook = openpyxl.load_workbook(path)
            time.sleep(chance.uniform(0, 0.15))
            number += 1
            told = _edited(workbook[TITLE], chance, f"person-{number}")
            temporary = path.with_name(f"save-{number}")
            workbook.save(temporary)
            log.write(json.dumps({"book": f"填报/{path.name}", **told}) + "\n")
            log.flush()
            temporary.replace(path)
            mark.unlink(missing_ok=True)
            time.sleep(chance.uniform(0, 0.1))


def _edited(sheet, chance: random.Random, text: str) -> dict[str, object]:
    """One change by hand: sort, insert an empty row, type over a text, or add one; tells what was typed and over what."""
    at = next(cell.column for cell in sheet[1] if cell.value == ReturnNote.column("text").header)
    texts = [sheet.cell(row, at).value for row in range(2, sheet.max_row + 1)]
    standing, typed, over = [found for found in texts if found], "", ""
    match chance.choice(["sort", "insert", "over", "over", "add"]):
        case "sort":
            texts = sorted(standing, key=lambda _: chance.random())
        case "insert":
            texts.insert(chance.randint(0, len(texts)), None)
        case "over" if standing:
            typed, over = text, chance.choice(standing)
            texts[texts.index(over)] = typed
        case _:
            typed = text
            texts.append(typed)
    for row, found in enumerate([*texts, None, None, None], start=2):
        sheet.cell(row, at).value = found
    for row in range(2 + len(texts), sheet.max_row + 1):
        sheet.cell(row, at).value = None
    return {"typed": typed, "over": over, "all": [found for found in texts if found]}


@dataclass
class Verdict:
    """Texts that went wrong, and those that a person's save of an older copy took away and that are told."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    not_back: list[str] = field(default_factory=list)
    told: int = 0
    conflicts: int = 0
    saves: int = 0
    persons_saves: int = 0


def judge(place: Path, url: str) -> Verdict:
    """Apply what still waits, hold the books against the logs, and put back what is told to have vanished."""
    station, verdict = Station(place, url), Verdict()
    station.applier.apply_all()
    acknowledged = {line["ok"]: line["book"] for log in place.glob("w*.log") for line in _lines(log) if "ok" in line}
    verdict.saves = len(acknowledged)
    for book in BOOKS:
        _judge_book(station, verdict, book, {text for text, where in acknowledged.items() if where == book})
    station.engine.dispose()
    return verdict


def _judge_book(station: Station, verdict: Verdict, book: str, acknowledged: set[str]) -> None:
    saves, texts = station.journal.of_book(book), station.texts(book)
    person = [line for line in _lines(station.place / "person.log") if line["book"] == book]
    verdict.persons_saves += len(person)
    verdict.lost += acknowledged - {save.operation for save in saves}
    verdict.lost += [save.operation for save in saves if save.state not in (APPLIED, CONFLICT)]
    verdict.conflicts += sum(save.state == CONFLICT for save in saves)
    verdict.doubled += [text for text, count in texts.items() if count > 1]
    applied = [row for save in saves if save.state == APPLIED for row in save.change.rows]
    replaced = {row.seen["text"] for row in applied if row.seen} | {line["over"] for line in person}
    told = vanished(saves, ReturnNote, station.rows(book))
    missing = {row.wanted["text"] for row in applied if row.wanted["text"]} - set(texts) - replaced
    verdict.lost += missing - {row["text"] for row in told}
    verdict.overwritten += {line["typed"] for line in person if line["typed"]} - set(texts) - replaced
    verdict.told += len(told)
    for row in told:
        station.journal.put_back(Change(book, RETURN_NOTE, [RowChange(row)]), gone(book, RETURN_NOTE, row), "甲")
    station.applier.apply(book)
    texts = station.texts(book)
    verdict.not_back += [row["text"] for row in told if texts[row["text"]] != 1]


def _lines(log: Path) -> list[dict]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
