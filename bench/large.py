"""Large federations for the benchmarks: a tree, targets, a register and filled-in sheets as tables, all drawn by lot; no workbook is read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from backbone.folder import FolderBackbone
from ledger.books import CheckedBook
from ledger.cache import Cache
from ledger.rows import SheetRows
from ledger.state import State
from progress.catalogue import standard_indicators
from schema import period as periods
from schema.assignment import Assignment
from schema.check import check_sheets
from schema.columns import Column
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.registry import BRANCH_SHEETS, MASTER_SHEETS, SHEETS
from schema.setting import DATA_DATE, TITLE, Setting
from schema.sheet import Sheet
from schema.table import Layout
from schema.target import Target
from schema.unit_register import UnitRegister
from schema.workspace import BRANCH_FOLDER, MASTER, OWN_FOLDER

YEAR = 2025
INDICATORS = 40
UNITS, LISTED = 5, 2
A_YEAR = {"月": 12, "季": 4, "半年": 2, "年": 1}
ROWS = {"assistance_ledger": 2, "activity_ledger": 2}
"""Rows of one branch in one period, where it is not one."""
IN_TOWN = 30
RATES = ("percent",)


def branch_codes(branches: int) -> list[str]:
    return [f"B{number:06}" for number in range(branches)]


def town_codes(branches: int) -> list[str]:
    return [f"T{number:05}" for number in range(-(-branches // IN_TOWN))]


def state(branches: int, seed: int = 1) -> State:
    """A federation of so many branches, 30 in a town and 30 towns in a county, with a year of returns and ledgers and 40 targets."""
    dice = np.random.default_rng(seed)
    codes, layouts = branch_codes(branches), _layouts(BRANCH_SHEETS)
    named = [(f"{BRANCH_FOLDER}/{code} 示例.xlsx", code) for code in codes]
    books = {MASTER: CheckedBook(MASTER, "", _layouts(MASTER_SHEETS))} | {name: CheckedBook(name, code, layouts) for name, code in named}
    master = {Organisation: tree(branches), Indicator: standard_indicators()[:INDICATORS], Target: targets(), Assignment: assignments(), Setting: settings()}
    sheets = {}
    for name, model in SHEETS.items():
        if model in BRANCH_SHEETS:
            sheets[name] = _filled(model, branches, dice)
        elif model is UnitRegister:
            sheets[name] = _held(model, _register(codes, dice), branches)
        else:
            sheets[name] = _held(model, _columns(model, master.get(model, [])), branches)
    return State(books, sheets, dict.fromkeys(books, "1"))


def _layouts(models: Sequence[type[Sheet]]) -> dict[str, Layout]:
    return {model.about.name: Layout(model.about.title, {column.name: at for at, column in enumerate(model.columns(), 1)}) for model in models}


def workspace(folder: Path, branches: int) -> None:
    """The same as a folder to serve: its ledger lies in the cache, and its files have names, times and sizes but are no workbooks, since nobody reads them."""
    made, backbone = state(branches), FolderBackbone(folder)
    for name in made.books:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    Cache(folder / OWN_FOLDER / "cache").write(replace(made, revisions=backbone.revisions()), backbone)


def tree(branches: int) -> list[dict[str, Any]]:
    towns = town_codes(branches)
    counties = [f"C{number:04}" for number in range(-(-len(towns) // IN_TOWN))]
    rows = [("0", None, "总工会"), *((code, "0", "总工会") for code in counties)]
    rows += [(town, counties[at // IN_TOWN], "总工会") for at, town in enumerate(towns)]
    rows += [(code, towns[at // IN_TOWN], "乡镇") for at, code in enumerate(branch_codes(branches))]
    return [{"code": code, "name": f"示例{code}", "parent": parent, "kind": kind} for code, parent, kind in rows]


def targets() -> list[dict[str, Any]]:
    """One target an indicator, the same for every branch: quotas add up to those above; rates have another for the root."""
    told = {
        "start_on": dt.date(YEAR, 1, 1),
        "due_on": dt.date(YEAR, 12, 31),
        "effective_on": dt.date(YEAR, 1, 1),
        "version": 1,
        "issued_by": "市",
        "nature": "刚性",
    }
    rows = [
        told
        | {"indicator_code": row["code"], "branch_code": "ALL", "target_value": 90.0, "direction": "≥", "basis": "比率" if row["unit"] in RATES else "新增"}
        for row in standard_indicators()[:INDICATORS]
    ]
    return rows + [{**row, "branch_code": "0"} for row in rows if row["basis"] == "比率"]


def assignments() -> list[dict[str, Any]]:
    return [{"sheet": model.about.title, "branch": "ALL", "frequency": _frequency(model), "due_days": 5} for model in BRANCH_SHEETS]


def settings() -> list[dict[str, Any]]:
    return [{"key": TITLE, "value": "示例"}, {"key": DATA_DATE, "value": f"{YEAR}-09-30"}]


def _frequency(model: type[Sheet]) -> str:
    return model.about.frequency or "月"


def _periods(model: type[Sheet]) -> list[str]:
    days = [dt.date(YEAR, month, 1) for month in range(1, 13)]
    return list(dict.fromkeys(periods.containing(day, _frequency(model)) for day in days))


def _columns(model: type[Sheet], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns of rows of a master sheet, whose number in it is a row of every sheet."""
    found: dict[str, Any] = {column.name: [row.get(column.name) for row in rows] for column in model.columns()}
    return found | {"row": np.arange(2, len(rows) + 2, dtype=np.int32)}


