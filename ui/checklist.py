"""The checklist and the phases of one programme as a grid, saved into the sheet 专项 of the master workbook as every other sheet is saved."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from progress.programmes import Part
from schema.folding import fold
from schema.programme import CHECKLIST, PHASE, Programme
from schema.sheet import Sheet
from schema.verdict import Row
from ui.entry_parts import editor, grid_changes
from ui.entry_review import judged, review
from ui.entry_saves import conflicts, history, saved_line, vanished_rows
from ui.filling import Filling
from ui.load import Workspace
from ui.session import t

_SHOWN = ("name", "done_on", "note")


@dataclass(frozen=True)
class Checklist(Filling):
    """The rows of 专项 that are ticked off below one programme; the others are not on the screen, and a draft is kept by the programme's code."""

    programme: str = ""

    @property
    def whose(self) -> str:
        """By what a draft of it is kept: the programme's code."""
        return self.programme

    @cached_property
    def all_rows(self) -> Sequence[Row]:
        """All rows of the sheet as they will stand."""
        return Filling(self.workspace, self.org, self.model).rows

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The items and phases of this programme as they will stand."""
        return [row for row in self.all_rows if _cell(row.typed, "parent") == self.programme and _cell(row.typed, "kind") in (CHECKLIST, PHASE)]


def fill_in(workspace: Workspace, part: Part) -> None:
    """The items to tick and the place to add more, each change reviewed and saved as on the filling page; below it what became of the saves."""
    if workspace.frozen:
        return
    model: type[Sheet] = Programme
    filling = Checklist(workspace, "", model, part.code)
    st.header(t("programmes.items"), anchor=False)
    saved_line(filling)
    conflicts(filling)
    vanished_rows(filling)
    rows, typed = editor(filling, _SHOWN)
    review(filling, judged(filling, rows, grid_changes(filling.model, rows, _placed(filling, len(rows), typed))))
    history(filling)


def _placed(filling: Checklist, seen: int, typed: pd.DataFrame) -> pd.DataFrame:
    """The grid with what a new item needs to be found again: its code, its programme, its kind and its place in the order."""
    placed = typed.astype("object")  # a column that nobody has filled is one of numbers, and takes no text
    used = {_cell(row.typed, "code") for row in filling.all_rows} | {code for code in typed["code"] if isinstance(code, str)}
    orders = [int(text) for row in filling.rows if (text := _cell(row.typed, "order")).isdigit()]
    last = max(orders, default=0)
    for at in placed.index:
        if int(str(at)) < seen or _typed(placed, at, "code") or not any(_typed(placed, at, name) for name in _SHOWN):
            continue
        code, last = _free(filling.programme, used), last + 1
        used.add(code)
        placed.loc[at, ["code", "parent", "kind", "order"]] = [code, filling.programme, CHECKLIST, str(last)]
    return placed


def _typed(grid: pd.DataFrame, at: object, name: str) -> bool:
    text = grid.at[at, name]
    return isinstance(text, str) and bool(text.strip())


def _free(programme: str, used: Container[str]) -> str:
    number = 1
    while f"{programme}-{number}" in used:
        number += 1
    return f"{programme}-{number}"


def _cell(typed: Mapping[str, str], name: str) -> str:
    """A code or choice as it is read, so that its width or spacing does not matter."""
    return fold(typed.get(name, ""))
