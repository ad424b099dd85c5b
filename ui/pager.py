"""Long tables drawn so many rows at once, with a pager."""

import streamlit as st

from ui.session import t
from words.figures import number

MOST_ROWS = 100


def pick_part(count: int, at: int, name: str) -> int:
    """The first row (from 0) of the part that is looked at, nothing is drawn where one part holds them all. ``at`` is the part to begin with."""
    pages = -(-count // MOST_ROWS)
    if pages < 2:
        return 0
    page = st.pagination(pages, default=at if 1 <= at <= pages else 1, key=f"{name}_{at}_{pages}")
    first = (page - 1) * MOST_ROWS
    told = t("pager.part", first=number(first + 1), last=number(min(first + MOST_ROWS, count)), count=number(count))
    st.markdown(f":small[:gray[{told}]]", width="content")
    return first
