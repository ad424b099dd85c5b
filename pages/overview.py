"""总览: are we on time, where not, whom do I ring?"""

import streamlit as st

from progress.news import WEEK
from ui.call_parts import call_cards
from ui.change_parts import a_year_before
from ui.draw import gathered
from ui.expiring_parts import expiring_line
from ui.load import coverage, figures, own_figures
from ui.news_parts import week
from ui.page import head, open_page, pick_day, trust_line
from ui.scope_parts import levels, pick_scope
from ui.sections import both_kinds, legend, menu, opening, others, text_list
from ui.session import t
from ui.share_parts import reviewed_part
from words.figures import month

workspace = open_page()
organisations = workspace.ledger.organisations
between = levels(workspace, workspace.data_on)
top = st.container(gap="xsmall")
with top:
    line = head(350 if between else 140)
    on = pick_day(line.picks, workspace)
    org = pick_scope(line.picks, workspace, on, between)
    title = workspace.title if org == organisations.root else organisations.on(org, on).name
    line.title(title)

records = figures(workspace, [on], workspace.first_page)
then = own_figures(workspace, org, on - WEEK, workspace.first_page)
own = own_figures(workspace, org, on, workspace.first_page)
with top:
    told, asked, reviewed = [month(on, t("language.code"))], coverage(workspace, on, org), reviewed_part(workspace, own)
    trust_line(workspace, on, told, asked, reviewed)

before, scope = a_year_before(workspace, records, org, on), "" if org == organisations.root else org
with gathered() as drawn:
    opening(workspace, own, then, on, scope)
    body = st.grid(3, min_column_width=338, gap="medium")
    both_kinds(body, workspace, own, org=scope, height=56, before=before)
with body.cell():
    call_cards(workspace, records, org, on)
    week(workspace, records, org, on)
legend(["legend.bar", "legend.now", "legend.short", *(["legend.last_year"] if before else []), "legend.assumed", "legend.click"])
expiring_line(workspace, org, on, workspace.first_page)
menu(workspace, drawn, own, title, on, [*told, t("trust.reported", reported=asked[0], expected=asked[1]), *reviewed])
others(workspace, on)
text_list(workspace)
