"""Aggregates as Ibis expressions: sums first, over organisations and windows; arithmetic comes afterwards.

What can be added up is brought together by branch and day before it meets the tree and the windows, so that a row is looked at
once however many dates are asked for; values counted once (``distinct``) and listed units are counted over the rows themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from ledger.engine import LINES, WINDOWS, given, table
from ledger.ledger import Ledger
from ledger.organisations import ALWAYS, NEVER, Organisations
from ledger.tables import listed
from progress.accumulating import Array, Parts
from progress.conditions import holds
from progress.cube import Laid
from progress.formula import Aggregate
from progress.windows import Windows
from schema.registry import SHEETS

REGISTER = "unit_register"
_EDGES = ("last", "first")
_OF_CELLS = {"count": "count", "min": "min", "max": "max"}
_OF_PARTS = {"min": "min", "max": "max"}
_BY_WINDOW = ("in_force", "register")
_BY_VALUE = ("values", "units")


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
        """How its rows are brought together: added up, the newest or oldest only, by value, or by listed unit."""
        function = self.aggregate.function
        return "units" if self.over_lists else "values" if function == "distinct" else "edge" if function in _EDGES else "sum"

    @property
    def column(self) -> str:
        """The column whose values or units are counted one by one; empty where rows are added up."""
        return self.aggregate.column if self.way in _BY_VALUE else ""


@dataclass(frozen=True)
class Batch:
    """Aggregates of one sheet whose rows are placed and brought together alike: one question to the engine.

    ``column`` holds the values or units that are counted one by one; it is empty where rows are added up.
    """

    sheet: str
    mode: str
    way: str
    column: str
    groups: tuple[str, ...]
    asked: tuple[Aggregate, ...]

    def expression(self) -> ir.Table:
        """Org, on, the groups, and a column ``a0``, ``a1`` … for each aggregate; ``by_day`` the parts of which these are made."""
        if self.way == "sum":
            return _added_up(self)
        return _edges(self) if self.way == "edge" else _by_value(self)

    @property
    def flows(self) -> bool:
        """Whether rows count where their branch stood on the row's own day, and stay counted when it closes."""
        return self.mode in ("flow", "event")

    @property
    def by_day(self) -> bool:
        """Whether the answer is the same for all windows: sums by branch and day, which are brought up the tree and through the windows afterwards."""
        return self.way == "sum" and self.flows and not self.groups

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

    @property
    def named(self) -> Iterable[tuple[str, Aggregate]]:
        """The columns of the answer, each with what stands in it."""
        return zip(self.names, self.asked, strict=True)

    @cached_property
    def rows_of(self) -> Mapping[str, str]:
        """For each column the one that counts its rows: aggregates with the same filters share it."""
        known: dict[tuple[object, ...], str] = {}
        return {name: known.setdefault(asked.filters, f"rows_{name}") for name, asked in self.named}


def aggregate(ledger: Ledger, named: Mapping[str, Request], windows: Mapping[str, Windows], groups: Sequence[str] = ()) -> list[pa.Table | Laid]:
    """Tables keyed by org (its place among the organisations), on and the group columns, or arrays, that together hold one column for each named request."""
    batches: dict[tuple[str, str, str, str, str], dict[str, Request]] = {}
    for name, request in named.items():
        batches.setdefault((request.windows, request.aggregate.sheet, request.mode, request.way, request.column), {})[name] = request
    answers: list[pa.Table | Laid] = []
    for (key, sheet, mode, way, column), batch in batches.items():
        asked = Batch(sheet, mode, way, column, tuple(groups), tuple(request.aggregate for request in batch.values()))
        answer = ledger.engine.answer(asked, _stretches(windows[key]))
        if asked.by_day:
            answers.append(_accumulated(asked, batch, answer, windows[key], ledger.organisations))
        else:
            answers.append(answer.rename_columns(["org", "on", *groups, *batch]))
    return answers


def _accumulated(batch: Batch, names: Iterable[str], answer: pa.Table, windows: Windows, organisations: Organisations) -> Laid:
    """What branches had by day, of every organisation and window, settled as ``_finished`` does."""
    parts = Parts.of(answer["branch"], answer["stands_on"], organisations, windows)
    there = parts.any(np.ones(len(answer), bool))
    absent = None if there.all() else ~there
    found = {}
    for name, (column, asked) in zip(names, batch.named, strict=True):
        number = parts.accumulated(answer[column].to_numpy(), _OF_PARTS.get(asked.function, "sum"))
        if asked.function == "count":
            number[number == 0] = np.nan
        if asked.function in ("sum", "count") and (unknown := np.isnan(number)).any():
            number[unknown & _nothing(parts, answer, batch.rows_of[column])] = 0.0
        if absent is not None:
            number[absent] = np.nan
        found[name] = number
    return Laid(list(windows), found)


