"""The register of units: those a plan names by groups, and as many others as the monthly return says there are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.federation import PHRASES, Branch, Federation
from demo.shares import chance, spread


@dataclass(frozen=True)
class Unit:
    """One row of the register and the branch it stands under."""

    branch: Branch
    row: Mapping[str, Any]

    @property
    def code(self) -> str:
        """Its unit code."""
        return str(self.row["unit_code"])


def register(federation: Federation) -> list[Unit]:
    """The units of all groups of a plan; ``cycle`` varies their columns from unit to unit."""
    found: list[Unit] = []
    for group in federation.plan.get("units", ()):
        branches = federation.chosen(group["to"], "")
        counts = spread(federation.amount(group["count"]), [1.0 if group.get("even") else branch.weight for branch in branches])
        total = sum(counts)
        sizes = spread(federation.amount(group["staff"]), [0.4 + chance(federation.key, group["name"], at) ** 2 * 2 for at in range(total)])
        places = [branch for branch, count in zip(branches, counts, strict=True) for _ in range(count)]
        for at, (branch, size) in enumerate(zip(places, sizes, strict=True)):
            code = f"{branch.code}-{group['prefix']}{at + 1:04d}"
            row = {"unit_code": code, "unit_name": group["name"].format(code), "branch_code": branch.code, "staff_count": size, **group["set"]}
            found.append(Unit(branch, row | {name: choices[at % len(choices)] for name, choices in group.get("cycle", {}).items()}))
    return [*found, *_others(federation, found)]


def _others(federation: Federation, found: Sequence[Unit]) -> Iterator[Unit]:
    """The units that no group names, so that a register has as many of each kind as the monthly return says there are."""
    for at, kind in enumerate(federation.plan["unions"]["kinds"] if found and "unions" in federation.plan else ()):
        asked, covered = federation.amount(kind["units_due"]), federation.amount(kind["units_covered"])
        branches = federation.chosen(kind.get("to"), "org_monthly")
        missing = asked - due(found, kind["kind"]).total()
        for branch, count in zip(branches, spread(missing, [branch.weight for branch in branches]), strict=True):
            for number in range(count):
                yield _other(branch, kind, f"{branch.code}-R{at + 1}{number + 1:05d}", covered / asked)


def _other(branch: Branch, kind: Mapping[str, Any], code: str, share: float) -> Unit:
    words, luck = PHRASES["units"], chance(code, "other")
    row: dict[str, Any] = {"unit_code": code, "unit_name": words["name"].format(code), "branch_code": branch.code, "staff_count": 3 + int(25 * luck * luck)}
    row |= {"unit_kind": kind["kind"], "is_legal_entity": True, "should_unionise": True, "should_bargain": False}
    formed = luck < share
    row |= {"union_form": words["formed"] if formed else words["unformed"]}
    return Unit(branch, row | {"chair_post": kind["chair"]} if formed and "chair" in kind else row)


def due(units: Iterable[Unit], kind: str) -> Counter[str]:
    """How many units of a kind that should unionise each branch has, by branch code."""
    return Counter(unit.branch.code for unit in units if unit.row["unit_kind"] == kind and unit.row["should_unionise"])


def unionised(units: Iterable[Unit], kind: str | None) -> Counter[str]:
    """How many units, of a kind where one is given, have a union in each branch, by branch code."""
    formed = (unit for unit in units if unit.row["union_form"] != PHRASES["units"]["unformed"])
    return Counter(unit.branch.code for unit in formed if kind in (None, unit.row["unit_kind"]))
