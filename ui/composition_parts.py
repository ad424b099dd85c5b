"""What a total is made of: one bar and the shares in words."""

import datetime as dt

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from progress.composition import Composition, Part, composition
from schema.workspace import LIST_MARK
from snapshots.goals import Record
from ui.draw import draw
from ui.formula_words import column_name
from ui.load import Workspace, once
from ui.page import plain
from ui.session import language, t
from words.figures import number, percent


def composition_part(grid: GridContainer, workspace: Workspace, row: Record, on: dt.date) -> None:
    """The figure of a record, of a rate its numerator, by the kind of unit, of contract or the like, in the next cell of a grid; none without such parts."""
    key = ("composition", row["indicator"], row["org"], on, row["start_on"] or None)
    found, rows = once(workspace, (*key, language()), lambda: _found(workspace, *key[1:]))
    if found is None:
        return
    title = t("composition.of_numerator" if found.of_numerator else "composition.title", column=column_name(found.column))
    told = LIST_MARK.join(f"{_name(part)} {percent(part.share)}" for part in found.parts)
    with grid.cell():
        st.header(title, anchor=False)
        draw("composition", rows, head=f"{title}: {told}", description=f"{title}: {told}")
        st.markdown(f":small[:gray[{t('composition.shares', shares=plain(told))}]]")


def _found(workspace: Workspace, code: str, org: str, on: dt.date, start_on: dt.date | None) -> tuple[Composition | None, pd.DataFrame]:
    """The parts and their rows in the chart."""
    found = composition(workspace.ledger, workspace.indicators[code], org, on, start_on)
    return found, pd.DataFrame() if found is None else _rows(found)


def _name(part: Part) -> str:
    return part.choice or t("composition.rest")


def _rows(found: Composition) -> pd.DataFrame:
    """One row a part, with the number behind its share as hover text."""
    names = [f"{_name(part)} {percent(part.share)} ({number(part.value)} / {number(found.whole)})" for part in found.parts]
    return pd.DataFrame({"name": names, "share": [part.share for part in found.parts]})
