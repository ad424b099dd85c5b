"""The goals that a document speaks of: what kind each is, what it is called, which of them come first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from progress.indicators import PERCENT, Indicator
from schema.target import AT_MOST, LEVEL, MILESTONE, NOMINAL, RATE, ZERO_TOLERANCE
from snapshots.outside import SHOWN
from snapshots.printing import YUAN, Row, in_wan, number_of
from snapshots.public import VEIL
from snapshots.sentences import bracketed
from snapshots.sources import Readings
from words.catalogue import text
from words.figures import unit_name

Kind = Literal["not_begun", "inside", "unknown", "plain", "nominal", "groups", "incidents", "limit", "completion", "rate", "level", "milestone", "quota"]
Band = Literal["starting", "over", "done", "overdue", "ahead", "even", "slightly", "behind"]
MOST: Final = 4
LIMIT: Final = -10.0
"""The gap down to which a goal is called slightly below its pace, as the wording of official notices has it."""
_LAST = 10_000


@dataclass(frozen=True)
class Goal:
    """A goal as the federation stands to it: its indicator and the federation's own record."""

    indicator: Indicator
    row: Row

    @property
    def key(self) -> str:
        """What names the goal from issue to issue, whatever its dates."""
        return f"{self.indicator.code}_{self.row['issued_by']}" if self.row["issued_by"] else self.indicator.code

    def number(self, column: str) -> float | None:
        """A column of the federation's record."""
        return number_of(self.row[column])

    @property
    def is_over(self) -> bool:
        """Whether the day it was due has gone by."""
        return bool(self.row["on"] > self.row["due_on"])

    @property
    def kind(self) -> Kind:
        """By which rule it is worded."""
        row = self.row
        rules: list[tuple[Any, Kind]] = [
            (row["lamp"] == "not_begun", "not_begun"),
            (row.get(f"{VEIL}value", SHOWN) != SHOWN, "inside"),
            (self.number("value") is None, "unknown"),
            (self.number("target") is None, "plain"),
            (row["nature"] == NOMINAL, "nominal"),
            (self.number("of") is not None, "groups"),
            (row["basis"] == ZERO_TOLERANCE, "incidents"),
            (row["direction"] == AT_MOST, "limit"),
            (row["names_target"], "completion"),
            (row["basis"] == RATE, "rate"),
            (self.number("completion") is None, "plain"),
            (row["basis"] == LEVEL, "level"),
            (row["basis"] == MILESTONE, "milestone"),
        ]
        return next((kind for holds, kind in rules if holds), "quota")

    @property
    def band(self) -> Band:
        """How a completion stands to the time gone, in the bands of official wording."""
        completion, gap = self.number("completion") or 0.0, self.number("gap") or 0.0
        rules: list[tuple[bool, Band]] = [
            (round(completion, 1) > 100, "over"),
            (completion >= 100, "done"),
            (self.is_over, "overdue"),
            (self.row["lamp"] == "starting", "starting"),
            (gap >= 0.1, "ahead"),
            (gap >= 0, "even"),
            (gap >= LIMIT, "slightly"),
        ]
        return next((band for holds, band in rules if holds), "behind")

    @property
    def done(self) -> str:
        """The column that says what was done in the unit of the target: of a formula that is a completion itself, its numerator."""
        return "numerator" if self.row["names_target"] and self.number("denominator") is not None else "value"

    @property
    def by_target(self) -> bool:
        """Whether its gap is held against the target itself, not against the time gone."""
        return self.kind in ("rate", "level", "limit", "groups")

    @property
    def pair(self) -> tuple[str, str]:
        """The columns that stand side by side in a table: what is to be reached, and what is."""
        return ("of", "met") if self.kind == "groups" else ("target", self.done)

    def unit_of(self, column: str) -> str:
        """The unit in which a column of it counts; ``percent`` where it is a percentage, ``group`` where groups or sub-periods are counted."""
        if column in ("of", "met"):
            return "group"
        if column != "value" and self.row["names_target"]:
            return self.indicator.numerator_unit
        return self.indicator.unit


def goal_of(readings: Readings, row: Row) -> Goal:
    """The goal of one of the federation's records."""
    return Goal(readings.indicator(row["indicator"]), row)


def headlines(readings: Readings, chosen: Sequence[str]) -> Sequence[Goal]:
    """The goals chosen, else of each indicator of the first page the goal that is due next, the lit ones first, at most MOST."""
    known = {row["goal"]: goal_of(readings, row) for row in readings.own.to_dict("records")}
    if chosen:
        return [known[key] for key in chosen if key in known]
    placed = sorted((goal for goal in known.values() if goal.indicator.headline is not None), key=_place)
    once = {goal.indicator.code: goal for goal in reversed(placed)}
    return sorted(once.values(), key=_place)[:MOST]


def _place(goal: Goal) -> tuple[bool, int, bool, str]:
    """The order of the first page; those that no lamp is lit for come last, of one indicator's goals those that are over."""
    unlit = goal.row["lamp"] in ("no_target", "not_begun")
    due = goal.row["due_on"]
    return unlit, goal.indicator.headline if goal.indicator.headline is not None else _LAST, not due or goal.is_over, str(due)


def names_of(readings: Readings, language: str) -> Mapping[str, str]:
    """What each of the federation's goals is called: its indicator, and who issued it where the indicator has several."""
    own = readings.own
    shared = own["indicator"].duplicated(keep=False)
    return {
        row["goal"]: _named(indicator_name(readings.indicator(row["indicator"]), language), row["issued_by"] if twice else "", language)
        for row, twice in zip(own.to_dict("records"), shared, strict=True)
    }


def _named(name: str, issuer: str, language: str) -> str:
    return text("bulletin.issued", language, name=name, issuer=text(f"issuer.{issuer}", language)) if issuer else name


def indicator_name(indicator: Indicator, language: str) -> str:
    """The indicator's name in a language, its brackets those of Chinese where the name is Chinese."""
    return indicator.name_en if language == "en" and indicator.name_en else bracketed(indicator.name_zh)


def unit_word(unit: str, language: str, *, full: bool = False) -> str:
    """The word for a unit: none for a percentage, money in units of 10,000 unless in ``full``."""
    return "" if unit in ("", PERCENT) else unit_name("wan_yuan" if unit == YUAN and not full else unit, language)


def word_behind(unit: str, value: float | None, language: str) -> str:
    """The word behind a number in a sentence, where a little money stands in yuan."""
    return unit_word(unit, language, full=not in_wan(value))
