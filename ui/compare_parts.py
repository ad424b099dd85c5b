"""What moved since an earlier snapshot, and by what: the work itself, late returns, corrections, changed targets or rules."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from backbone.journal.snapshots import Taken
from snapshots.compare import CAUSES, GONE, NEW, compared, moved
from snapshots.edition import Edition
from ui.load import Workspace, names, once
from ui.page import pick_kept
from ui.printed import name_of
from ui.session import language, t
from words.figures import UNKNOWN, full_day

_ROWS = 420
_FIGURES = ("before", "after", "change", *CAUSES)


def pick_before(found: Sequence[Taken], on: dt.date, number: str) -> str:
    """The snapshot to hold this issue against: the newest one of an earlier day unless another is picked, none of a later day; empty where there is none."""
    earlier = {taken.number: taken for taken in found if taken.number != number and taken.on <= on}
    if not earlier:
        return ""
    newest = max((taken for taken in earlier.values() if taken.on < on), key=lambda taken: taken.on, default=None)
    usual = newest.number if newest else ""
    options = ["", *earlier]
    told = {"": t("publish.alone"), **{each: f"{each} ({full_day(taken.on, language())})" for each, taken in earlier.items()}}
    chosen = st.selectbox(t("publish.against"), options, options.index(usual), format_func=told.__getitem__, key=f"against-{number}")
    return str(chosen)


def comparison(workspace: Workspace, edition: Edition, number: str) -> None:
    """How many figures moved since the earlier snapshot of this number by which cause, and each of them with its parts.

    In the order of the indicators, the federation first, then the heaviest.
    """
    if edition.before is None:
        return
    before, after = edition.before, edition.frozen
    st.header(t("publish.moved", number=number), anchor=False, help=t("publish.moved_how"))
    found = once(workspace, ("compared", number, after.on), lambda: moved(compared(before, after)))
    if found.empty:
        st.markdown(f":gray[{t('publish.nothing_moved')}]")
        return
    measure = pick_kept("measure", t("publish.measure"), {each: t(f"publish.measure.{each}") for each in ("value", "completion")})
    scope = pick_kept("moved", t("export.scope"), {each: t(f"export.{each}") for each in ("root", "all")})
    shown = found[(found["measure"] == measure) & ((found["org"] == after.root) if scope == "root" else True)]
    counted = shown["cause"].value_counts()
    told = [t(f"publish.cause.{cause}", count=int(counted[cause])) for cause in (*CAUSES, NEW, GONE) if counted.get(cause)]
    st.markdown(t("publish.causes", told="  ".join(told)) if told else f":gray[{t('publish.nothing_moved')}]")
    if len(shown):
        st.dataframe(
            _table(workspace, shown, after.root), hide_index=True, placeholder=UNKNOWN, height=min(_ROWS, 38 + 35 * len(shown)), alt=t("publish.measure")
        )


def _table(workspace: Workspace, shown: pd.DataFrame, root: str) -> pd.DataFrame:
    named, places = names(workspace), {code: at for at, code in enumerate(workspace.indicators)}
    weight = shown.assign(place=shown["indicator"].map(places), below=shown["org"] != root, size=-shown["change"].abs())
    ordered = weight.sort_values(["place", "below", "size"], kind="stable", na_position="first")
    told = {
        t("column.org"): [named.get(org, org) for org in ordered["org"]],
        t("column.indicator"): [name_of(workspace.indicators[code]) if code in workspace.indicators else code for code in ordered["indicator"]],
        **{t(f"publish.column.{name}"): ordered[name].round(2).tolist() for name in _FIGURES},
        t("publish.column.cause"): [t(f"publish.cause_name.{cause}") for cause in ordered["cause"]],
    }
    return pd.DataFrame(told)
