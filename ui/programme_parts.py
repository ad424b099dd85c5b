"""The parts of the page of programmes: all of them with their states, and one opened, with its indicators, parts, phases and teams."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from charts.palette import DARK, LIGHT, SHAPES, SHORT_OF_PACE
from progress.pairs import Pair, pairs
from progress.programmes import load_programmes
from progress.standing import Stand, stands
from progress.summary import LIT, worst_first
from schema.programme import CHECKLIST, PHASE
from schema.target import RATE
from snapshots.goals import percent_text
from ui.branch_parts import MARKS
from ui.draw import draw
from ui.load import Workspace, figures
from ui.page import plain
from ui.printed import against, bullets, lamp, lamp_badge, name_of
from ui.sections import INDICATOR, quiet_list
from ui.session import language, t
from words.figures import UNKNOWN, full_day, number

PROGRAMMES = "../pages/programmes.py"
_ROW, _TALLEST = 34, 700
_INDENT, _LIST = "\u3000", "\u3001"
_PHASES = {"done": "on_time", "running": "partial", "ended": "untouched", "not_begun": "not_due"}


def standing(workspace: Workspace, on: dt.date) -> list[Stand]:
    """How every programme stands on the day; figures that are only text are none."""
    parts = [part for part in load_programmes(workspace.ledger)[0] if part.kind != CHECKLIST or part.parent or part.children]
    return stands(workspace.ledger, parts, figures(workspace, [on]), on)


def by_code(listed: Sequence[Stand]) -> dict[str, Stand]:
    """Every programme and every part of one by its code, the first where two bear the same."""
    return {stand.part.code: stand for stand, _ in reversed(list(_unfolded(listed)))}


def names(listed: Sequence[Stand]) -> dict[str, str]:
    """What can be picked: all of them, or one by its code."""
    return {"": t("programmes.all"), **{stand.part.code: _INDENT * depth + stand.part.name for stand, depth in _unfolded(listed)}}


def _unfolded(listed: Sequence[Stand], depth: int = 0) -> Iterator[tuple[Stand, int]]:
    for stand in listed:
        yield stand, depth
        yield from _unfolded(stand.parts, depth + 1)


def overall(listed: Sequence[Stand]) -> None:
    """All programmes with their parts: state, how progress is judged, what has been reported, until when. A click opens one."""
    if not listed:
        st.markdown(f":gray[{t('programmes.none')}]")
        return
    rows = list(_unfolded(listed))
    lines = [_line(stand, depth) | {t("programmes.judged"): stand.part.note or UNKNOWN} for stand, depth in rows]
    picked = _table(pd.DataFrame(lines), [stand for stand, _ in rows], "programme_list")
    if picked:
        st.switch_page(PROGRAMMES, query_params={"code": picked})


def _line(stand: Stand, depth: int = 0) -> dict[str, str]:
    told = f"{stand.reported} / {stand.expected}" if stand.expected else UNKNOWN
    return {
        t("column.lamp"): state(stand),
        t("programmes.name"): _INDENT * depth + stand.part.name,
        t("column.due"): full_day(stand.due_on, language()),
        t("programmes.reported"): told,
        t("programmes.items"): f"{stand.done} / {stand.of}" if stand.of else UNKNOWN,
    }


def state(stand: Stand) -> str:
    """A programme's state as shape and word; one that has nothing to be judged by says so."""
    return f"{SHAPES['no_target']} {t('programmes.empty')}" if stand.is_empty and stand.lamp == "no_target" else lamp(stand.lamp)


def badge(stand: Stand) -> str:
    """The same beside the title, on its tint."""
    return f":gray-badge[{state(stand)}]" if stand.is_empty else lamp_badge(stand.lamp)


def _table(table: pd.DataFrame, listed: Sequence[Stand], key: str) -> str:
    """A table whose first column is tinted by state; the code of the row that was clicked, or nothing."""
    picked = st.dataframe(
        _tinted(table, [stand.lamp for stand in listed]),
        hide_index=True,
        on_select="rerun",
        selection_mode=["single-row", "single-column"],
        key=key,
        alt=t("page.programmes"),
        row_height=_ROW,
        height=min(_TALLEST, 40 + _ROW * len(table)),
    )
    chosen = [listed[row].part.code for row in picked.selection.rows if row < len(listed)]
    return chosen[0] if chosen else ""


def _tinted(table: pd.DataFrame, lamps: Sequence[str]) -> Styler:
    """A table whose first column stands in the colours of these lamps; a ground only where something is behind."""
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    grounds = [f"background-color: {palette.lamp(code).tint}; " if code in SHORT_OF_PACE else "" for code in lamps]
    tints = [f"{ground}color: {palette.lamp(code).text}" for ground, code in zip(grounds, lamps, strict=True)]
    return table.style.apply(lambda column: tints, subset=[table.columns[0]])


def about(stand: Stand) -> None:
    """How progress is judged, from when to when, what it is linked with and does not exist."""
    part = stand.part
    days = t("programmes.days", start=full_day(part.start_on, language()), due=full_day(part.due_on, language())) if part.start_on or part.due_on else ""
    told = t("programmes.told", reported=stand.reported, expected=stand.expected) if stand.expected else ""
    judged = f"**{t('programmes.judged')}** {plain(part.note)}" if part.note else ""
    st.markdown(_INDENT.join(filter(None, (judged, days and f":gray[{days}]", told and f":gray[{told}]"))) or UNKNOWN)
    if part.unknown:
        st.markdown(f":orange[▲ {t('programmes.unknown', codes=plain(_LIST.join(part.unknown)))}]")
    if stand.is_empty:
        st.markdown(t("programmes.nothing_yet"))


