"""Records turned into the rows charts draw: every text ready in the session's language, every length in percent."""

from collections.abc import Mapping, Sequence

import pandas as pd

from charts.palette import SHAPES
from progress.indicators import PERCENT, Indicator
from progress.summary import lamp_counts, short_now
from schema.target import QUOTA
from snapshots import goals, tables
from snapshots.goals import Record, as_number, in_units, percent_text
from ui.load import Workspace, named, once
from ui.session import language, t
from words.figures import UNKNOWN, day, full_day, known, number, percent, points, unit_name

_INK = {"behind": "red", "slow": "yellow", "on_pace": "green"}


def lamp(code: str) -> str:
    """A lamp as shape and word."""
    return goals.lamp(code, language())


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
    return goals.bullets(workspace.indicators, records, language(), before)


def goal_names(workspace: Workspace, records: pd.DataFrame) -> Mapping[str, str]:
    """The name of each goal among the records: its indicator, and who issued it where the indicator has several."""
    return goals.goal_names(workspace.indicators, records, language())


def against(indicator: Indicator, row: Record) -> str:
    """A figure beside its target: 2,940 / 6,000 人, or 目标 95.0%. An assumed target bears a mark."""
    return goals.against(indicator, row, language())


def missing(indicator: Indicator, row: Record) -> str:
    """What is lacking now: so many in the indicator's unit, or so many points."""
    return goals.missing(indicator, row, language())


def lacking_number(indicator: Indicator, row: Record) -> str:
    """What is missing now, as a bare number in the indicator's unit."""
    if row["lamp"] == "unreported" or not known(as_number(row["gap"])):
        return UNKNOWN
    if known(as_number(row["of"])):
        return number((as_number(row["of"]) or 0) - (as_number(row["met"]) or 0))
    if row["names_target"]:
        return UNKNOWN
    lacking = float(short_now(pd.DataFrame([row]))[0])
    return number(lacking / 10_000, 1) if indicator.unit == "yuan" else number(float(-(-lacking // 1)))


def numerals(indicator: Indicator, row: Record, projected: float | None) -> Sequence[tuple[str, str]]:
    """The four big numbers of an indicator, label and value; the last is where it is heading, if that is known, else what is missing."""
    unit = unit_name("wan_yuan" if indicator.unit == "yuan" else indicator.unit, language())
    first = (t("numeral.value", unit=unit) + _target_part(indicator, row), _big(indicator, row))
    gap = (t("numeral.gap"), points(as_number(row["gap"])))
    ahead = _ahead(indicator, row, projected, unit)
    if known(as_number(row["denominator"])):
        num, den = number(as_number(row["numerator"])), number(as_number(row["denominator"]))
        if ahead is None:
            return (first, (t("numeral.numerator"), num), (t("numeral.denominator"), den), gap)
        return (first, (t("numeral.of_denominator", denominator=den), num), gap, ahead)
    paced = row["basis"] == QUOTA or row["names_target"] or not known(as_number(row["target"]))
    completion = (t("numeral.completion", expected=percent(as_number(row["should_be"]) if paced else 100.0)), percent_text(row))
    return (first, completion, gap, ahead or (t("numeral.short", unit=unit), lacking_number(indicator, row)))


def _ahead(indicator: Indicator, row: Record, projected: float | None, unit: str) -> tuple[str, str] | None:
    """Where the figure heads by its due date: of a quota its completion, of anything else itself."""
    if projected is None or not known(projected):
        return None
    due, target = (day if row["due_on"].year == row["on"].year else full_day)(row["due_on"], language()), as_number(row["target"])
    if row["basis"] == QUOTA and target and not row["names_target"]:
        return t("numeral.projected_done", due=due), percent(100 * projected / target, 100.0)
    told = percent(projected, None if row["names_target"] else target) if indicator.unit == PERCENT or row["names_target"] else in_units(indicator, projected)
    return t("numeral.projected", due=due, unit="%" if row["names_target"] else unit), told


def _target_part(indicator: Indicator, row: Record) -> str:
    target = as_number(row["target"])
    if target is None or not known(target) or row["names_target"]:
        return ""
    told = percent(target) if indicator.unit == PERCENT else in_units(indicator, target)
    return t("numeral.of_target", target=told + (t("figure.assumed_mark") if row["assumed"] is True else ""))


def _big(indicator: Indicator, row: Record) -> str:
    """The figure itself without its unit."""
    value = as_number(row["value"])
    if indicator.unit == "percent":
        return percent(value, None if row["names_target"] else as_number(row["target"]))
    return number(None) if value is None else in_units(indicator, value)


def records_table(workspace: Workspace, records: pd.DataFrame) -> pd.DataFrame:
    """Records as people read them in a table: headers in the session's language, lamps in words."""
    return tables.records_table(workspace.ledger, workspace.indicators, records, language())
