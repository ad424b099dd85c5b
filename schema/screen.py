"""Which rows deserve a closer look: a quick pass over whole columns that may be wrongly suspicious, never wrongly content."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from schema.distinct import BAD, BLANK, VALUE, Cells
from schema.rules import Rule
from schema.sheet import Sheet
from schema.tuples import combined

_SAFE = 2**31 - 1  # products of two such numbers fit into 64 bits
_SMALL_TABLE = 2**16
_Flags = np.ndarray[Any, Any]


def filled(cells: Mapping[str, Cells], count: int) -> _Flags:
    """The rows in which anything stands."""
    found = np.zeros(count, bool)
    for column in cells.values():
        found |= column.by_row != BLANK
        if found.all():
            break
    return found


def suspicious(model: type[Sheet], cells: Mapping[str, Cells], rows: _Flags) -> _Flags:
    """Of these rows those with a cell that cannot be read, a required cell left blank, or a broken rule."""
    doubted = np.zeros(len(rows), bool)
    for column in model.columns():
        states = cells[column.name].by_row
        doubted |= states == BAD
        if column.required:
            doubted |= (states != VALUE) if column.places else (states == BLANK)
    for rule in model.rules:
        doubted |= _broken(model, rule, [cells[name] for name in rule.needs])
    return doubted & rows


def _broken(model: type[Sheet], rule: Rule, needs: Sequence[Cells]) -> _Flags:
    """The rows in which a rule is asked and does not hold; what it says of rows whose cells cannot be read means nothing."""
    kinds = {model.column(name).kind for name in rule.needs}
    in_one_go = rule.elementwise and kinds in ({"whole"}, {"date"}) and all(np.abs(cells.numbers).max(initial=0) <= _SAFE for cells in needs)
    broken = ~_holds_together(rule, needs) if in_one_go else _breaks_singly(rule, needs)
    return broken if rule.asks_blank else np.logical_and.reduce([broken, *(cells.by_row == VALUE for cells in needs)])


def _holds_together(rule: Rule, needs: Sequence[Cells]) -> _Flags:
    found: _Flags = rule.holds(*(cells.numbers if cells.apart else cells.numbers[cells.codes] for cells in needs))
    return found


def _breaks_singly(rule: Rule, needs: Sequence[Cells]) -> _Flags:
    """The rule asked once for each tuple of values that occurs."""
    codes = [cells.grouped[0] for cells in needs]
    objects = [cells.grouped[1] for cells in needs]
    sizes = [len(known) for known in objects]
    if math.prod(sizes) > max(_SMALL_TABLE, len(codes[0])):
        tuples, firsts = combined(codes)
        told = zip(*(part[firsts].tolist() for part in codes), strict=True)
        found: _Flags = np.array([_breaks(rule, _at(objects, places)) for places in told], bool)[tuples]
        return found
    numbers = codes[0]
    for part, size in zip(codes[1:], sizes[1:], strict=True):
        numbers = numbers * np.int32(size) + part
    table = np.zeros(math.prod(sizes), bool)
    asked = np.flatnonzero(np.bincount(numbers, minlength=len(table)))
    told = zip(*(part.tolist() for part in np.unravel_index(asked, sizes)), strict=True)
    table[asked] = [_breaks(rule, _at(objects, places)) for places in told]
    return table[numbers]


def _at(objects: Sequence[Sequence[Any]], places: Sequence[int]) -> list[Any]:
    return [known[place] for known, place in zip(objects, places, strict=True)]


def _breaks(rule: Rule, values: Sequence[Any]) -> bool:
    try:
        return not rule.keeps(values)
    except Exception:  # whatever a test of a rule raises, the verdict on the row will say what it means
        return True
