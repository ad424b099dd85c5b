"""The figures and programmes of the five published reports, as the two tables beside this module print them."""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Figure:
    """One row of indicators.csv. ``shows`` says where the figure stands: as a value, as a target, or only as text."""

    federation: str
    period: str
    from_on: dt.date
    to_on: dt.date
    theme: str
    code: str
    name_zh: str
    name_en: str
    value: float | None
    unit: str
    as_written: str
    shows: str
    formula: str
    per: str
    note: str


@dataclass(frozen=True)
class Named:
    """One row of programmes.csv: a named programme and how the report judges it."""

    federation: str
    name_zh: str
    note: str


@cache
def figures() -> tuple[Figure, ...]:
    """Every row of indicators.csv, in its order."""
    return tuple(_figure(row) for row in _rows("indicators.csv"))


@cache
def programmes() -> tuple[Named, ...]:
    """Every row of programmes.csv, in its order."""
    return tuple(Named(row["federation"], row["name_zh"], f"{row['what_it_is']} {row['how_progress_is_judged']}".strip()) for row in _rows("programmes.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _figure(row: dict[str, str]) -> Figure:
    same = ("federation", "period", "theme", "name_zh", "name_en", "unit", "as_written", "shows", "formula", "per", "note")
    return Figure(
        code=row["indicator_code"],
        from_on=dt.date.fromisoformat(row["from_on"]),
        to_on=dt.date.fromisoformat(row["to_on"]),
        value=float(row["value"]) if row["value"] else None,
        **{name: row[name] for name in same},
    )


TEXT_ONLY: tuple[tuple[str, str], ...] = tuple((figure.federation, figure.code) for figure in figures() if figure.shows == "text")
