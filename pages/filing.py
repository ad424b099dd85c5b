"""报送: who has not filed?"""

import streamlit as st

from schema.period import MONTHLY, first_day, newest_ended
from ui.filing_parts import grid, on_time_shares, remind, returns, state_counts
from ui.page import head, open_page, pick_day, trust_line
from ui.review_parts import review
from ui.session import t
from words.figures import month

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head()
    line.title(t("filing.title"))
    on = pick_day(line.picks, workspace)
    period = newest_ended(on, MONTHLY)
    rows = returns(workspace, period)
    trust_line(workspace, on, [month(first_day(period), t("language.code")), t("filing.owed", count=len(rows)), t("filing.from_content")])

state_counts(rows)
left, right = st.columns([2.2, 1], gap="large")
with left:
    ticked = grid(workspace, rows, on)
with right:
    remind(workspace, rows, period, on, ticked)
left, right = st.columns([2.2, 1], gap="large")
with left:
    review(workspace, rows, on, ticked)
with right:
    on_time_shares(workspace, on)