def _nothing(parts: Parts, answer: pa.Table, rows: str) -> Array:
    """Where a nil return or the lack of rows that count says that there is nothing."""
    found: Array = (parts.accumulated(answer[rows].to_numpy(), "sum") == 0) | (parts.accumulated(answer["nils"].to_numpy(), "sum") > 0)
    return found


def _stretches(windows: Windows) -> pa.Table:
    found = list(windows.values())
    return given(WINDOWS, {"on": list(windows), "win_since": [window.since for window in found], "win_until": [window.until for window in found]})


def _added_up(batch: Batch) -> ir.Table:
    """Sums by branch and day; where they depend on the window or are told by group, by organisation and window."""
    rows = table(batch.sheet)
    if batch.by_day:
        return _parts(batch, rows, {"stands_on": batch.day}).order_by("stands_on", "branch")
    seen = looked_at(batch, rows, table(WINDOWS))
    parts = _parts(batch, seen, {"stands_on": batch.day if batch.flows else "win_until", "on": "on"})
    return _finished(batch, _together(batch, below(batch, parts), ["org", "on", *batch.groups]))


def _edges(batch: Batch) -> ir.Table:
    """Of each branch the newest (or oldest) period: of all its rows in a sheet of returns, else of those that count."""
    seen = _by_period(batch)
    if batch.flows:
        return _finished(batch, _together(batch, with_edges(batch, below(batch, seen), ["org", "branch", "on"]), ["org", "on", *batch.groups]))
    by_branch = _together(batch, with_edges(batch, seen, ["branch", "on"]), ["branch", "on", "stands_on", *batch.groups])
    return _finished(batch, _together(batch, below(batch, by_branch), ["org", "on", *batch.groups]))


def _by_period(batch: Batch) -> ir.Table:
    """Parts by branch and period beside every window they belong to."""
    rows, windows = table(batch.sheet), table(WINDOWS)
    if batch.mode in _BY_WINDOW:
        return _parts(batch, looked_at(batch, rows, windows), {"period_on": "period_on", "stands_on": "win_until", "on": "on"})
    parts = _parts(batch, rows, {"period_on": "period_on", "day": batch.day})
    seen = parts.join(windows, [parts.day <= windows.win_until, *([parts.day >= windows.win_since] if batch.flows else [])])
    return seen.mutate(stands_on=seen.day if batch.flows else seen.win_until)


def with_edges(batch: Batch, seen: ir.Table, keys: Sequence[str]) -> ir.Table:
    """The parts, and for each aggregate whether a part is of the newest period; where a branch moved, each organisation has oldest ones of its own."""
    edges = seen.group_by(keys).aggregate(**{f"period_{name}": _edge(batch, seen, name, asked) for name, asked in batch.named})
    both = seen.join(edges, keys)
    return both.mutate(**{f"edge_{name}": both.period_on == both[f"period_{name}"] for name in batch.names})


def _edge(batch: Batch, seen: ir.Table, name: str, asked: Aggregate) -> ir.DateValue:
    counted = seen.filled > 0 if batch.returns else seen[f"cells_{name}"] > 0
    return seen.period_on.max(where=counted) if asked.function == "last" else seen.period_on.min(where=counted)


def looked_at(batch: Batch, rows: ir.Table, windows: ir.Table) -> ir.Table:
    """The rows of a sheet beside every window that they belong to."""
    if batch.mode == "register":
        since, until = rows.listed_on, rows.delisted_on
        return rows.join(windows, [since.isnull() | (since <= windows.win_until), until.isnull() | (until > windows.win_until)])
    day = rows[batch.day]
    return rows.join(windows, [day <= windows.win_until, *([day >= windows.win_since] if batch.flows else [])])


def _parts(batch: Batch, rows: ir.Table, keys: Mapping[str, str]) -> ir.Table:
    """The rows brought together by branch, by these columns under these names, and by group; in a nil return all cells are null."""
    found = _counts(batch, rows)
    for name, asked in batch.named:
        inside, cells = holds(rows, asked) if asked.filters else None, rows[asked.column]
        found[name] = getattr(cells, _OF_CELLS.get(asked.function, "sum"))(where=inside).cast("float64")
        if batch.way == "edge":
            found |= {"filled": rows.count(where=rows.nil.isnull()), f"cells_{name}": cells.count(where=inside)}
    by = {"branch": rows.branch, **{name: rows[column] for name, column in keys.items()}, **{name: rows[name] for name in batch.groups}}
    return rows.group_by(**by).aggregate(**found)


def _counts(batch: Batch, rows: ir.Table) -> dict[str, ir.Value]:
    """How many nil returns there are, and how many rows that count for each aggregate; numbers of all kinds are added up as floats."""
    found = {batch.rows_of[name]: rows.count(where=holds(rows, asked)).cast("float64") for name, asked in batch.named}
    return {"nils": rows.nil.count().cast("float64"), **found}


