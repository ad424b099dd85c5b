"""The monthly return of unions and members: months that follow one another, ending at the report's totals."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from demo.federation import PHRASES, Branch, Federation, months
from demo.lines import Row, reported_on
from demo.register import Unit, due
from demo.shares import chance, portion, spread

SHEET = "org_monthly"
_STOCKS = ("units_due", "units_covered", "unions_end", "staff_end", "members_end")
_OPTIONAL = ("migrants_new",)
_FLOWS = ("unions_new", "unions_closed", "entities_new", "members_new", "members_left", "migrants_new")


def returns(federation: Federation, units: Sequence[Unit]) -> Iterator[tuple[Branch, Row]]:
    """The rows of every branch, month and kind of unit. Beginnings are ends of the month before; only the last end is given."""
    plan = federation.plan.get("unions", {"kinds": ()})
    for kind in plan["kinds"]:
        branches = federation.chosen(kind.get("to"), SHEET)
        filed = {branch: _filed(federation, branch, months(plan["months"])) for branch in branches}
        ends = _ends(federation, kind, branches, units)
        flows = {name: _flow(federation, kind, name, filed) for name in _FLOWS if name in kind and name not in _OPTIONAL}
        if "migrants_new" in kind:
            flows["migrants_new"] = _migrants(federation, kind, flows["members_new"])
        for branch in branches:
            own = {name: {month: parts[branch.code, month] for month in filed[branch] if (branch.code, month) in parts} for name, parts in flows.items()}
            rows = _series(kind["kind"], filed[branch], {name: ends[name][branch] for name in _STOCKS}, own)
            yield from ((branch, row | _filing(federation, branch, row["period"])) for row in rows)


def _ends(federation: Federation, kind: Mapping[str, Any], branches: Sequence[Branch], units: Sequence[Unit]) -> dict[str, dict[Branch, int]]:
    """The last stocks of each branch; what is due is what the register has where there is one, and no branch covers more than that."""
    weights = [branch.weight for branch in branches]
    parts = {name: spread(federation.amount(kind[name]), weights) for name in _STOCKS}
    if units:
        listed = due(units, kind["kind"])
        parts["units_due"] = [listed[branch.code] for branch in branches]
        parts["units_covered"] = portion(federation.amount(kind["units_covered"]), parts["units_due"], kind["kind"])
        parts["unions_end"] = portion(federation.amount(kind["unions_end"]), parts["units_covered"], kind["kind"])
    return {name: dict(zip(branches, found, strict=True)) for name, found in parts.items()}


def _filed(federation: Federation, branch: Branch, listed: Sequence[str]) -> list[str]:
    owed = federation.owed_by(branch, SHEET)
    return [month for month in listed if not (owed and federation.silent(branch, owed, month))]


def _flow(federation: Federation, kind: Mapping[str, Any], name: str, filed: Mapping[Branch, Sequence[str]]) -> dict[tuple[str, str], int]:
    """A flow by branch code and month: each stretch of months of the plan has a total of its own."""
    found: dict[tuple[str, str], int] = {}
    for stretch, told in kind[name].items():
        inside = set(months(stretch))
        cells = [(branch, month) for branch, listed in filed.items() for month in listed if month in inside]
        weights = [branch.weight * (0.75 + 0.5 * chance(kind["kind"], name, branch.code, month)) for branch, month in cells]
        found |= {(branch.code, month): part for (branch, month), part in zip(cells, spread(federation.amount(told), weights), strict=True)}
    return found


def _migrants(federation: Federation, kind: Mapping[str, Any], members: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Migrant workers are never more than the members they are among."""
    parts = portion(federation.amount(kind["migrants_new"]), list(members.values()), kind["kind"])
    return dict(zip(members, parts, strict=True))


def _series(kind: str, filed: Sequence[str], ends: Mapping[str, int], flows: Mapping[str, Mapping[str, int]]) -> Iterator[Row]:
    """The months of one branch and kind, counted back from the last end to the first beginning."""
    moved = [{name: flows.get(name, {}).get(month, 0) for name in _FLOWS} for month in filed]
    unions = ends["unions_end"] - sum(each["unions_new"] - each["unions_closed"] for each in moved)
    members = ends["members_end"] - sum(each["members_new"] - each["members_left"] for each in moved)
    covered = ends["units_covered"] - sum(each["entities_new"] for each in moved)
    for month, each in zip(filed, moved, strict=True):
        row: Row = {"period": month, "unit_kind": kind, "units_due": ends["units_due"], "staff_end": ends["staff_end"]}
        row |= {name: each[name] for name in _FLOWS if name in flows or name not in _OPTIONAL}
        row |= {"unions_begin": unions, "members_begin": members}
        unions += each["unions_new"] - each["unions_closed"]
        members += each["members_new"] - each["members_left"]
        covered += each["entities_new"]
        yield row | {"unions_end": unions, "members_end": members, "units_covered": covered}


def _filing(federation: Federation, branch: Branch, month: str) -> Row:
    return {"filler_role": PHRASES["posts"][0], "reported_on": reported_on(federation, branch, month)}
