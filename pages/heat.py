"""热力表: which branch, which goal?"""

import streamlit as st

from ui.heat_grid import draw_grid, legend
from ui.heat_parts import arrange, choose, drawn_part, finding, follow, open_pickers, pick_sort
from ui.page import head, open_page, pick_day, trust_line
from ui.session import t

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head(340)
    line.title(t("heat.title"))
    theme = line.picks.container(width="content")
    on = pick_day(line.picks, workspace)
    trust_line(workspace, on)

chosen = choose(theme, workspace, on)
finding(chosen)
grid, below = st.container(gap="xsmall"), st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="heat-open")
with below:
    sort = pick_sort(chosen)
found = arrange(chosen, sort)
with below:
    part = drawn_part(found)
    open_pickers(chosen, part, sort)
with grid:
    picked = draw_grid(chosen, part, sort)
    legend(chosen)
follow(chosen, part, picked, sort)
