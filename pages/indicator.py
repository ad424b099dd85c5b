"""指标: how has it gone, where is it, which branches are behind?"""

import streamlit as st

from ui.change_parts import change_line
from ui.course_parts import trend_of
from ui.expiring_parts import expiring_line
from ui.footnotes import figure_notes
from ui.indicator_parts import definition, pick_goal
from ui.load import figures
from ui.page import head, open_page, pick_code, pick_day, trust_line
from ui.printed import goal_badge, name_of
from ui.ranking_parts import branch_ranking, spread
from ui.reason_parts import carried
from ui.sections import big_numbers, table
from ui.session import t
from ui.share_parts import share_line

workspace = open_page()
top = st.container(gap="xsmall")
named = {code: name_of(indicator) for code, indicator in workspace.indicators.items() if indicator.formula}
with top:
    line = head(430)
    code = pick_code(line.picks, "code", named, t("column.indicator"), 210)
    on = pick_day(line.picks, workspace)
    definition(line.picks, workspace, workspace.indicators[code])

records = figures(workspace, [on], [code])
root = pick_goal(records[records["org"] == workspace.ledger.organisations.root])
line.title(named[code], goal_badge(root))
with top:
    trust_line(workspace, on, [t(f"basis.{root['basis'] or 'none'}"), *carried(root)], (root["reported"], root["expected"]))

left, right = st.columns([1.9, 1], gap="large")
of_goal = records[records["goal"] == root["goal"]]
with left:
    big_numbers(workspace, root)
    own = of_goal[of_goal["org"] == root["org"]]
    change_line(workspace, root, on)
    share_line(workspace, own)
    expiring_line(workspace, root["org"], on, [code])
    figure_notes(workspace, own)
    trend_of(workspace, records, root, on)
    spread(workspace, of_goal, root, on)
with right:
    branch_ranking(workspace, of_goal, root, on)
table(workspace, records)
