"""导出: the figures on screen as a workbook."""

import streamlit as st

from ui.export_parts import choose, download
from ui.load import figures
from ui.page import head, open_page, pick_day, trust_line
from ui.printed import records_table
from ui.session import t
from words.figures import UNKNOWN, month

# Streamlit measures a column by its first rows, which may be the short ones.
WIDTHS = {"due": 110, "value": 110, "target": 110, "left": 110, "weekly": 110}

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
widths = {t(f"column.{name}"): st.column_config.Column(width=width) for name, width in WIDTHS.items()}
st.dataframe(shown, hide_index=True, height=560, placeholder=UNKNOWN, alt=t("export.title"), column_config=widths)
