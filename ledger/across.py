"""Asking the rules between sheets, branches and months, column by column over all branches at once."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.books import CheckedBook
from ledger.contracts import one_contract, within_due, within_staff
from ledger.rows import Numbers
from ledger.seen import Rows, Seen, overlapping
from schema import period as periods
from schema.across import AsRegistered, OneBranch, OneContract, OnePlaceADay, WhereGrowthAsks, WithinDue, WithinStaff, WithinSum
from schema.assignment import Assignment
from schema.folding import fold, identifier
from schema.indicator import Indicator
from schema.issue import Issue
from schema.neighbours import compared
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, RETURN_NOTE, SHEETS, by_title
from schema.sheet import Sheet
from schema.target import EVERY_LEAF
from schema.workspace import MASTER

Ask = Callable[[Any, type[Sheet], Seen], Iterator[Issue]]
_WORD = re.compile(r"\w+\.\w+")
_EPOCH = dt.date(1970, 1, 1)
_FAR = 1 << 22


def across_issues(seen: Seen) -> Iterator[Issue]:
    """Everything these rules find, sheet by sheet, after the tabs that are not read for their names."""
    for book in seen.books.values():
        expected = {*book.sheets, *_owed(seen, book)} if book.nearly else ()
        for title, name in book.nearly:
            if name in expected:
                yield Issue("renamed_sheet", book.name, title, severity="warn", values={"expected": SHEETS[name].about.title})
    for model in SHEETS.values():
        if model.across and len(seen.rows(model).table):
            for rule in model.across:
                yield from _ASKS[type(rule)](rule, model, seen)


def _owed(seen: Seen, book: CheckedBook) -> Iterator[str]:
    """The names of the sheets a book may be expected to have: those a branch owes (all where nobody says who owes what), the optional ones of the master."""
    assignments = seen.federation.rows(Assignment)
    own = {book.owner, EVERY_LEAF, *(row.kind for row in seen.federation.organisations.rows if row.code == book.owner)}
    if book.name == MASTER:
        yield from (model.about.name for model in MASTER_SHEETS if model.about.optional)
    else:
        yield RETURN_NOTE.about.name
        yield from (model.about.name for model in BRANCH_SHEETS if not assignments)
        yield from (model.about.name for row in assignments if row["branch"] in own and (model := by_title(row["sheet"])))


def _as_registered(rule: AsRegistered, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    rows, register = seen.rows(model), seen.register
    if not len(register.table):
        return
    branches, ends = rows.table["branch"], rows.period_ends
    count = register.due if rule.counted == "due" else register.unionised
    asked = np.flatnonzero(register.lists(branches) & rows.known(rule.column))
    if not len(asked):
        return
    listed = count(branches.take(asked), ends[asked], rows.table[rule.by].take(asked) if rule.by else None)
    told = rows.numbers(rule.column)[asked]
    for place in np.flatnonzero(told != listed).tolist():
        yield rows.warning("not_as_registered", int(asked[place]), rule.column, int(told[place]), seen.in_register(int(listed[place])))


def _within_sum(rule: WithinSum, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    """Asked where every row of the other sheet that is there for the branch and period has its figure."""
    rows, others = seen.rows(model), seen.rows(SHEETS[rule.sheet])
    if not len(others.filled):
        return
    own, theirs = _branch_and_period(rows.table), _branch_and_period(others.filled)
    known = theirs.unique()
    place = pc.index_in(theirs, known).to_numpy(zero_copy_only=False)
    figures = others.filled[rule.limit]
    total = np.bincount(place, figures.fill_null(0).to_numpy(), len(known)).astype(np.int64)
    whole = np.bincount(place, ~figures.is_valid().to_numpy(), len(known)) == 0
    at = pc.index_in(own, known).fill_null(-1).to_numpy(zero_copy_only=False)
    found = rows.numbers(rule.column)
    for row in np.flatnonzero((at >= 0) & whole[at] & rows.known(rule.column) & (found > total[at])).tolist():
        book = rows.table["book"][row].as_py()
        title = seen.books[book].layouts[rule.sheet].title
        yield rows.warning(rule.code, row, rule.column, int(found[row]), compared(book, title, None, "", int(total[at[row]])))


def _branch_and_period(table: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(table["branch"], table["period"], "\n")


def _where_growth_asks(rule: WhereGrowthAsks, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    rows = seen.rows(model)
    alone = np.flatnonzero(rows.known(rule.beside) & ~rows.known(rule.column))
    windows = list(_windows(model, (rule.column, rule.beside), seen)) if len(alone) else []
    for at in alone.tolist():
        end = rows.period_ends[at]
        if any(since <= end and _first(rows, at) <= until for since, until in windows):
            yield rows.warning(rule.code, at, rule.column, "", rows.where(at, rule.beside))


def _first(rows: Rows, at: int) -> int:
    return (periods.first_day(rows.table["period"][at].as_py()) - _EPOCH).days


def _windows(model: type[Sheet], names: tuple[str, ...], seen: Seen) -> Iterator[tuple[int, int]]:
    """First and last day of every indicator whose formula names all these columns, in English or in Chinese."""
    spelt = [(f"{model.about.name}.{name}", f"{identifier(model.about.title)}.{identifier(model.column(name).header)}") for name in names]
    for row in seen.federation.rows(Indicator):
        words = set(_WORD.findall(fold(row["formula"] or "")))
        if all(words & set(each) for each in spelt):
            since, until = row["from_on"], row["to_on"]
            yield (since - _EPOCH).days if since else -_FAR, (until - _EPOCH).days if until else _FAR


def _one_place_a_day(rule: OnePlaceADay, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    """Told at every place but the first by its code."""
    rows = seen.rows(model)
    who, where = _numbered(rows.table[rule.who]), _numbered(rows.table[rule.where])
    visits = who << 24 | (rows.numbers(rule.on) + _FAR)
    order = np.lexsort((where, visits))
    same = (visits[order][1:] == visits[order][:-1]) & (where[order][1:] != where[order][:-1])
    groups: dict[int, list[int]] = {}
    suspected = np.isin(visits, visits[order][1:][same])
    for at in np.flatnonzero(suspected).tolist():
        groups.setdefault(int(visits[at]), []).append(at)
    for group in groups.values():
        places = [rows.table[rule.where][at].as_py() for at in group]
        first = group[places.index(min(places))]
        for at, place in zip(group, places, strict=True):
            if place != min(places):
                yield rows.warning(rule.code, at, rule.where, place, rows.where(first, rule.where))


def _one_branch(rule: OneBranch, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    """Told at the row listed later."""
    rows, register = seen.rows(model), seen.register
    names, branches = _numbered(rows.table[rule.column]), _numbered(rows.table[rule.branch])
    kinds = names << 32 | branches
    several = np.unique(kinds) >> 32
    shared = np.isin(names, several[1:][several[1:] == several[:-1]]) & rows.known(rule.column)
    at = np.flatnonzero(shared)
    for name in overlapping(names[at], register.since[at], register.until[at] - 1).tolist() if len(at) else ():
        own = sorted(np.flatnonzero(names == name).tolist(), key=lambda row: (register.since[row], rows.table["unit_code"][row].as_py()))
        for place, later in enumerate(own):
            clash = next((row for row in islice(own, place) if branches[row] != branches[later] and register.until[row] > register.since[later]), None)
            if clash is not None:
                told = rows.where(clash, rule.column, rows.table[rule.branch][clash].as_py())
                yield rows.warning("registered_twice", later, rule.column, rows.table[rule.branch][later].as_py(), told)


def _numbered(column: pa.ChunkedArray) -> Numbers:
    found: Numbers = pc.dictionary_encode(column).combine_chunks().indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


_ASKS: Mapping[type, Ask] = {
    AsRegistered: _as_registered,
    WithinSum: _within_sum,
    WhereGrowthAsks: _where_growth_asks,
    OnePlaceADay: _one_place_a_day,
    OneContract: one_contract,
    WithinStaff: within_staff,
    WithinDue: within_due,
    OneBranch: _one_branch,
}
