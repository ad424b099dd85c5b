"""快照: can I sign this, and what does it say?"""

import streamlit as st

from ui.bulletin_parts import choose, paper, pick_kind, reword
from ui.compare_parts import comparison, pick_before
from ui.folded import folded
from ui.issue_files import downloads
from ui.issuing import as_it_stands, edition, listed
from ui.page import head, open_page, pick_day, trust_line
from ui.session import t
from ui.snapshot_parts import earlier, readiness, take, type_note

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head()
    line.title(t("publish.title"))
    on = workspace.snapshot.on if workspace.snapshot else pick_day(line.picks, workspace)
    trust_line(workspace, on, [t("publish.lead")])
    type_note()

frozen = as_it_stands(workspace, on)
left, right = st.columns([1, 1.35], gap="large")
with left:
    readiness(workspace, frozen)
    take(workspace, on)
    st.header(t("publish.write"), anchor=False)
    kind = pick_kind()
    options = choose(kind, on)
    against = pick_before(listed(), on, workspace.frozen)
made = edition(workspace, frozen, options, against)
with left:
    downloads(workspace, made, kind)
    earlier(workspace)
with right:
    with st.container(height=1000, border=False):
        paper(workspace, made, kind)
    folded(t("publish.reword"), f"reword-{kind}", lambda: reword(made, kind))
comparison(workspace, made, against)
