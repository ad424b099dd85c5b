"""The branches of one goal side by side: how they lie, and their places by completion, gap and improvement among peers of a chosen kind."""

import datetime as dt
import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from progress.indicators import PERCENT, Indicator
from progress.peers import SIZES, denominators, kinds
from progress.ranking import ORDERS, RANKED, UNRANKED, Order, earlier_day, in_order, ranking
from progress.why import SMALL
from schema.target import QUOTA, RATE
from schema.workspace import LIST_MARK
from snapshots.goals import Record, percent_text
from ui.course_parts import aim
from ui.draw import draw
from ui.load import Workspace, figures, once, staff_sizes
from ui.page import pick_code, pick_kept, pick_one, plain
from ui.sections import BRANCH
from ui.session import language, t
from words.figures import day, known, number, percent, points, quantity, signed

_ENDS = 20
_TEN_THOUSAND, _PRINTED = 10_000, 1_000


def spread(grid: GridContainer, workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> None:
    """How the branches lie, a tick each, in the next cell of a grid; none where fewer than two have a figure. ``records`` are those of one goal."""
    ticks, told = once(workspace, ("spread", row["goal"], on, language()), lambda: _lying(workspace, records, row, on))
    if not told:
        return
    with grid.cell():
        title = t("spread.title", count=len(ticks))
        st.header(title, anchor=False)
        draw("distribution", ticks, now=_now(row), head=title, description=told)


def _lying(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> tuple[pd.DataFrame, str]:
    """The ticks and what they say; nothing is said where fewer than two have a figure."""
    ranked = _standings(workspace, records, row, on, _open(workspace, on))
    rows = _rows(workspace, ranked[ranked["status"] == RANKED], on, "completion")
    ticks = pd.DataFrame({"name": rows["tip"], "done": rows["done"]})
    return ticks, "" if len(rows) < 2 or rows["done"].isna().all() else _spread_told(rows, _now(row))


def _spread_told(rows: pd.DataFrame, now: float | None) -> str:
    """How the branches lie, in words: lowest, middle, highest, and how many stand short of where they should."""
    done = rows["done"].dropna().astype("float64")
    told = {"count": len(rows), "low": percent(done.min()), "middle": percent(done.median()), "high": percent(done.max())}
    short = t("spread.short", count=int((done < now).sum()), expected=percent(now)) if now is not None else ""
    return t("spread.told", **told) + short


def branch_ranking(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> None:
    """The places of the chosen peers from the lowest up; who has none is named below. A click opens the branch. ``records`` are those of one goal."""
    title = t("ranking.title")
    st.header(title, anchor=False)
    groups, by = once(workspace, ("peers", row["goal"], on), lambda: _groups(workspace, records, on))
    group = _pick_peers(groups, by)
    peers = groups[group]
    orders: dict[str, Order] = {order: order for order in ORDERS if order != "gap" or records["gap"].notna().any()}
    order = orders[pick_kept("order", t("ranking.order"), {each: _head(each, row) for each in orders})]
    told = (row["goal"], on, group, order)
    ranked = once(workspace, ("in_order", *told), lambda: in_order(_standings(workspace, records, row, on, peers), order))
    placed = ranked[ranked[f"rank_{order}"].notna()]
    if placed.empty:
        st.markdown(f":gray[{t('ranking.empty')}]")
    ends = {"last": placed.head(_ENDS), "first": placed.tail(_ENDS)[::-1], "all": placed}
    which = pick_one(title, {end: t(f"ranking.{end}") for end in ends}) if len(placed) > _ENDS else "last"
    if not placed.empty:
        (rows,) = once(workspace, ("ranking", *told, which, language()), lambda: (_rows(workspace, ends[which], on, order),))
        heads = tuple(_head(each, row) for each in ORDERS)
        picked = draw(
            "ranking",
            rows,
            key=f"ranking_{order}_{which}",
            select="branch",
            now=_now(row),
            heads=heads,
            head=title,
            description=title,
        )
        if picked:
            st.switch_page(BRANCH, query_params={"org": picked, "code": row["indicator"]})
    notes = once(workspace, ("ranking_notes", *told, language()), lambda: _notes(workspace, ranked, row, on, order))
    st.markdown("  \n".join(f":small[:gray[{note}]]" for note in notes))


def _open(workspace: Workspace, on: dt.date) -> list[str]:
    organisations = workspace.ledger.organisations
    return organisations.leaves_below(organisations.root, on)


def _standings(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date, peers: list[str]) -> pd.DataFrame:
    return once(workspace, ("standings", row["goal"], on, tuple(peers)), lambda: _ranked(workspace, records, row, on, peers))


def _ranked(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date, peers: list[str]) -> pd.DataFrame:
    before = _since(workspace, row, on)
    earlier = figures(workspace, [before], [row["indicator"]]) if before else records.head(0)
    return ranking(records, earlier[earlier["goal"] == row["goal"]], peers)


def _since(workspace: Workspace, row: Record, on: dt.date) -> dt.date | None:
    return earlier_day(workspace.ledger, workspace.indicators[row["indicator"]], on, has_goal=isinstance(row["start_on"], dt.date))


def _pick_peers(groups: Mapping[str, list[str]], by: str) -> str:
    """The code of all branches, those of one kind, or those of like size (``by`` what); groups of one are not offered."""
    offered = {}
    for code, members in groups.items():
        group, _, name = code.partition("-")
        told = {"kind": name} if group == "kind" else {"size": t(f"size.{name}"), "by": t(f"size_by.{by}")} if group == "size" else {}
        if not code or len(members) > 1:
            offered[code] = t(f"peers.{group or 'all'}", count=len(members), **told)
    return pick_code(st.container(), "peers", offered, t("peers.pick"), 300)


def _groups(workspace: Workspace, records: pd.DataFrame, on: dt.date) -> tuple[dict[str, list[str]], str]:
    """The groups of branches by the code in the address, and what their size is measured by. ``records`` are those of one goal."""
    everybody = _open(workspace, on)
    sizes = denominators(records[records["org"].isin(everybody)]) or staff_sizes(workspace, on)
    by_kind, by_size = kinds(workspace.ledger.organisations, everybody, on), sizes.groups(everybody)
    groups = {"": everybody} | {f"kind-{kind}": _members(by_kind, kind) for kind in dict.fromkeys(by_kind.values())}
    known = SIZES if set(by_size.values()) != {"unknown"} else ()
    return groups | {f"size-{size}": _members(by_size, size) for size in known}, sizes.by


def _members(groups: Mapping[str, str], name: str) -> list[str]:
    return [org for org, found in groups.items() if found == name]


def _now(row: Record) -> float | None:
    """Where a branch should stand now, in percent of what is ranked."""
    if aim(row) is None:
        return None
    return float(row["should_be"]) if row["basis"] == QUOTA else float(row["target"]) if row["basis"] == RATE else 100.0


def _head(order: str, row: Record) -> str:
    """What the figures of an order are called; what is not measured against a target has a value and no completion."""
    return t("ranking.value" if order == "completion" and (row["basis"] == RATE or aim(row) is None) else f"ranking.{order}")


def _rows(workspace: Workspace, ranked: pd.DataFrame, on: dt.date, order: Order) -> pd.DataFrame:
    """Rows of the chart, in the order given."""
    organisations = workspace.ledger.organisations
    rows = []
    for row in ranked.to_dict("records"):
        indicator, by_value = workspace.indicators[row["indicator"]], not known(row["target"])
        value = quantity(row["value"], indicator.unit, indicator.decimals, language())
        place = row[f"rank_{order}"]
        told = {
            **{"key": row["org"], "lamp": row["lamp"], "place": number(place) if known(place) else "", "name": organisations.on(row["org"], on).name},
            **{"value_text": _beside(indicator, row), "percent_text": value if by_value else percent_text(row), "gap_text": points(row["gap"])},
            **{"gain_text": _gain(indicator, row, by_value), "done": row[_length(indicator)]},
        }
        rows.append({**told, "tip": _tip(indicator, row, told, len(ranked))})
    columns = ["key", "lamp", "place", "name", "value_text", "percent_text", "gap_text", "gain_text", "done", "tip"]
    return pd.DataFrame(rows, columns=columns)


def _length(indicator: Indicator) -> str:
    """What a branch's place on the scale is: a share itself, anything else by its completion."""
    return "value" if indicator.unit == PERCENT else "completion"


def _beside(indicator: Indicator, row: Record) -> str:
    """Numerator and denominator of a rate, value and target of a quota; a small denominator bears a mark."""
    if known(row["denominator"]) and row["denominator"] is not None:
        return f"{number(row['numerator'])}/{number(row['denominator'])}{t('ranking.small_mark') if row['small'] else ''}"
    return f"{number(row['value'], indicator.decimals)}/{number(row['target'], indicator.decimals)}" if known(row["target"]) else ""


def _gain(indicator: Indicator, row: Record, by_value: bool) -> str:
    """Points of a goal or a share, else so many of the figure's own unit, money in units of 10,000."""
    gain = row["improvement"]
    if not by_value or indicator.unit == PERCENT or not known(gain):
        return signed(gain, 1)
    return signed(gain / _TEN_THOUSAND, 1) if indicator.unit == "yuan" else signed(gain, indicator.decimals)


def _tip(indicator: Indicator, row: Record, told: Mapping[str, object], count: int) -> str:
    """All three places in words, and what would bring the branch beside the next one."""
    placed = [t("ranking.place", order=t(f"ranking.{order}"), place=number(row[f"rank_{order}"])) for order in ORDERS if known(row[f"rank_{order}"])]
    parts = [f"{told['name']} {told['value_text']} {told['percent_text']}", *placed]
    if known(row["to_next"]) and indicator.unit != PERCENT:
        step = _PRINTED if indicator.unit == "yuan" else 10**-indicator.decimals
        amount = quantity(math.ceil(round(row["to_next"] / step, 6)) * step, indicator.unit, indicator.decimals, language())
        parts.append(t("ranking.to_next", amount=amount))
    return LIST_MARK.join(parts)


def _notes(workspace: Workspace, ranked: pd.DataFrame, row: Record, on: dt.date, order: Order) -> list[str]:
    """What the upright and the figures mean, and who has no place, told apart by why."""
    since, now = _since(workspace, row, on), _now(row)
    notes = [t("ranking.now", expected=percent(now))] if now is not None else []
    notes.append(t("ranking.since", day=day(since, language())) if since else t("ranking.no_earlier"))
    notes += [t("ranking.small", most=SMALL)] if ranked["small"].any() else []
    unplaced = {status: ranked[ranked["status"] == status] for status in UNRANKED}
    unplaced["no_comparison"] = ranked[ranked["status"].eq(RANKED) & ranked[f"rank_{order}"].isna()]
    for why, rows in unplaced.items():
        names = LIST_MARK.join(workspace.ledger.organisations.on(org, on).name for org in rows["org"])
        notes += [t(f"unranked.{why}", names=plain(names))] if names else []
    return notes
