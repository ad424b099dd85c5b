"""Issues as people read them: the place in a workbook's own terms, and the sentence that says how to mend it."""

from collections.abc import Mapping
from typing import Any, Protocol

from words.catalogue import has, text


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
    def values(self) -> Mapping[str, Any]: ...  # noqa: D102


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


def _told(value: object) -> str:
    return "、".join(str(part) for part in value) if isinstance(value, (list, tuple)) else str(value)