def below(batch: Batch, parts: ir.Table) -> ir.Table:
    """Parts beside every organisation that their branch stood below on their day; only open branches have stocks."""
    lines = table(LINES)
    at = [parts.branch == lines.branch, parts.stands_on >= lines.since, parts.stands_on < lines.until]
    return parts.join(lines, at if batch.flows else [*at, lines.open], rname="line_{name}")


def _together(batch: Batch, parts: ir.Table, keys: Sequence[str]) -> ir.Table:
    """Parts with the same keys brought together: of aggregates with an edge only those at it, of whose rows in a ledger all."""
    found: dict[str, ir.Value] = {name: parts[name].sum() for name in ("nils", *batch.rows_of.values())}
    for name, asked in batch.named:
        edge = f"edge_{name}"
        only = {"where": parts[edge]} if edge in parts.columns else {}
        found[name] = getattr(parts[name], _OF_PARTS.get(asked.function, "sum"))(**only)
        if only and batch.returns:
            found[batch.rows_of[name]] = parts[batch.rows_of[name]].sum(**only)
    return parts.group_by([parts[key] for key in keys]).aggregate(**found)


def _finished(batch: Batch, sums: ir.Table) -> ir.Table:
    """A nil return and no row that counts give 0 (the branch reported), only blank or dashed cells null.

    In a ledger a newest row is one that has a value, so blank rows still count as rows there.
    """
    found = {}
    for name, asked in batch.named:
        number, none = sums[name], sums[batch.rows_of[name]].coalesce(0.0) == 0
        if asked.function in ("count", "distinct"):
            number = number.nullif(0.0)
        nothing = none if batch.way == "edge" else none | (sums.nils > 0)
        found[name] = number if asked.function in ("min", "max") else ibis.coalesce(number, ibis.ifelse(nothing, 0.0, ibis.null("float64")))
    return sums.select("org", "on", *batch.groups, **found)


def _by_value(batch: Batch) -> ir.Table:
    """Values and listed units brought together by branch and value, then by organisation and value, and counted last."""
    filed = looked_at(batch, table(batch.sheet), table(WINDOWS))
    rows = with_units(filed, table(listed(batch.sheet, batch.column))) if batch.way == "units" else filed
    parts = _by_branch_and_value(batch, rows)
    keys = ["org", "on", *batch.groups]
    found = _counted(batch, _together(batch, below(batch, parts), [*keys, "counted"]), keys)
    return (
        _zero_where_reported(batch, found, below(batch, filed.mutate(stands_on=filed[batch.day] if batch.flows else filed.win_until)))
        if batch.way == "units"
        else found
    )


def _by_branch_and_value(batch: Batch, rows: ir.Table) -> ir.Table:
    """How often each value stands in the rows that count; a unit stands where the register has it on the window's last day."""
    own_day = batch.flows and batch.way == "values"
    rows = rows.mutate(counted=rows.unit if batch.way == "units" else rows[batch.column], stands_on=rows[batch.day] if own_day else rows.win_until)
    found = {name: rows.counted.count(where=holds(rows, asked)).cast("float64") for name, asked in batch.named}
    return rows.group_by("branch", "on", "stands_on", "counted", *batch.groups).aggregate(**_counts(batch, rows), **found)


def _counted(batch: Batch, parts: ir.Table, keys: Sequence[str]) -> ir.Table:
    found: dict[str, ir.Value] = {name: parts[name].sum() for name in ("nils", *batch.rows_of.values())}
    for name, asked in batch.named:
        found[name] = parts.count(where=parts[name] > 0).cast("float64") if asked.function == "distinct" else parts[name].sum()
    return _finished(batch, parts.group_by([parts[key] for key in keys]).aggregate(**found))


def with_units(placed: ir.Table, codes: ir.Table) -> ir.Table:
    """One row a listed unit, filed under the branch that has the unit in the register on the date, else under the filer."""
    register = table(REGISTER)
    since, until = register.listed_on.coalesce(ibis.literal(ALWAYS)), register.delisted_on.coalesce(ibis.literal(NEVER))
    units = register.select(unit_since=since, unit_until=until, **{f"unit_{name}": register[name] for name in register.columns})
    rows = placed.join(codes, "row_id")
    rows = rows.left_join(units, [rows.unit == units.unit_unit_code, units.unit_since <= rows.win_until, units.unit_until > rows.win_until])
    return rows.mutate(branch=ibis.coalesce(rows.unit_branch, rows.branch))


def _zero_where_reported(batch: Batch, found: ir.Table, filed: ir.Table) -> ir.Table:
    """Listed codes count for the unit's branch; a branch that filed the sheet but has none of the units has 0, not null."""
    keys = ["org", "on", *batch.groups]
    both = filed.group_by(keys).aggregate(rows_filed=filed.count()).outer_join(found, keys)
    values = {name: ibis.ifelse(both.org_right.isnull(), ibis.literal(0.0), both[name]) for name in batch.names}
    return both.select(**{key: ibis.coalesce(both[key], both[f"{key}_right"]) for key in keys}, **values)
