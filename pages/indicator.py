"""指标: how has it gone, where is it, which branches are behind?"""

import streamlit as st

from progress.summary import ranking
from ui.indicator_parts import branch_ranking, definition, spread, trend_of
from ui.load import figures
from ui.page import head, open_page, pick_code, pick_day, trust_line
from ui.printed import lamp_badge, name_of
from ui.sections import big_numbers, table
from ui.session import t

workspace = open_page()
top = st.container(gap="xsmall")
codes = [code for code, indicator in workspace.indicators.items() if indicator.formula]
asked = st.query_params.get("code", codes[0])
shown = workspace.indicators[asked if asked in codes else codes[0]]
with top:
    line = head(name_of(shown), 430)
    code = pick_code(line.picks, "code", codes, t("column.indicator"), lambda found: name_of(workspace.indicators[found]), 210)
    on = pick_day(line.picks, workspace)
    definition(line.picks, workspace, workspace.indicators[code])

records = figures(workspace, [on], [code])
root = records[records["org"] == workspace.ledger.organisations.root].iloc[-1].to_dict()
line.beside.markdown(lamp_badge(root["lamp"]), width="content")
with top:
    trust_line(workspace, on, [t(f"basis.{root['basis'] or 'none'}")], (root["reported"], root["expected"]))

left, right = st.columns([2.19, 1], gap="large")
ranked = ranking(records[records["goal"] == root["goal"]], list(workspace.ledger.organisations.leaves))
with left:
    big_numbers(workspace, root)
    trend_of(workspace, root, on)
    spread(workspace, ranked, root, on)
with right:
    branch_ranking(workspace, ranked, root, on)
table(workspace, records)
