"""Parts of a page that more than one page shows, each drawn where it is called."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from progress.summary import goals_of, lamp_counts
from progress.windows import CALENDAR_YEAR, year_start
from schema.period import years_before
from schema.programme import CHECKLIST, Programme
from schema.setting import YEAR_START
from schema.target import QUOTA, RATE
from snapshots.goals import Record, percent_text
from snapshots.year import gone, months
from ui.chart_menu import chart_menu
from ui.draw import Drawing, draw
from ui.folded import behind, folded
from ui.load import Workspace, figures, named, once
from ui.page import plain
from ui.printed import against, bullets, lamp_shape, missing, name_of, numerals, records_table
from ui.session import language, t
from ui.share_parts import with_shares
from words.figures import percent, signed

INDICATOR, BRANCH, HEAT = "../pages/indicator.py", "../pages/branch.py", "../pages/heat.py"
UNION_YEAR = "10-01"
MOST = 6
_UNBROKEN, _SHORT = "\u00a0", 24
_COUNTED = ("behind", "slow", "on_pace", "unreported")


def counts(workspace: Workspace, records: pd.DataFrame, before: pd.DataFrame, scope: Mapping[str, str]) -> None:
    """How many goals are behind, slow, on pace and unreported, worst first, and how many more than a week before; each leads to the branches with that lamp."""
    counted, earlier = _lamps(workspace, records), _lamps(workspace, before)
    with st.container(key="counts"):
        grid = st.grid(4, min_column_width=60, gap="xsmall")
        for code in _COUNTED:
            with grid.cell():
                title = f"{lamp_shape(code)} {t(f'lamp.{code}')}"
                st.page_link(HEAT, label=title, query_params={**scope, "lamp": code}, help=t("counts.where"))
                since = _since(counted[code] - earlier[code])
                st.metric(title, counted[code], since, delta_color="off", delta_arrow="off", label_visibility="collapsed")


def _lamps(workspace: Workspace, records: pd.DataFrame) -> Mapping[str, int]:
    return once(workspace, ("lamps", named(records)), lambda: lamp_counts(records))


def _since(more: int) -> str:
    return t("counts.more", more=signed(more)) if more else t("counts.same")


def lead(workspace: Workspace, records: pd.DataFrame) -> None:
    """One sentence that names the slowest quota and the slowest rate, with what is missing."""
    told = once(workspace, ("lead", language(), named(records)), lambda: _lead(workspace, records))
    st.markdown(" ".join(told) if told else t("lead.nothing_behind"))


def _lead(workspace: Workspace, records: pd.DataFrame) -> list[str]:
    return [*_slowest(workspace, records, quotas=True), *_slowest(workspace, records, quotas=False)]


def _slowest(workspace: Workspace, records: pd.DataFrame, *, quotas: bool) -> list[str]:
    worst = goals_of(records[records["lamp"].isin(["behind", "slow"]) & (records["basis"].isin([QUOTA, RATE]))], quotas=quotas, limit=1)
    rows = worst.to_dict("records")
    return [_lead_sentence(workspace, row) for row in rows]


def _lead_sentence(workspace: Workspace, row: Record) -> str:
    indicator = workspace.indicators[row["indicator"]]
    if row["basis"] == QUOTA:
        expected = percent(row["should_be"])
        return t("lead.quota", name=plain(name_of(indicator)), done=percent_text(row), expected=expected, short=plain(missing(indicator, row)))
    target = percent(row["target"])
    return t("lead.rate", name=plain(name_of(indicator)), value=percent_text(row), target=target, short=plain(missing(indicator, row)))


def year(workspace: Workspace, records: pd.DataFrame, on: dt.date) -> None:
    """The federation's year as a bar of months filled up to the day, in words how much of it is left, and how far another year is by which goals count."""
    told, rows, head = once(workspace, ("year", on, language()), lambda: _year(workspace, on))
    begins = workspace.ledger.settings.get(YEAR_START, CALENDAR_YEAR)
    st.markdown(told + _other_year(records, on, begins))
    draw("year", rows, description=t("year.bar"), head=head)


def _year(workspace: Workspace, on: dt.date) -> tuple[str, pd.DataFrame, str]:
    begins = workspace.ledger.settings.get(YEAR_START, CALENDAR_YEAR)
    told, share, days = gone(on, begins)
    return t(f"{told}.gone", gone=share, days=days), months(on, begins, language()), t(f"{told}.gone_plain", gone=share)


def _other_year(records: pd.DataFrame, on: dt.date, begins: str) -> str:
    """The calendar year where the federation's is another one, else the union year where goals of these records run by it; in grey."""
    other = CALENDAR_YEAR if begins != CALENDAR_YEAR else UNION_YEAR
    start = year_start(on, other)
    end = years_before(start, -1) - dt.timedelta(days=1)
    if other == UNION_YEAR and not ((records["start_on"] == start) & (records["due_on"] == end)).any():
        return ""
    told, share, _ = gone(on, other)
    return f" :gray[・ {t(f'{told}.gone_plain', gone=share)}]"


def goals(workspace: Workspace, records: pd.DataFrame, *, quotas: bool, org: str = "", height: int = 61, before: Mapping[str, float] | None = None) -> None:
    """Goals of one kind as bullet rows, worst first; a click opens the indicator, or that of ``org``. ``before``: where each stood a year ago."""
    st.header(t("goals.quotas" if quotas else "goals.rates"), anchor=False)
    told = (quotas, language(), named(records), tuple((before or {}).items()))
    chosen, shown, rest = once(workspace, ("goals", *told), lambda: _goal_rows(workspace, records, quotas, before))
    if chosen.empty:
        st.markdown(f":gray[{t('goals.none')}]")
        return
    key = f"{'quotas' if quotas else 'rates'}_{org}"
    name = t("goals.quotas" if quotas else "goals.rates")
    picked = _drawn(shown, key, height, name, name)
    if len(chosen) > MOST:
        behind(t("goals.more", count=len(chosen) - MOST), key, lambda: _open(chosen, _drawn(rest, f"{key}_more", height, "", name), org))
    _open(chosen, picked, org)


