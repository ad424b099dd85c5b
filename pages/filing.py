"""报送: who has not filed?"""

import streamlit as st

from schema.period import MONTHLY, first_day, newest_ended
from ui.filing_parts import grid, state_counts
from ui.load import filing
from ui.page import head, open_page, pick_day, trust_line
from ui.session import t
from words.figures import month

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head()
    line.title(t("filing.title"))
    on = pick_day(line.picks, workspace)
    period = newest_ended(on, MONTHLY)
    rows = filing(workspace, period)
    trust_line(workspace, on, [month(first_day(period), t("language.code")), t("filing.owed", count=len(rows)), t("filing.from_content")])

state_counts(rows)
grid(workspace, rows, on)
