"""Rows of the master workbook that point at something which is not there: they count for nothing, so they are told."""

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.organisations import Organisations
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.issue import Issue
from schema.organisation import Organisation
from schema.registry import by_title
from schema.sheet import Sheet
from schema.target import EVERY_LEAF, Target
from schema.unit_register import UnitRegister
from schema.workspace import MASTER

Rows = Mapping[type[Sheet], list[dict[str, Any]]]


def reference_issues(rows: Rows, organisations: Organisations) -> Iterator[Issue]:
    """An issue for every code in 目标, 填报任务 and 单位名录 that 单位, 指标 or the sheets do not have."""
    codes = set(organisations.codes)
    kinds = set(Organisation.column("kind").choices)
    indicators = {row["code"] for row in rows[Indicator]}
    for row in rows[Target]:
        yield from _unknown(Target, row, "indicator_code", row["indicator_code"] in indicators)
        yield from _unknown(Target, row, "branch_code", row["branch_code"] in codes | {EVERY_LEAF})
    for row in rows[Assignment]:
        yield from _unknown(Assignment, row, "sheet", by_title(row["sheet"]) is not None)
        yield from _unknown(Assignment, row, "branch", row["branch"] in codes | kinds | {EVERY_LEAF})
    for row in rows[UnitRegister]:
        yield from _unknown(UnitRegister, row, "branch_code", row["branch_code"] in codes)


def _unknown(model: type[Sheet], row: Mapping[str, Any], name: str, known: bool) -> Iterator[Issue]:
    if not known:
        yield Issue("unknown_reference", MASTER, model.about.title, row["row"], model.column(name).header, values={"typed": row[name]})
