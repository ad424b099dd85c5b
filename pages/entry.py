"""填报: what do I owe, and the sheet to fill."""

import streamlit as st

from schema.period import MONTHLY, newest_ended
from ui.entry_parts import editor, pick_sheet, review, tasks
from ui.page import head, open_page, pick_code, trust_line
from ui.session import t

workspace = open_page()
organisations = workspace.ledger.organisations
leaves = [leaf for leaf in organisations.leaves if workspace.ledger.book_of(leaf)]
asked = st.query_params.get("org", leaves[0])
shown = organisations.on(asked if asked in leaves else leaves[0], workspace.data_on)
period = newest_ended(workspace.data_on, MONTHLY)
top = st.container(gap="xsmall")
with top:
    line = head(t("entry.title", name=shown.name), 210)
    org = pick_code(line.picks, "org", leaves, t("column.org"), lambda code: organisations.on(code, workspace.data_on).name, 200)
    trust_line(workspace, workspace.data_on, [t("entry.period", period=period)])

left, middle = st.columns([1, 3.4], gap="medium")
with left:
    tasks(workspace, org, period)
with middle:
    model = pick_sheet(workspace, org)
    edited = editor(workspace, org, model)
    review(workspace, org, model, edited)
