"""The contracts that cover the units of the register: real rows, from which the rates are computed."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from demo.federation import PHRASES, Branch, Federation, months
from demo.lines import Row, reported_on
from demo.register import Unit
from demo.shares import chance, spread
from schema import period as periods


def signed(federation: Federation, plan: Mapping[str, Any], units: Sequence[Unit]) -> Iterator[tuple[Branch, Row]]:
    """The contracts of one kind: ``count`` of them in force, covering ``units`` units, and ``expired`` ones of units left over."""
    due = [unit for unit in units if unit.code.split("-")[1].startswith(plan["prefix"])]
    branches = list(dict.fromkeys(unit.branch for unit in due))
    own = {branch: [unit for unit in due if unit.branch == branch] for branch in branches}
    covered = _covered(federation.amount(plan["units"]), branches, own)
    groups = [group for branch, regional, solo in _shape(federation, plan, branches, covered) for group in _grouped(covered[branch], regional, solo)]
    unkept = set(range(len(groups) - plan.get("fulfilled", len(groups))))
    sizes = [sum(unit.row["staff_count"] for unit in group) for group in groups]
    staff = spread(federation.amount(plan["staff"]), sizes) if "staff" in plan else sizes
    for at, group in enumerate(groups):
        row = _contract(federation, plan, group, _month(federation, plan, group[0].branch, at), at)
        yield group[0].branch, row | {"staff_covered": staff[at]} | (_unkept(at) if at in unkept else {})
    left = [unit for branch in branches for unit in own[branch][len(covered[branch]) :]]
    for at, unit in enumerate(left[: plan.get("expired", 0)]):
        yield unit.branch, _contract(federation, plan, [unit], plan["expired_months"][at % len(plan["expired_months"])], len(groups) + at)


def _unkept(at: int) -> Row:
    """A contract not, or not wholly, kept: one that was checked, and one that nobody has checked yet."""
    partly, unchecked = PHRASES["contracts"]["unkept"]
    return {"check_result": partly} if at % 2 == 0 else {"check_result": unchecked, "checked_on": None}


def _month(federation: Federation, plan: Mapping[str, Any], branch: Branch, at: int) -> str:
    """The month a contract is filed in: they take turns, and what a branch has not filed yet is in none of its months."""
    listed, owed = months(plan["months"]), federation.owed_by(branch, "bargaining_ledger")
    month = listed[at * 7 % len(listed)]
    late = owed is not None and federation.silent(branch, owed, periods.containing(periods.first_day(month), owed.frequency))
    return listed[0] if late else month


def _covered(total: int, branches: Sequence[Branch], own: Mapping[Branch, Sequence[Unit]]) -> dict[Branch, list[Unit]]:
    """The units covered: all of a branch but its share of those left over."""
    sizes = [len(own[branch]) for branch in branches]
    missing = spread(sum(sizes) - total, [size * (0.2 + 2 * chance(branch.code, "uncovered") ** 2) for branch, size in zip(branches, sizes, strict=True)])
    return {branch: list(own[branch][: size - gap]) for branch, size, gap in zip(branches, sizes, missing, strict=True)}


def _shape(
    federation: Federation, plan: Mapping[str, Any], branches: Sequence[Branch], covered: Mapping[Branch, Sequence[Unit]]
) -> Iterator[tuple[Branch, int, int]]:
    """For each branch how many regional contracts and how many of a single unit; together they are the count asked for."""
    sizes = [float(len(covered[branch])) for branch in branches]
    extra = spread(plan["regional"] - len(branches), sizes)
    single = spread(federation.amount(plan["count"]) - plan["regional"], sizes)
    return zip(branches, [1 + more for more in extra], single, strict=True)


def _grouped(units: Sequence[Unit], regional: int, single: int) -> Iterator[list[Unit]]:
    """Single units first, the rest in equal groups."""
    yield from ([unit] for unit in units[:single])
    rest, at = units[single:], 0
    for size in spread(len(rest), [1.0] * regional):
        yield list(rest[at : at + size])
        at += size


def _contract(federation: Federation, plan: Mapping[str, Any], units: Sequence[Unit], month: str, at: int) -> Row:
    first, branch, words = periods.first_day(month), units[0].branch, PHRASES["contracts"]
    day = first + dt.timedelta(days=int(27 * chance(plan["type"], at)))
    begins = day + dt.timedelta(days=3)
    ends = periods.years_before(begins, -plan["years"]) - dt.timedelta(days=1)
    level = words["solo"] if len(units) == 1 else words["regional"][at % 2]
    row: Row = {
        "period": month,
        "contract_no": f"{branch.code}-{plan['prefix']}{month[:4]}-{at + 1:04d}",
        "contract_type": plan["type"],
        "level": level,
        "unit_codes": tuple(unit.code for unit in units),
        "units_covered": len(units),
        "staff_covered": sum(unit.row["staff_count"] for unit in units),
        "offer_on": day - dt.timedelta(days=21),
        "signed_on": day,
        "valid_from": begins,
        "valid_to": ends,
        "check_result": words["kept"],
        "checked_on": min(day + dt.timedelta(days=200), federation.data_date),
        "filler_role": PHRASES["posts"][0],
        "reported_on": reported_on(federation, branch, month),
    }
    if plan.get("filed"):
        row |= {"filed_on": min(day + dt.timedelta(days=8), federation.data_date), "filing_result": words["refused"] if at % 23 == 5 else words["filed"]}
    return row
