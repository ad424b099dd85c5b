"""Targets: those the reports state, the national plan, and assumed ones that say so; parts add up to the whole."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from demo.federation import PHRASES, Federation
from demo.lines import Row
from demo.report import Figure
from demo.shares import chance, spread
from schema.target import CADENCE, NOMINAL, QUOTA, RATE

ROOT = "0"


def goals(federation: Federation) -> Iterator[Row]:
    """The rows of 目标."""
    for figure in federation.figures:
        if figure.shows == "target":
            yield _stated(federation, figure)
    for told in federation.plan["goals"]:
        yield from _given(federation, told)


def _stated(federation: Federation, figure: Figure) -> Row:
    """A target of the report, as printed. A number in a campaign's name is nominal: shown, never lit."""
    words = PHRASES["targets"]
    nature = NOMINAL if figure.note.startswith("NOMINAL") else words["aspired"] if words["aspired"] in figure.as_written else words["firm"]
    basis = CADENCE if figure.per else RATE if figure.unit == "percent" else QUOTA
    row: Row = {
        "indicator_code": figure.code,
        "branch_code": ROOT,
        "start_on": figure.from_on,
        "due_on": figure.to_on,
        "target_value": figure.value,
        "direction": words["at_least"],
        "basis": basis,
        "issued_by": federation.plan["issuer"],
        "nature": nature,
        "per": figure.per or None,
        "version": 1,
        "effective_on": min(figure.from_on, federation.data_date),
        "reason": words["stated"].format(figure.as_written),
    }
    row |= federation.plan.get("stated", {}).get(figure.code, {})
    return row


def _given(federation: Federation, told: Mapping[str, Any]) -> Iterator[Row]:
    """A target of the plan for the whole federation and, where it asks for it, split over branches by weights of their own."""
    words = PHRASES["targets"]
    start = dt.date.fromisoformat(told["start"])
    row = {
        "indicator_code": told["indicator"],
        "branch_code": ROOT,
        "start_on": start,
        "due_on": dt.date.fromisoformat(told["due"]),
        "target_value": told["value"],
        "direction": words["at_least"],
        "basis": told["basis"],
        "issued_by": told.get("issuer", federation.plan["issuer"]),
        "nature": told.get("nature", words["firm"]),
        "per": told.get("per"),
        "version": 1,
        "effective_on": start,
        "reason": told.get("reason", words["assumed"]),
        "assumed": told.get("assumed", True),
    }
    yield row
    if "split" in told:
        branches = federation.chosen(None if told["split"] == "ALL" else told["split"], told.get("sheet", ""))
        skew = told.get("skew", 0.7)
        weights = [branch.weight * (1 - skew / 2 + skew * chance(told["indicator"], branch.code, "target")) for branch in branches]
        for branch, part in zip(branches, spread(told["value"], weights), strict=True):
            yield row | {"branch_code": branch.code, "target_value": part, "reason": words["assumed_part"]}
