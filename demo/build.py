"""Writing the workspace of one federation: the master workbook and one workbook a branch."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from backbone.folder import FolderBackbone
from demo.contracts import signed
from demo.federation import FEDERATIONS, PHRASES, Branch, Federation, Owed, ended
from demo.goals import ROOT, goals
from demo.lines import Row, laid_out, reported_on
from demo.programmes import programme_rows
from demo.register import Unit, register
from demo.report import Figure
from demo.unions import SHEET as UNIONS
from demo.unions import returns
from demo.visits import visit_rows
from schema import period as periods
from schema.assignment import Assignment
from schema.indicator import Indicator
from schema.organisation import Organisation
from schema.programme import Programme
from schema.registry import RETURN_NOTE, SHEETS
from schema.return_note import NIL
from schema.score_rule import ScoreRule
from schema.setting import DATA_DATE, DEMO, TITLE, YEAR_START, Setting
from schema.sheet import Sheet
from schema.target import Target
from schema.unit_register import UnitRegister
from schema.workspace import BRANCH_FOLDER, MASTER

Filed = dict[tuple[str, str], list[Row]]
_DUE_DAYS = {periods.MONTHLY: 5, periods.QUARTERLY: 10}


class UnknownFederation(LookupError):
    """A key that none of the five federations has."""


def build(folder: Path, federation: str) -> None:
    """Write the whole workspace of a federation (by its key) into an empty folder. Raises UnknownFederation and what ``create`` raises."""
    chosen = next((found for found in FEDERATIONS if found.key == federation), None)
    if chosen is None:
        raise UnknownFederation(federation)
    units = register(chosen)
    filed = _filed(chosen, units)
    backbone = FolderBackbone(folder)
    backbone.create(MASTER, _master(chosen, units))
    for branch in chosen.branches:
        backbone.create(f"{BRANCH_FOLDER}/{branch.code} {branch.name}.xlsx", _book(chosen, branch, filed), (branch.code, branch.name))


def _filed(federation: Federation, units: list[Unit]) -> Filed:
    """All rows of all branches by branch code and sheet."""
    found: Filed = {}
    for sheet, branch, row in _all_rows(federation, units):
        found.setdefault((branch.code, sheet), []).append(row)
    for (_, sheet), rows in found.items():
        event = SHEETS[sheet].about.event_date or "period"
        rows.sort(key=lambda row: (periods.first_day(row["period"]), str(row[event])))
    _number_cases(found)
    return found


def _all_rows(federation: Federation, units: list[Unit]) -> Iterator[tuple[str, Branch, Row]]:
    for at, line in enumerate(federation.plan["lines"]):
        yield from ((line["sheet"], branch, row) for branch, row in laid_out(federation, line, f"{federation.key} {at}", units))
    yield from ((UNIONS, branch, row) for branch, row in returns(federation, units))
    for plan in federation.plan.get("contracts", ()):
        yield from (("bargaining_ledger", branch, row) for branch, row in signed(federation, plan, units))
    if "visits" in federation.plan:
        yield from (("visit_log", branch, row) for branch, row in visit_rows(federation, units))


def _number_cases(filed: Filed) -> None:
    """Cases are numbered in the order of a branch's ledger; a day of reception has no number."""
    for (branch, sheet), rows in filed.items():
        numbered = [row for row in rows if row.get("record_kind") != PHRASES["reception"]] if sheet == "rights_ledger" else []
        for at, row in enumerate(numbered, start=1):
            row["case_no"] = f"{branch}-{row['period'][:4]}-{at:04d}"


def _book(federation: Federation, branch: Branch, filed: Filed) -> Mapping[type[Sheet], list[Row]]:
    sheets = {SHEETS[name]: filed.get((branch.code, name), []) for name in SHEETS if federation.owed_by(branch, name)}
    return {**sheets, RETURN_NOTE: list(_nil_returns(federation, branch, filed))}


def _nil_returns(federation: Federation, branch: Branch, filed: Filed) -> Iterator[Row]:
    """A 零报告 for every period owed in which nothing happened; branches that are silent in the newest one say nothing."""
    for sheet in SHEETS:
        owed = federation.owed_by(branch, sheet)
        rows = filed.get((branch.code, sheet), [])
        for period in _without_rows(federation, branch, owed, rows) if owed else ():
            noted = reported_on(federation, branch, period)
            yield {"sheet": SHEETS[sheet].about.title, "period": period, "kind": NIL, "filler_role": PHRASES["posts"][0], "noted_on": noted}


def _without_rows(federation: Federation, branch: Branch, owed: Owed, rows: list[Row]) -> list[str]:
    has = {periods.containing(periods.first_day(row["period"]), owed.frequency) for row in rows}
    asked = ended(owed.since, federation.data_date, owed.frequency)
    return [period for period in asked if period not in has and not federation.silent(branch, owed, period)]


def _master(federation: Federation, units: list[Unit]) -> Mapping[type[Sheet], list[Row]]:
    return {
        Organisation: list(_organisations(federation)),
        UnitRegister: [dict(unit.row) for unit in units],
        Indicator: [_indicator(federation, figure) for figure in federation.figures if figure.shows != "text"],
        Target: list(goals(federation)),
        Assignment: list(_assignments(federation)),
        Programme: list(programme_rows(federation)),
        ScoreRule: [{**told, "note": PHRASES["assessment"]} for told in federation.plan.get("assessment", ())],
        Setting: list(_settings(federation)),
    }


def _organisations(federation: Federation) -> Iterator[Row]:
    yield {"code": ROOT, "name": federation.name, "kind": PHRASES["root_kind"]}
    yield from ({"code": branch.code, "name": branch.name, "parent": ROOT, "kind": branch.kind} for branch in federation.branches)


def _indicator(federation: Federation, figure: Figure) -> Row:
    headlines = federation.plan["headlines"]
    return {
        "code": figure.code,
        "name_zh": figure.name_zh,
        "name_en": figure.name_en,
        "theme": figure.theme,
        "unit": figure.unit,
        "decimals": 1 if figure.unit == "percent" else 0,
        "formula": figure.formula,
        "from_on": figure.from_on,
        "to_on": figure.to_on,
        "headline": headlines.index(figure.code) + 1 if figure.code in headlines else None,
        "definition": figure.as_written,
        "source": PHRASES["source"].format(name=figure.federation, period=figure.period),
        "owner": PHRASES["owners"].get(figure.theme, PHRASES["owners"][""]),
    }


def _assignments(federation: Federation) -> Iterator[Row]:
    for owed in federation.owed:
        title = SHEETS[owed.sheet].about.title
        yield {"sheet": title, "branch": owed.branch, "frequency": owed.frequency, "due_days": _DUE_DAYS[owed.frequency], "from_on": owed.since}


def _settings(federation: Federation) -> Iterator[Row]:
    values: dict[str, Any] = {
        TITLE: federation.name,
        DATA_DATE: federation.data_date.isoformat(),
        YEAR_START: federation.plan["year_start"],
        DEMO: PHRASES["demo"],
    }
    yield from ({"key": key, "value": value} for key, value in values.items())
