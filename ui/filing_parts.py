"""The parts of the filing page: how many returns are in which state, and the grid of branches and sheets."""

import datetime as dt

import pandas as pd
import streamlit as st

from charts.palette import DARK, LIGHT
from schema.registry import BRANCH_SHEETS
from ui.branch_parts import MARKS
from ui.load import Workspace
from ui.page import pick_one
from ui.sections import BRANCH
from ui.session import t
from words.figures import UNKNOWN

_COUNTED = ("untouched", "partial", "invalid", "nil", "submitted")
_MISSING = ("untouched", "partial", "invalid")
_TINTED = {"untouched": "unreported", "partial": "slow", "invalid": "behind"}


def state_counts(rows: pd.DataFrame) -> None:
    """How many returns stand in each state."""
    cells = st.grid(len(_COUNTED), min_column_width=90, gap="small")
    for state in _COUNTED:
        cells.cell().metric(f"{MARKS[state]} {t(f'filing.{state}')}", int((rows["state"] == state).sum()))


def grid(workspace: Workspace, rows: pd.DataFrame, on: dt.date) -> None:
    """Branches down, sheets across, most missing first; a click opens the branch."""
    if rows.empty:
        st.markdown(f":gray[{t('filing.owes_nothing')}]")
        return
    lacking = rows["state"].isin(_MISSING).groupby(rows["org"]).sum()
    order = lacking.sort_values(ascending=False, kind="stable").index
    only = pick_one(t("filing.show"), {which: t(f"filing.show_{which}") for which in (("missing", "all") if lacking.any() else ("all",))})
    shown = [org for org in order if lacking[org] or only != "missing"]
    states = rows.drop_duplicates(["org", "sheet"], keep="last").pivot(index="org", columns="sheet", values="state")
    states = states.reindex(index=shown, columns=[model.about.title for model in BRANCH_SHEETS if (rows["sheet"] == model.about.title).any()])
    words = states.map(lambda state: f"{MARKS[state]} {t(f'filing.{state}')}" if isinstance(state, str) else UNKNOWN)
    words.insert(0, t("filing.missing"), [int(lacking[org]) for org in shown])
    words.insert(0, t("column.org"), [workspace.ledger.organisations.on(org, on).name for org in shown])
    picked = st.dataframe(
        words.style.apply(_tints, states=states, axis=None),
        hide_index=True,
        on_select="rerun",
        selection_mode=["single-row", "single-column"],
        key="filing_grid",
        row_height=34,
    )
    if picked.selection.rows:
        st.switch_page(BRANCH, query_params={"org": shown[picked.selection.rows[0]]})


def _tints(words: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    colours = {state: f"background-color: {palette.lamp(lamp).tint}; color: {palette.lamp(lamp).text}" for state, lamp in _TINTED.items()}
    return states.map(lambda state: colours.get(state, "")).reindex(columns=words.columns, fill_value="")
