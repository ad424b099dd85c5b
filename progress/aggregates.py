"""Aggregates as Ibis expressions: sums first, over organisations and windows; arithmetic comes afterwards.

Every aggregate is computed for each organisation of the tree and each date in one pass over its sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from ledger.tables import listed
from progress.conditions import holds
from progress.formula import Aggregate
from progress.windows import Windows
from schema.registry import SHEETS

REGISTER = "unit_register"


@dataclass(frozen=True)
class Request:
    """One aggregate over one set of windows; ``by_event`` places rows by the day of the event, not by their period."""

    aggregate: Aggregate
    windows: str
    by_event: bool = False

    @property
    def mode(self) -> str:
        """How rows are placed in time: a flow inside the window, or a stock as it stands on its last day."""
        if self.aggregate.sheet == REGISTER:
            return "register"
        if any(kept.comparison in ("in_force", "expires_in") for kept in self.aggregate.filters):
            return "in_force"
        if self.aggregate.function == "last":
            return "stock"
        return "event" if self.by_event else "flow"

    @property
    def over_lists(self) -> bool:
        """Whether the column holds lists of unit codes, which count for the branch that has the unit in the register."""
        return SHEETS[self.aggregate.sheet].column(self.aggregate.column).kind == "codes"


def window_table(windows: Windows) -> ir.Table:
    """Windows as a table: on, since, until."""
    days = [{"on": on, "win_since": window.since, "win_until": window.until} for on, window in windows.items()]
    return ibis.memtable(pd.DataFrame(days), schema={"on": "date", "win_since": "date", "win_until": "date"})


def aggregate(engine: ibis.BaseBackend, named: Mapping[str, Request], windows: Mapping[str, Windows], groups: Sequence[str] = ()) -> list[ir.Table]:
    """Tables keyed by org and on (and the group columns of the sheet) that together hold one column for each named request."""
    batches: dict[tuple[str, str, str, str], dict[str, Request]] = {}
    for name, request in named.items():
        column = request.aggregate.column if request.over_lists else ""
        batches.setdefault((request.aggregate.sheet, request.windows, request.mode, column), {})[name] = request
    tables = []
    for (sheet, key, mode, column), batch in batches.items():
        rows = _placed(engine, sheet, mode, window_table(windows[key]), column)
        table = _grouped(rows, batch, groups)
        tables.append(_zero_where_reported(engine, table, batch, windows, groups) if column else table)
    return tables


def _placed(engine: ibis.BaseBackend, sheet: str, mode: str, window: ir.Table, lists: str = "") -> ir.Table:
    """The rows of a sheet beside every date whose window they belong to and every organisation above them."""
    rows, lines = engine.table(sheet), engine.table("lines")
    event = SHEETS[sheet].about.event_date
    day = event if mode == "event" and event else "period_on"
    flows = mode in ("flow", "event")
    inside = _listed_on(rows, window) if mode == "register" else [rows[day] <= window.win_until, *([rows[day] >= window.win_since] if flows else [])]
    placed = rows.join(window, inside)
    if lists:
        placed = _with_units(engine, placed, listed(sheet, lists))
    stands_on = placed[day] if flows and not lists else placed.win_until
    at = [placed.branch == lines.branch, stands_on >= lines.since, stands_on < lines.until]
    return placed.join(lines, at if flows else [*at, lines.open], rname="line_{name}")


def _listed_on(rows: ir.Table, window: ir.Table) -> list[ir.BooleanValue]:
    since, until = rows.listed_on, rows.delisted_on
    return [since.isnull() | (since <= window.win_until), until.isnull() | (until > window.win_until)]


def _with_units(engine: ibis.BaseBackend, placed: ir.Table, lists: str) -> ir.Table:
    """One row a listed unit, filed under the branch that has the unit in the register on the date, else under the filer."""
    codes = engine.table(lists)
    register = engine.table(REGISTER)
    units = register.select(**{f"unit_{name}": register[name] for name in register.columns})
    rows = placed.join(codes, "row_id")
    on_the_day = [
        rows.unit == units.unit_unit_code,
        units.unit_listed_on.isnull() | (units.unit_listed_on <= rows.win_until),
        units.unit_delisted_on.isnull() | (units.unit_delisted_on > rows.win_until),
    ]
    rows = rows.left_join(units, on_the_day)
    return rows.mutate(branch=ibis.coalesce(rows.unit_branch_code, rows.branch))


def _grouped(rows: ir.Table, batch: Mapping[str, Request], groups: Sequence[str]) -> ir.Table:
    inside = {name: holds(rows, request.aggregate) for name, request in batch.items()}
    edges = {name: _edge_period(rows, inside[name], request) for name, request in batch.items() if request.aggregate.function in ("last", "first")}
    if edges:
        rows = rows.mutate(**{f"{name}_in": edge for name, edge in edges.items()})
        inside = {name: rows[f"{name}_in"] if name in edges else holds(rows, request.aggregate) for name, request in batch.items()}
    return rows.group_by(["org", "on", *groups]).aggregate(**{name: _value(rows, inside[name], request) for name, request in batch.items()})


def _edge_period(rows: ir.Table, inside: ir.BooleanValue, request: Request) -> ir.BooleanValue:
    """Rows of the branch's newest (or oldest) period: of all its rows in a sheet of returns, else of those that count."""
    returns = SHEETS[request.aggregate.sheet].about.returns
    counted = rows.nil.isnull() if returns else inside & rows[request.aggregate.column].notnull()
    period = ibis.ifelse(counted, rows.period_on, ibis.null("date"))
    edge = period.max() if request.aggregate.function == "last" else period.min()
    return inside & (rows.period_on == edge.over(group_by=[rows.branch, rows.on]))


