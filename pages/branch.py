"""单位: why is this one behind and what is it to do?"""

import streamlit as st

from progress.summary import LIT
from ui.branch_parts import goal_note, neighbours, reasons, second_row
from ui.change_parts import a_year_before, change_table
from ui.draw import gathered
from ui.footnotes import figure_notes
from ui.load import figures, names, own_figures
from ui.page import head, open_page, pick_code, pick_day, trust_line
from ui.printed import lamp_badges
from ui.sections import both_kinds, legend, menu, quiet_list
from ui.session import t
from ui.trace_parts import origin

workspace = open_page()
organisations = workspace.ledger.organisations
top = st.container(gap="xsmall")
named = names(workspace)
with top:
    line = head(560)
    back = line.picks.container(width="content")
    org = pick_code(line.picks, "org", named, t("column.org"), 200)
    onward = line.picks.container(width="content")
    on = pick_day(line.picks, workspace)

records, own = figures(workspace, [on]), own_figures(workspace, org, on)
neighbours(workspace, records, org, on, back, onward)
line.title(named[org], lamp_badges(workspace, own))
with top:
    trust_line(workspace, on, [organisations.on(org, on).kind])
    goal_note(workspace, records, own, on)
origin(workspace, records, own, on)

before = a_year_before(workspace, records, org, on)
with gathered() as drawn:
    body = st.grid(3, min_column_width=338, gap="medium")
    both_kinds(body, workspace, own, org=org, height=54, before=before)
    with body.cell(), st.container(key="reasons"):
        reasons(workspace, records, own, org, on)
    legend(["legend.last_year"] if before else [])
    figure_notes(workspace, own)
    second_row(workspace, org, on)
menu(workspace, drawn, own, named[org], on, [organisations.on(org, on).kind])
change_table(workspace, records, org, on)
quiet_list(workspace, own[~own["lamp"].isin(LIT)], t("overview.others"))
