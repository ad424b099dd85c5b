"""Ledgers that never stood in a workspace: what would be, had only one thing changed between two snapshots."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.federation import Federation
from ledger.ledger import Ledger
from ledger.rows import SheetRows
from ledger.state import State
from schema import period as periods
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.registry import BRANCH_SHEETS, RETURN_NOTE, SHEETS, by_title
from schema.setting import Setting
from schema.sheet import Sheet
from schema.target import Target

RULES: Sequence[type[Sheet]] = (Organisation, Indicator, Assignment, Setting)
"""The sheets that decide how a figure is made: who belongs to whom, the formulas, who owes what, the settings."""


def with_master(ledger: Ledger, other: Ledger, sheets: Sequence[type[Sheet]]) -> Ledger:
    """The ledger with these sheets of the master workbook as they stand in another; the ledger itself where they are the same."""
    own, theirs = ledger.federation, other.federation
    names = [model.about.name for model in sheets if not _same(own.tables[model.about.name], theirs.tables[model.about.name])]
    if not names:
        return ledger
    tables = {**own.tables, **{name: theirs.tables[name] for name in names}}
    return Ledger(ledger.state, Federation(tables, {**own.layouts, **{name: theirs.layouts[name] for name in names if name in theirs.layouts}}))


def with_targets(ledger: Ledger, other: Ledger, day: dt.date) -> Ledger:
    """The ledger with the versions of targets that another had in force on a day or before."""
    name = Target.about.name
    table = other.federation.tables[name]
    begun = table["effective_on"].cast(pa.date32())
    known = table.filter(pc.fill_null(pc.less_equal(begun, pa.scalar(day, pa.date32())), True))
    if _same(ledger.federation.tables[name], known):
        return ledger
    layouts = {**ledger.federation.layouts, **({name: other.federation.layouts[name]} if name in other.federation.layouts else {})}
    return Ledger(ledger.state, Federation({**ledger.federation.tables, name: known}, layouts))


def caught_up(before: Ledger, after: Ledger, day: dt.date, *, late: bool) -> Ledger:
    """The rows of the ledger before, with those of the ledger after in their place for periods that had ended by a day.

    Without ``late`` a return that had not been filed before stays unfiled: what differs then are corrections. Rules and targets are those before.
    """
    owners = {book.owner for book in after.state.books.values()}
    gone = [name for name, book in before.state.books.items() if book.owner not in owners]
    books = {**after.state.books, **{name: before.state.books[name] for name in gone}}
    at = {book.owner: place for place, book in enumerate(books.values())}
    sheets = dict(after.state.sheets)
    for model in (*BRANCH_SHEETS, RETURN_NOTE):
        name = model.about.name
        then, now = _rows(before.state, name, at), _rows(after.state, name, at)
        filed = None if late else _filed(before, model)
        parts = [_kept(then, day, ended=False), _of_returns(_kept(now, day, ended=True), model, filed)]
        sheets[name] = _in_order(pa.concat_tables(parts, promote_options="default"), len(books))
    for name, rows in sheets.items():
        if name in SHEETS and SHEETS[name] not in (*BRANCH_SHEETS, RETURN_NOTE):
            sheets[name] = SheetRows(rows.table, np.concatenate([rows.starts, np.full(len(gone), rows.starts[-1])]))
    revisions = {name: f"{after.revision} {before.revision} {late}" for name in books}
    return Ledger(State(books, sheets, revisions), before.federation)


_AT, _OWNER = "at", "owner"


def _rows(state: State, name: str, at: dict[str, int]) -> pa.Table:
    """The rows of a sheet with the owner of their book and its place among the books that will be."""
    rows = state.sheets[name]
    owners = rows.by_row(np.array([book.owner for book in state.books.values()], object))
    places = rows.by_row(np.array([at[book.owner] for book in state.books.values()], np.int64))
    return rows.table.append_column(_OWNER, pa.array(owners, pa.string())).append_column(_AT, pa.array(places, pa.int64()))


def _kept(rows: pa.Table, day: dt.date, *, ended: bool) -> pa.Table:
    """The rows of periods that had ended by a day, or the others; a row without a period belongs to the ended."""
    known = [period for period in pc.unique(rows["period"]).to_pylist() if period]
    over = [period for period in known if periods.last_day(period) <= day]
    inside = pc.or_(pc.is_in(rows["period"], pa.array(over, pa.string())), pc.is_null(rows["period"]))
    return rows.filter(inside if ended else pc.invert(inside))


def _filed(ledger: Ledger, model: type[Sheet]) -> dict[str, set[tuple[str, str]]]:
    """By sheet the branches and periods that had been filed; for notes those of every sheet."""
    names = [model.about.name] if model is not RETURN_NOTE else [each.about.name for each in BRANCH_SHEETS]
    found = {}
    for name in names:
        told = ledger.filed_by_sheet[name]
        found[name] = set(zip(told["branch"].to_pylist(), told["period"].to_pylist(), strict=True))
    return found


def _of_returns(rows: pa.Table, model: type[Sheet], filed: dict[str, set[tuple[str, str]]] | None) -> pa.Table:
    """The rows that belong to one of these returns; all where no returns are named."""
    if filed is None:
        return rows
    titles = rows["sheet"].to_pylist() if model is RETURN_NOTE else None
    names = [_name(title) for title in titles] if titles is not None else [model.about.name] * len(rows)
    told = zip(names, rows[_OWNER].to_pylist(), rows["period"].to_pylist(), strict=True)
    return rows.filter(pa.array([(owner, period) in filed.get(name, ()) for name, owner, period in told], pa.bool_()))


def _name(title: str | None) -> str:
    found = by_title(title) if title else None
    return found.about.name if found else ""


def _in_order(rows: pa.Table, books: int) -> SheetRows:
    """Rows gathered book by book, those of a book in the order they came."""
    places = rows[_AT].to_numpy()
    order = np.argsort(places, kind="stable")
    counts = np.bincount(places, minlength=books)
    return SheetRows(rows.take(pa.array(order)).drop_columns([_AT, _OWNER]), np.concatenate([[0], np.cumsum(counts)]))


def _same(one: pa.Table, other: pa.Table) -> bool:
    """Whether two tables of the master workbook say the same, wherever in the sheet it stands."""
    unheeded = [name for name in ("row", "book") if name in one.column_names]
    return bool(one.drop_columns(unheeded).equals(other.drop_columns(unheeded)))
