"""目标: what is to be reached, in which version, and how is it split over the branches?"""

import streamlit as st

from schema.target import Target
from ui.entry_saves import conflicts, history, saved_line, vanished_rows
from ui.filling import Filling
from ui.page import head, open_page, pick_kept, trust_line
from ui.session import t
from ui.target_entry import enter, paste
from ui.target_parts import ACTS, goal_list, pick_goal, told_of
from ui.target_split import split_goal

workspace = open_page()
with st.container(gap="xsmall"):
    line = head(430)
    line.title(t("targets.title"))
    goal = pick_goal(line.picks, workspace)
    trust_line(workspace, workspace.data_on, told_of(workspace, goal))

filling = Filling(workspace, "", Target)
if workspace.frozen:
    goal_list(workspace, goal)
    st.stop()
saved_line(filling)
conflicts(filling)
vanished_rows(filling)
act = pick_kept("do", t("targets.title"), {name: t(f"targets.do_{name}") for name in ACTS})
if act == "list":
    goal_list(workspace, goal)
elif act == "enter":
    enter(filling, goal)
elif act == "paste":
    paste(filling)
else:
    split_goal(filling, goal)
history(filling)
