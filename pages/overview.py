"""总览: are we on time, where not, whom do I ring?"""

import streamlit as st

from progress.summary import headline
from ui.load import figures
from ui.page import head, open_page, pick_day, trust_line
from ui.sections import call_cards, counts, goals, lead, legend, quiet_list, table, text_list, year
from ui.session import t
from words.figures import month

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head(workspace.title)
    on = pick_day(line.picks, workspace)
    trust_line(workspace, on, [month(on, t("language.code"))])

records = figures(workspace, [on])
root = records[records["org"] == workspace.ledger.organisations.root]
chosen = headline(records, workspace.headline)
first_goals = headline(root, workspace.headline)

first = st.grid(2, min_column_width=338, gap=("small", "medium"))
with first.cell():
    counts(first_goals)
with first.cell(), st.container(gap="small"):
    lead(workspace, first_goals)
    year(workspace, on)
st.divider()

body = st.grid(3, min_column_width=338, gap="medium")
with body.cell():
    goals(workspace, first_goals, quotas=True)
with body.cell():
    goals(workspace, first_goals, quotas=False)
with body.cell():
    call_cards(workspace, chosen, on)
legend(["legend.bar", "legend.now", "legend.short", "legend.click"])
table(workspace, first_goals)
quiet_list(workspace, root[~root.index.isin(first_goals.index)], t("overview.others"))
text_list(workspace)
