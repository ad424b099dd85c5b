"""Records turned into the rows charts draw: every text ready in the session's language, every length in percent."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.palette import SHAPES
from progress.change import SOUND
from progress.indicators import PERCENT, Indicator
from progress.summary import lamp_counts, short_now
from schema.target import QUOTA, RATE
from snapshots import tables
from ui.load import Workspace, named, once
from ui.session import language, t
from words.figures import MINUS, UNKNOWN, day, full_day, known, number, percent, points, quantity, unit_name

# One record as pandas hands it out, whose keys it calls merely hashable.
Record = Mapping[Any, Any]
_SENTENCE = re.compile(r"(?<=[\u3002\uff1b])|(?<=[.;])\s")
_INK = {"behind": "red", "slow": "yellow", "on_pace": "green"}


def lamp(code: str) -> str:
    """A lamp as shape and word."""
    return f"{SHAPES[code]} {t(f'lamp.{code}')}"


def lamp_shape(code: str) -> str:
    """A lamp's shape in its colour, as Markdown."""
    return f":{_INK.get(code, 'gray')}[{SHAPES[code]}]"


def lamp_badge(code: str, count: int | None = None) -> str:
    """A lamp on its tint, as Markdown."""
    return f":{_INK.get(code, 'gray')}-badge[{lamp(code)}{'' if count is None else f' {count}'}]"


def goal_badge(row: Record) -> str:
    """The lamp of a goal, and a word beside it where its target is assumed."""
    return lamp_badge(row["lamp"]) + (f" :gray-badge[{t('badge.assumed')}]" if row["assumed"] is True else "")


def lamp_badges(workspace: Workspace, records: pd.DataFrame) -> str:
    """How many goals show each lamp that matters, as badges side by side."""
    counted = once(workspace, ("lamps", named(records)), lambda: lamp_counts(records))
    return " ".join(lamp_badge(code, counted[code]) for code in ("behind", "slow", "on_pace", "unreported") if counted[code])


def name_of(indicator: Indicator) -> str:
    """The indicator's name in the session's language."""
    return indicator.name(language())


def bullets(workspace: Workspace, records: pd.DataFrame, before: Mapping[str, float] | None = None) -> pd.DataFrame:
    """One bullet row a record, named by its indicator; ``before`` says by goal where it stood a year ago, on the scale of its bar."""
    names = goal_names(workspace, records)
    rows = [_bullet(workspace.indicators[row["indicator"]], row, names[row["goal"]], (before or {}).get(row["goal"])) for row in records.to_dict("records")]
    return pd.DataFrame(rows, columns=["key", "lamp", "lamp_text", "name", "value_text", "percent_text", "done", "now", "last_year", "hollow", "tip"])


def goal_names(workspace: Workspace, records: pd.DataFrame) -> Mapping[str, str]:
    """The name of each goal among the records: its indicator, and who issued it where the indicator has several."""
    told = records.drop_duplicates("goal")
    shared = told["indicator"].duplicated(keep=False)
    return {
        row["goal"]: name_of(workspace.indicators[row["indicator"]]) + (f" {t('issuer.' + row['issued_by'])}" if twice else "")
        for row, twice in zip(told.to_dict("records"), shared, strict=True)
    }


def _bullet(indicator: Indicator, row: Record, name: str, before: float | None) -> dict[str, object]:
    """A goal in one row."""
    rate = row["basis"] == RATE
    done, now = (row["value"], row["target"]) if rate else (row["completion"], row["should_be"] if row["basis"] == QUOTA else 100.0)
    shown = percent_text(row)
    return {
        **{"key": row["goal"], "lamp": row["lamp"], "lamp_text": lamp(row["lamp"]), "name": name},
        **{"value_text": against(indicator, row, brief=language() == "en"), "percent_text": shown, "done": done, "now": now, "last_year": before},
        **{"hollow": _thin(row), "tip": _bullet_tip(indicator, row, shown, before)},
    }


def _bullet_tip(indicator: Indicator, row: Record, shown: str, before: float | None) -> str:
    """A row in words: value and target, numerator and denominator of a rate, how many reported, last year, and what the indicator means."""
    ratio = f", {number(row['numerator'])} / {number(row['denominator'])}" if known(_float(row["denominator"])) and not row["names_target"] else ""
    means = first_sentence(indicator.definition)
    told = f"{name_of(indicator)}: {against(indicator, row)}, {shown}{ratio} ({row['reported']}/{row['expected']}){_was(before)}"
    return f"{told}. {means}" if means else told


def first_sentence(told: str) -> str:
    """A text up to the end of its first sentence."""
    return _SENTENCE.split(told.strip(), maxsplit=1)[0]


def _was(before: float | None) -> str:
    return "" if before is None else f", {t('figure.last_year', value=percent(before))}"


def _thin(row: Record) -> bool:
    """Too few branches reported for the bar to be drawn full."""
    return bool(row["expected"] > 0 and row["reported"] < SOUND * row["expected"])


def percent_text(row: Record) -> str:
    """What stands at the right end: a rate itself, else the completion; never printed as reached when it is not."""
    if row["basis"] == RATE:
        return percent(_float(row["value"]), _float(row["target"]))
    return percent(_float(row["completion"]), _float(row["should_be"]) if row["basis"] == QUOTA else 100.0)


