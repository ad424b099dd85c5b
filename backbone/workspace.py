"""Laying out a new workspace: the master workbook and one workbook for every leaf of the tree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backbone.book import Backbone
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.organisation import FEDERATION, Organisation
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE
from schema.setting import TITLE, YEAR_START, Setting
from schema.sheet import Sheet
from schema.target import EVERY_LEAF
from schema.workspace import BRANCH_FOLDER, MASTER

ROOT = "0"
_DUE_DAYS = 5
_LONGEST_NAME = 60  # characters of up to four bytes, where file systems allow 255 bytes

Row = Mapping[str, Any]


def with_root(name: str, organisations: Sequence[Row]) -> list[Row]:
    """The organisations below one root: the only one without a parent that is one, else a new one with code 0."""
    tops = [row for row in organisations if not row.get("parent")]
    parents = {row.get("parent") for row in organisations}
    if len(tops) == 1 and (tops[0].get("code") in parents or tops[0].get("kind") == FEDERATION):
        return list(organisations)
    root = {"code": ROOT, "name": name, "kind": FEDERATION}
    return [root, *({**row, "parent": row.get("parent") or ROOT} for row in organisations)]


@dataclass(frozen=True)
class NewBook:
    """A book to be made: its name, its sheets with their first rows, and the code and name of the branch it is for (None: the master)."""

    name: str
    sheets: Mapping[type[Sheet], Sequence[Row]]
    owner: tuple[str, str] | None = None


def new_workspace(backbone: Backbone, name: str, organisations: Sequence[Row], indicators: Iterable[Row]) -> None:
    """Make all books."""
    for book in new_books(name, organisations, indicators):
        backbone.create(book.name, book.sheets, book.owner)


def new_books(name: str, organisations: Sequence[Row], indicators: Iterable[Row]) -> Iterator[NewBook]:
    """The books of a new workspace. ``organisations`` are rows of 单位 with one root; every leaf owes every sheet until 填报任务 says otherwise."""
    rows: dict[str, list[Row]] = {
        Organisation.about.name: list(organisations),
        Indicator.about.name: list(indicators),
        Assignment.about.name: [_owes(model) for model in BRANCH_SHEETS],
        Setting.about.name: [{"key": TITLE, "value": name}, {"key": YEAR_START, "value": "01-01"}],
    }
    yield NewBook(MASTER, {model: rows.get(model.about.name, []) for model in MASTER_SHEETS})
    parents = {row.get("parent") for row in organisations}
    taken: set[str] = set()
    for code, title in {row["code"]: row["name"] for row in organisations if row["code"] not in parents}.items():
        book = branch_book(code, title)
        while book.casefold() in taken:
            book = book.removesuffix(".xlsx") + "_.xlsx"
        taken.add(book.casefold())
        yield NewBook(book, {model: [] for model in (*BRANCH_SHEETS, RETURN_NOTE)}, (code, title))


def branch_book(code: str, name: str) -> str:
    """The name of a branch's book; characters that no file name may hold are left out, what is longer than one may be too."""
    safe = "".join(letter for letter in f"{code} {name}" if letter not in '\\/:*?"<>|' and letter.isprintable())
    return f"{BRANCH_FOLDER}/{safe[:_LONGEST_NAME].strip('. ')}.xlsx"


def _owes(model: Any) -> Row:
    return {"sheet": model.about.title, "branch": EVERY_LEAF, "frequency": model.about.frequency, "due_days": _DUE_DAYS}
