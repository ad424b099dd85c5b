"""Where a figure of the page 单位 comes from: the trail down to it, the cells of the workbooks behind it, and what they add up to."""

import datetime as dt

import pandas as pd
import streamlit as st

from ledger.ledger import Ledger
from progress.aggregates import REGISTER
from progress.indicators import Indicator
from progress.summary import worst_first
from progress.trace import OTHER, Trace, traced
from schema.registry import SHEETS
from schema.workspace import LIST_MARK
from snapshots.goals import Record
from ui.branch_parts import named_goal
from ui.load import Workspace
from ui.page import plain
from ui.printed import lamp_shape, name_of
from ui.sections import BRANCH, INDICATOR
from ui.session import language, t
from words.figures import known, number, quantity

ENTRY, HEAT = "../pages/entry.py", "../pages/heat.py"
_ROWS, _BELOW, _TALL, _HEIGHT = 50, 20, 10, 420
_TRACES = 100


def origin(workspace: Workspace, records: pd.DataFrame, own: pd.DataFrame, on: dt.date) -> None:
    """For the goal named in the address: the trail from the federation down to the organisation, and what its figure is made of.

    Of a branch these are the cells of workbooks, of others the organisations below. ``records`` are those of every organisation on the day.
    """
    for row in named_goal(own):
        org, indicator, of_goal = row["org"], workspace.indicators[row["indicator"]], records[records["goal"] == row["goal"]]
        st.header(t("trace.title", name=plain(name_of(indicator))), anchor=False)
        _trail(workspace, of_goal, row)
        below = workspace.ledger.organisations.children(org, on)
        if below:
            _below(workspace, of_goal[of_goal["org"].isin(below)], row)
            _nothing_but_a_sum(indicator, row)
        else:
            ledger, place = workspace.ledger, workspace.place.name
            _cells(workspace, indicator, row, _trace(ledger, ledger.revision, place, workspace.indicators, indicator.code, org, on, row["goal"]))


@st.cache_resource(show_spinner=False, max_entries=_TRACES)
def _trace(_ledger: Ledger, revision: str, place: str, _indicators: dict[str, Indicator], code: str, org: str, on: dt.date, goal: str) -> Trace:
    """The same figure is followed once for all sessions, as long as no book changes."""
    return traced(_ledger, _indicators, code, org, on, goal)


def _trail(workspace: Workspace, of_goal: pd.DataFrame, row: Record) -> None:
    """The organisations above, from the federation down, each with its value and a link."""
    organisations = workspace.ledger.organisations
    line = [code for code in organisations.line(row["org"], row["on"])][::-1]
    by_org = {each["org"]: each for each in of_goal[of_goal["org"].isin(line)].to_dict("records")}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="trail"):
        for at, each in enumerate(org for org in line if org in by_org):
            if at:
                st.markdown(":gray[→]", width="content")
            _link(workspace, by_org[each], root=each == organisations.root)


def _link(workspace: Workspace, row: Record, *, root: bool) -> None:
    """An organisation with its lamp and value; the federation's leads to the indicator, another's to its own page."""
    name = workspace.ledger.organisations.on(row["org"], row["on"]).name
    label = f"{lamp_shape(row['lamp'])} {plain(name)} {plain(_value(workspace.indicators[row['indicator']], row))}"
    if root:
        st.page_link(INDICATOR, label=label, query_params={"code": row["indicator"], "goal": row["goal"]}, width="content")
    else:
        st.page_link(BRANCH, label=label, query_params={"org": row["org"], "code": row["indicator"], "goal": row["goal"]}, width="content")


def _value(indicator: Indicator, row: Record) -> str:
    return quantity(row["value"], indicator.unit, indicator.decimals, language())


def _below(workspace: Workspace, rows: pd.DataFrame, row: Record) -> None:
    """The organisations directly below, the worst first."""
    with st.container(horizontal=True, gap="small", key="below"):
        for each in worst_first(rows).head(_BELOW).to_dict("records"):
            _link(workspace, each, root=False)
    if len(rows) > _BELOW:
        query = {"parent": row["org"], "sort": row["goal"]}
        st.page_link(HEAT, label=t("trace.more_below", count=len(rows) - _BELOW), query_params=query, width="content")


