"""The single cells that an aggregate counts: the rows as the aggregates place, filter and bring them up the tree, but not brought together."""

import datetime as dt
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pandas as pd

from ledger.engine import WINDOWS, given, table
from ledger.ledger import Ledger
from ledger.tables import listed
from progress.aggregates import Batch, Request, below, looked_at, with_edges, with_units
from progress.conditions import holds
from progress.formula import Aggregate
from progress.windows import Window
from schema.registry import SHEETS

NUMERIC = ("whole", "decimal")


@dataclass(frozen=True)
class Counted:
    """The question for the cells that one aggregate counts of the organisation that its window is for."""

    batch: Batch

    @property
    def asked(self) -> Aggregate:
        """The aggregate."""
        return self.batch.asked[0]

    def expression(self) -> ir.Table:
        """Branch, book, row, period, the number in the cell, and as ``shown`` the text, code or unit where it holds no number."""
        seen = self._kept(self._placed())
        is_number = SHEETS[self.batch.sheet].column(self.asked.column).kind in NUMERIC
        return seen.select(
            "branch",
            "book",
            "row",
            period=seen.period if "period" in seen.columns else ibis.null("string"),
            number=seen.counted.cast("float64") if is_number else ibis.null("float64"),
            shown=ibis.null("string") if is_number else seen.counted.cast("string"),
        )

    def _placed(self) -> ir.Table:
        """The rows that belong to the window, each with what is counted in it, whether it is, and the day its branch is looked at."""
        rows = looked_at(self.batch, table(self.batch.sheet), table(WINDOWS))
        if self.batch.way == "units":
            rows = with_units(rows, table(listed(self.batch.sheet, self.batch.column)))
        counted = rows.unit if self.batch.way == "units" else rows[self.asked.column]
        own_day = self.batch.flows and self.batch.way != "units"
        passes = holds(rows, self.asked) & counted.notnull()
        return rows.mutate(counted=counted, passes=passes, stands_on=rows[self.batch.day] if own_day else rows.win_until)

    def _kept(self, placed: ir.Table) -> ir.Table:
        """The rows that count, below the organisation; of an edge those of the newest or oldest period."""
        if self.batch.way != "edge":
            seen = below(self.batch, placed)
            return seen.filter(seen.org == seen.win_org, seen.passes)
        placed = placed.mutate(filled=placed.nil.isnull().cast("int64"), cells_a0=placed.passes.cast("int64"))
        if self.batch.flows:
            seen = with_edges(self.batch, below(self.batch, placed), ["org", "branch", "on"])
        else:
            seen = below(self.batch, with_edges(self.batch, placed, ["branch", "on"]))
        return seen.filter(seen.org == seen.win_org, seen.passes, seen.edge_a0)


def cells_of(ledger: Ledger, request: Request, window: Window, org: str, on: dt.date) -> pd.DataFrame:
    """The cells that an aggregate counts for an organisation, oldest first: branch, book, row, period, value, shown.

    ``value`` is what the cell adds: its number, or 1 where cells are counted. What is counted once stands once, where it was filed first.
    """
    batch = Batch(request.aggregate.sheet, request.mode, request.way, request.column, (), (request.aggregate,))
    org_at = ledger.organisations.place(org)
    windows = given(WINDOWS, {"on": [on], "win_since": [window.since], "win_until": [window.until], "win_org": [org_at]})
    answer = ledger.engine.answer(Counted(batch), windows)
    found: pd.DataFrame = answer.to_pandas()
    found["branch"] = pd.Index(ledger.organisations.codes).take(found["branch"].to_numpy())
    found = found.sort_values(["period", "branch", "book", "row", "shown"], ignore_index=True)
    if request.aggregate.function == "distinct":
        found = found.drop_duplicates(["number", "shown"], ignore_index=True)
    counts = request.aggregate.function in ("count", "distinct")
    return found.assign(value=1.0 if counts else found["number"])
