"""What a split changes: the branches whose targets move most, before and after side by side."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import streamlit as st

from progress.splitting import largest_changes
from ui.chart_menu import chart_menu
from ui.draw import draw, gathered
from ui.load import Workspace
from ui.session import t
from ui.target_parts import organisation_name
from words.figures import exact

_MOST = 10


def changes(workspace: Workspace, shares: Mapping[str, Decimal], now: Mapping[str, Decimal | None]) -> None:
    """The ten largest changes, old and new of each; a word where nothing moves, and nothing where there is no split."""
    if not shares:
        return
    chosen = largest_changes(shares, now, _MOST)
    title = t("split.changes", count=len(chosen)) if chosen else t("split.no_changes")
    st.header(title, anchor=False)
    if chosen:
        rows = pd.DataFrame([_row(workspace, code, shares[code], now.get(code)) for code in chosen])
        with gathered() as drawn:
            draw("changes", rows, description="; ".join(rows["tip"]), head=title)
        st.markdown(f":small[:gray[{t('split.changes_legend')}]]")
        chart_menu(workspace, drawn, lambda: _table(rows), title, workspace.data_on, key="changes")


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    named = {"name": "column.org", "before": "entry.old", "after": "entry.new", "change_text": "split.change_head"}
    return rows[list(named)].rename(columns={column: t(code) for column, code in named.items()})


def _row(workspace: Workspace, code: str, share: Decimal, now: Decimal | None) -> Mapping[str, object]:
    name, change = organisation_name(workspace, code), exact(share - (now or Decimal(0)), signed=True)
    tip = t("split.change", name=name, before=exact(now), after=exact(share), change=change)
    return {"name": name, "before": None if now is None else float(now), "after": float(share), "change_text": change, "tip": tip}
