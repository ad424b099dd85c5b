"""What reviews make of returns: two steps (分管审核, 县总确认), each holding only for what stood in the return when it was reviewed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from backbone.journal.returns import Return
from backbone.journal.reviews import Review, Step
from backbone.layout import cell_value
from backbone.writing.cells import shown
from ledger.ledger import Ledger
from schema.entries import OF_THE_FILLING
from schema.period import is_inside
from schema.registry import RETURN_NOTE, by_title
from schema.sheet import Sheet

REVIEWABLE = ("submitted", "nil")
_UNHEEDED = {"row", "book", "branch", "blanks", *OF_THE_FILLING}


@dataclass(frozen=True)
class Standing:
    """Where a return stands after its reviews.

    ``state`` is returned or approved, empty where its content decides; ``step`` the one it waits for, None after the last.
    ``corrected`` says that it was approved before and has changed since (更正).
    """

    state: str = ""
    step: Step | None = "first"
    reason: str = ""
    corrected: bool = False


def standing(reviews: Sequence[Review], content: str) -> Standing:
    """Where a return with this content stands. Whoever changes one that was sent back or approved hands it in again."""
    corrected = any(review.content != content and review.step == "final" and review.verdict == "passed" for review in reviews)
    here = [review for review in reviews if review.content == content]
    if here and here[-1].verdict == "returned":
        return Standing("returned", None, here[-1].reason, corrected)
    steps: set[Step] = set()
    for review in here:
        steps = {*steps, review.step} if review.verdict == "passed" else set()
    if "final" in steps:
        return Standing("approved", None, "", corrected)
    return Standing("", "final" if steps else "first", "", corrected)


def contents(ledger: Ledger, returns: Iterable[Return]) -> dict[Return, str]:
    """A mark of what stands in each return: its figures and its notes, whoever typed them and in whatever order."""
    asked = list(returns)
    wanted = {one.period for one in asked}
    rows = {title: _by_branch(ledger, model, wanted) for title in {one.sheet for one in asked} if (model := by_title(title))}
    notes = _by_branch(ledger, RETURN_NOTE, wanted)
    return {one: _mark(rows.get(one.sheet, {}).get(one.org, ()), notes.get(one.org, ()), one) for one in asked}


def stood(ledger: Ledger, returns: Iterable[Return]) -> dict[Return, list[dict[str, str]]]:
    """The accepted rows of each return as a person would type them, to be shown beside later ones."""
    asked = list(returns)
    models = {title: model for title in {one.sheet for one in asked} if (model := by_title(title))}
    rows = {title: _by_branch(ledger, model, {one.period for one in asked}) for title, model in models.items()}
    return {one: [_texts(models[one.sheet], row) for row in rows[one.sheet].get(one.org, ()) if _counts_for(row, one)] for one in asked if one.sheet in models}


def _counts_for(row: Mapping[str, Any], one: Return) -> bool:
    return bool(row["accepted"]) and is_inside(row["period"], one.period)


def _texts(model: type[Sheet], row: Mapping[str, Any]) -> dict[str, str]:
    named = {column.name: shown(cell_value(column, row[column.name])) for column in model.columns()}
    return {name: text for name, text in named.items() if text}


def reviewed(
    rows: pd.DataFrame, reviews: Mapping[Return, Sequence[Review]], marks: Mapping[Return, str], corrections: Mapping[Return, Sequence[str]] | None = None
) -> pd.DataFrame:
    """Returns (as filings gives them) after their reviews: state returned or approved where that holds, ``step``, ``reason``, ``corrected``, ``why``.

    ``opened`` is False once a return was finally approved, whatever stands in it now, True once it was sent back after that, None for neither.
    ``corrections`` are the reasons for which locked returns were changed: ``why`` has them, and a return that has any is corrected.
    """
    asked, told_why = returns_of(rows), corrections or {}
    found = [standing(reviews.get(one, ()), marks.get(one, "")) for one in asked]
    told = rows.assign(reason=[each.reason for each in found])
    told["why"] = pd.Series([tuple(dict.fromkeys(told_why.get(one, ()))) for one in asked], told.index, object)
    told["opened"] = [_opened(reviews.get(one, ())) for one in asked]
    told["corrected"] = [each.corrected or one in told_why for one, each in zip(asked, found, strict=True)]
    told["state"] = [each.state or state for each, state in zip(found, rows["state"], strict=True)]
    told["step"] = [each.step if state in REVIEWABLE else None for each, state in zip(found, told["state"], strict=True)]
    return told


def _opened(reviews: Sequence[Review]) -> bool | None:
    """What the last word of any weight was: sent back, or finally approved."""
    words = [review.verdict == "returned" for review in reviews if review.verdict == "returned" or review.step == "final"]
    return words[-1] if words else None


def returns_of(rows: pd.DataFrame) -> list[Return]:
    """What the rows of filings stand for, in their order."""
    return [Return(*told) for told in rows[["org", "sheet", "period"]].itertuples(index=False)]


def _by_branch(ledger: Ledger, model: type[Sheet], wanted: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each branch for these periods or shorter ones inside them."""
    table = ledger.filled_rows(model)
    inside = [period for period in table["period"].unique().to_pylist() if period and any(is_inside(period, whole) for whole in wanted)]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.filter(pc.is_in(table["period"], pa.array(inside, pa.string()))).to_pylist():
        found.setdefault(row["branch"], []).append(row)
    return found


def _mark(rows: Iterable[Mapping[str, Any]], notes: Iterable[Mapping[str, Any]], one: Return) -> str:
    inside = [row for row in rows if is_inside(row["period"], one.period)]
    said = [note for note in notes if note["accepted"] and note["sheet"] == one.sheet and note["period"] == one.period]
    told = sorted(repr(sorted((name, value) for name, value in row.items() if name not in _UNHEEDED and value is not None)) for row in [*inside, *said])
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
