"""单位: why is this one behind and what is it to do?"""

import streamlit as st

from progress.summary import LIT
from ui.branch_parts import filing_year, goal_note, issue_list, reasons
from ui.change_parts import a_year_before, change_table
from ui.expiring_parts import expiring_list
from ui.footnotes import figure_notes
from ui.load import figures
from ui.page import head, open_page, pick_code, pick_day, trust_line
from ui.peer_parts import peer_part
from ui.printed import lamp_badges
from ui.sections import goals, legend, quiet_list
from ui.session import t

workspace = open_page()
organisations = workspace.ledger.organisations
top = st.container(gap="xsmall")
codes = [*organisations.leaves, *(code for code in organisations.codes if code not in organisations.leaves)]
named = {code: organisations.on(code, workspace.data_on).name for code in codes}
with top:
    line = head(350)
    org = pick_code(line.picks, "org", named, t("column.org"), 200)
    on = pick_day(line.picks, workspace)

records = figures(workspace, [on])
own = records[records["org"] == org]
line.title(named[org], lamp_badges(own))
with top:
    trust_line(workspace, on, [organisations.on(org, on).kind])
    goal_note(workspace, records, org, on)

before = a_year_before(workspace, records, org, on)
body = st.grid(3, min_column_width=338, gap="medium")
with body.cell():
    goals(workspace, own, quotas=True, org=org, height=54, before=before)
with body.cell():
    goals(workspace, own, quotas=False, org=org, height=54, before=before)
with body.cell():
    reasons(workspace, records, org, on)
if before:
    legend(["legend.last_year"])
figure_notes(workspace, own)
below = st.grid(3, min_column_width=338, gap="medium")
with below.cell():
    filing_year(workspace, org, on)
with below.cell():
    peer_part(workspace, org, on)
with below.cell():
    issue_list(workspace, org)
change_table(workspace, records, org, on)
expiring_list(workspace, org, on)
quiet_list(workspace, own[~own["lamp"].isin(LIT)], t("overview.others"))
