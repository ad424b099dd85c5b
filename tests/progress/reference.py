"""What a measure is, said again in plain Python without an engine: loops over rows, one organisation and window at a time.

Slow, short and free of the code it judges: only the parsed formula is shared with it.
"""

import calendar
import datetime as dt
from dataclasses import dataclass, field

from progress.formula import Aggregate, Binary, Number, YearAgo


@dataclass
class World:
    """Rows by sheet. A row has branch and, apart from the register, period_on; a nil return has ``nil``. ``tree`` as in 单位."""

    tree: list
    sheets: dict
    returns: tuple = ("org_monthly", "democracy_quarterly", "mutual_aid_monthly", "resource_quarterly")
    events: dict = field(default_factory=lambda: {"bargaining_ledger": "signed_on", "assistance_ledger": "given_on"})


def rows_of(world, code):
    return sorted((row for row in world.tree if row["code"] == code), key=lambda row: row["opened_on"] or dt.date.min)


def row_on(world, code, day):
    rows = rows_of(world, code)
    begun = [row for row in rows if (row["opened_on"] or dt.date.min) <= day]
    return begun[-1] if begun else rows[0]


def is_open(world, code, day):
    return any((row["opened_on"] or dt.date.min) <= day < (row["closed_on"] or dt.date.max) for row in rows_of(world, code))


def below(world, org, leaf, day):
    while leaf is not None:
        if leaf == org:
            return True
        leaf = row_on(world, leaf, day)["parent"]
    return False


def value(world, node, org, since, until):
    """The number of a formula for an organisation between two days, or None."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, YearAgo):
        return value(world, node.of, org, year_before(since), year_before(until))
    if isinstance(node, Binary):
        left, right = value(world, node.left, org, since, until), value(world, node.right, org, since, until)
        if left is None or right is None or (node.operator == "/" and right == 0):
            return None
        return {"+": left + right, "-": left - right, "*": left * right, "/": left / right if right else 0}[node.operator]
    return aggregate(world, node, org, since, until)


def year_before(day):
    last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(day.year - 1, day.month, calendar.monthrange(day.year - 1, day.month)[1] if last else day.day)


def aggregate(world, asked: Aggregate, org, since, until):
    rows = world.sheets.get(asked.sheet, [])
    lists = asked.column == "unit_codes"
    timeless = {kept.comparison for kept in asked.filters} & {"in_force", "expires_in"}
    filed = [row for row in rows if _stands(world, asked, row, org, since, until, bool(timeless))]
    found = _units(world, asked, rows, org, since, until, bool(timeless)) if lists else filed
    if not found and not filed:
        return None
    counted = [row for row in found if not row.get("nil")]
    passing = [row for row in counted if all(_passes(world, asked, kept, row, until) for kept in asked.filters)]
    if asked.function in ("last", "first"):
        return _edge(world, asked, counted, passing)
    number = _number(asked.function, passing, "unit" if lists else asked.column)
    nil = any(row.get("nil") for row in filed) and asked.function in ("sum", "count", "distinct")
    return 0 if number is None and nil else number


def _stands(world, asked, row, org, since, until, timeless):
    if asked.sheet == "unit_register":
        return _listed(row, until) and is_open(world, row["branch"], until) and below(world, org, row["branch"], until)
    if timeless or asked.function == "last":
        return row["period_on"] <= until and is_open(world, row["branch"], until) and below(world, org, row["branch"], until)
    return since <= row["period_on"] <= until and below(world, org, row["branch"], row["period_on"])


def _listed(row, day):
    return (row["listed_on"] or dt.date.min) <= day < (row["delisted_on"] or dt.date.max)


def _units(world, asked, rows, org, since, until, timeless):
    found = []
    for row in rows:
        if row["period_on"] > until or (not timeless and row["period_on"] < since):
            continue
        for code in row.get("unit_codes") or ():
            known = [unit for unit in world.sheets.get("unit_register", []) if unit["unit_code"] == code and _listed(unit, until)]
            branch = known[0]["branch"] if known else row["branch"]
            if below(world, org, branch, until) and (not timeless or is_open(world, branch, until)):
                found.append({**row, "unit": code, "register": known[0] if known else None})
    return found


def _passes(world, asked, kept, row, until):
    if kept.comparison in ("in_force", "expires_in"):
        event = row[world.events[asked.sheet]]
        days = kept.values[0] if kept.values else None
        return row["valid_from"] <= until <= row["valid_to"] and event <= until and (days is None or (row["valid_to"] - until).days <= days)
    cell = None if kept.of_unit and row["register"] is None else (row["register"] if kept.of_unit else row)[kept.column]
    if kept.comparison == "blank":
        return not cell and cell != 0 and cell is not False
    if kept.comparison == "in":
        return cell in kept.values
    if cell is None:
        return False
    wanted = kept.values[0]
    return (
        {"not_in": cell != wanted, ">=": cell >= wanted, "<=": cell <= wanted, ">": cell > wanted, "<": cell < wanted}[kept.comparison]
        if kept.comparison != "not_in"
        else cell != wanted
    )


def _number(function, rows, column):
    cells = [row[column] for row in rows if row[column] is not None]
    if function in ("min", "max"):
        return (min(cells) if function == "min" else max(cells)) if cells else None
    if not rows:
        return 0
    if not cells:
        return None
    return {"sum": sum, "last": sum, "first": sum, "count": len, "distinct": lambda found: len(set(found))}[function](cells)


def _edge(world, asked, counted, passing):
    """Of each branch the rows of its newest (oldest) period: of all it filed in returns, of those with a value in a ledger."""
    kept, returns = [], asked.sheet in world.returns
    for branch in {row["branch"] for row in counted}:
        own = [row for row in (counted if returns else passing) if row["branch"] == branch and (returns or row[asked.column] is not None)]
        if own:
            edge = (max if asked.function == "last" else min)(row["period_on"] for row in own)
            kept += [row for row in passing if row["branch"] == branch and row["period_on"] == edge]
    if not kept:
        return 0 if returns or not passing else None
    return _number(asked.function, kept, asked.column)
