"""Paragraphs of documents as staff worded them, kept for the next issue: texts with the places of figures in them, never a number of a figure.

No personal data: a wording that holds any is refused (Personal)."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import JSON, Column, Engine, Integer, MetaData, String, Table, func, insert, select

from access.database import READING, keep_tables, remembering
from backbone.errors import Personal
from schema.personal import kind_of

Told = Sequence[str | Mapping[str, str]]

_metadata = MetaData()
_texts = Table(
    "bulletin_texts",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("workspace", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(255), nullable=False),
    Column("text", JSON, nullable=False),
    Column("who", String(255), nullable=False),
    Column("at", String(40), nullable=False),
)


@dataclass(frozen=True)
class Worded:
    """One wording of a paragraph; an empty one gives the paragraph back to the rules."""

    told: Told
    who: str
    at: dt.datetime


class Texts:
    """The wordings of one workspace; none is ever changed or taken away. Raises DatabaseError."""

    def __init__(self, engine: Engine, workspace: str, now: Callable[[], dt.datetime]) -> None:
        self._engine, self._workspace, self._now = engine, workspace, now
        keep_tables(engine, _metadata)

    def keep(self, kind: str, key: str, told: Told, who: str) -> None:
        """Keep a paragraph of a kind of document as it is worded now; with nothing in it the rules word it again. Raises Personal."""
        if any(kind_of(run) for run in told if isinstance(run, str)):
            raise Personal(key)
        row = {"workspace": self._workspace, "kind": kind, "key": key, "text": list(told), "who": who, "at": self._now().isoformat()}
        with remembering(), self._engine.begin() as connection:
            connection.execute(insert(_texts), [row])

    def newest(self, kind: str) -> Mapping[str, Told]:
        """The newest wording of each paragraph of a kind of document, those left out that are the rules' again."""
        last = select(func.max(_texts.c.number)).where(_texts.c.workspace == self._workspace, _texts.c.kind == kind).group_by(_texts.c.key)
        asked = select(_texts.c.key, _texts.c.text).where(_texts.c.number.in_(last)).order_by(_texts.c.number)
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            return {key: told for key, told in connection.execute(asked) if told}

    def history(self, kind: str, key: str) -> Sequence[Worded]:
        """Every wording of a paragraph, oldest first."""
        ours = (_texts.c.workspace == self._workspace, _texts.c.kind == kind, _texts.c.key == key)
        asked = select(_texts.c.text, _texts.c.who, _texts.c.at).where(*ours).order_by(_texts.c.number)
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            return [Worded(told, who, dt.datetime.fromisoformat(at)) for told, who, at in connection.execute(asked)]
