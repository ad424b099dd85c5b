"""The figures and programmes of the five published reports, as the tables beside this module print them."""

import csv
import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_NUMBER = re.compile(r"\bS\d\d\b")
_CODES, _NAMES = "\u3001", "\uff1b"


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
    """A named programme: its row of programmes.csv and, from programme_links.csv, what of the report belongs to it.

    ``code`` is empty where nothing else names it, ``parent`` is the name of another programme. ``items`` are the parts the report lists,
    ``blanks`` how many it counts without listing them. ``needs`` names sheets by their number in the data contract, ``judged`` says how progress is judged.
    """

    federation: str
    name_zh: str
    code: str
    kind: str
    parent: str
    indicator_codes: tuple[str, ...]
    needs: tuple[str, ...]
    start_on: dt.date | None
    due_on: dt.date | None
    done_on: dt.date | None
    items: tuple[str, ...]
    blanks: int
    judged: str


@cache
def figures() -> tuple[Figure, ...]:
    """Every row of indicators.csv, in its order."""
    return tuple(_figure(row) for row in _rows("indicators.csv"))


@cache
def programmes() -> tuple[Named, ...]:
    """Every row of programmes.csv, in its order."""
    links = {(row["federation"], row["name_zh"]): row for row in _rows("programme_links.csv")}
    return tuple(_named(row, links[row["federation"], row["name_zh"]]) for row in _rows("programmes.csv"))


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


def _named(row: dict[str, str], link: dict[str, str]) -> Named:
    days: dict[str, Any] = {name: dt.date.fromisoformat(link[name]) if link[name] else None for name in ("start_on", "due_on", "done_on")}
    return Named(
        federation=row["federation"],
        name_zh=row["name_zh"],
        indicator_codes=_listed(link["indicator_codes"], _CODES),
        needs=tuple(sorted(set(_NUMBER.findall(row["data_it_needs"])))),
        items=_listed(link["items"], _NAMES),
        blanks=int(link["blanks"] or 0),
        judged=link["judged_zh"],
        code=link["code"],
        kind=link["kind"],
        parent=link["parent"],
        **days,
    )


def _listed(text: str, parted: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(parted)))


TEXT_ONLY: tuple[tuple[str, str], ...] = tuple((figure.federation, figure.code) for figure in figures() if figure.shows == "text")
