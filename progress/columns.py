"""The columns of records while they are filled: arrays of organisation × goal × day, made into a table in one go."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from progress.cadence import Count
from progress.cube import Numbers
from progress.measure import NUMBERS
from progress.pace import Scheme, expected_percent, verdicts
from progress.season import Season
from progress.targets import Goal, Target
from progress.windows import elapsed
from schema.target import BY_MILESTONES, BY_SEASON, MILESTONE

_FLAGS = ("assumed", "derived")
TERMS = ("basis", "direction", "nature", "per", "curve", "assumed", "derived", "document_no")
Codes = np.ndarray[Any, np.dtype[np.int32]]
Whole = np.ndarray[Any, np.dtype[np.int64]]


class _Names:
    """Values that occur again and again, each under a number; number 0 is the one given."""

    def __init__(self, none: object) -> None:
        self._known: dict[Any, int] = {none: 0}

    def code(self, value: object) -> int:
        return self._known.setdefault(value, len(self._known))

    def texts(self, codes: Codes) -> Any:
        return pd.array(list(self._known), dtype="str").take(codes)

    def values(self) -> list[Any]:
        return list(self._known)


class Columns:
    """Filled goal by goal and day by day; every place not filled has no target, no groups and nobody expected."""

    def __init__(self, organisations: Sequence[str], goals: int, days: Sequence[dt.date]) -> None:
        self._codes, self._days = organisations, days
        self._shape = len(organisations), goals, len(days)
        self._place = {code: at for at, code in enumerate(organisations)}
        self._named: list[tuple[str, str, Goal | None, bool]] = []
        self._terms, self._bends, self._seasons = _Names(None), _Names(""), _Names("")
        self._coded = {name: np.zeros(self._shape, np.int32) for name in ("terms", "bends", "season")}
        self._floats = {name: np.full(self._shape, np.nan) for name in (*NUMBERS, "target", "elapsed", "should_be", "met", "of")}
        self._whole = {name: np.zeros(self._shape, np.int64) for name in ("running", "reported", "expected", "stale")}
        self._asks: dict[int, Asks] = {}

    def numbers(self, solved: Sequence[Mapping[str, Numbers]]) -> None:
        """The value, numerator and denominator of each goal."""
        for at, numbers in enumerate(solved):
            for name in NUMBERS:
                self._floats[name][:, at, :] = numbers[name].reshape(self._shape[2], self._shape[0]).T

    def name(self, at: int, indicator: str, key: str, goal: Goal | None, names_target: bool) -> None:
        """What the goal at a place is called, or the indicator without one."""
        assert at == len(self._named)  # noqa: S101
        self._named.append((indicator, key, goal, names_target))

    def filed(self, at: int, day: int, reported: Whole, expected: Whole, stale: Whole) -> None:
        """How many leaves reported, were expected, and are carried on too long."""
        for name, found in (("reported", reported), ("expected", expected), ("stale", stale)):
            self._whole[name][:, at, day] = found

    def asks(self, given: Mapping[str, Target]) -> "Asks":
        """Targets by organisation as arrays; the same mapping is looked through once."""
        if id(given) not in self._asks:
            self._asks[id(given)] = self._read(given)
        return self._asks[id(given)]

    def targets(self, at: int, day: int, goal: Goal, asks: "Asks", until: dt.date) -> None:
        """What each organisation is to reach on a day, and should have reached by then."""
        self._coded["terms"][:, at, day], self._floats["target"][:, at, day] = asks.terms, asks.values
        self._floats["elapsed"][:, at, day] = elapsed(until, goal.start_on, goal.due_on)
        self._bent(at, day, slice(None), "", elapsed(until, goal.start_on, goal.due_on))
        for bends, places in asks.bends.items():
            self._bent(at, day, places, bends, expected_percent(until, goal.start_on, goal.due_on, bends))

    def seasons(self, at: int, day: int, goal: Goal, seasons: Mapping[str, Season], until: dt.date) -> None:
        """Whose last year bends the course of which organisation."""
        for org, season in seasons.items():
            place = self._place[org]
            self._bent(at, day, place, season.milestones, expected_percent(until, goal.start_on, goal.due_on, season.milestones))
            self._coded["season"][place, at, day] = self._seasons.code(season.source)

    def counts(self, at: int, day: int, counts: Mapping[str, Count]) -> None:
        """How many groups or sub-periods are met, of how many, and how many still can be."""
        for org, count in counts.items():
            place = self._place[org], at, day
            self._floats["met"][place], self._floats["of"][place], self._whole["running"][place] = count.met, count.of, count.running

    def frame(self, leaves: Collection[str], rules: Scheme) -> pd.DataFrame:
        """The table with the verdicts that follow from it."""
        found: dict[str, Any] = {"org": self._along(0, pd.array(list(self._codes), dtype="str")), "on": self._along(2, _objects(self._days))}
        found |= {name: self._floats[name].ravel() for name in NUMBERS}
        found |= self._by_goal()
        terms = self._coded["terms"].ravel()
        told = {name: [None if term is None else term[at] for term in self._terms.values()] for at, name in enumerate(TERMS)}
        for name, values in told.items():
            found[name] = _objects(values)[terms] if name in _FLAGS else pd.array([value or "" for value in values], dtype="str").take(terms)
        found |= {name: self._floats[name].ravel() for name in ("target", "elapsed", "should_be", "met", "of")}
        found |= {name: names.texts(self._coded[name].ravel()) for name, names in (("bends", self._bends), ("season", self._seasons))}
        found |= {name: whole.ravel() for name, whole in self._whole.items()}
        found |= {"leaf": self._along(0, np.array([code in leaves for code in self._codes], bool))}
        known = {name: pd.Categorical(told[name]).take(terms) for name in ("basis", "direction", "nature")}
        return pd.DataFrame(found | verdicts(found | known | self._days_of_goals(), rules), copy=False)

    def _by_goal(self) -> dict[str, Any]:
        goals = [goal for _, _, goal, _ in self._named]
        texts: dict[str, list[Any]] = {
            "indicator": [indicator for indicator, *_ in self._named],
            "goal": [key for _, key, *_ in self._named],
            "issued_by": [goal.issued_by if goal else "" for goal in goals],
        }
        found: dict[str, Any] = {name: self._along(1, pd.array(told, dtype="str")) for name, told in texts.items()}
        days = {"start_on": [goal and goal.start_on for goal in goals], "due_on": [goal and goal.due_on for goal in goals]}
        found |= {name: self._along(1, _objects(told)) for name, told in days.items()}
        return found | {"names_target": self._along(1, np.array([completes for *_, completes in self._named], bool))}

    def _days_of_goals(self) -> dict[str, Any]:
        """Of each goal on each day the days left and gone; NaN without a goal."""
        goals = [goal for _, _, goal, _ in self._named]
        left = [[(goal.due_on - day).days if goal else np.nan for day in self._days] for goal in goals]
        gone = [[(day - goal.start_on).days if goal else np.nan for day in self._days] for goal in goals]
        laid = {"days_left": left, "days_gone": gone}
        return {name: np.broadcast_to(np.array(days, np.float64).reshape(self._shape[1:]), self._shape).ravel() for name, days in laid.items()}

    def _read(self, given: Mapping[str, Target]) -> "Asks":
        size = len(self._codes)
        found = Asks(given, np.zeros(size, np.int32), np.full(size, np.nan))
        known: dict[int, tuple[int, float]] = {}
        for org, target in given.items():
            place = self._place[org]
            if id(target) not in known:
                told = self._terms.code(tuple(getattr(target, name) for name in TERMS))
                known[id(target)] = told, np.nan if target.value is None else target.value
            found.terms[place], found.values[place] = known[id(target)]
            if target.per:
                found.per[org] = target
            if target.curve == BY_SEASON:
                found.seasonal[org] = target
            if target.milestones and (target.curve == BY_MILESTONES or target.basis == MILESTONE):
                found.bends.setdefault(target.milestones, []).append(place)
        return found

    def _bent(self, at: int, day: int, places: Any, bends: str, should_be: float) -> None:
        self._coded["bends"][places, at, day], self._floats["should_be"][places, at, day] = self._bends.code(bends), should_be

    def _along(self, axis: int, values: Any) -> Any:
        """Values of organisations (0), goals (1) or days (2) repeated for every place of the table."""
        codes = np.arange(len(values), dtype=np.int32).reshape([-1 if each == axis else 1 for each in range(3)])
        return values.take(np.broadcast_to(codes, self._shape).ravel())


@dataclass(frozen=True)
class Asks:
    """Targets as arrays: terms and values by place, places by milestones, and those that are asked per group or follow last year's season."""

    given: Mapping[str, Target]
    terms: Codes
    values: Numbers
    bends: dict[str, list[int]] = field(default_factory=dict)
    per: dict[str, Target] = field(default_factory=dict)
    seasonal: dict[str, Target] = field(default_factory=dict)


def _objects(values: Sequence[object]) -> Any:
    found = np.empty(len(values), object)
    found[:] = values
    return found
