"""What a snapshot tells as tables under headers people read: records, places, and the rows of sheets."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ledger.ledger import Ledger
from progress.indicators import Indicator
from progress.left import left, numeric, short_unit
from progress.ranking import RANKED, rankings
from schema.branch_sheet import BranchSheet
from schema.columns import Column
from schema.sheet import Sheet
from schema.workspace import LIST_MARK, YES_NO
from snapshots import cells
from snapshots.cells import Parts
from snapshots.outside import COUNTS, FOLLOWING, PRINTED, SHOWN, Marks
from snapshots.public import VEIL, unplaced
from words import text
from words.figures import UNKNOWN, unit_name
from words.reasons import amount

_FIGURES: Final = ("value", "target", "completion", "elapsed", "gap")
_PLACES: Final = ("completion", "gap")
_SHARES: Final = ("nil", "reviewed", "explained")


def records_table(ledger: Ledger, indicators: Mapping[str, Indicator], records: pd.DataFrame, language: str) -> pd.DataFrame:
    """Records as people read them in a table: headers in the language, lamps in words, numbers with two decimals."""
    told = {name: _number(records, name) for name in (*_FIGURES, *COUNTS[1:])}
    of = [indicators[code] for code in records["indicator"]]
    found = {
        **{"org": _names(ledger, records), "indicator": _indicator_names(indicators, records, language)},
        **{"on": records["on"], "issuer": records["issued_by"], "due": records["due_on"]},
        **{name: told[name] for name in _FIGURES},
        **{"unit_name": [unit_name(indicator.unit, language) for indicator in of], "numerator": told["numerator"], "denominator": told["denominator"]},
        **_to_go(indicators, of, records, language),
        **{"lamp": _words("lamp", records["lamp"], language), "reported": records["reported"], "expected": records["expected"]},
        **{name: records[name] for name in _SHARES if name in records},
    }
    return _headed(found, language)


def ranking_table(ledger: Ledger, indicators: Mapping[str, Indicator], records: pd.DataFrame, language: str) -> pd.DataFrame:
    """The branches of every goal on one day from the best place down, those without a place last."""
    day = None if records.empty else records["on"].iloc[0]
    peers = [leaf for leaf in ledger.organisations.leaves if day and ledger.organisations.open_on(leaf, day)]
    ranked = rankings(records, peers).sort_values(["indicator", "goal", "rank_completion"], kind="stable", na_position="last", ignore_index=True)
    ranked = unplaced(ranked)
    found = {
        **{"indicator": _indicator_names(indicators, ranked, language), "issuer": ranked["issued_by"], "org": _names(ledger, ranked)},
        **{name: _number(ranked, name) for name in ("value", "target", "completion", "gap")},
        "lamp": _words("lamp", ranked["lamp"], language),
    }
    places = {text(f"workbook.rank_{order}", language): ranked.get(f"rank_{order}", pd.Series(dtype="float64")) for order in _PLACES}
    return _headed(found, language).assign(**places) if len(ranked) and ranked["status"].eq(RANKED).any() else _headed(found, language)


def sheet_table(model: type[Sheet], rows: pa.Table, columns: Sequence[Column], marks: Mapping[str, Marks] | None = None) -> dict[str, Parts]:
    """Rows of a sheet under its headers, in the words and types people fill them in; numbers that stay inside bear what is told for them."""
    found = {column.header: _column(column, rows[column.name]) for column in columns}
    for column in columns:
        if marks and column.name in marks:
            found[column.header] = _veiled_parts(found[column.header], marks[column.name])
    return found


def branch_table(
    ledger: Ledger, model: type[Sheet], rows: pa.Table, columns: Sequence[Column], marks: Mapping[str, Marks] | None, language: str
) -> dict[str, Parts]:
    """The same for rows of all branches, each with the code and the name of whose it is; a name is the newest one."""
    branch = BranchSheet.column("branch_code")
    whose = rows["branch"].combine_chunks().cast(pa.string())
    names = {leaf: ledger.organisations.spells(leaf)[-1].name for leaf in whose.unique().to_pylist()}
    named = pa.array([names[leaf] for leaf in whose.to_pylist()], pa.string())
    own = [column for column in columns if column.name != branch.name]
    return {branch.header: (whose,), text("column.org", language): (named,), **sheet_table(model, rows, own, marks)}


def _column(column: Column, values: pa.ChunkedArray) -> Parts:
    if column.kind == "codes":
        return cells.parts(pc.binary_join(values, LIST_MARK))
    if column.kind == "yes_no":
        return cells.parts(pc.if_else(values, YES_NO[True], YES_NO[False]))
    return cells.parts(values)


def _veiled_parts(parts: Parts, marks: Marks) -> Parts:
    if not (marks != SHOWN).any():
        return parts
    shown = pa.array(marks == SHOWN)
    instead = pa.array([PRINTED.get(int(mark)) for mark in marks], pa.string())
    return [*(pc.if_else(shown, part, pa.scalar(None, part.type)) for part in parts), instead]


def _headed(found: Mapping[str, object], language: str) -> pd.DataFrame:
    return pd.DataFrame({text(f"column.{name}", language): pd.Series(values).reset_index(drop=True) for name, values in found.items()})


def _number(records: pd.DataFrame, name: str) -> pd.Series:
    """A column of numbers; where some stay inside, what is told for them stands among the others."""
    numbers = numeric(records[name]).round(2)
    if name not in (*COUNTS, *FOLLOWING) or VEIL + name not in records or records[VEIL + name].eq(SHOWN).all():
        return numbers
    return numbers.astype("object").where(records[VEIL + name].eq(SHOWN), records[VEIL + name].map(PRINTED))


def _to_go(indicators: Mapping[str, Indicator], of: Sequence[Indicator], records: pd.DataFrame, language: str) -> dict[str, list[str | None]]:
    """What is left until the target and a week, in words; a number that stays inside is not told by what it lacks."""
    found = left(records, {code: indicator.scale for code, indicator in indicators.items()})
    asked = records[["of", "basis", "names_target", "denominator"]].to_dict("records")
    units = [short_unit(indicator, row) for indicator, row in zip(of, asked, strict=True)]
    inside = records[VEIL + "value"].ne(SHOWN) if VEIL + "value" in records else pd.Series(False, records.index)
    told = {}
    for name in ("left", "weekly"):
        amounts = [None if pd.isna(value) else amount(value, unit, language) for value, unit in zip(found[name], units, strict=True)]
        told[name] = [UNKNOWN if hidden else each for hidden, each in zip(inside, amounts, strict=True)]
    return told


def _names(ledger: Ledger, records: pd.DataFrame) -> list[str]:
    asked = list(zip(records["org"], records["on"], strict=True))
    known = {each: ledger.organisations.on(*each).name for each in dict.fromkeys(asked)}
    return [known[each] for each in asked]


def _indicator_names(indicators: Mapping[str, Indicator], records: pd.DataFrame, language: str) -> pd.Series:
    return records["indicator"].map({code: indicators[code].name(language) for code in records["indicator"].unique()})


def _words(kind: str, codes: pd.Series, language: str) -> pd.Series:
    return codes.map({code: text(f"{kind}.{code}", language) for code in codes.unique()})