def against(indicator: Indicator, row: Record, *, brief: bool = False) -> str:
    """A figure beside its target: 2,940 / 6,000 人, or 目标 95.0%; brief leaves the unit out. An assumed target bears a mark."""
    target, mark = _float(row["target"]), t("figure.assumed_mark") if row["assumed"] is True else ""
    value = number(_float(row["value"]), _decimals(indicator, _float(row["value"])))
    if known(_float(row["of"])):
        return t("figure.groups", met=number(_float(row["met"])), of=number(_float(row["of"])))
    if row["names_target"] and known(_float(row["denominator"])):
        return f"{number(_float(row['numerator']))} / {number(_float(row['denominator']))}{mark}"
    if not known(target):
        return quantity(_float(row["value"]), indicator.unit, _decimals(indicator, _float(row["value"])), language())
    if indicator.unit == "percent":
        return t("figure.target", target=percent(target)) + mark
    if indicator.unit == "yuan":
        value = number(None if _float(row["value"]) is None else row["value"] / 10_000, 1)
    goal = _plain(indicator, target or 0) if brief else quantity(target, indicator.unit, indicator.decimals, language())
    return f"{value} / {goal}{mark}"


def _decimals(indicator: Indicator, value: float | None) -> int:
    """Places after the point: the indicator's own, but a ratio that counts no whole things is never printed as one."""
    return indicator.decimals or (0 if value is None or not known(value) or value == int(value) else 2)


def missing(indicator: Indicator, row: Record) -> str:
    """What is lacking now: so many in the indicator's unit, or so many points."""
    if row["lamp"] == "unreported" or not known(_float(row["gap"])):
        return t("lamp.unreported")
    if row["basis"] != QUOTA or row["names_target"]:
        return t("figure.short_points", points=points(_float(row["gap"])).lstrip(MINUS))
    lacking = float(short_now(pd.DataFrame([row]))[0])
    return t("figure.short", amount=quantity(float(-(-lacking // 1)), indicator.unit, 0, language()))


def lacking_number(indicator: Indicator, row: Record) -> str:
    """What is missing now, as a bare number in the indicator's unit."""
    if row["lamp"] == "unreported" or not known(_float(row["gap"])):
        return UNKNOWN
    if known(_float(row["of"])):
        return number((_float(row["of"]) or 0) - (_float(row["met"]) or 0))
    if row["names_target"]:
        return UNKNOWN
    lacking = float(short_now(pd.DataFrame([row]))[0])
    return number(lacking / 10_000, 1) if indicator.unit == "yuan" else number(float(-(-lacking // 1)))


def numerals(indicator: Indicator, row: Record, projected: float | None) -> Sequence[tuple[str, str]]:
    """The four big numbers of an indicator, label and value; the last is where it is heading, if that is known, else what is missing."""
    unit = unit_name("wan_yuan" if indicator.unit == "yuan" else indicator.unit, language())
    first = (t("numeral.value", unit=unit) + _target_part(indicator, row), _big(indicator, row))
    gap = (t("numeral.gap"), points(_float(row["gap"])))
    ahead = _ahead(indicator, row, projected, unit)
    if known(_float(row["denominator"])):
        num, den = number(_float(row["numerator"])), number(_float(row["denominator"]))
        if ahead is None:
            return (first, (t("numeral.numerator"), num), (t("numeral.denominator"), den), gap)
        return (first, (t("numeral.of_denominator", denominator=den), num), gap, ahead)
    paced = row["basis"] == QUOTA or row["names_target"] or not known(_float(row["target"]))
    completion = (t("numeral.completion", expected=percent(_float(row["should_be"]) if paced else 100.0)), percent_text(row))
    return (first, completion, gap, ahead or (t("numeral.short", unit=unit), lacking_number(indicator, row)))


def _ahead(indicator: Indicator, row: Record, projected: float | None, unit: str) -> tuple[str, str] | None:
    """Where the figure heads by its due date: of a quota its completion, of anything else itself."""
    if projected is None or not known(projected):
        return None
    due, target = (day if row["due_on"].year == row["on"].year else full_day)(row["due_on"], language()), _float(row["target"])
    if row["basis"] == QUOTA and target and not row["names_target"]:
        return t("numeral.projected_done", due=due), percent(100 * projected / target, 100.0)
    told = percent(projected, None if row["names_target"] else target) if indicator.unit == PERCENT or row["names_target"] else _plain(indicator, projected)
    return t("numeral.projected", due=due, unit="%" if row["names_target"] else unit), told


def _target_part(indicator: Indicator, row: Record) -> str:
    target = _float(row["target"])
    if target is None or not known(target) or row["names_target"]:
        return ""
    told = percent(target) if indicator.unit == PERCENT else _plain(indicator, target)
    return t("numeral.of_target", target=told + (t("figure.assumed_mark") if row["assumed"] is True else ""))


def _plain(indicator: Indicator, value: float) -> str:
    """A number of the indicator's unit without its word, money in units of 10,000."""
    return number(value / 10_000, 1) if indicator.unit == "yuan" else number(value, _decimals(indicator, value))


def _big(indicator: Indicator, row: Record) -> str:
    """The figure itself without its unit."""
    value = _float(row["value"])
    if indicator.unit == "percent":
        return percent(value, None if row["names_target"] else _float(row["target"]))
    return number(None) if value is None else _plain(indicator, value)


def records_table(workspace: Workspace, records: pd.DataFrame) -> pd.DataFrame:
    """Records as people read them in a table: headers in the session's language, lamps in words."""
    return tables.records_table(workspace.ledger, workspace.indicators, records, language())


def _float(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
