"""The parts of the filing page: how many returns are in which state, the grid of branches and sheets, the reminder, the share filed on time."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from access.database import DatabaseError
from charts.palette import DARK, LIGHT
from progress.records import month_ends
from progress.reminders import COOL_OFF, LACKING, Call, calls, is_cooling, on_time, tone
from progress.reviews import reviewed
from schema.period import MONTHLY, first_day, newest_ended
from schema.registry import BRANCH_SHEETS
from ui.branch_parts import MARKS
from ui.chart_menu import chart_menu
from ui.draw import draw, gathered
from ui.frozen import corrections_of, reviews_of
from ui.load import Workspace, contents_of, filing, once
from ui.page import pick_one, plain
from ui.pager import MOST_ROWS, pick_part
from ui.saves import desk, who
from ui.sections import BRANCH
from ui.session import language, t
from words.figures import UNKNOWN, month
from words.reminders import reminder

_COUNTED = ("untouched", "partial", "invalid", "returned", "submitted", "approved", "nil")
_TINTED = {"untouched": "unreported", "partial": "slow", "invalid": "behind", "returned": "behind"}
_MONTHS = 8


def returns(workspace: Workspace, period: str) -> pd.DataFrame:
    """Who has filed what in a period, after the reviews; where these cannot be read, from the content alone, which is said."""
    rows = filing(workspace, period)
    periods = rows["period"].unique().tolist()
    try:
        known, corrections = reviews_of(workspace, periods), corrections_of(workspace, periods)
    except DatabaseError:
        st.error(t("database.unreachable"))
        known, corrections = {}, {}
    told = tuple((one, tuple(given)) for one, given in sorted(known.items())), tuple((one, tuple(why)) for one, why in sorted(corrections.items()))
    return once(workspace, ("returns", period, *told), lambda: reviewed(rows, known, contents_of(workspace, period) if known else {}, corrections))


def state_counts(rows: pd.DataFrame) -> None:
    """How many returns stand in each state."""
    cells = st.grid(len(_COUNTED), min_column_width=72, gap="small")
    for state in _COUNTED:
        cells.cell().metric(f"{MARKS[state]}\u00a0{t(f'filing.{state}')}", int((rows["state"] == state).sum()))


def grid(workspace: Workspace, rows: pd.DataFrame, on: dt.date) -> list[str]:
    """Branches down, sheets across, most missing first; the branches that are ticked."""
    if rows.empty:
        st.markdown(f":gray[{t('filing.owes_nothing')}]")
        return []
    lacking = once(workspace, ("lacking", on, tuple(rows["state"])), lambda: _lacking(rows))
    only = pick_one(t("filing.show"), {which: t(f"filing.show_{which}") for which in (("missing", "all") if any(lacking.values()) else ("all",))})
    found = [org for org, count in lacking.items() if count or only != "missing"]
    columns = [model.about.title for model in BRANCH_SHEETS if (rows["sheet"] == model.about.title).any()]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        first = pick_part(len(found), 1, f"filing_part_{only}")
    shown = found[first : first + MOST_ROWS]
    tinted = _tinted(workspace, rows[rows["org"].isin(shown)], shown, columns, lacking, on)
    named = t("filing.title")
    picked = st.dataframe(tinted, hide_index=True, on_select="rerun", selection_mode="multi-row", key=f"filing_grid_{first}", row_height=34, alt=named)
    st.markdown(f":small[:gray[{t('filing.tick')}]]")
    ticked = [shown[at] for at in picked.selection.rows]
    if len(ticked) == 1 and st.button(t("filing.open", name=plain(workspace.ledger.organisations.on(ticked[0], on).name)), type="tertiary", key="filing-open"):
        st.switch_page(BRANCH, query_params={"org": ticked[0]})
    return ticked


def _lacking(rows: pd.DataFrame) -> Mapping[str, int]:
    """How many returns of each branch are not as they should be, most first."""
    counted = rows["state"].isin(LACKING).groupby(rows["org"]).sum().sort_values(ascending=False, kind="stable")
    return {str(org): int(count) for org, count in counted.items()}


def _tinted(workspace: Workspace, rows: pd.DataFrame, shown: list[str], columns: list[str], lacking: Mapping[str, int], on: dt.date) -> Styler:
    """These branches' states in words and tints."""
    states = rows.drop_duplicates(["org", "sheet"], keep="last").pivot(index="org", columns="sheet", values="state")
    states = states.reindex(index=shown, columns=columns)
    words = states.map(lambda state: f"{MARKS[state]} {t(f'filing.{state}')}" if isinstance(state, str) else UNKNOWN)
    words.insert(0, t("filing.missing"), [int(lacking[org]) for org in shown])
    words.insert(0, t("column.org"), [workspace.ledger.organisations.on(org, on).name for org in shown])
    return words.style.apply(_tints, states=states, axis=None)


