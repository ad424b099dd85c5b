"""Rows of the master workbook that point at something which is not there: they count for nothing, so they are told."""

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ledger.organisations import Organisations
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.issue import Issue
from schema.organisation import Organisation
from schema.registry import by_title
from schema.score_rule import ScoreRule
from schema.sheet import Sheet
from schema.table import Layout
from schema.target import EVERY_LEAF, Target
from schema.unit_register import UnitRegister
from schema.workspace import MASTER


def reference_issues(tables: Mapping[str, pa.Table], layouts: Mapping[str, Layout], organisations: Organisations) -> Iterator[Issue]:
    """An issue for every code in 目标, 填报任务, 单位名录 and 考核 that 单位, 指标 or the sheets do not have; tables and layouts are by sheet name."""
    codes = set(organisations.codes)
    kinds = set(Organisation.column("kind").choices)
    indicators = set(tables[Indicator.about.name]["code"].to_pylist())
    pointers: tuple[tuple[type[Sheet], str, Callable[[str], bool]], ...] = (
        (Target, "indicator_code", indicators.__contains__),
        (Target, "branch_code", (codes | {EVERY_LEAF}).__contains__),
        (Assignment, "sheet", lambda title: by_title(title) is not None),
        (Assignment, "branch", (codes | kinds | {EVERY_LEAF}).__contains__),
        (UnitRegister, "branch_code", codes.__contains__),
        (ScoreRule, "indicator_code", lambda code: code is None or code in indicators),
        (ScoreRule, "branch", (codes | kinds | {EVERY_LEAF}).__contains__),
    )
    for model, name, known in pointers:
        column = tables[model.about.name][name]
        unknown = pa.array([code for code in column.unique().to_pylist() if not known(code)], pa.string())
        for row in tables[model.about.name].select(["row", name]).filter(pc.is_in(column, unknown)).to_pylist():
            layout = layouts[model.about.name]
            cell = layout.cell(row["row"], name)
            yield Issue("unknown_reference", MASTER, layout.title, row["row"], model.column(name).header, cell, values={"typed": row[name]})
