"""What has changed since last week, in at most three lines: goals that turned, corrections, returns that came late."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

import pandas as pd
import streamlit as st

from access.database import DatabaseError
from backbone.journal.returns import Return
from backbone.journal.saves import Save
from progress.news import WEEK, came_late, turned
from schema.period import MONTHLY, first_day, newest_ended
from snapshots.goals import Record
from ui.load import Workspace, figures, filing, once, open_leaves
from ui.page import plain
from ui.printed import lamp_shape, name_of
from ui.saves import desk
from ui.sections import BRANCH, INDICATOR
from ui.session import language, t
from words.figures import ZONE, day

_SHOWN, _NAME = 3, 128
_ARROW = "\u00a0→\u00a0"


@dataclass(frozen=True)
class _Line:
    """One thing that changed: whose it is, what, and where the reason stands."""

    name: str
    told: str
    page: str
    query: dict[str, str]


def a_week_before(workspace: Workspace, on: dt.date) -> pd.DataFrame:
    """The figures of the first page as they stood by the day a week before, with what is known today."""
    return figures(workspace, [on - WEEK], workspace.first_page)


def week(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date) -> None:
    """At most three lines of what is different from a week before, below an organisation. ``records`` are those of the whole federation on the day."""
    st.header(t("week.title"), anchor=False, help=t("week.how", then=day(on - WEEK, language()), now=day(on, language())))
    lines = _lines(workspace, records, org, on)
    if not lines:
        st.markdown(f":gray[{t('week.nothing')}]")
    with st.container(gap=None, key="week"):
        for line in lines[:_SHOWN]:
            row = st.container(horizontal=True, vertical_alignment="center", gap="small")
            row.page_link(line.page, label=plain(line.name), query_params=line.query, width=_NAME)
            row.markdown(f":small[{line.told}]", width="stretch")
    if len(lines) > _SHOWN:
        st.markdown(f":small[:gray[{t('week.more', count=len(lines) - _SHOWN)}]]")


def _lines(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date) -> Sequence[_Line]:
    """All that changed, of each branch the goal that matters most; of each kind one before any has a second."""
    below = open_leaves(workspace, org, on)
    own, others, late = once(workspace, ("week", org, on, language()), lambda: _of_ledger(workspace, records, below, org, on))
    kinds = [own, list(_corrections(workspace, below, on)), others, late]
    return [line for line in chain.from_iterable(zip_longest(*kinds)) if line]


def _of_ledger(workspace: Workspace, records: pd.DataFrame, below: Sequence[str], org: str, on: dt.date) -> tuple[list[_Line], list[_Line], list[_Line]]:
    """What the books tell: the organisation's own goals that turned, of each branch the first that did, and the returns that came late."""
    found = turned(records, a_week_before(workspace, on), [org, *below], org)
    names = {code: name_of(workspace.indicators[code]) for code in found["indicator"].unique()}
    is_own = found["org"] == org
    own, others = ([_turn(workspace, row, names, on) for row in rows.to_dict("records")] for rows in (found[is_own], found[~is_own].drop_duplicates("org")))
    return own, others, list(_late(workspace, below, on))


def _turn(workspace: Workspace, row: Record, names: Mapping[str, str], on: dt.date) -> _Line:
    name = names[row["indicator"]]
    organisations = workspace.ledger.organisations
    told = f"{plain(name)} {lamp_shape(row['was'])}{_ARROW}{lamp_shape(row['lamp'])}"
    if row["org"] == organisations.root:
        return _Line(t("week.all"), told, INDICATOR, {"code": row["indicator"], "goal": row["goal"]})
    return _Line(organisations.on(row["org"], on).name, told, BRANCH, {"org": row["org"], "code": row["indicator"]})


def _corrections(workspace: Workspace, below: Sequence[str], on: dt.date) -> Iterator[_Line]:
    """Locked returns that were changed: in the last days if the day is the newest there is, else in those before it."""
    ends = max(dt.datetime.now(tz=ZONE).date(), on) if on == workspace.data_on else on
    since = dt.datetime.combine(ends - WEEK, dt.time.max, ZONE)
    try:
        saves = desk(workspace.place).journal.corrected_since(since)
    except DatabaseError:
        return
    for save in reversed(saves):
        for corrected in save.corrects:
            if corrected.org in below and save.at.astimezone(ZONE).date() <= ends:
                name = workspace.ledger.organisations.on(corrected.org, on).name
                query = {"org": corrected.org}
                yield _Line(name, plain(_correction(save, corrected)), BRANCH, query)


def _correction(save: Save, corrected: Return) -> str:
    """The sheet and period, and the one cell that was changed as old → new; the number of cells where there are more."""
    changed = [(name, row.seen.get(name, ""), wanted) for row in save.change.rows for name, wanted in row.wanted.items() if row.seen.get(name, "") != wanted]
    told = {"sheet": corrected.sheet, "period": corrected.period}
    if len(changed) != 1:
        return t("week.corrected", count=len(changed), **told)
    name, before, after = changed[0]
    return t("week.corrected_cell", header=save.change.model.column(name).header, before=before or t("week.blank"), after=after or t("week.blank"), **told)


def _late(workspace: Workspace, below: Sequence[str], on: dt.date) -> Iterator[_Line]:
    newest = newest_ended(on, MONTHLY)
    months = [newest, newest_ended(first_day(newest) - dt.timedelta(days=1), MONTHLY)]
    returns = pd.concat([filing(workspace, month) for month in months], ignore_index=True)
    for row in came_late(returns, below, on - WEEK, on).to_dict("records"):
        told = t("week.late", sheet=row["sheet"], period=row["period"], due=day(row["due_on"], language()), filed=day(row["filed_at"], language()))
        yield _Line(workspace.ledger.organisations.on(row["org"], on).name, plain(told), BRANCH, {"org": row["org"]})