def _register(codes: list[str], dice: Any) -> dict[str, Any]:
    size = len(codes) * UNITS
    owners = np.repeat(np.array(codes), UNITS)
    found = {column.name: _drawn(column, size, dice) for column in UnitRegister.columns() if column.kind in ("whole", "choice", "yes_no")}
    told = {column.name: [f"示例{at}" for at in range(size)] for column in UnitRegister.columns() if column.kind == "text"}
    return found | told | {"unit_code": _units(np.arange(size)), "branch_code": owners, "row": np.arange(2, size + 2, dtype=np.int32)}


def _units(at: Any) -> list[str]:
    return [f"U{number:07}" for number in at.tolist()]


def _filled(model: type[Sheet], branches: int, dice: Any) -> SheetRows:
    named = _periods(model)
    each = len(named) * ROWS.get(model.about.name, 1)
    size = branches * each
    held: dict[str, Any] = {"row": np.tile(np.arange(2, each + 2, dtype=np.int32), branches)}
    placed = np.tile(np.repeat(np.arange(len(named)), ROWS.get(model.about.name, 1)), branches)
    held["period"] = pa.DictionaryArray.from_arrays(pa.array(placed), pa.array(named)).cast(pa.string())
    days = np.array([periods.first_day(name) for name in named], "datetime64[D]")[placed]
    for column in model.columns():
        if column.kind == "date":
            held[column.name] = days + (365 if column.name == "valid_to" else 0)
        elif column.kind == "codes":
            own = np.repeat(np.arange(branches), each) * UNITS
            picks = own[:, None] + dice.integers(0, UNITS, (size, LISTED))
            held[column.name] = pa.ListArray.from_arrays(pa.array(np.arange(0, size * LISTED + 1, LISTED, dtype=np.int32)), pa.array(_units(picks.reshape(-1))))
        elif column.name not in held and column.kind in ("whole", "decimal", "choice", "yes_no"):
            held[column.name] = _drawn(column, size, dice)
    held |= {"case_no": None, "contract_no": None}
    return SheetRows.of(_table(model, held, size), branches + 1, range(1, branches + 1), [each] * branches)


def _drawn(column: Column, size: int, dice: Any) -> Any:
    if column.choices:
        return pa.DictionaryArray.from_arrays(pa.array(dice.integers(0, len(column.choices), size)), pa.array(column.choices)).cast(pa.string())
    if column.kind == "yes_no":
        return dice.integers(0, 2, size).astype(bool)
    return dice.integers(0, 50, size)


def _held(model: type[Sheet], columns: dict[str, Any], branches: int) -> SheetRows:
    size = len(columns["row"])
    return SheetRows.of(_table(model, columns, size), branches + 1, [0], [size])


def _table(model: type[Sheet], held: dict[str, Any], size: int) -> pa.Table:
    schema = check_sheets(model, []).table.schema
    told = held | {"accepted": np.ones(size, bool)}
    columns = [pa.array(told[field.name], field.type) if told.get(field.name) is not None else pa.nulls(size, field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)