def _value(rows: ir.Table, inside: ir.BooleanValue, request: Request) -> ir.Value:
    """The aggregate of a group: a nil return and no row that counts give 0 (the branch reported), only blank or dashed cells null."""
    cells = rows.unit if request.over_lists else rows[request.aggregate.column]
    function = request.aggregate.function
    if function in ("min", "max"):
        return (cells.min(where=inside) if function == "min" else cells.max(where=inside)).cast("float64")
    if function in ("count", "distinct"):
        found = (cells.count(where=inside) if function == "count" else cells.nunique(where=inside)).nullif(0)
    else:
        found = cells.sum(where=inside)
    return ibis.coalesce(found.cast("float64"), ibis.ifelse(_nothing(rows, inside, request), 0.0, ibis.null("float64")))


def _nothing(rows: ir.Table, inside: ir.BooleanValue, request: Request) -> ir.BooleanValue:
    """Whether what was reported says that there is nothing. In a ledger a newest row is one that has a value, so blank rows still count here."""
    if request.aggregate.function in ("last", "first"):
        returns = SHEETS[request.aggregate.sheet].about.returns
        return rows.count(where=inside if returns else holds(rows, request.aggregate)) == 0
    return (rows.count(where=inside) == 0) | rows.nil.any()


def _zero_where_reported(
    engine: ibis.BaseBackend, table: ir.Table, batch: Mapping[str, Request], windows: Mapping[str, Windows], groups: Sequence[str]
) -> ir.Table:
    """Listed codes count for the unit's branch; a branch that filed the sheet but has none of the units has 0, not null."""
    first = next(iter(batch.values()))
    rows = _placed(engine, first.aggregate.sheet, first.mode, window_table(windows[first.windows]))
    reported = rows.group_by(["org", "on", *groups]).aggregate(rows_filed=rows.count())
    both = reported.outer_join(table, ["org", "on", *groups])
    keys = {key: ibis.coalesce(both[key], both[f"{key}_right"]) for key in ["org", "on", *groups]}
    values = {name: ibis.ifelse(both.org_right.isnull(), ibis.literal(0.0), both[name]) for name in batch}
    return both.select(**keys, **values)
