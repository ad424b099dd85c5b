"""The rules on collective contracts and the units they list, over all branches: one contract a unit, no more staff or units than there are."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.rows import Numbers
from ledger.seen import Rows, Seen, overlapping
from schema.across import OneContract, WithinDue, WithinStaff
from schema.issue import Issue
from schema.sheet import Sheet

_MOST_NAMED = 10


def units_of(rows: Rows, name: str) -> tuple[Numbers, pa.Array]:
    """One entry a listed unit: the row that lists it, and its code."""
    lists = rows.table[name].combine_chunks()
    return pc.list_parent_indices(lists).to_numpy(), pc.list_flatten(lists)


def one_contract(rule: OneContract, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    """Units with two contracts of the kind, or contracts of two branches, that have a day in common: told at the one signed later."""
    rows = seen.rows(model)
    row, listed = units_of(rows, rule.units)
    if not len(row):
        return
    encoded = listed.dictionary_encode()
    units = encoded.indices.to_numpy()
    since, until = rows.numbers("valid_from")[row], rows.numbers("valid_to")[row]
    same_kind = pc.equal(rows.table[rule.of], rule.kind).fill_null(False).to_numpy()
    branch = pc.dictionary_encode(rows.table["branch"]).combine_chunks().indices.to_numpy()
    of_kind, shared = same_kind[row], np.isin(units, _in_two(units, branch[row]))
    suspected = [overlapping(units[at], since[at], until[at]) for at in (np.flatnonzero(of_kind), np.flatnonzero(shared)) if len(at)]
    clashes: dict[tuple[int, int], list[str]] = {}
    for unit in np.unique(np.concatenate(suspected)).tolist() if suspected else ():
        for earlier, later in _clashes(rows, row[units == unit], branch, same_kind):
            clashes.setdefault((earlier, later), []).append(encoded.dictionary[unit].as_py())
    for (earlier, later), codes in sorted(clashes.items()):
        told = rows.where(earlier, rule.units, codes[:_MOST_NAMED])
        yield rows.warning(
            "two_contracts" if branch[earlier] == branch[later] else "two_branches", later, rule.units, codes[:_MOST_NAMED], told, count=len(codes)
        )


def _in_two(units: Numbers, branches: Numbers) -> Numbers:
    """The units that more than one branch lists."""
    least, most = np.full(units.max() + 1, np.iinfo(np.int64).max), np.full(units.max() + 1, -1)
    np.minimum.at(least, units, branches)
    np.maximum.at(most, units, branches)
    found: Numbers = np.flatnonzero(least < most)
    return found


def _clashes(rows: Rows, found: Numbers, branch: Numbers, same_kind: Numbers) -> Iterator[tuple[int, int]]:
    """Pairs of one unit's contracts with a day in common, each later one with the newest before it."""
    since, until, signed = rows.numbers("valid_from"), rows.numbers("valid_to"), rows.numbers("signed_on")
    order = sorted(found.tolist(), key=lambda at: (signed[at], rows.table["contract_no"][at].as_py(), rows.table["book"][at].as_py()))
    for place, later in enumerate(order):
        for earlier in reversed(order[:place]):
            together = since[earlier] <= until[later] and since[later] <= until[earlier]
            if together and ((same_kind[earlier] and same_kind[later]) or branch[earlier] != branch[later]):
                yield earlier, later
                break


def within_staff(rule: WithinStaff, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    """Contracts that cover more staff than their units have, where all are registered at the end of the period."""
    rows = seen.rows(model)
    row, listed = units_of(rows, rule.units)
    if not len(row) or not len(seen.register.table):
        return
    known, staff = seen.register.staff(listed, rows.period_ends[row])
    count = len(rows.table)
    total = np.bincount(row, staff, count).astype(np.int64)
    whole = (np.bincount(row, known, count) == np.bincount(row, minlength=count)) & (np.bincount(row, minlength=count) > 0)
    covered = rows.numbers(rule.column)
    for at in np.flatnonzero(whole & rows.known(rule.column) & (covered > total)).tolist():
        yield rows.warning("beyond_staff", at, rule.column, int(covered[at]), seen.in_register(int(total[at])))


def within_due(rule: WithinDue, model: type[Sheet], seen: Seen) -> Iterator[Issue]:
    """Branches whose contracts list more units than the register has to bargain; told at the contract signed last."""
    rows = seen.rows(model)
    row, listed = units_of(rows, rule.units)
    if not len(row) or not len(seen.register.table):
        return
    encoded = pc.dictionary_encode(rows.table["branch"]).combine_chunks()
    branch, names = encoded.indices.to_numpy(), encoded.dictionary
    newest = np.full(len(names), -1)
    np.maximum.at(newest, branch, rows.period_ends)
    on = newest[branch]
    of_kind = pc.equal(rows.table[rule.of], rule.kind).fill_null(False).to_numpy()
    counts = of_kind & (rows.numbers("valid_from") <= on) & (rows.numbers("valid_to") >= on)
    at = np.flatnonzero(counts[row])
    units = listed.dictionary_encode().indices.to_numpy()[at]
    covered = np.bincount(np.unique(branch[row[at]].astype(np.int64) << 32 | units) >> 32, minlength=len(names))
    due = seen.register.to_bargain(pa.chunked_array([names]), newest)
    for which in np.flatnonzero(seen.register.lists(pa.chunked_array([names])) & (covered > due)).tolist():
        own = np.unique(row[at][branch[row[at]] == which]).tolist()
        last = max(own, key=lambda at: (rows.table["signed_on"][at].as_py(), rows.table["contract_no"][at].as_py()))
        yield rows.warning("beyond_due", last, rule.units, int(covered[which]), seen.in_register(int(due[which])))
