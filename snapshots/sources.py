"""From a source to its figure: what a frozen workspace answers, each part computed when it is first asked for."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any, Final

import pandas as pd

from progress.change import SOUND, changes
from progress.coverage import Coverage
from progress.expiring import ending, expiring
from progress.filing import filings
from progress.indicators import PERCENT, Indicator
from progress.ranking import rankings
from progress.shares import Shares
from progress.summary import LIT
from progress.why import SMALL
from progress.windows import CALENDAR_YEAR, elapsed, year_start
from schema import period as periods
from schema.period import years_before
from schema.registry import BRANCH_SHEETS
from schema.setting import YEAR_START
from snapshots.compare import compared
from snapshots.document import Figure, Source
from snapshots.frozen import Frozen
from snapshots.outside import PERSON, is_few
from snapshots.printing import Row, number_of, printed, printed_count, printed_difference
from snapshots.public import INSIDE, past, public, unplaced
from snapshots.sentences import bracketed

LIT_GOALS: Final = "lit"
_NOTHING: Final = r"(?!)"
_OUTSTANDING = ("untouched", "partial", "invalid")
_SHEETS = tuple(model.about.name for model in BRANCH_SHEETS)


MOVES: Final = {"since_late": "late", "since_correction": "correction", "since_rule": "rule"}
"""Columns that say what a cause has brought since the snapshot before."""


class UnknownFigure(LookupError):
    """A source that this snapshot has no figure for."""


class Readings:
    """What documents ask of a snapshot, and of the one ``before`` it where there is one; ``outside`` of what may leave the federation alone.

    Columns of a source with an indicator: those of its record; ``missed`` (groups or sub-periods not met); ``rank`` (place by completion among the open
    branches); ``branches`` (how many of them have the lamp ``of``); ``year`` (change against the year before); ``since`` (change since the snapshot before),
    and of it what ``since_late``, ``since_correction`` and ``since_rule`` brought (late returns, corrections, changed rules).

    Without: ``goals`` (of the organisation, with the lamp ``of``, or all that are lit); ``reported``, ``expected`` and ``silent`` branches; ``approved``,
    ``owed`` and ``reviewed`` (returns and their share); ``overdue`` (returns) and ``overdue_branches``; ``expiring`` and ``expiring_units`` (contracts that
    end within ``of`` days); ``elapsed`` (of the year); ``on`` (the day).
    """

    def __init__(self, frozen: Frozen, before: Frozen | None = None, language: str = "zh_CN", *, outside: bool = False) -> None:
        self.frozen, self.before, self.language, self.outside = frozen, before, language, outside
        if outside:
            self.frozen, self.before = public(frozen), public(before) if before else None
        self._goals: dict[str, dict[str, Row]] = {}
        self._ranked: dict[str, pd.DataFrame] = {}
        self._ranks: dict[str, Mapping[str, float]] = {}
        self._changes: dict[str, Mapping[str, Row]] = {}
        self._counted: dict[str, Callable[[Source], float | dt.date | None]] = {
            "goals": self._lamps,
            "reported": lambda asked: self.filed(asked.org)[0],
            "expected": lambda asked: self.filed(asked.org)[1],
            "silent": lambda _: len(self.silent),
            "approved": lambda _: self._reviews[0],
            "owed": lambda _: self._reviews[1],
            "reviewed": lambda _: 100 * self._reviews[0] / self._reviews[1] if self._reviews[1] else None,
            "overdue": lambda asked: len(self.overdue(asked.org)),
            "overdue_branches": lambda asked: self.overdue(asked.org)["org"].nunique(),
            "expiring": lambda asked: ending(self._expiring, asked.org, int(asked.of))[0],
            "expiring_units": lambda asked: ending(self._expiring, asked.org, int(asked.of))[1],
            "elapsed": lambda asked: elapsed(asked.on, self.year_begins, years_before(self.year_begins, -1) - dt.timedelta(days=1)),
            "on": lambda asked: asked.on,
        }
        self._of_goal: dict[str, Callable[[Source], float | None]] = {
            "branches": lambda asked: self.with_lamp(asked.goal, asked.of)["org"].nunique(),
            "rank": lambda asked: number_of(self._places(asked.goal).get(asked.org)),
            "year": lambda asked: self.change(asked.org, asked.goal),
            "since": lambda asked: self.since(self.row(asked.org, asked.goal)),
            **{column: partial(self._moved, cause) for column, cause in MOVES.items()},
            "missed": lambda asked: _missed(self.row(asked.org, asked.goal)),
        }

    def figure(self, row: Row, column: str, of: str = "") -> Figure:
        """A figure of the record of an organisation and goal."""
        return self.at(Source(row["org"], column, self.frozen.on, row["indicator"], row["goal"], of))

    def count(self, column: str, of: str = "") -> Figure:
        """Something counted in the whole federation."""
        return self.at(Source(self.frozen.root, column, self.frozen.on, of=of))

    def at(self, source: Source) -> Figure:
        """The figure of a source as it is printed. Raises UnknownFigure."""
        return Figure(self.printed(source), source)

    def printed(self, source: Source) -> str:
        """The text of a source's figure. Raises UnknownFigure."""
        if not source.indicator:
            return printed_count(self.number(source), source.column, self.language)
        indicator, value = self.indicator(source.indicator), self.number(source)
        if source.column in ("rank", "branches", "missed"):
            return printed_count(value if isinstance(value, float | int) else None, source.column)
        if source.column == "since" or source.column in MOVES:
            return printed_difference(indicator, value if isinstance(value, float | int) else None)
        row = self.row(source.org, source.goal)
        if source.column == "year":
            row = {**row, "year": value, "points": indicator.unit == PERCENT}
        return printed(indicator, row, source.column, source.of, self.language)

    def number(self, source: Source) -> Any:
        """The figure of a source itself, None for unknown. Raises UnknownFigure."""
        if source.on != self.frozen.on:
            raise UnknownFigure(source)
        if not source.indicator:
            if source.column not in self._counted:
                raise UnknownFigure(source)
            return self._counted[source.column](source)
        if source.column in self._of_goal:
            return self._of_goal[source.column](source)
        row = self.row(source.org, source.goal)
        if source.column not in row:
            raise UnknownFigure(source)
        return row[source.column]

    def indicator(self, code: str) -> Indicator:
        """An indicator of the snapshot. Raises UnknownFigure."""
        if code not in self.frozen.indicators:
            raise UnknownFigure(code)
        return self.frozen.indicators[code]

    def row(self, org: str, goal: str) -> Row:
        """The record of an organisation and goal. Raises UnknownFigure."""
        if goal not in self._goals:
            found = self.frozen.records[self.frozen.records["goal"] == goal]
            self._goals[goal] = {row["org"]: row for row in found.to_dict("records")}
        if org not in self._goals[goal]:
            raise UnknownFigure(org, goal)
        return self._goals[goal][org]

    @cached_property
    def own(self) -> pd.DataFrame:
        """The federation's own records."""
        return self.frozen.records[self.frozen.records["org"] == self.frozen.root].reset_index(drop=True)

    @cached_property
    def branches(self) -> list[str]:
        """The branches open on the day, as they stand in 单位."""
        return self.frozen.ledger.organisations.leaves_below(self.frozen.root, self.frozen.on)

    def name(self, org: str) -> str:
        """What an organisation was called on the day."""
        return self.frozen.ledger.organisations.on(org, self.frozen.on).name

    def without_names(self, sentence: str) -> str:
        """A sentence without the names of organisations and indicators, some of which have digits in them."""
        return self._names.sub("", sentence)

    @cached_property
    def _names(self) -> re.Pattern[str]:
        indicators = self.frozen.indicators.values()
        called = (name for each in indicators for name in (each.name_zh, bracketed(each.name_zh), each.name_en))
        names = {*map(self.name, self.frozen.ledger.organisations.codes), *called}
        with_digits = sorted((name for name in names if any(map(str.isdigit, name))), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, with_digits)) or _NOTHING)

    def ranked(self, goal: str) -> pd.DataFrame:
        """The records of a goal's branches with their places, the best first, those without a place last."""
        if goal not in self._ranked:
            found = rankings(self.frozen.records[self.frozen.records["goal"] == goal], self.branches)
            self._ranked[goal] = unplaced(found.sort_values(["rank_completion", "org"], na_position="last", ignore_index=True))
        return self._ranked[goal]

    def _places(self, goal: str) -> Mapping[str, float]:
        """The place of each branch in a goal, by its code."""
        if goal not in self._ranks:
            found = self.ranked(goal)
            self._ranks[goal] = dict(zip(found["org"], found["rank_completion"], strict=True))
        return self._ranks[goal]

    def hides(self, goal: str) -> bool:
        """Whether the figure of a branch of this goal stays inside, so that branches have no places and not all with a lamp are counted."""
        return bool(self.ranked(goal)["status"].eq(INSIDE).any())

    def with_lamp(self, goal: str, lamp: str) -> pd.DataFrame:
        """The records of a goal's branches that show a lamp."""
        found = self.ranked(goal)
        return found[found["lamp"] == lamp]

    def change(self, org: str, goal: str) -> float | None:
        """The change of a figure against the year before, in percent or points; None where there is no sound base for one, or only a handful to grow from."""
        if goal not in self._changes:
            rows = self.frozen.records[self.frozen.records["goal"] == goal]
            found = self.past(rows) if len(rows) else rows
            self._changes[goal] = {row["org"]: row for row in found.to_dict("records")}
        row = self._changes[goal].get(org)
        sound = row is not None and not row["regrouped"] and (not row["expected"] or row["reported"] >= SOUND * row["expected"])
        few = row is not None and not row["points"] and abs(row["then"]) < SMALL
        return number_of(row["change"]) if row is not None and sound and not few else None

    def past(self, rows: pd.DataFrame) -> pd.DataFrame:
        """How records stand against the year before, as ``progress.change.changes`` has it."""
        found = changes(self.frozen.ledger, self.frozen.indicators, rows)
        found = found[found["against"] == "year"]
        return past(found, rows, self.frozen.indicators) if self.outside else found

    def since(self, row: Row) -> float | None:
        """How much more a figure is than in the snapshot before; None without one, or where either is unknown."""
        if self.before is None:
            return None
        then = self.before.records
        found = then.loc[(then["org"] == row["org"]) & (then["goal"] == row["goal"]), "value"]
        was, now = number_of(found.iloc[0]) if len(found) else None, number_of(row["value"])
        more = None if was is None or now is None else now - was
        few = self.outside and more is not None and self.indicator(row["indicator"]).unit == PERSON and is_few(more)
        return None if few else more

    def _moved(self, cause: str, asked: Source) -> float | None:
        """What a cause has brought since the snapshot before; None without one, where either figure is unknown, and outside: single returns would show."""
        found = self._moves.get((asked.org, asked.goal))
        return number_of(found[cause]) if found else None

    @cached_property
    def _moves(self) -> Mapping[tuple[str, str], Row]:
        if self.before is None or self.outside:
            return {}
        found = compared(self.before, self.frozen)
        return {(row["org"], row["goal"]): row for row in found[found["measure"] == "value"].to_dict("records")}

    def filed(self, org: str) -> tuple[int, int]:
        """Of the branches that owe anything for the newest ended periods how many have filed all of it, and how many there are."""
        return self._coverage.get(org, (0, 0))

    @cached_property
    def _coverage(self) -> Mapping[str, tuple[int, int]]:
        return Coverage(self.frozen.ledger, self.frozen.on).counts(_SHEETS)

    @cached_property
    def silent(self) -> list[str]:
        """The branches that owe something for the newest ended periods and have not filed all of it."""
        return [org for org in self.branches if self._coverage.get(org, (0, 0)) == (0, 1)]

    @cached_property
    def _reviews(self) -> tuple[int, int]:
        return Shares(self.frozen.ledger, self.frozen.indicators, self.own).reviewed(self.frozen.reviews)

    def overdue(self, org: str) -> pd.DataFrame:
        """The returns of the year that should have been filed by the day and are missing, incomplete or refused."""
        found = self._outstanding
        return found[found["org"].isin(self.frozen.ledger.organisations.leaves_below(org, self.frozen.on))]

    @cached_property
    def _outstanding(self) -> pd.DataFrame:
        on = self.frozen.on
        years = sorted({f"{day.year}" for day in (self.year_begins, on)})
        found = pd.concat([filings(self.frozen.ledger, year) for year in years], ignore_index=True)
        ended = found["period"].map(lambda each: self.year_begins <= periods.last_day(each) <= on)
        return found[ended & found["due_on"].map(lambda day: day < on) & found["state"].isin(_OUTSTANDING)]

    @cached_property
    def _expiring(self) -> pd.DataFrame:
        return expiring(self.frozen.ledger, self.frozen.on)

    @property
    def year_begins(self) -> dt.date:
        """The first day of the federation's year."""
        return year_start(self.frozen.on, self.frozen.ledger.settings.get(YEAR_START, CALENDAR_YEAR))

    def _lamps(self, source: Source) -> int:
        found = self.frozen.records.loc[self.frozen.records["org"] == source.org, "lamp"]
        return int(found.isin([*LIT, INSIDE]).sum() if source.of == LIT_GOALS else found.eq(source.of).sum())


def _missed(row: Row) -> float | None:
    of, met = number_of(row["of"]), number_of(row["met"])
    return None if of is None or met is None else of - met


def figure(frozen: Frozen, source: Source, before: Frozen | None = None, language: str = "zh_CN", *, outside: bool = False) -> str:
    """A figure of a document, or of its copy for outside, made again from the snapshot and its source. Raises UnknownFigure."""
    return Readings(frozen, before, language, outside=outside).printed(source)
