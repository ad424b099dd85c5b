"""数据质量: what is wrong, in which cell, and how is it mended?"""

import streamlit as st

from ui.explaining import said_line
from ui.load import names
from ui.page import head, open_page, pick_code, trust_line
from ui.quality_parts import branch_list, choose, details, everything, of_branch, state_counts
from ui.session import t

workspace = open_page()
leaves = workspace.ledger.organisations.leaf_codes
named = {"": t("quality.all"), **{code: name for code, name in names(workspace).items() if code in leaves}}
with st.container(gap="xsmall"):
    line = head(210)
    line.title(t("quality.title"))
    org = pick_code(line.picks, "org", named, t("column.org"), 200)
    trust_line(workspace, workspace.data_on, [t("quality.lead")])

issues = everything(workspace)
state_counts(of_branch(workspace, issues, org))
said_line(workspace)
found = choose(workspace, issues, org)
if org or not found:
    details(workspace, found, org)
else:
    left, middle = st.columns([1, 2.4], gap="medium")
    with left:
        branch_list(workspace, found, org)
    with middle:
        details(workspace, found, org)
