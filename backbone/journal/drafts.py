"""Drafts: what somebody has typed and not saved, kept in the database so that no reload, dropped line or restart loses it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict

from sqlalchemy import JSON, Column, Engine, MetaData, String, Table, delete, insert, select

from access.database import READING, alone, keep_tables, remembering
from backbone.book import RowChange
from backbone.journal.personal import without_personal
from schema.registry import SHEETS

_metadata = MetaData()
_drafts = Table(
    "drafts",
    _metadata,
    Column("workspace", String(64), primary_key=True),
    Column("who", String(255), primary_key=True),
    Column("branch", String(64), primary_key=True),
    Column("sheet", String(64), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("rows", JSON, nullable=False),
)


class Drafts:
    """The drafts of one person in one workspace, one a sheet and branch. Raises DatabaseError."""

    def __init__(self, engine: Engine, workspace: str, who: str, now: Callable[[], dt.datetime]) -> None:
        self._engine, self._workspace, self._who, self._now = engine, workspace, who, now
        keep_tables(engine, _metadata)

    def keep(self, branch: str, sheet: str, rows: Sequence[RowChange]) -> None:
        """Keep these rows in place of those kept before, but for cells with personal data; none at all drops the draft."""
        here, rows = self._here(branch, sheet), without_personal(SHEETS[sheet], rows)
        with alone(self._engine, " ".join(here.values())), remembering(), self._engine.begin() as connection:
            connection.execute(delete(_drafts).where(*(_drafts.c[name] == value for name, value in here.items())))
            if rows:
                told = {"at": self._now().isoformat(), "rows": [asdict(row) for row in rows]}
                connection.execute(insert(_drafts).values(here | told))

    def kept(self, branch: str, sheet: str) -> tuple[list[RowChange], dt.datetime | None]:
        """The rows kept, and since when; nothing and None where there is no draft."""
        asked = select(_drafts).where(*(_drafts.c[name] == value for name, value in self._here(branch, sheet).items()))
        with remembering(), self._engine.connect().execution_options(**READING) as connection:
            found = connection.execute(asked).mappings().first()
        return ([RowChange(**row) for row in found["rows"]], dt.datetime.fromisoformat(found["at"])) if found else ([], None)

    def _here(self, branch: str, sheet: str) -> dict[str, str]:
        return {"workspace": self._workspace, "who": self._who, "branch": branch, "sheet": sheet}
