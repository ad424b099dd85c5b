"""总览: are we on time, where not, whom do I ring?"""

import streamlit as st

from ui.call_parts import call_cards
from ui.expiring_parts import expiring_line
from ui.load import figures
from ui.page import head, open_page, pick_day, trust_line
from ui.sections import counts, goals, lead, legend, others, table, text_list, year
from ui.session import t
from words.figures import month

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head()
    line.title(workspace.title)
    on = pick_day(line.picks, workspace)
    trust_line(workspace, on, [month(on, t("language.code"))])

records = figures(workspace, [on], workspace.first_page)
root = records[records["org"] == workspace.ledger.organisations.root]

first = st.grid(2, min_column_width=338, gap=("small", "medium"))
with first.cell():
    counts(root)
with first.cell(), st.container(gap="small"):
    lead(workspace, root)
    year(workspace, on)
st.divider()

body = st.grid(3, min_column_width=338, gap="medium")
with body.cell():
    goals(workspace, root, quotas=True)
with body.cell():
    goals(workspace, root, quotas=False)
    expiring_line(workspace, workspace.ledger.organisations.root, on, workspace.first_page)
with body.cell():
    call_cards(workspace, records, on)
legend(["legend.bar", "legend.now", "legend.short", "legend.assumed", "legend.click"])
table(workspace, root)
others(workspace, on)
text_list(workspace)
