"""Records of goals in words and as the rows of bullet charts: every text ready in one language, every length in percent."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from charts.palette import SHAPES
from progress.change import SOUND
from progress.indicators import Indicator
from progress.summary import short_now
from schema.target import QUOTA, RATE
from words import text
from words.figures import MINUS, known, number, percent, points, quantity

# One record as pandas hands it out, whose keys it calls merely hashable.
Record = Mapping[Any, Any]
_SENTENCE = re.compile(r"(?<=[\u3002\uff1b])|(?<=[.;])\s")
_BULLET = ["key", "lamp", "lamp_text", "name", "value_text", "percent_text", "done", "now", "last_year", "hollow", "tip"]


def lamp(code: str, language: str) -> str:
    """A lamp as shape and word."""
    return f"{SHAPES[code]} {text(f'lamp.{code}', language)}"


def bullets(indicators: Mapping[str, Indicator], records: pd.DataFrame, language: str, before: Mapping[str, float] | None = None) -> pd.DataFrame:
    """One bullet row a record, named by its indicator; ``before`` says by goal where it stood a year ago, on the scale of its bar."""
    names = goal_names(indicators, records, language)
    rows = [_bullet(indicators[row["indicator"]], row, names[row["goal"]], (before or {}).get(row["goal"]), language) for row in records.to_dict("records")]
    return pd.DataFrame(rows, columns=_BULLET)


def goal_names(indicators: Mapping[str, Indicator], records: pd.DataFrame, language: str) -> Mapping[str, str]:
    """The name of each goal among the records: its indicator, and who issued it where the indicator has several."""
    told = records.drop_duplicates("goal")
    shared = told["indicator"].duplicated(keep=False)
    return {
        row["goal"]: indicators[row["indicator"]].name(language) + (f" {text('issuer.' + row['issued_by'], language)}" if twice else "")
        for row, twice in zip(told.to_dict("records"), shared, strict=True)
    }


def _bullet(indicator: Indicator, row: Record, name: str, before: float | None, language: str) -> dict[str, object]:
    """A goal in one row."""
    rate = row["basis"] == RATE
    done, now = (row["value"], row["target"]) if rate else (row["completion"], row["should_be"] if row["basis"] == QUOTA else 100.0)
    shown = percent_text(row)
    return {
        **{"key": row["goal"], "lamp": row["lamp"], "lamp_text": lamp(row["lamp"], language), "name": name},
        **{"value_text": against(indicator, row, language, brief=language == "en"), "percent_text": shown, "done": done, "now": now, "last_year": before},
        **{"hollow": _thin(row), "tip": _tip(indicator, row, shown, before, language)},
    }


def _tip(indicator: Indicator, row: Record, shown: str, before: float | None, language: str) -> str:
    """A row in words: value and target, numerator and denominator of a rate, how many reported, last year, and what the indicator means."""
    ratio = f", {number(row['numerator'])} / {number(row['denominator'])}" if known(as_number(row["denominator"])) and not row["names_target"] else ""
    means = _first_sentence(indicator.definition)
    was = "" if before is None else f", {text('figure.last_year', language, value=percent(before))}"
    told = f"{indicator.name(language)}: {against(indicator, row, language)}, {shown}{ratio} ({row['reported']}/{row['expected']}){was}"
    return f"{told}. {means}" if means else told


def _first_sentence(told: str) -> str:
    """A text up to the end of its first sentence."""
    return _SENTENCE.split(told.strip(), maxsplit=1)[0]


def _thin(row: Record) -> bool:
    """Too few branches reported for the bar to be drawn full."""
    return bool(row["expected"] > 0 and row["reported"] < SOUND * row["expected"])


def percent_text(row: Record) -> str:
    """What stands at the right end: a rate itself, else the completion; never printed as reached when it is not."""
    if row["basis"] == RATE:
        return percent(as_number(row["value"]), as_number(row["target"]))
    return percent(as_number(row["completion"]), as_number(row["should_be"]) if row["basis"] == QUOTA else 100.0)


def against(indicator: Indicator, row: Record, language: str, *, brief: bool = False) -> str:
    """A figure beside its target: 2,940 / 6,000 人, or 目标 95.0%; brief leaves the unit out. An assumed target bears a mark."""
    target, mark = as_number(row["target"]), text("figure.assumed_mark", language) if row["assumed"] is True else ""
    value = number(as_number(row["value"]), decimals(indicator, as_number(row["value"])))
    if known(as_number(row["of"])):
        return text("figure.groups", language, met=number(as_number(row["met"])), of=number(as_number(row["of"])))
    if row["names_target"] and known(as_number(row["denominator"])):
        return f"{number(as_number(row['numerator']))} / {number(as_number(row['denominator']))}{mark}"
    if target is None:
        return quantity(as_number(row["value"]), indicator.unit, decimals(indicator, as_number(row["value"])), language)
    if indicator.unit == "percent":
        return text("figure.target", language, target=percent(target)) + mark
    if indicator.unit == "yuan":
        value = number(None if as_number(row["value"]) is None else row["value"] / 10_000, 1)
    goal = in_units(indicator, target) if brief else quantity(target, indicator.unit, indicator.decimals, language)
    return f"{value} / {goal}{mark}"


def decimals(indicator: Indicator, value: float | None) -> int:
    """Places after the point: the indicator's own, but a ratio that counts no whole things is never printed as one."""
    return indicator.decimals or (0 if value is None or not known(value) or value == int(value) else 2)


def missing(indicator: Indicator, row: Record, language: str) -> str:
    """What is lacking now: so many in the indicator's unit, or so many points."""
    if row["lamp"] == "unreported" or not known(as_number(row["gap"])):
        return text("lamp.unreported", language)
    if row["basis"] != QUOTA or row["names_target"]:
        return text("figure.short_points", language, points=points(as_number(row["gap"])).lstrip(MINUS))
    lacking = float(short_now(pd.DataFrame([row]))[0])
    return text("figure.short", language, amount=quantity(float(-(-lacking // 1)), indicator.unit, 0, language))


def in_units(indicator: Indicator, value: float) -> str:
    """A number of the indicator's unit without its word, money in units of 10,000."""
    return number(value / 10_000, 1) if indicator.unit == "yuan" else number(value, decimals(indicator, value))


def as_number(value: Any) -> float | None:
    """A cell of a record, None where nothing is known."""
    return None if value is None or pd.isna(value) else float(value)
