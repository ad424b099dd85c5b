"""考核: what does each branch score, and how does it come about?"""

import streamlit as st

from ui.assessment_parts import ASSESSMENT, chosen, download, empty, names, of_kind, opened, pick_kind, ranking, standing
from ui.page import head, open_page, pick_code, pick_day, trust_line
from ui.session import t
from words.figures import month

workspace = open_page()
top = st.container(gap="xsmall")
with top:
    line = head(430)
    day = line.picks.container()
    on = pick_day(line.picks, workspace)
    found = standing(workspace, on)
    named = names(workspace, found, on)
    org = pick_code(day, "org", named, t("column.org"), 280)

branch = chosen(found, org)
line.title(named[org] if branch else t("assess.title"))
with top:
    trust_line(workspace, on, [month(on, t("language.code"))])

if not found:
    empty()
elif branch is None:
    peers = of_kind(workspace, found, pick_kind(workspace, found, on), on)
    ranking(workspace, peers, on)
    download(workspace, peers, on)
else:
    st.page_link(ASSESSMENT, label=t("assess.all"), icon=":material/arrow_back:")
    opened(workspace, found, branch, on)
