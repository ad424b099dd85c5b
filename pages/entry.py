"""填报: what do I owe, and the sheet to fill."""

import streamlit as st

from schema.period import MONTHLY, newest_ended
from ui.copies import copy_button
from ui.entry_findings import findings_bar
from ui.entry_locks import lock_line
from ui.entry_parts import editor, pick_sheet, tasks
from ui.entry_review import review
from ui.entry_saves import conflicts, history, saved_line, vanished_rows
from ui.page import head, open_page, pick_code, trust_line
from ui.session import t

workspace = open_page()
organisations = workspace.ledger.organisations
period = newest_ended(workspace.data_on, MONTHLY)
named = {leaf: organisations.on(leaf, workspace.data_on).name for leaf in organisations.leaves if workspace.ledger.book_of(leaf)}
with st.container(gap="xsmall"):
    line = head(210)
    org = pick_code(line.picks, "org", named, t("column.org"), 200)
    line.title(t("entry.title", name=named[org]))
    trust_line(workspace, workspace.data_on, [t("entry.period", period=period)])

left, middle = st.columns([1, 3.4], gap="medium")
with left:
    tasks(workspace, org, period)
with middle:
    filling = pick_sheet(workspace, org)
    saved_line(filling)
    lock_line(filling)
    conflicts(filling)
    vanished_rows(filling)
    findings_bar(filling)
    copy_button(workspace, org)
    review(filling, *editor(filling))
    history(filling)
