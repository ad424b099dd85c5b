"""What the master workbook says: its rows, the tree, the settings, and what is wrong with their sense."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pyarrow as pa

from ledger.organisations import Organisations, tree_issues
from ledger.references import reference_issues
from ledger.register import Register
from schema.assignment import Assignment
from schema.issue import Issue
from schema.organisation import Organisation
from schema.setting import Setting
from schema.sheet import Sheet
from schema.table import Layout
from schema.unit_register import UnitRegister
from schema.workspace import MASTER


class Federation:
    """The accepted rows of the sheets the federation holds. Kept from ledger to ledger while its workbook stays as it is."""

    def __init__(self, tables: Mapping[str, pa.Table], layouts: Mapping[str, Layout]) -> None:
        self.tables, self.layouts = tables, layouts
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def rows(self, model: type[Sheet]) -> list[dict[str, Any]]:
        """The rows of a sheet with their number in it, made once; not for sheets of a row a unit."""
        name = model.about.name
        if name not in self._rows:
            self._rows[name] = as_rows(self.tables[name])
        return self._rows[name]

    @cached_property
    def organisations(self) -> Organisations:
        """The tree of 单位."""
        return Organisations(self.rows(Organisation))

    @cached_property
    def settings(self) -> dict[str, str]:
        """The sheet 设置 as key and value."""
        return {row["key"]: row["value"] for row in self.rows(Setting) if row["value"] is not None}

    @cached_property
    def assignments(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of 填报任务 by whom they bind: a branch, a kind or everybody."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows(Assignment):
            found.setdefault(row["branch"], []).append(row)
        return found

    @cached_property
    def register(self) -> Register:
        """The sheet 单位名录 through time."""
        return Register(self.tables[UnitRegister.about.name])

    @cached_property
    def tree_issues(self) -> list[Issue]:
        """What is wrong with the tree."""
        return tree_issues(self.organisations, MASTER, Organisation.about.title)

    @cached_property
    def reference_issues(self) -> list[Issue]:
        """Rows that point at something which is not there."""
        return list(reference_issues(self.tables, self.layouts, self.organisations))


def as_rows(table: pa.Table) -> list[dict[str, Any]]:
    """The rows of a table as Python has them, lists as tuples."""
    rows: list[dict[str, Any]] = table.to_pylist()
    lists = [field.name for field in table.schema if pa.types.is_list(field.type)]
    for row in rows:
        row.update({name: tuple(row[name]) for name in lists if row[name] is not None})
    return rows
