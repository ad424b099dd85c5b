"""What is chosen on the page 热力表, all of it in the address by codes, and where a click leads."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from progress.heat import Heat
from progress.peers import kinds
from progress.targets import goals
from schema.workspace import LIST_MARK
from snapshots.goals import Record
from ui.load import Workspace, figures, once, open_leaves
from ui.page import pick_code, pick_kept, plain
from ui.pager import MOST_ROWS, pick_part
from ui.printed import goal_names, lamp
from ui.sections import BRANCH, INDICATOR
from ui.session import language, t
from words.catalogue import has
from words.figures import number

SHOWS = ("gap", "completion", "value")
LAMPS = ("behind", "slow", "on_pace", "unreported")
TARGETS = "../pages/targets.py"
COUNT, ORG = "behind", "org"
_OTHER = "other"
MOST_COLUMNS = 20


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: the records of the day, the organisations among them, and what is printed of each.

    ``told`` tells these organisations and goals from all others of the same ledger.
    """

    workspace: Workspace
    records: pd.DataFrame
    heat: Heat
    above: str
    on: dt.date
    show: str
    unknown: "_Unknown"
    told: tuple[object, ...]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The goals of the table by key."""
        return once(self.workspace, ("heat_names", *self.told), lambda: goal_names(self.workspace, self.records[self.records["goal"].isin(self.heat.goals)]))

    @cached_property
    def heads(self) -> Mapping[str, Record]:
        """The record of whoever stands above the rows, by goal."""
        return once(self.workspace, ("heat_heads", *self.told), self._heads)

    def _heads(self) -> Mapping[str, Record]:
        return {row["goal"]: row for row in self.records[self.records["org"] == self.above].to_dict("records")}

    def name(self, org: str) -> str:
        """The name of an organisation on the day."""
        return self.workspace.ledger.organisations.on(org, self.on).name


class _Unknown:
    """The codes of the address that nobody knows: the first choice stands in for each, and one line names them all."""

    def __init__(self) -> None:
        self._place, self._codes = st.empty(), list[str]()

    def drop(self, name: str, known: Collection[str]) -> None:
        """Take a choice that is not among these out of the address."""
        asked = [code for code in st.query_params.get(name, "").split(",") if code]
        self._codes += [code for code in asked if code not in known]
        _keep(name, ",".join(code for code in asked if code in known))
        if self._codes:
            self._place.markdown(f":small[:gray[{t('heat.unknown', codes=LIST_MARK.join(map(plain, self._codes)))}]]")


def _themes(workspace: Workspace) -> Mapping[str, Sequence[str]]:
    """The indicators to show: those of the first page or, where it has too many goals or not all of them, those of one theme."""
    known, by_theme = goals(workspace.ledger), dict[str, list[str]]()
    for code, indicator in workspace.indicators.items():
        if code in known and indicator.formula:
            by_theme.setdefault(indicator.theme or _OTHER, []).append(code)
    first = [code for code in workspace.first_page if code in known]
    groups = {"": workspace.first_page} if sum(len(known[code]) for code in first) <= MOST_COLUMNS else {}
    if not groups or len(first) < sum(map(len, by_theme.values())):
        groups |= by_theme
    return groups


def choose(place: DeltaGenerator, workspace: Workspace, on: dt.date) -> Chosen:
    """At this place the theme, then one line of controls: the organisations by parent and kind, what is printed, and which lamps a row must show."""
    unknown, themes = _Unknown(), _themes(workspace)
    theme = next(iter(themes), "")
    unknown.drop("theme", themes)
    if len(themes) > 1:
        theme = pick_code(place, "theme", {code: _theme(code) if code else t("heat.first_page") for code in themes}, t("heat.theme"), 180)
    codes = tuple(themes.get(theme, ()))
    records = figures(workspace, [on], codes)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="heat-controls"):
        above, orgs = _pick_parent(workspace, on, unknown)
        orgs = _pick_kind(workspace, orgs, on, unknown)
        unknown.drop("show", SHOWS)
        show = pick_kept("show", t("heat.show"), {each: t(f"heat.{each}") for each in SHOWS})
        lamps = _pick_lamps(unknown)
    told = (on, codes, above, tuple(orgs))
    heat = once(workspace, ("heat", *told), lambda: Heat.of(records, orgs))
    if not heat.goals:
        st.markdown(t("heat.empty"))
        st.page_link(TARGETS, label=t("heat.to_targets"))
        st.stop()
    kept = once(workspace, ("heat", *told, *lamps), lambda: heat.keeping(lamps))
    return Chosen(workspace, records, kept, above, on, show, unknown, (*told, *lamps))


def _theme(code: str) -> str:
    return t(f"theme.{code}") if has(f"theme.{code}", language()) else code


def _pick_parent(workspace: Workspace, on: dt.date, unknown: _Unknown) -> tuple[str, list[str]]:
    """Whose organisations: all branches or, where the tree has levels, those directly below one of them."""
    organisations = workspace.ledger.organisations
    root, leaves = organisations.root, list(open_leaves(workspace, organisations.root, on))
    parents = [code for code in organisations.codes if organisations.children(code, on)]
    if len(parents) < 2:
        return root, leaves
    named = {"": t("heat.every_branch"), **{code: organisations.on(code, on).name for code in parents}}
    unknown.drop("parent", named)
    parent = pick_code(st.container(width="content"), "parent", named, t("heat.parent"), 200)
    return (parent, organisations.children(parent, on)) if parent else (root, leaves)


def _pick_kind(workspace: Workspace, orgs: list[str], on: dt.date, unknown: _Unknown) -> list[str]:
    of_kind = once(workspace, ("kinds", tuple(orgs), on), lambda: kinds(workspace.ledger.organisations, orgs, on))
    counted = Counter(of_kind.values())
    if len(counted) < 2:
        return orgs
    named = {"": t("heat.all", count=number(len(orgs)))} | {kind: f"{kind} {number(count)}" for kind, count in counted.items()}
    unknown.drop("kind", named)
    kind = pick_kept("kind", t("heat.kind"), named)
    return [org for org in orgs if kind in ("", of_kind[org])]


def _pick_lamps(unknown: _Unknown) -> list[str]:
    """The lamps of which a row must show one; none chosen keeps every row."""
    unknown.drop("lamp", LAMPS)
    asked = st.query_params.get("lamp", "").split(",")
    known = [code for code in LAMPS if code in asked]
    chosen = st.pills(
        t("heat.lamps"),
        LAMPS,
        selection_mode="multi",
        default=known,
        format_func=lamp,
        key=f"pick_lamp_{'_'.join(known)}",
        label_visibility="collapsed",
        wrap=True,
    )
    _keep("lamp", ",".join(code for code in LAMPS if code in chosen))
    return list(chosen)


def _keep(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def finding(chosen: Chosen) -> None:
    """In words who has most goals behind, and which goal most are behind with."""
    found = once(chosen.workspace, ("heat_finding", *chosen.told), lambda: (chosen.heat.most_behind(), chosen.heat.worst_goal()))
    (org, behind), (goal, orgs) = found
    if not org:
        st.markdown(t("heat.nobody" if not chosen.heat.orgs else "heat.nothing_behind"))
        return
    st.markdown(t("heat.finding", name=plain(chosen.name(org)), count=behind, goal=plain(chosen.names[goal]), orgs=orgs))


def pick_sort(chosen: Chosen) -> str:
    """The goal that the rows are ordered by, without one most behind first: what a click on a column's head does, by keyboard."""
    chosen.unknown.drop("sort", chosen.names)
    return pick_code(st.container(width=240), "sort", {"": t("heat.sort_default"), **chosen.names}, t("heat.sort"), 240)


