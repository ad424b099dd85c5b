"""What branches say of the warnings in their books: rows 情况说明 of 报送说明, each laid to the warnings it answers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schema.issue import Explained, Issue
from schema.registry import BRANCH_SHEETS, by_title
from schema.sheet import Sheet

Rows = Callable[[type[Sheet], Collection[str]], pa.Table]
"""The rows of a sheet in some books: book, row and period among the columns."""


@dataclass(frozen=True)
class Explanation:
    """A statement on the warnings of one rule in one sheet (English name) and period of a branch; an empty rule means all of them."""

    branch: str
    sheet: str
    period: str
    rule: str
    told: Explained


class Explanations:
    """The warnings of a workspace and what is said of them. ``owners`` has the branch of each book that counts."""

    def __init__(self, issues: Sequence[Issue], notes: Iterable[Mapping[str, Any]], owners: Mapping[str, str], rows: Rows) -> None:
        self._owners, self._rows = owners, rows
        self._warnings = [issue for issue in issues if issue.severity == "warn" and issue.row and issue.book in owners]
        self._notes = {_key(note): note for note in map(_read, notes) if note.sheet and note.told.reason}
        self._noted = {(note.branch, note.sheet) for note in self._notes.values()}
        self._periods: dict[type[Sheet], Mapping[tuple[str, int], str]] = {}
        self.used: dict[Explanation, None] = {}

    def applied(self, issues: Iterable[Issue]) -> list[Issue]:
        """The issues, the warnings among them with their explanation; a newer statement comes before an older one."""
        return [replace(issue, explained=found.told) if (found := self._of(issue)) else issue for issue in issues]

    def period_of(self, issue: Issue) -> str | None:
        """The period of the row a warning stands at; None where there is nothing to explain: no warning, no row, no return of a branch."""
        model = by_title(issue.sheet)
        if model not in BRANCH_SHEETS or issue.severity != "warn" or not issue.row or issue.book not in self._owners:
            return None
        if model not in self._periods:
            self._periods[model] = self._known(model)
        return self._periods[model].get((issue.book, issue.row))

    def _of(self, issue: Issue) -> Explanation | None:
        model = by_title(issue.sheet) if self._noted and issue.sheet else None
        branch = self._owners.get(issue.book, "")
        if model is None or (branch, model.about.name) not in self._noted:
            return None
        period = self.period_of(issue) or ""
        found = next((note for rule in (issue.code, "") if (note := self._notes.get((branch, model.about.name, period, rule)))), None)
        if found:
            self.used[found] = None
        return found

    def _known(self, model: type[Sheet]) -> Mapping[tuple[str, int], str]:
        """The periods of the rows with a warning."""
        warned = [(issue.book, issue.row) for issue in self._warnings if by_title(issue.sheet) is model]
        table = self._rows(model, {book for book, _ in warned}).select(["book", "row", "period"])
        told = table.filter(pc.is_in(table["row"], pa.array({row for _, row in warned}, table["row"].type)))
        return {(row["book"], row["row"]): row["period"] for row in told.to_pylist()}


def _read(note: Mapping[str, Any]) -> Explanation:
    model = by_title(note["sheet"] or "")
    told = Explained(note["filler_role"] or "", note["noted_on"], note["text"] or "")
    return Explanation(note["branch"], model.about.name if model else "", note["period"] or "", note["rule"] or "", told)


def _key(note: Explanation) -> tuple[str, str, str, str]:
    return note.branch, note.sheet, note.period, note.rule
