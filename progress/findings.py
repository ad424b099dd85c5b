"""Everything found wrong in a workspace, by book: what nobody can use first, then the branches with most to mend."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ledger.ledger import Ledger
from schema.issue import Issue
from schema.registry import by_title

State = Literal["block", "warn", "explained"]
STATES: tuple[State, ...] = ("block", "warn", "explained")


@dataclass(frozen=True)
class Findings:
    """What was found in one book. ``branch`` is empty for the master workbook and for books that do not count."""

    book: str
    branch: str
    issues: tuple[Issue, ...]

    @property
    def by_sheet(self) -> Mapping[str, list[Issue]]:
        """The findings by the title of their sheet, those of the whole book first under an empty one."""
        found: dict[str, list[Issue]] = {}
        for issue in sorted(self.issues, key=lambda issue: bool(issue.sheet)):
            found.setdefault(issue.sheet, []).append(issue)
        return found

    @property
    def counts(self) -> Counter[State]:
        """How many must be mended, wait for an explanation, have one."""
        return counts(self.issues)


def state_of(issue: Issue) -> State:
    """Whether an issue must be mended, waits for an explanation, or has one."""
    return "explained" if issue.explained else issue.severity


def counts(issues: Iterable[Issue]) -> Counter[State]:
    """How many issues are in each state."""
    return Counter(map(state_of, issues))


def by_book(ledger: Ledger, issues: Iterable[Issue]) -> list[Findings]:
    """These issues by book: books that count for no branch first, then branches, those with most to mend before the others."""
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.book, []).append(issue)
    branches = {book.name: leaf for leaf in ledger.organisations.leaves if (book := ledger.book_of(leaf))}
    groups = [Findings(book, branches.get(book, ""), tuple(those)) for book, those in found.items()]
    return sorted(groups, key=lambda group: (bool(group.branch), -group.counts["block"], -group.counts["warn"]))


@dataclass(frozen=True)
class Question:
    """Warnings of one rule in one sheet (English name) and period of a book: one explanation answers them all."""

    sheet: str
    period: str
    issues: tuple[Issue, ...]

    @property
    def rule(self) -> str:
        """The code of the rule."""
        return self.issues[0].code


def to_explain(ledger: Ledger, issues: Iterable[Issue]) -> list[Question]:
    """The warnings that can be explained and are not yet."""
    found: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues:
        model, period = by_title(issue.sheet), None if issue.explained else ledger.period_of(issue)
        if model and period:
            found.setdefault((model.about.name, period, issue.code), []).append(issue)
    return [Question(sheet, period, tuple(those)) for (sheet, period, _), those in found.items()]
