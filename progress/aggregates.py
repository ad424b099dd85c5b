"""Aggregates as Ibis expressions: sums first, over organisations and windows; arithmetic comes afterwards.

What can be added up is brought together by branch and day before it meets the tree and the windows, so that a row is looked at
once however many dates are asked for; values counted once (``distinct``) and listed units are counted over the rows themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ledger.engine import LINES, WINDOWS, Engine, rows_as, table
from ledger.tables import listed
from progress.conditions import holds
from progress.formula import Aggregate
from progress.windows import Windows
from schema.registry import SHEETS

REGISTER = "unit_register"
_EDGES = ("last", "first")
_OF_CELLS = {"count": "count", "min": "min", "max": "max"}
_OF_PARTS = {"min": "min", "max": "max"}
_BY_WINDOW = ("in_force", "register")


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

    @property
    def way(self) -> str:
        """How its rows are brought together: added up, the newest or oldest only, one by one, or unit by unit."""
        function = self.aggregate.function
        return "units" if self.over_lists else "single" if function == "distinct" else "edge" if function in _EDGES else "sum"


@dataclass(frozen=True)
class Batch:
    """Aggregates of one sheet whose rows are placed and brought together alike: one question to the engine."""

    sheet: str
    mode: str
    way: str
    lists: str
    groups: tuple[str, ...]
    asked: tuple[Aggregate, ...]

    def expression(self) -> ir.Table:
        """Org, on, the groups, and a column ``a0``, ``a1`` … for each aggregate."""
        if self.way == "sum":
            return _added_up(self)
        return _edges(self) if self.way == "edge" else _row_by_row(self)

    @property
    def flows(self) -> bool:
        """Whether rows count where their branch stood on the row's own day, and stay counted when it closes."""
        return self.mode in ("flow", "event")

    @property
    def day(self) -> str:
        """The column that places a row in time."""
        event = SHEETS[self.sheet].about.event_date
        return event if self.mode == "event" and event else "period_on"

    @property
    def returns(self) -> bool:
        """Whether the sheet is one of returns, of which all rows of the newest period count."""
        return SHEETS[self.sheet].about.returns

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns of the answer."""
        return tuple(f"a{position}" for position in range(len(self.asked)))


def aggregate(engine: Engine, named: Mapping[str, Request], windows: Mapping[str, Windows], groups: Sequence[str] = ()) -> list[pa.Table]:
    """Tables keyed by org and on (and the group columns of the sheet) that together hold one column for each named request."""
    batches: dict[tuple[str, str, str, str, str], dict[str, Request]] = {}
    for name, request in named.items():
        column = request.aggregate.column if request.over_lists else ""
        batches.setdefault((request.windows, request.aggregate.sheet, request.mode, request.way, column), {})[name] = request
    answers = []
    for (key, sheet, mode, way, lists), batch in batches.items():
        asked = Batch(sheet, mode, way, lists, tuple(groups), tuple(request.aggregate for request in batch.values()))
        answer = engine.answer(asked, rows_as(WINDOWS, _stretches(windows[key])))
        answers.append(answer.rename_columns(["org", "on", *groups, *batch]))
    return answers


def _stretches(windows: Windows) -> list[dict[str, Any]]:
    return [{"on": on, "win_since": window.since, "win_until": window.until} for on, window in windows.items()]


def _added_up(batch: Batch) -> ir.Table:
    """Sums by branch and day, then by organisation and day, then by organisation and window."""
    rows = table(batch.sheet)
    if batch.mode in _BY_WINDOW:
        parts = _parts(batch, _looked_at(batch, rows, table(WINDOWS)), {"stands_on": "win_until", "on": "on"})
        return _finished(batch, _together(batch, _below(batch, parts), ["org", "on", *batch.groups]))
    parts = _below(batch, _parts(batch, rows, {"stands_on": batch.day}))
    by_day = _together(batch, parts, ["org", "stands_on", *batch.groups])
    windows = table(WINDOWS)
    inside = by_day.join(windows, [by_day.stands_on >= windows.win_since, by_day.stands_on <= windows.win_until])
    return _finished(batch, _together(batch, inside, ["org", "on", *batch.groups]))


def _edges(batch: Batch) -> ir.Table:
    """Of each branch the newest (or oldest) period: of all its rows in a sheet of returns, else of those that count."""
    rows, windows = table(batch.sheet), table(WINDOWS)
    if batch.mode in _BY_WINDOW:
        seen = _parts(batch, _looked_at(batch, rows, windows), {"period_on": "period_on", "stands_on": "win_until", "on": "on"})
    else:
        parts = _parts(batch, rows, {"period_on": "period_on", **({"day": batch.day} if batch.day != "period_on" else {})})
        day = parts.day if batch.day != "period_on" else parts.period_on
        seen = parts.join(windows, [day <= windows.win_until, *([day >= windows.win_since] if batch.flows else [])])
        seen = seen.mutate(stands_on=seen[day.get_name()] if batch.flows else seen.win_until)
    if batch.flows:
        return _finished(batch, _together(batch, _with_edges(batch, _below(batch, seen), ["org"]), ["org", "on", *batch.groups]))
    return _finished(batch, _together(batch, _below(batch, _with_edges(batch, seen, [])), ["org", "on", *batch.groups]))


def _with_edges(batch: Batch, seen: ir.Table, apart: Sequence[str]) -> ir.Table:
    """The parts with whether each is the branch's newest; an organisation to which a branch moved has its own oldest ones."""
    by = [seen.branch, seen.on, *(seen[name] for name in apart)]
    return seen.mutate(**{f"edge_{name}": _edge(batch, seen, name, asked, by) for name, asked in zip(batch.names, batch.asked, strict=True)})


