"""A branch among the others of its kind: a strip a goal, and its place in it."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from charts.peers import MEDIAN, OWN, PEER
from progress.peers import kinds
from progress.ranking import RANKED
from progress.summary import LIT, worst_first
from schema.target import RATE
from snapshots.goals import Record, percent_text
from ui.draw import draw
from ui.folded import behind
from ui.load import Workspace, among, once
from ui.printed import goal_names
from ui.sections import MOST
from ui.session import language, t
from words.figures import known, number, percent

_TELLABLE = 120
_COLUMNS = ["key", "mark", "done", "tip", "name", "place_text", "value_text"]


def peer_part(workspace: Workspace, org: str, on: dt.date) -> None:
    """Of each of the branch's goals the peers of its kind, the worst goals first; nothing for an organisation that does not file or has no peer."""
    organisations = workspace.ledger.organisations
    title = t("strips.title", kind=organisations.on(org, on).kind)
    st.header(title, anchor=False, help=t("strips.how"))
    _show(title, *once(workspace, ("strips", org, on, language()), lambda: _strips(workspace, org, on)))


def _strips(workspace: Workspace, org: str, on: dt.date) -> tuple[int, pd.DataFrame, pd.DataFrame]:
    """How many strips there are, the marks of those that are shown, and of the rest."""
    strips = _made(workspace, org, on)
    shown, rest = (pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=_COLUMNS) for some in (strips[:MOST], strips[MOST:]))
    return len(strips), shown, rest


def _made(workspace: Workspace, org: str, on: dt.date) -> list[pd.DataFrame]:
    organisations = workspace.ledger.organisations
    of_kind = kinds(organisations, organisations.leaves_below(organisations.root, on), on)
    peers = [each for each, kind in of_kind.items() if kind == of_kind.get(org)]
    ranked = among(workspace, on, peers) if len(peers) > 1 else pd.DataFrame()
    own = worst_first(ranked[ranked["org"].eq(org) & ranked["lamp"].isin(LIT)]) if len(ranked) else ranked
    names = goal_names(workspace, own) if len(own) else {}
    strips = [_strip(workspace, row, names[row["goal"]], ranked[ranked["goal"] == row["goal"]], on) for row in own.to_dict("records")]
    return [strip for strip in strips if len(strip)]


def _show(title: str, count: int, shown: pd.DataFrame, rest: pd.DataFrame) -> None:
    if not count:
        st.markdown(f":gray[{t('strips.none')}]")
        return
    _draw(shown, title)
    if count > MOST:
        behind(t("goals.more", count=count - MOST), "strips", lambda: _draw(rest, ""))
    st.markdown(f":small[:gray[{t('strips.legend')}]]")


def _draw(marks: pd.DataFrame, head: str) -> None:
    own = marks[marks["mark"] == OWN]
    draw("peers", marks, head=head, description="; ".join(own["tip"]))


def _strip(workspace: Workspace, row: Record, name: str, ranked: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """The marks of one goal; none where fewer than two branches have a figure."""
    placed = ranked[ranked["status"] == RANKED]
    lengths = pd.to_numeric(placed["value"] if row["basis"] == RATE else placed["completion"])
    if lengths.notna().sum() < 2:
        return pd.DataFrame(columns=_COLUMNS)
    place = t("strips.place", place=number(row["rank_completion"]), count=len(placed)) if known(row["rank_completion"]) else t(f"strips.{row['status']}")
    own = {"key": row["goal"], "mark": OWN, "name": name, "place_text": place, "value_text": percent_text(row)}
    mine = lengths[placed["org"] == row["org"]]
    others = {org: done for org, done in zip(placed["org"], lengths, strict=True) if org != row["org"]}
    others = others if len(others) <= _TELLABLE else _apart(others)
    marks = [{"key": row["goal"], "mark": PEER, "done": done, "tip": _named(workspace, org, done, on)} for org, done in others.items()]
    marks.append({"key": row["goal"], "mark": MEDIAN, "done": lengths.median(), "tip": t("strips.median", value=percent(lengths.median()))})
    marks.append({**own, "done": mine.iloc[0] if len(mine) else None, "tip": f"{name}: {own['value_text']}, {place}"})
    return pd.DataFrame(marks, columns=_COLUMNS).fillna({"name": "", "place_text": "", "value_text": ""})


def _apart(peers: Mapping[str, float]) -> dict[str, float]:
    """Of branches that would lie on top of each other the first, so that a strip of thousands has no more marks than can be told apart."""
    lengths = [done for done in peers.values() if known(done)]
    least = min(lengths)
    step = (max(lengths) - least) / _TELLABLE or 1.0
    places: dict[int, str] = {}
    for org, done in peers.items():
        if known(done):
            places.setdefault(int((done - least) / step), org)
    return {org: peers[org] for org in places.values()}


def _named(workspace: Workspace, org: str, done: float, on: dt.date) -> str:
    return f"{workspace.ledger.organisations.on(org, on).name} {percent(done)}"
