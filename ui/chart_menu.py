"""The table behind a group of charts, and the group as a picture or as data: one quiet button."""

import datetime as dt
import re
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from charts.palette import LIGHT
from snapshots.lines import to_csv
from snapshots.picture import Chart, png, svg
from ui.draw import Drawing, specification
from ui.folded import behind
from ui.load import Workspace
from ui.session import language, t
from words.figures import UNKNOWN, full_day

_WIDTH = 640
_MARKDOWN = re.compile(r"\\(.)|\*\*")
_UNNAMED = re.compile(r'[\\/:*?"<>|\s]+')


def chart_menu(
    workspace: Workspace, drawings: Sequence[Drawing], table: Callable[[], pd.DataFrame], title: str, on: dt.date, told: Sequence[str] = (), key: str = ""
) -> None:
    """What the charts show as a table, and three downloads; ``told`` stands under the picture with the day the data go to.

    The table is made when it is opened, a picture when its button is pressed, on paper whatever the page looks like. Nothing is offered where nothing is drawn.
    """
    if not drawings:
        return
    parts = [workspace.title, *told, t("trust.data_until", day=full_day(on, language())), *([t("trust.simulated")] if workspace.demo else [])]
    notes = [" ・ ".join(map(_bare, parts))]
    notes += [t("trust.simulated_help")] if workspace.demo else []
    picture = _picture(title, tuple(drawings), notes)
    name = f"{_UNNAMED.sub('-', title)}-{on.isoformat()}"
    behind(t("menu.title"), f"menu-{key}", lambda: _offered(table(), picture, name, key))


def _offered(table: pd.DataFrame, picture: Callable[[], str], name: str, key: str) -> None:
    st.dataframe(table, hide_index=True, placeholder=UNKNOWN, width=_WIDTH, alt=t("menu.title"))
    line = st.container(horizontal=True, gap="small")
    line.download_button("PNG", lambda: png(picture()), f"{name}.png", "image/png", on_click="ignore", key=f"png_{key}")
    line.download_button("SVG", lambda: picture().encode(), f"{name}.svg", "image/svg+xml", on_click="ignore", key=f"svg_{key}")
    line.download_button(t("menu.data"), lambda: to_csv(table), f"{name}.csv", "text/csv", on_click="ignore", key=f"csv_{key}")


def _bare(told: str) -> str:
    """A text of the line under a title without its Markdown."""
    return _MARKDOWN.sub(r"\1", told)


def _picture(title: str, drawings: Sequence[Drawing], notes: Sequence[str]) -> Callable[[], str]:
    return lambda: svg(title, [Chart(each.head, specification(each, LIGHT)) for each in drawings], notes, LIGHT)
