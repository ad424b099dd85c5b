"""The small notes under a figure: why a warning in the rows it rests on may stand."""

import pandas as pd
import streamlit as st

from ledger.explanations import Explanation
from progress.footnotes import footnotes
from schema.period import first_day
from ui.load import Workspace, named, once
from ui.page import plain
from ui.session import language, t

_SHOWN = 4


def figure_notes(workspace: Workspace, records: pd.DataFrame) -> None:
    """The explanations these records rest on, numbered; nothing where there are none."""
    notes = once(workspace, ("footnotes", language(), named(records)), lambda: _lines(workspace, records))
    if not notes:
        return
    with st.container(gap=None, key="footnotes"):
        st.markdown("  \n".join(notes[:_SHOWN]))
        if len(notes) > _SHOWN:
            with st.expander(t("footnote.more", count=len(notes) - _SHOWN)):
                st.markdown("  \n".join(notes[_SHOWN:]))


def _lines(workspace: Workspace, records: pd.DataFrame) -> list[str]:
    found = footnotes(workspace.ledger, workspace.indicators, records.to_dict("records"))
    return [_line(workspace, number, said) for number, said in enumerate(found, 1)]


def _line(workspace: Workspace, number: int, said: Explanation) -> str:
    name = workspace.ledger.organisations.on(said.branch, first_day(said.period)).name
    where = t("footnote.where", name=name, sheet=t(f"sheet.{said.sheet}"), period=said.period)
    return f":small[:gray[{t('footnote.mark', number=number)} {plain(where)} {plain(said.told.reason)}]]"