def _cells(workspace: Workspace, indicator: Indicator, row: Record, trace: Trace) -> None:
    """The cells as a table, the sheets they stand in, and their sums; or why there are none."""
    if trace.cells.empty:
        st.markdown(f":gray[{_why_none(indicator, row)}]")
        return
    rows = trace.cells.head(_ROWS)
    table = pd.DataFrame([_row(trace, cell) for cell in rows.to_dict("records")])
    described = t("trace.table", name=name_of(indicator), count=len(trace.cells))
    with st.container(key="trace-cells"):
        st.table(table, border="horizontal", hide_index=True, height=_HEIGHT if len(table) > _TALL else "content", alt=described)
    if len(trace.cells) > _ROWS:
        st.markdown(f":small[:gray[{t('trace.more', count=len(trace.cells) - _ROWS)}]]")
    st.markdown("  \n".join(_sums(indicator, row, trace)))
    _sheets(workspace, trace)


def _row(trace: Trace, cell: Record) -> dict[str, str]:
    """One cell in a line of the table."""
    value = cell["shown"] if isinstance(cell["shown"], str) else number(cell["value"], _places(cell["value"]))
    told = {
        **{t("column.sheet"): cell["sheet"], t("trace.row"): str(cell["row"]), t("column.cell"): cell["cell"]},
        **{t("column.period"): cell["period"] if isinstance(cell["period"], str) else "", t("column.column"): cell["header"], t("column.value"): value},
    }
    parts = {t("trace.part"): t(f"trace.{cell['part']}")} if set(trace.sums["part"]) != {OTHER} else {}
    return {name: plain(text) for name, text in (parts | told).items()}


def _title(sheet: str) -> str:
    return t("trace.register") if sheet == REGISTER else t(f"sheet.{sheet}")


def _places(value: float) -> int:
    return 0 if value == int(value) else 2


def _sums(indicator: Indicator, row: Record, trace: Trace) -> list[str]:
    """What the cells add up to: each aggregate, then numerator, denominator and value."""
    counted = trace.cells["aggregate"].value_counts()
    found = []
    for name, each in trace.sums.to_dict("index").items():
        column = SHEETS[each["sheet"]].column(each["column"])
        kept = each["text"].partition(", ")[2].removesuffix(")")
        told = {
            "sheet": _title(each["sheet"]),
            "header": column.header,
            "how": t(f"trace.function.{each['function']}"),
            "count": int(counted.get(name, 0)),
        }
        value = number(each["figure"], _places(each["figure"])) if known(each["figure"]) else number(None)
        line = plain(t("trace.sum", part=t(f"trace.{each['part']}"), value=value, **told)) + (f" :gray[{plain(kept)}]" if kept else "")
        found.append(f":small[{line}]")
    return [*found, f"**{plain(_end(indicator, row))}**"]


def _end(indicator: Indicator, row: Record) -> str:
    """Numerator and denominator of a division, and the value."""
    parts = [(name, row[name]) for name in ("numerator", "denominator") if known(row["denominator"])]
    told = [f"{t(f'trace.{name}')} {number(value, _places(value)) if known(value) else number(None)}" for name, value in parts]
    return t("trace.together", parts=" / ".join(told) + (" → " if told else ""), value=_value(indicator, row))


def _nothing_but_a_sum(indicator: Indicator, row: Record) -> None:
    """Of an organisation that others file for: its figure, or why it has none."""
    st.markdown(f"**{plain(_end(indicator, row))}**" if known(row["value"]) else f":gray[{_why_none(indicator, row)}]")


def _why_none(indicator: Indicator, row: Record) -> str:
    if known(row["value"]):
        return t("trace.nil", value=plain(_value(indicator, row)))
    if known(row["denominator"]) and row["denominator"] == 0:
        return t("trace.zero")
    return t("trace.unreported", sheets=LIST_MARK.join(_title(sheet) for sheet in indicator.sheets or (REGISTER,)))


def _sheets(workspace: Workspace, trace: Trace) -> None:
    """The sheets that the cells stand in, each as a link to fill it in; the federation's own have none, nor has a snapshot."""
    if workspace.frozen:
        return
    books = workspace.ledger.state.books
    sheets = trace.cells.assign(name=trace.cells["aggregate"].map(trace.sums["sheet"])).drop_duplicates(["book", "name"])
    with st.container(horizontal=True, gap="small", key="traced-sheets"):
        for cell in sheets.to_dict("records"):
            owner, title = books[cell["book"]].owner, SHEETS[cell["name"]].about.title
            if owner:
                st.page_link(ENTRY, label=t("trace.open", sheet=_title(cell["name"]), org=owner), query_params={"org": owner, "sheet": title}, width="content")