def arrange(chosen: Chosen, sort: str) -> Heat:
    """The rows in the order asked for."""
    return once(chosen.workspace, ("heat_order", sort, *chosen.told), lambda: chosen.heat.ordered(sort))


def drawn_part(found: Heat) -> Heat:
    """The rows that are drawn: all of a few, else so many at once with a pager."""
    asked = st.query_params.get("part", "1")
    first = pick_part(len(found.orgs), int(asked) if asked.isdecimal() else 1, "pick_part")
    _keep("part", str(first // MOST_ROWS + 1) if first else "")
    return found.part(first, MOST_ROWS)


def open_pickers(chosen: Chosen, part: Heat, sort: str) -> None:
    """By keyboard what a click on a branch and on the head of the sorted column does."""
    named = {org: chosen.name(org) for org in part.orgs}
    org = st.selectbox(t("heat.open"), list(named), None, format_func=named.__getitem__, placeholder=t("heat.open"), label_visibility="collapsed", width=200)
    if org:
        _open_branch(chosen, org, sort)
    if sort:
        st.page_link(INDICATOR, label=t("heat.open_goal", goal=plain(chosen.names[sort])), query_params=_goal_query(chosen, sort), width="content")


def follow(chosen: Chosen, part: Heat, picked: Any, sort: str) -> None:
    """A cell opens its branch at its goal; a head orders by its goal, and opens the goal where it is ordered by it."""
    for row, column in picked.cells:
        _open_branch(chosen, part.orgs[row], column if column in chosen.names else "")
    for column in picked.columns:
        if column == sort:
            st.switch_page(INDICATOR, query_params=_goal_query(chosen, column))
        _keep("sort", column if column in chosen.names else "")
        _keep("part", "")
        st.rerun()


def _open_branch(chosen: Chosen, org: str, goal: str) -> None:
    st.switch_page(BRANCH, query_params={"org": org} | (_goal_query(chosen, goal) if goal else _day()))


def _goal_query(chosen: Chosen, goal: str) -> dict[str, str]:
    return {"code": str(chosen.heads[goal]["indicator"]), "goal": goal} | _day()


def _day() -> dict[str, str]:
    return {"on": st.query_params["on"]} if "on" in st.query_params else {}