def remind(workspace: Workspace, rows: pd.DataFrame, period: str, on: dt.date, ticked: Sequence[str]) -> None:
    """The text to paste for the ticked branches, else for all that lack anything and were not reminded lately."""
    if workspace.frozen:
        return
    st.header(t("filing.remind"), anchor=False)
    try:
        log, now = desk(workspace.place).reminders, dt.datetime.now(tz=dt.UTC)
        cooling = {org for org, at in log.newest(period).items() if is_cooling(at, now)}
    except DatabaseError:
        return
    lacking = once(workspace, ("calls", period, tuple(rows["state"]), tuple(rows["reason"])), lambda: calls(rows))
    listed = [call for call in lacking if (call.org in ticked if ticked else call.org not in cooling)]
    if not listed:
        st.markdown(f":gray[{t('filing.remind_none')}]")
    else:
        st.code(_text(workspace, listed, period, on), language=None, wrap_lines=True)
        if st.button(t("filing.remind_log", count=len(listed)), type="primary", icon=":material/check:", width="stretch", key="filing-remind"):
            log.record([call.org for call in listed], period, who())
            st.rerun()
    told = t("filing.remind_help", count=len(listed), days=COOL_OFF.days, cooling=sum(call.org in cooling for call in lacking))
    st.markdown(f":small[:gray[{told}]]")


def _text(workspace: Workspace, listed: Sequence[Call], period: str, on: dt.date) -> str:
    due_on = min(call.due_on for call in listed)
    named = [(workspace.ledger.organisations.on(call.org, on).name, call.lacks) for call in listed]
    return reminder(month(first_day(period), language()), due_on, tone(due_on, workspace.data_on), named, language())


def on_time_shares(workspace: Workspace, on: dt.date) -> None:
    """The share of returns filed on time, month by month, and the counts of the newest month of which any is due."""
    periods = list(dict.fromkeys(newest_ended(end, MONTHLY) for end in month_ends(workspace.ledger, on)))[-_MONTHS:]
    told = ("on_time", tuple(periods))
    counted = once(workspace, told, lambda: {period: on_time(filing(workspace, period), workspace.data_on) for period in periods})
    months = [_share(period, *found) for period, found in counted.items()]
    known = [found for found in months if found["share"] is not None]
    if known:
        title = t("filing.on_time_share")
        st.header(title, anchor=False)
        with gathered() as drawn:
            draw("shares", pd.DataFrame(months), description=f"{title}: {known[-1]['tip']}", head=title, key="filing-shares")
        st.markdown(f":small[:gray[{known[-1]['tip']}]]")
        chart_menu(workspace, drawn, lambda: _counted_table(counted), title, on, key="shares")


def _counted_table(counted: Mapping[str, tuple[int, int, int]]) -> pd.DataFrame:
    """The counts behind the shares, a row a month."""
    in_time, late, unknown = zip(*counted.values(), strict=True)
    told = {"period": list(counted), "in_time": in_time, "late": late, "unknown": unknown}
    return pd.DataFrame({t("column.period" if name == "period" else f"filing.count_{name}"): values for name, values in told.items()})


def _share(period: str, in_time: int, late: int, unknown: int) -> dict[str, object]:
    first, share = first_day(period), 100 * in_time / (in_time + late) if in_time + late else None
    told = t("filing.on_time_help", month=month(first, language()), in_time=in_time, late=late, unknown=unknown)
    return {"label": str(first.month), "share": share, "tip": told}


def _tints(words: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    colours = {state: f"background-color: {palette.lamp(lamp).tint}; color: {palette.lamp(lamp).text}" for state, lamp in _TINTED.items()}
    return states.map(lambda state: colours.get(state, "")).reindex(columns=words.columns, fill_value="")
