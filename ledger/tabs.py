"""The tabs of a book: which are sheets of the registry, which only look like one, whose the book is."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePosixPath

from backbone.book import Book
from schema.folding import fold
from schema.grid import Grid
from schema.issue import Issue
from schema.nearness import like
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE
from schema.sheet import Sheet
from schema.workspace import GUIDE, JOURNAL_TAB, MASTER
from words import text

_MODELS: Mapping[bool, tuple[type[Sheet], ...]] = {True: MASTER_SHEETS, False: (*BRANCH_SHEETS, RETURN_NOTE)}
_LIKE = 0.75


@dataclass(frozen=True)
class Tabs:
    """The sheets of a book that the registry knows for its kind of book, the tabs that look like one (title, sheet name), and what is wrong."""

    grids: Mapping[type[Sheet], Grid]
    nearly: Sequence[tuple[str, str]]
    issues: Sequence[Issue]


def tabs_of(book: Book) -> Tabs:
    """The tabs of a book. Where two fold to one title neither counts; what the master workbook lacks is told, with the tab that looks like it."""
    if book.problem:
        return Tabs({}, (), [book.problem])
    master = book.name == MASTER
    titles = {title: fold(title) for title in book.grids}
    doubled = {folded for folded, times in Counter(titles.values()).items() if times > 1 and folded in _titles(master)}
    grids = {_titles(master)[folded]: book.grids[title] for title, folded in titles.items() if folded in _titles(master) and folded not in doubled}
    unknown = [title for title, folded in titles.items() if folded not in (*_titles(master), GUIDE, JOURNAL_TAB)]
    nearly = [(title, name) for title in unknown if (name := _looks_like(title, master))]
    issues = [_doubled(book, _titles(master)[folded], [title for title in titles if titles[title] == folded]) for folded in sorted(doubled)]
    asked = [model for model in MASTER_SHEETS if not model.about.optional] if master else []
    missing = [model for model in asked if model not in grids and fold(model.about.title) not in doubled]
    return Tabs({model: grids[model] for model in _MODELS[master] if model in grids}, nearly, [*issues, *_missing(book, missing, nearly)])


@cache
def _titles(master: bool) -> Mapping[str, type[Sheet]]:
    return {fold(model.about.title): model for model in _MODELS[master]}


@lru_cache(maxsize=4096)
def _looks_like(title: str, master: bool) -> str:
    """The name of the sheet whose title a tab's looks like, or nothing."""
    near, much = like(title, _titles(master))
    return _titles(master)[near].about.name if much >= _LIKE else ""


def _doubled(book: Book, model: type[Sheet], titles: Sequence[str]) -> Issue:
    return Issue("doubled_sheet", book.name, model.about.title, values={"titles": titles})


def _missing(book: Book, models: Sequence[type[Sheet]], nearly: Sequence[tuple[str, str]]) -> Iterator[Issue]:
    near = {name: title for title, name in nearly}
    for model in models:
        offered = {"offered": near[model.about.name]} if model.about.name in near else {}
        yield Issue("missing_sheet", book.name, model.about.title, values=offered)


def owner_of(book: Book) -> str:
    """The branch's code: 单位编码 on the 填表说明 sheet, else the code the file name begins with."""
    guide = next((grid for title, grid in book.grids.items() if fold(title) == GUIDE), None)
    for row in zip(*(column.slice(0, 10).to_pylist() for column in guide.columns), strict=True) if guide else ():
        cells = [cell for cell in row if cell]
        if len(cells) > 1 and fold(cells[0]) == fold(text("guide.code")):
            return fold(cells[1])
    return PurePosixPath(book.name).stem.replace("_", " ").split(" ")[0]
