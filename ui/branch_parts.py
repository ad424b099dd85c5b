"""The parts of the page of one branch: why it is behind, what it has filed, what is wrong in its book."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from progress.summary import worst_branches, worst_first
from schema.workspace import LIST_MARK
from snapshots.goals import Record, percent_text
from ui.draw import draw
from ui.expiring_parts import expiring_list
from ui.filling import vanished_from
from ui.load import Workspace, filing, once
from ui.page import plain
from ui.peer_parts import peer_part
from ui.printed import against, lamp_shape, name_of
from ui.reason_parts import left_sentence, reason_sentence
from ui.sections import BRANCH, note_line
from ui.session import language, t
from words.issues import sentence

MARKS = {
    "untouched": "○",
    "partial": "◐",
    "invalid": "✕",
    "nil": "0",
    "submitted": "◉",
    "returned": "✎",
    "approved": "●",
    "on_time": "●",
    "late": "◆",
    "not_due": "·",
}
_SHOWN = 3
_ISSUES = 12


def neighbours(workspace: Workspace, records: pd.DataFrame, org: str, on: dt.date, before: DeltaGenerator, after: DeltaGenerator) -> None:
    """Links to the branches before and after this one, the worst of the first page's goals first; none at the ends, nor beside an organisation in between."""
    beside = once(workspace, ("beside", on), lambda: _beside(workspace, records))
    worse, better = beside.get(org, ("", ""))
    if worse:
        _neighbour(before, worse, t("branch.before"), ":material/chevron_left:", "left")
    if better:
        _neighbour(after, better, t("branch.after"), ":material/chevron_right:", "right")