def _edge(batch: Batch, seen: ir.Table, name: str, asked: Aggregate, by: Sequence[ir.Value]) -> ir.BooleanValue:
    counted = seen.filled > 0 if batch.returns else seen[f"cells_{name}"] > 0
    period = ibis.ifelse(counted, seen.period_on, ibis.null("date"))
    edge = period.max() if asked.function == "last" else period.min()
    return seen.period_on == edge.over(group_by=by)


def _looked_at(batch: Batch, rows: ir.Table, windows: ir.Table) -> ir.Table:
    """The rows of a sheet beside every window that they belong to."""
    if batch.mode == "register":
        since, until = rows.listed_on, rows.delisted_on
        return rows.join(windows, [since.isnull() | (since <= windows.win_until), until.isnull() | (until > windows.win_until)])
    day = rows[batch.day]
    return rows.join(windows, [day <= windows.win_until, *([day >= windows.win_since] if batch.flows else [])])


def _parts(batch: Batch, rows: ir.Table, keys: Mapping[str, str]) -> ir.Table:
    """The rows brought together by branch, by these columns under these names, and by group."""
    found: dict[str, ir.Value] = {"nils": rows.nil.count()}
    for name, asked in zip(batch.names, batch.asked, strict=True):
        inside, cells = holds(rows, asked), rows[asked.column]
        found[name] = getattr(cells, _OF_CELLS.get(asked.function, "sum"))(where=inside)
        found[f"rows_{name}"] = rows.count(where=inside)
        if batch.way == "edge":
            found["filled"] = rows.count(where=rows.nil.isnull())
            found[f"cells_{name}"] = cells.count(where=inside)
    by = {"branch": rows.branch, **{name: rows[column] for name, column in keys.items()}, **{name: rows[name] for name in batch.groups}}
    return rows.group_by(**by).aggregate(**found)


def _below(batch: Batch, parts: ir.Table) -> ir.Table:
    """Parts beside every organisation that their branch stood below on their day; only open branches have stocks."""
    lines = table(LINES)
    at = [parts.branch == lines.branch, parts.stands_on >= lines.since, parts.stands_on < lines.until]
    return parts.join(lines, at if batch.flows else [*at, lines.open], rname="line_{name}")


