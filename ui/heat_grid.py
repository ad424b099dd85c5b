"""The grid of the page 热力表: shape and number in each cell, tint where somebody should act."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from charts.palette import DARK, LIGHT, SHAPES, SHORT_OF_PACE, Palette
from progress.heat import NO_TARGET, UNREPORTED, Heat
from progress.indicators import PERCENT, Indicator
from snapshots.goals import Record, percent_text
from ui.heat_parts import COUNT, LAMPS, ORG, Chosen
from ui.load import once
from ui.page import plain
from ui.printed import against, lamp, lamp_shape, name_of
from ui.session import language, t
from words.figures import number, percent, points

_FIGURE_SPACE, _BRACKETS = "\u2007", "()\uff08\uff09"
_ROW, _ROWS, _HEAD = 30, 20, 38
_FEW, _NARROW, _NAMES = 7, 116, 140
_YUAN, _TEN_THOUSAND = "yuan", 10_000


def draw_grid(chosen: Chosen, part: Heat, sort: str) -> Any:
    """Draw these rows; what was clicked, as cells (row, column) and columns by name."""
    names = [chosen.name(org) for org in part.orgs]
    key = ("heat_texts", chosen.show, sort, tuple(part.orgs), language(), *chosen.told)
    (told,) = once(chosen.workspace, key, lambda: (_texts(chosen, part),))
    texts = pd.DataFrame({ORG: names, COUNT: part.counts("behind").to_list(), **told})
    palette = DARK if st.context.theme.type == "dark" else LIGHT
    height = _HEAD + _ROW * max(1, min(_ROWS, len(names)))
    return st.dataframe(
        Styler(texts, uuid="heat", cell_ids=False).apply(lambda _: _styles(part, texts, palette), axis=None),
        height=height,
        row_height=_ROW,
        hide_index=True,
        column_config=_columns(chosen, part, sort),
        key=f"heat_{sort}_{chosen.show}",
        on_select="rerun",
        selection_mode=["single-cell", "single-column"],
        alt=t("heat.grid", rows=len(names), columns=len(part.goals)),
    ).selection


def _columns(chosen: Chosen, part: Heat, sort: str) -> Mapping[str, Any]:
    """The branch fixed, the number of goals behind, and each goal under its lamp above the rows."""
    found: dict[str, Any] = {
        ORG: st.column_config.TextColumn(t("column.org"), pinned=True, width=_NAMES),
        COUNT: st.column_config.NumberColumn(t("lamp.behind"), width=60, format="%d", help=t("heat.count_help")),
    }
    for goal in part.goals:
        head, name = chosen.heads.get(goal), _head_name(chosen, goal)
        mark = " ↓" if goal == sort else ""
        found[goal] = st.column_config.TextColumn(
            f"{SHAPES[head['lamp']] if head else ''} {name}{mark}",
            width=_NARROW if len(part.goals) > _FEW else None,
            help=_help(chosen, head) if head else plain(name),
        )
    return found


def _head_name(chosen: Chosen, goal: str) -> str:
    """The name of a goal with what tells it from another of its indicator in front: the end of a long head is cut."""
    name = chosen.names[goal]
    head = chosen.heads.get(goal)
    told = name.removeprefix(name_of(chosen.workspace.indicators[head["indicator"]])).strip() if head else ""
    return f"{told.strip(_BRACKETS)} {name.removesuffix(told).strip()}" if told else name


def _help(chosen: Chosen, row: Record) -> str:
    """The figure above the rows with its parts and how many reported."""
    figure = against(chosen.workspace.indicators[row["indicator"]], row)
    told = {"goal": chosen.names[row["goal"]], "name": chosen.name(chosen.above), "figure": figure, "percent": percent_text(row)}
    return plain(t("heat.head_help", reported=row["reported"], expected=row["expected"], **told))


def _texts(chosen: Chosen, part: Heat) -> dict[str, list[str]]:
    """Goal by goal the shapes and numbers of the rows, the numbers brought to one length."""
    needed = ["org", "goal", "indicator", "lamp", "value", "target", "completion", "should_be", "gap", "basis"]
    drawn = chosen.records.loc[chosen.records["org"].isin(part.orgs) & chosen.records["goal"].isin(part.goals), needed]
    known = {(row["org"], row["goal"]): _number(chosen.workspace.indicators[row["indicator"]], row, chosen.show) for row in drawn.to_dict("records")}
    found = {}
    for goal in part.goals:
        numbers = [known.get((org, goal), "") for org in part.orgs]
        longest = max(map(len, numbers), default=0)
        found[goal] = [_text(code, told.rjust(longest, _FIGURE_SPACE)) for code, told in zip(part.lamps[goal], numbers, strict=True)]
    return found


def _text(code: str, figure: str) -> str:
    return lamp(code) if code == UNREPORTED else "" if code == NO_TARGET else f"{SHAPES[code]} {figure}"


def _number(indicator: Indicator, row: Record, show: str) -> str:
    if show == "gap":
        return points(row["gap"])
    if show == "completion":
        return percent_text(row)
    if indicator.unit == PERCENT:
        return percent(row["value"])
    return number(row["value"] / _TEN_THOUSAND, 1) if indicator.unit == _YUAN else number(row["value"], indicator.decimals)


def _styles(part: Heat, texts: pd.DataFrame, palette: Palette) -> pd.DataFrame:
    """Ink for every lamp, tint only for those that say something is missing."""
    css = {code: f"color: {palette.lamp(code).text}" for code in SHAPES}
    css |= {code: f"{css[code]}; background-color: {palette.lamp(code).tint}" for code in SHORT_OF_PACE}
    found = pd.DataFrame("", index=texts.index, columns=texts.columns)
    for goal in part.goals:
        found[goal] = part.lamps[goal].map(css).to_list()
    return found


def legend(chosen: Chosen) -> None:
    """What the marks mean, in one line."""
    lamps = "　".join(f"{lamp_shape(code)} {t(f'lamp.{code}')}" for code in LAMPS)
    told = t("heat.legend", name=plain(chosen.name(chosen.above)), shown=t(f"heat.legend_{chosen.show}"))
    st.markdown(f":small[:gray[{told}]　{lamps}　:gray[{t('heat.legend_more')}]]")
