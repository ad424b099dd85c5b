"""Measures: formulas brought to numbers for every organisation and date, in one query; sums first, division last."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import cast

import ibis
import ibis.expr.types as ir
import pandas as pd

from ledger.ledger import Ledger
from progress.aggregates import Request, aggregate
from progress.formula import Aggregate, Bare, Binary, Node, Number, YearAgo, walk
from progress.windows import Windows


@dataclass(frozen=True)
class Measure:
    """A formula over windows. ``targets`` (by organisation and date) and ``elapsed`` (by date) serve formulas that name them."""

    key: str
    formula: Node
    ratio: tuple[Node, Node] | None
    windows: Windows
    by_event: bool = False
    targets: Mapping[tuple[str, dt.date], float | None] = field(default_factory=dict)
    elapsed: Mapping[dt.date, float] = field(default_factory=dict)

    def within(self, windows: Windows, *, by_event: bool = False) -> "Measure":
        """The same measure over other windows."""
        return replace(self, windows=windows, by_event=by_event)


def measure(ledger: Ledger, asked: Sequence[Measure], groups: Sequence[str] = ()) -> pd.DataFrame:
    """A row for each organisation, date and measure: org, on, key, value, numerator, denominator (and the group columns)."""
    if not asked:
        return pd.DataFrame(columns=["org", "on", *groups, "key", "value", "numerator", "denominator"])
    plan = _Plan()
    parts = {name: node for position, each in enumerate(asked) for name, node in _parts(position, each)}
    numbers = {name: plan.add(asked[int(name[1:])], node) for name, node in parts.items()}
    keys = ["org", "on", *groups]
    tables = aggregate(ledger.engine, plan.requests, plan.windows, groups)
    rows = _grid(ledger, asked, tables, keys) if not groups else _seen(tables, keys)
    for position, table in enumerate([*tables, *_given(ledger, asked, groups)]):
        rows = rows.left_join(table, [key for key in keys if key in table.columns], rname=f"t{position}_{{name}}")
    wide = ledger.engine.execute(rows.select(*keys, **{name: _number(rows, node) for name, node in numbers.items()}))
    return pd.concat([_long(wide, position, each, keys) for position, each in enumerate(asked)], ignore_index=True)


def _parts(position: int, each: Measure) -> list[tuple[str, Node]]:
    found = [(f"v{position}", each.formula)]
    return found if each.ratio is None else [*found, (f"n{position}", each.ratio[0]), (f"d{position}", each.ratio[1])]


@dataclass(frozen=True)
class _Named:
    """A column of the joined table that stands in place of an aggregate or a bare name."""

    column: str


class _Plan:
    """Collects the aggregates of all formulas, each once, and the windows they look through."""

    def __init__(self) -> None:
        self.requests: dict[str, Request] = {}
        self.windows: dict[str, Windows] = {}
        self._names: dict[Request, str] = {}
        self._keys: dict[tuple[object, ...], str] = {}

    def add(self, each: Measure, node: Node, years: int = 0) -> object:
        """The formula with every aggregate replaced by the name of its column."""
        if isinstance(node, Aggregate):
            request = Request(node, self._window_key(each.windows, years), each.by_event)
            name = self._names.setdefault(request, f"a{len(self._names)}")
            self.requests[name] = request
            return _Named(name)
        if isinstance(node, Binary):
            return (node.operator, self.add(each, node.left, years), self.add(each, node.right, years))
        if isinstance(node, YearAgo):
            return self.add(each, node.of, years + 1)
        return _Named(f"{node.name}_{each.key}") if isinstance(node, Bare) else node

    def _window_key(self, windows: Windows, years: int) -> str:
        moved = {on: reduce(lambda found, _: found.year_ago(), range(years), window) for on, window in windows.items()}
        key = self._keys.setdefault(tuple(moved.items()), f"w{len(self._keys)}")
        self.windows[key] = moved
        return key


def _grid(ledger: Ledger, asked: Sequence[Measure], tables: Sequence[ir.Table], keys: Sequence[str]) -> ir.Table:
    days = sorted({on for each in asked for on in each.windows})
    rows = [{"org": code, "on": on} for code in ledger.organisations.codes for on in days]
    return ibis.memtable(pd.DataFrame(rows, columns=["org", "on"]), schema={"org": "string", "on": "date"})


def _seen(tables: Sequence[ir.Table], keys: Sequence[str]) -> ir.Table:
    return ibis.union(*(table.select(*keys) for table in tables), distinct=True) if len(tables) > 1 else tables[0].select(*keys)


def _given(ledger: Ledger, asked: Sequence[Measure], groups: Sequence[str]) -> list[ir.Table]:
    """The values of ``target``, ``elapsed`` and ``months`` as a table, for the measures whose formula names one."""
    named = [each for each in asked if any(isinstance(part, Bare) for part in walk(each.formula))]
    if not named or groups:
        return []
    days = sorted({on for each in named for on in each.windows})
    rows = [{"org": org, "on": on, **_bare_values(named, org, on)} for org in ledger.organisations.codes for on in days]
    kinds = {name: "float64" for name in _bare_values(named, "", days[0])}
    return [ibis.memtable(pd.DataFrame(rows), schema={"org": "string", "on": "date", **kinds})]


def _bare_values(named: Sequence[Measure], org: str, on: dt.date) -> dict[str, float | None]:
    values: dict[str, float | None] = {}
    for each in named:
        values[f"target_{each.key}"] = each.targets.get((org, on))
        values[f"elapsed_{each.key}"] = each.elapsed.get(on)
        values[f"months_{each.key}"] = float(each.windows[on].months) if on in each.windows else None
    return values


def _number(rows: ir.Table, node: object) -> ir.Value:
    if isinstance(node, _Named):
        return rows[node.column]
    if isinstance(node, Number):
        return ibis.literal(node.value)
    operator, left, right = cast(tuple[str, object, object], node)
    first, second = _number(rows, left), _number(rows, right)
    if operator == "/":
        return first / second.nullif(0.0)
    return first + second if operator == "+" else first - second if operator == "-" else first * second


def _long(wide: pd.DataFrame, position: int, each: Measure, keys: Sequence[str]) -> pd.DataFrame:
    found = wide[list(keys)].copy()
    found["key"] = each.key
    for name, letter in (("value", "v"), ("numerator", "n"), ("denominator", "d")):
        column = f"{letter}{position}"
        found[name] = pd.to_numeric(wide[column]).round(9) if column in wide else float("nan")
    return found[pd.to_datetime(found["on"]).dt.date.isin(set(each.windows))]