def _together(batch: Batch, parts: ir.Table, keys: Sequence[str]) -> ir.Table:
    found: dict[str, ir.Value] = {"nils": parts.nils.sum()}
    for name, asked in zip(batch.names, batch.asked, strict=True):
        edge = f"edge_{name}"
        only = {"where": parts[edge]} if edge in parts.columns else {}
        part, rows = parts[name], parts[f"rows_{name}"]
        found[name] = getattr(part, _OF_PARTS.get(asked.function, "sum"))(**only)
        found[f"rows_{name}"] = rows.sum(**(only if batch.returns else {}))
    return parts.group_by([parts[key] for key in keys]).aggregate(**found)


def _finished(batch: Batch, sums: ir.Table) -> ir.Table:
    """A nil return and no row that counts give 0 (the branch reported), only blank or dashed cells null.

    In a ledger a newest row is one that has a value, so blank rows still count as rows there.
    """
    found = {}
    for name, asked in zip(batch.names, batch.asked, strict=True):
        number, none = sums[name].cast("float64"), sums[f"rows_{name}"].coalesce(0) == 0
        if asked.function == "count":
            number = number.nullif(0.0)
        nothing = none if batch.way == "edge" else none | (sums.nils > 0)
        found[name] = number if asked.function in ("min", "max") else ibis.coalesce(number, ibis.ifelse(nothing, 0.0, ibis.null("float64")))
    return sums.select("org", "on", *batch.groups, **found)


def _row_by_row(batch: Batch) -> ir.Table:
    """Values and listed units counted over the rows themselves, beside every window and every organisation above."""
    filed = _looked_at(batch, table(batch.sheet), table(WINDOWS))
    rows = _with_units(filed, table(listed(batch.sheet, batch.lists))) if batch.lists else filed
    counted = _above(batch, rows, own_day=not batch.lists)
    found = counted.group_by("org", "on", *batch.groups).aggregate(
        **{name: _counted(counted, asked, batch) for name, asked in zip(batch.names, batch.asked, strict=True)}
    )
    return _zero_where_reported(batch, found, _above(batch, filed, own_day=True)) if batch.lists else found


def _above(batch: Batch, rows: ir.Table, *, own_day: bool) -> ir.Table:
    """Rows beside every organisation that their branch stood below, on the row's own day or on the window's last."""
    return _below(batch, rows.mutate(stands_on=rows[batch.day] if batch.flows and own_day else rows.win_until))


def _with_units(placed: ir.Table, codes: ir.Table) -> ir.Table:
    """One row a listed unit, filed under the branch that has the unit in the register on the date, else under the filer."""
    register = table(REGISTER)
    units = register.select(**{f"unit_{name}": register[name] for name in register.columns})
    rows = placed.join(codes, "row_id")
    on_the_day = [
        rows.unit == units.unit_unit_code,
        units.unit_listed_on.isnull() | (units.unit_listed_on <= rows.win_until),
        units.unit_delisted_on.isnull() | (units.unit_delisted_on > rows.win_until),
    ]
    rows = rows.left_join(units, on_the_day)
    return rows.mutate(branch=ibis.coalesce(rows.unit_branch_code, rows.branch))


def _counted(rows: ir.Table, asked: Aggregate, batch: Batch) -> ir.Value:
    inside, cells = holds(rows, asked), rows.unit if batch.lists else rows[asked.column]
    found = (cells.count(where=inside) if asked.function == "count" else cells.nunique(where=inside)).nullif(0).cast("float64")
    nothing = (rows.count(where=inside) == 0) | (rows.nil.count() > 0)
    return ibis.coalesce(found, ibis.ifelse(nothing, 0.0, ibis.null("float64")))


def _zero_where_reported(batch: Batch, found: ir.Table, filed: ir.Table) -> ir.Table:
    """Listed codes count for the unit's branch; a branch that filed the sheet but has none of the units has 0, not null."""
    keys = ["org", "on", *batch.groups]
    both = filed.group_by(keys).aggregate(rows_filed=filed.count()).outer_join(found, keys)
    values = {name: ibis.ifelse(both.org_right.isnull(), ibis.literal(0.0), both[name]) for name in batch.names}
    return both.select(**{key: ibis.coalesce(both[key], both[f"{key}_right"]) for key in keys}, **values)
