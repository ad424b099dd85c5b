"""The five federations of the demo: their branches, what these owe, and the plan by which a report's totals are split.

A plan is data (``plans/<key>.json``): Chinese words stand there and in the two tables of the reports, not in the code.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from demo.report import HERE, Figure, figures
from demo.shares import chance
from schema import period as periods

ORDER = ("nanjiang", "baoshan", "baoji", "chengdu", "siming")
PHRASES: Mapping[str, Any] = json.loads((HERE / "plans" / "phrases.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Branch:
    """A leaf of the tree. ``weight`` is its size against the other branches."""

    code: str
    name: str
    kind: str
    weight: float


@dataclass(frozen=True)
class Owed:
    """One row of 填报任务: a sheet, who owes it (a kind, a code or ALL), how often and since when."""

    sheet: str
    branch: str
    frequency: str
    since: dt.date


@dataclass(frozen=True)
class Federation:
    """One federation: ``name`` as the reports print it, ``plan`` how its figures are split."""

    key: str
    name: str
    data_date: dt.date
    plan: Mapping[str, Any]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The rows of indicators.csv that are this federation's."""
        return tuple(figure for figure in figures() if figure.federation == self.name)

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """The leaves of the tree, in sheet order. Their names are made up and say so."""
        return tuple(_branch(group, number, self.key) for group in self.plan["branches"] for number in range(1, group["count"] + 1))

    @cached_property
    def owed(self) -> tuple[Owed, ...]:
        """What branches owe."""
        return tuple(
            Owed(sheet, branch, frequency, dt.date.fromisoformat(since or self.plan["since"]))
            for sheet, branches, frequency, since in self.plan["owed"]
            for branch in branches
        )

    def owing(self, sheet: str) -> list[Branch]:
        """The branches that owe a sheet (English name)."""
        return [branch for branch in self.branches if self.owed_by(branch, sheet)]

    def owed_by(self, branch: Branch, sheet: str) -> Owed | None:
        """The row of 填报任务 that binds a branch for a sheet."""
        return next((owed for owed in self.owed if owed.sheet == sheet and owed.branch in ("ALL", branch.kind, branch.code)), None)

    def chosen(self, to: Sequence[str] | None, sheet: str) -> list[Branch]:
        """The branches a plan names by kind or code; without a name all that owe the sheet."""
        return [branch for branch in self.branches if branch.kind in to or branch.code in to] if to else self.owing(sheet)

    def silent(self, branch: Branch, owed: Owed, period: str) -> bool:
        """Whether the branch has filed nothing for this period: the newest that has ended, and the branch is one of the late ones."""
        return branch.code in self.plan["silent"].get(owed.frequency, ()) and period == periods.newest_ended(self.data_date, owed.frequency)

    def amount(self, told: str | float | Sequence[str | float]) -> int:
        """A figure by its code, a plain number, or a sum of these; a code after ``-`` is taken away."""
        if isinstance(told, str):
            sign, code = (-1, told[1:]) if told.startswith("-") else (1, told)
            return sign * int(next(figure.value for figure in self.figures if figure.code == code) or 0)
        return int(told) if isinstance(told, (int, float)) else sum(self.amount(part) for part in told)


def months(told: str | Sequence[str]) -> Sequence[str]:
    """Periods of a plan: a list, or ``first..last`` of months or quarters."""
    return _stretch(told) if isinstance(told, str) else told


@cache
def _stretch(told: str) -> tuple[str, ...]:
    first, _, last = told.partition("..")
    return ended(periods.first_day(first), periods.last_day(last or first), periods.QUARTERLY if "Q" in first else periods.MONTHLY)


@cache
def ended(since: dt.date, until: dt.date, frequency: str) -> tuple[str, ...]:
    """The periods that end inside these days; asked for the same days again and again."""
    return tuple(periods.between(since, until, frequency))


def _branch(group: Mapping[str, Any], number: int, key: str) -> Branch:
    code = f"{group['prefix']}{number:02d}"
    return Branch(code, group["name"].format(number), group["kind"], group.get("weight", 1.0) * (0.6 + 0.8 * chance(key, "weight", code)))


def _federation(key: str) -> Federation:
    plan = json.loads((HERE / "plans" / f"{key}.json").read_text(encoding="utf-8"))
    newest = max(figure.to_on for figure in figures() if figure.federation == plan["name"] and figure.shows == "value")
    return Federation(key, plan["name"], newest, plan)


FEDERATIONS: tuple[Federation, ...] = tuple(_federation(key) for key in ORDER)
