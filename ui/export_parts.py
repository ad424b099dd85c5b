"""The parts of the export page: which records, and the workbook made of them."""

import datetime as dt
import hashlib

import pandas as pd
import streamlit as st

from snapshots.workbook import to_xlsx
from ui.copies import XLSX
from ui.load import Workspace
from ui.page import pick_one
from ui.session import t


def choose(workspace: Workspace, records: pd.DataFrame) -> pd.DataFrame:
    """The records of the federation alone or of all organisations."""
    scope = pick_one(t("export.scope"), {which: t(f"export.{which}") for which in ("root", "all")})
    return records if scope == "all" else records[records["org"] == workspace.ledger.organisations.root]


def download(workspace: Workspace, shown: pd.DataFrame, on: dt.date) -> None:
    """A button for the table as .xlsx; the file's name carries a digest of its content, so that two exports never answer to one address."""
    notes = [workspace.title, t("trust.simulated_help") if workspace.demo else "", t("trust.data_until", day=on.isoformat())]
    content = to_xlsx({t("export.sheet"): shown}, [note for note in notes if note])
    digest = hashlib.sha256(content).hexdigest()[:8]
    st.download_button(t("export.download"), content, f"{t('export.file')}-{on.isoformat()}-{digest}.xlsx", XLSX, type="primary", on_click="ignore")
