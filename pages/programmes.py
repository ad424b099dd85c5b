"""专项: how does each named programme stand, and which of its parts are done?"""

import streamlit as st

from ui.checklist import fill_in
from ui.draw import gathered
from ui.page import head, open_page, pick_code, pick_day, trust_line
from ui.programme_parts import PROGRAMMES, about, badge, by_code, indicators, names, overall, parts, standing, teams
from ui.sections import menu
from ui.session import t
from words.figures import month

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head(430)
    day = line.picks.container()
    on = pick_day(line.picks, workspace)
    listed = standing(workspace, on)
    code = pick_code(day, "code", names(listed), t("programmes.name"), 280)

chosen = by_code(listed).get(code)
line.title(chosen.part.name if chosen else t("programmes.title"), badge(chosen) if chosen else "")
with top:
    trust_line(workspace, on, [month(on, t("language.code"))])

if chosen is None:
    overall(listed)
else:
    st.page_link(PROGRAMMES, label=t("programmes.all"), icon=":material/arrow_back:")
    about(chosen)
    left, right = st.columns([1, 1.5], gap="large")
    with gathered() as drawn:
        with left:
            indicators(workspace, chosen)
        with right:
            parts(workspace, chosen, on)
    menu(workspace, drawn, chosen.records, chosen.part.name, on, [month(on, t("language.code"))])
    teams(workspace, chosen, on)
    fill_in(workspace, chosen.part)
