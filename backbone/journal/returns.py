"""Returns: one sheet of one branch for one period, and which of them a change touches."""

from collections.abc import Mapping
from typing import NamedTuple

from backbone.book import Change
from schema.entries import OF_THE_FILLING
from schema.period import is_inside
from schema.registry import RETURN_NOTE, by_title


class Return(NamedTuple):
    """What is reviewed and locked: one sheet (by title) of one branch for one period."""

    org: str
    sheet: str
    period: str

    def holds(self, other: "Return") -> bool:
        """Whether another return of the branch and sheet is this one or one for a shorter period inside it."""
        return (self.org, self.sheet) == (other.org, other.sheet) and is_inside(other.period, self.period)


def touched(change: Change) -> frozenset[Return]:
    """The returns, by the periods of their rows, of which a change alters figures or notes: those its rows were in and those they come to be in.

    Who filled a row in, when, and what he remarked is no figure. A row whose period cannot be read is in no return.
    """
    if not change.branch:
        return frozenset()
    altered = [row for row in change.rows if row.wanted.keys() - set(OF_THE_FILLING)]
    stood = [_of(change, cells) for row in altered for cells in (row.seen, {**row.seen, **row.wanted})]
    return frozenset(found for found in stood if found)


def _of(change: Change, cells: Mapping[str, str]) -> Return | None:
    model = by_title(cells.get("sheet", "")) if change.model is RETURN_NOTE else change.model
    try:
        period = change.model.read("period", cells.get("period", ""))
    except ValueError:
        return None
    return Return(change.branch, model.about.title, period) if model and period else None
