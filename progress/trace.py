"""Where a figure comes from: the cells of which workbooks stand behind it, and the figure made of them again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ledger.ledger import Ledger
from progress.aggregates import Request, aggregate
from progress.cells import cells_of
from progress.cube import Cube
from progress.filters import Filter
from progress.formula import Aggregate
from progress.indicators import Indicator
from progress.measure import Measure, Plan, named_in, number, parts_of
from progress.records import UnknownIndicator, measures
from schema.registry import SHEETS
from schema.table import Layout

CELLS = ("aggregate", "part", "branch", "book", "sheet", "row", "cell", "header", "period", "value", "shown")
SUMS = ("part", "text", "function", "sheet", "column", "since", "until", "figure")
BOTH, OTHER = "both", "value"
_EXTREMES = ("min", "max")
_LITERAL = {">=", "<=", ">", "<"}


@dataclass(frozen=True)
class Trace:
    """A figure of one organisation on one day, followed back to its cells.

    ``sums`` has a row for each aggregate of the formula, by its name (``a0``, …), with the columns SUMS: ``part`` is numerator, denominator or both,
    value where the formula is no division; ``text`` is written as in 指标; ``since`` and ``until`` are of its window; ``figure`` is the number that the
    engine gave it, NaN for unknown. ``cells`` has a row for each cell that is counted, with the columns CELLS: ``aggregate`` names a row of ``sums``,
    ``value`` is what the cell adds, ``shown`` what stands in it where that is no number.
    """

    org: str
    on: dt.date
    measure: Measure
    tree: Mapping[str, object]
    sums: pd.DataFrame
    cells: pd.DataFrame

    @property
    def again(self) -> "pd.Series[float]":
        """The aggregates made of the cells alone, by name. Where no cell is counted, 0 if the figure is known at all: nil returns have no cells."""
        values = {name: self.cells.loc[self.cells["aggregate"] == name, "value"] for name in self.sums.index}
        found = {name: total(row["function"], values[name], row["figure"]) for name, row in self.sums.to_dict("index").items()}
        return pd.Series(found, dtype="float64")

    def recomputed(self) -> dict[str, float]:
        """Value, and numerator and denominator of a division, by the indicator's formula from the aggregates made again; NaN for unknown."""
        cube = Cube((self.org,), (self.on,), {str(name): np.array([value]) for name, value in self.again.items()}, 1)
        return {name: float(number(cube, self.measure, node)[0]) for name, node in self.tree.items()}


def traced(ledger: Ledger, indicators: Mapping[str, Indicator], indicator: str, org: str, on: dt.date, goal: str = "") -> Trace:
    """The cells behind the figure of an indicator, organisation and day under one of its goals, the first without a name.

    The same rules place and filter the rows as in ``progress.records``. Raises UnknownIndicator, also for one whose formula cannot be used.
    """
    asked = measures(ledger, indicators[indicator], on) if indicator in indicators else {}
    measure = asked.get(goal) or next(iter(asked.values()), None)
    if measure is None:
        raise UnknownIndicator(indicator)
    plan = Plan()
    tree = {name: plan.add(measure, node) for name, node in parts_of(measure)}
    numbers = Cube.dense(ledger.organisations.codes, [on], aggregate(ledger, plan.requests, plan.windows)).columns
    at, parts = ledger.organisations.place(org), _parts(tree)
    sums, cells = [], []
    for name, request in plan.requests.items():
        window = plan.windows[request.windows][on]
        part = parts.get(name, OTHER)
        told = {"function": request.aggregate.function, "sheet": request.aggregate.sheet, "column": request.aggregate.column}
        told |= {"aggregate": name, "part": part, "text": written(request.aggregate)}
        sums.append({**told, "since": window.since, "until": window.until, "figure": float(numbers[name][at])})
        cells.append(_located(ledger, request, cells_of(ledger, request, window, org, on)).assign(aggregate=name, part=part))
    found = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=list(CELLS))
    return Trace(org, on, measure, tree, pd.DataFrame(sums, columns=["aggregate", *SUMS]).set_index("aggregate"), found[list(CELLS)])


def total(function: str, values: "pd.Series[float]", figure: float) -> float:
    """What an aggregate makes of these cells; without cells nothing or, where the figure is known, 0."""
    if values.empty:
        return np.nan if np.isnan(figure) or function in _EXTREMES else 0.0
    return float(getattr(values, function if function in _EXTREMES else "sum")())


def _parts(tree: Mapping[str, object]) -> dict[str, str]:
    """For each aggregate of a division whether it stands above or below the line."""
    above, under = named_in(tree.get("numerator")), named_in(tree.get("denominator"))
    return dict.fromkeys(above, "numerator") | dict.fromkeys(under, "denominator") | dict.fromkeys(above & under, BOTH)


def _located(ledger: Ledger, request: Request, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with the title of their sheet, their header and their address as they stand in the workbook."""
    sheet, column = request.aggregate.sheet, request.aggregate.column
    model = SHEETS[sheet]
    layouts = {book: ledger.state.books[book].layouts.get(sheet, Layout(model.about.title, {})) for book in cells["book"].unique()}
    return cells.assign(
        sheet=[layouts[book].title for book in cells["book"]],
        cell=[layouts[book].cell(row, column) for book, row in zip(cells["book"], cells["row"], strict=True)],
        header=model.column(column).header,
    )


def written(asked: Aggregate) -> str:
    """An aggregate as it is written in a formula."""
    return f"{asked.function}({', '.join([f'{asked.sheet}.{asked.column}', *map(_filter, asked.filters)])})"


def _filter(kept: Filter) -> str:
    if kept.comparison in ("in_force", "expires_in"):
        return f"{kept.comparison}={kept.values[0] if kept.values else True}"
    sign = kept.comparison if kept.comparison in _LITERAL else "!=" if kept.comparison == "not_in" else ""
    values = [None] if kept.comparison == "blank" else list(kept.values)
    told = [f'"{sign}{value}"' if sign or not isinstance(value, bool | float | int | None) else str(value) for value in values]
    return f"{kept.column}={told[0] if len(told) == 1 else '[' + ', '.join(told) + ']'}"
