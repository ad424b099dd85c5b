"""Reminders (催办) as people paste them into a chat group: one line a branch, naming its sheets, the cells that are missing, and the deadline."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from words.catalogue import text
from words.figures import day


class Lacking(Protocol):
    """A return that is not as it should be."""

    @property
    def sheet(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def missing(self) -> Mapping[str, int]: ...  # noqa: D102
    @property
    def reason(self) -> str: ...  # noqa: D102


def reminder(period: str, due_on: dt.date, tone: str, branches: Iterable[tuple[str, Iterable[Lacking]]], language: str = "zh_CN") -> str:
    """The whole text for branches by name; ``period`` is ready to print, ``tone`` is before, today or overdue."""
    lines = [text("reminder.branch", language, name=name, lacks=_lacks(lacks, language)) for name, lacks in branches]
    return "\n".join([text(f"reminder.{tone}", language, period=period, day=day(due_on, language)), *lines, text("reminder.end", language)])


def _lacks(lacks: Iterable[Lacking], language: str) -> str:
    """What one branch lacks: untouched sheets together, each of the others by itself."""
    listed = list(lacks)
    untouched = text("reminder.comma", language).join(lack.sheet for lack in listed if lack.state == "untouched")
    told = [text("reminder.untouched", language, sheets=untouched)] if untouched else []
    return text("reminder.semicolon", language).join([*told, *(_lack(lack, language) for lack in listed if lack.state != "untouched")])


def _lack(lack: Lacking, language: str) -> str:
    cells = text("reminder.comma", language).join(text("reminder.cells", language, column=column, count=count) for column, count in lack.missing.items())
    return text(f"reminder.{lack.state}", language, sheet=lack.sheet, cells=cells, reason=lack.reason)
