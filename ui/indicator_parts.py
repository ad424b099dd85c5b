"""The head of the page of one indicator: what it means, and which of its goals is looked at."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from progress.indicators import Indicator
from ui.load import Workspace
from ui.page import pick_one, plain
from ui.printed import Record, name_of
from ui.session import language, t
from words.figures import full_day

_ENDS = 20


def definition(place: DeltaGenerator, workspace: Workspace, indicator: Indicator) -> None:
    """What the indicator means: definition, formula, source and the department that answers for it."""
    with place.popover(t("definition.title"), icon=":material/menu_book:", type="tertiary"):
        st.markdown(plain(indicator.definition or name_of(indicator)))
        st.code(indicator.text, wrap_lines=True, language=None)
        for label, told in (("source", indicator.source), ("owner", indicator.owner)):
            if told:
                st.markdown(f":small[:gray[{t(f'definition.{label}')}]] {plain(told)}")
        if indicator.from_on or indicator.to_on:
            st.markdown(f":small[:gray[{t('definition.window')}]] {indicator.from_on or ''} – {indicator.to_on or ''}")


def pick_goal(records: pd.DataFrame) -> Record:
    """The federation's record of one goal; where there are several (a city's beside a county's), the one that was picked."""
    rows = {str(row["goal"]): {str(name): value for name, value in row.items()} for row in records.to_dict("records")}
    if len(rows) == 1:
        return next(iter(rows.values()))
    asked = st.query_params.get("goal", "")
    first = asked if asked in rows else next(iter(rows))
    named = {goal: t("goal.named", issuer=row["issued_by"], due=full_day(row["due_on"], language())) for goal, row in rows.items()}
    return rows[pick_one(t("goal.pick"), {first: named[first], **named})]