def _beside(workspace: Workspace, records: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """For each branch the one before it and the one after it, empty at the ends."""
    known = set(records["org"])
    leaves = [leaf for leaf in workspace.ledger.organisations.leaves if leaf in known]
    order = worst_branches(records[records["indicator"].isin(workspace.first_page)], leaves)
    return {org: (worse, better) for org, worse, better in zip(order, ["", *order[:-1]], [*order[1:], ""], strict=True)}


def _neighbour(place: DeltaGenerator, org: str, label: str, icon: str, side: Literal["left", "right"]) -> None:
    kept = {name: st.query_params[name] for name in ("on", "code") if name in st.query_params}
    if place.button(label, icon=icon, icon_position=side, type="tertiary", help=t("branch.order"), key=f"to_{side}"):
        st.switch_page(BRANCH, query_params={**kept, "org": org})


def reasons(workspace: Workspace, records: pd.DataFrame, own: pd.DataFrame, org: str, on: dt.date) -> None:
    """The branch's worst goals, at most three: why each has its lamp, what is left of it, and from which sheets it comes."""
    st.header(t("reasons.title"), anchor=False)
    cards = st.container(gap="xsmall")
    told = once(workspace, ("reasons", org, on, language()), lambda: _cards(workspace, records, own[own["lamp"].isin(["behind", "slow"])], on))
    if not told:
        cards.markdown(t("reasons.none"))
    for lines in told:
        with cards.container(border=True, gap=None):
            for line in lines:
                st.markdown(line)


def _cards(workspace: Workspace, records: pd.DataFrame, own: pd.DataFrame, on: dt.date) -> list[list[str]]:
    cards = []
    for row in worst_first(own).head(_SHOWN).to_dict("records"):
        indicator = workspace.indicators[row["indicator"]]
        sheets = t("reasons.from", sheets=" ".join(t(f"sheet.{sheet}") for sheet in indicator.sheets))
        left, why = left_sentence(workspace, row), reason_sentence(workspace, records, row, on)
        head = f"{lamp_shape(row['lamp'])} **{plain(name_of(indicator))}** {plain(against(indicator, row))}, {percent_text(row)}"
        cards.append([head, plain(why), f":small[:gray[{' ・ '.join(filter(None, (plain(left), sheets)))}]]"])
    return cards


def named_goal(own: pd.DataFrame) -> Sequence[Record]:
    """The record of the goal that the address names by ``goal`` or, the last of its indicator, by ``code``; none where it names none the organisation has."""
    if not (code := st.query_params.get("code", "")):
        return []
    asked = own[own["indicator"] == code]
    named = asked[asked["goal"] == st.query_params.get("goal", "")]
    return (named if len(named) else asked).tail(1).to_dict("records")


def goal_note(workspace: Workspace, records: pd.DataFrame, own: pd.DataFrame, on: dt.date) -> None:
    """The goal named in the address, with the reason of its lamp, above the rest."""
    for row in named_goal(own):
        indicator = workspace.indicators[row["indicator"]]
        why = once(workspace, ("note", row["org"], row["goal"], on, language()), partial(_why, workspace, records, row, on))
        st.markdown(f"{lamp_shape(row['lamp'])} **{plain(name_of(indicator))}** {plain(against(indicator, row))}, {percent_text(row)} :gray[{why}]")


def _why(workspace: Workspace, records: pd.DataFrame, row: Record, on: dt.date) -> str:
    return plain(reason_sentence(workspace, records, row, on))


def second_row(workspace: Workspace, org: str, on: dt.date) -> None:
    """What the branch has filed, where it stands among its like, and what is to be seen to: contracts that end and cells that are wrong."""
    grid = st.grid(3, min_column_width=338, gap="medium")
    with grid.cell():
        filing_year(workspace, org, on)
    with grid.cell():
        peer_part(workspace, org, on)
    with grid.cell():
        expiring_list(workspace, org, on)
        issue_list(workspace, org)


def filing_year(workspace: Workspace, org: str, on: dt.date) -> None:
    """The branch's returns of the year, sheets down and months across."""
    st.header(t("filing.calendar", year=on.year), anchor=False)
    (frame,) = once(workspace, ("filing_year", org, on), lambda: (_months(workspace, org, on),))
    if frame.empty:
        st.markdown(f":gray[{t('filing.owes_nothing')}]")
        return
    draw("calendar", frame, head=t("filing.calendar", year=on.year), description=_calendar_told(frame, on))
    note_line([f"{MARKS[state]} {t(f'filing.{state}')}" for state in ("on_time", "late", "partial", "invalid", "nil", "untouched", "not_due")])


def _months(workspace: Workspace, org: str, on: dt.date) -> pd.DataFrame:
    rows = filing(workspace, f"{on.year}")
    own = rows[rows["org"] == org]
    cells = [{"sheet": sheet, **_cell(_of_month(rows, month), month, on)} for sheet, rows in own.groupby("sheet", sort=False) for month in range(1, 13)]
    return pd.DataFrame(cells)


def _calendar_told(months: pd.DataFrame, on: dt.date) -> str:
    """How many returns of the year stand how."""
    found = Counter(months["state"])
    return f"{t('filing.calendar', year=on.year)}: " + LIST_MARK.join(f"{t(f'filing.{state}')} {found[state]}" for state in MARKS if found[state])


def _of_month(rows: pd.DataFrame, month: int) -> Record | None:
    found = [row for row in rows.to_dict("records") if _last_month(str(row["period"])) == month]
    return found[0] if found else None


def _last_month(period: str) -> int:
    tail = period[5:]
    return int(tail) if tail.isdigit() else int(tail[1]) * (3 if tail[0] == "Q" else 6) if tail else 12


def _cell(row: Record | None, month: int, on: dt.date) -> dict[str, object]:
    state = "not_due" if row is None or (row["state"] == "untouched" and _ahead(on, month)) else _timed(row)
    return {"month_label": str(month), "mark": MARKS[state], "state": state, "current": month == on.month}


def _ahead(on: dt.date, month: int) -> bool:
    return month > on.month


def _timed(row: Record) -> str:
    """A return that is in tells whether it came in time; the other states stand for themselves."""
    if row["state"] != "submitted":
        return str(row["state"])
    return "late" if row["filed_at"] and row["filed_at"] > row["due_on"] else "on_time"


def issue_list(workspace: Workspace, org: str) -> None:
    """What is wrong in the branch's book and not explained, cell by cell."""
    st.header(t("issues.title"), anchor=False)
    book = workspace.ledger.book_of(org)
    own = [issue for issue in workspace.ledger.issues_in(book.name if book else "") if book and not issue.explained]
    issues = [*own, *vanished_from(workspace, org)]
    if not issues:
        st.markdown(f":gray[{t('issues.none')}]")
        return
    told = [
        {t("column.sheet"): plain(issue.sheet), t("column.cell"): issue.cell, t("column.issue"): plain(sentence(issue, language()))}
        for issue in issues[:_ISSUES]
    ]
    st.table(pd.DataFrame(told), border="horizontal", hide_index=True)
    if len(issues) > _ISSUES:
        st.markdown(f":small[:gray[{t('issues.more', count=len(issues) - _ISSUES)}]]")
