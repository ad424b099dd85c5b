"""导出: the figures on screen as a workbook."""

import streamlit as st

from ui.export_parts import choose, download
from ui.load import figures
from ui.page import head, open_page, pick_day, trust_line
from ui.printed import records_table
from ui.session import t
from words.figures import UNKNOWN, month

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head()
    line.title(t("export.title"))
    on = pick_day(line.picks, workspace)
    trust_line(workspace, on, [month(on, t("language.code"))])

chosen = choose(workspace, figures(workspace, [on]))
shown = records_table(workspace, chosen)
download(workspace, shown, on)
st.dataframe(shown, hide_index=True, height=560, placeholder=UNKNOWN)