def _open(chosen: pd.DataFrame, picked: str | None, org: str) -> None:
    """The page of a goal that was clicked."""
    if picked:
        code = str(chosen.loc[chosen["goal"] == picked, "indicator"].iloc[0])
        st.switch_page(BRANCH if org else INDICATOR, query_params={"code": code, "goal": picked} | ({"org": org} if org else {}))


def both_kinds(grid: GridContainer, workspace: Workspace, records: pd.DataFrame, *, org: str = "", height: int, before: Mapping[str, float]) -> None:
    """The quotas in one cell of a grid and the other goals in the next."""
    for quotas in (True, False):
        with grid.cell():
            goals(workspace, records, quotas=quotas, org=org, height=height, before=before)


def opening(workspace: Workspace, records: pd.DataFrame, before: pd.DataFrame, on: dt.date, scope: str) -> None:
    """What the first page says first: how many goals are where, which are slowest, and where in the year the day is. ``scope`` is empty for the federation."""
    grid = st.grid(2, min_column_width=338, gap=("small", "medium"))
    with grid.cell():
        counts(workspace, records, before, ({"parent": scope} if scope else {}) | ({"on": f"{on:%Y-%m}"} if on != workspace.data_on else {}))
    with grid.cell(), st.container(gap="small"):
        lead(workspace, records)
        year(workspace, records, on)
    st.divider()


def _drawn(rows: pd.DataFrame, key: str, height: int, head: str, name: str) -> str | None:
    name_x = 62 if language() == "zh_CN" else 84
    return draw("bullets", rows, key=key, select="goal", description=name, name_x=name_x, row_height=height, head=head)


def _goal_rows(
    workspace: Workspace, records: pd.DataFrame, quotas: bool, before: Mapping[str, float] | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The goals of one kind, and their bullet rows: those that are shown, and the rest."""
    chosen = goals_of(records, quotas=quotas)
    shown, rest = (bullets(workspace, some, before) for some in (chosen.head(MOST), chosen.iloc[MOST:]))
    return chosen, shown, rest


def big_numbers(workspace: Workspace, row: Record, projected: float | None) -> None:
    """The four numerals of an indicator."""
    grid = st.grid(4, min_column_width=120)
    for label, value in numerals(workspace.indicators[row["indicator"]], row, projected):
        grid.cell().metric(plain(label), value)


def quiet_list(workspace: Workspace, records: pd.DataFrame, title: str) -> None:
    """Figures without a lamp as a quiet list: name and value, each a link to its indicator."""
    if records.empty:
        return
    folded(f"{title} ({len(records)})", "quiet", lambda: _quiet(workspace, records))


def _quiet(workspace: Workspace, records: pd.DataFrame) -> None:
    found = [(workspace.indicators[row["indicator"]], row) for row in records.to_dict("records")]
    names = [plain(name_of(indicator)) for indicator, _ in found]
    values = [plain(against(indicator, row)) for indicator, row in found]
    lamps = [f"{lamp_shape(row['lamp'])} {t('lamp.' + row['lamp'])}" for _, row in found]
    told = {t("column.indicator"): names, t("column.value"): values, t("column.lamp"): lamps}
    st.table(told, border="horizontal", hide_index=True)


def others(workspace: Workspace, on: dt.date) -> None:
    """The federation's figures that have no place on the first page."""
    (quiet,) = once(workspace, ("others", on), lambda: (_others(workspace, on),))
    quiet_list(workspace, quiet, t("overview.others"))


def _others(workspace: Workspace, on: dt.date) -> pd.DataFrame:
    records = figures(workspace, [on])
    root = records["org"] == workspace.ledger.organisations.root
    return records[root & ~records["indicator"].isin(workspace.first_page)]


def menu(workspace: Workspace, drawings: Sequence[Drawing], records: pd.DataFrame, title: str, on: dt.date, told: Sequence[str]) -> None:
    """The records behind charts as a table, with n of N for each and how many of these are nil, reviewed and explained, and the charts to take away."""
    chart_menu(workspace, drawings, lambda: records_table(workspace, with_shares(workspace, records)), title, on, told, key="records")


def text_list(workspace: Workspace) -> None:
    """Figures of a report that are words, not numbers to compute: shown as they were written."""
    notes = [row for row in workspace.ledger.master(Programme) if row["kind"] == CHECKLIST and row["note"] and not row["parent"]]
    if notes:
        with st.expander(f"{t('overview.texts')} ({len(notes)})"):
            told = {t("column.indicator"): [plain(row["name"]) for row in notes], t("column.as_written"): [plain(row["note"]) for row in notes]}
            st.table(told, border="horizontal", hide_index=True)


def legend(codes: Sequence[str]) -> None:
    """What the marks of the charts above mean."""
    note_line([t(code) for code in codes])


def note_line(told: Sequence[str]) -> None:
    """Notes in one quiet line, none broken from its mark and the short ones not at all; no line where there are none."""
    if told:
        st.markdown(f":small[:gray[{'　'.join(map(_unbroken, told))}]]")


def _unbroken(note: str) -> str:
    return plain(note.replace(" ", _UNBROKEN, -1 if len(note) <= _SHORT else 1))
