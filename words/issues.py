"""Issues as people read them: the place in a workbook's own terms, and the sentence that says how to mend it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from words.catalogue import has, text


class Reason(Protocol):
    """Why a warning may stand."""

    @property
    def reason(self) -> str: ...  # noqa: D102


class Told(Protocol):
    """What is said of an issue: a stable code, its place, and the values that explain it."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def book(self) -> str: ...  # noqa: D102
    @property
    def sheet(self) -> str: ...  # noqa: D102
    @property
    def row(self) -> int | None: ...  # noqa: D102
    @property
    def column(self) -> str: ...  # noqa: D102
    @property
    def cell(self) -> str: ...  # noqa: D102
    @property
    def severity(self) -> str: ...  # noqa: D102
    @property
    def values(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def explained(self) -> Reason | None: ...  # noqa: D102


def place(issue: Told) -> dict[str, Any]:
    """Book, sheet, row, column header and cell address of an issue; empty where it has none."""
    return {"book": issue.book, "sheet": issue.sheet, "row": issue.row, "column": issue.column, "cell": issue.cell}


def sentence(issue: Told, language: str = "zh_CN") -> str:
    """What is wrong and how to mend it. An offered reading is added where there is one."""
    values = {"typed": "", "column": issue.column, "sheet": issue.sheet, "book": issue.book, **issue.values}
    if "kind" in values:
        values["kind"] = text(f"personal.{values['kind']}", language)
    wording = text(f"issue.{issue.code}", language, **{name: _told(value) for name, value in values.items()})
    offered = issue.values.get("offered")
    return wording + text("issue.offer", language, offered=offered) if offered and has("issue.offer", language) else wording


def listing(issues: Iterable[Told], language: str = "zh_CN") -> Iterator[str]:
    """Issues as lines of text: a line for each sheet of each book, below it one for each cell."""
    groups: dict[str, list[Told]] = {}
    for issue in issues:
        groups.setdefault(" ".join(filter(None, (issue.book, issue.sheet))), []).append(issue)
    for where, found in groups.items():
        if where:
            yield where
        for issue in found:
            at = " ".join(filter(None, (issue.cell, issue.column)))
            why = f" [{action(issue, language)}]" if issue.explained else ""
            yield f"{'  ' if where else ''}{f'{at}: ' if at else ''}{sentence(issue, language)}{why}"


def typed(issue: Told) -> str:
    """What stands in the cell, where the issue tells it."""
    values, names = issue.values, issue.values.get("names", ())
    if "typed" in values:
        return _told(values["typed"])
    found = values["found"][names.index(issue.column)] if issue.column in names else None
    return "" if found is None else _told(found)


def line(issue: Told, language: str = "zh_CN") -> dict[str, str]:
    """An issue as one line of a table, by header."""
    told = {"book": issue.book, "sheet": issue.sheet, "cell": issue.cell, "column": issue.column, "typed": typed(issue)}
    return {text(f"column.{name}", language): cell for name, cell in (told | {"issue": sentence(issue, language), "state": action(issue, language)}).items()}


def action(issue: Told, language: str = "zh_CN") -> str:
    """Whether an issue must be mended, should be looked at, or has been explained and why."""
    if issue.explained:
        return text("severity.explained", language, reason=issue.explained.reason)
    return text(f"severity.{issue.severity}", language)


def _told(value: object) -> str:
    return "、".join(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)
