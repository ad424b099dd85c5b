"""Measures: formulas brought to numbers for every organisation and date at once; sums first, division last."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import cast

import numpy as np
import pandas as pd

from ledger.ledger import Ledger
from progress.aggregates import Request, aggregate
from progress.cube import Cube, Numbers
from progress.formula import Aggregate, Bare, Binary, Node, Number, YearAgo
from progress.windows import Windows
from schema.registry import SHEETS

NUMBERS = ("value", "numerator", "denominator")
_PLACES = 9
_OPERATORS = {"+": np.add, "-": np.subtract, "*": np.multiply}


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
    cube, solved = _solved(ledger, asked, groups)
    found = [_rows(cube, each, numbers) for each, numbers in zip(asked, solved, strict=True)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["org", "on", *groups, "key", *NUMBERS])


def solve(ledger: Ledger, asked: Sequence[Measure]) -> list[Mapping[str, Numbers]]:
    """The NUMBERS of measures that are all asked on the same dates: on each date, the oldest first, of each organisation, as in 单位."""
    return _solved(ledger, asked, ())[1]


def _solved(ledger: Ledger, asked: Sequence[Measure], groups: Sequence[str]) -> tuple[Cube, list[Mapping[str, Numbers]]]:
    plan = Plan()
    parts = [[(name, plan.add(each, node)) for name, node in parts_of(each)] for each in asked]
    tables = aggregate(ledger, plan.requests, plan.windows, groups)
    codes, days = ledger.organisations.codes, sorted({on for each in asked for on in each.windows})
    cube = Cube.of(codes, tables, groups) if groups else Cube.dense(codes, days, tables)
    unknown = np.full(cube.size, np.nan)
    told = [{name: _told(cube, each, node, is_whole(dict(parts_of(each))[name])) for name, node in nodes} for each, nodes in zip(asked, parts, strict=True)]
    return cube, [{name: numbers.get(name, unknown) for name in NUMBERS} for numbers in told]


def is_whole(node: Node) -> bool:
    """Whether a formula can only give whole numbers, from which adding floats leaves nothing behind."""
    if isinstance(node, Aggregate):
        return node.function in ("count", "distinct") or SHEETS[node.sheet].column(node.column).kind == "whole"
    if isinstance(node, Number):
        return node.value == int(node.value)
    if isinstance(node, YearAgo):
        return is_whole(node.of)
    return isinstance(node, Binary) and node.operator != "/" and is_whole(node.left) and is_whole(node.right)


def _told(cube: Cube, each: Measure, node: object, whole: bool) -> Numbers:
    found = number(cube, each, node)
    return found if whole else found.round(_PLACES)


def parts_of(each: Measure) -> list[tuple[str, Node]]:
    """The formulas that are computed of a measure, by their names in NUMBERS; a numerator and denominator only of a division."""
    found = [("value", each.formula)]
    return found if each.ratio is None else [*found, ("numerator", each.ratio[0]), ("denominator", each.ratio[1])]


@dataclass(frozen=True)
class _Named:
    """A column of the cube that stands in place of an aggregate."""

    column: str


class Plan:
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
        return node

    def _window_key(self, windows: Windows, years: int) -> str:
        moved = {on: reduce(lambda found, _: found.year_ago(), range(years), window) for on, window in windows.items()}
        key = self._keys.setdefault(tuple(moved.items()), f"w{len(self._keys)}")
        self.windows[key] = moved
        return key


def named_in(planned: object) -> set[str]:
    """The columns that a formula of a plan reads."""
    if isinstance(planned, _Named):
        return {planned.column}
    return named_in(planned[1]) | named_in(planned[2]) if isinstance(planned, tuple) else set()


def _rows(cube: Cube, each: Measure, numbers: Mapping[str, Numbers]) -> pd.DataFrame:
    """The rows of one measure on the dates it was asked for."""
    on = cube.keys["on"].isin(list(each.windows)).to_numpy()
    return cube.keys[on].assign(key=each.key, **{name: found[on] for name, found in numbers.items()})


def number(cube: Cube, each: Measure, node: object) -> Numbers:
    """The number of a formula of a plan in every place of the cube; NaN where it has none."""
    if isinstance(node, _Named):
        return cube.columns[node.column]
    if isinstance(node, Number):
        return np.full(cube.size, node.value)
    if isinstance(node, Bare):
        return _given(cube, each, node.name)
    operator, left, right = cast(tuple[str, object, object], node)
    first, second = number(cube, each, left), number(cube, each, right)
    if operator == "/":
        quotient: Numbers = np.divide(first, second, out=np.full(len(first), np.nan), where=second != 0)
        return quotient
    found: Numbers = _OPERATORS[operator](first, second)
    return found


def _given(cube: Cube, each: Measure, name: str) -> Numbers:
    """``target``, ``elapsed`` or ``months`` in every place of the cube."""
    if name == "target":
        told = [each.targets.get(key) for key in zip(cube.keys["org"], cube.keys["on"], strict=True)]
    else:
        by_day = each.elapsed if name == "elapsed" else {on: window.months for on, window in each.windows.items()}
        told = [by_day.get(on) for on in cube.keys["on"]]
    return np.array(told, np.float64)
