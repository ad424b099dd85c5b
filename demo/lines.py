"""Rows of ledgers and returns, laid out by the lines of a plan: who, when, what is the same in every row, what is split.

``sum`` splits a total over branches and periods; ``hold`` splits a stock over branches, growing to the total in each
branch's newest period; ``grown`` is what a stock grew by; ``part`` splits a total below another column; ``ratio`` follows
another column; ``cycle`` varies; ``registered`` counts the register's units that have a union. ``wave`` is how much months differ.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.federation import PHRASES, Branch, Federation, ended, months
from demo.register import Unit, unionised
from demo.shares import chance, portion, spread
from schema import period as periods
from schema.registry import SHEETS

Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One branch in one period, on one day of it."""

    branch: Branch
    period: str
    day: dt.date


def laid_out(federation: Federation, line: Mapping[str, Any], key: str, units: Sequence[Unit] = ()) -> Iterator[tuple[Branch, Row]]:
    """The rows of one line of a plan, each with the branch that files it."""
    cells = _cells(federation, line, key)
    measures = _registered(line, cells, units) | _measures(federation, line, cells, key)
    first = next(iter(line.get("sum") or line.get("hold") or {}), None)
    for at, cell in enumerate(cells):
        if first is None or line.get("keep") or measures[first][at]:
            own = {name: values[at] for name, values in measures.items()}
            yield from ((cell.branch, row) for row in _rows(federation, line, cell, at, own))


def _cells(federation: Federation, line: Mapping[str, Any], key: str) -> list[Cell]:
    branches = federation.chosen(line.get("to"), line["sheet"])
    if "days" in line:
        days = [dt.date.fromisoformat(day) for day in line["days"]]
        return [Cell(branch, periods.containing(day, periods.MONTHLY), day) for branch in branches for day in days]
    found = []
    for branch in branches:
        filed = [period for period in _when(federation, line, branch) if not _silent(federation, line["sheet"], branch, period)]
        if "times" in line:
            filed = sorted(sorted(filed, key=lambda period: chance(key, branch.code, period))[: line["times"]])
        found += [Cell(branch, period, _day(federation, line, branch, period, key)) for period in filed]
    return found


def _when(federation: Federation, line: Mapping[str, Any], branch: Branch) -> Sequence[str]:
    if "at" in line:
        return months(line["at"])
    owed = federation.owed_by(branch, line["sheet"])
    frequency = owed.frequency if owed and SHEETS[line["sheet"]].about.frequency != periods.MONTHLY else periods.MONTHLY
    return ended(owed.since if owed else dt.date.fromisoformat(federation.plan["since"]), federation.data_date, frequency)


def _silent(federation: Federation, sheet: str, branch: Branch, period: str) -> bool:
    owed = federation.owed_by(branch, sheet)
    return owed is not None and federation.silent(branch, owed, periods.containing(periods.first_day(period), owed.frequency))


def _day(federation: Federation, line: Mapping[str, Any], branch: Branch, period: str, key: str) -> dt.date:
    first, last = periods.first_day(period), min(periods.last_day(period), federation.data_date)
    if "day" in line:
        return first.replace(day=line["day"])
    return first + dt.timedelta(days=int((last - first).days * chance(key, branch.code, period, "day")))


def _registered(line: Mapping[str, Any], cells: Sequence[Cell], units: Sequence[Unit]) -> dict[str, list[int]]:
    """The columns that say how many units have a union, as the register counts them."""
    kind = line.get("set", {}).get("unit_kind")
    known = unionised(units, kind) if "registered" in line else {}
    return {name: [known[cell.branch.code] for cell in cells] for name in line.get("registered", ())}


def _measures(federation: Federation, line: Mapping[str, Any], cells: Sequence[Cell], key: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    wave = line.get("wave", 0.6)
    sizes = [1.0 if line.get("even") else cell.branch.weight * (1 - wave / 2 + wave * chance(key, cell.branch.code, cell.period)) for cell in cells]
    for name, told in line.get("sum", {}).items():
        found[name] = spread(federation.amount(told), sizes)
    for name, told in line.get("hold", {}).items():
        found[name] = _stock(federation.amount(told), cells, line)
    for name, stock in line.get("grown", {}).items():
        found[name] = [
            size - (found[stock][at - 1] if at and cells[at - 1].branch == cell.branch else 0)
            for at, (cell, size) in enumerate(zip(cells, found[stock], strict=True))
        ]
    for name, (whole, told) in line.get("part", {}).items():
        found[name] = portion(federation.amount(told), found[whole], f"{key} {name}")
    return found


def _stock(total: int, cells: Sequence[Cell], line: Mapping[str, Any]) -> list[int]:
    """The whole stock in each branch's newest period; before that it grows evenly from the share ``growth``."""
    branches = list(dict.fromkeys(cell.branch for cell in cells))
    shares = dict(zip(branches, spread(total, [1.0 if line.get("even") else branch.weight for branch in branches]), strict=True))
    found = []
    for cell in cells:
        own = [other.period for other in cells if other.branch == cell.branch]
        gone = 1.0 if len(own) == 1 else own.index(cell.period) / (len(own) - 1)
        start = line.get("growth", 1.0)
        found.append(shares[cell.branch] if cell.period == own[-1] else round(shares[cell.branch] * (start + (1 - start) * gone)))
    return found


def _rows(federation: Federation, line: Mapping[str, Any], cell: Cell, at: int, measures: Mapping[str, int]) -> Iterator[Row]:
    """One row, or one for each unit of the column that ``each`` names (a case is a row of its own)."""
    number = measures[line["each"]] if "each" in line else 1
    shared = {name: spread(value, [1.0] * number) for name, value in measures.items()}
    for turn in range(number):
        row: Row = {name: values[turn] for name, values in shared.items()}
        row |= {
            name: words.format(branch=cell.branch.code, year=cell.period[:4], number=at + 1) if isinstance(words, str) else words
            for name, words in line.get("set", {}).items()
        }
        row |= {name: choices[(at + turn) % len(choices)] for name, choices in line.get("cycle", {}).items()}
        row |= {name: round(row[base] * factor) for name, (base, factor) in line.get("ratio", {}).items()}
        row |= {"period": cell.period, "filler_role": PHRASES["posts"][int(chance(cell.branch.code) * len(PHRASES["posts"]))]}
        row["reported_on"] = reported_on(federation, cell.branch, cell.period)
        event = SHEETS[line["sheet"]].about.event_date
        if event:
            row[event] = min(cell.day + dt.timedelta(days=turn % 3), periods.last_day(cell.period), federation.data_date)
        if "closes" in line:
            row["closed_on"] = min(row["opened_on"] + dt.timedelta(days=line["closes"] + (at + turn) % 9), federation.data_date)
        yield row


def reported_on(federation: Federation, branch: Branch, period: str) -> dt.date:
    """The day a branch filed a period: mostly within the days allowed, now and then late, never after the data date."""
    luck = chance(branch.code, period, "reported")
    days = 1 + int(luck * 5) if luck < 0.94 else 9
    return min(periods.last_day(period) + dt.timedelta(days=days), federation.data_date)
