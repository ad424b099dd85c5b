"""Contracts that end soon: how many, beside the figures they bear, and on the page of a branch which."""

import datetime as dt
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from progress.expiring import LATER, SHEET, SOON, ending
from ui.load import Workspace, expiring_contracts, once
from ui.page import plain
from ui.session import language, t
from words.figures import full_day

_SHOWN = 6


def expiring_line(workspace: Workspace, org: str, on: dt.date, codes: Iterable[str]) -> None:
    """One line below figures, where any of them is made of contracts."""
    if _of_contracts(workspace, codes):
        st.markdown(f":small[:gray[{_counts(workspace, org, on)}]]")


def expiring_list(workspace: Workspace, org: str, on: dt.date) -> None:
    """The contracts of an organisation that end soon, the soonest first; nothing in a workspace without figures on contracts."""
    if not _of_contracts(workspace, workspace.indicators):
        return
    st.header(t("expiring.title", days=LATER), anchor=False)
    found = expiring_contracts(workspace, on)
    own = found[found["org"] == org]
    if own.empty:
        st.markdown(f":gray[{t('expiring.none', days=LATER)}]")
        return
    st.markdown(f":small[:gray[{_counts(workspace, org, on)}]]")
    rows = _rows(workspace, own, on)
    st.table(rows.head(_SHOWN).map(plain), border="horizontal", hide_index=True)
    if len(rows) > _SHOWN:
        with st.expander(t("expiring.more", count=len(rows) - _SHOWN)):
            st.dataframe(rows.iloc[_SHOWN:], hide_index=True, alt=t("expiring.title", days=LATER))


def _of_contracts(workspace: Workspace, codes: Iterable[str]) -> bool:
    return any(SHEET in workspace.indicators[code].sheets for code in codes)


def _counts(workspace: Workspace, org: str, on: dt.date) -> str:
    found = expiring_contracts(workspace, on)
    counted = once(workspace, ("ending", on, org), lambda: [(days, *ending(found, org, days)) for days in (SOON, LATER)])
    return " ・ ".join(t("expiring.count", days=days, count=count, units=units) for days, count, units in counted)


def _rows(workspace: Workspace, own: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    several = own["branch"].nunique() > 1
    told = []
    for row in own.to_dict("records"):
        contract = {t("expiring.number"): row["contract_no"], t("expiring.type"): row["contract_type"]}
        dates = {t("expiring.ends"): full_day(row["valid_to"], language()), t("expiring.days"): str(row["days"])}
        branch = {t("column.org"): workspace.ledger.organisations.on(row["branch"], on).name} if several else {}
        told.append({**contract, **dates, **branch, t("expiring.where"): t("expiring.place", book=row["book"], row=row["row"])})
    return pd.DataFrame(told)
