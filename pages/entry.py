"""填报: what do I owe, and the sheet to fill: as a form, as a grid, or from a block or a file."""

import streamlit as st

from schema.period import MONTHLY, newest_ended
from ui.copies import copy_button
from ui.entry_block import block
from ui.entry_findings import findings_bar
from ui.entry_form import form
from ui.entry_locks import lock_line
from ui.entry_parts import WAYS, editor, grid_changes, pick_sheet
from ui.entry_review import judged, review
from ui.entry_saves import conflicts, history, saved_line, vanished_rows
from ui.entry_tasks import nil_line, tasks
from ui.load import names
from ui.page import head, need_today, open_page, pick_code, pick_kept, trust_line
from ui.session import t

workspace = open_page()
period = newest_ended(workspace.data_on, MONTHLY)
named = {code: name for code, name in names(workspace).items() if workspace.ledger.book_of(code)}
with st.container(gap="xsmall"):
    line = head(210)
    org = pick_code(line.picks, "org", named, t("column.org"), 200)
    line.title(t("entry.title", name=named[org]))
    trust_line(workspace, workspace.data_on, [t("entry.period", period=period)])
need_today(workspace)

left, middle = st.columns([1, 3.6], gap="medium")
with left:
    tasks(workspace, org, period)
with middle:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        filling = pick_sheet(workspace, org)
        way = pick_kept("way", t("entry.way"), {name: t(f"entry.way_{name}") for name in WAYS})
    saved_line(filling)
    lock_line(filling)
    conflicts(filling)
    vanished_rows(filling)
    findings_bar(filling)
    copy_button(workspace, org)
    if way == "form":
        asked, checked = st.columns([1.6, 1], gap="medium")
        with asked:
            changes = form(filling)
        with checked:
            review(filling, changes)
    elif way == "grid":
        rows, edited = editor(filling)
        review(filling, judged(filling, rows, grid_changes(filling.model, rows, edited)))
    else:
        review(filling, block(filling))
    history(filling)
with left:
    nil_line(filling)