def indicators(workspace: Workspace, stand: Stand) -> None:
    """The linked indicators as bullets, worst first; a click opens one. Those without a goal stand below as a list."""
    st.header(t("programmes.indicators"), anchor=False)
    lit = worst_first(stand.records[stand.records["lamp"].isin(LIT)])
    if not len(lit):
        st.markdown(f":gray[{t('programmes.no_goals' if len(stand.records) else 'programmes.no_indicators')}]")
    else:
        rows = bullets(workspace, lit)
        about: dict[str, Any] = {"description": t("programmes.indicators"), "head": t("programmes.indicators"), "name_x": 62 if language() == "zh_CN" else 84}
        picked = draw("bullets", rows, key=f"programme_{stand.part.code}", select="goal", **about)
        if picked:
            code = str(lit.loc[lit["goal"] == picked, "indicator"].iloc[0])
            st.switch_page(INDICATOR, query_params={"code": code, "goal": picked})
    quiet_list(workspace, stand.records[~stand.records["lamp"].isin(LIT)], t("overview.others"))
    _filed(stand)


def _filed(stand: Stand) -> None:
    told = [
        t("programmes.sheet_filed", sheet=t(f"sheet.{sheet}"), reported=reported, expected=expected)
        if expected
        else t("programmes.sheet_not_owed", sheet=t(f"sheet.{sheet}"))
        for sheet, (reported, expected) in stand.filed.items()
    ]
    if told:
        st.markdown(f":small[:gray[{t('programmes.sheets')} {' ・ '.join(told)}]]")


def parts(workspace: Workspace, stand: Stand, on: dt.date) -> None:
    """Its parts in their order, each with its state and first figure; a click opens one. Phases stand in a calendar as well."""
    if not stand.parts:
        return
    st.header(t("programmes.parts"), anchor=False)
    _calendar([part for part in stand.parts if part.part.kind == PHASE], on)
    lines = [_line(part) | {t("programmes.first_figure"): _first_figure(workspace, part)} for part in stand.parts]
    picked = _table(pd.DataFrame(lines), stand.parts, f"programme_parts_{stand.part.code}")
    if picked:
        st.switch_page(PROGRAMMES, query_params={"code": picked})


def _first_figure(workspace: Workspace, stand: Stand) -> str:
    """The first linked figure: a missing one is told as unreported."""
    for code in stand.part.indicator_codes:
        for row in stand.records[stand.records["indicator"] == code].to_dict("records"):
            indicator = workspace.indicators[code]
            rate = f"{percent_text(row)} " if row["basis"] == RATE else ""
            told = t("lamp.unreported") if row["lamp"] == "unreported" else rate + against(indicator, row)
            return f"{name_of(indicator)} {told}"
    return UNKNOWN


def _calendar(phases: Sequence[Stand], on: dt.date) -> None:
    """Phases down, months across: done, running, over without a word, still to come."""
    days = [day for stand in phases for day in (stand.part.start_on, stand.part.due_on) if day]
    if not days:
        return
    months = [month.date() for month in pd.period_range(min(days), max(days), freq="M").to_timestamp()]
    cells = [_month(stand, month, on, one_year=months[0].year == months[-1].year) for stand in phases for month in months]
    told = "; ".join(f"{stand.part.name} {t(f'programmes.phase.{stand.phase}')}" for stand in phases)
    draw("calendar", pd.DataFrame(cells), description=told, head=t("programmes.parts"))
    legend = _INDENT.join(f"{MARKS[mark]} {t(f'programmes.phase.{phase}')}" for phase, mark in _PHASES.items())
    st.markdown(f":small[:gray[{legend}]]")


def _month(stand: Stand, month: dt.date, on: dt.date, *, one_year: bool) -> Mapping[str, object]:
    part, due = stand.part, stand.part.due_on or dt.date.max
    inside = (part.start_on or part.due_on or month).replace(day=1) <= month <= due
    to_come = month > on and stand.phase != "done"
    mark = _PHASES.get("not_begun" if to_come else stand.phase, "not_due") if inside else "not_due"
    colour = "on_time" if mark == "partial" else mark  # a phase that runs is no warning
    label = str(month.month) if one_year else f"{month.year % 100}/{month.month}"
    current = (month.year, month.month) == (on.year, on.month)
    return {"sheet": part.name, "month_label": label, "mark": MARKS[mark] if inside else "", "state": colour, "current": current}


def teams(workspace: Workspace, stand: Stand, on: dt.date) -> None:
    """Every team with each of its hosts: what it has reached of each quota, and whether that is enough."""
    found = pairs(workspace.ledger, stand.part, workspace.indicators, on)
    if not found:
        return
    st.header(t("programmes.teams"), anchor=False)
    counted = {"teams": len({pair.team.code for pair in found}), "hosts": len({pair.host.code for pair in found})}
    st.markdown(t("programmes.teams_told", **counted, pairs=len(found), met=sum(pair.lamp == "on_pace" for pair in found)))
    table = _tinted(pd.DataFrame([_pair(workspace, pair) for pair in found]), [pair.lamp for pair in found])
    st.dataframe(table, hide_index=True, row_height=_ROW, height=min(_TALLEST, 40 + _ROW * len(found)), alt=t("programmes.teams"))


def _pair(workspace: Workspace, pair: Pair) -> Mapping[str, str]:
    quotas = {name_of(workspace.indicators[quota.indicator]): f"{number(quota.value)} / {number(quota.target)}" for quota in pair.quotas}
    kinds = UNKNOWN if pair.kinds is None else number(pair.kinds)
    return {
        t("column.lamp"): lamp(pair.lamp),
        t("programmes.team"): pair.team.name,
        t("programmes.host"): pair.host.name,
        **quotas,
        t("programmes.kinds"): kinds,
    }
