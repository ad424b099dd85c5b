"""指标: how has it gone, where is it, which branches are behind?"""

import streamlit as st

from ui.change_parts import change_line
from ui.composition_parts import composition_part
from ui.course_parts import course_of, trend_of
from ui.draw import gathered
from ui.expiring_parts import expiring_line
from ui.footnotes import figure_notes
from ui.indicator_parts import answers_for, definition, own_period, pick_goal
from ui.load import figures, goal_figures, own_figures
from ui.page import head, open_page, pick_code, pick_day, trust_line
from ui.printed import goal_badge, name_of
from ui.ranking_parts import branch_ranking, spread
from ui.reason_parts import carried
from ui.sections import big_numbers, menu
from ui.session import t
from ui.share_parts import reviewed_part, share_line

workspace = open_page()
top = st.container(gap="xsmall")
named = {code: name_of(indicator) for code, indicator in workspace.indicators.items() if indicator.formula}
with top:
    line = head(486)
    code = pick_code(line.picks, "code", named, t("column.indicator"), 210)
    on = pick_day(line.picks, workspace)

indicator, records = workspace.indicators[code], figures(workspace, [on], [code])
own = own_figures(workspace, workspace.ledger.organisations.root, on, [code])
root = pick_goal(workspace, own)
line.title(named[code], goal_badge(root))
definition(line.picks, workspace, indicator, root)
of_goal, own = goal_figures(workspace, code, root["goal"], on), own[own["goal"] == root["goal"]]
with top:
    told, asked = [t(f"basis.{root['basis'] or 'none'}"), *own_period(root), *carried(root)], (root["reported"], root["expected"])
    more = [*reviewed_part(workspace, own), *answers_for(indicator)]
    trust_line(workspace, on, told, asked, more)

course = course_of(workspace, records, root, on)
left, right = st.columns([1.9, 1], gap="large")
with left:
    big_numbers(workspace, root, course.projected)
    change_line(workspace, root, on)
    share_line(workspace, own)
    expiring_line(workspace, root["org"], on, [code])
    figure_notes(workspace, own)
    trend_of(workspace, records, root, on, course, [*told, *more])
    parts = st.grid(2, min_column_width=338, gap="medium")
with gathered() as drawn:
    with right:
        branch_ranking(workspace, of_goal, root, on)
    spread(parts, workspace, of_goal, root, on)
    composition_part(parts, workspace, root, on)
menu(workspace, drawn, records, named[code], on, [*told, *more])
